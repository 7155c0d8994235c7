"""Which figure a screen explains, as an address writes it: `pm25,city,410800,2026-03-13T13,2026-03-13T14`.

After the five parts stand those terms that are not what is meant without them: `sand=without`, `as_of=…`. The link
that `explain` prints on the command line (`?figure=pm25&of=city&…`) is understood as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Final, Self

from indicators.regime import ZONE

LEVELS: Final = "levels"
"""Stands for an indicator: how many cities of a place are at each level."""

CHOSEN: Final[Mapping[str, str]] = {"edition": "auto", "stage": "best", "sand": "with", "source": "auto"}
_CODE = re.compile(r"[A-Za-z0-9_-]{1,32}")
_ALLOWED: Final[Mapping[str, frozenset[str]]] = {
    "stage": frozenset({"best", "provisional", "reviewed"}),
    "sand": frozenset({"with", "without"}),
    "source": frozenset({"auto", "stations", "published"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of one member over a half-open window (UTC), and the terms on which it is asked."""

    indicator: str
    of: str
    code: str
    start: datetime
    end: datetime
    chosen: tuple[tuple[str, str], ...] = ()
    as_of: datetime | None = None

    @classmethod
    def hour(cls, indicator: str, of: str, code: str, start: datetime) -> Self:
        """A figure of the hour that begins at `start`."""
        return cls(indicator=indicator, of=of, code=code, start=start, end=start + timedelta(hours=1))

    def known(self, as_of: datetime) -> Self:
        """The same figure as known at that time."""
        return replace(self, as_of=as_of)

    def written(self) -> str:
        """The figure as the address writes it."""
        parts = [self.indicator, self.of, self.code, _written(self.start), _written(self.end, end=True)]
        parts += [f"{name}={text}" for name, text in self.chosen]
        if self.as_of is not None:
            parts.append("as_of=" + self.as_of.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
        return ",".join(parts)


def figure(text: str) -> Figure | None:
    """The figure that an address writes; None for what cannot be read."""
    indicator, of, code, start, end, *terms = [*text.split(","), *[""] * 5][: max(5, text.count(",") + 1)]
    named = dict(term.partition("=")[::2] for term in terms)
    return _figure({"figure": indicator, "of": of, "code": code, "start": start, "end": end} | named)


def linked(asked: Mapping[str, str]) -> Figure | None:
    """The figure of a link as `explain` prints it; None for another link."""
    return _figure(asked) if "figure" in asked else None


def _figure(asked: Mapping[str, str]) -> Figure | None:
    try:
        start = _read(asked["start"])
        end = _read(asked["end"], end=True)
        as_of = datetime.fromisoformat(asked["as_of"]) if asked.get("as_of") else None
    except (KeyError, ValueError, OverflowError):
        return None
    indicator, of, code = asked["figure"], asked.get("of", ""), asked.get("code", "")
    if not (_CODE.fullmatch(indicator) and _CODE.fullmatch(code)) or start >= end:
        return None
    if of not in ("station", "section", "city", "county", "province") or (
        as_of is not None and as_of.tzinfo is None
    ):
        return None
    chosen = []
    for name, usual in CHOSEN.items():
        text = asked.get(name, usual)
        if not _CODE.fullmatch(text) or text not in _ALLOWED.get(name, (text,)):
            return None
        if text != usual:
            chosen.append((name, text))
    return Figure(
        indicator=indicator, of=of, code=code, start=start, end=end, chosen=tuple(chosen), as_of=as_of
    )


def _written(moment: datetime, *, end: bool = False) -> str:
    """An hour, or a day where the moment is a midnight; a day at the end is the last one inside."""
    local = moment.astimezone(ZONE)
    return local.strftime("%Y-%m-%dT%H") if local.time() != time() else (
        (local - timedelta(days=1) if end else local).strftime("%Y-%m-%d")
    )  # fmt: skip


def _read(text: str, *, end: bool = False) -> datetime:
    if "T" in text:
        return datetime.strptime(text, "%Y-%m-%dT%H").replace(tzinfo=ZONE).astimezone(UTC)
    day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=ZONE)
    return (day + timedelta(days=1) if end else day).astimezone(UTC)
