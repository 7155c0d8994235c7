"""Hour → day → city → period, against ten-line loops.

Holds: GB 3095-2012 table 4; GB 3095-2026 table 4; HJ 663-2013 6.1.2; HJ 663-2026 6.1.2; HJ 663-2013 city value;
HJ 663-2013 percentile.
"""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from indicators import aggregate
from indicators.standard import edition
from tests.indicators.builders import NAN, day_of

VALIDITY = edition("HJ 663-2026").assessment.validity
hourly_days = hnp.arrays(
    np.float64,
    st.tuples(st.integers(1, 3), st.just(24), st.integers(1, 4)),
    elements=st.one_of(st.just(NAN), st.integers(0, 1000).map(float)),
)


def loop_facts(hours: list[float]) -> tuple[int, float, float, int, float]:
    """One station's day by a plain loop: n, mean, highest hour, windows, highest moving mean."""
    there = [v for v in hours if v == v]
    means = []
    for end in range(8, 25):
        window = [v for v in hours[end - 8 : end] if v == v]
        if len(window) >= 6:
            means.append(sum(window) / len(window))
    return (
        len(there),
        sum(there) / len(there) if there else NAN,
        max(there) if there else NAN,
        len(means),
        max(means) if means else NAN,
    )


@given(hourly_days)
def test_day_facts_as_the_loop(values: np.ndarray) -> None:
    facts = aggregate.day_facts(values, moving=True)
    assert facts.windows is not None
    assert facts.highest_8h is not None
    for d in range(values.shape[0]):
        for s in range(values.shape[2]):
            n, mean, highest, windows, highest_8h = loop_facts(values[d, :, s].tolist())
            assert facts.hours[d, s] == n
            assert facts.windows[d, s] == windows
            assert facts.mean[d, s] == pytest.approx(mean, nan_ok=True, abs=1e-9)
            assert facts.highest_hour[d, s] == pytest.approx(highest, nan_ok=True)
            assert facts.highest_8h[d, s] == pytest.approx(highest_8h, nan_ok=True, abs=1e-9)


@given(hourly_days)
def test_float32_gives_the_same_facts(values: np.ndarray) -> None:
    one = aggregate.day_facts(values, moving=True)
    other = aggregate.day_facts(values.astype(np.float32), moving=True)
    np.testing.assert_array_equal(one.mean, other.mean)
    np.testing.assert_array_equal(one.highest_8h, other.highest_8h)


@pytest.mark.parametrize("scale", [1, 10, 1000])
@pytest.mark.parametrize("lowest", [0, -30])
def test_any_number_of_days_and_stations_together_gives_the_bits_of_each_alone(
    scale: int, lowest: int
) -> None:
    rng = np.random.default_rng(scale)
    values = rng.integers(lowest, 900, (40, 24, 1000)) / scale
    values[rng.random(values.shape) < 0.05] = np.nan
    values[3, :, 5] = 3_000_000 / scale  # beyond what float32 adds exactly, but still a number it holds
    together = aggregate.day_facts(values, moving=True)
    narrow = aggregate.day_facts(values.astype(np.float32), moving=True)
    for d in range(40):
        for of in (slice(3, 7), slice(5, 6)):
            alone = aggregate.day_facts(values[d : d + 1, :, of], moving=True)
            for name in ("hours", "mean", "highest_8h", "windows"):
                expected = getattr(alone, name)[0]
                np.testing.assert_array_equal(getattr(together, name)[d, of], expected)
                np.testing.assert_array_equal(getattr(narrow, name)[d, of], expected)
    assert together.mean[3, 5] == pytest.approx(3_000_000 / scale)


def test_wrong_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="24"):
        aggregate.day_facts(np.zeros((2, 23, 1)))


@pytest.mark.parametrize(("hours", "valid"), [(24, True), (20, True), (19, False), (0, False)])
def test_daily_mean_needs_20_hours(hours: int, valid: bool) -> None:
    facts = aggregate.day_facts(day_of(dict.fromkeys(range(1, hours + 1), 10.0)))
    assert aggregate.valid_day(facts.hours, validity=VALIDITY)[0, 0] == valid


