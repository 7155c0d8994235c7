"""What a cell of a web page shows and what its tooltip says, as plain text: no markup of others goes any further.

A page is untrusted: its tags are dropped, its scripts never run, its attributes but one never read.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import NamedTuple

LONGEST_MARKUP = 2_000

_TAG = re.compile(r"<[/!?a-zA-Z][^<>]*>")
_TITLE = re.compile(r"""\stitle\s*=\s*(?:'([^']*)'|"([^"]*)")""", re.IGNORECASE)


class Shown(NamedTuple):
    """What a cell shows, and the tooltip of its first tag that has one; both empty where there is nothing."""

    text: str
    tooltip: str


@lru_cache(maxsize=65_536)
def shown(cell: str) -> Shown:
    """Plain text and tooltip of a cell of a page.

    A bare ``<`` is a text, as in ``<0.05``; what begins like a tag and ends is a tag. Line breaks in either, also
    written as ``<br>`` or ``&#10;``, come back as ``;`` in the tooltip and as a space in the text.
    """
    if len(cell) > LONGEST_MARKUP:
        return Shown(cell[:LONGEST_MARKUP], "")
    if "<" not in cell and "&" not in cell:
        return Shown(_line(cell, " "), "")
    tooltip = ""
    for tag in _TAG.findall(cell):
        found = _TITLE.search(tag)
        if found:
            tooltip = _line(unescape(found[1] or found[2] or ""), ";")
            break
    return Shown(_line(unescape(_TAG.sub(" " if "<br" in cell.lower() else "", cell)), " "), tooltip)


def has_markup(text: str) -> bool:
    """Whether a text would still be read as markup by a browser."""
    return bool(_TAG.search(text)) or "<" in text or ">" in text


def _line(text: str, joint: str) -> str:
    return joint.join(part.strip() for part in text.splitlines()).strip()
