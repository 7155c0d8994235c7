"""One askable indicator: what a table of it shows, and in which steps."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from assessment.periods import Every
from indicators.indicator import Indicator
from indicators.parameters import Label, Medium
from indicators.standard import Clause

#: Rows of years or months with a slope per year, its interval and what they say.
SLOPES = ("trend_slope", "monthly_slope", "deseasoned_slope")
#: Made from hours in a question of their own, which a table of days and periods cannot feed.
_ELSEWHERE = MappingProxyType(
    {"in_day_control": "control", "sand_hours": "sand propose", "validity_budget": "budget"}
)
_UNITS = {"1": "", "day": "d", "percent": "%", "%": "%"}


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
