"""HJ 633-2026 4.2.2: concentrations are rounded by GB/T 8170 before the IAQI."""

from __future__ import annotations

import pytest

from indicators.iaqi import iaqi
from indicators.standard import edition


@pytest.mark.parametrize(
    ("column", "concentration", "expected"),
    [
        ("pm25_24h", 35.5, 52),  # to 36, even
        ("pm25_24h", 60.4, 100),
        ("pm25_24h", 60.5, 100),  # to 60, even
        ("pm25_24h", 60.51, 101),
        ("co_24h", 2.25, 55),  # to 2.2: 50 + 25·0.2
        ("co_24h", 2.35, 60),  # to 2.4
    ],
)
def test_rounded_first(column: str, concentration: float, expected: int) -> None:
    rule = edition("HJ 633-2026").aqi_rule
    assert iaqi(concentration, next(c for c in rule.table if c.key == column), rule.nodes) == expected
