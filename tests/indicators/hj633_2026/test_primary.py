"""Primary pollutants and laws that every AQI keeps.

Holds: HJ 633-2026 primary pollutant; HJ 633-2012 primary pollutant; HJ 633-2026 categories;
HJ 633-2026 sensitive groups.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.iaqi import aqi, primary_codes, primary_text
from indicators.levels import level, level_number
from indicators.parameters import AIR_DAILY, AIR_HOURLY, parameter
from indicators.standard import edition
from tests.indicators.builders import NAN

NUMBERS = ["HJ 633-2012", "HJ 633-2026"]
concentration = st.floats(0, 3000, allow_nan=False)


def day(values: dict[str, float]) -> tuple[float, str]:
    result = aqi({k: np.array(v) for k, v in values.items()}, average="day", edition=edition("HJ 633-2026"))
    return float(result.aqi), primary_text(int(result.primary))


def test_none_at_50_and_one_at_51() -> None:
    calm = dict.fromkeys(AIR_DAILY, 1.0)
    assert day(calm | {"o3_8h": 100.0}) == (50, "")
    assert day(calm | {"o3_8h": 101.0}) == (51, "o3")


def test_ties_are_joint_in_the_order_of_the_house() -> None:
    calm = dict.fromkeys(AIR_DAILY, 1.0)
    # PM2.5 60 and PM10 120 and ozone 160 are all 100.
    assert day(calm | {"pm25": 60.0, "pm10": 120.0, "o3_8h": 160.0}) == (100, "pm25+pm10+o3")


def test_by_day_ozone_is_its_8_hour_mean() -> None:
    assert primary_codes(0b100001, average="day") == ("pm25", "o3_8h")
    assert primary_codes(0b100001) == ("pm25", "o3")


@pytest.mark.parametrize("number", NUMBERS)
@given(values=st.lists(concentration, min_size=6, max_size=6), which=st.integers(0, 5), more=concentration)
def test_never_better_when_one_value_worsens(
    number: str, values: list[float], which: int, more: float
) -> None:
    worse = list(values)
    worse[which] += more
    both = np.array([values, worse]).T
    for average, codes in (("hour", AIR_HOURLY), ("day", AIR_DAILY)):
        result = aqi(dict(zip(codes, both, strict=True)), average=average, edition=edition(number))  # type: ignore[arg-type]
        assert result.aqi[1] >= result.aqi[0]


@pytest.mark.parametrize("number", NUMBERS)
@given(st.lists(st.one_of(st.just(NAN), concentration), min_size=6, max_size=6))
def test_a_primary_has_the_aqi_and_only_above_50(number: str, values: list[float]) -> None:
    result = aqi(
        {c: np.array(v) for c, v in zip(AIR_HOURLY, values, strict=True)},
        average="hour",
        edition=edition(number),
    )
    named = [c for i, c in enumerate(AIR_HOURLY) if int(result.primary) >> i & 1]
    if np.isnan(result.aqi) or result.aqi <= 50:
        assert named == []
    else:
        assert named == [c for i, c in enumerate(AIR_HOURLY) if result.iaqi[i] == result.aqi]


@given(
    st.permutations(range(5)),
    st.lists(st.lists(concentration, min_size=6, max_size=6), min_size=5, max_size=5),
)
def test_order_of_stations_does_not_matter(order: list[int], table: list[list[float]]) -> None:
    values = np.array(table).T
    one = aqi(dict(zip(AIR_HOURLY, values, strict=True)), average="hour", edition=edition(NUMBERS[1]))
    other = aqi(
        dict(zip(AIR_HOURLY, values[:, order], strict=True)), average="hour", edition=edition(NUMBERS[1])
    )
    np.testing.assert_array_equal(one.aqi[order], other.aqi)
    np.testing.assert_array_equal(one.primary[order], other.primary)


@pytest.mark.parametrize(
    ("value", "number"), [(0, 1), (1, 1), (50, 1), (51, 2), (100, 2), (101, 3), (150, 3), (151, 4), (200, 4),
                          (201, 5), (300, 5), (301, 6), (500, 6)],
)  # fmt: skip
def test_level_of_each_bound(value: int, number: int) -> None:
    for one in NUMBERS:
        assert level_number(value, edition(one)) == number
        assert level(value, edition(one)).number == number


def test_no_aqi_no_level() -> None:
    assert np.isnan(level_number(NAN, edition(NUMBERS[1])))
    with pytest.raises(ValueError, match="no category"):
        level(NAN, edition(NUMBERS[1]))


def test_2026_names_sensitive_groups_for_each_of_the_six() -> None:
    groups = edition("HJ 633-2026").aqi_rule.sensitive_groups
    assert groups is not None
    assert set(groups) == set(AIR_HOURLY)
    assert edition("HJ 633-2012").aqi_rule.sensitive_groups is None


def test_unknown_parameter_is_a_sentence() -> None:
    assert parameter("co").unit == "mg m-3"
    with pytest.raises(LookupError, match="no parameter 'pm1'"):
        parameter("pm1")
