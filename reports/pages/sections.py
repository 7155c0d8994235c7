"""Surface water: classes of the sections of the region, their shares, and the sections whose class changed."""

from __future__ import annotations

import pandas as pd

from assessment.answer import Answer
from assessment.members import Of
from assessment.values import table as ask_table
from indicators.parameters import Label
from indicators.water_parameters import water_parameter
from reports.content import Column, Content, Figure, Row, Sentence, Table
from reports.gathering import AGAINST, Gathering, moved, said, same
from reports.page import ReportPage

TITLE = Label(zh="地表水断面", en="Surface water")
CLASSES = ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ")
MOST_ROWS = 18
SHARES = ("good_water_share", "worse_than_v_share", "section_compliance_rate")


def gather(ask: Gathering) -> Content:
    """Shares of the region against both periods, and its sections: those that changed first, then the worst."""
    try:
        classes = _sections(ask, "water_class", against=True)
    except (LookupError, ValueError):
        classes = None
    judged = (
        classes.table[classes.table["value"].astype(str) != ""] if classes is not None else pd.DataFrame()
    )
    if classes is None or judged.empty:
        return Content(
            page="sections", title=TITLE, headline=said("本期无地表水断面数据。", "No surface water in this period."),
            why_empty=Label(zh="时段内没有可评价的地表水断面", en="no section is judged in the window"),
        )  # fmt: skip
    deciding = _words(_sections(ask, "deciding_items"))
    target = _words(_sections(ask, "target_met"))
    figures: list[Figure] = []
    for code in SHARES:
        figures += ask.figures(code, f"water.{code}")
    held = {figure.key: figure for figure in figures}
    origin = ask.origin(classes.passport)
    changed = judged[(judged["against_value"].astype(str) != "") & (judged["change"].astype(str) != "0")]
    for key, number, label in (
        ("sections", len(judged), Label(zh="参评断面数", en="Sections judged")),
        ("silent", len(classes.table) - len(judged), Label(zh="未参评断面数", en="Sections not judged")),
        ("better", int((_steps(changed) > 0).sum()), Label(zh="水质好转断面数", en="Sections better")),
        ("worse", int((_steps(changed) < 0).sum()), Label(zh="水质变差断面数", en="Sections worse")),
    ):
        figures.append(
            Figure(
                key=f"water.{key}",
                label=label,
                shown=str(number),
                value=float(number),
                unit="",
                origin=origin,
            )
        )
    return Content(
        page="sections", title=TITLE, headline=_headline(ask, held), sentences=_sentences(held),
        figures=tuple(figures), tables=(_table(ask, classes, judged, deciding, target),),
    )  # fmt: skip


def _sections(ask: Gathering, indicator: str, *, against: bool = False) -> Answer:
    days = ask.scope.days
    of: Of = "section"
    return ask_table(
        ask.store, indicator=indicator, of=of, within=ask.place.code, start=days.start, end=days.end, every="all",
        terms=ask.terms, against="period" if against else None,
    )  # fmt: skip


def _words(answer: Answer) -> dict[str, str]:
    return dict(zip(answer.table["code"].astype(str), answer.table["value"].astype(str), strict=True))


def _steps(rows: pd.DataFrame) -> pd.Series:
    """Classes by which sections are better (above 0) or worse than in the period before."""
    order = {word: i for i, word in enumerate(CLASSES)}
    return rows["against_value"].map(order) - rows["value"].map(order)


def _headline(ask: Gathering, held: dict[str, Figure]) -> Sentence:
    name = ask.name()
    good = held.get("water.good_water_share")
    if good is None or not good.shown:
        return said(
            f"{name.zh}参评断面{{water.sections}}个。", f"{name.en}, sections judged: {{water.sections}}."
        )
    return said(
        f"{name.zh}{{water.sections}}个参评断面中，Ⅰ～Ⅲ类占{{water.good_water_share}}%，"
        "劣Ⅴ类占{water.worse_than_v_share}%。",
        f"{name.en}, sections judged: {{water.sections}}; Ⅰ–Ⅲ {{water.good_water_share}} %, "
        "worse than Ⅴ {water.worse_than_v_share} %.",
    )


def _sentences(held: dict[str, Figure]) -> tuple[Sentence, ...]:
    found = [
        said(
            "与上一时段相比，{water.better}个断面水质好转，{water.worse}个变差；{water.silent}个断面无数据或停站，未参评。",
            "Sections against the period before: better {water.better}, worse {water.worse}; not judged, without data "
            "or standing still: {water.silent}.",
        )
    ]
    zh, en = "", ""
    for against, word in AGAINST:
        change = moved(held.get(f"water.good_water_share.{against}"), unit="个百分点", unit_en=" points")
        if change is not None:
            zh += f"，{word.zh}{change.zh}"
            en += f", {change.en} {word.en}"
    if zh:
        whole = said(
            f"Ⅰ～Ⅲ类断面比例{{water.good_water_share}}%{zh}。",
            f"Share of Ⅰ–Ⅲ: {{water.good_water_share}} %{en}.",
        )
        found.insert(0, whole)
    return tuple(found)


def _table(
    ask: Gathering, classes: Answer, judged: pd.DataFrame, deciding: dict[str, str], target: dict[str, str]
) -> Table:
    order = {word: i for i, word in enumerate(CLASSES)}
    rows = judged.assign(
        moved=(judged["against_value"].astype(str) != "") & (judged["change"].astype(str) != "0"),
        number=judged["value"].map(order),
    ).sort_values(["moved", "number", "code"], ascending=[False, False, True], kind="stable")
    shown = rows.head(MOST_ROWS)
    note = Label(
        zh="类别有变化的断面在前，其余由差到好。",
        en="Sections whose class changed come first, then from worst to best.",
    )
    if len(rows) > len(shown):
        note = Label(
            zh=f"{note.zh}列{len(shown)}个，共{len(rows)}个。", en=f"{note.en} {len(shown)} of {len(rows)}."
        )
    met = {"yes": Label(zh="达标", en="yes"), "no": Label(zh="未达标", en="no")}
    return Table(
        key="sections", title=Label(zh="断面水质类别", en="Classes of sections"), origin=ask.origin(classes.passport),
        columns=(
            Column(label=Label(zh="断面", en="Section")), Column(label=Label(zh="类别", en="Class")),
            Column(label=Label(zh="上一时段", en="Before")), Column(label=Label(zh="定类项目", en="Deciding items")),
            Column(label=Label(zh="目标", en="Target met")),
            Column(label=Label(zh="参评次数", en="Values"), numeric=True),
        ),
        rows=tuple(
            Row(
                cells=(
                    same(str(row["name"])), same(str(row["value"])), same(str(row["against_value"])),
                    _items(deciding.get(str(row["code"]), "")), met.get(target.get(str(row["code"]), ""), same("")),
                    same(str(row["valid"])),
                )
            )
            for _, row in shown.iterrows()
        ),
        note=note,
    )  # fmt: skip


def _items(codes: str) -> Label:
    found = [water_parameter(code).label for code in codes.split("+") if code]
    return Label(zh="、".join(one.zh for one in found), en=", ".join(one.en for one in found))


PAGE = ReportPage(order=60, title=TITLE, gather=gather)
