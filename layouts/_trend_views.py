"""The views of the trend page: what each asks, draws, says of itself, and lists below its figure.

A view is told by an address that has been read (`Asked`); it computes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import plotly.graph_objects as go

from assessment.answer import Answer
from assessment.catalogue import everything
from assessment.periods import midnight
from assessment.places import Place
from figures.calendar import calendar, months_of
from figures.hour_fields import trend_level, week
from figures.levels import ink, levels
from figures.month_levels import month_levels
from figures.primary_shares import primary_shares
from figures.same_period_bars import same_period_bars
from figures.series import exceedance_days, series
from figures.theil_sen import theil_sen
from geo.names import romanised
from indicators.parameters import AIR_DAILY, Label, Language
from layouts import _desk as desk
from layouts._columns import STAGES, words_of_notes
from layouts._figure import Figure
from layouts._page import Hall
from layouts._picture import name as on_map
from layouts._tiles import records

HOURLY: Final = ("pm25", "pm10", "o3", "no2", "so2", "co", "o3_8h")
DAILY: Final = ("aqi", "pm25", "pm10", "o3_8h", "no2", "so2", "co")
PERIOD: Final = (
    "pm25", "pm10", "o3_8h_p90", "no2", "so2", "co_p95", "composite_index", "good_day_rate", "good_days", "heavy_days",
)  # fmt: skip
SHORT: Final[Mapping[str, Label]] = {
    "aqi": Label(zh="AQI", en="AQI"),
    "composite_index": Label(zh="综合指数", en="Composite index"),
    "good_day_rate": Label(zh="优良率", en="Good-day rate"),
    "good_days": Label(zh="优良天", en="Good days"),
    "heavy_days": Label(zh="重污染天", en="Heavy days"),
    "o3_8h": Label(zh="O3-8h", en="O3-8h"),
    "o3_8h_p90": Label(zh="O3-8h-90per", en="O3-8h 90per"),
    "co_p95": Label(zh="CO-95per", en="CO 95per"),
    "pm25": Label(zh="PM2.5", en="PM2.5"),
    "pm10": Label(zh="PM10", en="PM10"),
    "o3": Label(zh="O3", en="O3"),
    "no2": Label(zh="NO2", en="NO2"),
    "so2": Label(zh="SO2", en="SO2"),
    "co": Label(zh="CO", en="CO"),
}
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


def level_cell(value: str, level: int, lang: Language, day: date, href: str = "") -> desk.Cell:
    """A value on the colour of its level, or plain where it has none."""
    if not level:
        return desk.Cell(text=value, href=href)
    one = levels(day)[level - 1]
    return desk.Cell(text=value, href=href, chip=(one.colour, ink(one.colour)))


def level_word(level: int, lang: Language, day: date) -> desk.Cell:
    """The name of a level with its numeral; a dash for none."""
    one = levels(day)[level - 1] if level else None
    return desk.Cell(text=f"{one.roman} {one.label.text(lang)}" if one else "", by=f"{level}")


def stage(text: object, lang: Language) -> str:
    """The stage of a row in words."""
    return STAGES[str(text)].text(lang) if str(text) in STAGES else str(text)


def named(code: str, lang: Language) -> str:
    """An indicator in few words."""
    return SHORT[code].text(lang) if code in SHORT else everything()[code].title.text(lang)


def notes(codes: str, lang: Language) -> str:
    """The remarks of a row in words."""
    return ("；" if lang == "zh" else "; ").join(words_of_notes(codes, lang))


def primaries(codes: object) -> str:
    """Primary pollutants in few words."""
    return " + ".join(SHORT[code].en for code in str(codes).split("+") if code in SHORT)


def _column(key: str, kind: Any = "text", unit: str = "") -> desk.Column:
    return desk.Column(key=key, title=WORDS[key], kind=kind, unit=unit)


def _plain(row: Mapping[str, Any], lang: Language) -> dict[str, Any]:
    """The cells that most tables end with."""
    return {
        "expected": str(row["expected"]), "valid": str(row["valid"]), "stage": stage(row["stage"], lang),
        "edition": str(row.get("edition", "")), "note": notes(str(row.get("note", "")), lang),
    }  # fmt: skip


_ENDS = (
    _column("expected", "number"), _column("valid", "number"), _column("stage"), _column("edition"),
    _column("note", "wide"),
)  # fmt: skip


# The views -------------------------------------------------------------------------------------------------------


def _course(asked: Asked) -> Shown:
    answer = asked.hall.ask.table(
        indicator=asked.item,
        start=asked.start,
        end=asked.end,
        every=asked.every,
        **asked.member,
        **asked.terms,
    )
    level = asked.item == "aqi"
    figure = series(answer, lang=asked.lang, every=asked.every, level=level)
    rows = []
    for row in reversed(records(answer.table)):
        start, end = str(row["start"]), str(row["end"])
        said = start[:16].replace("T", " ") if asked.every == "hour" else start[:10] if asked.every == "day" else (
            f"{start[:10]} – {_before(end)}"
        )  # fmt: skip
        href = asked.passport(asked.item, start, end) if row["value"] else ""
        rows.append(
            {"time": said, "value": desk.Cell(text=str(row["value"]), href=href), **_plain(row, asked.lang)}
        )
    return Shown(
        answer=answer, figure=figure, rows=rows,
        columns=[_column("time"), _column("value", "number", answer.passport.unit), *_ENDS],
    )  # fmt: skip


def _calendar(asked: Asked) -> Shown:
    answer = asked.hall.ask.calendar(
        place=asked.place.code, item=asked.item, start=asked.start, end=asked.end, **asked.terms
    )
    rows = []
    for row in reversed(records(answer.table)):
        day = date.fromisoformat(str(row["start"])[:10])
        href = asked.passport(asked.item, str(row["start"]), str(row["end"])) if row["value"] else ""
        rows.append(
            {
                "day": day.isoformat(),
                "value": level_cell(str(row["value"]), int(row["level"]), asked.lang, day, href),
                "level": level_word(int(row["level"]), asked.lang, day),
                "primary": primaries(row["primary"]), "capture": str(row["capture"]), **_plain(row, asked.lang),
            }
        )  # fmt: skip
    return Shown(
        answer=answer, figure=calendar(answer, lang=asked.lang), rows=rows,
        height_rem=5 + months_of(answer) * (4.3 if months_of(answer) <= 13 else 3.4),
        columns=[_column("day"), _column("value", "number", answer.passport.unit), _column("level"), _column("primary"),
                 _column("capture", "number", "%"), *_ENDS],
    )  # fmt: skip


def _by_part(asked: Asked, file: str, every: str) -> Answer:
    """An indicator with parts, by month or as a whole; a mean of cities in full, as whole days would not add."""
    answer: Answer = asked.hall.ask.table(
        indicator=file, start=asked.start, end=asked.end, every=every, **asked.member, **asked.terms,
        precision="full" if asked.place.of == "province" else "shown",
    )  # fmt: skip
    return answer


def _levels(asked: Asked) -> Shown:
    answer = _by_part(asked, "days_by_level", "month")
    known = levels(asked.last)
    columns = [_column("month")]
    columns += [
        desk.Column(key=str(one.number), kind="number",
                    title=Label(zh=f"{one.roman} {one.label.zh}", en=f"{one.roman} {one.label.en}"),
                    unit="d" if asked.lang == "en" else "天")
        for one in known
    ]  # fmt: skip
    rows = _pivoted(asked, answer, "days_by_level")
    return Shown(
        answer=answer, figure=month_levels(answer, lang=asked.lang), rows=rows, columns=[*columns, *_ENDS]
    )  # fmt: skip


def _pivoted(asked: Asked, answer: Answer, file: str) -> list[dict[str, Any]]:
    """A row a month, a column a part; each number opens its passport."""
    made: dict[str, dict[str, Any]] = {}
    for row in records(answer.table):
        start, end = str(row["start"]), str(row["end"])
        one = made.setdefault(start, {"month": start[:7], **_plain(row, asked.lang)})
        text = str(row["value"])
        shown = f"{float(text):.1f}".removesuffix(".0") if text else ""
        code = str(row["indicator"])
        one[code.removeprefix(f"{file}_")] = desk.Cell(
            text=shown, href=asked.passport(code, start, end) if text else ""
        )
    return [made[start] for start in sorted(made, reverse=True)]


def _same(asked: Asked) -> Shown:
    answer = asked.hall.ask.same_period(
        place=asked.place.code, indicator=asked.item, start=asked.start, end=asked.end, years=asked.years, by=asked.by,
        **asked.terms,
    )  # fmt: skip
    names = {str(row["code"]): _member(asked, row) for row in records(answer.table)}
    figure = same_period_bars(
        answer, lang=asked.lang, better=everything()[asked.item].better, names=names if asked.by == "member" else None
    )  # fmt: skip
    of = asked.place.of if asked.by == "month" else "city" if asked.place.of == "province" else "station"
    rows = [
        {
            "year": str(row["period"]),
            "part": f"{str(row['start'])[:10]} – {_before(str(row['end']))}",
            "member": names[str(row["code"])],
            "value": desk.Cell(
                text=str(row["value"]),
                href=asked.passport(asked.item, str(row["start"]), str(row["end"]), of=of, code=str(row["code"]))
                if row["value"] else "",
            ),
            "change": f"{float(row['change_percent']):+.1f}" if row["change_percent"] else "",
            **_plain(row, asked.lang),
        }
        for row in records(answer.table)
    ]  # fmt: skip
    return Shown(
        answer=answer, figure=figure, rows=rows,
        columns=[_column("year"), _column("part"), _column("member"), _column("value", "number", answer.passport.unit),
                 _column("change", "number", "%"), *_ENDS],
    )  # fmt: skip


def _member(asked: Asked, row: Mapping[str, Any]) -> str:
    """The name of a member as the map says it; of a station as it is published, in Latin letters on such a screen."""
    known = on_map(str(row["code"]), asked.hall.drawing)
    name = str(row["name"]) or str(row["code"])
    return known.text(asked.lang) if known is not None else romanised(name) if asked.lang == "en" else name


def _hours(asked: Asked, by: str) -> Shown:
    answer = asked.hall.ask.hour_means(
        place=asked.place.code, item=asked.item, start=asked.start, end=asked.end, by=by, **asked.terms
    )
    figure = (week if by == "weekday" else trend_level)(answer, lang=asked.lang)
    days = (
        Label(zh="周一 周二 周三 周四 周五 周六 周日", en="Mon Tue Wed Thu Fri Sat Sun")
        .text(asked.lang)
        .split()
    )
    everything_of = WORDS["all"].text(asked.lang)
    rows = []
    for row in records(answer.table):
        group, hour = str(row["group"]), str(row["hour"])
        named_group = days[int(group) - 1] if group and by == "weekday" else group
        rows.append(
            {
                "group": desk.Cell(
                    text=named_group or everything_of,
                    by=group or "99",
                ),
                "hour": desk.Cell(
                    text=f"{int(hour):02d}–{int(hour) + 1:02d}" if hour else everything_of,
                    by=hour or "99",
                ),
                "mean": str(row["value"]),
                "interval": f"{row['low']} … {row['high']}" if row["low"] else "",
                "expected": str(row["expected"]), "valid": str(row["valid"]), "capture": str(row["capture"]),
            }
        )  # fmt: skip
    unit = answer.passport.unit
    there = any(row["mean"] for row in rows)
    return Shown(
        answer=answer, figure=figure if there else None, rows=rows if there else [],
        height_rem=30 if by == "weekday" else 34,
        columns=[_column("group"), _column("hour"), _column("mean", "number", unit),
                 _column("interval", "number", unit),
                 _column("expected", "number"), _column("valid", "number"), _column("capture", "number", "%")],
    )  # fmt: skip


def _slope(asked: Asked) -> Shown:
    answer = asked.hall.ask.slope(
        place=asked.place.code, indicator=asked.item, start=asked.start, end=asked.end, deseason=asked.deseason,
        **asked.terms,
    )  # fmt: skip
    figure = theil_sen(answer, lang=asked.lang, better=everything()[asked.item].better)
    rows = [
        {
            "month": str(row["start"])[:7],
            "value": desk.Cell(
                text=str(row["value"]),
                href=asked.passport(asked.item, str(row["start"]), str(row["end"])) if row["value"] else "",
            ),
            "adjusted": str(row["adjusted"]) if row["season"] == "out" else "", "fitted": str(row["fitted"]),
            **_plain(row, asked.lang),
        }
        for row in reversed(records(answer.table))
    ]  # fmt: skip
    unit = answer.passport.unit
    return Shown(
        answer=answer, figure=figure, rows=rows, passport=_of_slope(asked, answer),
        columns=[_column("month"), _column("value", "number", unit), _column("adjusted", "number", unit),
                 _column("fitted", "number", unit), *_ENDS],
    )  # fmt: skip


def _of_slope(asked: Asked, answer: Answer) -> str:
    """The link to the passport of the slope; empty where there is none."""
    row = records(answer.table)[0]
    code = f"{'deseasoned' if row['season'] == 'out' else 'monthly'}_slope_{asked.item}"
    if not row["slope"] or code not in everything():
        return ""
    return asked.passport(code, asked.start.isoformat(), asked.end.isoformat())


def _primary(asked: Asked) -> Shown:
    months = _by_part(asked, "days_by_primary", "month")
    whole = _by_part(asked, "days_by_primary", "all")
    columns = [_column("month")]
    columns += [
        desk.Column(key=code, title=SHORT[code], kind="number", unit="d" if asked.lang == "en" else "天")
        for code in AIR_DAILY
    ]
    return Shown(
        answer=months, figure=primary_shares(months, whole, lang=asked.lang),
        rows=_pivoted(asked, months, "days_by_primary"), columns=[*columns, *_ENDS],
    )  # fmt: skip


def _exceedances(asked: Asked) -> Shown:
    below = asked.place.of == "province"
    member = {"of": "city", "within": asked.place.code} if below else asked.member
    answer = asked.hall.ask.exceedances(
        start=asked.start, end=asked.end, missing=True, **member, **asked.terms
    )
    names = {str(row["code"]): _member(asked, row) for row in records(answer.table)}
    rows = []
    for row in records(answer.table):
        day = date.fromisoformat(str(row["start"])[:10])
        multiples = [
            f"{SHORT[code].text(asked.lang)} {row[f'over_{code}']}"
            for code in AIR_DAILY
            if row[f"over_{code}"]
        ]
        level = int(row["level"] or 0)
        rows.append(
            {
                "day": day.isoformat(), "member": names[str(row["code"])],
                "value": level_cell(
                    str(row["aqi"]) or WORDS["none"].text(asked.lang), level, asked.lang, day,
                    asked.passport("aqi", str(row["start"]), str(row["end"]), of="city" if below else "",
                                   code=str(row["code"])),
                ),
                "level": level_word(level, asked.lang, day), "primary": primaries(row["primary"]),
                "over": " · ".join(multiples),
                "capture": str(row["capture"]), **_plain(row, asked.lang),
            }
        )  # fmt: skip
    listed = any(row["aqi"] for row in records(answer.table))
    rows.sort(key=lambda row: str(row["day"]), reverse=True)
    return Shown(
        answer=answer,
        figure=exceedance_days(answer, lang=asked.lang, names=names) if listed else None,
        rows=rows, height_rem=6 + 1.5 * max(len(names), 3),
        columns=[_column("day"), _column("member"), _column("value", "number"), _column("level"), _column("primary"),
                 _column("over", "wide"), _column("capture", "number", "%"), *_ENDS],
    )  # fmt: skip


def _before(end: str) -> str:
    """The last day of a window that ends at a midnight."""
    return (datetime.fromisoformat(end) - timedelta(days=1)).date().isoformat()


VIEWS: Final[Mapping[str, View]] = {
    "course": View(
        title=Label(zh="变化", en="Course"),
        says=Label(zh="空缺为无有效值", en="a gap is a value that is missing"),
        items=(*DAILY, "o3"), show=_course, options=("every",), provinces=DAILY[1:],
    ),
    "calendar": View(
        title=Label(zh="日历", en="Calendar"),
        says=Label(
            zh="单项的颜色为其分指数级别；斜线为数据不足，空框为无数据",
            en="an item has the colour of its own sub-index; hatched: too few data, empty: none received",
        ),
        items=DAILY, show=_calendar, provinces=DAILY[1:],
    ),
    "levels": View(
        title=Label(zh="级别", en="Levels"),
        says=Label(zh="每月各级别天数；斜线为无有效日", en="days of each level by month; hatched: without a value"),
        items=("aqi",), show=_levels,
    ),
    "same": View(
        title=Label(zh="同期", en="Same period"),
        says=Label(zh="百分数为最新一年较上年同期", en="percent: the newest year against the one before"),
        items=PERIOD, show=_same, options=("by", "years"), year_at_most=True,
    ),
    "week": View(
        title=Label(zh="小时×星期", en="Hour × weekday"),
        says=Label(
            zh="小时值平均，时刻为小时起点；与 openair timeVariation 同法（区间为 t 分布，非自助法）",
            en="means of hourly values by the hour's beginning, as openair's timeVariation (interval: Student's t)",
        ),
        items=HOURLY, show=lambda asked: _hours(asked, "weekday"), year_at_most=True,
    ),
    "trendlevel": View(
        title=Label(zh="小时×月份", en="Hour × month"),
        says=Label(
            zh="小时值平均；与 openair trendLevel 同法", en="means of hourly values, as openair's trendLevel"
        ),
        items=HOURLY, show=lambda asked: _hours(asked, "month"), year_at_most=True,
    ),
    "slope": View(
        title=Label(zh="Theil–Sen 趋势", en="Theil–Sen"),
        says=Label(
            zh="斜率与 openair TheilSen 同法（每365日）；区间由秩求得，非自助法；不足有效天数的月不计",
            en="slope as openair's TheilSen, per 365 days; its interval is of ranks, no bootstrap; invalid months out",
        ),
        items=PERIOD, show=_slope, options=("deseason",),
    ),
    "primary": View(
        title=Label(zh="首要污染物", en="Primary pollutants"),
        says=Label(
            zh="AQI 大于 50 的日；并列时各计一日", en="days with an AQI above 50; a tie counts for each"
        ),
        items=("aqi",), show=_primary,
    ),
    "exceedances": View(
        title=Label(zh="超标日", en="Exceedances"),
        says=Label(zh="AQI 大于 100 的日与无 AQI 的日", en="days with an AQI above 100, and those without one"),
        items=("aqi",), show=_exceedances,
    ),
}  # fmt: skip
