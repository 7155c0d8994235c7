"""The passport on the wall: every kind of figure opens it, a link opens it, its steps unfold, Escape closes it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.layouts.conftest import HOSTILE, Screen

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
HENAN, JIAOZUO = "410000", "410800"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PANEL = "#wall-passport"
LAID = """() => [...document.querySelectorAll("#wall > section, #wall > header")]
    .map(e => { const b = e.getBoundingClientRect(); return [b.left, b.top, b.width, b.height]; })"""


def opened(wall: Screen) -> str:
    """Wait for the panel and answer its text."""
    wall.page.wait_for_selector(f"{PANEL} .number")
    return wall.text(PANEL)


def number(wall: Screen) -> str:
    return wall.text(f"{PANEL} .number .value")


@pytest.mark.parametrize(
    ("place", "figure", "shown", "says"),
    [
        (JIAOZUO, "#wall-now a.aqi", "#wall-now a.aqi", "HJ 633-2026"),
        (JIAOZUO, "#wall-items a.item", "#wall-items a.item .much", "µg/m³"),
        (HENAN, "#wall-items a.item", "#wall-items a.item .much", "µg/m³"),
        (JIAOZUO, "#wall-standing a.figure", "#wall-standing a.figure .much", "2026-01-01 – 2026-03-12"),
        (JIAOZUO, "#wall-standing a.cell", "#wall-standing a.cell .much", "2026-01-01 – 2026-03-12"),
        (HENAN, "#wall-ranking .row .why", "#wall-ranking .row .why", "2026-03-01 – 2026-03-13"),
        (HENAN, "#wall-now a.shares", "#wall-now a.aqi", "各级别城市数"),
        ("100000", "#wall-standing .row .why", "", "各级别城市数"),
        ("100000", "#wall-ranking .row .why", "#wall-ranking .row .why", "HJ 633-2026"),
    ],
)
def test_every_kind_of_figure_opens_its_passport_with_the_same_number(
    screen: Callable[..., Screen], demo_url: str, place: str, figure: str, shown: str, says: str
) -> None:
    wall = screen(demo_url)
    wall.show(f"?place={place}")
    before = wall.page.evaluate(LAID)
    wall.page.locator(figure).first.click()
    said = opened(wall)
    assert says in said
    if shown:
        whole = wall.page.locator(shown).first.evaluate("e => e.firstChild.textContent") if "much" in shown else (
            wall.page.locator(shown).first.inner_text()
        )  # fmt: skip
        assert number(wall) == re.sub(r"\s", "", whole)
    for word in ("公式", "标准", "输入", "剔除", "覆盖", "审核阶段", "口径", "截至所知", "命令行重现"):
        assert word in said, word
    assert "python app.py" in wall.text(f"{PANEL} .again")
    assert "模拟数据 DEMO" in said
    assert wall.page.evaluate(LAID) == before


def test_a_number_on_the_map_opens_its_passport_and_the_map_stays(
    screen: Callable[..., Screen], demo_url: str
) -> None:
    wall = screen(demo_url)
    wall.show(f"?place={JIAOZUO}")
    label = wall.page.locator(".map-label.station a.value").first
    shown, passport = label.inner_text(), str(label.get_attribute("data-passport"))
    label.click()
    opened(wall)
    assert number(wall) == shown
    assert f"place={JIAOZUO}" in wall.page.url
    station = passport.split(",")[2]
    assert wall.page.locator("#wall-passport-page").get_attribute("href") == f"/station?code={station}"
    wall.page.keyboard.press("Escape")
    wall.page.wait_for_selector(PANEL, state="hidden")
    # The dot of the station opens the same.
    x, y = wall.page.evaluate(
        """code => {
            const map = lanbi.maps.get("main"), box = map.leaflet.getContainer().getBoundingClientRect();
            const point = map.leaflet.latLngToContainerPoint(map.points.get(code).getLatLng());
            return [box.left + point.x, box.top + point.y];
        }""",
        station,
    )
    wall.page.mouse.click(x, y)
    opened(wall)
    assert number(wall) == shown
    assert wall.page.title().startswith("模拟数据 DEMO · 蓝碧 · 环境空气质量")


def test_a_point_of_the_curve_opens_the_passport_of_its_hour(
    screen: Callable[..., Screen], demo_url: str
) -> None:
    wall = screen(demo_url)
    wall.show(f"?place={JIAOZUO}")
    wall.page.wait_for_selector("#wall-course .nsewdrag", state="attached")
    box = wall.page.locator("#wall-course .nsewdrag").bounding_box()
    assert box is not None
    wall.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    wall.page.wait_for_selector("#wall-course .hoverlayer .hovertext")
    said = str(wall.page.locator("#wall-course .hoverlayer").text_content())
    wall.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    opened(wall)
    hour, aqi = re.search(r"(\d{4}-\d\d-\d\d \d\d):00\s*AQI (\d+)", said).groups()  # type: ignore[union-attr]
    assert hour in wall.text(PANEL)
    assert number(wall) == aqi


def test_enter_opens_escape_closes_and_back_opens_again(screen: Callable[..., Screen], demo_url: str) -> None:
    wall = screen(demo_url)
    wall.show(f"?place={JIAOZUO}")
    wall.page.locator("#wall-now a.aqi").focus()
    wall.page.keyboard.press("Enter")
    opened(wall)
    assert "passport=aqi,city,410800" in wall.page.url
    assert wall.page.evaluate("() => document.activeElement.id") == "wall-passport"
    wall.page.keyboard.press("Escape")
    wall.page.wait_for_selector(PANEL, state="hidden")
    assert f"place={JIAOZUO}" in wall.page.url
    assert "passport" not in wall.page.url
    wall.page.wait_for_function("() => document.activeElement.classList.contains('aqi')")
    wall.page.go_back()
    opened(wall)
    wall.page.go_back()
    wall.page.wait_for_selector(PANEL, state="hidden")
    assert wall.text("#wall-now h1") == "焦作市"


def test_its_link_opens_the_same_number(screen: Callable[..., Screen], demo_url: str) -> None:
    wall = screen(demo_url)
    wall.show(f"?place={JIAOZUO}")
    wall.page.locator("#wall-standing a.figure").first.click()
    opened(wall)
    link = wall.page.locator("#wall-passport-link").get_attribute("href")
    first = number(wall)
    assert link is not None
    assert "as_of=" in link or "as_of%3D" in link
    wall.page.goto(demo_url + link)
    opened(wall)
    assert number(wall) == first


def test_a_link_of_the_command_line_opens_it_and_a_wrong_one_says_why(
    screen: Callable[..., Screen], demo_url: str
) -> None:
    wall = screen(demo_url)
    wall.show("?figure=pm25&of=city&code=410800&start=2026-03-12&end=2026-03-12")
    assert "PM2.5" in opened(wall)
    wall.show("?passport=pm25,city,999999,2026-03-12,2026-03-12")
    wall.page.wait_for_selector("#wall-passport-close")
    assert "此护照打不开" in wall.text(PANEL)
    wall.page.locator("#wall-passport-close").click()
    wall.page.wait_for_selector(PANEL, state="hidden")


def test_the_steps_unfold_from_the_hours_to_the_period(screen: Callable[..., Screen], demo_url: str) -> None:
    wall = screen(demo_url)
    wall.show(f"?place={JIAOZUO}&passport=composite_index,city,{JIAOZUO},2026-03-05,2026-03-12")
    opened(wall)
    steps = wall.page.locator(f"{PANEL} details")
    keys = steps.locator("summary").evaluate_all("all => all.map(e => JSON.parse(e.id).key)")
    assert keys == ["batches", "hours", "windows", "stations", "days", "items"]
    for i, key in enumerate(keys):
        steps.nth(i).locator("summary").click()
        steps.nth(i).locator("table").wait_for()
        assert steps.nth(i).locator("tbody tr").count() >= 1, key
    assert steps.nth(5).locator("tbody tr").count() == 6  # the six items of the composite index
    assert steps.nth(4).locator("tbody tr").count() == 8  # 5 to 12 March


def test_the_passport_is_whole_in_english(screen: Callable[..., Screen], demo_url: str) -> None:
    wall = screen(demo_url, 3840, 2160)
    wall.show(f"?place={JIAOZUO}")
    wall.page.locator("#wall-now a.aqi").click()
    opened(wall)
    wall.page.locator("#wall-language").click()
    wall.page.wait_for_selector('#wall[lang="en"]')
    opened(wall)
    for summary in wall.page.locator(f"{PANEL} summary").all():
        summary.click()
    wall.page.wait_for_function(
        f"() => [...document.querySelectorAll('{PANEL} details')].every(e => e.querySelector('table'))"
    )
    left = wall.page.evaluate(
        """() => {
            const texts = [], panel = document.getElementById("wall-passport");
            const walk = document.createTreeWalker(panel, NodeFilter.SHOW_TEXT);
            while (walk.nextNode())
                if (!walk.currentNode.parentElement.closest('[lang="zh"]')) texts.push(walk.currentNode.data);
            return texts;
        }"""
    )
    assert [text for text in left if CHINESE.search(text)] == []
    assert "Jiaozuo" in wall.text(PANEL)


def test_a_hostile_station_name_is_text_in_the_steps(
    screen: Callable[..., Screen], measured_url: str
) -> None:
    wall = screen(measured_url)
    wall.show(f"?place={JIAOZUO}")
    wall.page.locator("#wall-items a.item").first.click()
    opened(wall)
    wall.page.locator(f"{PANEL} summary", has_text="各点位").click()
    cell = wall.page.locator(f"{PANEL} td", has_text="<script>").first
    assert cell.inner_text() == HOSTILE
    assert wall.page.locator("#wall script, #wall img[src=x]").count() == 0
    assert "DEMO" not in wall.text(PANEL)
