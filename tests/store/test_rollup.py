"""Facts of days: n, mean, windows; cities of their assessed national stations; only changed days are touched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from geo.atlas import Place
from indicators.standard import editions
from ingest.contract import SHANGHAI, Batch, Stage
from store.facts import city_days, refresh, station_days
from store.keeping import keep
from store.opening import Store, open_store
from store.stations import stations
from store.tables import city_day, stale_day, station_day
from tests.store.making import DAY, Cell, Halves, at, batch, day_of, spell

TODAY = DAY.date()
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def placed(url: str | None, tmp_path: Path) -> Store:
    """An empty store with two cities."""
    return open_store(url, tmp_path / "placed", Halves())


def in_city(
    series: Mapping[str, Sequence[float]],
    *,
    lon: float,
    control: str = "national",
    role: str = "",
    day: datetime = DAY,
) -> Batch:
    """Batch of whole days of PM2.5 at stations of one place."""
    rows: list[tuple[str, datetime, Mapping[str, Cell]]] = []
    for station, values in series.items():
        rows += day_of(station, {"pm25": values}, day)
    spells = [
        spell(code, day, day + timedelta(hours=len(values) - 1), lon=lon, control=control, role=role)
        for code, values in series.items()
    ]
    return batch(rows, spells=spells)


def test_the_natural_day_is_t01_to_t24(store: Store) -> None:
    # 23:00-24:00 of the day before and 00:00-01:00 of the day after do not belong to it.
    series = {-1: 900.0, 0: 10.0, 23: 20.0, 24: 800.0}
    keep(store, batch([("1001A", at(h), {"pm25": value}) for h, value in series.items()]))
    assert refresh(store) == 3
    found = station_days(store, first=TODAY, last=TODAY)
    assert found["pm25"].item() == 15.0
    assert found["n_pm25"].item() == 2


def test_windows_and_highest_8_hour_mean_stay_inside_the_day(store: Store) -> None:
    ozone: list[Cell] = [100.0] * 8 + [None] * 3 + [160.0] * 13
    keep(store, batch(day_of("1001A", {"o3": ozone})))
    refresh(store)
    found = station_days(store, first=TODAY, last=TODAY)
    windows, highest = 0, 0.0
    for end in range(8, 25):  # a plain loop over the windows that end at 08 … 24
        values = [v for v in ozone[end - 8 : end] if isinstance(v, float)]
        if len(values) >= 6:
            windows += 1
            highest = max(highest, sum(values) / len(values))
    assert (found["windows"].item(), found["o3_8h"].item()) == (windows, highest)
    assert (found["n_o3"].item(), found["o3"].item()) == (21, 160.0)


def test_best_takes_the_reviewed_hour_where_there_is_one(store: Store) -> None:
    keep(
        store, batch([("1001A", at(h), {"pm25": 10.0}) for h in range(4)] + [("1002A", at(0), {"pm25": 7.0})])
    )
    keep(store, batch([("1001A", at(h), {"pm25": 30.0}) for h in (0, 1, 5)], stage=Stage.REVIEWED))
    refresh(store)

    def told(stage: str) -> list[list[float]]:
        found = station_days(store, first=TODAY, last=TODAY, stations=["1001A", "1002A"], stage=stage)  # type: ignore[arg-type]
        return [found["pm25"].values[0].tolist(), found["n_pm25"].values[0].tolist()]

    np.testing.assert_array_equal(told("provisional"), [[10.0, 7.0], [4, 1]])
    np.testing.assert_array_equal(told("reviewed"), [[30.0, np.nan], [3, 0]])
    np.testing.assert_array_equal(told("best"), [[22.0, 7.0], [5, 1]])


def test_a_corrected_hour_touches_its_day_alone(store: Store) -> None:
    keep(store, batch([(code, at(h), {"pm25": 10.0}) for code in ("1001A", "1002A") for h in range(72)]))
    refresh(store)
    keep(store, batch([("1001A", at(30), {"pm25": 34.0})]))
    with store.reading() as conn:
        assert len(conn.execute(select(stale_day)).all()) == 1
        before = conn.execute(select(station_day).order_by(station_day.c.day, station_day.c.station_id)).all()
    assert refresh(store) == 1
    with store.reading() as conn:
        after = conn.execute(select(station_day).order_by(station_day.c.day, station_day.c.station_id)).all()
    changed = [(a.day, a.station_id) for a, b in zip(after, before, strict=True) if a != b]
    assert changed == [(TOMORROW.toordinal(), 1)]
    assert station_days(store, first=TOMORROW, last=TOMORROW)["pm25"].values[0].tolist() == [11.0, 10.0]


def test_a_repeated_hour_marks_no_day(store: Store) -> None:
    made = batch([("1001A", at(0), {"pm25": 10.0})])
    keep(store, made)
    refresh(store)
    keep(store, made)
    assert refresh(store) == 0


def test_marks_that_a_kill_left_are_taken_up(store: Store) -> None:
    keep(store, batch([("1001A", at(h), {"pm25": 10.0}) for h in (0, 24, 48)]))

    class Killed(Exception):  # noqa: N818
        pass

    def die(done: int, _total: int, _day: date) -> None:
        if done == 2:
            raise Killed

    with pytest.raises(Killed):
        refresh(store, die)
    assert refresh(store) == 1
    found = station_days(store, first=TODAY, last=TODAY + timedelta(days=2))
    assert found["n_pm25"].values[:, 0].tolist() == [1, 1, 1]


def test_a_city_s_day_is_the_mean_of_its_valid_stations(placed: Store) -> None:
    keep(placed, in_city({"1001A": [10.0] * 24, "1002A": [20.0] * 20, "1003A": [90.0] * 19}, lon=113))
    keep(placed, in_city({"2001A": [40.0] * 24}, lon=115))
    refresh(placed)
    found = city_days(placed, first=TODAY, last=TODAY)
    assert found["region"].values.tolist() == ["410100", "410200"]
    assert found["pm25"].values[0].tolist() == [15.0, 40.0]  # 19 hours make no day
    assert found["valid_pm25"].values[0].tolist() == [2, 1]
    assert found["observed"].values[0].tolist() == [3, 1]
    assert found["members"].values[0].tolist() == [3, 1]
    assert found["valid_o3_8h"].values[0].tolist() == [0, 0]


def test_an_ozone_day_needs_14_windows_or_a_mean_above_160(placed: Store) -> None:
    series = {
        "1001A": [*[50.0] * 19, *[None] * 5],  # windows 08 … 19, and 20, 21 with 7 and 6 hours: 14
        "1002A": [*[70.0] * 18, *[None] * 6],  # 13
        "1003A": [*[161.0] * 10, *[None] * 14],  # few, but already above
        "1004A": [*[160.0] * 10, *[None] * 14],  # few, and not above
    }
    rows = [row for code, values in series.items() for row in day_of(code, {"o3": values})]
    keep(placed, batch(rows))
    refresh(placed)
    found = city_days(placed, first=TODAY, last=TODAY)
    assert found["valid_o3_8h"].item() == 2
    assert found["o3_8h"].item() == (50.0 + 161.0) / 2


def test_the_numbers_of_a_valid_day_are_the_same_in_every_edition() -> None:
    # This is what makes a city's day a fact; an edition with other numbers would need a column of its own.
    told = {
        (v.hours_a_day, v.hours_of_8h, v.ozone_windows_a_day, v.ozone_proven_above_ug)
        for v in (edition.assessment.validity for edition in editions() if edition.kind == "assessment")
    }
    assert told == {(20, 6, 14, 160.0)}


@pytest.mark.parametrize(
    ("control", "role"),
    [
        ("provincial", ""),
        ("city", ""),
        ("county", ""),
        ("township", ""),
        ("", ""),
        ("national", "background"),
    ],
)
def test_only_assessed_national_stations_enter_a_city(placed: Store, control: str, role: str) -> None:
    keep(placed, in_city({"1001A": [10.0] * 24}, lon=113))
    keep(placed, in_city({"9001A": [90.0] * 24}, lon=113, control=control, role=role))
    refresh(placed)
    found = city_days(placed, first=TODAY, last=TODAY)
    assert found["pm25"].item() == 10.0
    assert (found["members"].item(), found["observed"].item()) == (1, 1)
    assert station_days(placed, first=TODAY, last=TODAY)["pm25"].values[0].tolist() == [10.0, 90.0]


def test_a_silent_station_stays_a_member_till_it_is_heard_again(placed: Store) -> None:
    keep(placed, in_city({"1001A": [10.0] * 24 * 8, "1002A": [20.0] * 24}, lon=113))
    keep(placed, in_city({"1002A": [20.0] * 24}, lon=113, day=DAY + timedelta(days=7)))
    refresh(placed)
    found = city_days(placed, first=TODAY, last=TODAY + timedelta(days=8))
    assert found["members"].values[:, 0].tolist() == [2] * 8 + [0]
    assert found["observed"].values[:, 0].tolist() == [2, *[1] * 6, 2, 0]
    assert np.isnan(found["pm25"].values[8, 0])


def test_a_vanished_station_stays_a_member_for_three_days(placed: Store) -> None:
    keep(placed, in_city({"1001A": [10.0] * 24 * 6, "1002A": [20.0] * 24}, lon=113))
    refresh(placed)
    found = city_days(placed, first=TODAY, last=TODAY + timedelta(days=5))
    assert found["members"].values[:, 0].tolist() == [2, 2, 2, 2, 1, 1]
    assert found["pm25"].values[:, 0].tolist() == [15.0, *[10.0] * 5]


def test_the_silence_of_all_ends_with_the_newest_hour(placed: Store) -> None:
    keep(placed, in_city({"1001A": [10.0] * 24}, lon=113))
    refresh(placed)
    found = city_days(placed, first=TODAY, last=TOMORROW, regions=["410100"])
    assert found["members"].values[:, 0].tolist() == [1, 0]


def test_a_station_that_moves_counts_where_it_stood_that_day(placed: Store) -> None:
    keep(placed, in_city({"1001A": [10.0] * 24}, lon=113))
    keep(placed, in_city({"1001A": [30.0] * 24}, lon=115, day=DAY + timedelta(days=1)))
    refresh(placed)
    found = city_days(placed, first=TODAY, last=TOMORROW)
    np.testing.assert_array_equal(found["pm25"].values, [[10.0, np.nan], [np.nan, 30.0]])
    assert found["members"].values.tolist() == [[1, 0], [0, 1]]


def test_a_list_that_makes_a_station_background_takes_it_out_of_past_days(placed: Store) -> None:
    keep(placed, in_city({"1001A": [10.0] * 24, "1002A": [50.0] * 24}, lon=113))
    refresh(placed)
    keep(
        placed,
        batch([], spells=[spell("1002A", DAY, DAY + timedelta(hours=23), lon=113.0, role="background")]),
    )
    assert refresh(placed) == 1
    found = city_days(placed, first=TODAY, last=TODAY)
    assert (found["pm25"].item(), found["members"].item()) == (10.0, 1)


def test_new_places_move_stations_and_their_cities_days(url: str | None, tmp_path: Path) -> None:
    first = open_store(url, tmp_path, Halves())
    keep(first, in_city({"1001A": [10.0] * 24, "1002A": [20.0] * 24}, lon=113))
    refresh(first)
    first.close()
    again = open_store(url, tmp_path, Halves())
    assert refresh(again) == 0, "the same places change nothing"
    again.close()
    moved = open_store(url, tmp_path, Halves(meridian=112.0))
    assert stations(moved)["city"].tolist() == ["410200"] * 2
    assert refresh(moved) == 1
    found = city_days(moved, first=TODAY, last=TODAY)
    assert found["region"].values.tolist() == ["410200"]
    assert found["pm25"].item() == 15.0
    moved.close()


def test_a_dated_override_counts_on_its_days_only(url: str | None, tmp_path: Path) -> None:
    elsewhere = Place(province="410000", city="419001", by="override")
    override = ("1001A", TOMORROW.toordinal(), TOMORROW.toordinal(), elsewhere)
    store = open_store(url, tmp_path, Halves(belonging=(override,)))
    keep(store, in_city({"1001A": [10.0] * 72}, lon=113))
    refresh(store)
    found = city_days(store, first=TODAY, last=TODAY + timedelta(days=2), regions=["410100", "419001"])
    assert found["members"].values.tolist() == [[1, 0], [0, 1], [1, 0]]
    np.testing.assert_array_equal(found["pm25"].values, [[10.0, np.nan], [np.nan, 10.0], [10.0, np.nan]])
    assert stations(store, at(25))["city"].tolist() == ["419001"]
    assert stations(store, at(49))["city"].tolist() == ["410100"]
    store.close()


def test_a_city_of_reviewed_and_provisional_stations_has_a_best_of_both(placed: Store) -> None:
    keep(placed, in_city({"1001A": [10.0] * 24, "1002A": [20.0] * 24}, lon=113))
    keep(placed, batch(day_of("1001A", {"pm25": [40.0] * 24}), stage=Stage.REVIEWED, spells=[]))
    refresh(placed)
    told = {
        stage: city_days(placed, first=TODAY, last=TODAY, stage=stage)["pm25"].item()  # type: ignore[arg-type]
        for stage in ("provisional", "reviewed", "best")
    }
    assert told == {"provisional": 15.0, "reviewed": 40.0, "best": 30.0}


def test_stations_at_a_moment(placed: Store) -> None:
    keep(placed, batch([], spells=[spell("1001A", at(0), at(9), name="旧名")]))
    keep(placed, batch([], spells=[spell("1001A", at(20), at(29), name="新名")]))
    keep(placed, batch([], spells=[spell("1001A", at(0), at(4), name="旧名")]))

    def name_at(hour: int) -> str:
        return str(stations(placed, at(hour))["name"].item())

    assert [name_at(h) for h in (-5, 0, 9, 15, 20, 29, 50)] == ["旧名"] * 4 + ["新名"] * 3
    newest = stations(placed)
    assert newest["name"].item() == "新名"
    assert newest["first"].item() == at(20).astimezone(UTC)


def test_of_overlapping_spells_the_later_begun_counts(placed: Store) -> None:
    keep(placed, batch([], spells=[spell("1001A", at(0), at(40), name="旧名")]))
    keep(placed, batch([], spells=[spell("1001A", at(10), at(20), name="暂名")]))
    assert stations(placed, at(15))["name"].item() == "暂名"
    assert stations(placed, at(30))["name"].item() == "旧名"


hour_of_station = st.tuples(st.sampled_from(["1001A", "1002A", "1003A"]), st.integers(0, 50))


@settings(
    max_examples=12,
    deadline=None,
    phases=(
        Phase.explicit,
        Phase.reuse,
        Phase.generate,
    ),  # each try makes two stores: shrinking would take hours
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(st.lists(hour_of_station, min_size=1, max_size=12, unique=True), min_size=1, max_size=5),
    st.data(),
)
def test_the_order_of_loading_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, parts: list[list[tuple[str, int]]], data: st.DataObject
) -> None:
    def made(part: list[tuple[str, int]]) -> Batch:
        cells = [(code, at(hour), {"pm25": 0.1 * hour, "o3": 3.3 * hour}) for code, hour in part]
        spells = [
            # 1003A crosses into the other city on its second day.
            spell(code, at(hour), lon=115.0 if code == "1003A" and hour >= 24 else 113.0)
            for code, hour in part
        ]
        return batch(cells, spells=spells)

    told = []
    for order in (parts, data.draw(st.permutations(parts))):
        store = open_store(None, Path(tmp_path_factory.mktemp("home")), Halves())
        for part in order:
            keep(store, made(part))
            if data.draw(st.booleans()):
                refresh(store)
        refresh(store)
        last = TODAY + timedelta(days=2)
        days = station_days(store, first=TODAY, last=last, stations=["1001A", "1002A", "1003A"])
        cities = city_days(store, first=TODAY, last=last, regions=["410100", "410200"])
        told.append((days.drop_vars("mark"), cities.drop_vars("mark"), stations(store)))
        store.close()
    assert told[0][0].identical(told[1][0])
    assert told[0][1].identical(told[1][1])
    assert told[0][2].equals(told[1][2])


def test_no_fact_is_left_of_a_city_that_lost_its_stations(url: str | None, tmp_path: Path) -> None:
    store = open_store(url, tmp_path, Halves())
    keep(store, in_city({"1001A": [10.0] * 24}, lon=113))
    refresh(store)
    store.close()
    moved = open_store(url, tmp_path, Halves(meridian=112.0))
    refresh(moved)
    with moved.reading() as conn:
        assert [row.region for row in conn.execute(select(city_day))] == ["410200"]
    moved.close()


def test_the_day_is_cut_in_shanghai() -> None:
    assert at(0) == datetime(2026, 3, 12, 16, tzinfo=UTC)
    assert DAY.tzinfo is SHANGHAI
