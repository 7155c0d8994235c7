"""What the indices of water still need: the laws that define the factor and the levels, and brute force on small years.

The oracles below are written a second time with plain loops; nothing of them is taken from the code.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from math import inf, isfinite, isnan, log, log10, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.demand import Demand
from indicators.remainder import Remainder
from indicators.remainder_pool import SectionMonths
from indicators.remainder_water_index import INDICES, index_levels, index_remainder, months_at
from indicators.water_means import Means, mean_of_months, quarter_mean, stacked
from indicators.water_regime import water_regime

RULES = water_regime(date(2021, 1, 1))
Month = dict[str, float]
Section = list[Month]

#: GB 3838-2002 table 1, limits of class Ⅲ; phosphorus of rivers and of lakes.
LIMITS = {"codmn": 6.0, "nh3n": 1.0}
PHOSPHORUS = {False: 0.2, True: 0.05}
CWQI_ITEMS = ("ph", "do", "codmn", "nh3n", "tp")
#: 总站生字〔2001〕090号: a, b and the correlation with chlorophyll.
TROPHIC = {
    "chla": (2.5, 1.086, 1.0), "tp": (9.436, 1.624, 0.84), "tn": (5.453, 1.694, 0.82), "sd": (5.118, -1.94, -0.83),
    "codmn": (0.109, 2.661, 0.83),
}  # fmt: skip
TLI_ITEMS = ("codmn", "tp", "tn", "chla", "sd")


def plain_mean(values: Sequence[float], item: str) -> float:
    if item == "ph":
        return -log10(sum(10.0**-v for v in values) / len(values))
    return sum(values) / len(values)


def year_of(section: Section, least: int) -> Month:
    """Mean of each item of one section over its months, where it has enough of them."""
    items = {item for month in section for item in month}
    held = {item: [m[item] for m in section if item in m] for item in items}
    return {item: plain_mean(values, item) for item, values in held.items() if len(values) >= least}


def ratio(item: str, value: float, lake: bool) -> float:
    if item == "ph":
        return 7 - value if value <= 7 else (value - 7) / 2
    if item == "do":
        return 5 / value if value else inf
    return value / (PHOSPHORUS[lake] if item == "tp" else LIMITS[item])


def plain_cwqi(rivers: list[Section], lakes: list[Section], least: int = 1) -> float:
    total = count = 0.0
    for lake, sections in ((False, rivers), (True, lakes)):
        years = [y for y in (year_of(s, least) for s in sections) if y]
        if not years:
            continue
        index = 0.0
        for item in CWQI_ITEMS:
            values = [y[item] for y in years if item in y]
            if values:
                index += ratio(item, plain_mean(values, item), lake)
        total, count = total + index * len(years), count + len(years)
    return total / count if count else nan


def plain_tli(points: list[Section], least: int = 1) -> float:
    years = [year_of(p, least) for p in points]
    levels, squares = {}, {}
    for item, (a, b, r) in TROPHIC.items():
        values = [y[item] for y in years if item in y]
        if values and sum(values) > 0:
            levels[item] = 10 * (a + b * log(sum(values) / len(values)))
            squares[item] = r * r
    if len(levels) < 3:
        return nan
    return sum(levels[i] * squares[i] for i in levels) / sum(squares.values())


def held(sections: list[Section], lake: list[bool], items: Sequence[str], least: int = 1) -> SectionMonths:
    months = max(len(s) for s in sections)
    values = np.array(
        [[[s[m].get(i, nan) if m < len(s) else nan for i in items] for s in sections] for m in range(months)]
    )
    means = Means(
        numbers=values, values=values, qualifiers=np.zeros(values.shape, np.int8),
        count=(~np.isnan(values)).astype(np.int64),
    )  # fmt: skip

    def fold(rows: Sequence[Means]) -> Means:
        return mean_of_months(stacked(rows), items=items, least=least)

    return SectionMonths(means=means, items=tuple(items), lake=np.array(lake), regime=RULES, fold=fold)


def factored(sections: list[Section], factor: float) -> list[Month]:
    """What each section is in a month to come: its means so far times the factor, written a second time.

    The pH of all sections of one kind of water is shifted by (λ − 1) times the distance of their mean from 7; the
    mean oxygen is counted on up to 20 mg/L.
    """
    years = [year_of(s, 1) for s in sections]
    oxygen = [y["do"] for y in years if "do" in y]
    breath = min(1 / factor, max(20 * len(oxygen) / sum(oxygen), 1.0)) if oxygen else 1.0
    acid = [y["ph"] for y in years if "ph" in y]
    shift = (factor - 1) * (plain_mean(acid, "ph") - 7) if acid else 0.0
    worse = {"do": breath, "sd": 1 / factor}
    return [
        {
            item: value + shift if item == "ph" else value * worse.get(item, factor)
            for item, value in year.items()
        }
        for year in years
    ]


def later(sections: list[Section], months: list[Month], remaining: int) -> list[Section]:
    return [[*s, *[m] * remaining] for s, m in zip(sections, months, strict=True)]


def number(low: int, high: int, scale: int) -> st.SearchStrategy[float]:
    return st.integers(low, high).map(lambda n: n / scale)


RIVER_MONTH = st.fixed_dictionaries(
    {"ph": number(55, 92, 10), "do": number(10, 120, 10), "codmn": number(5, 150, 10), "nh3n": number(2, 300, 100)},
    optional={"tp": number(2, 500, 1000)},
)  # fmt: skip
LAKE_MONTH = st.fixed_dictionaries(
    {"chla": number(5, 900, 10), "tp": number(5, 200, 1000), "tn": number(10, 500, 100), "codmn": number(10, 90, 10)},
    optional={"sd": number(10, 300, 100)},
)  # fmt: skip
RIVERS = st.lists(st.lists(RIVER_MONTH, min_size=1, max_size=4), min_size=1, max_size=3)
POINTS = st.lists(st.lists(LAKE_MONTH, min_size=1, max_size=4), min_size=1, max_size=3)


def cwqi_of(
    rivers: list[Section], lakes: list[Section], remaining: int, target: float, least: int = 1
) -> tuple[Remainder, SectionMonths]:
    asked = held([*rivers, *lakes], [False] * len(rivers) + [True] * len(lakes), CWQI_ITEMS, least)
    demand = Demand(comparator="<=", value=target)
    return index_remainder(INDICES["cwqi"], asked, remaining, demand=demand), asked


@settings(max_examples=25, deadline=None)
@given(
    RIVERS,
    st.lists(st.lists(RIVER_MONTH, min_size=1, max_size=3), max_size=2),
    st.integers(1, 8),
    number(5, 100, 10),
)
def test_at_the_factor_the_city_index_meets_and_one_step_worse_misses(
    rivers: list[Section], lakes: list[Section], remaining: int, target: float
) -> None:
    """环办监测〔2017〕51号, at a factor on every mean so far."""
    found, _ = cwqi_of(rivers, lakes, remaining, target)

    def whole(factor: float) -> float:
        return plain_cwqi(
            later(rivers, factored(rivers, factor), remaining),
            later(lakes, factored(lakes, factor), remaining),
        )

    assert whole(1.0) == pytest.approx(plain_cwqi(rivers, lakes))
    assert found.figure == pytest.approx(plain_cwqi(rivers, lakes))
    if isfinite(found.shown):
        assert whole(max(found.shown, 1e-12)) <= target + 1e-6
        assert whole(found.shown + 0.001) > target
    else:
        # Nothing meets it but what was not sampled so far.
        assert found.proof == "cannot" or whole(1e-12) > target


@settings(max_examples=20, deadline=None)
@given(RIVERS, st.integers(1, 6), number(5, 100, 10))
def test_at_the_level_of_one_item_alone_the_city_index_meets_and_one_step_worse_misses(
    rivers: list[Section], remaining: int, target: float
) -> None:
    _, asked = cwqi_of(rivers, [], remaining, target)
    demand = Demand(comparator="<=", value=target)
    so_far = factored(rivers, 1.0)
    for one in index_levels(INDICES["cwqi"], asked, remaining, demand=demand):
        group = plain_mean([y[one.item] for y in so_far if one.item in y], one.item)
        assert one.figure == pytest.approx(group)
        assert not one.lake

        def whole(level: float, item: str = one.item, group: float = group) -> float:
            months = [
                m | {item: m[item] + level - group if item == "ph" else m[item] * level / group}
                if item in m
                else m
                for m in so_far
            ]
            return plain_cwqi(later(rivers, months, remaining), [])

        if isnan(one.level):
            most = max(20.0, group)
            assert whole(most if one.item == "do" else 7.0 if one.item == "ph" else 0.0) > target - 1e-6
        elif isfinite(one.level):
            worse = one.step if one.upper else -one.step
            assert whole(one.level) <= target + 1e-6
            assert whole(one.level + worse) > target or one.level + worse < 0
            assert one.upper == ((group > 7) if one.item == "ph" else one.item != "do")


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(RIVER_MONTH, min_size=1, max_size=4), min_size=1, max_size=3), st.integers(1, 3),
    st.integers(1, 4), st.booleans(), st.integers(0, 10**6),
)  # fmt: skip
def test_no_months_to_come_bring_the_city_index_below_its_bound(
    sections: list[Section], remaining: int, least: int, silent: bool, seed: int
) -> None:
    """Brute force: anything may be sampled of anyone in any month, or nothing; also of who was never sampled."""
    chance = random.Random(seed)
    if silent:
        sections = [*sections, []]
    split = chance.randint(0, len(sections))
    lake = [i >= split for i in range(len(sections))]
    asked = held(sections, lake, CWQI_ITEMS, least)
    low = INDICES["cwqi"].lowest(asked, remaining)
    ends: dict[str, tuple[float, ...]] = {
        "ph": (1.0, 6.9, 7.0, 300.0), "do": (1e9, 1e9, 4.0), "codmn": (0.0, 0.0, 3.0), "nh3n": (0.0, 0.0, 0.4),
        "tp": (0.0, 0.0, 0.1),
    }  # fmt: skip
    for tried in range(80):
        rest = [
            [
                {
                    item: chance.choice(values)
                    for item, values in ends.items()
                    if tried < 10 or chance.random() < 0.7
                }
                if tried < 10 or chance.random() < 0.8
                else {}
                for _ in range(remaining)
            ]
            for _ in sections
        ]
        whole = [[*s, *r] for s, r in zip(sections, rest, strict=True)]
        index = plain_cwqi(whole[:split], whole[split:], least)
        assert isnan(index) or index >= low - 1e-9


def test_a_city_that_can_no_longer_meet_is_proved_so_only_by_what_cannot_leave_the_year() -> None:
    """Ammonia of 6 mg/L in so many months: without any more of it the year's mean is still 6·n/12."""
    foul: Section = [{"nh3n": 6.0, "do": 8.0, "ph": 7.0}]
    seven, _ = cwqi_of([foul * 7], [], 5, 2.0, least=8)
    assert (seven.proof, seven.best) == ("open", 0.0)  # the year may end without enough of it
    eight, _ = cwqi_of([foul * 8], [], 4, 3.9, least=8)
    assert eight.proof == "cannot"
    assert eight.best == pytest.approx(4.0)  # 6·8/12, oxygen without bound, pH 7
    assert eight.worst == inf
    open_still, _ = cwqi_of([foul * 8], [], 4, 5.5, least=8)
    assert open_still.proof == "open"
    # Oxygen of 8/λ in four of twelve months, ammonia of 6·λ: (48 + 24λ)/12 + 5·12/(64 + 32/λ).
    x = open_still.shown

    def whole(factor: float) -> float:
        return (48 + 24 * factor) / 12 + 60 / (64 + 32 / factor)

    assert whole(x) <= 5.5 < whole(x + 0.001)


