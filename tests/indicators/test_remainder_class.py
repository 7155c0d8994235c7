"""What a class of water and shares of sections still need: the law that defines them, and brute force."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product
from math import log10, nan

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.demand import Demand
from indicators.remainder import rate_remainder
from indicators.remainder_class import ClassRemainder, class_remainder
from indicators.water_means import Means
from indicators.water_regime import water_regime

RULES = water_regime(date(2021, 1, 1))
ITEMS = ("wt", "ph", "do", "nh3n", "tp", "tn")
#: GB 3838-2002 table 1, rivers: limits of classes Ⅰ to Ⅴ, written here a second time.
LIMITS = {"do": (7.5, 6, 5, 3, 2), "nh3n": (0.15, 0.5, 1.0, 1.5, 2.0), "tp": (0.02, 0.1, 0.2, 0.3, 0.4)}
DECIMALS = {"ph": 0, "do": 1, "nh3n": 2, "tp": 3}
Month = dict[str, float]


def means(months: list[Month]) -> Means:
    values = np.array([[m.get(i, nan) for i in ITEMS] for m in months]).reshape(len(months), len(ITEMS))
    return Means(
        numbers=values, values=values, qualifiers=np.zeros(values.shape, np.int8),
        count=(~np.isnan(values)).astype(np.int64),
    )  # fmt: skip


def plain_class(months: list[Month]) -> int:
    """The class of the mean of months by a loop: mean, round half-even, the worst item."""
    worst = 0
    for item in ("ph", *LIMITS):
        values = [m[item] for m in months if item in m]
        if not values:
            continue
        if item == "ph":
            mean = -log10(sum(10.0**-v for v in values) / len(values))
            worst = max(worst, 1 if 6 <= round(round(mean, 9)) <= 9 else 6)
            continue
        exact = sum(Fraction(str(v)) for v in values) / len(values)
        mean = round(exact, DECIMALS[item])  # of fractions half-even
        bounds = [Fraction(str(bound)) for bound in LIMITS[item]]
        better = sum(1 for bound in bounds if (mean < bound if item == "do" else mean > bound))
        worst = max(worst, better + 1)
    return worst


def asked(months: list[Month], remaining: int, worst: int, least: int = 1) -> ClassRemainder:
    return class_remainder(
        means(months), remaining, worst, items=ITEMS, lake=False, regime=RULES, least=least
    )


MONTH = st.fixed_dictionaries(
    {
        "ph": st.integers(50, 95).map(lambda n: n / 10), "do": st.integers(0, 120).map(lambda n: n / 10),
        "nh3n": st.integers(0, 400).map(lambda n: n / 100), "tp": st.integers(0, 800).map(lambda n: n / 1000),
        "tn": st.just(9.0), "wt": st.just(20.0),
    }
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(MONTH, min_size=1, max_size=5), st.integers(1, 7), st.integers(1, 5))
def test_at_every_bound_the_class_is_met_and_one_step_worse_of_any_item_misses(
    months: list[Month], remaining: int, worst: int
) -> None:
    found = asked(months, remaining, worst)
    if found.whole.proof == "cannot":
        return
    rest: Month = {"ph": 7.5}
    lower = next(p for p in found.parts if p.item == "ph" and not p.rest.upper)
    if lower.rest.proof == "open":
        rest["ph"] = max(7.5, lower.rest.shown)
    for part in found.parts:
        if part.item != "ph":
            rest[part.item] = part.rest.shown if part.rest.proof == "open" else 0.0
    assert plain_class([*months, *[rest] * remaining]) <= worst
    for part in found.parts:
        if part.rest.proof != "open":
            continue
        step = part.rest.step if part.rest.upper else -part.rest.step
        worse = rest | {part.item: round(part.rest.shown + step, 9)}
        assert plain_class([*months, *[worse] * remaining]) > worst, part.item


@settings(max_examples=150, deadline=None)
@given(st.lists(MONTH, min_size=1, max_size=4), st.integers(1, 4), st.integers(1, 5))
def test_a_class_that_cannot_be_met_is_met_by_no_rest_at_all(
    months: list[Month], remaining: int, worst: int
) -> None:
    found = asked(months, remaining, worst)
    grids = product((4.0, 7.0, 12.0), (0.0, 8.0, 99.0), (0.0, 0.5), (0.0, 0.1))
    ends = [
        plain_class([*months, *[dict(zip(("ph", "do", "nh3n", "tp"), g, strict=True))] * remaining])
        for g in grids
    ]
    if found.whole.proof == "cannot":
        assert min(ends) > worst
    assert found.whole.proof != "certain"  # concentrations have no upper bound
    assert min(ends) >= found.whole.best


def test_nothing_is_proved_by_an_item_that_may_yet_leave_the_class() -> None:
    """A year needs eight months of an item: with three of them it may end without one, and then does not count."""
    foul = [{"nh3n": 30.0}] * 3
    assert asked(foul, 9, 3).whole.proof == "cannot"
    assert asked(foul, 9, 3, least=8).whole.proof == "open"
    assert asked([{"nh3n": 30.0}] * 8, 4, 3, least=8).whole.proof == "cannot"


def test_ammonia_of_three_months_for_class_three() -> None:
    """1.2, 1.4, 0.7: the year's mean may be 1.005, which rounds to 1.00: (1.005·12 − 3.3)/9 = 0.97333."""
    found = asked([{"nh3n": v, "do": 8.0, "ph": 7.5} for v in (1.2, 1.4, 0.7)], 9, 3)
    parts = {(p.item, p.rest.upper): p for p in found.parts}
    assert parts["nh3n", True].rest.shown == 0.973
    assert [p.item for p in found.binding] == ["nh3n"]
    #: oxygen: a mean of 4.95 rounds to 5.0 (tie to even: 4.9|5.0 → 5.0): (4.95·12 − 24)/9 = 3.9333, shown upwards.
    assert parts["do", False].rest.shown == 3.94
    assert not parts["do", False].rest.upper
    #: 1.1 is Ⅳ; without any more ammonia 3.3/12 = 0.275 would be Ⅱ.
    assert (found.whole.figure, found.whole.best) == (4.0, 2.0)


