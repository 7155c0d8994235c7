"""City days in every form in which they go about, and the tables that are not what they claim."""

from __future__ import annotations

import io
import itertools
import random
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ingest.contract import PayloadError
from ingest.days import NO_CITY
from ingest.refusal import DUPLICATE, OVERRULED
from tests.ingest.city_days import AQISTUDY, HISTORY, HISTORY_HEADER, days_of, taken


def test_a_file_without_header_and_with_a_byte_order_mark_is_read_from_its_first_line() -> None:
    (batch,) = taken("\ufeff" + "\n".join(days_of(AQISTUDY)) + "\n")
    assert (batch.series, batch.rows, len(batch.days), batch.rejected) == ("aqistudy", 10, 10, [])
    assert batch.days.region.tolist() == ["410800"] * 10
    assert date.fromordinal(int(batch.days.day[0])) == date(2016, 7, 1)
    first = {name: float(values[0]) for name, values in batch.days.values.items()}
    assert first == {"pm25": 40.0, "pm10": 100.0, "so2": 20.5, "no2": 30.1, "co": 1.234, "o3_8h": 90.0}
    assert (float(batch.days.aqi[0]), batch.days.level[0], batch.days.area[0]) == (75.0, "良", "焦作")


def test_a_file_without_a_column_of_cities_is_of_the_city_in_its_name() -> None:
    (batch,) = taken("\n".join([HISTORY_HEADER, *days_of(HISTORY)]), "郑州.csv")
    assert (batch.series, set(batch.days.region.tolist())) == ("history", {"410100"})


@pytest.mark.parametrize("form", ["aqistudy", "history"])
def test_a_parquet_of_texts_says_the_same_as_the_file_of_lines(form: str) -> None:
    if form == "aqistudy":
        header = [
            "city",
            "date",
            "AQI",
            "AQI_range",
            "quality",
            "PM2.5",
            "PM10",
            "SO2",
            "CO",
            "NO2",
            "O3",
            "rank",
        ]
        lines = days_of(AQISTUDY)
        table = pd.DataFrame([row.split(",") for row in lines], columns=header).assign(file="焦作")
        (plain,) = taken("\n".join(lines))
    else:
        lines = days_of(HISTORY)
        table = pd.DataFrame([row.split(",") for row in lines], columns=HISTORY_HEADER.split(","))
        table.insert(0, "city", "焦作")
        (plain,) = taken("\n".join([HISTORY_HEADER, *lines]))
    held = io.BytesIO()
    table.astype("str").to_parquet(held, index=False)
    (batch,) = taken(held.getvalue(), "all.parquet")
    assert batch.series == plain.series == form
    for name, values in plain.days.values.items():
        assert np.array_equal(values, batch.days.values[name])
    assert batch.days.region.tolist() == plain.days.region.tolist()


def test_a_day_without_level_and_a_published_zero_are_missing_and_not_zero() -> None:
    nothing = "焦作,2016-07-20,0,0~0,,0,0,0,0,0,0,3"
    no_particles = "焦作,2016-07-21,129,60~140,轻度污染,0,0,10,0.7,44,115,3"
    (batch,) = taken("\n".join([*days_of(AQISTUDY), nothing, no_particles]))
    assert len(batch.days) == 12
    assert all(np.isnan(values[10]) for values in (*batch.days.values.values(), batch.days.aqi))
    assert batch.days.level[10] == ""
    last = {name: float(values[11]) for name, values in batch.days.values.items()}
    assert np.isnan(last["pm25"])
    assert np.isnan(last["pm10"])
    assert (last["so2"], last["o3_8h"], float(batch.days.aqi[11])) == (10.0, 115.0, 129.0)


def test_a_level_of_none_with_an_aqi_of_zero_is_a_missing_day() -> None:
    (batch,) = taken("\n".join([HISTORY_HEADER, *days_of(HISTORY), "2016-07-20,0,无,0,0,11,0.8,35,100"]))
    assert all(np.isnan(values[10]) for values in (*batch.days.values.values(), batch.days.aqi))


def test_a_city_that_no_division_stands_for_is_refused_by_row_and_the_rest_goes_in() -> None:
    strange = [row.replace("焦作", "胶南") for row in days_of(AQISTUDY, days=[3, 4])]
    (batch,) = taken("\n".join([*days_of(AQISTUDY), *strange]))
    assert (batch.rows, len(batch.days)) == (12, 10)
    assert [(r.line, r.field, r.reason, r.whole) for r in batch.rejected] == [
        (11, "city", NO_CITY, True), (12, "city", NO_CITY, True),
    ]  # fmt: skip
    assert batch.rejected[0].payload.startswith("胶南,2016-07-03")


def test_of_two_rows_of_a_day_the_later_stays() -> None:
    rows = days_of(AQISTUDY)
    (batch,) = taken("\n".join([*rows, rows[0], *days_of(AQISTUDY, days=[2], pm25=41)]))
    assert [(r.line, r.reason) for r in batch.rejected] == [(1, DUPLICATE), (2, OVERRULED)]
    assert batch.days.values["pm25"].tolist() == [40.0, 41.0, *[40.0] * 8]
    assert batch.rows == len(batch.days) + 2


