"""Days and months as people write them into sheets of water: in a title, in the name of a sheet, in a column.

A month is never guessed: what tells two months, or a span of several, tells none, and the caller says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_YEAR = r"(?<![0-9])((?:19|20)[0-9]{2})"
_MONTH = r"(0?[1-9]|1[0-2])"
_YEAR_MONTH = re.compile(
    rf"{_YEAR}(?:\s*年\s*|[-./])(?:度)?{_MONTH}(?:\s*月(?!\s*[0-9]{{1,2}}\s*日)|(?![-./0-9年月]))"
)
_PACKED = re.compile(rf"{_YEAR}(0[1-9]|1[0-2])(?![0-9])")
_YEAR_ONLY = re.compile(rf"{_YEAR}\s*年")
_FULL_DATE = re.compile(
    r"[0-9]{4}\s*(?:年\s*[0-9]{1,2}\s*月\s*[0-9]{1,2}\s*日|([-./])\s*[0-9]{1,2}\s*\1\s*[0-9]{1,2}(?![0-9]))"
)
_BARE_YEAR = re.compile(rf"{_YEAR}(?![0-9])")
_MONTH_ONLY = re.compile(rf"(?<![0-9.]){_MONTH}\s*月(?!\s*[0-9]{{1,2}}\s*日)")
_SPAN = re.compile(
    rf"{_MONTH}\s*月?\s*[-—–~～至到]\s*{_MONTH}\s*月|[一二三四1234]\s*季度|[上下]半年|全年|累计|年均|周报|第\s*[0-9]+\s*周"
)
_DAY = re.compile(
    r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:[T ]([0-9]{1,2})[:：]([0-9]{2})(?:[:：][0-9]{2})?)?\Z"
)
_AT = re.compile(r"\s+(?=[0-9]{1,2}[:：])")
_IN_DAY = re.compile(r"[T ]([0-9]{1,2}[:：][0-9]{2})")
_PACKED_DAY = re.compile(r"((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])\Z")
_DAY_OF_YEAR = re.compile(r"([0-9]{1,2})月([0-9]{1,2})日\Z")
_CLOCK = re.compile(r"([0-9]{1,2})(?:[:：时h])([0-9]{2})?(?:[:：分][0-9]{0,2})?\Z")
_SERIAL = re.compile(r"[2-6][0-9]{4}(?:\.[0-9]+)?\Z")
_FIRST_SERIAL = date(1899, 12, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A year and a month, either of which may be unknown."""

    year: int | None = None
    month: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether both are known."""
        return self.year is not None and self.month is not None

    def or_else(self, other: Month) -> Month:
        """Return this month, with what it does not know taken from another."""
        return Month(year=self.year or other.year, month=self.month or other.month)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What texts tell of a month: the one month, those that contradict each other, and the words of a span."""

    month: Month = Month()
    others: tuple[str, ...] = ()
    span: str = ""


def evidence(texts: Iterable[str], *, bare_year: bool = False) -> Evidence:
    """Month that texts tell together.

    Parameters
    ----------
    texts
        Titles above a table, or the name of a sheet or file. A full date is not of a month: reports bear the day
        on which they were made.
    bare_year
        Whether four digits alone are a year, as in the name of a file.
    """
    found: dict[tuple[int, int], str] = {}
    years: set[int] = set()
    months: dict[int, str] = {}
    span = ""
    for text in texts:
        plain = _FULL_DATE.sub(" ", _plain(text))
        cumulated = _SPAN.search(plain)
        if cumulated:
            span = span or cumulated[0]
            plain = _SPAN.sub(" ", plain)
        for match in (*_YEAR_MONTH.finditer(plain), *_PACKED.finditer(plain)):
            found.setdefault((int(match[1]), int(match[2])), match[0].strip())
        years |= {int(match[1]) for match in _YEAR_ONLY.finditer(plain)}
        if bare_year:
            years |= {int(match[1]) for match in _BARE_YEAR.finditer(plain)}
        for match in _MONTH_ONLY.finditer(plain):
            months.setdefault(int(match[1]), match[0].strip())
    if len(found) > 1:
        return Evidence(others=tuple(found.values()), span=span)
    if found:
        (year, month), text = next(iter(found.items()))
        loose = tuple(other for number, other in months.items() if number != month)
        return Evidence(
            month=Month(year=year, month=month), others=(text, *loose) if loose else (), span=span
        )
    year_told = next(iter(years)) if len(years) == 1 else None
    if len(months) > 1:
        return Evidence(month=Month(year=year_told), others=tuple(months.values()), span=span)
    return Evidence(month=Month(year=year_told, month=next(iter(months), None)), span=span)


def _plain(text: str) -> str:
    """Text with digits of one kind: 二〇二六年十二月 as 2026年12月."""
    folded = unicodedata.normalize("NFKC", text)
    folded = re.sub(
        r"十([一二])?(?=\s*月)", lambda m: "1" + (m[1].translate(_DIGITS) if m[1] else "0"), folded
    )
    return re.sub(r"[〇○零一二三四五六七八九]+(?=\s*[年月])", lambda m: m[0].translate(_DIGITS), folded)


def month_of(text: str) -> Month | None:
    """Month that a header or a cell of a column of months names: ``3月``, ``2026年3月``, ``202603``, ``2026-03``."""
    plain = "".join(_plain(text).split())
    for pattern in (_YEAR_MONTH, _PACKED):
        match = pattern.match(plain)
        if match and match.end() in (len(plain), len(plain) - 1) and plain[match.end() :] in ("", "份"):
            return Month(year=int(match[1]), month=int(match[2]))
    match = re.match(rf"{_MONTH}月份?\Z", plain)
    return Month(month=int(match[1])) if match else None


def whole_month(year: int, month: int) -> tuple[str, str]:
    """First day of a month and of the next, ISO."""
    after = date(year + month // 12, month % 12 + 1, 1)
    return f"{year:04d}-{month:02d}-01", after.isoformat()


def day_of(text: str, known: Month) -> date | None:
    """Day that a cell of a column of days names; its year from the month known, where it has none of its own."""
    plain = "".join(_AT.sub("T", _plain(text)).split())
    match = _DAY.match(plain) or _PACKED_DAY.match(plain)
    try:
        if match:
            return date(int(match[1]), int(match[2]), int(match[3]))
        match = _DAY_OF_YEAR.match(plain)
        if match and known.year is not None:
            return date(known.year, int(match[1]), int(match[2]))
    except ValueError:
        return None
    if _SERIAL.match(plain):  # a date in a cell that nobody formatted as one
        return _FIRST_SERIAL + timedelta(days=int(float(plain)))
    return None


def clock_of(text: str) -> str:
    """Time of day ``HH:MM`` of a cell or in a day: ``10:25``, ``7：50``, 1025, 910 as some type it; empty for none."""
    inside = _IN_DAY.search(text)
    plain = "".join(unicodedata.normalize("NFKC", inside[1] if inside else text).split())
    match = _CLOCK.match(plain)
    if match:
        hour, minute = int(match[1]), int(match[2] or 0)
    elif re.match(r"[0-9]{3,4}(?:\.0)?\Z", plain):
        hour, minute = divmod(int(float(plain)), 100)
    elif re.match(r"0?\.[0-9]+\Z", plain):  # a share of a day in a cell that nobody formatted as a time
        hour, minute = divmod(round(float(plain) * 1440), 60)
    else:
        return ""
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else ""
