"""The map of a region by counties: values by code for those that have a station, shapes once, and a slide of both."""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from assessment.basis import Basis
from geo.atlas import Atlas
from geo.regions import Level
from layouts._geometry import county_parcel
from layouts.questions import questions
from layouts.web import Drawing, Settings, web
from store.opening import Store
from tests.layouts.answering import URL, answered, response
from tests.layouts.conftest import END, Screen

HENAN = "?place=410000&by=county"


def test_by_county_stand_those_with_a_station_and_without_a_value_level_nought(
    measured: Store, drawn: Drawing
) -> None:
    app = web(questions(measured, Basis()), drawn, settings=Settings(clock=lambda: END))
    told = response(app, ("region-picture", "data"), {URL: HENAN})
    picture, foot = told["region-picture"]["data"], told["region-map-foot"]["children"]
    # 9001A and 9002A of Jiaozuo have PM10 of 250, an IAQI of 150 and level Ⅲ; 9003A of Zhengzhou has no value.
    held = picture["counties"]
    assert {code[:4] for code, (level, _) in held.items() if level} == {"4108"}
    assert {tuple(one) for code, one in held.items() if code.startswith("4108")} == {(3, "150")}
    assert [one for code, one in held.items() if code.startswith("4101")] == [[0, ""]]
    assert (
        f"{len(held)} 个县（市、区）有点位，{len(held) - 1} 个有小时 AQI；斜线为无有效值，空白为无监测点位"
        in foot
    )
    assert all(one[:2] == [0, ""] for one in picture["cities"].values()), "cities stand by name alone"
    assert picture["slide"]["title"] == "河南省 · 各县小时 AQI"
    assert picture["slide"]["about"]["marks"] == ["未审核"]
    given = {URL: HENAN, ("region-map-csv", "n_clicks"): 1}
    file = answered(app, ("region-map-download", "data"), given, "region-map-csv.n_clicks")
    rows = list(csv.DictReader(io.StringIO(base64.b64decode(file["content"]).decode("utf-8-sig"))))
    assert {row["code"]: [int(row["level"]), row["aqi"].removesuffix(".0")] for row in rows} == held


def test_the_counties_of_a_province_are_sent_once_with_their_names(drawn: Drawing, atlas: Atlas) -> None:
    made = county_parcel(drawn, "410000")
    named = [one["properties"] for one in json.loads(gzip.decompress(made.packed))["features"]]
    known = [one for one in atlas.regions.at(Level.COUNTY).members if one.code.startswith("41")]
    assert {one["code"]: (one["zh"], one["en"]) for one in named} == {
        one.code: (one.name, one.name_en) for one in known
    }
    assert made.name.startswith("counties-410000-")
    assert len(made.packed) < 80_000


@pytest.mark.prove
def test_the_counties_of_the_country_weigh_less_than_400_kb(drawn: Drawing, atlas: Atlas) -> None:
    made = county_parcel(drawn, "")
    sent = {one["properties"]["code"] for one in json.loads(gzip.decompress(made.packed))["features"]}
    level = atlas.regions.at(Level.COUNTY)
    drawn_codes = {
        one.code for one, shape in zip(level.members, level.geometry, strict=True) if shape is not None
    }
    assert sent == drawn_codes
    assert len(sent) > 2800
    assert len(made.packed) < 400_000


def test_shapes_under_another_name_or_of_no_province_are_not_found(demo_url: str) -> None:
    for name in ("counties-410000-0123456789abcdef.json", "counties-999999-0.json", "counties-.json"):
        assert httpx.get(f"{demo_url}/geometry/{name}").status_code == 404


@pytest.mark.browser
def test_a_map_by_county_is_drawn_followed_and_taken_away_as_a_slide(
    screen: Callable[..., Screen], demo_url: str, tmp_path: Path
) -> None:
    one = screen(demo_url)
    one.page.goto(f"{demo_url}/region{HENAN}&lang=en")
    one.page.wait_for_selector('#region-map[data-drawn="410000 by county"]')
    assert one.text('#region-by [aria-current="true"]') == "counties"
    one.page.click("#region-map-take summary")
    with one.page.expect_download() as handed:
        one.page.click("#region-map-svg")
    assert handed.value.suggested_filename.endswith("-DEMO-未审核.svg")
    handed.value.save_as(tmp_path / "map.svg")
    svg = (tmp_path / "map.svg").read_text(encoding="utf-8")
    for said in ("Henan · AQI of the hour by county", ">模拟数据 DEMO<", ">未审核 not reviewed<", ">No station<",
                 "data:font/woff2;base64,", 'fill="url(#hatch)"'):  # fmt: skip
        assert said in svg, said
    names = re.findall(r'font-weight="700" fill="#17212b" text-anchor="middle">([A-Z][a-z]+)<', svg)
    assert len(set(names)) >= 8, "the cities stand by name where no county with a value lies"
    # Of a city the stations stand by name, also upon its counties.
    one.page.evaluate(
        "() => window.dash_clientside.set_props('lanbi-url', {search: '?place=410800&by=county&lang=en'})"
    )
    one.page.wait_for_selector('#region-map[data-drawn="410800 by county"]')
    own = one.page.evaluate("() => lanbiRegion().points.filter(p => p[6]).map(p => p[5])")
    one.page.click("#region-map-take summary")
    with one.page.expect_download() as handed:
        one.page.click("#region-map-svg")
    handed.value.save_as(tmp_path / "city.svg")
    city = (tmp_path / "city.svg").read_text(encoding="utf-8")
    assert own
    assert [name for name in own if f">{name}" not in city] == []
    # A shape that does not come is said, where the menu is; and the next time it goes.
    one.page.route("**/geometry/**", lambda route: route.fulfill(status=503))
    one.page.click("#region-map-take summary")
    one.page.click("#region-map-svg")
    one.page.wait_for_function(
        "() => document.querySelector('#region-map-take p').innerText.includes('Not taken away')"
    )
    one.page.unroute("**/geometry/**")
    with one.page.expect_download():
        one.page.click("#region-map-svg")
    assert one.text("#region-map-take p") == ""
    one.complaints[:] = [said for said in one.complaints if "503" not in said]
    one.page.go_back()
    one.page.wait_for_selector('#region-map[data-drawn="410000 by county"]')
    # Another hour brings values, not shapes.
    one.asked.clear()
    hour = f"{END - timedelta(hours=30):%Y-%m-%dT%H}"
    one.page.evaluate(
        "hour => window.dash_clientside.set_props('lanbi-url', {search: '?place=410000&by=county&hour=' + hour})",
        hour,
    )
    one.page.wait_for_function(
        "hour => document.querySelector('#region h1 small').textContent.includes(hour.slice(0, 10))", arg=hour
    )
    assert [url for url in one.asked if "/geometry/" in url] == []
    # A click leads to the county under it.
    box = one.page.locator("#region-map").bounding_box()
    assert box is not None
    one.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    one.page.wait_for_function(
        "() => /place=41\\d{4}/.test(location.search) && !/place=410000/.test(location.search)"
    )
    assert "by=county" in one.page.url