def test_a_cell_that_is_no_value_is_refused_alone_and_a_bad_day_with_its_row() -> None:
    rows = [
        *days_of(AQISTUDY),
        *days_of(AQISTUDY, days=[11], pm25="-3"),
        "焦作,2016-02-30,75,1~2,良,1,2,3,1,5,6,7",
    ]
    (batch,) = taken("\n".join(rows))
    assert {(r.line, r.field, r.whole) for r in batch.rejected} == {(11, "PM2.5", False), (12, "date", True)}
    assert np.isnan(batch.days.values["pm25"][10])
    assert batch.days.values["pm10"][10] == 100.0


def test_exchanged_columns_are_refused_whole_with_the_statistic_and_the_threshold() -> None:
    header = "日期,质量等级,AQI,PM2.5,PM10,SO2,NO2,CO,O3,城市"
    rows = [f"2025-07-{day:02d},良,75,{200 + day},40,100,30,12,0.9,焦作" for day in range(1, 21)]
    with pytest.raises(PayloadError, match=r"焦作\.csv: .*100\.0% of 20 days.*PM2\.5 100\.0%.*more than 50%"):
        taken("\n".join([header, *rows]))
    right = [f"2025-07-{day:02d},良,75,40,100,12,30,0.9,90,焦作" for day in range(1, 21)]
    assert len(taken("\n".join([header, *right]))[0].days) == 20


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"pm25": 100, "pm10": 40, "aqi": 132}, "PM2.5 exceeds PM10"),  # the two exchanged
        ({"aqi": 300}, "above the IAQI of every column"),  # the AQI is something else
        ({"aqi": 20}, "below the IAQI of its own"),  # the AQI is a rank
    ],
)
def test_a_table_that_contradicts_itself_is_refused(cells: dict[str, object], says: str) -> None:
    with pytest.raises(PayloadError, match=says):
        taken("\n".join(days_of(AQISTUDY, **cells)))


def test_few_contradicting_days_are_days_and_not_another_table() -> None:
    rows = [*days_of(AQISTUDY), *days_of(AQISTUDY, days=[11, 12], pm25=100, pm10=40, aqi=132)]
    assert len(taken("\n".join(rows))[0].days) == 12
    assert len(taken("\n".join(days_of(AQISTUDY, days=[1, 2], aqi=300)))[0].days) == 2


def test_the_edition_of_the_day_decides_what_an_aqi_can_be() -> None:
    """PM2.5 of 60 is IAQI 82 by the table of 2012 and 100 by that of 2026."""
    header = "日期,质量等级,AQI,PM2.5,PM10,SO2,NO2,CO,O3,城市"
    rows = [f"2026-04-{day:02d},良,70,60,80,5,20,0.5,80,焦作" for day in range(1, 21)]
    with pytest.raises(PayloadError, match=r"PM2\.5 100\.0%"):
        taken("\n".join([header, *rows]))
    before = [row.replace("2026-04", "2025-04") for row in rows]
    assert len(taken("\n".join([header, *before]))[0].days) == 20


@pytest.mark.parametrize("body", ["", "<html>502</html>", "a,b\n1,2\n", "\n".join(HISTORY_HEADER.split(","))])
def test_what_is_no_table_of_days_is_refused_with_a_sentence(body: str) -> None:
    with pytest.raises(PayloadError, match=r"焦作\.csv: "):
        taken(body)


def test_four_hundred_damaged_files_never_crash_and_account_for_every_row() -> None:
    chance = random.Random(20161120)
    whole = "\n".join(days_of(AQISTUDY)).encode()
    accepted = 0
    for _ in range(400):
        body = bytearray(whole)
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(len(body))
            body[at : at + chance.randrange(0, 4)] = chance.choice(
                [b",", b"\n", b'"', b"\xff", b"-", b"9e9", b"", b"\0"]
            )
        try:
            found = taken(bytes(body))
        except PayloadError:
            continue
        accepted += 1
        for batch in found:
            assert batch.rows == len(batch.days) + sum(r.whole for r in batch.rejected)
            assert all((v[~np.isnan(v)] > 0).all() for v in batch.days.values.values())
    assert 100 < accepted < 400


@pytest.mark.real
@pytest.mark.parametrize("name", ["raw_capitals_2025/郑州.csv", "capitals_2025_2026_mislabelled.parquet"])
def test_the_mislabelled_capitals_are_refused_under_any_name(shared: Path, name: str) -> None:
    raw = (shared / "data" / "city_daily" / name).read_bytes()
    with pytest.raises(PayloadError, match="do not hold what they are named after"):
        taken(raw, "城市日报" + Path(name).suffix)


@pytest.mark.real
@pytest.mark.parametrize("name", ["raw_aqistudy_2017/焦作.csv", "raw_capitals/郑州.csv"])
def test_the_files_as_they_came_go_in_whole(shared: Path, name: str) -> None:
    raw = (shared / "data" / "city_daily" / name).read_bytes()
    lines = len(raw.decode("utf-8-sig").splitlines()) - (0 if "aqistudy" in name else 1)
    found = taken(raw, Path(name).name)
    assert sum(len(batch.days) for batch in found) == lines
    assert not any(batch.rejected for batch in found)


def test_every_slice_holds_whole_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.days.SLICE_ROWS", 3)
    rows = [row for day in range(1, 11) for row in (
        days_of(AQISTUDY, days=[day])[0], days_of(AQISTUDY, days=[day])[0].replace("焦作", "郑州"),
    )]  # fmt: skip
    parts = taken("\n".join(rows))
    assert [len(part.days) for part in parts] == [4, 4, 4, 4, 4]
    seen = [set(part.days.day.tolist()) for part in parts]
    assert all(not a & b for a, b in itertools.pairwise(seen))