def test_oxygen_is_counted_on_up_to_twenty_milligrams_but_proves_nothing() -> None:
    """Oxygen of 4 mg/L in one month and one to come: at 20 mg/L the mean is 12, its index 5/12; without bound 0."""
    thin: Section = [{"do": 4.0}]
    found, asked = cwqi_of([thin], [], 1, 0.4)
    assert (found.proof, found.best) == ("open", 0.0)
    assert isnan(found.shown)
    assert "even λ = 0 misses" in found.formula.en
    assert isnan(index_levels(INDICES["cwqi"], asked, 1, demand=Demand(comparator="<=", value=0.4))[0].level)
    just, asked = cwqi_of([thin], [], 1, 0.5)
    # 5/((4 + x)/2) = 0.5 at 16 mg/L, a quarter of the factor.
    assert just.shown == 0.25
    level = index_levels(INDICES["cwqi"], asked, 1, demand=Demand(comparator="<=", value=0.5))[0]
    assert (level.level, level.upper) == (16.0, False)


def test_a_section_that_was_never_sampled_may_still_thin_the_mean() -> None:
    foul: Section = [{"nh3n": 6.0, "do": 8.0, "ph": 7.0}] * 3
    assert cwqi_of([foul], [], 1, 4.0)[0].best == pytest.approx(4.5)
    assert cwqi_of([foul, []], [], 1, 4.0)[0].best == pytest.approx(2.25)
    # It has no month left in which to get enough of them.
    assert cwqi_of([foul, []], [], 1, 4.0, least=2)[0].best == pytest.approx(4.5)


