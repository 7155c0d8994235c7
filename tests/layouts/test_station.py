"""The station page in a real browser: what stands on it, where it leads, and what it says when there is nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.layouts.conftest import HOSTILE, Screen

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LINK = "/station?code=D4111A&start=2026-03-06&end=2026-03-12"
PARTS = (
    "record", "hours-part", "calendar-part", "week-part", "slots-part", "exceptions", "flags", "neighbours", "changes",
    "days", "hours-table",
)  # fmt: skip


def test_everything_of_a_station_stands_on_its_page(screen: Callable[..., Screen], demo_url: str) -> None:
    one = screen(demo_url)
    one.page.goto(demo_url + LINK)
    one.page.wait_for_selector("#station-hours-table tbody tr")
    for picture, kind in (
        ("hours", "scatterlayer"),
        ("calendar", "bars"),
        ("week", "heatmaplayer"),
        ("slots", "bars"),
    ):
        one.page.wait_for_selector(f"#station-{picture} .main-svg .{kind}", state="attached")
    for part in PARTS:
        assert one.page.locator(f"#station-{part}").is_visible(), part
    assert one.page.locator("#station-hours-table tbody tr").count() == 7 * 24
    assert one.page.locator("#station-days tbody tr").count() == 7
    assert "漯河" in one.text(".crumbs")
    assert "D4111A" in one.text("#station-record")
    assert re.search(r"完整率 \d+\.\d %", one.text("#station-completeness"))
    assert "未审核" in one.text(".marks")
    one.page.locator("#station-items a", has_text="PM10").click()
    one.page.wait_for_selector('#station-items a[aria-current]:text-is("PM10")')
    assert "item=pm10" in one.page.url
    one.page.locator("#station-windows a", has_text="3 天").click()
    one.page.wait_for_function("() => document.querySelectorAll('#station-days tbody tr').length === 3")
    one.page.go_back()
    one.page.wait_for_function("() => document.querySelectorAll('#station-days tbody tr').length === 7")
    one.page.locator("#station-days tbody a").first.click()
    one.page.wait_for_selector("#wall-passport:not([hidden])")
    assert "passport=aqi" in one.page.url
    one.page.keyboard.press("Escape")
    with one.page.expect_download() as taken:
        one.page.locator("#station-csv").click()
    assert "DEMO" in taken.value.suggested_filename
    one.page.locator(".controls a", has_text="趋势").click()
    one.page.wait_for_selector("#trend-table tbody tr")
    assert "place=D4111A" in one.page.url


def test_english_is_whole_and_nothing_is_cut_on_a_large_dark_screen(
    screen: Callable[..., Screen], demo_url: str
) -> None:
    one = screen(demo_url, 3840, 2160)
    one.page.add_init_script("localStorage.setItem('lanbi-theme', 'dark')")
    one.page.goto(demo_url + LINK + "&lang=en&item=o3")
    one.page.wait_for_selector("#station-hours-table tbody tr")
    one.page.wait_for_selector("#station-week .main-svg .heatmaplayer", state="attached")
    left = one.page.evaluate(
        """() => {
            const texts = [], page = document.getElementById("station");
            const walk = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
            while (walk.nextNode())
                if (!walk.currentNode.parentElement.closest('[lang="zh"]')) texts.push(walk.currentNode.data);
            return texts;
        }"""
    )
    assert [text for text in left if CHINESE.search(text)] == []
    assert one.page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


def test_a_neighbour_leads_on_and_a_hostile_name_stays_text(
    screen: Callable[..., Screen], measured_url: str
) -> None:
    one = screen(measured_url)
    one.page.goto(measured_url + "/station?code=9001A&start=2026-03-05&end=2026-03-05")
    one.page.wait_for_selector("#station-neighbours tbody tr")
    assert HOSTILE in one.text("#station h1")
    assert one.page.locator("#station h1 script, #station h1 img").count() == 0
    assert "DEMO" not in one.text("#desk")
    one.page.locator("#station-neighbours tbody a").first.click()
    one.page.wait_for_function("() => document.querySelector('#station h1').textContent.includes('9002A')")


def test_a_mistyped_or_empty_link_says_what_there_is(
    screen: Callable[..., Screen], measured_url: str
) -> None:
    one = screen(measured_url)
    for query, selector in (
        ("", "#station .empty-state"),
        ("?code=nobody", "#station .error-state"),
        ("?code=9003A&start=2026-02-01&end=2026-02-03", "#station .error-state"),
        ("?station=9002A&start=2020-01-01&end=x&item=q", "#station-days tbody tr"),
    ):
        one.page.goto(f"{measured_url}/station{query}")
        one.page.wait_for_selector(selector)
