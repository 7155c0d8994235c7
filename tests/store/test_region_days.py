"""Published days: kept once, never overwritten, one series at a time, apart from what is made of stations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from indicators.parameters import AIR_DAILY
from ingest.contract import DayBatch, Days, Payload, Receipt, Rejected, Stage
from store.keeping import keep
from store.ledger import batches, quarantined
from store.opening import Store
from store.region_days import has_city_days, has_station_days, region_days, regions_with_days
from tests.store.making import at, batch

FIRST = date(2016, 7, 16)

Row = tuple[str, int, Mapping[str, float]]


def published(rows: Sequence[Row], *, series: str = "aqistudy", stage: Stage = Stage.PROVISIONAL) -> DayBatch:
    """Batch of rows (region, days after the first, cells); `aqi` among the cells, the rest missing."""
    return DayBatch(
        payload=Payload(source="city_daily", name="made.csv", sha256="e" * 64, body=b""),
        series=series,
        stage=stage,
        days=Days(
            region=np.array([region for region, _, _ in rows], object),
            area=np.array(["某市"] * len(rows), object),
            day=np.array([FIRST.toordinal() + after for _, after, _ in rows], np.int64),
            values={p: np.array([cells.get(p, np.nan) for _, _, cells in rows]) for p in AIR_DAILY},
            aqi=np.array([cells.get("aqi", np.nan) for _, _, cells in rows]),
            level=np.array(["良"] * len(rows), object),
        ),
        rejected=(),
        rows=len(rows),
    )


def pm25(store: Store, region: str = "410800", **asked: object) -> list[float]:
    found = region_days(store, first=FIRST, last=date(2016, 7, 18), regions=[region], **asked)  # type: ignore[arg-type]
    return [float(v) for v in found["pm25"].to_numpy()[:, 0]]


def same(found: Sequence[float], expected: Sequence[float]) -> bool:
    return np.array_equal(np.array(found), np.array(expected), equal_nan=True)


def test_loading_twice_is_loading_once(store: Store) -> None:
    days = published([("410800", 0, {"pm25": 40, "pm10": 90, "aqi": 70}), ("410800", 1, {"pm25": 50})])
    assert keep(store, days) == Receipt(rows=2, readings=3, kept=3)
    assert keep(store, days) == Receipt(rows=2, readings=3, known=3)
    found = region_days(store, first=FIRST, last=date(2016, 7, 18), texts=True)
    assert found["region"].to_numpy().tolist() == ["410800"]
    assert found["present"].to_numpy()[:, 0].tolist() == [True, True, False]
    assert same(pm25(store), [40, 50, np.nan])
    assert (float(found["aqi"][0, 0]), found["level"][0, 0].item()) == (70.0, "良")


def test_a_changed_value_is_a_revision_and_the_past_can_still_be_asked(store: Store) -> None:
    clock = iter(datetime(2026, 11, day, tzinfo=UTC) for day in (1, 2, 3))
    timed = replace(store, now=lambda: next(clock))
    keep(timed, published([("410800", 0, {"pm25": 40}), ("410800", 1, {"pm25": 50})]))
    changed = keep(timed, published([("410800", 0, {"pm25": 44}), ("410800", 1, {"pm25": 50})]))
    assert changed == Receipt(rows=2, readings=2, known=1, revised=1)
    assert same(pm25(store), [44, 50, np.nan])
    assert same(pm25(store, as_of=datetime(2026, 11, 1, 12, tzinfo=UTC)), [40, 50, np.nan])
    assert same(pm25(store, as_of=datetime(2026, 10, 1, tzinfo=UTC)), [np.nan] * 3)


def test_a_withdrawn_value_is_a_revision_to_nothing(store: Store) -> None:
    keep(store, published([("410800", 0, {"pm25": 40})]))
    assert keep(store, published([("410800", 0, {})])).revised == 1
    assert same(pm25(store), [np.nan] * 3)


def test_series_never_revise_each_other_and_one_speaks_for_a_whole_answer(store: Store) -> None:
    long = published([("410800", 0, {"pm25": 40}), ("410800", 1, {"pm25": 41})])
    short = published([("410800", 0, {"pm25": 60})], series="history")
    for each in (long, short, long, short):
        assert keep(store, each).revised == 0
    found = region_days(store, first=FIRST, last=date(2016, 7, 18))
    assert found.attrs == {"series": "city_daily/aqistudy", "others": ("city_daily/history",)}
    assert same(pm25(store), [40, 41, np.nan])
    assert same(pm25(store, series="city_daily/history"), [60, np.nan, np.nan])


def test_a_reviewed_day_outranks_the_provisional_one_and_can_be_asked_alone(store: Store) -> None:
    keep(store, published([("410800", 0, {"pm25": 42})], stage=Stage.REVIEWED))
    keep(store, published([("410800", 0, {"pm25": 40}), ("410800", 1, {"pm25": 41})]))
    assert same(pm25(store), [42, 41, np.nan])
    assert same(pm25(store, stage="provisional"), [40, 41, np.nan])
    assert same(pm25(store, stage="reviewed"), [42, np.nan, np.nan])


def test_the_order_of_loading_does_not_matter(store: Store) -> None:
    first = published([("410800", 0, {"pm25": 40})])
    second = published([("410100", 0, {"pm25": 50}), ("410800", 1, {"pm25": 41})])
    for each in (second, first):
        keep(store, each)
    assert same(pm25(store), [40, 41, np.nan])
    assert same(pm25(store, "410100"), [50, np.nan, np.nan])
    assert regions_with_days(store, first=FIRST, last=FIRST) == ["410100", "410800"]
    assert regions_with_days(store, first=date(2016, 7, 18), last=date(2016, 7, 18)) == []


def test_the_ledger_and_the_quarantine_know_the_batch(store: Store) -> None:
    rejected = Rejected(
        file="made.csv", line=7, field="city", reason="no division", payload="胶南,…", whole=True
    )
    batch_of_days = replace(published([("410800", 0, {"pm25": 40, "aqi": 60})]), rejected=(rejected,))
    assert keep(store, batch_of_days).rejected == {"no division": 1}
    (line,) = batches(store).to_dict("records")
    assert (line["source"], line["rows"], line["kept"], line["published_kept"]) == ("city_daily", 1, 1, 1)
    assert line["first"] == datetime(2016, 7, 15, 16, tzinfo=UTC)
    assert quarantined(store)["line"].tolist() == [7]


def test_published_days_are_no_days_of_stations(store: Store) -> None:
    keep(store, published([("410800", 0, {"pm25": 40})]))
    assert not has_city_days(store, first=FIRST, last=FIRST, regions=["410800"])
    assert not has_station_days(store, first=FIRST, last=FIRST, stations=["1001A"])


def test_real_days_clear_a_store_of_simulated_readings(store: Store) -> None:
    keep(store, batch([("S1", at(1), {"pm25": 9.0})], simulated=True))
    keep(store, published([("410800", 0, {"pm25": 40})]))
    assert not store.simulated
    assert batches(store)["source"].tolist() == ["city_daily"]


def test_a_region_named_twice_for_a_day_is_no_batch(store: Store) -> None:
    with pytest.raises(ValueError, match="twice"):
        keep(store, published([("410800", 0, {"pm25": 40}), ("410800", 0, {"pm25": 41})]))
