"""The parts of the desk: links that keep their state, what is handed out, and the way from page to page."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest

from assessment.answer import Answer
from layouts import _desk as desk
from tests.assessment import marked
from tests.layouts.conftest import Screen

HALL: Any = SimpleNamespace(prefix="/lanbi/", language="zh")


def answer(*, simulated: bool = False, stages: tuple[int, int, int] = (0, 3, 0)) -> Answer:
    """One with a code that a spreadsheet would take for a formula."""
    return marked.answer(
        simulated=simulated, stages=stages, table={"code": ["=1+1", "410800"], "value": ["7.50", ""]}
    )


@pytest.mark.parametrize(
    ("search", "changed", "link"),
    [
        ("", {}, "/lanbi/sand"),
        ("?place=410800&event=x", {"event": "y"}, "/lanbi/sand?place=410800&event=y"),
        ("?place=410800&event=x", {"event": None}, "/lanbi/sand?place=410800"),
        ("?lang=en", {"lang": "zh"}, "/lanbi/sand"),
        ("?lang=en&place=410800", {}, "/lanbi/sand?lang=en&place=410800"),
        ("", {"event": "a&b=c"}, "/lanbi/sand?event=a%26b%3Dc"),
    ],
)
def test_a_link_keeps_the_state_but_for_what_is_changed(search: str, changed: dict, link: str) -> None:
    assert desk.link(HALL, "sand", search, **changed) == link


def test_the_language_is_that_of_the_address_or_of_the_installation() -> None:
    assert [desk.language(HALL, s) for s in ("?lang=en", "?lang=zh", "?lang=fr", None)] == [
        "en",
        "zh",
        "zh",
        "zh",
    ]


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (answer(), "lanbi-some-20260201T1200.csv"),
        (answer(stages=(1, 3, 0)), "lanbi-some-20260201T1200-未审核.csv"),
        (answer(simulated=True, stages=(0, 0, 1)), "lanbi-some-20260201T1200-DEMO-未审核.csv"),
    ],
)
def test_a_file_says_in_its_name_what_it_must_not_be_taken_for(given: Answer, name: str) -> None:
    made = desk.handed(given, name="some", form="csv", lang="zh")
    assert made["filename"] == name
    rows = base64.b64decode(made["content"]).decode("utf-8-sig").splitlines()
    said = " · ".join(
        mark for mark in ("模拟数据 DEMO" * given.passport.simulated, "未审核" * ("未审核" in name)) if mark
    )
    assert rows == (
        ["code,value,marks", f"=1+1,7.50,{said}", f"410800,,{said}"]
        if said
        else ["code,value", "=1+1,7.50", "410800,"]
    )


def test_a_workbook_holds_numbers_texts_and_the_passport_and_no_formula() -> None:
    made = desk.handed(answer(), name="some", form="xlsx", lang="en")
    book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(made["content"])))
    assert [cell.value for cell in book["data"]["A"]] == ["code", "=1+1", "410800"]
    assert book["data"]["A2"].data_type == "s"
    assert book["data"]["B2"].value == 7.5
    assert "HJ 633-2012" in str([[c.value for c in row] for row in book["passport"]])


def test_what_is_not_reviewed_says_so_in_the_heading() -> None:
    def said(given: Answer) -> list[str]:
        return [str(mark.children) for mark in desk.marks(given.passport, "zh")]

    assert "未审核" in said(answer(stages=(1, 0, 0)))
    assert "未审核" not in said(answer(stages=(0, 5, 0)))
    assert "未审核" in said(replace(answer(), passport=replace(answer().passport, stage="provisional")))


def test_a_part_that_fails_is_a_sentence_and_no_traceback() -> None:
    def missing() -> Any:
        raise LookupError("there is no such place")

    def broken() -> Any:
        raise RuntimeError("/secret/path")

    assert "there is no such place" in str(desk.attempt("en", missing))
    assert "secret" not in str(desk.attempt("en", broken))


@pytest.mark.browser
@pytest.mark.timeout(300)
def test_the_navigation_leads_from_page_to_page_without_loading_again_and_keeps_the_place(
    screen: Callable[..., Screen], demo_url: str
) -> None:
    one = screen(demo_url)
    one.page.goto(f"{demo_url}/targets?place=411100&day=2026-03-12&lang=en")
    one.page.wait_for_selector("#targets-table .empty-state, #targets-table tbody tr")
    one.page.evaluate("() => { window.stayed = true; }")
    one.page.locator(".desk-pages a", has_text="Sand").click()
    one.page.wait_for_selector("#sand-body .empty-state, #sand-body tbody tr")
    assert one.page.evaluate("() => window.stayed === true")
    assert "place=411100" in one.page.url
    assert "day=" not in one.page.url
    one.page.wait_for_function("() => document.title.includes('Sand')")
    one.page.go_back()
    one.page.wait_for_selector("#targets-table .empty-state, #targets-table tbody tr")
    one.page.wait_for_function("() => document.title.includes('Targets')")
