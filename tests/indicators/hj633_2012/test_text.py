"""HJ 633-2012 items: seven items a day and nine an hour as written, six as practised."""

from __future__ import annotations

import numpy as np
import pytest

from indicators.iaqi import Remark, aqi, primary_text
from indicators.standard import edition

TEXT = edition("HJ 633-2012")
DAY = {"pm25": 10.0, "pm10": 10.0, "so2": 10.0, "no2": 10.0, "co": 0.5, "o3": 10.0, "o3_8h": 10.0}
HOUR = DAY | {"pm25_24h": 10.0, "pm10_24h": 10.0}


def text(values: dict[str, float], average: str) -> tuple[float, str]:
    result = aqi(
        {k: np.array(v) for k, v in values.items()},
        average=average,  # type: ignore[arg-type]
        edition=TEXT,
        basis="text",
    )
    return float(result.aqi), primary_text(int(result.primary))


def test_highest_hour_of_ozone_enters_the_written_day() -> None:
    values = DAY | {"o3": 210.0, "o3_8h": 150.0}  # 1 h: 105; 8 h: 92
    assert text(values, "day") == (105, "o3")
    practised = aqi({k: np.array(v) for k, v in values.items()}, average="day", edition=TEXT)
    assert practised.aqi == 92


def test_written_hour_takes_moving_24_hour_particles() -> None:
    values = HOUR | {"pm25": 300.0, "pm25_24h": 75.0}
    assert text(values, "hour") == (100, "pm25")
    practised = aqi({k: np.array(v) for k, v in values.items()}, average="hour", edition=TEXT)
    assert practised.aqi == 350


def test_so2_hour_above_800_goes_over_to_its_24_hours_as_written() -> None:
    assert text(HOUR | {"so2": 801.0, "so2_24h": 475.0}, "hour") == (150, "so2")


def test_ozone_8h_above_800_goes_over_to_its_hour_as_written() -> None:
    assert text(DAY | {"o3_8h": 801.0, "o3": 900.0}, "day") == (350, "o3")


def test_practice_counts_200_and_300_above_the_table() -> None:
    hour = {k: np.array(v) for k, v in (HOUR | {"so2": 801.0}).items()}
    day = {k: np.array(v) for k, v in (DAY | {"o3_8h": 801.0}).items()}
    for values, average, expected in ((hour, "hour", 200), (day, "day", 300)):
        result = aqi(values, average=average, edition=TEXT)  # type: ignore[arg-type]
        assert result.aqi == expected
        assert int(result.remarks) == Remark.ABOVE_TABLE


def test_absent_quantity_is_named() -> None:
    with pytest.raises(ValueError, match="pm25_24h"):
        text(DAY, "hour")
