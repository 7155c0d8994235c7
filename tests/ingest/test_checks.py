"""Each check on hours written by hand: what it flags, what it leaves, and what it does not look at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.parameters import AIR_HOURLY
from ingest import checks
from ingest.check_limits import FOLDER, limits_of, read
from ingest.checks import ParameterLimits, Spread
from ingest.contract import Quality

GOOD, UNSEEN, SUSPECT, FAIL, MISSING = 1, 2, 3, 4, 9
NAN = float("nan")
LIMITS = ParameterLimits(
    suspect_above=500, fail_above=5000, spike_step=50, spike_ratio=2, stuck=((10, 4),), apart=40,
    apart_ratio=1.5, swing=50, alike=0.4,
)  # fmt: skip


def hours(*values: float) -> np.ndarray:
    """One station's hours as [hour, station]."""
    return np.array(values, np.float64)[:, np.newaxis]


def flat(flags: np.ndarray) -> list[int]:
    assert flags.dtype == np.uint8
    return [int(flag) for flag in flags[:, 0]]


def test_range() -> None:
    found = checks.out_of_range(hours(500, 500.1, 5000, 5000.1, NAN, 0), LIMITS)
    assert flat(found) == [GOOD, SUSPECT, SUSPECT, FAIL, MISSING, GOOD]


def test_negative() -> None:
    assert flat(checks.negative(hours(0, -0.1, 3, NAN))) == [GOOD, FAIL, GOOD, MISSING]


def test_a_single_hour_that_stands_out_of_both_beside_it_is_a_spike() -> None:
    found = checks.spike(hours(30, 120, 40, 35, NAN, 90, 30), LIMITS)
    assert flat(found) == [UNSEEN, SUSPECT, GOOD, UNSEEN, MISSING, UNSEEN, UNSEEN]


def test_a_hole_between_two_hours_is_a_spike_downwards() -> None:
    assert flat(checks.spike(hours(100, 20, 110), LIMITS)) == [UNSEEN, SUSPECT, UNSEEN]


def test_a_rise_that_stays_is_no_spike() -> None:
    assert SUSPECT not in flat(checks.spike(hours(30, 30, 150, 160, 155, 150), LIMITS))


def test_a_large_step_on_a_high_level_is_no_spike() -> None:
    assert SUSPECT not in flat(checks.spike(hours(300, 360, 300), LIMITS))


def test_what_the_neighbours_do_alike_is_the_air() -> None:
    ours = hours(30, 120, 40)
    assert flat(checks.spike(ours, LIMITS, hours(30, 60, 30)))[1] == GOOD
    assert flat(checks.spike(ours, LIMITS, hours(30, 40, 30)))[1] == SUSPECT
    assert flat(checks.spike(ours, LIMITS, hours(NAN, NAN, NAN)))[1] == SUSPECT


def test_four_equal_hours_are_stuck_and_three_are_not() -> None:
    found = checks.stuck(hours(20, 20, 20, 21, 22, 22, 22, 22, 30), LIMITS)
    assert flat(found) == [GOOD] * 4 + [SUSPECT] * 4 + [GOOD]


def test_a_gap_ends_a_run_and_low_values_may_stay_equal() -> None:
    assert SUSPECT not in flat(checks.stuck(hours(20, 20, NAN, 20, 20), LIMITS))
    assert SUSPECT not in flat(checks.stuck(hours(10, 10, 10, 10, 10), LIMITS))


def test_a_run_does_not_go_on_at_the_next_station() -> None:
    two = np.array([[20.0, 30], [21, 30], [30, 31], [30, 32]])
    assert not checks.is_off(checks.stuck(two, LIMITS)).any()
    all_day = np.full((4, 3), 20.0)
    assert checks.is_off(checks.stuck(all_day, LIMITS)).all()


def test_pm25_above_pm10_by_ratio_and_step() -> None:
    fine, coarse = hours(50, 54, 60, 108, NAN), hours(50, 50, 50, 100, 30)
    found = checks.relation(fine, coarse, ratio=1.1, step=5)
    assert flat(found) == [GOOD, GOOD, SUSPECT, GOOD, MISSING]


def around(lowest: float, highest: float, count: int, size: int) -> Spread:
    full = (size, 1)
    return Spread(
        lowest=np.full(full, lowest), median=np.full(full, (lowest + highest) / 2),
        highest=np.full(full, highest), count=np.full(full, count),
    )  # fmt: skip


