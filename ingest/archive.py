"""Answers of live sources as they came, kept for a while so that a person can look at them.

No figure is ever made from here: what was taken of an answer is in the store. An archive that cannot be written is
said in the log and holds nobody up.
"""

from __future__ import annotations

import gzip
import logging
import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from ingest.contract import SHANGHAI, Payload

FOLDER: Final = "payloads"
_LOG = logging.getLogger(__name__)
_SAFE = re.compile(r"[a-z0-9_]{1,60}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """A folder of answers by the civil day on which they came, their source and their fingerprint.

    Attributes
    ----------
    folder
        Where; made when the first answer comes.
    days
        So many days an answer is kept; 0 keeps none and prunes nothing that was kept before.
    """

    folder: Path
    days: int

    def keep(self, payloads: Iterable[Payload], now: datetime) -> int:
        """Keep answers that came at a moment, prune what is too old, and return how many are new."""
        if self.days <= 0:
            return 0
        try:
            kept = sum(self._keep_one(payload, now) for payload in payloads)
            self.prune(now)
        except OSError as error:
            _LOG.warning("answers of sources are not archived: %s", error)
            return 0
        return kept

    def prune(self, now: datetime) -> int:
        """Take away the days that are too old and return how many they were."""
        if self.days <= 0 or not self.folder.is_dir():
            return 0
        oldest = now.astimezone(SHANGHAI).date() - timedelta(days=self.days)
        gone = 0
        for folder in sorted(self.folder.iterdir()):
            day = _day(folder.name)
            if day is not None and day < oldest:
                shutil.rmtree(folder, ignore_errors=True)
                gone += 1
        return gone

    def read(self, sha256: str) -> bytes:
        """Return an answer by its fingerprint.

        Raises
        ------
        LookupError
            If it is not kept, or not any more.
        """
        if _SHA256.fullmatch(sha256):
            for path in sorted(self.folder.glob(f"*/*/{sha256}.gz"), reverse=True):
                return gzip.decompress(path.read_bytes())
        raise LookupError(
            f"the answer {sha256} is not kept; LANBI_KEEP_PAYLOADS says for how many days they are"
        )

    def _keep_one(self, payload: Payload, now: datetime) -> int:
        source = payload.source if _SAFE.fullmatch(payload.source) else "other"
        day = self.folder / now.astimezone(SHANGHAI).date().isoformat() / source
        path = day / f"{payload.sha256}.gz"
        if path.exists():
            return 0
        day.mkdir(parents=True, exist_ok=True)
        body = payload.body if isinstance(payload.body, bytes) else payload.body.read_bytes()
        partial = path.with_suffix(f".{os.getpid()}.partial")
        try:
            partial.write_bytes(gzip.compress(body, compresslevel=6, mtime=0))
            os.replace(partial, path)
        finally:
            partial.unlink(missing_ok=True)
        return 1


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(name)
    except ValueError:
        return None