def test_ozone_day_needs_14_windows_unless_the_limit_is_exceeded() -> None:
    # Hours 01-04 missing: the windows ending 08 and 09 hold 4 and 5 hours, the other 15 are valid.
    missing_4 = day_of(dict.fromkeys(range(5, 25), 100.0))
    # Hours 01-06 missing: the windows ending 08 … 11 fail, 13 remain.
    missing_6 = day_of(dict.fromkeys(range(7, 25), 100.0))
    exactly_at = day_of(dict.fromkeys(range(7, 25), 160.0))
    above = day_of(dict.fromkeys(range(7, 25), 161.0))
    expected = [(15, True), (13, False), (13, False), (13, True)]
    for day, (windows, valid) in zip((missing_4, missing_6, exactly_at, above), expected, strict=True):
        facts = aggregate.day_facts(day, moving=True)
        assert facts.windows is not None
        assert facts.highest_8h is not None
        assert facts.windows[0, 0] == windows
        assert aggregate.valid_ozone_day(facts.windows, facts.highest_8h, validity=VALIDITY)[0, 0] == valid


@given(
    hnp.arrays(np.float64, (60, 2), elements=st.one_of(st.just(NAN), st.integers(0, 400).map(float))),
    st.integers(1, 24),
    st.sampled_from(["platform", "continuous"]),
)
def test_moving_mean_as_the_loop(values: np.ndarray, first_hour: int, basis: str) -> None:
    found = aggregate.moving_8h(values, first_hour=first_hour, basis=basis)  # type: ignore[arg-type]
    for t in range(60):
        ending = (first_hour - 1 + t) % 24 + 1
        for s in range(2):
            window = [v for v in values[max(0, t - 7) : t + 1, s].tolist() if v == v]
            expected = sum(window) / len(window) if len(window) >= 6 else NAN
            if basis == "platform" and ending < 8:
                expected = NAN
            assert found[t, s] == pytest.approx(expected, nan_ok=True, abs=1e-9)


def test_highest_platform_window_is_the_daily_maximum() -> None:
    values = np.random.default_rng(3).integers(0, 200, (24, 5)).astype(float)
    moving = aggregate.moving_8h(values, first_hour=1)
    facts = aggregate.day_facts(values[np.newaxis], moving=True)
    np.testing.assert_allclose(np.nanmax(moving, axis=0), facts.highest_8h[0])  # type: ignore[index]


def test_daily_cuts_the_natural_day_in_beijing() -> None:
    # The platform's T01 … T24 of 1 March start at 16:00 UTC of 28 February.
    start = np.datetime64("2026-02-28T16", "h") + np.arange(48)
    hourly = xr.DataArray(
        np.concatenate([np.full(24, 10.0), np.full(24, 20.0)])[:, np.newaxis],
        dims=("time", "station"),
        coords={"time": start.astype("datetime64[ns]"), "station": ["1001A"]},
        attrs={"units": "ug m-3"},
    ).drop_isel(time=[30])
    facts = aggregate.daily(hourly, moving=True)
    assert facts["time"].values.astype("datetime64[D]").astype(str).tolist() == ["2026-03-01", "2026-03-02"]
    assert facts["mean"].values[:, 0].tolist() == [10.0, 20.0]
    assert facts["hours"].values[:, 0].tolist() == [24, 23]
    assert facts["windows"].values[:, 0].tolist() == [17, 17]
    assert facts["mean"].attrs["units"] == "ug m-3"


@given(
    hnp.arrays(np.float64, (3, 8), elements=st.one_of(st.just(NAN), st.integers(0, 400).map(float))),
    st.lists(st.integers(-1, 3), min_size=8, max_size=8),
    st.permutations(range(8)),
)
def test_city_mean_is_of_its_stations_in_any_order(
    values: np.ndarray, group: list[int], order: list[int]
) -> None:
    mean, count = aggregate.group_mean(values, group, 5)
    for d in range(3):
        for g in range(5):
            there = [values[d, s] for s in range(8) if group[s] == g and values[d, s] == values[d, s]]
            assert count[d, g] == len(there)
            assert mean[d, g] == pytest.approx(sum(there) / len(there) if there else NAN, nan_ok=True)
    shuffled, _ = aggregate.group_mean(values[:, order], [group[i] for i in order], 5)
    np.testing.assert_allclose(mean, shuffled)


def test_city_mean_refuses_a_wrong_group() -> None:
    with pytest.raises(ValueError, match="outside"):
        aggregate.group_mean(np.zeros((1, 2)), [0, 5], 3)
    with pytest.raises(ValueError, match="as many"):
        aggregate.group_mean(np.zeros((1, 2)), [0])


