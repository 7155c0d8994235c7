"""The history of the tables, run by Alembic inside the opener's own transaction.

A revision that has been released is never edited: a store that was made by it must be found again.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

HERE = Path(__file__).parent


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    return config


def upgrade(conn: Connection) -> None:
    """Bring the tables to the newest revision, on a connection that is in a transaction already."""
    config = _config()
    config.attributes["connection"] = conn
    command.upgrade(config, "head")


def known(revision: str | None) -> bool:
    """Whether this program knows a revision; no tables at all counts as known."""
    revisions = ScriptDirectory.from_config(_config()).walk_revisions()
    return revision is None or revision in {known.revision for known in revisions}


def head() -> str | None:
    """Return the newest revision."""
    return ScriptDirectory.from_config(_config()).get_current_head()
