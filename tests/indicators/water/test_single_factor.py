"""Class by single factor at every edge of the table, with limits of detection, and the laws it obeys.

Holds: GB 3838-2002 table 1, inclusive; GB 3838-2002 table 1, saturation; 环办〔2011〕22号 single factor;
环办〔2011〕22号 below detection; 环办〔2011〕22号 exceedance multiple.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.water_class import (
    Target,
    class_name,
    classify,
    limits_of_class,
    meets,
    multiples,
    target_limits,
)
from tests.indicators.water.rows import (
    ITEMS,
    PRINTED,
    RULES,
    SET_CLASS,
    deciding,
    judged,
    plain_class,
    row,
    signs,
)

EDGES = [(item, body, k) for (item, body) in PRINTED if item in SET_CLASS for k in range(5)]


@pytest.mark.parametrize(("item", "body", "k"), EDGES)
def test_a_value_equal_to_a_limit_keeps_the_better_class(item: str, body: str, k: int) -> None:
    limits = PRINTED[item, body]
    step = Decimal("0.000001") * (-1 if item == "do" else 1)
    lake = body == "lake"
    at = judged(lake, **{item: float(limits[k])})
    # Classes that share a limit: the best of them, and beyond it the first of another limit.
    assert at.number == limits.index(limits[k]) + 1
    beyond = judged(lake, **{item: float(limits[k] + step)})
    last = max(i for i, limit in enumerate(limits) if limit == limits[k])
    assert beyond.number == last + 2
    assert deciding(at) == deciding(beyond) == [item]


@pytest.mark.parametrize(
    ("value", "number"), [(6.0, 1), (9.0, 1), (7.3, 1), (5.999, 6), (9.001806, 6), (0.0, 6), (14.0, 6)]
)
def test_ph_outside_6_to_9_meets_no_class(value: float, number: int) -> None:
    assert judged(ph=value, do=9.0).number == number


def test_saturation_is_not_used() -> None:
    assert judged(do=6.8, wt=35.0).number == 2


def test_oxygen_of_none_is_worst() -> None:
    assert judged(do=0.0).number == 6


def test_phosphorus_is_judged_by_the_body_of_water() -> None:
    assert judged(False, tp=0.04).number == 2
    assert judged(True, tp=0.04).number == 3


def test_nitrogen_coliforms_and_temperature_never_set_the_class() -> None:
    for lake in (False, True):
        found = judged(lake, do=8.0, tn=9.0, fcoli=90000.0, wt=30.0)
        assert found.number == 1
        assert deciding(found) == ["do"]
    assert judged(True, tn=9.0, do=8.0).by_item[ITEMS.index("tn")] == 6
    assert np.isnan(judged(False, tn=9.0).by_item[ITEMS.index("tn")])
    assert np.isnan(judged(False, tn=9.0, fcoli=5.0).number)


def test_missing_items_are_left_out_and_said() -> None:
    found = judged(ph=7.0, do=9.5, codmn=3.2, nh3n=0.59)
    assert found.number == 3
    assert [i for i, c in zip(ITEMS, found.counted, strict=True) if c] == ["ph", "do", "codmn", "nh3n"]
    assert deciding(found) == ["nh3n"]
    assert np.isnan(judged().number)
    assert deciding(judged()) == []


def test_a_negative_value_is_none() -> None:
    found = judged(tp=-1.0, do=9.0)
    assert found.number == 1
    assert not found.counted[ITEMS.index("tp")]


def test_a_factor_between_units_moves_nothing_over_a_limit() -> None:
    assert judged(as_=0.0, **{"as": 0.1 * 3 / 6}).number == 1
    assert judged(nh3n=0.1 + 0.2 + 0.2).number == 2
    assert judged(tp=0.1 + 0.2).number == 4


@pytest.mark.parametrize(
    ("item", "limit", "number", "unjudged", "bounded"),
    [
        ("nh3n", 0.15, 1, False, False),  # meets the best class
        ("cd", 0.002, 2, False, True),  # meets Ⅱ; whether Ⅰ cannot be said
        ("cod", 25.0, 4, False, True),
        ("cod", 50.0, None, True, False),  # lies above class Ⅴ: says nothing
        ("do", 1.5, 6, False, False),  # less than 1.5 is less than 2
        ("do", 4.0, 4, False, True),  # less than 4: class Ⅳ at best
        ("ph", 5.0, 6, False, False),
        ("ph", 8.0, None, True, False),
    ],
)
def test_below_detection(item: str, limit: float, number: int | None, unjudged: bool, bounded: bool) -> None:
    found = judged(qualifiers={item: -1}, **{item: limit})
    i = ITEMS.index(item)
    assert (np.isnan(found.number) and number is None) or found.number == number
    assert (found.unjudged[i], found.bounded[i]) == (unjudged, bounded)
    beside = judged(qualifiers={item: -1}, **{item: limit, "codmn": 7.0})
    assert beside.number == max(4, number or 0)


@pytest.mark.parametrize(
    ("item", "value", "number"),
    [("cod", 40.0, 6), ("cod", 20.0, 4), ("cod", 45.0, 6), ("do", 8.0, 1), ("do", 5.0, 3), ("ph", 9.0, 6)],
)
def test_above_the_range_of_the_method(item: str, value: float, number: int) -> None:
    assert judged(qualifiers={item: 1}, **{item: value}).number == number


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="rows of"):
        classify([[1.0, 2.0]], items=("ph",), lake=False, regime=RULES)
    with pytest.raises(ValueError, match="rows of"):
        classify([[1.0]], [0], items=("ph",), lake=False, regime=RULES)


VALUES = st.decimals(min_value=0, max_value=60, places=5)
ROWS = st.dictionaries(st.sampled_from(ITEMS), VALUES, max_size=24)


@given(rows=st.lists(st.tuples(ROWS, st.booleans()), min_size=1, max_size=12))
def test_arrays_against_a_plain_loop(rows: list[tuple[dict[str, Decimal], bool]]) -> None:
    values = np.stack([row(**{k: float(v) for k, v in cells.items()}) for cells, _ in rows])
    found = classify(values, items=ITEMS, lake=[lake for _, lake in rows], regime=RULES)
    for i, (cells, lake) in enumerate(rows):
        number, names = plain_class(cells, "lake" if lake else "river")
        assert (number is None and np.isnan(found.number[i])) or found.number[i] == number
        assert {item for item, d in zip(ITEMS, found.deciding[i], strict=True) if d} == names


@given(cells=ROWS, lake=st.booleans(), order=st.permutations(ITEMS))
def test_the_order_of_items_does_not_matter(cells: dict[str, Decimal], lake: bool, order: list[str]) -> None:
    values = row(**{k: float(v) for k, v in cells.items()})
    turned = [ITEMS.index(i) for i in order]
    one = classify(values, items=ITEMS, lake=lake, regime=RULES)
    other = classify(values[turned], items=order, lake=lake, regime=RULES)
    np.testing.assert_array_equal(one.number, other.number)
    np.testing.assert_array_equal(one.by_item[turned], other.by_item)
    np.testing.assert_array_equal(one.deciding[turned], other.deciding)


@given(
    cells=ROWS.filter(bool),
    lake=st.booleans(),
    signed=st.dictionaries(st.sampled_from(ITEMS), st.sampled_from([-1, 0]), max_size=8),
    worse=VALUES,
    data=st.data(),
)
def test_one_worse_value_never_gives_a_better_class(
    cells: dict[str, Decimal], lake: bool, signed: dict[str, int], worse: Decimal, data: st.DataObject
) -> None:
    item = data.draw(st.sampled_from([i for i in cells if i != "ph"] or ["cod"]))
    signed = {k: v for k, v in signed.items() if k != item}
    before = judged(lake, signed, **{k: float(v) for k, v in cells.items()})
    value = cells.get(item, Decimal(0))
    moved = {**cells, item: max(value - worse, Decimal(0)) if item == "do" else value + worse}
    after = judged(lake, signed, **{k: float(v) for k, v in moved.items()})
    assert np.isnan(before.number) or after.number >= before.number


def test_multiples_against_class_iii() -> None:
    values = row(codmn=13.2, tp=0.28, nh3n=1.0, do=2.0, ph=9.5, cod=19.0, wt=30.0)
    limits = limits_of_class(3, items=ITEMS, lake=False, regime=RULES)
    found = dict(zip(ITEMS, multiples(values, limits, items=ITEMS, regime=RULES), strict=True))
    assert found["codmn"] == pytest.approx(1.2)
    assert found["tp"] == pytest.approx(0.4)
    assert found["nh3n"] == found["cod"] == 0
    assert all(np.isnan(found[i]) for i in ("do", "ph", "wt", "cu"))
    lakes = limits_of_class(3, items=ITEMS, lake=True, regime=RULES)
    assert multiples(values, lakes, items=ITEMS, regime=RULES)[ITEMS.index("tp")] == pytest.approx(4.6)


def test_multiples_against_a_target_with_its_own_limits() -> None:
    """氨氮低于3mg/L，总磷低于0.35mg/L，其他指标达Ⅳ类."""
    target = Target(number=4, overrides={"nh3n": 3.0, "tp": 0.35})
    limits = target_limits([target, None], items=ITEMS, lake=[False, False], regime=RULES)
    values = np.stack([row(nh3n=4.5, tp=0.35, codmn=11.0, do=8.0, ph=7.0)] * 2)
    by_item = multiples(values, limits, items=ITEMS, regime=RULES)
    assert by_item[0, ITEMS.index("nh3n")] == pytest.approx(0.5)
    assert by_item[0, ITEMS.index("tp")] == 0
    assert by_item[0, ITEMS.index("codmn")] == pytest.approx(0.1)
    assert np.isnan(by_item[1]).all()
    met, items = meets(values, limits=limits, items=ITEMS, regime=RULES)
    assert met[0] == 0
    assert np.isnan(met[1])
    assert items[0, ITEMS.index("tp")] == 1
    assert items[0, ITEMS.index("nh3n")] == 0


@pytest.mark.parametrize(
    ("values", "qualifiers", "met"),
    [
        ({"cod": 20.0, "do": 5.0, "ph": 9.0}, {}, 1),
        ({"cod": 20.1, "do": 5.0}, {}, 0),
        ({"cod": 20.0, "do": 4.9}, {}, 0),
        ({"cod": 20.0, "ph": 9.2}, {}, 0),
        ({"cod": 20.0}, {"cod": -1}, 1),
        ({"cod": 25.0, "do": 8.0}, {"cod": -1}, None),
        ({"cod": 25.0, "do": 3.0}, {"cod": -1}, 0),
        ({"cod": 20.0}, {"cod": 1}, 0),
        ({"cod": 10.0, "do": 8.0}, {"cod": 1}, None),
        ({"do": 6.0}, {"do": 1}, 1),
        ({"do": 5.0}, {"do": -1}, 0),
        ({"do": 5.5, "cod": 4.0}, {"do": -1}, None),
        ({"ph": 7.0, "cod": 4.0}, {"ph": -1}, None),
        ({"tn": 9.0, "fcoli": 90000.0, "cod": 4.0}, {}, 1),
        ({}, {}, None),
    ],
)
def test_meeting_class_iii(values: dict[str, float], qualifiers: dict[str, int], met: int | None) -> None:
    limits = limits_of_class(3, items=ITEMS, lake=False, regime=RULES)
    found, _ = meets(row(**values), signs(**qualifiers), limits=limits, items=ITEMS, regime=RULES)
    assert (met is None and np.isnan(found)) or found == met


@given(cells=ROWS, lake=st.booleans(), target=st.integers(1, 5))
def test_meeting_a_class_is_having_it_or_a_better_one(
    cells: dict[str, Decimal], lake: bool, target: int
) -> None:
    values = row(**{k: float(v) for k, v in cells.items()})
    number = classify(values, items=ITEMS, lake=lake, regime=RULES).number
    limits = limits_of_class(target, items=ITEMS, lake=lake, regime=RULES)
    met, _ = meets(values, limits=limits, items=ITEMS, regime=RULES)
    assert (np.isnan(number) and np.isnan(met)) or met == float(number <= target)


def test_only_five_classes_have_limits() -> None:
    for number in (0, 6, 2.5):
        with pytest.raises(ValueError, match="1 to 5"):
            limits_of_class(number, items=ITEMS, lake=False, regime=RULES)


def test_names_of_classes() -> None:
    assert [class_name(n, RULES) for n in (1.0, 6.0, float("nan"))] == ["Ⅰ", "劣Ⅴ", ""]
