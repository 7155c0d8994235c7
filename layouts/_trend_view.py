"""What a view of the trend page is: what it is asked, what it shows, and the columns and cells that most views have.

A view is one file `layouts/_trend_<name>.py` that ends with its View, and one line in `layouts/_trend_views.py`. It is
told by an address that has been read (`Asked`) and computes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import plotly.graph_objects as go

from assessment.answer import Answer
from assessment.periods import midnight
from assessment.places import Place
from geo.names import romanised
from indicators.parameters import Label, Language
from layouts import _desk as desk
from layouts._air_words import notes, stage
from layouts._figure import Figure
from layouts._page import Hall
from layouts._picture import name as on_map
from layouts._words import cited

HOURLY: Final = ("pm25", "pm10", "o3", "no2", "so2", "co", "o3_8h")
DAILY: Final = ("aqi", "pm25", "pm10", "o3_8h", "no2", "so2", "co")
PERIOD: Final = (
    "pm25", "pm10", "o3_8h_p90", "no2", "so2", "co_p95", "composite_index", "good_day_rate", "good_days", "heavy_days",
)  # fmt: skip
WORDS: Final[Mapping[str, Label]] = {
    "day": Label(zh="日期", en="Day"),
    "value": Label(zh="值", en="Value"),
    "level": Label(zh="级别", en="Level"),
    "primary": Label(zh="首要污染物", en="Primary"),
    "capture": Label(zh="有效率", en="Capture"),
    "expected": Label(zh="应有", en="Expected"),
    "valid": Label(zh="有效", en="Valid"),
    "stage": Label(zh="阶段", en="Stage"),
    "edition": Label(zh="标准", en="Standard"),
    "note": Label(zh="备注", en="Notes"),
    "time": Label(zh="时间", en="Time"),
    "month": Label(zh="月份", en="Month"),
    "year": Label(zh="年份", en="Year"),
    "part": Label(zh="时段", en="Part"),
    "member": Label(zh="名称", en="Name"),
    "change": Label(zh="同比", en="Change"),
    "hour": Label(zh="小时", en="Hour"),
    "group": Label(zh="组", en="Group"),
    "mean": Label(zh="平均", en="Mean"),
    "interval": Label(zh="95% 区间", en="95 % interval"),
    "adjusted": Label(zh="去季节后", en="Without season"),
    "fitted": Label(zh="趋势线", en="Line"),
    "none": Label(zh="无有效值", en="No value"),
    "over": Label(zh="超标倍数", en="Over the limit"),
    "all": Label(zh="合计", en="All"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an address asks, each part checked; `start` and `end` are UTC, `first` and `last` civil days."""

    hall: Hall
    search: str
    lang: Language
    place: Place
    item: str
    first: date
    last: date
    every: str
    by: str
    years: int
    deseason: bool
    as_of: datetime | None
    chosen: Mapping[str, str]

    @property
    def start(self) -> datetime:
        """Start of the window in UTC."""
        return midnight(self.first)

    @property
    def end(self) -> datetime:
        """End of the window in UTC."""
        return midnight(self.last + timedelta(days=1))

    @property
    def terms(self) -> dict[str, Any]:
        """What every question is told beside its own arguments."""
        return {"as_of": self.as_of, "chosen": self.chosen}

    @property
    def member(self) -> dict[str, Any]:
        """The place as `table` is asked for it."""
        return {"of": self.place.of, "within": self.place.within, "only": [self.place.code]}

    def passport(self, indicator: str, start: str, end: str, *, of: str = "", code: str = "") -> str:
        """The link that opens the passport of one figure of the place; `start` and `end` ISO."""
        asked = Figure(
            indicator=indicator, of=of or self.place.of, code=code or self.place.code,
            start=datetime.fromisoformat(start).astimezone(UTC), end=datetime.fromisoformat(end).astimezone(UTC),
            chosen=tuple(self.chosen.items()),
        )  # fmt: skip
        return desk.figure_link(self.hall, "trend", self.search, asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a view shows: the answer that is taken away, the figure and its height [rem], columns and rows.

    `passport` is the link to the passport of the one figure that the whole view stands for; empty for none.
    """

    answer: Answer
    figure: go.Figure | None
    columns: Sequence[desk.Column]
    rows: Sequence[Mapping[str, Any]]
    height_rem: float = 26
    passport: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One view: its name, the indicators that it knows, what it makes, and what a reader must know of it.

    `options` are the further choices of its address; `year_at_most` cuts its window to a year.
    """

    title: Label
    says: Label
    items: tuple[str, ...]
    show: Callable[[Asked], Shown]
    options: tuple[str, ...] = ()
    year_at_most: bool = False
    provinces: tuple[str, ...] = field(default=())


def column(key: str, kind: Any = "text", unit: str = "") -> desk.Column:
    """A column by the key of its word."""
    return desk.Column(key=key, title=WORDS[key], kind=kind, unit=unit)


def plain(row: Mapping[str, Any], lang: Language) -> dict[str, Any]:
    """The cells that most tables end with."""
    return {
        "expected": str(row["expected"]), "valid": str(row["valid"]), "stage": stage(row["stage"], lang),
        "edition": cited(str(row.get("edition", "")).split("+"), lang),
        "note": notes(str(row.get("note", "")), lang),
    }  # fmt: skip


ENDS: Final = (
    column("expected", "number"), column("valid", "number"), column("stage"), column("edition"),
    column("note", "wide"),
)  # fmt: skip
"""The columns of `plain`."""


def called(asked: Asked, row: Mapping[str, Any]) -> str:
    """The name of a member as the map says it; of a station as it is published, in Latin letters on such a screen."""
    known = on_map(str(row["code"]), asked.hall.drawing)
    name = str(row["name"]) or str(row["code"])
    return known.text(asked.lang) if known is not None else romanised(name) if asked.lang == "en" else name


def last_day(end: str) -> str:
    """The last day of a window that ends at a midnight."""
    return (datetime.fromisoformat(end) - timedelta(days=1)).date().isoformat()
