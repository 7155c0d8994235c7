"""The sand rule on made-up hours.

Holds: 环办监测〔2016〕120号 start; 环办监测〔2016〕120号 end; 环办监测〔2016〕120号 effect;
HJ 663-2026 exceptional events.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from indicators import sand
from indicators.air import sand_hours
from indicators.iaqi import aqi
from indicators.regime import regime
from indicators.standard import edition
from tests.indicators.builders import NAN, series

RULE = edition("环办监测〔2016〕120号").sand
NOW = regime("auto", date(2026, 3, 13))


def spans(hours: list[float]) -> list[tuple[int, int]]:
    return [(e.start, e.end) for e in sand.propose(np.array(hours, float), rule=RULE)]


def test_starts_at_twice_the_mean_and_above_150() -> None:
    assert spans([80] * 6 + [160, 80]) == [(6, 6)]
    assert spans([80] * 6 + [159, 80]) == []  # not twice
    assert spans([70] * 6 + [150, 70]) == []  # not above 150
    assert spans([70] * 6 + [151, 70]) == [(6, 6)]


def test_ends_when_back_within_ten_percent_of_the_mean_before() -> None:
    found = sand.propose(np.array([100.0] * 6 + [900, 1500, 400, 111, 110, 300]), rule=RULE)
    assert [(e.start, e.end, e.before_ug, e.peak_ug, e.peak_hour, e.open) for e in found] == [
        (6, 9, 100.0, 1500.0, 7, False)
    ]


def test_the_mean_before_stays_that_of_the_start() -> None:
    # Within the event the running mean rises, and the end is still measured against the air before.
    assert spans([50] * 6 + [500] * 12 + [56, 55]) == [(6, 18)]


def test_an_event_that_has_not_ended_is_open() -> None:
    (found,) = sand.propose(np.array([60.0] * 6 + [400, 700]), rule=RULE)
    assert (found.end, found.open) == (7, True)


def test_gaps() -> None:
    assert spans([NAN, NAN, NAN, 60, 60, 60, 400, 60]) == []  # three of six before are too few
    assert spans([NAN, NAN, 60, 60, 60, 60, 400, 60]) == [(6, 6)]
    assert spans([60] * 6 + [400, NAN, 500, 60]) == [(6, 8)]
    assert spans([60] * 6 + [400] + [NAN] * 7 + [500, 60]) == [(6, 6)]


def test_places_do_not_meet() -> None:
    hours = np.array([[60.0, 60.0]] * 6 + [[400.0, 60.0], [60.0, 500.0], [60.0, 60.0]])
    found = sand.propose(hours, rule=RULE)
    assert [(e.place, e.start, e.end) for e in found] == [(0, 6, 6), (1, 7, 7)]
    mask = sand.hours_of(found, (9, 2))
    assert np.argwhere(mask).tolist() == [[6, 0], [7, 1]]


def test_hours_of_a_period() -> None:
    assert sand_hours.compute(pm10=series([60] * 6 + [400, 700, 60, 60]), regime=NOW) == 2
    assert np.isnan(sand_hours.compute(pm10=series([NAN] * 4), regime=NOW))
    with pytest.raises(LookupError, match="2017"):
        sand_hours.compute(pm10=series([60]), regime=regime("auto", date(2016, 3, 1)))


def test_aqi_without_sand_only_where_it_exceeded() -> None:
    daily = {
        "pm25": [70.0, 30.0], "pm10": [400.0, 110.0], "so2": [5.0, 5.0],
        "no2": [56.0, 20.0], "co": [0.7, 0.7], "o3_8h": [159.0, 90.0],
    }  # fmt: skip
    given = {k: np.array(v) for k, v in daily.items()}
    original = aqi(given, average="day", edition=NOW.aqi)
    without = aqi(
        given | {"pm25": np.full(2, NAN), "pm10": np.full(2, NAN)},
        average="day",
        edition=NOW.aqi,
        not_monitored={"pm25": np.array(True), "pm10": np.array(True)},
    )
    found = sand.aqi_without_sand(original, without)
    # Ozone 159: 50 + 50/60·59 = 99.2, up to 100. The second day is 50 + 50/70·60 = 92.9 with its PM10.
    assert found.tolist() == [100, 93]


@pytest.mark.real
def test_the_storm_of_march_2026_is_proposed(shared) -> None:  # type: ignore[no-untyped-def]
    import pandas as pd

    table = pd.read_parquet(
        shared / "data" / "cnemc_hourly_2026" / "cnemc_hourly_2026-03.parquet",
        columns=["timepoint", "stationcode", "pm10"],
        filters=[("timepoint", ">=", "2026-03-10T0100"), ("timepoint", "<=", "2026-03-16T0000")],
    )
    hourly = table.assign(pm10=pd.to_numeric(table["pm10"], errors="coerce")).pivot(
        index="timepoint", columns="stationcode", values="pm10"
    )
    events = sand.propose(hourly.to_numpy(), rule=RULE)
    stormy = {e.place for e in events if e.peak_ug > 1000}
    assert len(stormy) > 50
    peaks = {hourly.index[e.peak_hour][:10] for e in events if e.peak_ug > 1000}
    assert "2026-03-13" in peaks
