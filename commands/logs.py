"""How the program logs: lines for people, or one JSON object a line for machines; always to standard error."""

from __future__ import annotations

import logging
import sys
from typing import IO, Literal

Form = Literal["console", "json"]


def configure(level: str, form: Form, stream: IO[str] | None = None) -> None:
    """Send every record of every library to standard error in one form; `stream` is for elsewhere.

    A record of JSON has `timestamp` (UTC, ISO 8601), `level`, `logger`, `event`, what was given as `extra`, and
    `exception` with its traceback where there is one.
    """
    target = stream or sys.stderr
    handler = logging.StreamHandler(target)
    if form == "json":
        handler.setFormatter(_json())
    else:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("httpx").setLevel(logging.WARNING)


def adopt(*names: str) -> None:
    """Let loggers that bring handlers of their own speak through ours, so that all lines have one form."""
    for name in names:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True


def _json() -> logging.Formatter:
    import structlog  # needed by services alone, and as slow to import as click

    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="timestamp"),
            structlog.stdlib.ExtraAdder(),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ],
    )