def test_the_weights_of_rivers_and_lakes_may_still_shift_by_sections_never_sampled() -> None:
    """A foul river and a lake that can end at 4.5 and 0; one more lake may come, and then weighs as the others."""
    foul: Section = [{"nh3n": 6.0, "do": 8.0, "ph": 7.0}] * 3
    clean: Section = [{"nh3n": 0.0, "do": 8.0, "ph": 7.0}] * 3
    found, _ = cwqi_of([foul], [clean, []], 1, 4.0)
    assert found.best == pytest.approx((4.5 + 0 + 0) / 3)
    thin: Month = {"nh3n": 0.0, "do": 1e12, "ph": 7.0}
    assert plain_cwqi([[*foul, thin]], [[*clean, thin], [thin]]) == pytest.approx(1.5)
    # One more river of nobody knows what: at its best it halves the foul one, 2.25·2 of three.
    assert cwqi_of([foul, []], [clean], 1, 4.0)[0].best == pytest.approx(2.25 * 2 / 3)


def test_a_month_to_come_may_bring_several_samples() -> None:
    """环办〔2011〕22号: a quarter needs two samples, which its last month can bring to who had none."""
    foul: Section = [{"nh3n": 6.0, "do": 8.0, "ph": 7.0}] * 2
    asked = held([foul, []], [False, False], CWQI_ITEMS)

    def quarter(rows: Sequence[Means]) -> Means:
        return quarter_mean(stacked(rows), items=CWQI_ITEMS, regime=RULES)

    bound = INDICES["cwqi"].lowest(replace(asked, fold=quarter), 1)
    assert bound == pytest.approx(6.0 * 2 / 3 / 2)


