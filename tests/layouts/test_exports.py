"""Every file that a page hands out says in itself what it must not be taken for: simulated, or reviewed by nobody.

The exports are found in the program, not listed by hand: one that is added is asked here, or this test fails.
"""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from dash import Dash

from actions.sand import propose_sand
from actions.target_entry import load_book
from assessment.basis import Basis
from assessment.sand import proposals
from geo.atlas import Atlas
from ingest.contract import Stage
from layouts.questions import questions
from layouts.web import Drawing, Settings, web
from store.opening import Store
from tests.assessment.few_cities import LUOYANG, TERMS
from tests.assessment.few_sections import CLEAN, WUXI, month, opened, record
from tests.assessment.test_sand import THREE_DAYS, filled
from tests.layouts.answering import URL, answered, outputs, response
from tests.layouts.conftest import END

DEMO, UNREVIEWED = "模拟数据 DEMO", {"zh": "未审核", "en": "未审核 not reviewed"}
BLANK = {"targets-template-file"}
"""Forms to be filled in, which hold no data."""
COUNTED = {"ledger-download", "review-download"}
"""What arrived and what was refused: nothing in them that a review would change."""
EMPTY = {"review-download"}
"""Hold no row in the stores asked here: nobody has reviewed in them. A file without a row has its marks in its name."""
BOOK = """
region: "410700"
document: 试验责任书
start: 2026-03-01
end: 2026-03-31
targets:
  - {id: m-pm25, indicator: pm25, comparator: "<=", value: 60}
"""
WATER = {
    "water": "?place=320000&period=2026-03",
    "section": "?code=b1&month=2026-03",
}
SAND = {"sand": f"?place=410000&event={LUOYANG}-20260311T06"}
AIR = {
    "wall-map": "?place=410000",
    "region": "?place=410700",
    "region-map": "?place=410000&by=county",
    "ranking": "?place=410000",
    "trend": "?place=410700",
    "station": "?code=D4111A&start=2026-03-06&end=2026-03-12",
    "targets": "?place=410700&day=2026-03-12",
    "ledger": "?place=410700",
    "sources": "",
    "reconcile": "?place=410700&what=hours",
    "review": "",
}
"""What each page is asked for in the store that holds it."""


def screens(store: Store, drawn: Drawing) -> Dash:
    return web(questions(store, Basis()), drawn, settings=Settings(clock=lambda: END + timedelta(minutes=20)))


@pytest.fixture(scope="module")
def demo_app(demo: Store, drawn: Drawing, tmp_path_factory: pytest.TempPathFactory) -> Dash:
    path = tmp_path_factory.mktemp("book") / "book.yaml"
    path.write_text(BOOK, encoding="utf-8")
    load_book(demo, path, by="试验员", reason="试验")
    return screens(demo, drawn)


@pytest.fixture(scope="module")
def water_app(atlas: Atlas, drawn: Drawing, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dash]:
    placed = record("b1", target_class="Ⅲ", upstream=("u1",), lon=119.9, lat=31.7, river_km=20.0)
    above = record("u1", city=WUXI, lon=119.6, lat=31.9, river_km=30.0)
    store = opened(tmp_path_factory.mktemp("wet"), atlas, [placed, above])
    for first in (date(2026, 2, 1), date(2026, 3, 1)):
        month(store, {"b1": CLEAN, "u1": CLEAN}, first, stage=Stage.PROVISIONAL)
    yield screens(store, drawn)
    store.close()


@pytest.fixture(scope="module")
def sand_app(atlas: Atlas, drawn: Drawing, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dash]:
    store = filled(tmp_path_factory.mktemp("sand") / "home", atlas)
    found = proposals(store, within="410000", days=THREE_DAYS, terms=TERMS)
    propose_sand(store, found, by="rule", reason="rule")
    yield screens(store, drawn)
    store.close()


@pytest.fixture(scope="module")
def ask(demo_app: Dash, water_app: Dash, sand_app: Dash) -> Callable[[str, str, str], dict[str, Any] | None]:
    """What an export hands out in a form (xlsx, csv) and language, from the store that has something for it."""
    homes = [(demo_app, AIR), (water_app, WATER), (sand_app, SAND)]
    stored: dict[tuple[str, str], Mapping[str, Any]] = {}

    def drawn_of(app: Dash, figure: str, search: str) -> Any:
        given: dict[tuple[str, str], Any] = {URL: search}
        if figure.startswith("sand"):
            given["sand-event", "data"] = answered(app, ("sand-event", "data"), given)
        if (figure, search) not in stored:  # a callback draws several figures at once
            for ident, parts in response(app, (figure, "data"), given).items():
                stored[ident, search] = parts
        return stored[figure, search]["data"]

    def asked(export: str, form: str, lang: str) -> dict[str, Any] | None:
        ident = export.rpartition("-")[0]
        app, search = next(
            (app, pages[name]) for app, pages in homes for name in (ident, ident.partition("-")[0]) if name in pages
        )  # fmt: skip
        search = f"{search}&lang={lang}" if search else f"?lang={lang}"
        given = {URL: search, (f"{ident}-{form}", "n_clicks"): 1}
        if export.endswith("-file"):
            given[f"{ident}-figure", "data"] = drawn_of(app, f"{ident}-figure", search)
        file: dict[str, Any] | None = answered(app, (export, "data"), given, f"{ident}-{form}.n_clicks")
        return file

    return asked


