"""Provisional and reviewed readings side by side, and how much of each a number holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from assessment.periods import midnight
from assessment.values import table
from geo.atlas import Atlas
from ingest.contract import Stage
from store.facts import refresh
from store.keeping import keep
from store.ledger import batches
from store.opening import Store
from tests.assessment.few_cities import JIAOZUO, PLACES, TERMS, opened
from tests.store.making import at, batch, spell

START, END = midnight(date(2026, 3, 1)), midnight(date(2026, 3, 4))


@pytest.fixture(scope="module")
def store(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Three days of 40; the first reviewed whole as 30, of the second the first twelve hours as 20."""
    store = opened(tmp_path_factory.mktemp("stages"), atlas)
    code, lon, lat = PLACES[JIAOZUO]
    first = datetime(2026, 2, 28, 16, tzinfo=UTC)
    told = [spell(code, first, at(71, first), lon=lon, lat=lat, area="")]
    keep(store, batch([(code, at(h, first), {"pm25": 40.0}) for h in range(72)], spells=told))
    reviewed = [(code, at(h, first), {"pm25": 30.0 if h < 24 else 20.0}) for h in range(36)]
    keep(store, batch(reviewed, spells=told, stage=Stage.REVIEWED), actor="Li", reason="monthly review")
    refresh(store)
    yield store
    store.close()


@pytest.mark.parametrize("as_of", [None, datetime(2026, 3, 10, tzinfo=UTC)])
@pytest.mark.parametrize("of", ["station", "city"])
@pytest.mark.parametrize(
    ("stage", "values", "stages", "counts"),
    [
        ("best", ["30", "30", "40"], ["reviewed", "mixed", "provisional"], (1, 1, 1)),
        ("provisional", ["40", "40", "40"], ["provisional"] * 3, (3, 0, 0)),
        ("reviewed", ["30", "", ""], ["reviewed"] * 3, (0, 2, 0)),
    ],
)
def test_each_stage_by_itself_and_the_best_of_both(
    stage: str, values: list[str], stages: list[str], counts: tuple[int, int, int], of: str, as_of: datetime | None,
    store: Store,
) -> None:  # fmt: skip
    terms = replace(TERMS, stage=stage, as_of=as_of)  # type: ignore[arg-type]
    answer = table(store, indicator="pm25", of=of, start=START, end=END, terms=terms)  # type: ignore[arg-type]
    assert list(answer.table["value"]) == values
    assert list(answer.table["stage"]) == stages
    assert answer.passport.stages == counts


def test_a_period_says_how_many_days_of_each(store: Store) -> None:
    answer = table(store, indicator="pm25", of="city", start=START, end=END, terms=TERMS, every="all")
    assert list(answer.table["stage"]) == ["mixed"]
    assert answer.passport.stages == (1, 1, 1)


def test_who_reviewed_is_kept_with_the_batch(store: Store) -> None:
    newest = batches(store).iloc[0]
    assert (newest["stage"], newest["actor"], newest["reason"]) == ("reviewed", "Li", "monthly review")
