"""The target book on the last day of the window: figure, state, and what the rest of each period must be."""

from __future__ import annotations

import pandas as pd

from assessment.target_board import board
from assessment.target_rows import WORDS_OF_PROOF
from indicators.demand import State
from indicators.parameters import Label
from indicators.water_parameters import water_parameter
from reports.content import Column, Content, Figure, Origin, Row, Sentence, Table
from reports.gathering import Gathering, said, same
from reports.page import ReportPage

TITLE = Label(zh="目标进展", en="Targets")
_FINE = (State.ON_COURSE, State.MET)
_RESTS = {
    "d": Label(zh="天", en="days"),
    "month": Label(zh="个月", en="months"),
    "section_month": Label(zh="断面·月", en="section-months"),
}


def gather(ask: Gathering) -> Content:
    """Every target of the region and of what lies in it, with its remaining control value."""
    scope = ask.scope
    answer, english = (
        board(ask.store, basis=ask.terms.basis, within=scope.region, day=scope.days.last, until=scope.days.last,
              as_of=ask.terms.as_of, language=lang)
        for lang in ("zh", "en")
    )  # fmt: skip
    rows = answer.table.assign(title_en=english.table["title"], place_en=english.table["place"])
    rows = rows[rows["state"].astype(str) != ""]
    runs = (rows["start"].astype(str) <= scope.days.last.isoformat()) & (
        rows["end"].astype(str) >= scope.days.first.isoformat()
    )
    rows = rows[runs]
    if rows.empty:
        return Content(
            page="targets", title=TITLE, headline=said("本期无考核目标。", "No target runs in this period."),
            why_empty=Label(zh="目标责任书中没有本期的目标", en="the target book has no target in the window"),
        )  # fmt: skip
    origin = ask.origin(answer.passport)
    figures: list[Figure] = []
    sentences: list[Sentence] = []
    for index, (_, row) in enumerate(rows.iterrows()):
        figures += _figures(ask, row, index, origin)
        sentences.append(_sentence(ask, row, index))
    met = int(rows["state"].isin([one.value for one in _FINE]).sum())
    counted = Figure(key="targets.met", label=Label(zh="达标或暂时达标", en="Met or met so far"), shown=str(met),
                     value=float(met), unit="", origin=origin)  # fmt: skip
    total = Figure(key="targets.all", label=Label(zh="目标数", en="Targets"), shown=str(len(rows)),
                   value=float(len(rows)), unit="", origin=origin)  # fmt: skip
    table = Table(
        key="targets", title=Label(zh=f"截至{scope.days.last.month}月{scope.days.last.day}日",
                                   en=f"As of {scope.days.last.day} {scope.days.last:%B}"),
        columns=(
            Column(label=Label(zh="地区", en="Place")), Column(label=Label(zh="目标", en="Target")),
            Column(label=Label(zh="目标值", en="Value"), numeric=True),
            Column(label=Label(zh="目前", en="So far"), numeric=True), Column(label=Label(zh="单位", en="Unit")),
            Column(label=Label(zh="状态", en="State")),
            Column(label=Label(zh="余下天数", en="Days left"), numeric=True),
            Column(label=Label(zh="余下须", en="The rest must be"), numeric=True),
            Column(label=Label(zh="判断", en="Proof")),
        ),
        rows=tuple(_row(ask, row) for _, row in rows.iterrows()), origin=origin,
        note=Label(
            zh="“余下须”为剩余日控制值：其余各日按有效计，均值取不利方向舍入。",
            en="“The rest must be” is the remaining control value: all remaining days taken to be valid, rounded to "
            "the safe side.",
        ),
    )  # fmt: skip
    return Content(
        page="targets", title=TITLE,
        headline=said("{targets.all}项目标中，{targets.met}项已达标或暂时达标。",
                      "Targets: {targets.all}; met or met so far: {targets.met}."),
        sentences=tuple(sentences), figures=(counted, total, *figures), tables=(table,),
    )  # fmt: skip