def test_beyond_all_neighbours_for_two_hours() -> None:
    found = checks.neighbours(hours(150, 40, 150, 151, 40), around(30, 60, 3, 5), LIMITS, least=3)
    assert flat(found) == [GOOD, GOOD, SUSPECT, SUSPECT, GOOD]


def test_one_hour_above_and_one_below_are_no_two_hours() -> None:
    found = checks.neighbours(hours(300, 10, 300), around(100, 110, 3, 3), LIMITS, least=3)
    assert SUSPECT not in flat(found)


def test_too_few_neighbours_say_nothing() -> None:
    assert flat(checks.neighbours(hours(300, 300), around(30, 60, 2, 2), LIMITS, least=3)) == [UNSEEN] * 2


COURSE = np.array([20.0] * 8 + [40, 60, 80, 100, 120, 130, 120, 100, 80, 60] + [40] * 6)


def test_a_day_that_goes_against_its_neighbours_breaks_the_course() -> None:
    days = np.concatenate([COURSE, COURSE[::-1] * 0 + np.roll(COURSE, 12)])[:, np.newaxis]
    theirs = np.concatenate([COURSE, COURSE])[:, np.newaxis]
    assert flat(checks.diurnal(days, theirs, LIMITS)) == [GOOD] * 24 + [SUSPECT] * 24


def test_a_day_is_cut_at_midnight_and_a_part_of_one_is_not_judged() -> None:
    days = np.concatenate([COURSE[4:], np.roll(COURSE, 12), COURSE[:4]])[:, np.newaxis]
    theirs = np.concatenate([COURSE[4:], COURSE, COURSE[:4]])[:, np.newaxis]
    assert (
        flat(checks.diurnal(days, theirs, LIMITS, first=4)) == [UNSEEN] * 20 + [SUSPECT] * 24 + [UNSEEN] * 4
    )


def test_nothing_swings_or_too_few_hours_nothing_is_said() -> None:
    flat_day = np.full((24, 1), 30.0)
    assert flat(checks.diurnal(COURSE[:, np.newaxis], flat_day, LIMITS)) == [UNSEEN] * 24
    holes = np.roll(COURSE, 12)[:, np.newaxis].copy()
    holes[:7] = NAN
    assert set(flat(checks.diurnal(holes, COURSE[:, np.newaxis], LIMITS))) == {UNSEEN, MISSING}


def test_a_constant_day_where_the_neighbours_swing_breaks_the_course() -> None:
    assert set(flat(checks.diurnal(np.full((24, 1), 30.0), COURSE[:, np.newaxis], LIMITS))) == {SUSPECT}


def test_neighbours_are_the_nearest_within_the_radius() -> None:
    lon = np.array([113.0, 113.1, 113.2, 113.0, NAN])
    lat = np.array([34.0, 34.0, 34.0, 35.0, 34.0])
    # 0.1 degree of longitude is 9.2 km there, a degree of latitude 111 km
    found = checks.near(lon, lat, radius_km=20)
    assert found[:, :2].tolist() == [[1, 2], [0, 2], [1, 0], [-1, -1], [-1, -1]]
    assert checks.near(lon, lat, radius_km=20, among=[2])[0, :2].tolist() == [1, 0]
    assert checks.near(lon[:1], lat[:1], radius_km=20).shape == (1, 0)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(st.one_of(st.just(NAN), st.integers(0, 9)), min_size=5, max_size=5), min_size=1, max_size=4
    )
)
def test_spread_is_what_a_loop_says(rows: list[list[float]]) -> None:
    values = np.array(rows, np.float64)
    near = np.array([[1, 2, 3], [0, -1, -1], [-1, -1, -1], [4, 0, 1], [0, 1, -1]])
    found = checks.spread(values, near)
    for hour in range(len(values)):
        for station in range(5):
            there = sorted(values[hour, k] for k in near[station] if k >= 0 and not np.isnan(values[hour, k]))
            assert found.count[hour, station] == len(there)
            got = (found.lowest[hour, station], found.median[hour, station], found.highest[hour, station])
            if there:
                assert got == (there[0], float(np.median(there)), there[-1])
            else:
                assert np.isnan(got).all()


