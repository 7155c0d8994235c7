"""The tiles of water on the wall: shares and states, rankings, the worst sections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from dash import html

from assessment.answer import Answer
from figures.water_classes import CLASSES, PALETTE, chip
from indicators.parameters import Language
from indicators.regime import ZONE
from layouts import _tiles as tiles
from layouts._address import NATION
from layouts._water_words import (
    DASH,
    basin,
    class_span,
    class_word,
    items,
    percent,
    spelled,
    word,
)
from layouts._waters import Row, Waters
from layouts._words import cited
from layouts._words import word as house

ROWS: Final = 12  # rows of a list


def of_row(row: Row) -> str:
    return str(row["of"])


def day_of(scene: Waters) -> Any:
    return (scene.period.end - timedelta(seconds=1)).astimezone(ZONE).date()


def counted(row: Row, lang: Language) -> str:
    return f"{int(row['valid'])}/{int(row['sections'])} {word('sections', lang)}"


def bar(row: Row, lang: Language) -> html.Div:
    """The sections by class; each part has its class and its number in it."""
    shares = []
    for number in range(1, 7):
        count = int(row[f"class_{number}"])
        if count:
            ground, letters = chip(number)
            said = class_word(CLASSES[number], lang)
            style: Any = {"flexGrow": count, "backgroundColor": ground, "color": letters}
            shares.append(
                html.Span(
                    [html.Small(said), str(count)], className="share", style=style, title=f"{said} {count}"
                )
            )
    left = int(row["expected"]) - int(row["valid"])
    if left:
        shares.append(
            html.Span(
                str(left),
                className="share none",
                style={"flexGrow": left},
                title=f"{word('no_class', lang)} {left}",
            )
        )
    return html.Div(shares, className="shares water")


def leading(scene: Waters) -> list[Any]:
    lang, row = scene.lang, scene.whole
    title = html.H2(word("leading", lang))
    if row is None:
        return [title, tiles.foot(scene.period.said)]
    target = int(row["with_target"])
    cells = []
    for code, text, unit, beside in (
        (
            "worse_than_v_share", percent(row["worse_than_v_share"]), "%",
            f"{int(row['class_6'])} {word('sections', lang)}",
        ),
        (
            "section_compliance_rate", percent(row["section_compliance_rate"]), "%",
            word("of_targets", lang, target) if target else word("no_targets", lang),
        ),
    ):  # fmt: skip
        body = [
            html.Div(word(code, lang), className="what"),
            html.Div([text, html.Span(unit if text != DASH else "", className="unit")], className="much"),
            html.Div(beside, className="against"),
        ]
        cells.append(
            tiles.figure(
                scene.explained(code, of_row(row), str(row["code"])), body, "cell", **tiles.data(figure=code)
            )
        )
    main = tiles.figure(
        scene.explained("main_pollution_items", of_row(row), str(row["code"])),
        [word("main_pollution_items", lang), html.B(items(row["main_pollution_items"], lang) or word("no_main", lang))],
        "primary main", **tiles.data(figure="main_pollution_items"),
    )  # fmt: skip
    return [
        title,
        html.Div(cells, className="cells"),
        main,
        tiles.foot(scene.period.said, counted(row, lang)),
    ]


def standing(scene: Waters) -> list[Any]:
    """The members of the place by class, worst share first; of a city its sections."""
    if scene.what == "city":
        return _listed(scene, "sections", scene.inside, len(scene.inside))
    of = "province" if scene.what == "nation" else "city"
    rows = [r for r in scene.rows if r["of"] == of and (of == "province" or r["parent"] == scene.province)]
    if not rows:
        return _stacked(scene, "provinces", [r for r in scene.rows if r["of"] == "province"], ROWS + 1)
    return _stacked(scene, "provinces" if of == "province" else "cities", rows, ROWS + 1)


def _stacked(scene: Waters, title: str, rows: Sequence[Row], most: int) -> list[Any]:
    lang = scene.lang
    known = sorted(
        (r for r in rows if int(r["valid"])), key=lambda r: (float(r["good_water_share"]), str(r["code"]))
    )
    made = []
    for row in known[:most]:
        code = str(row["code"])
        shares = [
            html.Span(
                className="share", title=f"{class_word(CLASSES[n], lang)} {int(row[f'class_{n}'])}",
                style={"flexGrow": int(row[f"class_{n}"]), "backgroundColor": PALETTE[n]},
            )
            for n in range(6, 0, -1)
            if int(row[f"class_{n}"])
        ]  # fmt: skip
        basins = row["of"] == "basin"
        called = basin(code, lang) if basins else spelled(str(row["name"]), str(row["name_en"]), lang)
        to = {} if basins else {"href": scene.href(code)} | tiles.data(place=code)
        made.append(
            html.Li(
                [
                    html.A(
                        [
                            html.Span(called, className=tiles.who(called), title=called),
                            html.Span(shares, className="stack"),
                        ],
                        **to,
                    ),
                    tiles.figure(
                        scene.explained("good_water_share", of_row(row), code),
                        html.Span([html.B(percent(row["good_water_share"])), "%"], className="score"), "",
                    ),
                ],
                className="row chosen" if code == scene.place else "row",
            )
        )  # fmt: skip
    return [
        html.H2([word(title, lang), html.Small(f"{word('good', lang)} % · {word('worst_first', lang)}")]),
        html.Ol(made, className="ranked provinces water", style={"flexGrow": max(1, len(made))}),
        tiles.foot(scene.period.said, f"{len(known)}/{len(rows)}"),
    ]


def ranking(scene: Waters) -> list[Any]:
    """The cities of the place by the water index of the month; without cities the basins."""
    lang = scene.lang
    cities = [
        r for r in scene.rows
        if r["of"] == "city" and r["cwqi"] == r["cwqi"] and (scene.what == "nation" or r["parent"] == scene.province)
    ]  # fmt: skip
    if scene.period.step != "month" or not cities:
        return _stacked(scene, "basins", [r for r in scene.rows if r["of"] == "basin"], ROWS + 1)
    first = scene.period.start.astimezone(ZONE).date()
    answer: Answer = scene.hall.ask.rank(
        indicator="cwqi", within=scene.province or NATION, start=first, end=day_of(scene)
    )
    found = [row for row in tiles.records(answer.table) if str(row["rank"] or "")]
    top = max((float(row["value"]) for row in found), default=1.0)
    made = [
        html.Li(
            [
                html.A(
                    [
                        html.Span(str(row["rank"]), className="rank"),
                        html.Span(spelled(str(row["name"]), str(row["name_en"]), lang), className="who"),
                        html.Span(
                            html.Span(className="bar", style={"width": f"{float(row['value']) / top * 100:.1f}%"}),
                            className="track",
                        ),
                    ],
                    href=scene.href(str(row["code"])), **tiles.data(place=row["code"]),
                ),
                tiles.figure(
                    scene.explained("cwqi", "city", str(row["code"])),
                    html.Span(str(row["value"]), className="score"), "",
                ),
            ],
            className="row chosen" if row["code"] == scene.place else "row",
        )
        for row in found[: ROWS + 3]
    ]  # fmt: skip
    return [
        html.H2([word("ranking", lang), html.Small(word("ranking_note", lang))]),
        html.Ol(made, className="ranked", style={"flexGrow": max(1, len(made))}),
        tiles.foot(scene.period.said, f"{len(found)}/{len(answer.table)} {house('cities', lang)}",
                   cited(answer.passport.editions, lang)),
    ]  # fmt: skip


def worst(scene: Waters) -> list[Any]:
    """The sections of class Ⅳ and worse, the worst first."""
    bad = [row for row in scene.inside if int(row["class_number"]) > CLASSES.index("Ⅲ")]
    if not bad:
        return [html.P(word("worst_none", scene.lang), className="empty"), tiles.foot(scene.period.said)]
    return _listed(scene, "", bad, ROWS)


def _listed(scene: Waters, title: str, rows: Sequence[Row], most: int) -> list[Any]:
    lang = scene.lang
    ordered = sorted(rows, key=lambda r: (-int(r["class_number"]), str(r["code"])))
    made = []
    for row in ordered[:most]:
        code = str(row["code"])
        said = spelled(str(row["name"]), str(row["name_en"]), lang)
        place = scene.called(str(row["city"] or row["province"])) if row["city"] or row["province"] else ""
        beside = items(row["water_exceedance"] or row["deciding_items"], lang)
        month = scene.period.start.astimezone(ZONE)
        lang_kept = f"&lang={lang}" if lang != scene.hall.language else ""
        made.append(
            html.Li(
                [
                    html.A(
                        [
                            html.Span(said, className="who", title=f"{said} · {place}"),
                            html.Small(" · ".join(p for p in (place if scene.what != "city" else "", beside) if p)),
                        ],
                        href=f"{scene.hall.prefix}section?code={code}&month={month:%Y-%m}{lang_kept}",
                    ),
                    tiles.figure(
                        scene.explained("water_class", "section", code),
                        class_span(row["water_class"], int(row["class_number"]), lang, "score"), "",
                    ),
                ],
                className="row section",
            )
        )  # fmt: skip
    head = [html.H2([word(title, lang), html.Small(word("worst_first", lang))])] if title else []
    return [
        *head,
        html.Ol(made, className="ranked sections", style={"flexGrow": max(1, len(made))}),
        tiles.foot(scene.period.said, f"{min(most, len(ordered))}/{len(ordered)} {word('sections', lang)}"),
    ]
