"""Units of concentration, never guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingest import units


@pytest.mark.parametrize(
    ("unit", "target", "times"),
    [
        ("ug m-3", "ug m-3", "1"),
        ("mg m-3", "ug m-3", "1000"),
        ("ug m-3", "mg m-3", "0.001"),
        ("ng m-3", "ug m-3", "0.001"),
        ("g m-3", "mg m-3", "1000"),
    ],
)
def test_a_factor_is_the_exact_ratio(unit: str, target: str, times: str) -> None:
    assert units.factor(unit, target) == Decimal(times)


@pytest.mark.parametrize("unit", ["ppb", "", "µg/m³", "UG M-3"])
def test_an_unknown_unit_is_a_lookup_error_that_names_it(unit: str) -> None:
    with pytest.raises(LookupError, match="ug m-3") as refused:
        units.factor(unit, "ug m-3")
    assert repr(unit) in str(refused.value)
