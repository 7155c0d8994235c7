"""What is taken away from a page: each figure as a picture for slides and as its data, each table as a workbook.

Pictures are made in the browser (`assets/takeaway.js`): white ground, 16:9, title, period, as-of time, marks and the
number of the passport on them, the shipped fonts inside. Workbooks and CSV come from here. Every file of simulated or
unreviewed data says so in its name and inside.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from dash import ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update

from assessment.answer import Answer
from assessment.handout import handout, known, period, told
from assessment.headings import reading, words_of
from assessment.marking import marks, number, unreviewed
from assessment.workbook import workbook
from figures.theme import DARK
from indicators.parameters import Label, Language
from indicators.regime import ZONE
from layouts._address import address
from layouts._page import Hall

FORMS: Final = ("png", "svg", "xlsx", "csv")
WORDS: Final[Mapping[str, Label]] = {
    "csv": Label(zh="下载 CSV", en="Download CSV"),
    "xlsx": Label(zh="下载 XLSX", en="Download XLSX"),
    "series": Label(zh="系列", en="Series"),
    "time": Label(zh="时间", en="Time"),
    "x": Label(zh="横轴", en="x"),
    "y": Label(zh="纵轴", en="y"),
    "z": Label(zh="值", en="Value"),
    "text": Label(zh="文字", en="Text"),
    "mark": Label(zh="标注", en="Mark"),
}
UNREVIEWED: Final = "未审核"
_MIDNIGHT: Final = r"[T ]00:00(:00(\.0+)?)?$"
_ZEROS: Final = r"(?<=:\d\d)\.0+$"


# A figure --------------------------------------------------------------------------------------------------------


def picture(ident: str, label: str) -> html.Div:
    """The place of a figure; `drawing` with the same name draws what is put into the store `<ident>-figure`.

    Beside it stands a small menu by which it is taken away as PNG, SVG, XLSX and CSV.
    """
    still: Any = {"displayModeBar": False, "responsive": True}
    clear, hidden = "rgba(0,0,0,0)", {"visible": False}
    blank = {
        "data": [],
        "layout": {"paper_bgcolor": clear, "plot_bgcolor": clear, "xaxis": hidden, "yaxis": hidden},
    }
    named: dict[str, Any] = {"aria-label": label}
    menu: dict[str, Any] = {"aria-label": f"{label} ↓", "data-take": ident, "data-label": label}
    graph = dcc.Graph(id=ident, figure=blank, responsive=True, config=still)
    return html.Div(
        [
            dcc.Store(id=f"{ident}-figure"),
            dcc.Download(id=f"{ident}-file"),
            html.Div(graph, className="plotted", role="img", **named),
            html.Details(
                [
                    html.Summary("↓", **menu),
                    html.Div([html.Button(form.upper(), id=f"{ident}-{form}", **_data(form=form)) for form in FORMS]),
                ],
                className="take",
                hidden=True,
                id=f"{ident}-take",
            ),
        ],
        className="picture",
    )  # fmt: skip


def drawing(app: Dash, ident: str) -> None:
    """Draw the figure of a `picture` in the size and theme of the screen, and again when they change."""
    browser: Any = app.clientside_callback
    browser(
        ClientsideFunction("lanbi_take", "draw"),
        Output(ident, "figure"),
        Output(f"{ident}-take", "hidden"),
        Input(f"{ident}-figure", "data"),
        Input("desk-size", "data"),
    )

    @app.callback(
        Output(f"{ident}-file", "data"),
        Input(f"{ident}-xlsx", "n_clicks"),
        Input(f"{ident}-csv", "n_clicks"),
        State(f"{ident}-figure", "data"),
        State("lanbi-url", "search"),
        prevent_initial_call=True,
    )
    def hand_out(xlsx: int | None, csv: int | None, stored: Any, search: str | None) -> Any:
        if not (xlsx or csv) or not stored:
            return no_update
        lang = address(search, "zh").lang
        return figure_file(
            stored, name=ident, form="csv" if ctx.triggered_id == f"{ident}-csv" else "xlsx", lang=lang
        )


def drawn(figure: go.Figure, answer: Answer, lang: Language) -> dict[str, Any]:
    """A figure as the store of its picture takes it: plotly's JSON, the colours for a dark ground, and its passport.

    A copy that is taken away says what the answer rests on from which the figure was drawn.
    """
    return {"figure": figure.to_plotly_json(), "dark": dict(DARK), "about": about(answer, lang)}


def about(answer: Answer, lang: Language) -> dict[str, Any]:
    """What a copy of a figure says of the answer behind it, in words of one language."""
    passport = answer.passport
    return {
        "title": passport.title.text(lang),
        "period": period(passport, lang),
        "known": known(passport, lang),
        "editions": " + ".join(passport.editions),
        "number": number(passport.reference),
        "marks": list(marks(answer, lang)),
        "stem": _stem(answer),
        "told": [list(pair) for pair in told(answer, lang)],
    }


def figure_file(
    stored: Mapping[str, Any],
    *,
    name: str,
    form: Literal["csv", "xlsx"],
    lang: Language,
) -> Any:
    """The numbers of a stored figure as a file for the browser: a row a point, by series; XLSX with the passport.

    What is simulated or unreviewed says so in the name and in every row.
    """
    frame, known_of = points(stored["figure"], lang), stored["about"]
    stem, said = f"lanbi-{name}-{known_of['stem']}", " · ".join(known_of["marks"])
    frame = frame.assign(**{WORDS["mark"].text(lang): said}) if said else frame
    if form == "csv":
        return file(("\ufeff" + frame.to_csv(index=False, lineterminator="\n")).encode(), f"{stem}.csv")
    marked: dict[str, object] = {"": said} if said else {}
    rows = marked | dict(known_of["told"])
    return file(workbook({"data": frame}, rows), f"{stem}.xlsx")


def points(figure: Mapping[str, Any], lang: Language) -> pd.DataFrame:
    """The points of all traces of a figure (plotly's JSON) as rows: series, x, y, and z or text where there are any."""
    layout = figure.get("layout", {})
    parts = []
    for i, trace in enumerate(figure.get("data", []), 1):
        if trace.get("visible") is False:
            continue
        x, y, z, text = (_array(trace.get(key)) for key in ("x", "y", "z", "text"))
        if z is not None and np.ndim(z) == 2:
            rows, wide = np.shape(z)
            x = np.tile(x if x is not None else np.arange(wide), rows)
            y = np.repeat(y if y is not None else np.arange(rows), wide)
            z = np.ravel(z)
            text = np.ravel(text) if text is not None and np.size(text) == z.size else None
        size = max((len(one) for one in (x, y) if one is not None), default=0)
        whole = {
            key: one
            for key, one in (("x", x), ("y", y), ("z", z), ("text", text))
            if one is not None and len(one) == size
        }
        if size:
            parts.append(pd.DataFrame({"series": trace.get("name") or str(i), **whole}))
    if not parts:
        return pd.DataFrame(columns=["series", "x", "y"])
    frame = pd.concat(parts, ignore_index=True)
    if "x" in frame and frame["x"].astype(str).str.match(r"\d{4}-\d\d-\d\d").all():
        frame["x"] = (
            frame["x"].astype(str).str.replace(_MIDNIGHT, "", regex=True).str.replace(_ZEROS, "", regex=True)
        )
        frame = frame.rename(columns={"x": _axis(layout, "x") or WORDS["time"].text(lang)})
    names = [key for key in map(str, frame.columns) if key in WORDS]
    return frame.rename(columns={key: _axis(layout, key) or WORDS[key].text(lang) for key in names})


def _axis(layout: Mapping[str, Any], key: str) -> str:
    title = layout.get(f"{key}axis", {}).get("title") if key in ("x", "y") else ""
    text = title.get("text", "") if isinstance(title, Mapping) else title or ""
    return str(text).replace("<sub>", "").replace("</sub>", "").replace("<br>", " ")


def _array(part: Any) -> Any:
    """A list of a trace; plotly writes numbers as base64 with their type and shape."""
    if isinstance(part, Mapping) and "bdata" in part:
        flat = np.frombuffer(base64.b64decode(part["bdata"]), dtype=part["dtype"])
        shape = part.get("shape")
        return flat.reshape([int(n) for n in str(shape).split(",")]) if shape else flat
    return np.asarray(part, dtype=object) if isinstance(part, list | tuple | np.ndarray) else None


# A table ---------------------------------------------------------------------------------------------------------


def takeaway(page: str, lang: Language) -> html.Div:
    """The buttons that hand out the page's table; `downloads` with the same name answers them."""
    return html.Div(
        [
            html.Button(WORDS["xlsx"].text(lang), id=f"{page}-xlsx"),
            html.Button(WORDS["csv"].text(lang), id=f"{page}-csv"),
            dcc.Download(id=f"{page}-download"),
        ],
        className="takeaway",
    )


def downloads(
    app: Dash, hall: Hall, page: str, ask: Callable[[Hall, str], Answer],
    headings: Mapping[str, Label] | None = None,
) -> None:  # fmt: skip
    """Hand out as XLSX and CSV what `ask` answers for an address; the workbook holds the passport as well.

    `headings` are the page's own words for columns of its answer.
    """

    @app.callback(
        Output(f"{page}-download", "data"),
        Input(f"{page}-xlsx", "n_clicks"),
        Input(f"{page}-csv", "n_clicks"),
        State("lanbi-url", "search"),
        prevent_initial_call=True,
    )
    def hand_out(xlsx: int | None, csv: int | None, search: str | None) -> Any:
        if not xlsx and not csv:
            return no_update
        try:
            answer = ask(hall, search or "")
        except (LookupError, ValueError):
            return no_update
        return handed(
            answer, name=page, form="csv" if ctx.triggered_id == f"{page}-csv" else "xlsx",
            lang=address(search, hall.language).lang, headings=headings,
        )  # fmt: skip


def handed(
    answer: Answer, *, name: str, form: Literal["csv", "xlsx"], lang: Language,
    headings: Mapping[str, Label] | None = None,
) -> Any:  # fmt: skip
    """An answer as a file for the browser; simulated and provisional data say so in its name and in every row."""
    stem = f"lanbi-{name}-{_stem(answer)}"
    if form == "xlsx":
        words = {**words_of(answer), **(headings or {})}
        return file(handout(answer, reading=reading(lang, words), lang=lang), f"{stem}.xlsx")
    table, said = answer.table, " · ".join(marks(answer, lang))
    if said:  # a row that is copied elsewhere still says it
        table = table.assign(marks=said)  # `mark` is the source's own
    return file(("\ufeff" + table.to_csv(index=False, lineterminator="\n")).encode(), f"{stem}.csv")


def _stem(answer: Answer) -> str:
    passport = answer.passport
    parts = [f"{passport.reference.as_of.astimezone(ZONE):%Y%m%dT%H%M}"]
    parts += ["DEMO"] if passport.simulated else []
    parts += [UNREVIEWED] if unreviewed(answer) else []
    return "-".join(parts)


def file(content: bytes, name: str) -> dict[str, Any]:
    """A file as `dcc.Download` takes it."""
    return {"content": base64.b64encode(content).decode(), "filename": name, "base64": True}


def _data(**named: object) -> dict[str, Any]:
    return {f"data-{key}": str(value) for key, value in named.items()}
