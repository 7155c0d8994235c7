"""The target board in a real browser, over a hand-written book of three targets on the simulated network."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

from actions.target_entry import load_book
from layouts.acts import acts
from layouts.web import Drawing
from store.opening import Store
from tests.layouts.conftest import Screen, serving

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
BOOK = """
region: "411100"
document: 试验责任书
start: 2026-03-01
end: 2026-03-31
targets:
  - {id: t-pm25, indicator: pm25, comparator: "<=", value: 60}
  - {id: t-days, indicator: good_days, comparator: ">=", value: 2}
  - {id: t-sewage, indicator: sewage_treatment_city, comparator: ">=", value: 95, unit: "%", measured: reported,
     title_zh: "污水处理率<script>1</script>", title_en: "Sewage treated <script>1</script>"}
"""
LINK = "/targets?place=411100&day=2026-03-12"


@pytest.fixture(scope="module")
def url(demo: Store, drawn: Drawing, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("book") / "book.yaml"
    path.write_text(BOOK, encoding="utf-8")
    load_book(demo, path, by="试验员", reason="试验")
    with serving(demo, drawn, act=acts(demo)) as served:
        yield served


def board(screen: Callable[..., Screen], url: str, query: str = "", width: int = 1920) -> Screen:
    one = screen(url, width, width * 9 // 16)
    one.page.goto(url + LINK + query)
    one.page.wait_for_selector("#targets-table tbody tr")
    return one


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [1920, 3840])
def test_the_board_draws_every_target_with_sign_word_and_picture(
    screen: Callable[..., Screen], url: str, width: int, lang: str
) -> None:
    one = board(screen, url, f"&target=t-pm25&lang={lang}", width)
    one.page.wait_for_selector("#targets-path .main-svg .trace", state="attached")
    assert {"t-pm25", "t-days", "t-sewage"} <= {
        row.get_attribute("data-target") for row in one.page.locator("#targets-table tbody tr").all()
    }
    for mark in one.page.locator("#targets-table .state").all():
        assert re.match(r"[○▽△✕✓]\s*\S", mark.inner_text())
    assert one.page.locator('#targets-table tr[data-target="t-pm25"]').get_attribute("aria-current") == "true"
    assert "19" in one.text("#targets-headline")  # 13 to 31 March remain
    assert "模拟数据 DEMO" in one.text("#desk-demo")
    cut = one.page.evaluate(
        """() => [...document.querySelectorAll("#desk-head, #targets .what-if, #targets .cards > div")]
            .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.className + e.id)"""
    )
    assert cut == []
    if lang == "en":
        left = one.page.evaluate(
            """() => {
                const texts = [], board = document.getElementById("targets");
                const walk = document.createTreeWalker(board, NodeFilter.SHOW_TEXT);
                while (walk.nextNode())
                    if (!walk.currentNode.parentElement.closest('[lang="zh"]')) texts.push(walk.currentNode.data);
                return texts;
            }"""
        )  # fmt: skip
        assert [text for text in left if CHINESE.search(text)] == []
        assert "Luohe" in one.text("#targets-title")


def test_the_slider_changes_what_the_whole_would_be(screen: Callable[..., Screen], url: str) -> None:
    one = board(screen, url, "&target=t-pm25")
    one.page.wait_for_selector("#targets-then b")
    slider = one.page.locator("#targets-input")
    slider.fill("0")
    one.page.wait_for_function(
        "() => document.querySelector('#targets-then .state')?.className.includes('met')"
    )
    low = float(one.text("#targets-then b"))
    slider.fill(str(slider.get_attribute("max")))
    one.page.wait_for_function(
        "before => Number(document.querySelector('#targets-then b').textContent) > before", arg=low
    )
    assert one.page.locator("#targets-then .state").inner_text().startswith(("✓", "✕"))
    one.page.wait_for_function(
        "() => document.querySelector('#targets-path').textContent.includes('若余下如此')"
    )


def test_a_row_leads_to_its_target_and_back(screen: Callable[..., Screen], url: str) -> None:
    one = board(screen, url, "&target=t-pm25")
    one.page.locator('#targets-table tr[data-target="t-days"] a').click()
    one.page.wait_for_selector('#targets-table tr[data-target="t-days"][aria-current]')
    assert "target=t-days" in one.page.url
    assert "优良天数" in one.text("#targets-title")
    one.page.go_back()
    one.page.wait_for_selector('#targets-table tr[data-target="t-pm25"][aria-current]')
    one.page.locator("#targets-day input").fill("2026-03-10")
    one.page.wait_for_function(
        "() => document.querySelector('#targets-headline').textContent.includes('2026-03-10')"
    )
    assert "day=2026-03-10" in one.page.url


def test_a_reported_target_has_no_picture_and_its_title_is_text(
    screen: Callable[..., Screen], url: str
) -> None:
    one = board(screen, url, "&target=t-sewage")
    one.page.wait_for_selector("#targets-what-if", state="hidden")
    assert "<script>1</script>" in one.text("#targets-title")
    assert one.page.locator("#targets script").count() == 0


def test_wall_and_board_lead_to_each_other(screen: Callable[..., Screen], url: str) -> None:
    one = screen(url)
    one.show("?place=411100&lang=en")
    one.page.locator("#wall-targets").click()
    one.page.wait_for_selector("#targets-table tbody tr")
    assert "place=411100" in one.page.url
    assert one.page.locator("#targets").get_attribute("lang") == "en"
    one.page.locator(".desk-pages a").first.click()
    one.painted("411100")


def test_a_place_without_targets_says_what_to_do(screen: Callable[..., Screen], measured_url: str) -> None:
    one = screen(measured_url)
    one.page.goto(measured_url + "/targets?place=110000&lang=en")
    one.page.wait_for_selector("#targets-table .empty-state")
    assert "targets load" in one.text("#targets-table")
    assert "DEMO" not in one.text("#desk")


@pytest.mark.parametrize("query", ["?place=999999", "?day=2026-99-99&target=%00", "?target=nothing&as_of=x"])
def test_a_mistyped_link_still_opens(screen: Callable[..., Screen], url: str, query: str) -> None:
    one = screen(url)
    one.page.goto(f"{url}/targets{query}")
    one.page.wait_for_selector("#targets-table tr, #targets-table .error-state, #targets-table .empty-state")


def test_a_value_is_reported_only_with_name_and_reason_and_stands_in_the_history(
    screen: Callable[..., Screen], url: str
) -> None:
    one = board(screen, url, "&target=t-sewage")
    one.page.locator(".entry summary").click()
    one.page.wait_for_function(
        "() => document.getElementById('targets-chosen-name').textContent.includes('t-sewage')"
    )
    one.page.locator("#targets-enter-day").fill("2026-03-10")
    one.page.locator("#targets-enter-number").fill("96.5")
    one.page.locator("#targets-enter-by").fill("李四")
    one.page.locator("#targets-send").click()
    one.page.wait_for_selector("#targets-sent .error-state")
    assert one.page.locator("#targets-more", has_text="李四").count() == 0
    one.page.locator("#targets-enter-reason").fill("月报第3期")
    one.page.locator("#targets-send").click()
    one.page.wait_for_selector("#targets-sent .kept")
    one.page.wait_for_function(
        "() => document.getElementById('targets-more').textContent.includes('月报第3期')"
    )
    assert "96.5" in one.text('#targets-table tr[data-target="t-sewage"] .is-figure')


def test_a_workbook_is_handed_in_and_what_is_not_understood_is_named_by_sheet_and_cell(
    screen: Callable[..., Screen], url: str, tmp_path: Path
) -> None:
    one = board(screen, url)
    one.page.locator(".entry summary").click()
    with one.page.expect_download() as taken:
        one.page.locator("#targets-template").click()
    form = tmp_path / "form.xlsx"
    taken.value.save_as(form)
    book = openpyxl.load_workbook(form)
    headings = [str(cell.value).split()[0] for cell in book["目标"][1]]
    entry = {"id": "t-new", "region": "漯河市", "indicator": "pm10", "value": 90, "start": "2026-03-01",
             "end": "2026-03-31"}  # fmt: skip
    for row, one_entry in enumerate((entry, entry | {"id": "t-bad", "value": "九十"}), start=2):
        for name, value in one_entry.items():
            book["目标"].cell(row=row, column=headings.index(name) + 1, value=value)
    book.save(form)
    one.page.locator("#targets-book-by").fill("李四")
    one.page.locator("#targets-book-reason").fill("印发")
    one.page.locator("#targets-book input[type=file]").set_input_files(form)
    one.page.wait_for_selector("#targets-booked .kept")
    assert "工作表“目标”单元格 H3：“九十”不是数值" in one.text("#targets-booked")
    one.page.wait_for_selector('#targets-table tr[data-target="t-new"]')
    assert one.page.locator('#targets-table tr[data-target="t-bad"]').count() == 0


def test_the_board_is_taken_away_as_a_workbook_with_its_passport(
    screen: Callable[..., Screen], url: str, tmp_path: Path
) -> None:
    one = board(screen, url)
    with one.page.expect_download() as taken:
        one.page.locator("#targets-xlsx").click()
    path = tmp_path / "board.xlsx"
    taken.value.save_as(path)
    assert "DEMO" in taken.value.suggested_filename
    book = openpyxl.load_workbook(path)
    heads = [cell.value for cell in book["data"][1]]
    ids = {row[heads.index("id")].value for row in book["data"].iter_rows(min_row=2)}
    assert {"t-pm25", "t-days", "t-sewage"} <= ids
    assert "passport" in book.sheetnames


def test_the_frame_keeps_the_state_in_the_other_language_and_names_its_window(
    screen: Callable[..., Screen], url: str
) -> None:
    one = board(screen, url, "&target=t-days")
    one.page.wait_for_function("() => document.title.includes('目标 · 蓝碧')")
    one.page.locator('#targets-table tr[data-target="t-pm25"] a').click()
    one.page.wait_for_selector('#targets-table tr[data-target="t-pm25"][aria-current]')
    one.page.wait_for_function("() => document.getElementById('desk-language').href.includes('t-pm25')")
    one.page.locator("#desk-language").click()
    one.page.wait_for_selector('#desk[lang="en"] #targets-table tr[data-target="t-pm25"][aria-current]')
    assert "day=2026-03-12" in one.page.url
    assert "Targets" in one.page.title()
    assert one.text(".crumbs").split() == ["All", "places", "Henan", "Luohe"]
    one.page.locator("#desk-theme").click()
    ground = "() => getComputedStyle(document.getElementById('desk')).backgroundColor"
    assert one.page.evaluate(ground) == "rgb(15, 21, 27)"
    one.page.locator("#desk-theme").click()
    assert one.page.evaluate(ground) == "rgb(243, 245, 248)"
