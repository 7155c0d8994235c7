"""The trend page in a real browser: every view of a city, a province and a station, links, back, files, languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.layouts.conftest import Screen

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
CITY = "/trend?place=411100&start=2026-03-05&end=2026-03-12"
TEXTS = """() => {
    const texts = [], page = document.getElementById("trend");
    const walk = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
    while (walk.nextNode())
        if (!walk.currentNode.parentElement.closest('[lang="zh"]')) texts.push(walk.currentNode.data);
    return texts;
}"""


def shown(one: Screen, view: str) -> Any:
    """Wait until a view stands with its table."""
    one.page.wait_for_selector(f'#trend-views a[aria-current]:text-is("{view}")')
    one.page.wait_for_selector("#trend-table tbody tr")
    return one.page


def drawn(one: Screen, kind: str) -> None:
    one.page.wait_for_selector(f"#trend-picture .main-svg .{kind}", state="attached")


def test_every_view_of_a_city_is_drawn_with_its_table_and_back_leads_back(
    screen: Callable[..., Screen], demo_url: str, tmp_path: Path
) -> None:
    one = screen(demo_url)
    one.page.goto(f"{demo_url}{CITY}&view=calendar")
    shown(one, "日历")
    drawn(one, "bars")
    assert "漯河" in one.text("#trend h1")
    assert one.page.locator("#trend-table tbody tr").count() == 8
    assert "未审核" in one.text(".marks")
    assert "模拟数据 DEMO" in one.text("#desk-demo")
    chip = one.page.locator("#trend-table .chip").first
    assert chip.evaluate("e => e.style.backgroundColor") != ""
    for view, mark in (
        ("级别", "bars"), ("同期", "bars"), ("小时×星期", "heatmaplayer"), ("小时×月份", "heatmaplayer"),
        ("Theil–Sen 趋势", "scatterlayer"), ("首要污染物", "bars"), ("变化", "bars"),
    ):  # fmt: skip
        one.page.locator("#trend-views a", has_text=view).first.click()
        shown(one, view)
        drawn(one, mark)
        assert "start=2026-03-05" in one.page.url
    assert one.page.locator("#trend-items a").count() == 8
    one.page.locator("#trend-items a", has_text="PM10").click()
    one.page.wait_for_function("() => document.querySelector('#trend h1').textContent.includes('PM10')")
    assert "of=pm10" in one.page.url
    one.page.locator("#trend-every a", has_text="小时").click()
    one.page.wait_for_selector('#trend-every a[aria-current]:text-is("小时")')
    assert "µg/m³" in one.text("#trend-table thead")
    one.page.go_back()
    one.page.wait_for_selector('#trend-every a[aria-current]:text-is("日")')
    one.page.locator("#trend-first input").fill("2026-03-09")
    one.page.wait_for_function("() => document.querySelectorAll('#trend-table tbody tr').length === 4")
    assert "start=2026-03-09" in one.page.url
    with one.page.expect_download() as taken:
        one.page.locator("#trend-xlsx").click()
    path = tmp_path / "trend.xlsx"
    taken.value.save_as(path)
    assert "DEMO" in taken.value.suggested_filename
    assert "未审核" in taken.value.suggested_filename
    book = openpyxl.load_workbook(path)
    assert book["data"].max_row == 5
    assert "passport" in book.sheetnames
    one.page.locator("#trend-table tbody a").first.click()
    one.page.wait_for_selector("#wall-passport:not([hidden])")
    assert "passport=pm10" in one.page.url
    one.page.keyboard.press("Escape")


def test_a_province_has_no_aqi_its_members_are_compared_and_english_is_whole(
    screen: Callable[..., Screen], demo_url: str
) -> None:
    one = screen(demo_url, 3840, 2160)
    window = "&start=2026-03-05&end=2026-03-12&lang=en"
    one.page.goto(f"{demo_url}/trend?place=410000&view=same&by=member{window}")
    shown(one, "Same period")
    drawn(one, "bars")
    assert "Henan" in one.text("#trend h1")
    assert [text for text in one.page.evaluate(TEXTS) if CHINESE.search(text)] == []
    assert one.page.locator("#trend-below a").count() == 18
    one.page.locator("#trend-views a", has_text="Exceedances").click()
    shown(one, "Exceedances")
    assert [text for text in one.page.evaluate(TEXTS) if CHINESE.search(text)] == []
    one.page.locator("#trend-views a", has_text="Calendar").click()
    shown(one, "Calendar")
    assert "AQI" not in one.text("#trend-items")
    # The cells of a calendar do not overlap, however large the root font is.
    places = one.page.locator("#trend-picture .barlayer .point path").evaluate_all(
        "e => e.map(p => p.getBoundingClientRect()).map(b => [b.left, b.right]).sort((a, b) => a[0] - b[0])"
    )
    assert len(places) == 8
    assert all(left[1] <= right[0] + 0.5 for left, right in pairwise(places))
    one.page.locator("#trend-below a", has_text="Luohe").click()
    one.page.wait_for_function("() => document.querySelector('#trend h1').textContent.includes('Luohe')")
    one.page.locator("#trend-below a").first.click()
    one.page.wait_for_selector("#station-pictures:not([hidden])")


def test_a_mistyped_or_empty_link_says_what_there_is(
    screen: Callable[..., Screen], measured_url: str
) -> None:
    one = screen(measured_url)
    for query, selector in (
        ("", "#trend .empty-state"),
        ("?place=999999&view=x", "#trend .error-state"),
        (
            "?place=410800&view=week&start=2026-99-01&end=nonsense&of=pm10&years=99&by=x",
            "#trend-table tbody tr",
        ),
    ):
        one.page.goto(f"{measured_url}/trend{query}")
        one.page.wait_for_selector(selector)
        assert "DEMO" not in one.text("#desk")
