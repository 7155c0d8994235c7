"""Days as known at a moment, against a store that never heard of anything later."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from assessment.grid import Grid, daily
from assessment.members import members
from assessment.periods import Days
from geo.atlas import Atlas
from ingest.contract import Batch, Stage
from store.facts import refresh
from store.keeping import keep
from store.opening import Store
from tests.assessment.few_cities import JIAOZUO, LUOYANG, MONDAY, PLACES, TERMS, ZHENGZHOU, opened
from tests.store.making import at, batch, spell

FIRST = datetime(2026, 2, 28, 16, tzinfo=UTC)
DAYS = Days(first=date(2026, 3, 1), last=date(2026, 3, 4))
CITIES = (JIAOZUO, LUOYANG, ZHENGZHOU)


def made(
    number: int, city: str, hours: range, *, add: float = 0.0, stage: Stage = Stage.PROVISIONAL
) -> Batch:
    code, lon, lat = PLACES[city]
    rng = np.random.default_rng(CITIES.index(city))
    series = {p: rng.integers(1, 180, 96) / 10 for p in ("pm25", "pm10", "so2", "no2", "co", "o3")}
    rows = [(code, at(h, FIRST), {p: float(v[h]) + add for p, v in series.items()}) for h in hours]
    told = [spell(code, at(hours[0], FIRST), at(hours[-1], FIRST), lon=lon, lat=lat, area="")]
    return batch(rows, stage=stage, spells=told, name=f"{number}.csv")


BATCHES = (
    *(made(i, city, range(1, 96)) for i, city in enumerate(CITIES)),
    made(3, LUOYANG, range(30, 31), add=7.7),  # one late correction
    made(4, JIAOZUO, range(20), add=1.3, stage=Stage.REVIEWED),  # most of a day
    made(5, JIAOZUO, range(20, 72), add=1.3, stage=Stage.REVIEWED),  # its rest and two days whole
    made(6, ZHENGZHOU, range(1), add=0.4),  # an hour that had been absent
)


def told(home: Path, atlas: Atlas, batches: tuple[Batch, ...], *, brought_in: int) -> Store:
    """A store that heard the batches day by day; the facts follow after so many of them."""
    clock = [MONDAY]
    store = opened(home, atlas, lambda: clock[0])
    for number, one in enumerate(batches):
        clock[0] = MONDAY + timedelta(days=number)
        keep(store, one)
        if number + 1 == brought_in:
            refresh(store)
    return store


def grid(store: Store, of: str, stage: str, as_of: datetime | None) -> Grid:
    terms = replace(TERMS, stage=stage, as_of=as_of)  # type: ignore[arg-type]
    return daily(store, members(store, of=of), days=DAYS, terms=terms)  # type: ignore[arg-type]


@pytest.mark.parametrize("brought_in", [5, len(BATCHES)], ids=["marks waiting", "all brought in"])
@pytest.mark.parametrize("heard", range(3, len(BATCHES) + 1))
def test_days_as_known_then_are_those_of_a_store_that_heard_no_more(
    heard: int, brought_in: int, atlas: Atlas, tmp_path: Path
) -> None:
    store = told(tmp_path / "all", atlas, BATCHES, brought_in=brought_in)
    then = told(tmp_path / "then", atlas, BATCHES[:heard], brought_in=heard)
    moment = MONDAY + timedelta(days=heard - 1, hours=1)
    for of in ("station", "city"):
        for stage in ("best", "provisional", "reviewed"):
            expected, found = grid(then, of, stage, None), grid(store, of, stage, moment)
            for p, values in expected.values.items():
                np.testing.assert_array_equal(found.values[p], values, err_msg=f"{of} {stage} {p}")
                np.testing.assert_array_equal(found.valid[p], expected.valid[p])
            np.testing.assert_array_equal(found.observed, expected.observed)
            np.testing.assert_array_equal(found.reviewed, expected.reviewed)
    store.close()
    then.close()
