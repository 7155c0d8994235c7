"""Review, quarantine and health in a real browser, over the little network with one bad cell and one bad row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from geo.atlas import Atlas
from ingest.collect import load
from ingest.sources import source
from layouts.acts import acts
from layouts.web import Drawing
from store.facts import refresh
from store.keeping import Keeper
from store.opening import Store, open_store
from store.quarantine import acts_on, refusals
from store.review import hour_row
from tests.contract.little_network import FIRST, network, platform_csv
from tests.contract.test_review import changed
from tests.layouts.conftest import Screen, serving

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
AT_14 = datetime(2026, 3, 5, 6, tzinfo=UTC)
AT_8 = datetime(2026, 3, 5, 0, tzinfo=UTC)


@pytest.fixture
def store(atlas: Atlas, tmp_path: Path) -> Iterator[Store]:
    good = platform_csv(tmp_path / "good.csv", network(), [FIRST])
    cells = {("2026-03-05T1500", "9101A"): {"pm2_5": "4O"}}
    bad = changed(tmp_path / "bad.csv", good, cells)
    opened = open_store(None, tmp_path / "home", atlas)
    load(source("cnemc_hourly"), [bad], Keeper(store=opened))
    refresh(opened)
    yield opened
    opened.close()


@pytest.fixture
def url(store: Store, drawn: Drawing) -> Iterator[str]:
    with serving(store, drawn, act=acts(store)) as served:
        yield served


def test_a_reading_is_reviewed_and_a_refused_cell_mended(
    screen: Callable[..., Screen], url: str, store: Store
) -> None:
    number = int(refusals(store).iloc[0]["id"])
    one = screen(url)
    one.page.goto(f"{url}/review?refusal={number}")
    one.page.wait_for_selector("#review-quarantine tbody tr.chosen")
    one.page.wait_for_selector("#review-body .empty-state")
    for ident, text in (("station", "9102A"), ("hour", "2026-03-05 08"), ("value", "291"), ("by", "张三")):
        one.page.locator(f"#review-{ident}").fill(text)
    one.page.locator("#review-save").click()
    one.page.wait_for_selector("#review-said .error-state")
    kept = hour_row(store, "9102A", AT_8)
    assert kept is not None
    assert kept.values["pm25"] == 51

    one.page.locator("#review-reason").fill("比对记录")
    one.page.locator("#review-save").click()
    one.page.wait_for_selector("#review-said .kept")
    kept = hour_row(store, "9102A", AT_8)
    assert kept is not None
    assert (kept.values["pm25"], kept.stage) == (291, "reviewed")
    one.page.wait_for_selector("#review-body tbody tr")
    one.page.locator("#review-body tbody a").first.click()
    one.page.wait_for_selector("#review-moved tbody tr")
    # 51 for 24 hours, one of them 291: (23 x 51 + 291) / 24 = 61
    assert "61" in one.text("#review-moved tbody")
    assert "比对记录" in one.text("#review-body tbody")

    field = one.page.locator(".refused input")
    assert field.input_value() == "4O"
    field.fill("40")
    who = one.page.locator("#review-one .entry-form input")
    who.nth(0).fill("李四")
    one.page.get_by_text("更正并入库").click()
    one.page.wait_for_selector("#review-mended .error-state")
    assert acts_on(store, number) == []
    who.nth(1).fill("笔误")
    one.page.get_by_text("更正并入库").click()
    one.page.wait_for_selector("#review-mended .kept")
    (act,) = acts_on(store, number)
    assert (act.act, act.actor, act.reason, act.row["pm2_5"]) == ("mended", "李四", "笔误", "40")
    mended = hour_row(store, "9101A", AT_14)
    assert mended is not None
    assert mended.values["pm25"] == 40


def test_the_pages_speak_english_whole_and_read_only_where_nobody_may_write(
    screen: Callable[..., Screen], store: Store, drawn: Drawing
) -> None:
    with serving(store, drawn) as served:
        one = screen(served)
        one.page.goto(f"{served}/review?lang=en&refusal=nonsense")
        one.page.wait_for_selector("#review-quarantine tbody tr")
        assert "Read only here" in one.text("#review")
        assert one.page.locator("#review-save").count() == 0
        own = one.page.locator("#review").inner_text().replace("bad.csv", "")
        assert not CHINESE.search(own), CHINESE.findall(own)
        one.page.goto(f"{served}/health?lang=en")
        one.page.wait_for_selector("#health-body table")
        said = one.text("#health")
        assert "cnemc_hourly" in said
        assert not CHINESE.search(one.page.locator("#health").inner_text())
