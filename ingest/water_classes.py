"""Classes of water as publishers write them, in one spelling: ``Ⅰ`` to ``Ⅴ``, ``劣Ⅴ``, and what else they have."""

from __future__ import annotations

import unicodedata

CLASSES = ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ")
LONGEST_CLASS = 20
BAD_CLASS = "not a class"

_WORDS = {"I": 0, "II": 1, "III": 2, "IV": 3, "V": 4, "劣V": 5, ">V": 5, "劣5": 5, "劣五": 5} | {
    str(number + 1): number for number in range(6)
}
_NUMBERS = dict(zip("一二三四五", range(5), strict=True))
_NONE = frozenset({"", "-", "--", "*", "/", "\\N", "NULL", "NONE", "NA", "—"})


def published_class(text: str) -> tuple[str, str]:
    """Class in one spelling and an empty reason, empty where there is none; or nothing and the reason why not.

    Roman numerals of any width, Latin letters, digits 1 to 6 (6 is worse than Ⅴ) and Chinese numbers are read, with
    or without 类. A class of a publisher's own (轻度黑臭) stays as it is written.
    """
    written = text.strip()
    folded = "".join(unicodedata.normalize("NFKC", written).upper().split())
    if folded in _NONE:
        return "", ""
    word = folded.removesuffix("类").removesuffix("水质")
    place = _WORDS.get(word, _NUMBERS.get(word))
    if place is not None:
        return CLASSES[place], ""
    if len(written) > LONGEST_CLASS or not written.isprintable() or written.replace(".", "").isdigit():
        return "", BAD_CLASS
    return written, ""
