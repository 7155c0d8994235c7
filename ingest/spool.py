"""Answers that the store could not take, in files until it can: who tells its newest alone does not tell it again.

A file is whole or absent. What is here is nobody's reading yet: it goes the same way as an answer that has just come.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingest.contract import Payload, Window

_LOG = logging.getLogger(__name__)
ENDING = ".answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Answers of one asking, and the files in which they lie."""

    window: Window
    payloads: tuple[Payload, ...]
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spool:
    """A folder of answers that wait for the store; beyond `most` of them nothing more is put there, and said."""

    folder: Path
    most: int = 5_000

    def put(self, source: str, window: Window, payloads: Sequence[Payload]) -> int:
        """Keep the answers of one asking; return how many are new. An answer that is there already is left."""
        self.folder.mkdir(parents=True, exist_ok=True)
        new = 0
        for payload in payloads:
            first = int(window.start.timestamp())
            path = self.folder / f"{source}-{first}-{payload.sha256[:24]}{ENDING}"
            if path.exists():
                continue
            if len(list(self.folder.glob(f"*{ENDING}"))) >= self.most:
                _LOG.error("%s: the spool %s is full; this answer is lost", source, self.folder)
                break
            about = {
                "source": payload.source, "name": payload.name, "sha256": payload.sha256, "first": first,
                "end": int(window.end.timestamp()),
            }  # fmt: skip
            body = payload.body if isinstance(payload.body, bytes) else payload.body.read_bytes()
            beside = path.with_suffix(".part")
            with beside.open("wb") as stream:
                stream.write(json.dumps(about, ensure_ascii=False).encode() + b"\n" + body)
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(path)
            new += 1
        return new

    def held(self, source: str) -> list[Held]:
        """Return the answers of a source by asking, the oldest first; a file that is damaged is said and set aside."""
        groups: dict[tuple[int, int], list[tuple[Payload, Path]]] = {}
        for path in sorted(self.folder.glob(f"{source}-*{ENDING}")) if self.folder.is_dir() else ():
            head, _, body = path.read_bytes().partition(b"\n")
            try:
                about = json.loads(head)
                if about["source"] != source or hashlib.sha256(body).hexdigest() != about["sha256"]:
                    raise ValueError("its fingerprint is another")
                span = (int(about["first"]), int(about["end"]))
            except (ValueError, KeyError, TypeError) as fault:
                _LOG.error("%s is damaged and set aside: %s", path, fault)
                path.replace(path.with_suffix(".damaged"))
                continue
            payload = Payload(source=source, name=str(about["name"]), sha256=str(about["sha256"]), body=body)
            groups.setdefault(span, []).append((payload, path))
        return [
            Held(
                window=Window(start=datetime.fromtimestamp(first, UTC), end=datetime.fromtimestamp(end, UTC)),
                payloads=tuple(payload for payload, _ in sorted(found, key=lambda one: one[0].name)),
                files=tuple(path for _, path in found),
            )
            for (first, end), found in sorted(groups.items())
        ]

    def drop(self, held: Held) -> None:
        """Forget answers that have been taken."""
        for path in held.files:
            path.unlink(missing_ok=True)
