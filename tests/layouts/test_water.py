"""The screens of water in a real browser, over four made-up sections of Changzhou and Wuxi.

In March 2026, by hand: b1 Ⅲ (ammonia 0.6 of at most 1.0), u1 Ⅱ, d1 worse than Ⅴ (ammonia 3.0 of at most 2.0), l1 dry.
So two of three are Ⅰ–Ⅲ (66.7 %), one is worse than Ⅴ (33.3 %), and of the two with a target Ⅲ one meets it (50.0 %).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

from assessment.periods import midnight
from geo.atlas import Atlas
from layouts.web import Drawing
from store.opening import Store, open_store
from tests.assessment.few_sections import CLEAN, WUXI, month, opened, put, record
from tests.layouts.conftest import HOSTILE, Screen, serving

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)
SLOT = timedelta(hours=4)


@pytest.fixture(scope="module")
def water(tmp_path_factory: pytest.TempPathFactory, atlas: Atlas) -> Iterator[Store]:
    store = opened(
        tmp_path_factory.mktemp("water"),
        atlas,
        [
            record("b1", target_class="Ⅲ", upstream=("u1",), downstream=("d1",), lon=119.9, lat=31.7, river_km=20.0),
            record("u1", lon=119.6, lat=31.9, river_km=30.0, aliases=(HOSTILE,)),
            record("d1", city=WUXI, target_class="Ⅲ", lon=120.2, lat=31.6, river_km=10.0),
            record("l1", kind="lake", river="滆湖"),
        ],
    )  # fmt: skip
    month(store, {"b1": {**CLEAN, "nh3n": 1.8}, "u1": CLEAN, "d1": CLEAN}, FEBRUARY)
    month(store, {"u1": CLEAN, "d1": {**CLEAN, "nh3n": 3.0, "tp": "0.01L"}}, MARCH)
    for number, said in enumerate(("Ⅲ", "Ⅱ")):
        put(store, {"b1": {**CLEAN, "nh3n": 0.6}}, midnight(MARCH) + number * SLOT, SLOT,
            states={"b1": (said, "正常")})  # fmt: skip
    yield store
    store.close()


@pytest.fixture(scope="module")
def url(water: Store, drawn: Drawing) -> Iterator[str]:
    with serving(water, drawn) as served:
        yield served


def opened_at(screen: Callable[..., Screen], url: str, path: str, wait: str, width: int = 1920) -> Screen:
    one = screen(url, width, width * 9 // 16)
    one.page.goto(url + path)
    one.page.wait_for_selector(wait, state="attached")
    return one


def no_chinese(one: Screen, within: str) -> None:
    """No Chinese on an English screen but what says that it is."""
    left = one.page.evaluate(
        """(within) => {
            const texts = [], walk = document.createTreeWalker(document.querySelector(within), NodeFilter.SHOW_TEXT);
            while (walk.nextNode())
                if (!walk.currentNode.parentElement.closest('[lang="zh"]')) texts.push(walk.currentNode.data);
            return texts;
        }""",
        within,
    )  # fmt: skip
    assert [text for text in left if CHINESE.search(text)] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_overview_counts_what_was_judged_and_opens_a_passport(
    screen: Callable[..., Screen], url: str, lang: str
) -> None:
    one = opened_at(
        screen, url, f"/water?place=320000&period=2026-03&lang={lang}", "#water-sections tbody tr"
    )
    one.page.wait_for_selector('[data-figure="section_compliance_rate"]')
    assert "66.7" in one.text('[data-figure="good_water_share"]')
    assert "33.3" in one.text('[data-figure="worse_than_v_share"]')
    assert "50.0" in one.text('[data-figure="section_compliance_rate"]')
    first = one.page.locator("#water-sections tbody tr").first.inner_text()  # the worst comes first
    assert "D1" in first
    assert ("劣Ⅴ" if lang == "zh" else ">Ⅴ") in first
    assert one.page.locator("#water-sections tbody tr").count() == 4
    one.page.wait_for_selector("#water-ranking tbody tr:nth-child(2)")
    assert [cell.strip() for cell in one.page.locator("#water-ranking tbody td:nth-child(1)").all_inner_texts()] == [
        "1", "2",
    ]  # fmt: skip
    one.page.locator('[data-figure="good_water_share"]').click()
    one.page.wait_for_selector("#wall-passport .step")
    assert "66.7" in one.text("#wall-passport .number")
    assert "2 / 3" in one.text("#wall-passport")
    assert "app.py explain good_water_share" in one.text("#wall-passport .again")
    if lang == "en":
        no_chinese(one, "#desk-main")
    one.page.keyboard.press("Escape")
    one.page.wait_for_selector("#wall-passport", state="hidden")
    one.page.wait_for_function("!location.search.includes('passport')")


def test_the_sheet_keeps_the_sign_below_detection_and_is_taken_away_with_its_passport(
    screen: Callable[..., Screen], url: str, tmp_path: Path
) -> None:
    one = opened_at(screen, url, "/water?place=320200&period=2026-03&view=sheet", "#water-sheet tbody tr")
    text = one.text("#water-sheet tbody tr")
    assert "3.00" in text
    assert "<0.01" in text
    assert "✕" in text
    with one.page.expect_download() as taken:
        one.page.locator("#water-xlsx").click()
    path = tmp_path / "sheet.xlsx"
    taken.value.save_as(path)
    book = openpyxl.load_workbook(path)
    heads = [cell.value for cell in book["data"][1]]
    row = dict(zip(heads, (cell.value for cell in book["data"][2]), strict=True))
    assert (row["code"], row["water_class"], row["target_met"], str(row["nh3n"])) == (
        "d1",
        "劣Ⅴ",
        "no",
        "3.00",
    )
    assert "passport" in book.sheetnames


def test_a_section_has_its_record_curves_months_and_neighbours(
    screen: Callable[..., Screen], url: str
) -> None:
    one = opened_at(
        screen, url, "/section?code=b1&month=2026-03&item=nh3n&lang=en", "#section-values tbody tr"
    )
    one.page.wait_for_selector("#section-trend .main-svg .trace", state="attached")
    assert one.text(".crumbs").split() == ["China", "Jiangsu", "Changzhou"]
    assert "2 slots can be compared, 1 agree" in one.text("#section-agreement")
    months = one.page.locator("#section-months tbody tr").all_inner_texts()
    assert [text.split()[:2] for text in months] == [["2026-03", "Ⅲ"], ["2026-02", "Ⅴ"]]
    assert "↑" in months[0]  # from Ⅴ to Ⅲ
    assert "✓" in months[0]
    assert "✕" in months[1]
    drawn_limits = one.text("#section-trend")
    assert "Ⅲ 1" in drawn_limits
    assert "target 1" in drawn_limits
    assert "made up" in one.text("#section-versions")  # the reason for which the record was handed in
    no_chinese(one, "#desk-main")
    strip = one.page.locator("#section-neighbours .along li").all_inner_texts()
    assert [text.split()[-1] for text in strip] == ["U1", "B1", "D1"]  # from above to below
    rows = one.page.locator("#section-neighbours tbody tr").all_inner_texts()
    assert [row.split()[0] for row in rows] == ["up", "this", "down"]
    one.page.wait_for_selector("#section-map .main-svg .trace", state="attached")
    assert "no river layer is loaded" in one.text("#section-map-said")
    assert "Fewer than five months" in one.text("#section-trends")
    one.page.locator("#section-neighbours td a", has_text="D1").click()
    one.page.wait_for_function("() => document.querySelector('#section-head h1')?.textContent.includes('D1')")
    assert "code=d1" in one.page.url


def test_an_unknown_section_and_a_mistyped_address_say_so_in_words(
    screen: Callable[..., Screen], url: str
) -> None:
    one = opened_at(screen, url, "/section?code=no-such", "#section-lead .error-state")
    assert "no-such" in one.text("#section-lead")
    one.page.goto(f"{url}/water?place=999999&period=never&view=odd&lang=en")
    one.page.wait_for_selector("#water-body .error-state")


def test_the_wall_colours_by_state_and_a_point_opens_its_section(
    screen: Callable[..., Screen], url: str, drawn: Drawing, tmp_path: Path
) -> None:
    one = screen(url)
    one.show("?layer=water&place=320000")
    one.painted("320000@")
    shown = one.page.evaluate(
        """() => {
            const map = lanbi.maps.get("main");
            return {points: [...map.points].map(([code, layer]) => [code, layer.glyph]).sort(),
                    wuxi: map.cities.get("320200").options.fillColor,
                    suzhou: map.cities.get("320500").options.fillColor};
        }"""
    )  # fmt: skip
    assert shown["points"] == [
        ["b1", "Ⅲ"],
        ["d1", "劣Ⅴ"],
        ["u1", "Ⅱ"],
    ]  # l1 has no position: nothing is guessed
    assert shown["wuxi"] == "#FF0000"
    assert shown["suzhou"] not in ("#FF0000", "#00CCFF", "#00FF00")
    assert "66.7" in one.text('[data-figure="good_water_share"]')
    assert "D1" in one.text("#wall-course-foot")  # the worst sections
    assert "未载入河流图层" in one.text("#wall-map-foot")
    assert one.page.title() == "蓝碧 · 地表水水质"
    one.page.hover("#wall-map", position={"x": 300, "y": 300})
    one.page.click("#wall-map-take summary")
    with one.page.expect_download() as handed:
        one.page.click("#wall-map-svg")
    handed.value.save_as(tmp_path / "map.svg")
    svg = (tmp_path / "map.svg").read_text(encoding="utf-8")
    for words in (
        "江苏省 · 地表水水质",
        ">劣Ⅴ<",
        ">未审核<",
        ">断流、停站或未监测<",
        "2026-03-01 至 2026-03-31",
    ):
        assert words in svg, words
    assert "数据来源：" in one.text("#wall-foot")
    assert "CNEMC" not in one.text("#wall-foot")  # made up under a name that is no source's
    at = one.page.evaluate(
        """() => {
            const map = lanbi.maps.get("main").leaflet, box = map.getContainer().getBoundingClientRect();
            const point = map.latLngToContainerPoint(lanbi.maps.get("main").points.get("d1").getLatLng());
            return [box.left + point.x, box.top + point.y];
        }"""
    )
    one.page.mouse.click(*at)
    one.page.wait_for_selector("#wall-passport .step")
    assert "劣Ⅴ" in one.text("#wall-passport .number")
    one.page.keyboard.press("Escape")
    one.page.wait_for_selector("#wall-passport", state="hidden")


def test_the_walls_time_walks_over_the_months_held_and_w_leads_to_the_air(
    screen: Callable[..., Screen], url: str
) -> None:
    one = screen(url)
    one.show("?layer=water&place=320400&lang=en")
    one.painted("320400@")
    assert one.text("#wall-hour-said") == "2026-03"
    one.page.keyboard.press("ArrowLeft")
    one.page.wait_for_function("() => document.querySelector('.when .clock').textContent === '2026-02'")
    assert "hour=2026-02-01T00" in one.page.url
    assert "50.0" in one.text('[data-figure="good_water_share"]')  # b1 Ⅴ, u1 Ⅱ
    no_chinese(one, "#wall")
    one.page.keyboard.press("End")
    one.page.wait_for_function("() => document.querySelector('.when .clock').textContent === '2026-03'")
    one.page.keyboard.press("w")
    one.page.wait_for_url(re.compile(r"/wall\?place=320400&lang=en$"))


def test_a_store_without_water_says_how_to_load_it(
    screen: Callable[..., Screen], drawn: Drawing, tmp_path: Path, atlas: Atlas
) -> None:
    store = open_store(None, tmp_path / "empty", atlas)
    with serving(store, drawn) as served:
        one = opened_at(screen, served, "/water?lang=en", "#water-body .empty-state")
        assert "load water_national" in one.text("#water-body")
    store.close()


def test_any_window_and_the_months_with_their_arrows_are_on_the_page(
    screen: Callable[..., Screen], url: str
) -> None:
    one = opened_at(
        screen, url, "/water?place=320000&period=2026-Q1&view=by_month&lang=en", "#water-months tbody tr"
    )
    rows = one.page.locator("#water-months tbody tr").all_inner_texts()
    b1 = next(row for row in rows if "B1" in row)
    assert re.sub(r"\s+", " ", b1).endswith("Ⅴ Ⅲ m↑")
    assert "since the month before: 1 better, 1 worse, 1 the same" in one.text("#water-months-told")
    assert "1 more sections" in one.text("#water-months")  # the lake without a value
    no_chinese(one, "#desk-main")
    one.page.goto(f"{url}/water?place=320000&from=2026-02-01&to=2026-03-31&lang=en")
    one.page.wait_for_selector("#water-sections tbody tr")
    assert "2026-02-01 – 2026-03-31" in one.text("#water-head h1")
    assert "66.7" in one.text('[data-figure="good_water_share"]')  # 4 of 6 section-months
    assert "8 section-months due" in one.text("#water-leading")
    one.page.locator("#water-steps a", has_text="Year to date").click()
    one.page.wait_for_function(
        "() => document.querySelector('#water-head h1')?.textContent.includes('2026-01-01')"
    )
    assert "from=" not in one.page.url
    no_chinese(one, "#desk-main")