def downloads(app: Dash) -> list[str]:
    """Every export that any page registers, by the id of what the browser is given."""
    app.server.test_client().get("/_dash-layout")
    found = {ident for key in app.callback_map for ident, what in outputs(key) if what == "data"}
    return sorted(one for one in found if one.endswith(("-download", "-file")))


def told(file: Mapping[str, Any]) -> tuple[list[list[str]], list[list[str]]]:
    """The rows of the sheet that is opened first and of the passport, of a workbook; the rows of a CSV."""
    content = base64.b64decode(file["content"])
    if str(file["filename"]).endswith(".csv"):
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig")))), []
    book = openpyxl.load_workbook(io.BytesIO(content))

    def cells(sheet: Any) -> list[list[str]]:
        return [
            ["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)
        ]

    return cells(book.worksheets[0]), cells(book["passport"])


@pytest.mark.parametrize(("form", "lang"), [("xlsx", "zh"), ("csv", "en")])
def test_every_export_of_every_page_bears_its_marks(
    demo_app: Dash, ask: Callable[[str, str, str], dict[str, Any] | None], form: str, lang: str
) -> None:
    asked, faults = downloads(demo_app), []
    assert len(asked) >= 25
    for export in asked:
        if export in BLANK:
            continue
        file = ask(export, form, lang)
        if file is None:
            faults.append(f"{export}: nothing was handed out")
            continue
        simulated = export.partition("-")[0] not in {*WATER, *SAND}
        marks = [DEMO] * simulated + [UNREVIEWED[lang]] * (export not in COUNTED)
        first, passport = told(file)
        name = str(file["filename"])
        if ("DEMO" in name, "未审核" in name) != (DEMO in marks, UNREVIEWED[lang] in marks):
            faults.append(f"{export}: its name is {name}")
        if form == "csv":
            if len(first) < 2 and export not in EMPTY:
                faults.append(f"{export}: it has no row")
            elif any(row[-1] != " · ".join(marks) for row in first[1:] if marks):
                faults.append(f"{export}: a row does not end with {marks}: {first[1]}")
            continue
        for mark in marks:
            for what, rows in (("first sheet", first), ("passport", passport)):
                if not any(mark in cell for row in rows for cell in row):
                    faults.append(f"{export}: its {what} does not say {mark}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("home", "ident", "search", "title"),
    [
        ("air", "wall-map", "", "全国 · 小时 AQI"),
        ("air", "wall-map", "?place=410000", "河南省 · 小时 AQI"),
        ("air", "wall-map", "?place=410800", "焦作市 · 小时 AQI"),
        ("air", "wall-map", "?place=999999", "全国 · 小时 AQI"),
        ("water", "wall-map", "?layer=water", "全国 · 地表水水质"),
        ("water", "wall-map", "?layer=water&place=320000", "江苏省 · 地表水水质"),
        ("water", "wall-map", "?layer=water&place=999999", "全国 · 地表水水质"),
        ("air", "region-map", "", "中国 · 小时 AQI"),
        ("air", "region-map", "?place=410000&by=county", "河南省 · 各县小时 AQI"),
        ("air", "region-map", "?place=410800", "焦作市 · 小时 AQI"),
        ("air", "region-map", "?place=410800&by=county", "焦作市 · 各县小时 AQI"),
        # The map of a county is that of its city.
        ("air", "region-map", "?place=410802", "焦作市 · 小时 AQI"),
        ("air", "region-map", "?place=410802&by=county", "焦作市 · 各县小时 AQI"),
    ],
)
def test_the_slide_of_a_map_and_its_data_name_one_answer(
    demo_app: Dash, water_app: Dash, home: str, ident: str, search: str, title: str
) -> None:
    app = {"air": demo_app, "water": water_app}[home]
    if ident == "wall-map":
        take = answered(app, ("wall-take", "data"), {URL: search})
        slide = next(part for _, what, part in take if what == "picture")["slide"]
    else:
        slide = answered(app, ("region-picture", "data"), {URL: search})["slide"]
    given = {URL: search, (f"{ident}-xlsx", "n_clicks"): 1}
    _, passport = told(answered(app, (f"{ident}-download", "data"), given, f"{ident}-xlsx.n_clicks"))
    assert slide["title"] == title
    assert any(slide["about"]["number"] in cell for row in passport for cell in row), passport


def test_the_map_of_water_is_handed_out_as_its_sections(water_app: Dash) -> None:
    given = {URL: "?layer=water&place=320000", ("wall-map-csv", "n_clicks"): 1}
    file = answered(water_app, ("wall-map-download", "data"), given, "wall-map-csv.n_clicks")
    rows, _ = told(file)
    assert [row[rows[0].index("code")] for row in rows[1:]] == ["b1", "u1"]
    assert {row[-1] for row in rows[1:]} == {"未审核"}


def test_every_figure_carries_the_marks_that_its_picture_will_bear(
    demo_app: Dash, ask: Callable[[str, str, str], dict[str, Any] | None], demo: Store
) -> None:
    """PNG and SVG are composed in the browser from this; `test_takeaway.py` and `test_region_map.py` read them."""
    stored = answered(demo_app, ("trend-picture-figure", "data"), {URL: AIR["trend"]})
    assert stored["about"]["marks"] == [DEMO, "未审核"]
    picture = answered(demo_app, ("region-picture", "data"), {URL: AIR["region-map"]})
    assert picture["slide"]["about"]["marks"] == [DEMO, "未审核"]
