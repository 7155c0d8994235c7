"""Main pollution indicators, their order and their text. Holds: 环办〔2011〕22号 main indicators."""

from __future__ import annotations

import math

import numpy as np
import pytest

from indicators.water_class import classify, limits_of_class, multiples
from indicators.water_main_items import (
    exceeding,
    exceeding_text,
    main_items,
    main_items_of_many,
    multiple_text,
)
from tests.indicators.water.rows import ITEMS, RULES, row


def listed(**values: float) -> str:
    one = row(**values)
    classes = classify(one, items=ITEMS, lake=False, regime=RULES)
    times = multiples(
        one, limits_of_class(3, items=ITEMS, lake=False, regime=RULES), items=ITEMS, regime=RULES
    )
    return exceeding_text(exceeding(classes.by_item, times, items=ITEMS, regime=RULES))


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"codmn": 13.2, "tp": 0.28}, "codmn(1.2)+tp(0.4)"),  # Ⅴ before Ⅳ
        ({"codmn": 7.2, "tp": 0.28, "nh3n": 1.1}, "tp(0.4)+codmn(0.2)+nh3n(0.1)"),  # all Ⅳ: by multiple
        ({"codmn": 7.2, "do": 4.0}, "codmn(0.2)+do"),  # a class alike: those without a multiple after
        ({"codmn": 7.2, "do": 1.0}, "do+codmn(0.2)"),
        ({"ph": 9.6, "codmn": 7.2}, "ph+codmn(0.2)"),
        ({"codmn": 30.0, "pb": 0.06, "cn": 0.25}, "cn(0.2)+pb(0.2)+codmn(4.0)"),
        ({"nh3n": 1.0, "do": 5.0, "tn": 9.0, "fcoli": 90000.0}, ""),
        ({"tp": 0.205}, "tp(0.02)"),  # a multiple that would print as 0 keeps its first digit
    ],
)
def test_order_and_text(values: dict[str, float], text: str) -> None:
    assert listed(**values) == text


def test_three_are_named() -> None:
    one = row(codmn=7.2, tp=0.28, nh3n=1.1, cod=29.0)
    classes = classify(one, items=ITEMS, lake=False, regime=RULES)
    times = multiples(
        one, limits_of_class(3, items=ITEMS, lake=False, regime=RULES), items=ITEMS, regime=RULES
    )
    found = main_items(classes.by_item, times, items=ITEMS, regime=RULES)
    assert [one.item for one in found] == ["cod", "tp", "codmn"]


def test_text_of_multiples() -> None:
    assert [multiple_text(v) for v in (1.25, 0.35, 0.04, 0.004, 12.0, math.nan)] == [
        "1.2", "0.4", "0.04", "0.004", "12.0", "",
    ]  # fmt: skip


def test_of_many_sections_those_that_exceed_in_the_most() -> None:
    rows = [row(do=8.0, cod=25.0, tp=0.25, nh3n=0.2), row(do=8.0, cod=25.0, tp=0.1), row(do=4.0, cod=10.0)]
    rows += [row(do=8.0, cod=25.0, codmn=7.0, nh3n=1.2, tp=0.3), row(do=8.0), row()]
    classes = classify(np.stack(rows), items=ITEMS, lake=False, regime=RULES)
    found = main_items_of_many(classes.by_item, items=ITEMS, regime=RULES)
    assert [(one.item, one.sections, one.of) for one in found] == [("cod", 3, 5), ("tp", 2, 5), ("do", 1, 5)]
    assert [one.share for one in found] == [60.0, 40.0, 20.0]
