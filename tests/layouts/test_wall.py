"""The wall in a real browser: it draws, drills, goes back in time, speaks both languages and renews itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from geo.atlas import Atlas
from indicators.regime import ZONE
from ingest.collect import simulate
from ingest.contract import Window
from ingest.sources import source
from layouts.web import Drawing
from store.facts import refresh
from store.keeping import Keeper
from store.opening import open_store
from tests.layouts.conftest import END, FIRST, HOSTILE, Screen, serving

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
HENAN, JIAOZUO, NEWEST = "410000", "410800", "2026-03-13 13:00–14:00"
CHINESE = re.compile(r"[\u4e00-\u9fff]")

COLOURED = """() => {
    const canvas = document.querySelector("#wall-map .leaflet-areas-pane canvas");
    const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    const wanted = lanbi.palette.slice(1).map(c => parseInt(c.slice(1), 16));
    let found = 0;
    for (let i = 0; i < pixels.length; i += 4)
        if (wanted.includes((pixels[i] << 16) | (pixels[i + 1] << 8) | pixels[i + 2]) && pixels[i + 3] === 255) found++;
    return [found, canvas.width * canvas.height];
}"""

OVERFLOWING = """() => [...document.querySelectorAll(".tile, .head, .time, .bottom, .legend, .map-foot")]
    .filter(e => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)
    .map(e => `${e.id} ${e.className} ${e.scrollWidth}>${e.clientWidth} ${e.scrollHeight}>${e.clientHeight}`)"""


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("width", "height", "root"), [(1920, 1080, 16), (3840, 2160, 32)])
def test_draws_at_both_sizes_without_a_blank_or_a_cut_tile(
    screen: Callable[..., Screen], demo_url: str, width: int, height: int, root: int, lang: str
) -> None:
    wall = screen(demo_url, width, height)
    wall.show(f"?lang={lang}&place={HENAN}")
    wall.page.wait_for_selector("#wall-course .main-svg")
    coloured, whole = wall.page.evaluate(COLOURED)
    assert coloured > whole * 0.08
    assert wall.page.evaluate("() => getComputedStyle(document.documentElement).fontSize") == f"{root}px"
    assert wall.page.evaluate(OVERFLOWING) == []
    for tile in ("now", "items", "standing", "ranking", "course-foot"):
        assert re.search(r"\d", wall.text(f"#wall-{tile}")), tile


def test_the_nation_shows_its_data_time_coverage_source_stage_and_edition(
    screen: Callable[..., Screen], demo_url: str
) -> None:
    wall = screen(demo_url)
    wall.show()
    assert wall.page.evaluate(COLOURED)[0] > 1000
    assert wall.text(".clock") == NEWEST
    for tile in ("#wall-now", "#wall-items", "#wall-standing", "#wall-ranking", "#wall-map-foot"):
        assert NEWEST in wall.text(tile), tile
        assert re.search(r"\d+/\d+ 城市", wall.text(tile)), tile
    assert "实况未审核" in wall.text("#wall-foot")
    assert "HJ 633-2026" in wall.text("#wall-foot")
    assert wall.page.locator("#wall-inset canvas").count() > 0


def test_simulated_data_say_so_and_real_data_show_no_trace(
    screen: Callable[..., Screen], demo_url: str, measured_url: str
) -> None:
    for lang in ("zh", "en"):
        demo = screen(demo_url)
        demo.show(f"?lang={lang}")
        assert "模拟数据 DEMO" in demo.text("#wall-demo")
        assert "模拟数据 DEMO" in demo.page.title()
    real = screen(measured_url)
    real.show()
    assert "模拟" not in real.text("body")
    assert "DEMO" not in real.text("body") + real.page.title()
    assert "CNEMC" in real.text("#wall-foot")


def test_a_click_leads_to_the_province_and_the_city_and_back(
    screen: Callable[..., Screen], demo_url: str, drawn: Drawing
) -> None:
    wall = screen(demo_url)
    wall.show()
    wall.page.mouse.click(*wall.at("411700", drawn))  # 驻马店, a city of Henan
    wall.painted(HENAN)
    assert wall.text("#wall-now h1") == "河南省"
    assert f"place={HENAN}" in wall.page.url
    assert wall.page.locator("#wall-ranking li").count() == 18
    assert wall.page.locator(".map-label.city").count() >= 15
    wall.page.locator(f'#wall-ranking a[data-place="{JIAOZUO}"]').click()
    wall.painted(JIAOZUO)
    assert wall.text("#wall-now h1") == "焦作市"
    assert wall.page.locator(".map-label.station").count() >= 1
    assert wall.page.locator("#wall-ranking .chosen").inner_text().count("焦作市") == 1
    wall.page.go_back()
    wall.painted(HENAN)
    assert wall.text("#wall-now h1") == "河南省"
    wall.page.keyboard.press("Escape")
    wall.painted("100000")
    assert wall.text("#wall-now h1") == "全国"
    wall.page.go_back()
    wall.painted(HENAN)
    wall.page.locator("#wall-path a").first.click()
    wall.painted("100000")


def test_a_link_holds_place_hour_and_language(screen: Callable[..., Screen], demo_url: str) -> None:
    wall = screen(demo_url)
    wall.show(f"?place={JIAOZUO}&hour=2026-03-10T08&lang=en")
    assert wall.text("#wall-now h1") == "Jiaozuo"
    assert wall.text(".clock") == "2026-03-10 08:00–09:00"
    wall.page.reload()
    wall.painted(JIAOZUO)
    assert wall.text(".clock") == "2026-03-10 08:00–09:00"
    assert wall.page.evaluate("() => document.documentElement.lang") == "en"


def test_english_leaves_no_chinese_on_the_screen(screen: Callable[..., Screen], demo_url: str) -> None:
    wall = screen(demo_url)
    wall.show(f"?place={HENAN}")
    wall.page.locator("#wall-language").click()
    wall.page.wait_for_selector('#wall[lang="en"]')
    wall.painted(HENAN)
    wall.page.wait_for_selector("#wall-course .main-svg")
    left = wall.page.evaluate(
        """() => {
            const texts = [];
            const walk = document.createTreeWalker(document.getElementById("wall"), NodeFilter.SHOW_TEXT);
            while (walk.nextNode()) {
                const text = walk.currentNode;
                if (!text.parentElement.closest('[lang="zh"]')) texts.push(text.data);
            }
            for (const e of document.querySelectorAll("#wall [title], #wall [aria-label]"))
                if (!e.closest('[lang="zh"]')) texts.push(e.title + (e.getAttribute("aria-label") || ""));
            return texts;
        }"""
    )
    assert [text for text in left if CHINESE.search(text)] == []
    assert "Henan" in wall.text("#wall-now")
    wall.page.locator("#wall-language").click()
    wall.page.wait_for_selector('#wall[lang="zh"]')
    wall.painted(HENAN)
    assert wall.text("#wall-now h1") == "河南省"


def test_the_time_control_goes_back_and_on(screen: Callable[..., Screen], demo_url: str) -> None:
    wall = screen(demo_url)
    wall.show(f"?place={JIAOZUO}")
    last = int((END - timedelta(hours=1)).timestamp())
    wall.painted(f"{JIAOZUO}@{last}")
    newest = wall.text("#wall-items")
    wall.page.keyboard.press("ArrowLeft")
    wall.painted(f"{JIAOZUO}@{last - 3600}")
    assert wall.text(".clock") == "2026-03-13 12:00–13:00"
    assert "hour=2026-03-13T12" in wall.page.url
    assert wall.text("#wall-items") != newest
    wall.page.locator('[data-step="-24"]').click()
    wall.painted(f"{JIAOZUO}@{last - 25 * 3600}")
    wall.page.locator('[data-step="1"]').click()
    wall.painted(f"{JIAOZUO}@{last - 24 * 3600}")
    wall.page.keyboard.press("Home")
    wall.painted(f"{JIAOZUO}@{int(FIRST.timestamp())}")
    chosen = int((END - timedelta(days=4)).timestamp())
    wall.page.locator("#wall-hours").fill(str(chosen))
    wall.painted(f"{JIAOZUO}@{chosen}")
    assert wall.text("#wall-hour-said") == "2026-03-09 14:00–15:00"
    wall.page.locator("#wall-newest").click()
    wall.painted(f"{JIAOZUO}@{last}")
    assert "hour=" not in wall.page.url
    assert wall.text("#wall-items") == newest


TICK = """n => {
    window.marked ??= document.querySelector("#wall-now h1");
    dash_clientside.set_props("wall-tick", {n_intervals: n});
}"""


def test_renews_itself_without_touching_what_stays_and_follows_a_new_hour(
    screen: Callable[..., Screen], tmp_path: Path, atlas: Atlas, drawn: Drawing
) -> None:
    store = open_store(None, tmp_path, atlas)

    def grow(hours: int) -> None:
        end = END + timedelta(hours=hours)
        simulate(source("demo"), Window(start=end - timedelta(hours=6), end=end), Keeper(store=store))
        refresh(store)

    grow(0)
    with serving(store, drawn) as url:
        wall = screen(url)
        wall.show()
        wall.page.wait_for_selector("#wall-alarms li", state="attached")
        for n in (1, 2):
            with wall.page.expect_response("**/_dash-update-component*") as answer:
                wall.page.evaluate(TICK, n)
            assert answer.value.ok
            assert len(answer.value.body()) < 1000
        assert wall.page.evaluate("() => document.contains(window.marked)")
        grow(1)
        wall.page.evaluate(TICK, 3)
        wall.painted(f"100000@{int(END.timestamp())}")
        shown = END.astimezone(ZONE)
        assert wall.text(".clock") == f"{shown:%Y-%m-%d %H:00}–15:00"
    store.close()


def test_a_lost_server_leaves_the_last_picture_and_says_so(
    screen: Callable[..., Screen], demo_url: str
) -> None:
    wall = screen(demo_url)
    wall.show(f"?place={HENAN}")
    assert wall.page.locator("#wall-stale").is_hidden()
    wall.page.route("**/_dash-update-component*", lambda route: route.abort())
    wall.page.evaluate("() => { lanbi.patience = -1; }")
    wall.page.evaluate(TICK, 1)
    wall.page.wait_for_selector("#wall-stale:visible")
    assert re.fullmatch(r"与服务器失去联系，画面停在 \d\d:\d\d", wall.text("#wall-stale"))
    assert wall.text("#wall-now h1") == "河南省"
    assert wall.page.evaluate(COLOURED)[0] > 1000
    wall.complaints.clear()  # the browser reports the request that was cut on purpose


def test_a_hostile_station_name_is_shown_as_text(screen: Callable[..., Screen], measured_url: str) -> None:
    wall = screen(measured_url)
    wall.show(f"?place={JIAOZUO}")
    label = wall.page.locator(".map-label.station .name", has_text="<script>")
    assert label.inner_text() == HOSTILE
    assert wall.page.locator("#wall script, #wall img[src=x]").count() == 0
    assert "owned" not in wall.page.title()


def test_no_value_is_hatched_and_said_not_left_out(screen: Callable[..., Screen], measured_url: str) -> None:
    wall = screen(measured_url)
    wall.show("?place=410100")
    assert "无有效值" in wall.text("#wall-now")
    assert wall.text("#wall-now .aqi") == "–"
    assert wall.page.locator(".map-label.station .value.none").count() == 1
    assert "0/1 点位" in wall.text("#wall-now")


@pytest.mark.parametrize(
    "query", ["?place=999999", "?hour=2026-02-30T99", "?lang=xx&place=abc", "?hour=1900-01-01T00"]
)
def test_a_mistyped_link_still_opens(screen: Callable[..., Screen], demo_url: str, query: str) -> None:
    wall = screen(demo_url)
    wall.show(query)
    assert wall.text("#wall-now h1") == "全国"
    if "999999" in query:
        assert "999999" in wall.text(".notices")


def test_an_empty_store_says_what_to_do(
    screen: Callable[..., Screen], tmp_path: Path, atlas: Atlas, drawn: Any
) -> None:
    store = open_store(None, tmp_path, atlas)
    with serving(store, drawn) as url:
        wall = screen(url)
        for query, said in (("", "load"), ("?layer=water", "load water_national")):
            wall.page.goto(f"{url}/wall{query}")
            wall.page.wait_for_selector(".stage .absent .empty")
            assert "库中" in wall.text(".stage .absent")
            assert said in wall.text(".stage .absent")
            assert not wall.page.locator("#wall-now").is_visible()
    store.close()
