"""环办监测〔2016〕120号 effect: the AQI of a day of which sand hours were left out."""

from __future__ import annotations

import numpy as np
import pytest

from indicators.iaqi import Remark, aqi
from indicators.sand import verdict_without_sand
from indicators.standard import edition

RULE = edition("HJ 633-2012")
CLEAN = {"so2": 10.0, "no2": 20.0, "co": 0.5}


def day(pm10: float, pm25: float, o3_8h: float, particles_by_plan: bool = True):  # type: ignore[no-untyped-def]
    given = CLEAN | {"pm10": pm10, "pm25": pm25, "o3_8h": o3_8h}
    gone = {p: np.array([particles_by_plan and np.isnan(given[p])]) for p in ("pm25", "pm10")}
    return aqi({n: np.array([v]) for n, v in given.items()}, average="day", edition=RULE, not_monitored=gone)


@pytest.mark.parametrize(
    ("with_sand", "left", "o3_8h", "expected"),
    [
        pytest.param((400.0, 60.0), (np.nan, np.nan), 80.0, 40, id="caused by sand: AQI of ozone, 80 is IAQI 40"),
        pytest.param((400.0, 60.0), (np.nan, np.nan), 215.0, 150, id="ozone exceeds by itself: 215 is IAQI 150"),
        pytest.param((120.0, 30.0), (np.nan, np.nan), 80.0, 85, id="no exceedance: PM10 120 stays, IAQI 85"),
        pytest.param((400.0, 160.0), (140.0, 115.0), 80.0, 150, id="remaining PM2.5 115 exceeds: IAQI 150"),
        pytest.param((400.0, 90.0), (90.0, 40.0), 80.0, 40, id="remaining hours do not exceed: caused by sand"),
    ],
)  # fmt: skip
def test_effect(
    with_sand: tuple[float, float], left: tuple[float, float], o3_8h: float, expected: int
) -> None:
    found = verdict_without_sand(
        day(*with_sand, o3_8h), day(*left, o3_8h), day(np.nan, np.nan, o3_8h), np.array([True])
    )
    assert found.aqi[0] == expected
    assert not found.remarks[0] & Remark.NOT_MONITORED


def test_a_day_that_sand_did_not_touch_is_as_it_was() -> None:
    whole = day(400.0, 60.0, 80.0)
    found = verdict_without_sand(
        whole, day(np.nan, np.nan, 80.0), day(np.nan, np.nan, 80.0), np.array([False])
    )
    assert found.aqi[0] == whole.aqi[0] > 200


def test_by_setting_a_day_that_sand_made_exceed_is_left_out() -> None:
    gone = day(np.nan, np.nan, 80.0)
    found = verdict_without_sand(day(400.0, 60.0, 80.0), gone, gone, np.array([True]), counts=False)
    assert np.isnan(found.aqi[0])
    assert found.primary[0] == 0
