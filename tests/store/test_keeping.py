"""Nothing is overwritten; twice is once; every reading is counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.parameters import AIR_HOURLY
from ingest.contract import Receipt, Rejected, Stage
from store.keeping import Keeper, keep
from store.latest import latest
from store.ledger import batches, counts, mark, quarantined
from store.opening import Store, StoreError, open_store
from store.readings import hours, published
from store.rosters import Entry, keep_roster, rosters
from tests.store.making import DAY, at, batch, spell

SIX = {"pm25": 35.0, "pm10": 70.0, "so2": 5.0, "no2": 21.0, "co": 0.7, "o3": 88.0}


def shown(store: Store, station: str, hour: int, parameter: str = "pm25", **how: object) -> float:
    found = hours(store, start=at(hour), end=at(hour + 1), stations=[station], **how)  # type: ignore[arg-type]
    return float(found[parameter].item())


def test_twice_is_once(store: Store) -> None:
    made = batch(
        [("1001A", at(0), SIX), ("1002A", at(0), {**SIX, "pm10": "NA", "so2": "/"})],
        published=[{"aqi": 50.0}, {"aqi": np.nan, "o3_8h_24h": 12.0}],
        primary=["", "颗粒物(PM10)"],
        rejected=[Rejected(file="a.csv", line=7, field="co", reason="not a number", payload="x")],
    )
    first = keep(store, made)
    before = counts(store)
    again = keep(store, made)
    assert first == Receipt(rows=2, readings=10, kept=10, rejected={"not a number": 1})
    assert again == Receipt(rows=2, readings=10, known=10, rejected={"not a number": 1})
    assert counts(store) == {**before, "batch": before["batch"] + 1}


def test_a_changed_value_is_a_further_revision_and_the_old_one_can_be_asked(store: Store) -> None:
    monday = replace(store, now=lambda: datetime.fromisoformat("2026-03-16T08:00:00+08:00"))
    friday = replace(store, now=lambda: datetime.fromisoformat("2026-03-20T08:00:00+08:00"))
    keep(monday, batch([("1001A", at(0), SIX)]))
    receipt = keep(friday, batch([("1001A", at(0), {**SIX, "pm25": 36.0})]))
    assert receipt == Receipt(rows=1, readings=6, known=5, revised=1)
    assert shown(store, "1001A", 0) == 36.0
    assert shown(store, "1001A", 0, as_of=datetime.fromisoformat("2026-03-19T00:00:00+08:00")) == 35.0
    assert shown(store, "1001A", 0, as_of=datetime.fromisoformat("2026-03-20T08:00:00+08:00")) == 36.0
    assert np.isnan(shown(store, "1001A", 0, as_of=datetime.fromisoformat("2026-03-01T00:00:00+08:00")))
    assert counts(store)["air_hour"] == 2


def test_a_value_where_there_was_none_is_a_revision(store: Store) -> None:
    keep(store, batch([("1001A", at(0), {**SIX, "o3": "NA"})]))
    assert keep(store, batch([("1001A", at(0), SIX)])) == Receipt(rows=1, readings=6, known=5, revised=1)
    assert shown(store, "1001A", 0, "o3") == 88.0


def test_a_withdrawn_value_is_a_revision(store: Store) -> None:
    keep(store, batch([("1001A", at(0), SIX)]))
    receipt = keep(store, batch([("1001A", at(0), {**SIX, "o3": "NA"})]))
    assert receipt == Receipt(rows=1, readings=6, known=5, revised=1)
    assert np.isnan(shown(store, "1001A", 0, "o3"))


def test_a_changed_mark_is_written_though_no_reading_changed(store: Store) -> None:
    keep(store, batch([("1001A", at(0), {**SIX, "o3": "NA"})]))
    receipt = keep(store, batch([("1001A", at(0), {**SIX, "o3": "/"})]))
    assert receipt == Receipt(rows=1, readings=5, known=5)
    found = hours(store, start=at(0), end=at(1), stations=["1001A"])
    assert bool(found["not_monitored_o3"].item())


def test_reviewed_stands_beside_provisional(store: Store) -> None:
    keep(store, batch([("1001A", at(0), SIX), ("1001A", at(1), SIX)]))
    receipt = keep(store, batch([("1001A", at(0), {**SIX, "pm25": 30.0})], stage=Stage.REVIEWED))
    assert receipt == Receipt(rows=1, readings=6, kept=6)
    assert shown(store, "1001A", 0) == 30.0
    assert shown(store, "1001A", 1) == 35.0
    assert shown(store, "1001A", 0, stage="provisional") == 35.0
    assert shown(store, "1001A", 0, stage="reviewed") == 30.0
    assert np.isnan(shown(store, "1001A", 1, stage="reviewed"))


def test_a_later_provisional_revision_does_not_hide_the_reviewed_value(store: Store) -> None:
    keep(store, batch([("1001A", at(0), SIX)], stage=Stage.REVIEWED))
    keep(store, batch([("1001A", at(0), {**SIX, "pm25": 99.0})]))
    assert shown(store, "1001A", 0) == 35.0
    assert latest(store)["pm25"].tolist() == [35.0]


def test_published_results_have_revisions_of_their_own_and_are_not_readings(store: Store) -> None:
    keep(store, batch([("1001A", at(0), SIX)], published=[{"aqi": 50.0}], primary=[""]))
    changed = batch([("1001A", at(0), SIX)], published=[{"aqi": 51.0}], primary=["细颗粒物(PM2.5)"])
    assert keep(store, changed) == Receipt(rows=1, readings=6, known=6)
    found = published(store, start=at(0), end=at(1))
    assert found["aqi"].item() == 51.0
    assert found["primary"].item() == "细颗粒物(PM2.5)"
    assert np.isnan(found["o3_8h"].item())
    assert counts(store)["published_hour"] == 2
    assert batches(store, 1)["published_revised"].tolist() == [1]


def test_a_withdrawn_published_result_is_a_revision(store: Store) -> None:
    keep(store, batch([("1001A", at(0), SIX)], published=[{"aqi": 50.0}]))
    keep(store, batch([("1001A", at(0), SIX)], published=[{"aqi": np.nan}]))
    assert np.isnan(published(store, start=at(0), end=at(1))["aqi"].item())


def test_a_row_that_published_nothing_is_not_kept(store: Store) -> None:
    keep(store, batch([("1001A", at(0), SIX)], published=[{"aqi": np.nan}], primary=[""]))
    assert counts(store)["published_hour"] == 0


def test_a_station_hour_named_twice_is_refused_whole(store: Store) -> None:
    with pytest.raises(ValueError, match="1001A twice"):
        keep(store, batch([("1001A", at(0), SIX), ("1001A", at(0), SIX)]))
    assert set(counts(store).values()) == {0}


def test_a_published_result_without_a_column_is_refused_whole(store: Store) -> None:
    with pytest.raises(ValueError, match="aqi_of_tomorrow"):
        keep(store, batch([("1001A", at(0), SIX)], published=[{"aqi_of_tomorrow": 1.0}]))
    assert set(counts(store).values()) == {0}


def test_the_first_real_batch_clears_simulated_readings(store: Store) -> None:
    keep(store, batch([("9001A", at(0), SIX)], simulated=True, published=[{"aqi": 1.0}], primary=["模拟"]))
    assert store.simulated
    demo = mark(store)
    keep(store, batch([("1001A", at(5), SIX)]))
    assert not store.simulated
    assert latest(store)["code"].tolist() == ["1001A"]
    assert counts(store)["station"] == counts(store)["station_spell"] == counts(store)["batch"] == 1
    assert counts(store)["published_hour"] == counts(store)["wording"] == 0
    assert mark(store) > demo, "a batch number is never given twice"


def test_lists_that_people_handed_in_outlive_the_demo(store: Store) -> None:
    keep(store, batch([("9001A", at(0), SIX)], simulated=True))
    keep_roster(
        store, name="ours", level="prefecture", entries=[Entry(line=1, code="410800")],
        actor="somebody", reason="asked for", file="ours.csv", sha256="0" * 64,
    )  # fmt: skip
    keep(store, batch([("1001A", at(5), SIX)]))
    assert [entry.code for one in rosters(store) for entry in one.entries] == ["410800"]


def test_simulated_readings_are_refused_by_a_real_store(store: Store) -> None:
    keep(store, batch([("1001A", at(0), SIX)]))
    with pytest.raises(StoreError, match="real readings"):
        keep(store, batch([("9001A", at(0), SIX)], simulated=True))
    assert counts(store)["station"] == 1


def test_refused_rows_alone_do_not_clear_the_demo(store: Store) -> None:
    keep(store, batch([("9001A", at(0), SIX)], simulated=True))
    refused = [
        Rejected(file="a.csv", line=2, field="", reason="too few fields", payload="1001A,", whole=True)
    ]
    keep(store, batch([], rejected=refused))
    assert store.simulated
    assert counts(store)["air_hour"] == 1


def test_quarantine_keeps_what_stood_there_once(store: Store) -> None:
    odd = "1001A,\x00\ud800,—\n"
    line = Rejected(file="a.csv", line=3, field="pm10", reason="not a number", payload=odd)
    other = replace(line, field="co")
    keep(store, batch([], rejected=[line, other]))
    keep(store, batch([], rejected=[line, other]))
    found = quarantined(store)
    assert found["field"].tolist() == ["co", "pm10"]
    assert found["payload"].tolist() == ["1001A,\\x00\\ud800,—\n"] * 2
    keep(store, batch([], rejected=[line], sha256="0" * 64))
    assert len(quarantined(store)) == 3, "the same line of another file of that name"


def test_latest_never_moves_back_and_follows_a_revision_of_its_hour(store: Store) -> None:
    keep(store, batch([("1001A", at(5), {**SIX, "pm25": 5.0}), ("1001A", at(4), {**SIX, "pm25": 4.0})]))
    keep(store, batch([("1001A", at(3), {**SIX, "pm25": 3.0}), ("1002A", at(1), {**SIX, "pm25": 1.0})]))
    assert latest(store)[["code", "pm25"]].to_numpy().tolist() == [["1001A", 5.0], ["1002A", 1.0]]
    keep(store, batch([("1001A", at(5), {**SIX, "pm25": 55.0})]))
    keep(store, batch([("1001A", at(4), {**SIX, "pm25": 44.0})]))
    assert latest(store)[["code", "pm25"]].to_numpy().tolist() == [["1001A", 55.0], ["1002A", 1.0]]
    assert latest(store)["start"].tolist() == [at(5), at(1)]


def test_known_at_does_not_run_back_with_the_clock(store: Store) -> None:
    early = replace(store, now=lambda: datetime.fromisoformat("2026-03-16T08:00:00+08:00"))
    late = replace(store, now=lambda: datetime.fromisoformat("2026-03-20T08:00:00+08:00"))
    keep(late, batch([("1001A", at(0), SIX)]))
    keep(early, batch([("1001A", at(0), {**SIX, "pm25": 36.0})]))
    newest, first = batches(store)["known_at"].tolist()
    assert first == late.now()
    assert first < newest < first + timedelta(seconds=1)


def test_a_batch_is_recorded_with_what_became_of_it(store: Store) -> None:
    refused = [
        Rejected(file="a.csv", line=n, field="", reason="no such hour", payload="", whole=True)
        for n in (2, 3)
    ]
    Keeper(store=store).keep(batch([("1001A", at(0), SIX), ("1001A", at(2), SIX)], rejected=refused))
    record = batches(store).iloc[0]
    assert (record["source"], record["name"], record["stage"], record["state"]) == (
        "made", "made.csv", "provisional", "kept",
    )  # fmt: skip
    assert (record["rows"], record["readings"], record["kept"]) == (2, 12, 12)
    assert record["rejected"] == {"no such hour": 2}
    assert (record["first"], record["last"]) == (at(0), at(2))


def test_one_station_s_long_series_is_compared_by_key(store: Store) -> None:
    neighbours = [(f"2{n:03d}A", at(h), SIX) for n in range(70) for h in (0, 40)]
    keep(store, batch(neighbours))
    series = [("1001A", at(h), {"pm25": float(h)}) for h in range(48)]
    assert keep(store, batch(series)).kept == 48
    assert keep(store, batch(series)) == Receipt(rows=48, readings=48, known=48)


cells = st.one_of(st.none(), st.sampled_from(["NA", "/", "—"]), st.sampled_from([0.0, 1.0, 2.5]))
rows = st.dictionaries(
    st.tuples(st.sampled_from(["1001A", "1002A", "1003A"]), st.integers(0, 4)),
    st.tuples(cells, cells),
    max_size=6,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(list(Stage)), rows), min_size=1, max_size=5))
def test_any_batches_read_back_as_a_dictionary_would(
    tmp_path_factory: pytest.TempPathFactory,
    story: list[tuple[Stage, dict[tuple[str, int], tuple[object, object]]]],
) -> None:
    store = open_store(None, Path(tmp_path_factory.mktemp("home")), None)
    clock = DAY
    told: dict[tuple[Stage, str, int], tuple[object, object]] = {}
    moments = []
    for stage, content in story:
        clock += timedelta(days=1)
        now = clock
        made = batch(
            [(code, at(hour), {"pm25": a, "co": b}) for (code, hour), (a, b) in content.items()],  # type: ignore[dict-item]
            stage=stage,
        )
        receipt = keep(replace(store, now=lambda now=now: now), made)  # type: ignore[misc]
        assert receipt.kept + receipt.known + receipt.revised == receipt.readings
        told.update({(stage, *place): cells for place, cells in content.items()})
        moments.append((now, dict(told)))
    for moment, then in moments:
        found = hours(store, start=at(0), end=at(5), stations=["1001A", "1002A", "1003A"], as_of=moment)
        for column, code in enumerate(["1001A", "1002A", "1003A"]):
            for hour in range(5):
                cell = then.get((Stage.REVIEWED, code, hour)) or then.get((Stage.PROVISIONAL, code, hour))
                for name, said in zip(("pm25", "co"), cell or (None, None), strict=True):
                    value = found[name].values[hour, column]
                    assert value == said if isinstance(said, float) else np.isnan(value)
                assert (found["quality_pm25"].values[hour, column] == 0) == (cell is None)
    newest = {code: max(hour for _, c, hour in told if c == code) for code in {code for _, code, _ in told}}
    table = latest(store)
    assert dict(zip(table["code"], table["start"], strict=True)) == {c: at(h) for c, h in newest.items()}
    store.close()


def test_every_parameter_has_its_column() -> None:
    assert set(SIX) == set(AIR_HOURLY)
    assert spell("1001A").control == "national"