def test_percentile_of_the_worked_example() -> None:
    # k = 1 + 5·0.9 = 5.5: half-way between the fifth (5) and the sixth (8) of 2 3 4 4 5 8.
    assert aggregate.percentile([3, 4, 8, 2, 5, 4], 90) == 6.5


@given(
    st.lists(st.one_of(st.just(NAN), st.integers(0, 500).map(float)), min_size=1, max_size=40),
    st.sampled_from([90, 95, 98]),
)
def test_percentile_as_the_formula_by_hand(values: list[float], p: int) -> None:
    ordered = sorted(v for v in values if v == v)
    found = aggregate.percentile(np.array(values), p)
    if not ordered:
        assert np.isnan(found)
        return
    whole, rest = divmod((len(ordered) - 1) * p, 100)
    upper = ordered[min(whole + 1, len(ordered) - 1)]
    assert found == pytest.approx(ordered[whole] + (upper - ordered[whole]) * rest / 100)


def test_period_mean_of_nothing_is_missing() -> None:
    assert np.isnan(aggregate.period_mean(np.full((3, 1), NAN))).all()
    assert aggregate.period_mean([[1.0], [NAN], [3.0]]) == 2.0


@pytest.mark.parametrize(
    ("first", "last", "lost", "verdict"),
    [
        (date(2026, 3, 1), date(2026, 3, 31), 4, True),
        (date(2026, 3, 1), date(2026, 3, 31), 5, False),
        (date(2026, 4, 1), date(2026, 4, 30), 3, True),
        (date(2026, 4, 1), date(2026, 4, 30), 4, False),
        (date(2026, 2, 1), date(2026, 2, 28), 3, True),
        (date(2026, 2, 1), date(2026, 2, 28), 4, False),
        (date(2024, 2, 1), date(2024, 2, 29), 4, True),
        (date(2024, 2, 1), date(2024, 2, 29), 5, False),
    ],
)
def test_month_needs_27_days_and_february_25(first: date, last: date, lost: int, verdict: bool) -> None:
    valid = np.ones(((last - first).days + 1, 1), bool)
    valid[:lost] = False
    found = aggregate.period_valid(valid, first, validity=VALIDITY)
    assert found is not None
    assert found[0] == verdict


def test_year_needs_324_days_and_every_month() -> None:
    first = date(2025, 1, 1)
    valid = np.ones((365, 3), bool)
    for month in range(1, 12):  # three days from each of eleven months and eight from none: 332
        start = (date(2025, month, 1) - first).days
        valid[start : start + 3, 0] = False
        valid[start : start + 3, 1] = False
    valid[-4:, 1] = False  # 328
    valid[(date(2025, 1, 4) - first).days, 1] = False  # 327
    valid[(date(2025, 3, 4) - first).days, 1] = False
    valid[(date(2025, 5, 4) - first).days, 1] = False
    valid[(date(2025, 7, 4) - first).days, 1] = False  # 324
    valid[:5, 2] = False  # 360 days, but January has 26
    assert valid.sum(axis=0).tolist() == [332, 324, 360]
    found = aggregate.period_valid(valid, first, validity=VALIDITY)
    assert found is not None
    assert found.tolist() == [True, True, False]
    valid[(date(2025, 8, 4) - first).days, 1] = False  # 323
    again = aggregate.period_valid(valid, first, validity=VALIDITY)
    assert again is not None
    assert not again[1]


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2026, 1, 1), date(2026, 3, 31), 3),
        (date(2026, 7, 1), date(2026, 12, 31), 6),
        (date(2026, 2, 1), date(2026, 4, 30), None),
        (date(2016, 7, 16), date(2016, 9, 20), None),
        (date(2026, 1, 1), date(2026, 2, 28), None),
        (date(2026, 4, 1), date(2027, 3, 31), None),
    ],
)
def test_only_calendar_periods_have_a_rule(first: date, last: date, months: int | None) -> None:
    found = aggregate.calendar_months(first, last)
    assert (None if found is None else len(found)) == months
    if found is not None:
        assert found[0][0] == first
        assert found[-1][1] == last
        assert all(a[1] + timedelta(days=1) == b[0] for a, b in itertools.pairwise(found))
    verdict = aggregate.period_valid(np.ones(((last - first).days + 1, 1), bool), first, validity=VALIDITY)
    assert (verdict is None) == (months is None)
