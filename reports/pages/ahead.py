"""What to watch next: days that may still be lost, the place that is nearest, targets that are behind. No forecast.

Every line follows by rule from what is known: how many days may still be without a valid value before the month has
none, what figure would win the next place with all others staying as they are, what the rest of a period must be.
"""

from __future__ import annotations

from assessment.budget import budget
from assessment.lever import lever
from assessment.members import Of
from assessment.target_board import board
from geo.regions import Level
from indicators.demand import State
from indicators.parameters import Label
from reports.content import Column, Content, Figure, Row, Sentence, Table
from reports.gathering import Gathering, pollutants, said, same
from reports.page import ReportPage

TITLE = Label(zh="下阶段关注", en="What to watch")
FEW_DAYS = 2
"""Days that may still be lost in a month, at and under which its validity is in danger."""


def gather(ask: Gathering) -> Content:
    """The dangers and chances of the days after the window, each with the rule from which it follows."""
    figures: list[Figure] = []
    sentences: list[Sentence] = []
    tables: list[Table] = []
    for part in (_validity, _place, _targets):
        found, lines, table = part(ask)
        figures += found
        sentences += lines
        tables += table
    if not sentences:
        return Content(
            page="ahead", title=TITLE, headline=said("无须特别关注的事项。", "Nothing calls for attention."),
            why_empty=Label(zh="有效性、名次、目标均无可列事项", en="validity, places and targets: nothing to list"),
        )  # fmt: skip
    return Content(
        page="ahead", title=TITLE, headline=sentences[0], sentences=tuple(sentences[1:]), figures=tuple(figures),
        tables=tuple(tables[:1]),
    )  # fmt: skip


Part = tuple[list[Figure], list[Sentence], list[Table]]


def _validity(ask: Gathering) -> Part:
    """Items of cities whose month is near to being without a valid value."""
    of: Of = "county" if ask.place.level is Level.COUNTY else "city"
    try:
        answer = budget(ask.store, of=of, within=ask.place.code, at=ask.scope.days.end, terms=ask.terms)
    except (LookupError, ValueError):
        return [], [], []
    near = answer.table[answer.table["month_left"] <= FEW_DAYS] if len(answer.table) else answer.table
    if near.empty:
        return [], [], []
    near = near.sort_values(["month_left", "code", "item"], kind="stable").head(14)
    origin = ask.origin(answer.passport)
    month = ask.scope.days.end.astimezone(ask.zone)
    first = near.iloc[0]
    left = int(first["month_left"])
    figures = [
        Figure(key="ahead.valid", label=Label(zh="本月有效天数", en="Valid days of the month"),
               shown=str(int(first["month_valid"])), value=float(first["month_valid"]), unit="d", origin=origin),
        Figure(key="ahead.left", label=Label(zh="本月尚可缺失天数", en="Days that may still be lost"),
               shown=str(max(left, 0)), value=float(max(left, 0)), unit="d", origin=origin),
    ]  # fmt: skip
    name, item = ask.name(str(first["code"])), pollutants(str(first["item"])).zh
    if left < 0:
        line = said(
            f"{name.zh}{month.month}月{item}有效天数已不足，该月均值将无效。",
            f"{item} of {name.en} has too few valid days left in {month:%B}: its month will be invalid.",
        )
        figures = figures[:1]
    else:
        line = said(
            f"{month.month}月数据有效性：{name.zh}{item}已有有效日{{ahead.valid}}天，至多还可缺失{{ahead.left}}天。",
            f"Validity of {month:%B}, {item} of {name.en}: valid days {{ahead.valid}}, may be lost {{ahead.left}}.",
        )
    table = Table(
        key="ahead.validity", title=Label(zh=f"{month.month}月有效天数余量", en=f"Days that {month:%B} may still lose"),
        columns=(
            Column(label=Label(zh="城市", en="City")), Column(label=Label(zh="项目", en="Item")),
            Column(label=Label(zh="已有有效天数", en="Valid days"), numeric=True),
            Column(label=Label(zh="还可缺失天数", en="May be lost"), numeric=True),
        ),
        rows=tuple(
            Row(
                cells=(ask.name(str(row["code"])), pollutants(str(row["item"])),
                       same(str(int(row["month_valid"]))),
                       same(str(int(row["month_left"]))) if row["month_left"] >= 0 else Label(zh="已无效", en="lost")),
                shade="own" if str(row["code"]) == ask.place.code else "",
            )
            for _, row in near.iterrows()
        ),
        origin=origin,
    )  # fmt: skip
    return figures, [line], [table]


def _place(ask: Gathering) -> Part:
    """What the composite index must be to win the next place."""
    if ask.place.level is Level.PROVINCE:
        return [], [], []
    days = ask.scope.days
    try:
        answer = lever(
            ask.store, indicator="composite_index", within=ask.around.code, start=days.first, end=days.last,
            member=ask.place.code, places=1, terms=ask.terms,
        )  # fmt: skip
    except (LookupError, ValueError):
        return [], [], []
    row = answer.table.iloc[0] if len(answer.table) else None
    if row is None or not str(row["needed"]):
        return [], [], []
    figures = [
        ask.figure(answer, row.copy().reindex([*row.index, "stage"], fill_value=""), f"ahead.{key}", label,
                   column=column, unit="")
        for key, column, label in (
            ("index", "value", Label(zh="综合指数", en="Composite index")),
            ("needed", "needed", Label(zh="前进一位所需综合指数", en="Index that wins a place")),
        )
    ]  # fmt: skip
    line = said(
        "名次：综合指数由{ahead.index}降至{ahead.needed}即可前进一位（其他城市不变）。",
        "Place: an index of {ahead.needed} instead of {ahead.index} wins a place, the others staying as they are.",
    )
    return figures, [line], []


def _targets(ask: Gathering) -> Part:
    """How many targets are behind on the last day of the window."""
    days = ask.scope.days
    answer = board(
        ask.store,
        basis=ask.terms.basis,
        within=ask.scope.region,
        day=days.last,
        until=days.last,
        as_of=ask.terms.as_of,
    )
    table = answer.table.astype(str)
    runs = (table["start"] <= days.last.isoformat()) & (table["end"] > days.last.isoformat())
    behind = table[runs & (table["state"] == State.BEHIND.value)]
    if behind.empty:
        return [], [], []
    count = Figure(
        key="ahead.behind", label=Label(zh="暂未达标目标数", en="Targets not met so far"), shown=str(len(behind)),
        value=float(len(behind)), unit="", origin=ask.origin(answer.passport),
    )  # fmt: skip
    line = said(
        "目标：{ahead.behind}项暂未达标，余下时段须达到的控制值见目标进展。",
        "Targets not met so far: {ahead.behind}; what the rest must be is told under Targets.",
    )
    return [count], [line], []


PAGE = ReportPage(order=90, title=TITLE, gather=gather)
