"""Targets of water on the board in a real browser: a class by its items, a share in section-months."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from actions.target_entry import load_book
from geo.atlas import Atlas
from ingest.contract import SHANGHAI
from ingest.section import SectionRecord
from layouts.web import Drawing
from store.keeping import keep
from store.opening import open_store
from store.water_sections import keep_sections
from tests.layouts.conftest import Screen, serving
from tests.store.water_making import batch, said

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
BOOK = """
document: 试验责任书
start: 2026-01-01
end: 2026-12-31
targets:
  - {id: w-class, region: "section:H1", place: 上桥, indicator: water_class, value: Ⅲ}
  - {id: w-share, region: "320612", indicator: good_water_share, value: 74.2}
  - {id: w-index, region: "320612", indicator: cwqi, value: 3.0}
"""


@pytest.fixture(scope="module")
def url(atlas: Atlas, drawn: Drawing, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("water-targets")
    store = open_store(None, folder / "home", atlas)
    record = SectionRecord(
        code="H1", name="上桥", province="320000", city="320600", county="320612", answers_for="320612",
        kind="river", control="city",
    )  # fmt: skip
    keep_sections(store, [record], actor="试验员", reason="试验")
    months = [datetime(2026, m, 1, tzinfo=SHANGHAI).astimezone(UTC) for m in (1, 2, 3)]
    for start, end, ammonia in ((months[0], months[1], 1.3), (months[1], months[2], 1.3)):
        values = {"ph": 7.5, "do": 3.5, "codmn": 3.0, "tp": 0.08, "nh3n": ammonia}
        keep(store, batch([("上桥", start, values)], sections=[said("上桥")], slot=end - start))
    book = folder / "book.yaml"
    book.write_text(BOOK, encoding="utf-8")
    assert load_book(store, book, by="试验员", reason="试验").refused == ()
    with serving(store, drawn) as served:
        yield served
    store.close()


def test_a_class_names_the_items_that_bind_a_share_asks_for_section_months_and_an_index_for_a_factor(
    screen: Callable[..., Screen], url: str
) -> None:
    """(1.005·12 − 2.6)/10 = 0.946 for ammonia; (4.95·12 − 7)/10 = 5.24 for oxygen; 74.2 % of 12 is 9 of the 10.

    The index 0.25 + 5/3.5 + 3/6 + 1.3 + 0.08/0.2 = 3.8786 is 3.0 with ammonia alone at 1.3 − 0.8786·12/10 = 0.2457.
    """
    one = screen(url)
    one.page.goto(f"{url}/targets?place=320612&day=2026-02-28&target=w-class&lang=en")
    one.page.wait_for_selector("#targets-path .main-svg .trace", state="attached")
    row = one.text('#targets-table tr[data-target="w-class"]')
    assert "NH3-N ≤ 0.946mg/L" in " ".join(row.split())
    assert "DO ≥ 5.24mg/L" in " ".join(row.split())
    assert not one.page.locator("#targets-what-if").is_visible()  # a class has no one level
    assert "劣Ⅴ" not in one.text("#targets-headline")
    items = [" ".join(text.split()) for text in one.page.locator(".years tbody tr").all_inner_texts()]
    assert items[0].startswith("DO 3.50 ≥ 5 ≥ 5.24 mg/L")
    plain = one.text("#targets-more .basis p:nth-of-type(4)")
    assert not re.search("[\u4e00-\u9fff]", plain), plain
    one.page.locator('#targets-table tr[data-target="w-share"] a').click()
    one.page.wait_for_selector("#targets-then b")
    assert "≥ 9" in " ".join(one.text("#targets-headline").split())
    one.page.locator("#targets-input").fill("8")
    one.page.wait_for_function(
        "() => document.querySelector('#targets-then .state')?.className.includes('missed')"
    )
    assert "66.67" in one.text("#targets-then")
    one.page.locator('#targets-table tr[data-target="w-index"] a').click()
    one.page.wait_for_selector('#targets-table tr[data-target="w-index"].chosen')
    one.page.wait_for_function("() => document.querySelector('#targets-headline')?.textContent.includes('×')")
    assert "3.8786" in one.text("#targets-headline")
    alone = [" ".join(text.split()) for text in one.page.locator(".years tbody tr").all_inner_texts()]
    assert "NH3-N 1.300 ≤ 0.245 mg/L yes" in alone
    assert "oxygen ÷ λ" in one.text("#targets-more .basis p:nth-of-type(1)")