def _figures(ask: Gathering, row: pd.Series, index: int, origin: Origin) -> list[Figure]:
    title = _title(row)
    found = []
    for part in ("target", "figure", "control", "remaining", "rest"):
        text = str(row[part])
        unit = row["control_unit"] if part == "control" else row["unit"]
        found.append(
            Figure(
                key=f"targets.{index}.{part}", label=title, shown=text, value=_as_number(text),
                unit=str({"remaining": "d", "rest": row["rest_unit"]}.get(part, unit)),
                origin=origin, valid=int(row["valid"] or 0), notes=tuple(n for n in str(row["note"]).split(";") if n),
            )
        )  # fmt: skip
    return found


def _as_number(text: str) -> float | None:
    """A figure as a number; None for none and for a class of water, which is a word."""
    try:
        return float(text)
    except ValueError:
        return None


def _place(ask: Gathering, row: pd.Series) -> Label:
    """The name of a target's place; a section of water and a township have the one that the book gives them."""
    try:
        return ask.name(str(row["region"]))
    except LookupError:
        return Label(zh=str(row["place"]), en=str(row["place_en"]))


def _title(row: pd.Series) -> Label:
    return Label(zh=str(row["title"]), en=str(row["title_en"]))


def _sentence(ask: Gathering, row: pd.Series, index: int) -> Sentence:
    key, name, title = f"targets.{index}", _place(ask, row), _title(row)
    state = State(str(row["state"])).label
    told = bool(str(row["figure"]))
    zh = (
        f"{name.zh}{title.zh}：目标{{{key}.target}}{_unit(row).zh}，"
        + (f"目前{{{key}.figure}}，" if told else "")
        + state.zh
    )
    en = f"{name.en}, {title.en}: target {{{key}.target}} {row['unit']}, " + (
        f"so far {{{key}.figure}}, " if told else ""
    )
    en += state.en
    if str(row["control"]) and str(row["proof"]) == "open":
        zh_word, en_word = ("不高于", "at most") if row["control_is"] == "at_most" else ("不低于", "at least")
        of = _RESTS[str(row["rest_unit"])]
        zh += f"；余下{{{key}.rest}}{of.zh}须{zh_word}{{{key}.control}}"
        en += f"; {of.en} remaining {{{key}.rest}}, which must be {en_word} {{{key}.control}}"
    elif str(row["binding"]) and str(row["proof"]) == "open":
        zh += f"；余下{{{key}.rest}}个月每项均值须守住控制值，其中 {_bounds(row)}"
        en += f"; months remaining {{{key}.rest}}, in which every item must keep its bound, among them {_bounds(row)}"
    elif str(row["proof"]) in ("cannot", "certain"):
        zh += f"；{WORDS_OF_PROOF[str(row['proof'])].zh}"
        en += f"; {WORDS_OF_PROOF[str(row['proof'])].en}"
    return said(zh + "。", en + ".")


def _row(ask: Gathering, row: pd.Series) -> Row:
    control = str(row["control"])
    sign = {"at_most": "≤", "at_least": "≥"}.get(str(row["control_is"]), "")
    proof = WORDS_OF_PROOF.get(str(row["proof"]), same(""))
    own = str(row["region"]) == ask.place.code
    place = _place(ask, row)
    cells = (
        place, _title(row), same(str(row["target"])), same(str(row["figure"])), _unit(row),
        State(str(row["state"])).label, same(str(row["remaining"])),
        same(f"{sign}{control}" if control else _bounds(row)), proof,
    )  # fmt: skip
    return Row(cells=cells, shade="own" if own else "")


def _bounds(row: pd.Series) -> str:
    """The bounds of a class that bind, with the signs of print."""
    words = [text for text in str(row["binding"]).split(";") if text]
    for sign, printed in (("<=", "≤"), (">=", "≥")):
        words = [
            f"{water_parameter(w.partition(sign)[0]).symbol} {printed} {w.partition(sign)[2]}"
            if sign in w
            else w
            for w in words
        ]
    return ", ".join(words)


def _unit(row: pd.Series) -> Label:
    return Label(zh="天", en="d") if str(row["unit"]) == "d" else same(str(row["unit"]))


PAGE = ReportPage(order=50, title=TITLE, gather=gather)
