"""The simulated network is the same at every asking, looks like air, and never like a measurement."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from ingest.collect import simulate
from ingest.contract import Batch, Payload, PayloadError, Quality, Window
from ingest.sources import source
from ingest.sources.demo import thirteen_months
from tests.ingest.build import Pile

DEMO = source("demo")
END = datetime(2026, 11, 20, 6, tzinfo=UTC)


def made(start: datetime, end: datetime) -> list[Batch]:
    pile = Pile()
    simulate(DEMO, Window(start=start, end=end), pile)
    return pile.batches


def frame(batches: list[Batch]) -> pd.DataFrame:
    parts = [
        pd.DataFrame({"station": each.hours.station, "start": each.hours.start, **each.hours.values})
        for each in batches
    ]
    whole = pd.concat(parts, ignore_index=True)
    whole["local"] = pd.to_datetime(whole["start"], unit="s") + pd.Timedelta(hours=8)
    whole["province"] = whole["station"].str[1:3]
    return whole


@pytest.fixture(scope="module")
def batches() -> list[Batch]:
    window = thirteen_months(END)
    return made(window.start, window.end)


@pytest.fixture(scope="module")
def hours(batches: list[Batch]) -> pd.DataFrame:
    return frame(batches)


def test_thirteen_months_begin_at_a_midnight_and_end_at_the_hour() -> None:
    window = thirteen_months(END + timedelta(minutes=59))
    assert window.end == END
    assert window.start == datetime(2025, 10, 19, 16, tzinfo=UTC)  # 2025-10-20 in Beijing
    assert thirteen_months(datetime(2026, 3, 31, 3, tzinfo=UTC)).start == datetime(
        2025, 2, 27, 16, tzinfo=UTC
    )


def test_an_hour_is_the_same_in_whatever_window_it_is_asked(hours: pd.DataFrame) -> None:
    start = datetime(2026, 4, 12, 3, tzinfo=UTC)
    again = frame(made(start, start + timedelta(hours=31)))
    first, end = int(start.timestamp()), int((start + timedelta(hours=31)).timestamp())
    same = hours[(hours["start"] >= first) & (hours["start"] < end)].reset_index(drop=True)
    pd.testing.assert_frame_equal(again, same)


def test_it_is_a_few_dozen_stations_of_three_provinces_marked_as_simulated(batches: list[Batch]) -> None:
    spells = {spell.station: spell for each in batches for spell in each.spells}
    assert 40 <= len(spells) <= 60
    assert all(re.fullmatch(r"D(41|32|51)\d\d[A-C]", code) for code in spells)
    assert all("模拟" in spell.name and spell.area.endswith("市") for spell in spells.values())
    assert len({spell.name for spell in spells.values()}) == len(spells)
    assert {spell.control for spell in spells.values()} == {"national", "county"}
    assert sum(spell.role == "background" for spell in spells.values()) == 1
    assert all(each.simulated and not each.rejected for each in batches)


def test_stations_lie_in_their_provinces(batches: list[Batch]) -> None:
    boxes = {
        "41": (110.3, 116.7, 31.3, 36.4),
        "32": (116.3, 122.0, 30.7, 35.2),
        "51": (97.3, 108.6, 26.0, 34.4),
    }
    for spell in {spell.station: spell for each in batches for spell in each.spells}.values():
        west, east, south, north = boxes[spell.station[1:3]]
        assert spell.longitude is not None
        assert spell.latitude is not None
        assert west < spell.longitude < east
        assert south < spell.latitude < north


def test_it_holds_thirteen_months_with_gaps_and_marks(batches: list[Batch], hours: pd.DataFrame) -> None:
    window = thirteen_months(END)
    expected = (window.end - window.start) / timedelta(hours=1) * hours["station"].nunique()
    assert 0.98 < len(hours) / expected < 1
    assert hours["start"].nunique() < (window.end - window.start) / timedelta(hours=1)
    quality = np.concatenate([each.hours.quality["so2"] for each in batches])
    assert set(quality) == {Quality.NOT_EVALUATED, Quality.MISSING, Quality.NOT_MONITORED}
    assert 0.003 < hours["pm25"].isna().mean() < 0.03
    assert hours.set_index("station").loc["D4108B", ["so2", "co"]].isna().all(axis=None)


def test_it_has_seasons_days_and_one_dust_storm(hours: pd.DataFrame) -> None:
    by_month = hours.groupby(["province", hours["local"].dt.month])[["pm25", "o3"]].mean()
    for province in ("41", "32", "51"):
        assert by_month.loc[(province, 1), "pm25"] > 1.8 * by_month.loc[(province, 7), "pm25"]
        assert by_month.loc[(province, 6), "o3"] > 1.8 * by_month.loc[(province, 12), "o3"]
    by_clock = hours.groupby(hours["local"].dt.hour)["o3"].mean()
    assert by_clock.idxmax() in {14, 15, 16}
    assert by_clock[15] > 3 * by_clock[5]
    daily = hours.groupby(["province", hours["local"].dt.strftime("%m-%d")])["pm10"].mean()
    storm = daily[daily > 350]
    assert set(storm.index) <= {
        (province, day) for province in ("41", "32") for day in ("04-12", "04-13", "04-14")
    }
    assert {"41", "32"} <= set(storm.index.get_level_values(0))
    assert 1_000 < hours["pm10"].max() < 2_500


def test_stations_of_a_region_share_their_weather(hours: pd.DataFrame) -> None:
    wide = hours.pivot_table(index=hours["local"].dt.date, columns="station", values="pm25").corr()
    assert wide.loc["D4101A", "D4107A"] > 0.7 > wide.loc["D4101A", "D5101A"]


def test_particles_are_consistent_and_whole_numbers_but_for_carbon_monoxide(hours: pd.DataFrame) -> None:
    assert not (hours["pm25"] > hours["pm10"]).any()
    assert (hours[["pm25", "pm10", "so2", "no2", "o3"]].stack().dropna() % 1 == 0).all()
    assert (hours["co"].dropna() >= 0.1).all()
    assert (hours[["pm25", "pm10", "so2", "no2", "o3"]].stack().dropna() >= 1).all()


def test_a_payload_says_its_hours_or_is_refused() -> None:
    assert DEMO.parse is not None
    for body in (b"", b"[]", b"{}", b'{"first_hour": "x", "end_hour": 2}'):
        with pytest.raises(PayloadError, match="which hours"):
            next(DEMO.parse(Payload(source="demo", name="x", sha256="", body=body)))


def test_a_window_within_one_hour_is_no_hour() -> None:
    start = datetime(2026, 3, 1, 0, 10, tzinfo=UTC)
    assert made(start, start + timedelta(minutes=40)) == []
