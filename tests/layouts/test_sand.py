"""The sand events in a real browser: two stations of Luoyang in a storm of ten hours on 11 March 2026."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from actions.sand import propose_sand
from assessment.sand import events, proposals
from geo.atlas import Atlas
from layouts.acts import acts
from layouts.web import Drawing
from store.opening import Store
from tests.assessment.few_cities import LUOYANG, TERMS
from tests.assessment.test_sand import THREE_DAYS, filled
from tests.layouts.conftest import Screen, serving

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
EVENT = f"{LUOYANG}-20260311T06"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def store(atlas: Atlas, tmp_path: Path) -> Iterator[Store]:
    store = filled(tmp_path / "home", atlas)
    yield store
    store.close()


@pytest.fixture
def url(store: Store, drawn: Drawing) -> Iterator[str]:
    with serving(store, drawn, act=acts(store)) as served:
        yield served


def test_the_rule_finds_a_person_approves_and_withdraws(
    screen: Callable[..., Screen], url: str, store: Store
) -> None:
    one = screen(url)
    one.page.goto(f"{url}/sand?place=410000")
    one.page.wait_for_selector("#sand-body .empty-state")
    one.page.locator("#sand-find-first").fill("2026-03-10")
    one.page.locator("#sand-find-last").fill("2026-03-12")
    one.page.locator("#sand-find-by").fill("李四")
    one.page.locator("#sand-find").click()
    one.page.wait_for_selector("#sand-body tbody tr.chosen")
    assert "300" in one.text("#sand-body tbody tr")
    one.page.wait_for_selector("#sand-hours .main-svg .trace", state="attached")
    assert one.page.locator("#sand-evidence tbody tr").count() == 2

    one.page.locator("#sand-by").fill("李四")
    one.page.locator("#sand-approve").click()
    one.page.wait_for_selector("#sand-said .error-state")
    assert list(events(store).table["state"]) == ["proposed"]

    one.page.locator("#sand-reason").fill("沙尘监测网通报")
    one.page.locator("#sand-approve").click()
    one.page.wait_for_selector("#sand-said .kept")
    one.page.wait_for_function(
        "() => document.getElementById('sand-one').textContent.includes('沙尘监测网通报')"
    )
    row = events(store).table.iloc[0]
    assert (row["state"], row["by"], row["reason"]) == ("approved", "李四", "沙尘监测网通报")
    # 172 with the storm; without it fourteen hours are left, fewer than a day needs.
    one.page.wait_for_function(
        """() => [...document.querySelectorAll("#sand-effect tbody tr")].some(
            tr => tr.cells[1].textContent.includes("PM10") && tr.cells[2].textContent === "172"
                  && tr.cells[3].textContent === "–")"""
    )

    one.page.locator("#sand-withdraw").click()
    one.page.wait_for_function("() => document.querySelectorAll('#sand-one tbody tr').length === 3")
    assert list(events(store).table["state"]) == ["withdrawn"]


@pytest.fixture
def found(store: Store) -> Store:
    propose_sand(
        store, proposals(store, within="410000", days=THREE_DAYS, terms=TERMS), by="rule", reason="rule"
    )
    return store


def test_a_state_is_chosen_by_a_link_and_english_is_whole(
    screen: Callable[..., Screen], url: str, found: Store
) -> None:
    one = screen(url)
    one.page.goto(f"{url}/sand?lang=en&event={EVENT}")
    one.page.wait_for_selector("#sand-effect tbody tr")
    left = one.page.evaluate(
        """() => {
            const texts = [], walk = document.createTreeWalker(document.getElementById("sand"), NodeFilter.SHOW_TEXT);
            while (walk.nextNode())
                if (!walk.currentNode.parentElement.closest('[lang="zh"]')) texts.push(walk.currentNode.data);
            return texts;
        }"""
    )  # fmt: skip
    assert [text for text in left if CHINESE.search(text)] == []
    assert one.text("#sand-body tbody tr a") == "Luoyang"
    one.page.locator("#sand-states a", has_text="approved").click()
    one.page.wait_for_selector("#sand-body .empty-state")
    assert "state=approved" in one.page.url
    one.page.go_back()
    one.page.wait_for_selector("#sand-body tbody tr.chosen")


@pytest.mark.parametrize("query", ["?event=nothing", "?place=999999", "?state=eaten"])
def test_a_mistyped_link_still_opens(
    screen: Callable[..., Screen], url: str, found: Store, query: str
) -> None:
    one = screen(url)
    one.page.goto(f"{url}/sand{query}")
    one.page.wait_for_selector("#sand-body tbody tr, #sand-body .error-state, #sand-body .empty-state")


def test_without_acts_the_page_only_reads(
    screen: Callable[..., Screen], drawn: Drawing, found: Store
) -> None:
    with serving(found, drawn) as read_only:
        one = screen(read_only)
        one.page.goto(f"{read_only}/sand")
        one.page.wait_for_selector("#sand-body tbody tr")
        assert one.page.locator("#sand-approve, #sand-find").count() == 0
