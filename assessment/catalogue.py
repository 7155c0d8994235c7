"""What can be asked: every indicator of the science, with the steps in which a table can show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from assessment.periods import Every
from indicators.indicator import Indicator, indicators
from indicators.parameters import Label
from indicators.standard import Clause

_PERIODS: tuple[Every, ...] = ("day", "month", "quarter", "half", "year", "all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One askable indicator.

    `steps` are the words of `--every` that it knows, `default` the one that is meant where none is said.
    """

    code: str
    indicator: Indicator
    steps: tuple[Every, ...]

    @property
    def title(self) -> Label:
        """Name in both languages."""
        return self.indicator.title

    @property
    def unit(self) -> str:
        """Unit as printed in a table: `%` and `d` for rates and days, µg/m³ and mg/m³ for concentrations."""
        return _UNITS.get(self.indicator.unit, self.indicator.unit_text)

    @property
    def decimals(self) -> int:
        """Decimals shown."""
        return self.indicator.decimals

    @property
    def better(self) -> str | None:
        """`low`, `high` or None."""
        return self.indicator.better

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses that it holds."""
        return self.indicator.clauses

    @property
    def default(self) -> Every:
        """The step that is meant where none is said."""
        return "day" if "day" in self.indicator.every else "all"


_UNITS = {"1": "", "day": "d", "percent": "%", "%": "%"}


@cache
def catalogue() -> Mapping[str, Entry]:
    """Every indicator that a table can show, by code; those with a dimension of their own are not among them."""
    found = {}
    for code, one in indicators().items():
        if one.adds is not None or not set(one.every) & {"hour", "day", "period"}:
            continue
        steps: list[Every] = []
        if "hour" in one.every:
            steps.append("hour")
        if "day" in one.every:
            steps.append("day")
        if "period" in one.every:
            steps = [*steps, *(s for s in _PERIODS if s not in steps)]
        found[code] = Entry(code=code, indicator=one, steps=tuple(steps))
    return MappingProxyType(found)


def entry(code: str) -> Entry:
    """The entry of that code.

    Raises
    ------
    LookupError
        With the known codes, where there is none.
    """
    known = catalogue()
    if code not in known:
        raise LookupError(f"there is no indicator {code!r}; known are {' '.join(known)}")
    return known[code]
