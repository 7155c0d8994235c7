"""The frame of the desk in a browser: search, keys, and a link that shows the same numbers for ever."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.atlas import Atlas
from layouts import _desk as desk
from layouts.web import PAGES, Drawing
from tests.assessment.few_cities import FRIDAY, JIAOZUO, MONDAY, START, filled, put
from tests.layouts.conftest import Screen, serving


def test_a_frozen_time_is_read_with_its_offset_and_a_mistyped_one_is_left_out() -> None:
    at = desk.as_of("?as_of=2026-03-09T09:00:00.000001Z")
    assert at is not None
    assert at.isoformat() == "2026-03-09T09:00:00.000001+00:00"
    assert desk.as_of("?as_of=yesterday") is None
    assert desk.as_of(None) is None


def test_every_listed_page_has_a_letter_of_its_own() -> None:
    from layouts._frame import KEYS

    letters = [KEYS[page.path] for page in PAGES if page.listed]
    assert len(set(letters)) == len(letters)


@pytest.mark.browser
@pytest.mark.timeout(300)
def test_a_frozen_view_shows_the_same_numbers_after_a_revision_and_leads_back_to_now(
    screen: Callable[..., Screen], tmp_path: Path, atlas: Atlas, drawn: Drawing
) -> None:
    clock = [MONDAY]
    store = filled(tmp_path, atlas, lambda: clock[0])
    value = f"#ranking-list tbody tr:has(a[href*='place={JIAOZUO}']) td:nth-child(3)"
    with serving(store, drawn) as url:
        one = screen(url)
        one.page.goto(f"{url}/ranking?place=410000&indicator=pm25&lang=en")
        one.page.wait_for_selector(value)
        assert one.text(value) == "40"
        one.page.keyboard.press("f")
        one.page.wait_for_selector("#desk-frozen")
        one.page.wait_for_selector(value)
        frozen = one.page.url
        assert "as_of=2026-03-09T" in frozen
        assert "start=2026-03-01" in frozen  # what the page chose by itself is written down
        assert "end=2026-03-05" in frozen or "end=2026-03-06" in frozen
        clock[0] = FRIDAY
        put(store, {JIAOZUO: 90.0}, START, name="revised.csv")
        one.page.goto(frozen)
        one.page.wait_for_selector(value)
        assert one.text(value) == "40"
        one.page.locator(value + " a").click()  # its passport is of then as well
        one.page.wait_for_selector("#wall-passport .number")
        assert one.text("#wall-passport .number .value") == "40"
        one.page.keyboard.press("Escape")
        one.page.wait_for_selector("#wall-passport", state="hidden")
        one.page.click("#desk-now")
        one.page.wait_for_selector("#desk-frozen", state="detached")
        one.page.wait_for_function(
            "([at, was]) => document.querySelector(at)?.innerText !== was", arg=[value, "40"]
        )
        assert one.text(value) == "65"  # (40 + 40 + 90 + 90) / 4
    store.close()


@pytest.mark.browser
@pytest.mark.timeout(300)
def test_search_finds_by_name_initials_reading_and_code_and_keys_lead_from_page_to_page(
    screen: Callable[..., Screen], demo_url: str
) -> None:
    one = screen(demo_url)
    one.page.goto(f"{demo_url}/health?lang=zh")
    one.page.wait_for_selector("#health-state")
    box = ".desk-dialog input[role=combobox]"
    for typed, first in (
        ("jz", "锦州市"),
        ("jiaozuo", "焦作市"),
        ("410823", "武陟县"),
        ("henan wuzhi", "武陟县"),
    ):
        one.page.keyboard.press("/")
        one.page.fill(box, typed)
        one.page.wait_for_function(
            "first => [...document.querySelectorAll('#desk-found .name')].slice(0, 6).some(e => e.innerText === first)",
            arg=first,
        )
        assert one.page.get_attribute(box, "aria-expanded") == "true"
        assert one.page.get_attribute(box, "aria-activedescendant") == "desk-found-0"
        one.page.keyboard.press("Escape")
        one.page.wait_for_selector(".desk-dialog", state="detached")
    one.page.keyboard.press("Control+k")
    one.page.fill(box, "焦作")
    one.page.wait_for_selector("#desk-found li")
    one.page.keyboard.press("Enter")
    one.page.wait_for_selector("#region-head .crumbs li:nth-child(3)")
    assert "/region?" in one.page.url
    assert "place=410800" in one.page.url
    assert one.page.locator("#region-head .crumbs li").all_inner_texts() == ["中国", "河南省", "焦作市"]
    one.page.wait_for_function("() => !document.querySelector('.waiting')")
    day = one.text("#region-steps .said")
    one.page.keyboard.press("[")
    one.page.wait_for_function(
        "day => document.querySelector('#region-steps .said').innerText !== day", arg=day
    )
    assert "hour=" in one.page.url
    one.page.go_back()
    one.page.wait_for_function(
        "day => document.querySelector('#region-steps .said').innerText === day", arg=day
    )
    one.page.keyboard.press("g")
    one.page.keyboard.press("k")
    one.page.wait_for_selector("#ranking-list tbody tr")
    assert "place=410800" in one.page.url
    one.page.keyboard.press("?")
    one.page.locator(".desk-dialog.keys input").uncheck()  # WCAG 2.1.4: single keys can be switched off
    one.page.keyboard.press("Escape")
    one.page.keyboard.press("g")
    one.page.keyboard.press("h")
    assert one.page.locator("#ranking").count() == 1
    listed = one.page.evaluate(
        "async () => (await (await fetch('/directory.json')).arrayBuffer()).byteLength"
    )
    assert listed < 2_000_000
    assert json.loads(one.page.evaluate("async () => await (await fetch('/known.json')).text()"))[
        "as_of"
    ].endswith("Z")