def test_acid_and_alkaline_sections_together_move_to_one_side_only() -> None:
    """pH 6.6 and 8.2: the mean of the ions lies below 7; a greater factor never makes the index smaller."""
    rivers: list[Section] = [[{"ph": 6.6, "do": 5.0}] * 2, [{"ph": 8.2, "do": 5.0}] * 2]
    asked = held(rivers, [False, False], CWQI_ITEMS)
    ends = []
    for factor in (0.0, 0.4, 0.8, 1.0, 1.4, 2.0, 4.0):
        rest = months_at(INDICES["cwqi"], asked, 3, factor)[:, 0]
        assert rest[1] - rest[0] == pytest.approx(1.6)
        whole = [[*r, *[{"ph": float(p), "do": 5.0}] * 3] for r, p in zip(rivers, rest, strict=True)]
        ends.append(plain_cwqi(whole, []))
    assert ends == sorted(ends)


def test_rivers_and_lakes_have_levels_of_their_own() -> None:
    """One river at TP 0.3 of 0.2, one lake at 0.09 of 0.05: (1.5 + 1.8)/2 = 1.65; for 1.5 over 2 + 2 months.

    The river alone: its mean may be 0.24, so 0.18 in the months to come; the lake alone 0.075, so 0.06.
    """
    asked = held([[{"tp": 0.3}] * 2, [{"tp": 0.09}] * 2], [False, True], CWQI_ITEMS)
    demand = Demand(comparator="<=", value=1.5)
    levels = {
        one.lake: one.level
        for one in index_levels(INDICES["cwqi"], asked, 2, demand=demand)
        if one.item == "tp"
    }
    assert levels == {False: pytest.approx(0.18), True: pytest.approx(0.06)}
    found = index_remainder(INDICES["cwqi"], asked, 2, demand=demand)
    # (1.5·(1 + λ)/2 + 1.8·(1 + λ)/2)/2 <= 1.5: λ <= 0.81818
    assert found.shown == 0.818
    assert found.figure == pytest.approx(1.65)


def tli_of(
    points: list[Section], remaining: int, target: float, least: int = 1
) -> tuple[Remainder, SectionMonths]:
    asked = held(points, [True] * len(points), TLI_ITEMS, least)
    demand = Demand(comparator="<=", value=target)
    return index_remainder(INDICES["tli"], asked, remaining, demand=demand), asked


