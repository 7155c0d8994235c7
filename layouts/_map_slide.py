"""What a map says when it is taken away: its title, its legend, and what the answer behind it rests on.

The copy is composed in the browser (`assets/map_slide.js`) from the shapes and values that it has already; only the
words of the slide are sent besides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from dash import dcc, html

from assessment.answer import Answer
from figures.levels import ink, levels
from indicators.parameters import Label, Language
from layouts._page import Hall
from layouts._takeaway import FORMS, about
from layouts._words import word

WORDS: Final[Mapping[str, Label]] = {
    "take": Label(zh="取走地图", en="Take the map away"),
    "hour": Label(zh="小时 AQI", en="AQI of the hour"),
    "hour_county": Label(zh="各县小时 AQI", en="AQI of the hour by county"),
    "failed": Label(
        zh="地图或其中一部分尚未载入，未能取出，请稍后再试",
        en="Not taken away: the map or a part of it is not there yet. Try again",
    ),
    "surface": Label(zh="{} 插值面", en="surface of {}"),
}


def map_slide(
    answer: Answer, place: str, day: date, lang: Language, approved: str, *, county: bool = False
) -> dict[str, Any]:
    """The words of the slide of a map coloured by the hourly AQI, for `assets/map_slide.js`.

    Parameters
    ----------
    answer
        What the map was coloured from; its passport stands on the slide.
    place
        Name of what is shown, in the language.
    day
        Civil day whose edition names and colours the levels.
    approved
        The map's approval number in words, or that it has none.
    county
        Whether it is coloured by counties.
    """
    rows = [
        (
            str(level.number), level.colour, ink(level.colour), level.label.text(lang),
            f"{level.lowest if level.number > 1 else 0}–{level.highest}" if level.highest else f"≥ {level.lowest}",
        )
        for level in levels(day)
    ]  # fmt: skip
    said = slide_words(
        answer, f"{place} · {WORDS['hour_county' if county else 'hour'].text(lang)}", lang, approved,
        key=word("legend", lang), legend=rows,
        rest=(word("no_value", lang), word("no_station", lang), word("points", lang)),
    )  # fmt: skip
    return said | {"surface": f"{place} · {WORDS['surface'].text(lang)}"}


def approval(hall: Hall, lang: Language) -> str:
    """The map's approval number in words, or that it has none."""
    number = hall.approval or hall.drawing.approval
    return word("approval", lang, number) if number else word("no_approval", lang)


def slide_words(
    answer: Answer, title: str, lang: Language, approved: str, *, key: str, legend: Sequence[Sequence[str]],
    rest: tuple[str, str, str],
) -> dict[str, Any]:  # fmt: skip
    """The words of the slide of any map, with the passport of the answer that it was coloured from.

    Parameters
    ----------
    key, legend
        Heading of the legend, and its rows: sign, ground, ink, word, range.
    rest
        What is hatched, what is blank, what the points are.
    """
    return {
        "title": title,
        "about": {key: told for key, told in about(answer, lang).items() if key not in ("told", "title")},
        "key": key,
        "legend": [list(row) for row in legend],
        "none": rest[0],
        "blank": rest[1],
        "dots": rest[2],
        "sea": word("inset", lang),
        "approval": approved,
    }


def map_menu(ident: str, which: str, lang: Language) -> html.Details:
    """The menu by which a map is taken away; `which` map it is, `assets/map_slide.js` knows.

    Its data are handed out by `downloads` with the same `ident`.
    """
    said: dict[str, Any] = {"aria-label": WORDS["take"].text(lang)}
    buttons = [
        html.Button(form.upper(), id=f"{ident}-{form}", **_data(form=form, map=which)) for form in FORMS
    ]
    failed = html.P(role="status", **_data(failed=WORDS["failed"].text(lang)))
    return html.Details(
        [
            html.Summary("↓", title=WORDS["take"].text(lang), **said),
            html.Div([*buttons, dcc.Download(id=f"{ident}-download"), failed]),
        ],
        className="take",
        id=f"{ident}-take",
    )


def _data(**named: object) -> dict[str, Any]:
    return {f"data-{key}": str(value) for key, value in named.items()}
