"""What can be asked: every indicator of the science, with the steps in which a table can show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from assessment.periods import Every
from indicators.indicator import Indicator, indicators
from indicators.parameters import Label, Medium
from indicators.standard import Clause

_PERIODS: tuple[Every, ...] = ("day", "month", "quarter", "half", "year", "all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One askable indicator.

    `steps` are the words of `--every` that it knows, `default` the one that is meant where none is said. An
    indicator with a dimension of its own is askable part by part: `file` names it, `part` is the coordinate. One of
    a row of years or months is askable figure by figure: `yearly` is the figure of each of them.
    """

    code: str
    indicator: Indicator
    steps: tuple[Every, ...]
    file: str
    part: str | int | None = None
    medium: Medium = "air"
    yearly: Entry | None = None

    @property
    def title(self) -> Label:
        """Name in both languages."""
        if self.yearly is not None:
            one, of = self.indicator.title, self.yearly.title
            return Label(zh=f"{of.zh}：{one.zh}", en=f"{of.en}: {one.en}")
        if self.part is None:
            return self.indicator.title
        return Label(
            zh=f"{self.indicator.title.zh}：{self.part}", en=f"{self.indicator.title.en}: {self.part}"
        )

    @property
    def unit(self) -> str:
        """Unit as printed in a table: `%` and `d` for rates and days, µg/m³ and mg/m³ for concentrations."""
        if self.yearly is not None and self.file != "rank_trend":
            return self.yearly.unit + ("/a" if self.file in SLOPES else "")
        return _UNITS.get(self.indicator.unit, self.indicator.unit_text)

    @property
    def decimals(self) -> int:
        """Decimals shown; means of years and slopes have at least one more than the figure of a year."""
        if self.yearly is not None and self.file != "rank_trend":
            return max(self.indicator.decimals, self.yearly.decimals + 1)
        return self.indicator.decimals

    @property
    def better(self) -> str | None:
        """`low`, `high` or None."""
        return self.indicator.better if self.yearly is None else self.yearly.better

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses that it holds."""
        return self.indicator.clauses

    @property
    def command(self) -> str:
        """The command that answers for it where a table does not; empty for all others."""
        return _ELSEWHERE.get(self.file, "")

    @property
    def is_monthly(self) -> bool:
        """Whether it is made of a row of months."""
        return self.indicator.every == ("months",)

    @property
    def is_name(self) -> bool:
        """Whether its values are texts, the names of parameters, and no numbers."""
        return self.code in ("primary", "greatest_index_item")

    @property
    def default(self) -> Every:
        """The step that is meant where none is said."""
        if self.file == "three_year_mean":
            return "year"
        return "day" if "day" in self.indicator.every else "all"


#: Rows of years or months with a slope per year, its interval and what they say.
SLOPES = ("trend_slope", "monthly_slope", "deseasoned_slope")
#: Made from hours in a question of their own, which a table of days and periods cannot feed.
_ELSEWHERE = MappingProxyType(
    {"in_day_control": "control", "sand_hours": "sand propose", "validity_budget": "budget"}
)
#: Figures of a year of which rows of years are made.
YEARLY = (
    "pm25", "pm10", "so2", "no2", "co_p95", "o3_8h_p90", "pm25_p95", "pm10_p95", "so2_p98", "no2_p98",
    "composite_index", "good_days", "good_day_rate", "heavy_days",
)  # fmt: skip
_UNITS = {"1": "", "day": "d", "percent": "%", "%": "%"}


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
    from assessment.water_catalogue import water_catalogue

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