def test_ph_has_two_bounds_and_is_averaged_by_its_ions() -> None:
    """Three months at 5.0: 12·10^−5.5 − 3·10^−5 = 7.947e-6 over nine months, −lg of 8.83e-7 is 6.054."""
    found = asked([{"ph": 5.0}] * 3, 9, 3)
    low = next(p for p in found.parts if not p.rest.upper)
    assert low.rest.shown == 6.06
    high = next(p for p in found.parts if p.rest.upper)
    assert high.rest.proof == "certain"  # so much acid cannot become alkaline in the mean
    assert asked([{"ph": 4.0}] * 3, 9, 3).whole.proof == "cannot"


def test_reference_items_bind_nothing() -> None:
    """Total nitrogen of a river and temperature are no items of the class (环办〔2011〕22号)."""
    found = asked([{"tn": 99.0, "wt": 30.0, "tp": 0.1}], 2, 3)
    assert {p.item for p in found.parts} == {"tp"}


@given(
    st.lists(st.sampled_from([0.0, 1.0]), max_size=8), st.integers(0, 6), st.integers(0, 4),
    st.sampled_from(["<=", "<", ">=", ">"]), st.integers(0, 1000), st.sampled_from([None, 0, 1]),
)  # fmt: skip
def test_a_share_is_proved_only_for_all_sections_that_could_come(
    judged: list[float], remaining: int, more: int, comparator: str, permille: int, decimals: int | None
) -> None:
    demand = Demand(comparator=comparator, value=permille / 10, decimals=decimals)  # type: ignore[arg-type]
    most = remaining + more
    if not most:
        return
    if not remaining:
        return
    found = rate_remainder(judged, remaining, demand, most=most)
    ends = {
        (n, size): demand.met((sum(judged) + n) * 100 / (len(judged) + size))
        for size in range(most + 1)
        for n in range(size + 1)
        if len(judged) + size
    }
    if found.proof == "cannot":
        assert not any(ends.values())
    elif found.proof == "certain":
        assert all(ends.values())
    else:
        assert set(ends.values()) == {True, False}
    if found.proof == "open" and found.shown == found.shown:
        meeting = [n for n in range(remaining + 1) if ends[n, remaining]]
        assert found.shown == (max(meeting) if demand.upper else min(meeting))


def test_of_two_sections_and_nine_months() -> None:
    """4 of 6 section-months good, 18 to come: 74.2 % of 24 is 17.808, so 14 of the 18."""
    found = rate_remainder([1, 1, 1, 1, 0, 0], 18, Demand(comparator=">=", value=74.2))
    assert (found.shown, found.proof) == (14.0, "open")
    assert (4 + 13) * 100 / 24 < 74.2 < (4 + 14) * 100 / 24