@settings(max_examples=25, deadline=None)
@given(POINTS, st.integers(1, 8), number(300, 800, 10))
def test_at_the_factor_the_trophic_index_meets_and_one_step_worse_misses(
    points: list[Section], remaining: int, target: float
) -> None:
    """总站生字〔2001〕090号, transparency divided by the factor."""
    found, asked = tli_of(points, remaining, target)

    def whole(factor: float) -> float:
        return plain_tli(later(points, factored(points, factor), remaining))

    if isfinite(found.shown):
        assert whole(max(found.shown, 1e-12)) <= target + 1e-6
        assert whole(found.shown + 0.001) > target
    else:
        assert found.proof == "cannot" or whole(1e-12) > target
    so_far = factored(points, 1.0)
    for one in index_levels(INDICES["tli"], asked, remaining, demand=Demand(comparator="<=", value=target)):

        def alone(level: float, item: str = one.item, figure: float = one.figure) -> float:
            months = [m | {item: m[item] * level / figure} if item in m else m for m in so_far]
            return plain_tli(later(points, months, remaining))

        assert one.upper == (one.item != "sd")
        if isfinite(one.level):
            worse = one.step if one.upper else -one.step
            assert alone(one.level) <= target + 1e-6
            assert alone(one.level + worse) > target
        elif isnan(one.level):
            assert alone(1e12 if one.item == "sd" else 0.0) > target


@settings(max_examples=25, deadline=None)
@given(POINTS, st.integers(1, 3), st.integers(1, 4), st.integers(0, 10**6))
def test_no_months_to_come_bring_the_trophic_index_below_its_bound(
    points: list[Section], remaining: int, least: int, seed: int
) -> None:
    chance = random.Random(seed)
    if seed % 2:
        points = [[{k: v for k, v in m.items() if k != "sd"} for m in p] for p in points]
    asked = held(points, [True] * len(points), TLI_ITEMS, least)
    low = INDICES["tli"].lowest(asked, remaining)
    for _ in range(60):
        rest = [
            [
                {
                    item: chance.choice((50.0, 1e6) if item == "sd" else (1e-9, 1e-9, 0.01))
                    for item in TLI_ITEMS
                    if chance.random() < 0.8
                }
                for _ in range(remaining)
            ]
            for _ in points
        ]
        index = plain_tli([[*p, *r] for p, r in zip(points, rest, strict=True)], least)
        assert isnan(index) or isnan(low) or index >= low - 1e-9
        assert isnan(index) or not isnan(low)


FIVE: Month = {"chla": 60.0, "tp": 0.12, "tn": 2.4, "codmn": 6.0}


def test_the_trophic_index_has_no_lower_bound_while_transparency_can_come() -> None:
    """A logarithm of a depth without bound: what is proved is proved only once no transparency can enter."""
    with_depth, _ = tli_of([[FIVE | {"sd": 0.3}] * 10], 2, 40.0, least=8)
    assert (with_depth.proof, with_depth.best) == ("open", -inf)
    may_come, _ = tli_of([[FIVE] * 4], 8, 40.0, least=8)
    assert (may_come.proof, may_come.best) == ("open", -inf)
    # Ten months without it leave two: fewer than the eight that a year needs.
    gone, _ = tli_of([[FIVE] * 10], 2, 40.0, least=8)
    at_best = plain_tli([[*[FIVE] * 10, *[dict.fromkeys(FIVE, 0.0)] * 2]], 8)
    assert gone.proof == "cannot"
    assert gone.best == pytest.approx(at_best)
    assert gone.worst == inf  # never met whatever comes before the end


def test_the_factor_of_four_items_without_transparency_by_hand() -> None:
    """Half a year at FIVE, half a year to come: each mean times (1 + λ)/2, so TLI falls by Σ W·10·b·ln(2/(1 + λ))."""
    points: list[Section] = [[FIVE] * 6]
    now = plain_tli(points)
    squares = {item: TROPHIC[item][2] ** 2 for item in FIVE}
    slope = sum(10 * TROPHIC[i][1] * squares[i] for i in FIVE) / sum(squares.values())
    found, _ = tli_of(points, 6, round(now - 5, 1))
    exact = 2 * 2.718281828459045 ** ((round(now - 5, 1) - now) / slope) - 1
    assert found.shown == int(exact * 1000) / 1000


