"""Names of sections as they are written, and what they are compared by.

The same section is written with brackets of full and half width, with spaces, with another name in brackets. Folding
makes the first two one; what stands in brackets is only an alias where a person says so, since 兰山嘴(老) and
兰山嘴 are two sections, and 入湖口 in brackets is a place at a river and not a name.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

NO_NAME = "no section is named"
BAD_NAME = "not a name of a section"
LONGEST_NAME = 120

_BRACKETS = str.maketrans("【】〔〕［］{}「」", "()()()()()")
_DASHES = str.maketrans(dict.fromkeys("—–‐‑−―─", "-"))
_INSIDE = re.compile(r"\(([^()]*)\)")
_DIGITS = 10
"""Hexadecimal digits of a made code: among ten thousand names two share them once in twenty thousand times."""


def folded(name: str) -> str:
    """Name by which sections are compared: one width, one kind of brackets and dashes, no spaces, one case."""
    text = unicodedata.normalize("NFKC", name).translate(_BRACKETS).translate(_DASHES).casefold()
    return "".join(text.split())


def aliases(name: str) -> tuple[str, ...]:
    """Other names that a name has in it: the part before its brackets and what stands in them, two signs or more.

    They are kept and shown; nothing is matched by them without a person's word.
    """
    text = folded(name)
    inside = [part for part in _INSIDE.findall(text) if part]
    if not inside:
        return ()
    parts = [text.split("(", 1)[0], *inside]
    return tuple(dict.fromkeys(part for part in parts if len(part) > 1 and part != text))


def section_key(province: str, name: str) -> str:
    """Code of a section that nobody has given one: its province and a short hash of its folded name.

    Parameters
    ----------
    province
        Division code, empty where it is not known.
    name
        Name as written.
    """
    digest = hashlib.sha256(folded(name).encode("utf-8", "backslashreplace")).hexdigest()
    return f"{province or '000000'}-{digest[:_DIGITS]}"


def fault(name: str) -> str:
    """Reason why a text is no name of a section; empty where it is one."""
    text = name.strip()
    if text in ("", "*", "-", "--", "\\N", "/"):
        return NO_NAME
    if len(text) > LONGEST_NAME or not text.isprintable() or not re.search(r"\w", text):
        return BAD_NAME
    return ""
