"""How a laboratory writes a number, a limit of detection and an absence, and what half a limit is.

Value, qualifier and limit are three things: ``0.01L`` is not 0.01, not 0.005 and not 0. A zero that somebody typed
is a zero. The text of one cell is read here, once for all who meet such cells; what an unusual mark of one source
means is that source's to say.
"""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Qualifier = Literal["=", "<", ">"]
State = Literal["value", "missing", "unreadable"]

QUALIFIERS: dict[Qualifier, int] = {"<": -1, "=": 0, ">": 1}
"""Qualifiers as they stand in an array: −1 below a limit, 0 a plain value, 1 above."""

MISSING = frozenset(
    {"", "NA", "N/A", "NULL", "NONE", "-", "--", "---", "/", "*", "-1", "-1.0", "\\N", "未测", "未监测"}
)
"""Texts that say there is no value, after folding width and dashes."""

LONGEST = 40
_NUMBER = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
_PLAIN = re.compile(rf"\+?({_NUMBER})")
_SIGNED = re.compile(rf"[+-]?({_NUMBER})")
_BELOW = re.compile(rf"(?:<=?|≤)\s*({_NUMBER})\s*L?|({_NUMBER})\s*(?:L|\(L\)|ND|\(ND\))", re.IGNORECASE)
_ABOVE = re.compile(rf"(?:>=?|≥)\s*({_NUMBER})")
_UNDETECTED = re.compile(
    rf"(?:ND|N\.D\.|未检出|未检测出|低于检出限|<\s*LOD|<\s*DL)\s*(?:\(?\s*<?\s*({_NUMBER})\s*L?\s*\)?)?",
    re.IGNORECASE,
)
_DASHES = str.maketrans(dict.fromkeys("—–‐‑−―─", "-"))


class Measured(NamedTuple):
    """What a cell says: a value with its qualifier; NaN where it is missing, unreadable or gives no limit.

    With qualifier ``<`` the value is the limit of detection, NaN where the cell does not name it.
    """

    value: float
    qualifier: Qualifier
    state: State


def measured(text: str, *, signed: bool = False) -> Measured:
    """Value, qualifier and state of the text of one cell.

    Parameters
    ----------
    text
        The cell: ``0.012``, ``.03``, ``4E-05``, ``0.01L``, ``<0.05``, ``＜0.05``, ``ND``, ``ND(0.01)``, ``未检出``,
        ``>24000``, and for no value an empty one, ``/``, ``*``, ``--``, ``NA`` or ``-1``.
    signed
        Whether a negative number can be a value (a temperature can; then ``-1`` is one degree below zero).
    """
    folded = unicodedata.normalize("NFKC", text).translate(_DASHES).strip()
    if len(folded) > LONGEST:
        return Measured(math.nan, "=", "unreadable")
    if signed and _SIGNED.fullmatch(folded):
        return _finite(folded, "=")
    if folded.upper() in MISSING:
        return Measured(math.nan, "=", "missing")
    plain = _PLAIN.fullmatch(folded)
    if plain:
        return _finite(plain[1], "=")
    below = _BELOW.fullmatch(folded)
    if below:
        return _finite(below[1] or below[2], "<")
    above = _ABOVE.fullmatch(folded)
    if above:
        return _finite(above[1], ">")
    undetected = _UNDETECTED.fullmatch(folded)
    if undetected:
        return _finite(undetected[1], "<") if undetected[1] else Measured(math.nan, "<", "value")
    return Measured(math.nan, "=", "unreadable")


def _finite(digits: str, qualifier: Qualifier) -> Measured:
    value = float(digits)
    if not math.isfinite(value):
        return Measured(math.nan, "=", "unreadable")
    return Measured(value + 0.0, qualifier, "value")


def halved(values: ArrayLike, qualifiers: ArrayLike, share: float = 0.5) -> Floats:
    """Values that enter a mean: half the limit where an item is below detection, the value elsewhere.

    Parameters
    ----------
    values
        Values, the limit of detection where the qualifier is −1; NaN stays NaN.
    qualifiers
        −1, 0 or 1 for each; see :data:`QUALIFIERS`.
    share
        Share of the limit that enters, from the edition.
    """
    number = np.asarray(values, dtype=np.float64)
    return np.where(np.asarray(qualifiers) < 0, number * share, number)