def said(
    sections: list[Section], code: str, remaining: int, demand: Demand, least: int = 1
) -> tuple[str, str]:
    lake, items = (code == "tli", TLI_ITEMS if code == "tli" else CWQI_ITEMS)
    asked = held(sections, [lake] * len(sections), items, least)
    found = index_remainder(INDICES[code], asked, remaining, demand=demand)
    assert isnan(found.shown)
    return found.formula.zh.rsplit("；", 1)[1], found.formula.en.rsplit("; ", 1)[1]


def test_a_city_without_any_sample_has_neither_figure_nor_factor_and_nothing_was_tried() -> None:
    asked = held([[{}], []], [False, True], CWQI_ITEMS)
    ceiling = Demand(comparator="<=", value=4.0)
    found = index_remainder(INDICES["cwqi"], asked, 11, demand=ceiling)
    assert isnan(found.figure)
    assert isnan(found.shown)
    assert found.proof == "open"
    assert index_levels(INDICES["cwqi"], asked, 11, demand=ceiling) == []
    assert said([[{}]], "cwqi", 11, ceiling) == (
        "至今各月尚无指数，未求 λ",
        "the months so far make no index, no λ sought",
    )


@pytest.mark.parametrize("code", ["cwqi", "tli"])
def test_before_the_first_month_is_over_no_factor_is_said_to_miss(code: str) -> None:
    ceiling = Demand(comparator="<=", value=4.0)
    before = held([[], []], [code == "tli"] * 2, TLI_ITEMS if code == "tli" else CWQI_ITEMS)
    assert len(before) == 0
    found = index_remainder(INDICES[code], before, 12, demand=ceiling)
    assert found.formula.en.endswith("; its first month is not over, no λ sought")
    assert found.formula.zh.endswith("；首月尚未结束，未求 λ")
    assert (found.proof, found.valid, found.remaining) == ("open", 0, 12)
    assert index_levels(INDICES[code], before, 12, demand=ceiling) == []


def test_two_items_make_no_trophic_index_and_none_of_them_is_said_to_fail() -> None:
    """总站生字〔2001〕090号 asks for five; with fewer than three there is nothing that one of them could mend."""
    two: Section = [{"codmn": 4.0, "tp": 0.05}] * 3
    demand = Demand(comparator="<=", value=50.0)
    asked = held([two], [True], TLI_ITEMS)
    assert index_levels(INDICES["tli"], asked, 9, demand=demand) == []
    assert said([two], "tli", 9, demand) == (
        "至今各月尚无指数，未求 λ",
        "the months so far make no index, no λ sought",
    )
    three: Section = [{"codmn": 4.0, "tp": 0.05, "tn": 1.0}] * 3
    levels = index_levels(INDICES["tli"], held([three], [True], TLI_ITEMS), 9, demand=demand)
    assert {one.item for one in levels} == {"codmn", "tp", "tn"}


def test_a_year_that_can_no_longer_have_eight_months_has_no_factor_and_says_why() -> None:
    late: Section = [{"nh3n": 1.0, "do": 8.0, "ph": 7.0}] * 2
    ceiling = Demand(comparator="<=", value=4.0)
    told = ("全期月份不足，无指数，未求 λ", "the whole period has too few months for an index, no λ sought")
    assert said([late], "cwqi", 5, ceiling, least=8) == told
    assert index_levels(INDICES["cwqi"], held([late], [False], CWQI_ITEMS, 8), 5, demand=ceiling) == []


def test_a_floor_that_nothing_reaches_is_said_to_have_no_factor_at_all() -> None:
    """Each step of λ adds its logarithm only: at 10⁷ times what was the index is still below 1000."""
    assert said([[FIVE]], "tli", 1, Demand(comparator=">=", value=1000.0)) == (
        "任何 λ 均不达标",
        "no λ meets",
    )


def test_over_no_month_no_factor_was_sought() -> None:
    told = said([[{"nh3n": 1.0}] * 2], "cwqi", 0, Demand(comparator="<=", value=0.5))
    assert told == ("已无剩余月份，未求 λ", "no month is left, no λ sought")


def test_under_a_floor_an_index_is_certain_as_soon_as_its_lowest_keeps_it() -> None:
    """Ammonia of 6 mg/L in eight months of twelve is 4.0 whatever comes; a ceiling has no such end."""
    asked = held([[{"nh3n": 6.0}] * 8], [False], CWQI_ITEMS, 8)
    for value, proof in ((3.9, "certain"), (4.1, "open")):
        assert (
            index_remainder(INDICES["cwqi"], asked, 4, demand=Demand(comparator=">=", value=value)).proof
            == proof
        )