def test_the_cleaner_the_air_the_longer_a_run_may_be() -> None:
    limits = replace(LIMITS, stuck=((2.0, 6), (10.0, 4)))
    for level, least in ((1.0, 10**6), (2.0, 10**6), (2.1, 6), (10.0, 6), (10.1, 4), (80.0, 4)):
        for length in (3, 4, 5, 6, 7):
            found = checks.stuck(hours(99, *[level] * length, 98), limits)
            expected = [SUSPECT if length >= least else GOOD] * length
            assert flat(found) == [GOOD, *expected, GOOD], (level, length)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.just(NAN), st.integers(9, 13)), max_size=40))
def test_stuck_is_what_a_loop_says(series: list[float]) -> None:
    expected = []
    for i, value in enumerate(series):
        first = last = i
        while first > 0 and series[first - 1] == value:
            first -= 1
        while last + 1 < len(series) and series[last + 1] == value:
            last += 1
        run = last - first + 1
        expected.append(MISSING if value != value else SUSPECT if run >= 4 and value > 10 else GOOD)
    assert flat(checks.stuck(hours(*series), LIMITS)) == expected


def test_all_checks_of_all_parameters_and_the_worst_of_them() -> None:
    limits = limits_of(date(2026, 12, 1))
    values = {p: np.full((24, 2), 20.0) + np.arange(24)[:, np.newaxis] for p in AIR_HOURLY}
    values["pm25"][3, 0] = 90
    values["pm25"][5, 1] = NAN
    flags = checks.check_all(values, np.full((2, 1), -1), limits)
    assert set(flags) == set(AIR_HOURLY)
    assert "relation" in flags["pm10"]
    assert "relation" not in flags["o3"]
    worst = checks.worst(flags["pm25"])
    assert (worst[3, 0], worst[5, 1], worst[6, 0]) == (SUSPECT, MISSING, GOOD)
    assert flags["pm10"]["relation"][3, 0] == SUSPECT
    assert flags["pm10"]["relation"][5, 1] == UNSEEN
    alone = checks.check_all(values, np.full((2, 1), -1), limits, only=("co",))
    assert set(alone) == {"co"}
    for name, one in flags["co"].items():
        assert np.array_equal(alone["co"][name], one)


def test_nothing_at_all_is_no_fault() -> None:
    limits = limits_of(date(2026, 12, 1))
    empty = {p: np.empty((0, 0)) for p in AIR_HOURLY}
    flags = checks.check_all(empty, np.empty((0, 0), np.intp), limits)
    assert all(f.shape == (0, 0) for one in flags.values() for f in one.values())


def test_thresholds_hold_from_their_day_on(tmp_path: Path) -> None:
    first = (FOLDER / "2026-11-22.toml").read_text(encoding="utf-8")
    (tmp_path / "2026-11-22.toml").write_text(first, encoding="utf-8")
    (tmp_path / "2027-01-01.toml").write_text(first.replace("least = 3", "least = 4"), encoding="utf-8")
    assert limits_of(date(2026, 12, 31), tmp_path).least == 3
    assert limits_of(date(2027, 1, 1), tmp_path).least == 4
    assert limits_of(date(2013, 1, 1), tmp_path).least == 3
    with pytest.raises(LookupError):
        limits_of(date(2026, 1, 1), tmp_path / "nothing")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("least = 3", 'least = "three"'), "least must be a number"),
        (("[pm25]", "[pm2_5]"), "'pm2_5' is no entry"),
        (("spike_step = 25.0", "spike_stop = 25.0"), "no threshold 'spike_stop'"),
        (("least = 3", "least = ="), "2026-11-22.toml"),
        (("stuck = [[3.0, 10], ", "stuck = [[12.0, 10], "), r"\[pm25\] stuck must be a list"),  # levels fall
        (("[10.0, 9]", "[10.0, 11]"), "levels rising and hours not"),
        (("[10.0, 9]", '[10.0, "nine"]'), "stuck must be a list"),
        (("stuck = [[3.0, 10]", "struck = [[3.0, 10]"), "no threshold 'struck'"),
        (('title_en = "', 'title_xx = "'), "title_xx"),
    ],
)
def test_a_file_of_thresholds_that_is_none_is_said_so(
    tmp_path: Path, change: tuple[str, str], says: str
) -> None:
    text = (FOLDER / "2026-11-22.toml").read_text(encoding="utf-8")
    assert change[0] in text
    path = tmp_path / "2026-11-22.toml"
    path.write_text(text.replace(*change, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=says):
        read(path)


def test_every_file_of_thresholds_that_ships_is_read() -> None:
    for path in FOLDER.glob("*.toml"):
        assert set(read(path).parameters) == set(AIR_HOURLY)
    assert Quality.SUSPECT == SUSPECT
