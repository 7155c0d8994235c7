"""Every concentration of every column against fractions, and 100,000 random cases against the second calculator.

Holds: HJ 633-2012 interpolation; HJ 633-2026 interpolation; HJ 633-2026 items; HJ 633-2012 items;
HJ 633-2026 primary pollutant; HJ 633-2012 primary pollutant.
"""

from __future__ import annotations

import random
from datetime import date
from fractions import Fraction
from math import ceil

import numpy as np
import pytest

from indicators import composite
from indicators.iaqi import aqi, iaqi, primary_codes
from indicators.parameters import AIR_HOURLY, RANKING_ITEMS
from indicators.regime import regime
from indicators.standard import edition
from tests.indicators import slow_calculator as slow


@pytest.mark.parametrize("number", ["HJ 633-2012", "HJ 633-2026"])
def test_every_step_of_every_column(number: str) -> None:
    rule = edition(number).aqi_rule
    for column in rule.table:
        per_unit = 10 if column.key.startswith("co") else 1
        top = column.concentrations[-1] * per_unit
        steps = np.arange(0, top + 30)
        found = iaqi(steps / per_unit, column, rule.nodes)
        for step in steps.tolist():
            c = Fraction(step, per_unit)
            if step > top:
                expected = float("nan") if column.above is None else column.above
            else:
                k = next(i for i in range(1, len(column.concentrations)) if c <= column.concentrations[i])
                low, high = column.concentrations[k - 1 : k + 1]
                share = (c - low) / (high - low)
                expected = ceil(rule.nodes[k - 1] + (rule.nodes[k] - rule.nodes[k - 1]) * share)
            assert np.array_equal(found[step], expected, equal_nan=True), (column.key, step)


@pytest.mark.parametrize(
    ("number", "column", "concentration", "expected"),
    [
        ("HJ 633-2026", "pm25_24h", 35, 50), ("HJ 633-2026", "pm25_24h", 36, 52),
        ("HJ 633-2026", "pm25_24h", 60, 100), ("HJ 633-2026", "pm25_24h", 61, 101),
        ("HJ 633-2026", "pm25_24h", 75, 114), ("HJ 633-2012", "pm25_24h", 75, 100),
        ("HJ 633-2026", "pm25_24h", 115, 150), ("HJ 633-2026", "pm25_24h", 150, 200),
        ("HJ 633-2026", "pm10_24h", 50, 50), ("HJ 633-2026", "pm10_24h", 120, 100),
        ("HJ 633-2026", "pm10_24h", 121, 101), ("HJ 633-2026", "pm10_24h", 150, 112),
        ("HJ 633-2012", "pm10_24h", 150, 100), ("HJ 633-2026", "o3_8h", 801, 300),
        ("HJ 633-2026", "so2_1h", 801, 200), ("HJ 633-2012", "co_24h", 2.2, 55),
        ("HJ 633-2012", "pm10_24h", 13251, 500),
    ],
)  # fmt: skip
def test_vectors_of_the_reference(number: str, column: str, concentration: float, expected: int) -> None:
    rule = edition(number).aqi_rule
    assert iaqi(concentration, next(c for c in rule.table if c.key == column), rule.nodes) == expected


def random_text(rng: random.Random, item: str) -> str | None:
    draw = rng.random()
    if draw < 0.05:
        return None
    if draw < 0.08:
        return "/"
    scale = 10 ** rng.uniform(0, 2.3 if item == "co" else 3.9)
    if item == "co":
        return f"{rng.uniform(0, scale):.{rng.choice([1, 2, 3])}f}"
    return (
        f"{rng.uniform(0, scale):.{rng.choice([0, 0, 1, 2])}f}" if rng.random() > 0.1 else f"{int(scale)}.5"
    )


@pytest.mark.parametrize("year", [2012, 2026])
@pytest.mark.parametrize("average", ["hour", "day"])
def test_second_calculator_agrees_on_25000_aqis(year: int, average: str) -> None:
    rng = random.Random(f"{year} {average}")
    cases = [{item: random_text(rng, item) for item in slow.ORDER} for _ in range(25_000)]
    quantity = {item: "o3_8h" if item == "o3" and average == "day" else item for item in slow.ORDER}
    result = aqi(
        {
            quantity[i]: np.array([np.nan if c[i] in (None, "/") else float(c[i] or 0) for c in cases])
            for i in slow.ORDER
        },
        average=average,  # type: ignore[arg-type]
        edition=edition(f"HJ 633-{year}"),
        not_monitored={i: np.array([c[i] == "/" for c in cases]) for i in slow.ORDER},
    )
    wrong = 0
    for k, case in enumerate(cases):
        expected, primary = slow.judge(case, average, year)
        ours = None if np.isnan(result.aqi[k]) else int(result.aqi[k])
        wrong += (ours, list(primary_codes(int(result.primary[k])))) != (expected, primary)
    assert wrong == 0


@pytest.mark.parametrize("year", [2012, 2026, 2031])
def test_second_calculator_agrees_on_composite_indices(year: int) -> None:
    rng = random.Random(year)
    cases = [
        [f"{rng.uniform(0, 300):.{rng.choice([0, 1, 2])}f}" for _ in range(4)]
        + [f"{rng.uniform(0, 6):.{rng.choice([1, 2])}f}", f"{rng.uniform(0, 300):.{rng.choice([0, 1])}f}"]
        for _ in range(10_000)
    ]
    rules = regime(str(year), date(2026, 6, 1))  # type: ignore[arg-type]
    rule = rules.ranking_edition.ranking
    single = composite.single_indices(
        {code: np.array([float(c[i]) for c in cases]) for i, code in enumerate(RANKING_ITEMS)},
        limits=rules.limits,
        rule=rule,
    )
    total = composite.composite_index(single, rule=rule)
    for k, case in enumerate(cases):
        expected_single, expected = slow.composite(case, year)
        assert [float(d) for d in expected_single] == single[:, k].tolist()
        assert float(expected) == total[k]


def test_order_of_the_items() -> None:
    assert list(AIR_HOURLY) == slow.ORDER
