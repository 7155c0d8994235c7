"""Why rows of any source are refused, and what of a refused row is kept in quarantine."""

from __future__ import annotations

import json
from collections.abc import Mapping

LONGEST_PAYLOAD = 500
LONGEST_ROW = 4000

DUPLICATE = "same row twice"
OVERRULED = "a later row of the same payload says otherwise of this station and hour"
LEFT_STANDING = "left standing from another time than the rest of its payload"


def text_kept(text: str) -> str:
    """The beginning of a refused text, its NUL characters made visible, as databases take none."""
    return text[:LONGEST_PAYLOAD].replace("\0", "\N{SYMBOL FOR NULL}")


def row_kept(texts: Mapping[str, str]) -> str:
    """A refused row as JSON, so that it can be mended and taken again; empty for one too long to be kept."""
    told = json.dumps(texts, ensure_ascii=False)
    return told if len(told) <= LONGEST_ROW else ""
