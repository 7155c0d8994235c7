"""The slot ledger in a real browser: a calendar of gaps that leads to the hours and their evidence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from geo.atlas import Atlas
from layouts.web import Drawing
from store.opening import Store
from tests.assessment.few_sections import CLEAN, month, opened, put, record
from tests.layouts.conftest import Screen, serving
from tests.store.water_making import at

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


@pytest.fixture(scope="module")
def watered(tmp_path_factory: pytest.TempPathFactory, atlas: Atlas, drawn: Drawing) -> Iterator[str]:
    """Three sections of Changzhou: of the last only its station spoke, and it was refused in the second slot."""
    store = opened(tmp_path_factory.mktemp("watered"), atlas, [record("a"), record("b"), record("c")])
    for hour in (0, 4):
        slot = {"a": CLEAN, "c": CLEAN} if hour else {"a": CLEAN, "b": CLEAN}
        put(store, slot, at(hour), timedelta(hours=4), states={"b": ("", "维护")} if hour else None)
    month(store, {"a": CLEAN}, date(2021, 3, 1))
    with serving(store, drawn, clock=LATER) as served:
        yield served
    store.close()


def test_water_stands_beside_the_air_by_section_with_the_station_s_word(
    screen: Callable[..., Screen], watered: str
) -> None:
    one = page(screen, watered, "place=320000&month=2021-04&medium=water&of=section")
    rows = [row.inner_text().split() for row in one.page.locator("#ledger-calendar tbody tr").all()]
    # By the machine's clock the day has ended: six slots each, of which two, one and one came (c since 04:00).
    assert [row[0] for row in rows] == ["A", "B", "C"]
    assert [row[3] for row in rows] == ["4", "5", "4"]
    assert one.text("#ledger-media [aria-current]") == "地表水"
    one.page.locator("#ledger-calendar tbody tr").nth(1).locator("td").nth(2).locator("a").click()
    one.page.wait_for_selector("#ledger-hours tbody tr")
    assert "维护" in one.text("#ledger-hours")
    assert "20:00–24:00" in one.text("#ledger-hours")
    one.page.goto(f"{watered}/ledger?place=320000&month=2021-03&medium=water&lang=en")
    one.page.wait_for_selector("#ledger-states tbody tr")
    assert "100.0" in one.text(
        "#ledger-states"
    )  # the month by hand, of which there is no calendar by the day


def test_a_month_without_slots_and_a_mistyped_address_say_so(screen: Callable[..., Screen], url: str) -> None:
    one = page(screen, url, "month=2019-01", "#ledger .empty-state")
    assert "应有时次" in one.text("#ledger")
    again = page(screen, url, "month=never&of=nobody&day=someday&place=410000")
    assert "2026-03" in again.text("#ledger-head")


def test_an_unknown_place_is_refused_with_a_sentence(screen: Callable[..., Screen], url: str) -> None:
    one = page(screen, url, "place=990000&lang=en", "#ledger .error-state")
    assert "Cannot be answered" in one.text("#ledger")
