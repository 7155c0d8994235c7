"""What can be asked: every indicator of the science, with the steps in which a table can show it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from assessment.entries import Entry
from assessment.periods import Every
from assessment.water_catalogue import water_catalogue
from indicators.indicator import indicators

_PERIODS: tuple[Every, ...] = ("day", "month", "quarter", "half", "year", "all")


#: Figures of a year of which rows of years are made.
YEARLY = (
    "pm25", "pm10", "so2", "no2", "co_p95", "o3_8h_p90", "pm25_p95", "pm10_p95", "so2_p98", "no2_p98",
    "composite_index", "good_days", "good_day_rate", "heavy_days",
)  # fmt: skip


@cache
def catalogue() -> Mapping[str, Entry]:
    """Every indicator that a table can show, by code; one with a dimension of its own part by part."""
    found = {}
    for code, one in indicators().items():
        if (one.adds is not None and not one.added) or not set(one.every) & {"hour", "day", "period"}:
            continue
        steps: list[Every] = []
        if "hour" in one.every:
            steps.append("hour")
        if "day" in one.every:
            steps.append("day")
        if "period" in one.every:
            steps = [*steps, *(s for s in _PERIODS if s not in steps)]
        if one.adds is None:
            found[code] = Entry(code=code, indicator=one, steps=tuple(steps), file=code)
        for part in one.added:
            named = f"{code}_{part}"
            found[named] = Entry(code=named, indicator=one, steps=tuple(steps), file=code, part=part)
    for code, one in indicators().items():
        if one.every in (("years",), ("months",)):
            steps = ["year", "all"] if code == "three_year_mean" else ["all"]
            for of in YEARLY:
                named = f"{code}_{of}"
                found[named] = Entry(
                    code=named, indicator=one, steps=tuple(steps), file=code, part=of, yearly=found[of]
                )
    return MappingProxyType(found)


def parts_of(code: str) -> tuple[str, ...]:
    """Codes of the parts of an indicator that has a dimension of its own; none for any other."""
    return tuple(one.code for one in everything().values() if one.file == code and one.part is not None)


def everything() -> Mapping[str, Entry]:
    """The catalogue of air and that of water together; no code is in both."""
    return {**catalogue(), **water_catalogue()}


def tabled(code: str) -> Entry:
    """The entry of that code, if a table can show it.

    Raises
    ------
    LookupError
        As `entry` does, and with the command to use where a question of its own answers.
    """
    found = entry(code)
    if found.command:
        raise LookupError(f"{code} is not a figure of a table; ask it with `{found.command}`")
    return found


def entry(code: str) -> Entry:
    """The entry of that code.

    Raises
    ------
    LookupError
        With the known codes, where there is none.
    """
    known = everything()
    if parts_of(code):
        raise LookupError(f"{code} is not one figure but several; ask one of {' '.join(parts_of(code))}")
    if code not in known:
        raise LookupError(
            f"there is no indicator {code!r}; known are {' '.join(c for c, e in known.items() if not e.command)}"
        )
    return known[code]
