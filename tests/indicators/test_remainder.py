"""Remaining control values: the published ones, the law that defines them, and brute force on small years."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product
from math import inf, isnan, nan

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.demand import Demand
from indicators.regime import regime
from indicators.remainder import (
    Remainder,
    count_remainder,
    mean_remainder,
    percentile_remainder,
    rate_remainder,
    years_remainder,
)
from indicators.remainder_index import composite_remainder, item_levels

DAYS = st.lists(st.integers(0, 400).map(lambda n: n / 2), max_size=12)
VERDICTS = st.lists(st.sampled_from([0.0, 1.0, nan]), max_size=12)
COMPARATORS = st.sampled_from(["<=", "<", ">=", ">"])
DECIMALS = st.sampled_from([None, 0, 1])


def plain_percentile(values: list[float], p: float) -> float:
    """k = 1 + (n − 1)·p/100 between neighbours, written as the standard words it."""
    x = sorted(values)
    k = 1 + (len(x) - 1) * p / 100
    s = int(k + 1e-9)
    rest = k - s if k - s > 1e-9 else 0.0
    return x[s - 1] if not rest else x[s - 1] + (x[s] - x[s - 1]) * rest


def test_wei_county_to_27_july_2020_published_56_rounded_to_the_nearest() -> None:
    """57 in 366 days, 58 in the first 209: 55.67, printed as 56; but 56.0 would end the year above 57."""
    found = mean_remainder(np.full(209, 58.0), 366 - 209, Demand(comparator="<=", value=57))
    assert round(found.control, 2) == 55.67
    assert round(found.control) == 56
    assert found.shown == 55.6
    assert (58 * 209 + 56 * 157) / 366 > 57


def test_wei_county_to_13_december_2020_published_95_cut_off() -> None:
    """55 in the first 348: 95.67, printed as 95, the safe side; the nearest would be 96."""
    found = mean_remainder(np.full(348, 55.0), 366 - 348, Demand(comparator="<=", value=57))
    assert round(found.control, 2) == 95.67
    assert int(found.control) == 95
    assert found.shown == 95.6


def holds(found: Remainder, demand: Demand, whole) -> None:
    """The law: at the control value the period meets, one step worse it misses, and proofs are proofs."""
    worse = found.step if demand.upper else -found.step
    if found.proof == "open" and not isnan(found.shown):
        if found.shown == inf:
            assert demand.met(whole(1e5))
            return
        assert demand.met(whole(found.shown))
        assert not demand.met(whole(round(found.shown + worse, 6)))
    elif found.proof == "cannot":
        assert not any(demand.met(whole(level)) for level in (0.0, 1.0, 7.5, 100.0, 1e5))
    elif found.proof == "certain":
        assert all(demand.met(whole(level)) for level in (0.0, 1.0, 7.5, 100.0, 1e5))


@given(DAYS, st.integers(1, 8), COMPARATORS, st.integers(0, 300), DECIMALS)
def test_mean_exactly_at_the_control_value_meets_and_one_step_worse_misses(
    days, remaining, comparator, value, decimals
) -> None:
    demand = Demand(comparator=comparator, value=value, decimals=decimals)
    found = mean_remainder(days, remaining, demand)
    holds(found, demand, lambda level: (sum(days) + level * remaining) / (len(days) + remaining))


@given(DAYS.filter(bool), st.integers(1, 8), st.sampled_from(["<=", "<"]), st.integers(0, 200), DECIMALS)
def test_common_level_of_a_percentile(days, remaining, comparator, value, decimals) -> None:
    demand = Demand(comparator=comparator, value=value, decimals=decimals)
    for p in (90, 95, 98):
        found = percentile_remainder(days, remaining, p, demand)
        holds(found, demand, lambda level, p=p: plain_percentile([*days, *[level] * remaining], p))


@given(DAYS, st.integers(1, 8), st.integers(0, 200), st.sampled_from([50, 80, 90, 95]))
def test_so_many_days_may_exceed_and_one_more_may_not(days, remaining, value, p) -> None:
    demand = Demand(comparator="<=", value=value)
    found = percentile_remainder(days, remaining, p, demand)
    assert found.days_over is not None
    far = 1e6

    def whole(over: int) -> float:
        return plain_percentile([*days, *[far] * over, *[float(value)] * (remaining - over)], p)

    assert found.days_over < 0 or demand.met(whole(found.days_over))
    if found.days_over < remaining:
        assert not demand.met(whole(found.days_over + 1))


@given(
    st.lists(st.integers(10, 90).map(float), max_size=2), DAYS, st.integers(0, 6), st.integers(0, 2),
    st.integers(0, 120), DECIMALS,
)  # fmt: skip
def test_mean_of_years(finished, days, remaining, later, value, decimals) -> None:
    if not remaining and not later:
        return
    demand = Demand(comparator="<=", value=value, decimals=decimals)
    found = years_remainder(finished, days, remaining, [365] * later, demand)

    def whole(level: float) -> float:
        years = [*finished, *[level] * later]
        if days or remaining:
            years.append((sum(days) + level * remaining) / (len(days) + remaining))
        return sum(years) / len(years)

    holds(found, demand, whole)


@given(VERDICTS, st.integers(0, 8), COMPARATORS, st.integers(0, 14))
def test_counts_against_every_possible_rest(counted, remaining, comparator, value) -> None:
    demand = Demand(comparator=comparator, value=value)
    found = count_remainder(counted, remaining, demand)
    valid = [c for c in counted if c == c]
    ends = {n: demand.met(sum(valid) + n) for n in range(remaining + 1)}
    outcomes_hold(found, demand, ends, remaining)


@given(VERDICTS, st.integers(1, 8), COMPARATORS, st.integers(0, 1000), DECIMALS)
def test_rates_against_every_possible_rest(counted, remaining, comparator, permille, decimals) -> None:
    demand = Demand(comparator=comparator, value=permille / 10, decimals=decimals)
    found = rate_remainder(counted, remaining, demand)
    valid = [c for c in counted if c == c]
    ends = {n: demand.met((sum(valid) + n) * 100 / (len(valid) + remaining)) for n in range(remaining + 1)}
    outcomes_hold(found, demand, ends, remaining)


def outcomes_hold(found: Remainder, demand: Demand, ends: dict[int, bool], remaining: int) -> None:
    if not remaining:
        assert found.proof in ("certain", "cannot")
        return
    meeting = [n for n, met in ends.items() if met]
    if found.proof == "cannot":
        assert meeting == []
    elif found.proof == "certain":
        assert len(meeting) == remaining + 1
    else:
        assert 0 < len(meeting) <= remaining
        assert found.shown == (max(meeting) if demand.upper else min(meeting))


@settings(max_examples=60)
@given(
    VERDICTS.filter(lambda c: len(c) <= 6),
    st.integers(1, 5),
    st.sampled_from(["<=", ">="]),
    st.integers(0, 100),
)
def test_proofs_hold_also_where_remaining_days_turn_out_invalid(
    counted, remaining, comparator, percent
) -> None:
    """Brute force over every remaining day good, bad or invalid: a proved rate is never contradicted."""
    demand = Demand(comparator=comparator, value=percent)
    found = rate_remainder(counted, remaining, demand)
    if found.proof == "open":
        return
    valid = [c for c in counted if c == c]
    for rest in product([0.0, 1.0, nan], repeat=remaining):
        days = [*valid, *(c for c in rest if c == c)]
        if days:
            assert demand.met(sum(days) * 100 / len(days)) == (found.proof == "certain")


@settings(max_examples=100)
@given(
    st.lists(st.integers(0, 40).map(float), max_size=5), st.integers(1, 3), st.integers(0, 40),
    st.sampled_from(["mean", 50, 90]),
)  # fmt: skip
def test_proofs_about_concentrations_hold_by_brute_force(days, remaining, value, kind) -> None:
    demand = Demand(comparator="<=", value=value)
    if kind == "mean":
        found = mean_remainder(days, remaining, demand)
    else:
        found = percentile_remainder(days, remaining, kind, demand)
    if found.proof == "open":
        return
    for rest in product([0.0, 5.0, 40.0, 1e6, None], repeat=remaining):
        year = [*days, *(v for v in rest if v is not None)]
        if year:
            figure = sum(year) / len(year) if kind == "mean" else plain_percentile(year, kind)
            assert demand.met(figure) == (found.proof == "certain")


def test_a_mean_is_never_certain_before_its_last_day() -> None:
    assert mean_remainder([0.0] * 364, 1, Demand(comparator="<=", value=104)).proof == "open"
    assert mean_remainder([0.0] * 365, 0, Demand(comparator="<=", value=104)).proof == "certain"


def test_a_mean_that_zero_cannot_mend_is_proved_out_of_reach() -> None:
    at_edge = mean_remainder([200.0] * 183, 183, Demand(comparator="<=", value=100))
    assert (at_edge.proof, at_edge.shown) == ("open", 0.0)
    assert mean_remainder([200.1] * 183, 183, Demand(comparator="<=", value=100)).proof == "cannot"


def test_invalid_days_are_not_counted() -> None:
    demand = Demand(comparator="<=", value=50)
    assert (
        mean_remainder([40, nan, 60], 2, demand).control == mean_remainder([40, 60], 2, demand).control == 50
    )


def test_rounding_of_the_figure_widens_the_control_value_to_the_tie() -> None:
    """To whole numbers 50.5 is 50 and meets 50; 51.5 is 52 and misses 51."""
    even = mean_remainder([50.0], 1, Demand(comparator="<=", value=50, decimals=0))
    odd = mean_remainder([51.0], 1, Demand(comparator="<=", value=51, decimals=0))
    assert even.shown == 51.0
    assert odd.shown == 51.9


ITEMS = ("so2", "no2", "pm10", "pm25", "co", "o3_8h")


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 20), st.integers(200, 900))
def test_factor_of_the_composite_index(seed, remaining, hundredths) -> None:
    rules = regime("auto", date(2016, 12, 31))
    rng = np.random.default_rng(seed)
    top = {"so2": 60, "no2": 80, "pm10": 200, "pm25": 120, "co": 3, "o3_8h": 200}
    days = {code: np.round(rng.uniform(0.2, 1, 15) * top[code], 1) for code in ITEMS}
    demand = Demand(comparator="<=", value=hundredths / 100)
    options = {
        "limits": rules.limits, "rule": rules.ranking_edition.ranking,
        "percentiles": {"co": 95, "o3_8h": 90}, "demand": demand,
    }  # fmt: skip
    found = composite_remainder(days, remaining, **options)
    limit = {"so2": 60, "no2": 40, "pm10": 70, "pm25": 35, "co": 4, "o3_8h": 160}
    p = {"co": 95, "o3_8h": 90}

    def index(series: dict[str, list[float]]) -> Fraction:
        """In exact fractions, whose rounding is half-even."""
        total = Fraction(0)
        for code, values in series.items():
            x = sorted(Fraction(str(v)) for v in values)
            k = 1 + Fraction((len(x) - 1) * p.get(code, 0), 100)
            s = int(k)
            figure = x[s - 1] + (x[min(s, len(x) - 1)] - x[s - 1]) * (k - s) if code in p else sum(x) / len(x)
            total += round(round(round(figure, 6), 1 if code == "co" else 0) / limit[code], 2)
        return total

    target = Fraction(hundredths, 100)
    now = {c: plain_percentile(list(v), p[c]) if c in p else float(v.mean()) for c, v in days.items()}

    def whole(factor: float) -> Fraction:
        return index({c: [*v, *[factor * now[c]] * remaining] for c, v in days.items()})

    assert round(found.figure, 6) == float(index({c: list(v) for c, v in days.items()}))
    if found.proof == "open":
        assert whole(found.shown) <= target
        assert whole(found.shown + 0.001) > target
        for code, level in item_levels(days, remaining, **options).items():
            if np.isfinite(level):
                kept = {c: [*v, *[level if c == code else now[c]] * remaining] for c, v in days.items()}
                assert index(kept) <= target
    if found.proof == "cannot":
        assert whole(0.0) > target


def test_the_composite_index_at_its_factor_and_one_step_worse() -> None:
    from indicators.remainder_index import index_of

    rules = regime("auto", date(2016, 12, 31))
    options = {
        "limits": rules.limits, "rule": rules.ranking_edition.ranking, "percentiles": {"co": 95, "o3_8h": 90},
    }  # fmt: skip
    level = {"so2": 40.0, "no2": 45.0, "pm10": 132.0, "pm25": 76.0, "co": 2.4, "o3_8h": 170.0}
    demand = Demand(comparator="<=", value=6.5)
    found = composite_remainder({c: [v] * 200 for c, v in level.items()}, 100, demand=demand, **options)

    def whole(factor: float) -> float:
        return index_of({c: [v] * 200 + [v * factor] * 100 for c, v in level.items()}, **options)

    assert found.proof == "open"
    assert whole(found.shown) <= 6.5 < whole(found.shown + 0.001)
