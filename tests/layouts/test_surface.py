"""The surface on the wall's map in a real browser: chosen, told in words, kept in the address, taken away again."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import numpy as np
import openpyxl
import pytest
from PIL import Image

from geo.atlas import Atlas
from ingest.collect import load
from ingest.contract import SHANGHAI
from ingest.sources import source
from layouts._address import address
from layouts.web import Drawing
from store.facts import refresh
from store.keeping import Keeper
from store.opening import open_store
from tests.assessment.scattered import hours_csv
from tests.layouts.conftest import Screen, serving

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
#: The six colours of HJ 633-2026 table 3, and the grey of a cell beyond reach.
COLOURS = {"00e400", "ffff00", "ff7e00", "ff0000", "99004c", "7e0023"}
CLOCK = datetime(2026, 3, 5, tzinfo=SHANGHAI).astimezone(UTC)


@pytest.fixture(scope="module")
def url(atlas: Atlas, drawn: Drawing, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("wall-surface")
    store = open_store(None, folder / "home", atlas)
    assert load(source("cnemc_hourly"), [hours_csv(folder / "hours.csv")], Keeper(store=store)).is_whole
    refresh(store)
    with serving(store, drawn, clock=CLOCK) as served:
        yield served
    store.close()


def test_a_surface_is_laid_over_the_map_and_taken_away(
    screen: Callable[..., Screen], url: str, tmp_path: Path
) -> None:
    one = screen(url)
    one.show("?place=410000&hour=2026-03-04T08&lang=en&surface=pm10")
    one.page.wait_for_selector('html[data-surface^="pm10@"]', state="attached", timeout=60_000)
    said = one.text("#wall-surface-said")
    assert "Interpolated, not for assessment" in said
    assert "15 stations left out" in said
    assert not re.search("[\u4e00-\u9fff]", said)
    image = one.page.locator("img.surface-image")
    shown = np.asarray(
        Image.open(io.BytesIO(one.page.request.get(url + str(image.get_attribute("src"))).body())).convert(
            "RGBA"
        )
    )
    seen = {"".join(f"{c:02x}" for c in pixel[:3]) for pixel in shown[shown[..., 3] == 255].reshape(-1, 4)}
    assert {"ffff00", "99004c"} <= seen  # 120 is level Ⅱ, 400 level Ⅴ
    assert len(seen - COLOURS) <= 1
    # The points show the same parameter: that of the silent station has no colour of a level.
    fills = one.page.evaluate(
        """() => Object.fromEntries([...lanbi.maps.get("main").points].map(([c, p]) => [c, p.options.fillColor]))"""
    )
    assert fills["9015A"].lower() == "#99004c"
    assert fills["9005A"].lower().lstrip("#") not in COLOURS
    # The map is taken away as it is seen: the surface, what it must not be taken for, and the mark in the picture.
    one.page.evaluate("() => { lanbi.maps.get('main').shown.inset = true; }")
    one.page.hover("#wall-map", position={"x": 300, "y": 300})
    one.page.click("#wall-map-take summary")
    with one.page.expect_download() as handed:
        one.page.click("#wall-map-svg")
    assert handed.value.suggested_filename.endswith("-未审核.svg")
    handed.value.save_as(tmp_path / "map.svg")
    svg = (tmp_path / "map.svg").read_text(encoding="utf-8")
    # No area, in the inset either, has the colour of the AQI under it; the silent station is hatched, and the legend
    # says what that means.
    assert set(re.findall(r'<path [^>]*?fill="([^"]*)"', svg)) <= {"none", "#fff", "#5f7fd6"}
    assert svg.count("<image ") == 2
    assert ">No valid value<" in svg
    assert ">No station<" not in svg
    # It says what the surface rests on, not the AQI under it; and it is the surface's stations that come with it.
    held = one.page.evaluate(
        "() => [lanbi.surface().about.number, lanbi.maps.get('main').shown.slide.about.number]"
    )
    assert f"Passport {held[0]}" in svg
    assert f"Passport {held[1]}" not in svg
    one.page.hover("#wall-map", position={"x": 300, "y": 300})
    one.page.click("#wall-map-take summary")
    with one.page.expect_download() as handed:
        one.page.click("#wall-map-xlsx")
    handed.value.save_as(tmp_path / "map.xlsx")
    book = openpyxl.load_workbook(tmp_path / "map.xlsx")
    cells = [str(cell) for row in book["passport"].iter_rows(values_only=True) for cell in row]
    assert any(held[0] in cell for cell in cells)
    assert any("surface" in cell.lower() for cell in cells)
    for words in (
        "Henan · surface of PM10",
        ">未审核 not reviewed<",
        "not for",
        'href="data:image/png;base64,',
        "#99004C",
    ):
        assert words in svg, words
    one.page.select_option("#wall-surface-of", "")
    one.page.wait_for_selector("html:not([data-surface])", state="attached")
    assert "surface" not in one.page.url
    assert one.page.locator("img.surface-image").count() == 0
    one.page.go_back()
    one.page.wait_for_selector('html[data-surface^="pm10@"]', state="attached", timeout=60_000)


def test_a_surface_that_nobody_can_make_is_not_found_or_said(url: str) -> None:
    hour = int(datetime(2026, 3, 4, 8, tzinfo=SHANGHAI).timestamp())
    about = f"{url}/surface/about?hour={hour}&lang=zh"
    assert httpx.get(f"{about}&of=aqi&place=410000").status_code == 404
    assert httpx.get(f"{about}&of=pm10&place=990000").status_code == 404
    assert httpx.get(f"{url}/surface/about?of=pm10&place=410000&hour=x").status_code == 404
    assert httpx.get(f"{url}/surface/pm10-410000-{hour}-0-999999.png").status_code == 404
    few = httpx.get(f"{about}&of=pm10&place=230000").json()
    assert "image" not in few
    assert few["said"] == ["有值的站点不足 5 个，不作插值"]


def test_the_address_keeps_the_surface_and_leaves_out_what_is_none() -> None:
    assert (
        address("?place=410000&surface=pm10&lang=en", "zh").search("zh")
        == "?place=410000&surface=pm10&lang=en"
    )
    assert address("?surface=<b>", "zh").surface == ""
