"""The list that a search looks through, packed for the browser: everything with a name, a reading and a code.

It is made again when what it lists changes, and fetched on the first search of a page.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from assessment.directory import KINDS, Found
from layouts._page import Hall

LEVEL = 6


def listing(hall: Hall) -> Callable[[], tuple[str, bytes]]:
    """A function that answers the packed list and the mark of its content."""

    @lru_cache(maxsize=2)
    def packed(found: tuple[Found, ...]) -> tuple[str, bytes]:
        text = json.dumps(
            {"kinds": KINDS, "rows": [_row(one) for one in found]}, ensure_ascii=False, separators=(",", ":")
        ).encode()
        return hashlib.sha256(text).hexdigest()[:16], gzip.compress(text, LEVEL, mtime=0)

    def listed() -> tuple[str, bytes]:
        return packed(hall.ask.directory())

    return listed


def _row(one: Found) -> list[Any]:
    """Kind, code, Chinese name, English name, reading, code above.

    An English name that is the beginning of the reading in one word stands as the number of its letters.
    """
    joined = one.reading.replace(" ", "")
    short = one.name.en.lower()
    english: str | int = (
        len(short) if joined.startswith(short) and one.name.en == short.capitalize() else one.name.en
    )
    return [KINDS.index(one.kind), one.code, one.name.zh, english, one.reading, one.above]
