"""The slot ledger in a real browser: a calendar of gaps that leads to the hours and their evidence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from layouts.web import Drawing
from store.opening import Store
from tests.layouts.conftest import Screen, serving

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LATER = datetime(2026, 3, 5, 4, tzinfo=UTC)  # noon in Shanghai: the hours to 12 have ended


@pytest.fixture(scope="module")
def url(measured: Store, drawn: Drawing) -> Iterator[str]:
    with serving(measured, drawn, clock=LATER) as served:
        yield served


def page(
    screen: Callable[..., Screen], url: str, query: str, wanted: str = "#ledger-calendar tbody tr"
) -> Screen:
    one = screen(url, 1920, 1080)
    one.page.goto(f"{url}/ledger?{query}")
    one.page.wait_for_selector(wanted)
    return one


def test_a_city_s_gaps_stand_in_the_calendar_and_lead_to_the_hours(
    screen: Callable[..., Screen], url: str
) -> None:
    one = page(screen, url, "place=410000&month=2026-03&lang=en")
    rows = {
        row.locator("td").first.inner_text(): row
        for row in one.page.locator("#ledger-calendar tbody tr").all()
    }
    # Two stations of Jiaozuo have the hours to 09 and 10; those to 11 and 12 were never loaded. The store's clock
    # is that of the machine, by which the whole day and month have ended.
    assert set(rows) == {"Jiaozuo", "Zhengzhou"}
    fifth = rows["Jiaozuo"].locator("td").nth(6)
    assert fifth.inner_text() == str(2 * 14)  # of 16 hours of each from its first
    fifth.locator("a").click()
    one.page.wait_for_selector("#ledger-hours tbody tr")
    assert "2026-03-05" in one.text("#ledger-hours")
    assert "We failed" in one.text("#ledger-hours")
    assert "nothing asked for this hour" in one.text("#ledger-hours")


def test_a_station_without_any_value_is_told_invalid(screen: Callable[..., Screen], url: str) -> None:
    one = page(
        screen,
        url,
        "place=410100&month=2026-03&of=station&day=2026-03-05&code=9003A",
        "#ledger-hours tbody tr",
    )
    told = [row.inner_text() for row in one.page.locator("#ledger-hours tbody tr").all()]
    assert sum("无有效值" in row for row in told) == 2
    assert sum("sha256" in row for row in told) == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_languages_are_whole(screen: Callable[..., Screen], url: str, lang: str) -> None:
    one = page(screen, url, f"month=2026-03&lang={lang}")
    assert one.text("#ledger-states")
    if lang == "en":
        left = one.page.evaluate(
            """() => {
                const texts = [], walk = document.createTreeWalker(
                    document.getElementById("ledger"), NodeFilter.SHOW_TEXT);
                while (walk.nextNode())
                    if (!walk.currentNode.parentElement.closest('[lang="zh"]')) texts.push(walk.currentNode.data);
                return texts;
            }"""
        )
        assert [text for text in left if CHINESE.search(text)] == []


def test_a_month_without_slots_and_a_mistyped_address_say_so(screen: Callable[..., Screen], url: str) -> None:
    one = page(screen, url, "month=2019-01", "#ledger .empty-state")
    assert "应有时次" in one.text("#ledger")
    again = page(screen, url, "month=never&of=nobody&day=someday&place=410000")
    assert "2026-03" in again.text("#ledger-head")


def test_an_unknown_place_is_refused_with_a_sentence(screen: Callable[..., Screen], url: str) -> None:
    one = page(screen, url, "place=990000&lang=en", "#ledger .error-state")
    assert "Cannot be answered" in one.text("#ledger")
