"""The ranking: members of a region or list in order of any indicator over any window, then and now, and why.

The address holds everything; a change of place is taken apart where it is clicked on, and beside it stands what would
win places. Nothing is ranked silently: who has no value is named, and every place has its coverage beside it.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from dash import Dash, Input, Output, html

from assessment.answer import Answer
from indicators.parameters import Label
from layouts import _desk as desk
from layouts._columns import words_of_notes
from layouts._page import Hall, Page
from layouts._ranking_parts import beside
from layouts._ranking_where import LEADING, LISTS, PATH, Asked, Here, asking, here, names, rankable
from layouts._ranking_words import WORDS, word
from layouts._tiles import records
from layouts._water_words import spelled


def layout(hall: Hall, search: str) -> html.Div:
    """The page without values; they come with the first answers."""
    lang = desk.language(hall, search)
    return html.Div(
        [
            html.Div(desk.heading(word("title", lang), lang), id="ranking-head"),
            html.Div(
                [
                    html.Div(desk.waiting(lang), id="ranking-body"),
                    html.Div(desk.waiting(lang), id="ranking-beside"),
                ],
                className="two",
            ),
        ],
        id="ranking",
        lang=lang,
    )


def callbacks(app: Dash, hall: Hall) -> None:
    """Register the ranking and what stands beside it."""
    asked = asking(hall)

    @app.callback(
        Output("ranking-head", "children"),
        Output("ranking-body", "children"),
        Input("lanbi-url", "search"),
        Input("ranking-body", "id"),
    )
    def show(search: str | None, _: str) -> tuple[Any, Any]:
        lang = desk.language(hall, search)
        top = desk.heading(word("title", lang), lang)
        try:
            one = here(hall, search or "")
        except LookupError as error:
            return top, desk.refused(error, lang)
        if one is None:
            return top, desk.empty(lang)
        made: list[Answer] = []
        body = desk.attempt(lang, lambda: _body(one, asked, made))
        return _head(one, made), body

    @app.callback(
        Output("ranking-beside", "children"), Input("lanbi-url", "search"), Input("ranking-beside", "id")
    )
    def further(search: str | None, _: str) -> Any:
        try:
            one = here(hall, search or "")
        except LookupError:
            return None
        return None if one is None else beside(one, asked)

    desk.downloads(app, hall, PATH, partial(_handed, asked))


def _handed(asked: Asked, hall: Hall, search: str) -> Answer:
    one = here(hall, search)
    if one is None:
        raise LookupError(word("nobody", "zh"))
    return asked.rank(one)


def _head(one: Here, made: list[Answer]) -> html.Div:
    """Title, the regions above, the standing of the figures, and every choice."""
    lang = one.lang
    month = one.newest.replace(day=1)
    before = month - timedelta(days=1)
    windows = {
        "month": (month, one.newest), "last_month": (before.replace(day=1), before),
        "year": (month.replace(month=1), one.newest),
    }  # fmt: skip
    chosen = next((key for key, span in windows.items() if span == (one.start, one.end)), "")
    spans = [
        (word(key, lang), one.link(start=f"{first}", end=f"{last}", member=None))
        for key, (first, last) in windows.items()
    ]
    against = [
        (
            word(f"against_{key}", lang),
            one.link(against=key, by=None if key == "none" else one.by, member=None),
        )
        for key in ("none", "year", "period")
    ]
    orders = [(word(f"by_{key}", lang), one.link(by=key, member=None)) for key in ("value", "improvement")]
    ties = [(word(f"ties_{key}", lang), one.link(ties=key)) for key in ("competition", "dense")]
    comparison = word(f"against_{one.against or 'none'}", lang)
    lists = [(name, _list_name(name, one), "") for name in (*LISTS[one.indicator.medium], *names(one.hall))]
    return desk.heading(
        [one.indicator.title.text(lang), html.Small(f"{_list_name(one.among, one)} · {one.start} – {one.end}")], lang,
        crumbs=desk.crumbs(one.hall, PATH, one.search, one.within, lang, member=None),
        marked=[
            *(desk.marks(made[0].passport, lang) if made else ()),
            desk.resolved(start=f"{one.start}", end=f"{one.end}", place=one.within),
        ],
        controls=[
            desk.ask_for("ranking-indicator", "indicator", word("indicator", lang), one.indicator.code,
                         options=_indicators(one), drops=("member", "among")),
            desk.ask_for("ranking-among", "among", word("among", lang), one.among, options=lists, drops=("member",)),
            desk.ask_for("ranking-start", "start", word("start", lang), f"{one.start}", kind="date", drops=("member",)),
            desk.ask_for("ranking-end", "end", word("end", lang), f"{one.end}", kind="date", drops=("member",)),
            desk.choices("ranking-window", word("window", lang), spans, word(chosen, lang) if chosen else "", lang),
            desk.choices("ranking-against", word("against", lang), against, comparison, lang),
            desk.choices("ranking-by", word("by", lang), orders, word(f"by_{one.by}", lang), lang),
            desk.choices("ranking-ties", word("ties", lang), ties, word(f"ties_{one.ties}", lang), lang),
            desk.takeaway(PATH, lang),
        ],
    )  # fmt: skip


def _list_name(name: str, one: Here) -> str:
    return word(name, one.lang) if name in WORDS else word("list", one.lang, name)


def _indicators(one: Here) -> list[tuple[str, str, str]]:
    """Every indicator by medium, the leading ones first."""
    lang, found = one.lang, []
    for medium in ("air", "water"):
        first = [rankable()[code] for code in LEADING[medium]]
        rest = [e for e in rankable().values() if e.medium == medium and e.code not in LEADING[medium]]
        found += [(e.code, e.title.text(lang), word(medium, lang)) for e in first]
        found += [(e.code, e.title.text(lang), word(f"{medium}_more", lang)) for e in rest]
    return found


def _body(one: Here, asked: Asked, made: list[Answer]) -> Any:
    """The table of places, who shares one, and who has none."""
    lang, unit = one.lang, one.indicator.unit
    answer = asked.rank(one)
    made.append(answer)
    rows = records(answer.table)
    if not rows:
        return desk.empty(lang, word("nobody", lang))
    compared = bool(one.against) and any(str(row.get("against_value") or "") for row in rows)
    columns = [
        desk.Column(key="rank", title=WORDS["rank"], kind="number"),
        desk.Column(key="name", title=WORDS["name"]),
        desk.Column(key="value", title=WORDS["value"], kind="number", unit=unit),
        *([desk.Column(key="against_value", title=WORDS["against_value"], kind="number", unit=unit),
           desk.Column(key="change_percent", title=WORDS["change_percent"], kind="number", unit="%")]
          if compared else []),
        *([desk.Column(key="against_rank", title=WORDS["against_rank"], kind="number"),
           desk.Column(key="rank_change", title=WORDS["rank_change"], kind="number")]
          if compared and one.by == "value" else []),
        *([desk.Column(key="grade_2", title=WORDS["grade_2"]), desk.Column(key="worsening", title=WORDS["worsening"])]
          if one.by == "improvement" and "grade_2" in answer.table else []),
        desk.Column(key="valid", title=WORDS["valid"], kind="number"),
        *([desk.Column(key="against_valid", title=WORDS["against_valid"], kind="number")] if compared else []),
        desk.Column(key="note", title=WORDS["note"], kind="wide"),
    ]  # fmt: skip
    common = set.intersection(*(set(str(row["note"]).split(";")) for row in rows)) - {""}
    placed = [row for row in rows if str(row["rank"])]
    told = [_row(one, row, common) for row in placed]
    ranks = [str(row["rank"]) for row in placed]
    shared = sum(ranks.count(rank) > 1 for rank in ranks)
    gone = [spelled(str(row["name"]), str(row["name_en"]), lang) for row in rows if not str(row["rank"])]
    title = one.indicator.title.text(lang)
    said = words_of_notes(";".join(sorted(common)), lang)
    return desk.section(
        title,
        [
            html.P(word("missing", lang, "、".join(gone) if lang == "zh" else ", ".join(gone)), className="missing")
            if gone else None,
            desk.table(columns, told, lang=lang, label=title, chosen=lambda row: row["code"] == one.member),
            html.P(" · ".join([word("shared", lang, len(placed), shared), *said]), className="count"),
        ],
        ident="ranking-list", note=f"{len(placed)}/{len(rows)}",
    )  # fmt: skip


def _row(one: Here, row: dict[str, Any], common: set[str]) -> dict[str, Any]:
    lang, code = one.lang, str(row["code"])
    name = spelled(str(row["name"]), str(row["name_en"]), lang)
    away = _bare()
    there = {"section": desk.link(one.hall, "section", one.search, **away, code=code), "river": ""}.get(
        one.of, desk.link(one.hall, "region", one.search, **away | {"place": code})
    )
    change = str(row.get("rank_change", "") or "")
    moved = (
        ""
        if not change
        else "="
        if change == "0"
        else f"▲ {change[1:]}"
        if change[0] == "-"
        else f"▼ {change}"
    )
    notes = [note for note in str(row["note"]).split(";") if note and note not in common]
    return {
        "code": code,
        "rank": desk.Cell(text=str(row["rank"]), href=one.link(member=code), mark=""),
        "name": desk.Cell(text=name, href=there),
        "value": desk.Cell(text=str(row["value"]), href=one.why(code)),
        "against_value": str(row.get("against_value", "")),
        "change_percent": _signed(row.get("change_percent", "")),
        "against_rank": str(row.get("against_rank", "")),
        "rank_change": desk.Cell(text=moved, href=one.link(member=code), by=change) if moved else "",
        "grade_2": str(row.get("grade_2", "")),
        "worsening": str(row.get("worsening", "")),
        "valid": f"{row['valid']}/{row['expected']}",
        "against_valid": f"{row.get('against_valid', '')}/{row.get('against_expected', '')}" if one.against else "",
        "note": "; ".join(words_of_notes(";".join(notes), lang)) or " ",
    }  # fmt: skip


def _bare() -> dict[str, str | None]:
    """What a link to another page leaves behind."""
    return dict.fromkeys(
        ("indicator", "among", "start", "end", "against", "by", "ties", "member", "then", "passport")
    )


def _signed(text: object) -> str:
    said = str(text or "")
    return "" if not said else said.replace("-", "−") if said.startswith("-") else f"+{said}"


PAGE = Page(path=PATH, title=Label(zh="排名", en="Ranking"), layout=layout, callbacks=callbacks)
