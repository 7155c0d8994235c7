"""HJ 633-2026 5.3: an AQI with an item missing, and with an item that is not monitored.

Holds also HJ 633-2012 missing item, which is the same rule as the platform practised it before.
"""

from __future__ import annotations

import numpy as np
import pytest

from indicators.iaqi import AqiResult, Remark, aqi, remark_codes
from indicators.parameters import AIR_HOURLY
from indicators.standard import edition
from tests.indicators.builders import NAN

CLEAN = {"pm25": 10.0, "pm10": 20.0, "so2": 5.0, "no2": 12.0, "co": 0.4, "o3": 80.0}


def judged(
    changes: dict[str, float], number: str = "HJ 633-2026", not_monitored: tuple[str, ...] = ()
) -> AqiResult:
    return aqi(
        {k: np.array([v]) for k, v in (CLEAN | changes).items()},
        average="hour",
        edition=edition(number),
        not_monitored={code: np.array([True]) for code in not_monitored},
    )


@pytest.mark.parametrize("number", ["HJ 633-2012", "HJ 633-2026"])
@pytest.mark.parametrize("missing", AIR_HOURLY)
def test_withheld_while_the_rest_is_at_most_100(number: str, missing: str) -> None:
    result = judged({missing: NAN}, number)
    assert np.isnan(result.aqi[0])
    assert result.primary[0] == 0
    assert result.rest[0] <= 100
    assert remark_codes(int(result.remarks[0])) == ("withheld",)


@pytest.mark.parametrize("missing", [c for c in AIR_HOURLY if c != "no2"])
def test_published_when_the_rest_exceeds_100(missing: str) -> None:
    result = judged({missing: NAN, "no2": 210.0})  # 100 + 50/500·10 = 101
    assert result.aqi[0] == 101
    assert result.primary[0] == 1 << AIR_HOURLY.index("no2")
    assert remark_codes(int(result.remarks[0])) == ("incomplete",)


def test_exactly_100_is_withheld() -> None:
    assert np.isnan(judged({"pm10": NAN, "no2": 200.0}).aqi[0])


@pytest.mark.parametrize("code", ["so2", "co"])
def test_not_monitored_is_no_gap(code: str) -> None:
    result = judged({code: NAN}, not_monitored=(code,))
    assert result.aqi[0] == 25  # ozone 80: 50/160·80 = 25; PM10 20; PM2.5 14.3; NO2 6
    assert remark_codes(int(result.remarks[0])) == ("not-monitored",)


def test_a_gap_beside_an_item_not_monitored_still_withholds() -> None:
    result = judged({"so2": NAN, "pm10": NAN}, not_monitored=("so2",))
    assert np.isnan(result.aqi[0])
    assert set(remark_codes(int(result.remarks[0]))) == {"withheld", "not-monitored"}


def test_not_monitored_does_not_hide_a_value_that_is_there() -> None:
    assert judged({"so2": 600.0}, not_monitored=("so2",)).aqi[0] == judged({"so2": 600.0}).aqi[0]


def test_nothing_at_all() -> None:
    result = judged(dict.fromkeys(CLEAN, NAN))
    assert np.isnan(result.aqi[0])
    assert result.remarks[0] == Remark.EMPTY


def test_negative_concentration_counts_as_missing() -> None:
    assert np.isnan(judged({"co": -0.1}).aqi[0])
