"""Published text becomes readings: nothing lost, nothing made up, every refusal with its reason."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import cells, normalise, slices
from ingest.contract import MARKS, Field, PayloadError, Published, Quality, Rejected
from ingest.refusal import DUPLICATE, OVERRULED
from tests.ingest.build import CNEMC, ROW, batch, batches, columns_of, line, parsed, text, whole

NINE = int(datetime(2026, 3, 2, 0, tzinfo=UTC).timestamp())  # T09 in Beijing is the hour from 00:00 UTC


def reasons(rejected: list[Rejected]) -> list[tuple[int, str, str, str, bool]]:
    return [(each.line, each.field, each.reason, each.payload, each.whole) for each in rejected]


def test_a_row_becomes_one_station_hour_with_our_names() -> None:
    kept = batch(line())
    assert kept.hours.station.tolist() == ["1001A"]
    assert kept.hours.start.tolist() == [NINE]
    assert {name: column.tolist() for name, column in kept.hours.values.items()} == {
        "pm25": [31.0], "pm10": [74.0], "so2": [3.0], "no2": [35.0], "co": [0.6], "o3": [40.0],
    }  # fmt: skip
    assert {name: column.tolist() for name, column in kept.hours.published.items()} == {
        "aqi": [62.0], "pm25_24h": [29.0], "pm10_24h": [70.0], "so2_24h": [4.0], "no2_24h": [30.0],
        "co_24h": [0.5], "o3_24h": [40.0], "o3_8h": [52.0], "o3_8h_24h": [44.0],
    }  # fmt: skip
    assert kept.hours.primary is not None
    assert kept.hours.primary.tolist() == ["颗粒物(PM10)"]
    assert (kept.rows, kept.rejected, kept.simulated) == (1, [], False)


def test_ozone_columns_are_kept_under_the_names_of_the_platform_and_not_by_their_meaning() -> None:
    kept = batch(line(o3="101", o3_24h="102", o3_8h="103", o3_8h_24h="104"))
    assert kept.hours.values["o3"].tolist() == [101.0]
    assert [kept.hours.published[name][0] for name in ("o3_24h", "o3_8h", "o3_8h_24h")] == [
        102.0,
        103.0,
        104.0,
    ]


def test_marks_mean_missing_or_not_monitored_and_are_kept() -> None:
    kept = batch(
        line(pm10="", pm2_5="NA", o3="—", so2="/", co="/", so2_24h="/", aqi="NA", primarypollutant="NA")
    )
    quality = {name: Quality(int(column[0])) for name, column in kept.hours.quality.items()}
    mark = {name: MARKS[column[0]] for name, column in kept.hours.mark.items()}
    assert quality == {
        "pm10": Quality.MISSING, "pm25": Quality.MISSING, "o3": Quality.MISSING, "so2": Quality.NOT_MONITORED,
        "co": Quality.NOT_MONITORED, "no2": Quality.NOT_EVALUATED,
    }  # fmt: skip
    assert mark == {"pm10": "", "pm25": "NA", "o3": "—", "so2": "/", "co": "/", "no2": ""}
    assert [name for name, column in kept.hours.values.items() if math.isnan(column[0])] == [
        "pm25", "pm10", "so2", "co", "o3",
    ]  # fmt: skip
    assert math.isnan(kept.hours.published["aqi"][0])
    assert kept.hours.primary is not None
    assert kept.hours.primary.tolist() == [""]
    assert kept.rejected == []


def test_a_value_is_never_refused_for_being_large() -> None:
    assert batch(line(pm10="13251", pm2_5="3225")).hours.values["pm10"].tolist() == [13251.0]


@pytest.mark.parametrize(
    ("held", "reason"), [("-1", cells.NEGATIVE), ("inf", cells.NOT_FINITE), ("7..2", cells.NOT_A_NUMBER)]
)
def test_a_bad_cell_is_refused_alone_and_its_row_goes_in(held: str, reason: str) -> None:
    kept = batch(line(), line(stationcode="1003A", pm10=held))
    assert reasons(list(kept.rejected)) == [(3, "pm10", reason, held, False)]
    assert len(kept.hours) == kept.rows == 2
    assert kept.hours.values["pm25"].tolist() == [31.0, 31.0]
    assert np.isnan(kept.hours.values["pm10"]).tolist() == [False, True]
    assert kept.hours.quality["pm10"].tolist() == [Quality.NOT_EVALUATED, Quality.MISSING]


def test_a_bad_published_result_is_refused_alone_too() -> None:
    kept = batch(line(aqi="good"))
    assert reasons(list(kept.rejected)) == [(2, "aqi", cells.NOT_A_NUMBER, "good", False)]
    assert math.isnan(kept.hours.published["aqi"][0])


@pytest.mark.parametrize(
    ("field", "held", "reason"),
    [
        ("timepoint", "2026-02-30T0100", cells.NO_SUCH_TIME),
        ("timepoint", "2026-03-02T2400", cells.NO_SUCH_TIME),
        ("timepoint", "2026-03-02T0930", cells.NOT_FULL_HOUR),
        ("timepoint", "2026-03-02T09:00:00Z", cells.WRONG_ZONE),
        ("stationcode", "", cells.NO_STATION),
        ("stationcode", "a b", cells.BAD_STATION),
    ],
)
def test_a_row_without_time_or_station_is_refused_whole(field: str, held: str, reason: str) -> None:
    bad = line(**{field: held}, pm10="bad too")  # type: ignore[arg-type]
    kept = batch(line(), bad)
    assert reasons(list(kept.rejected)) == [(3, field, reason, bad, True)]
    assert (len(kept.hours), kept.rows) == (1, 2)


def test_an_equal_row_is_kept_once_and_of_two_that_differ_the_later_one() -> None:
    kept = batch(
        line(), line(), line(stationcode="1003A", pm10="1"), line(stationcode="1003A", pm10="2"), line()
    )
    assert [(each.line, each.reason, each.whole) for each in kept.rejected] == [
        (2, DUPLICATE, True), (3, DUPLICATE, True), (4, OVERRULED, True),
    ]  # fmt: skip
    assert kept.hours.station.tolist() == ["1001A", "1003A"]
    assert kept.hours.values["pm10"].tolist() == [74.0, 2.0]
    assert kept.rows == 5


def test_a_code_with_a_space_is_the_same_station() -> None:
    kept = batch(line(pm10="1"), line(stationcode=" 1001A", pm10="2"))
    assert kept.hours.station.tolist() == ["1001A"]
    assert kept.hours.values["pm10"].tolist() == [2.0]


def test_rows_are_sorted_by_time_and_station() -> None:
    kept = batch(
        line(stationcode="1003A", timepoint="2026-03-02T1000"),
        line(stationcode="1001A", timepoint="2026-03-02T1000"),
        line(stationcode="1003A"),
    )
    assert list(zip(kept.hours.start.tolist(), kept.hours.station, strict=True)) == [
        (NINE, "1003A"), (NINE + 3600, "1001A"), (NINE + 3600, "1003A"),
    ]  # fmt: skip


def test_what_is_said_of_a_station_is_a_spell_with_the_hours_in_which_it_was_said() -> None:
    rows = [
        line(stationcode="3488A", positionname=name, timepoint=f"2026-03-04T{hour:02}00")
        for name, hour in [
            ("旧名", 15),
            ("旧名", 14),
            ("新名（微调20250119）", 16),
            ("新名（微调20250119）", 18),
        ]
    ]
    spells = sorted(batch(*rows).spells, key=lambda spell: spell.first)
    start = int(datetime(2026, 3, 4, 5, tzinfo=UTC).timestamp())  # T14 begins at 13:00 in Beijing
    assert [(spell.station, spell.name, spell.first, spell.last) for spell in spells] == [
        ("3488A", "旧名", start, start + 3600),
        ("3488A", "新名（微调20250119）", start + 2 * 3600, start + 4 * 3600),
    ]
    assert {(spell.area, spell.longitude, spell.latitude, spell.control) for spell in spells} == {
        ("北京市", 116.3611, 39.8786, "national")
    }


def test_a_position_that_is_none_is_none_and_only_a_wrong_one_is_refused() -> None:
    kept = batch(line(longitude="NA", latitude=""), line(stationcode="1003A", longitude="999"))
    assert [(spell.station, spell.longitude, spell.latitude) for spell in kept.spells] == [
        ("1001A", None, None), ("1003A", None, 39.8786),
    ]  # fmt: skip
    assert reasons(list(kept.rejected)) == [(3, "longitude", cells.BAD_POSITION, "999", False)]


def test_a_unit_of_the_source_is_converted_exactly() -> None:
    milligrams = replace(CNEMC, fields={**CNEMC.fields, "pm10": Field(column="pm10", unit="mg m-3")})
    (published,) = parsed(text(line(pm10="0.057")))
    assert normalise.normalise(milligrams, published).hours.values["pm10"].tolist() == [57.0]


def test_a_file_without_one_row_that_can_be_taken_is_refused_whole() -> None:
    with pytest.raises(PayloadError, match="line 2: timepoint: not a time: 'x'"):
        batches(text(line(timepoint="x"), line(timepoint="y")))
    with pytest.raises(PayloadError, match="line 2: stationcode: no station code"):
        batches(text(line(stationcode=""), line(timepoint="y")))


def test_a_column_without_one_cell_that_can_be_read_is_a_changed_shape() -> None:
    rows = [line(stationcode=f"{1000 + number}A", pm2_5="31 µg") for number in range(slices.SHAPE_ROWS)]
    with pytest.raises(PayloadError, match="line 2: pm2_5: not a number: '31 µg'"):
        batches(text(*rows))
    assert len(batches(text(*rows[1:]))[0].rejected) == slices.SHAPE_ROWS - 1


def test_a_column_of_marks_alone_is_no_changed_shape() -> None:
    rows = [line(stationcode=f"{1000 + number}A", so2="/") for number in range(slices.SHAPE_ROWS)]
    assert batches(text(*rows))[0].rejected == []


def month(days: int, stations: int) -> str:
    first = datetime(2026, 3, 1, 1, tzinfo=UTC)  # written as Beijing time
    stamps = [f"{first + timedelta(hours=hour):%Y-%m-%dT%H%M}" for hour in range(24 * days)]
    return text(
        *(
            line(stationcode=f"{1000 + number}A", timepoint=stamp, pm10=str(number))
            for number, stamp in itertools.product(range(stations), stamps)
        )
    )


def test_slices_are_whole_natural_days_in_order_and_hold_every_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "SLICE_ROWS", 100)
    body = month(days=5, stations=3) + line(timepoint="never") + "\n" + "cut,line\n"
    (published,) = parsed(body)
    parts = list(slices.slices(CNEMC, published))
    # 72 rows a day: two days make a slice of at least 100; the unreadable row is behind them all.
    stamps = [sorted(set(part.table["timepoint"])) for part in parts]
    assert [(each[0], each[-1]) for each in stamps] == [
        ("2026-03-01T0100", "2026-03-03T0000"),
        ("2026-03-03T0100", "2026-03-05T0000"),
        ("2026-03-05T0100", "never"),
    ]
    assert sorted(number for part in parts for number in part.line) == published.line.tolist()
    made = [normalise.normalise(CNEMC, part) for part in parts]
    assert sum(each.rows for each in made) == 5 * 24 * 3 + 2
    assert sum(len(each.hours) for each in made) == 5 * 24 * 3
    assert [each.reason for each in whole(made[-1].rejected)] == ["wrong number of fields", cells.NOT_A_TIME]


TEXTS = st.one_of(
    st.sampled_from(["", "NA", "/", "—", "7", "0", "-1", "1e3", "nan", "x", " 5", "13251", "0.4", "１"]),
    st.text(st.characters(codec="utf-8", exclude_characters=',"\r\n\0'), max_size=6),
)
ROWS = st.builds(
    lambda station, hour, held: line(
        stationcode=station,
        timepoint=hour,
        **dict(zip(["pm10", "pm2_5", "aqi", "so2", "longitude"], held, strict=True)),
    ),
    st.sampled_from(["1001A", "1003A", " 1001A", "", "a b"]),
    st.sampled_from(["2026-03-02T0900", "2026-03-02T1000", "2026-03-03T0000", "2026-02-30T0000", "x"]),
    st.lists(TEXTS, min_size=5, max_size=5),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(ROWS, ROWS, ROWS, st.just("cut,line")), min_size=1, max_size=12))
def test_kept_and_refused_rows_are_the_published_rows_and_equal_a_plain_loop(rows: list[str]) -> None:
    try:
        made = batches(text(*rows))
    except PayloadError:
        return
    assert sum(each.rows for each in made) == len(rows)
    assert sum(len(each.hours) for each in made) + sum(len(whole(each.rejected)) for each in made) == len(
        rows
    )
    expected = plain(rows)
    found = {
        (station, start): value
        for each in made
        for station, start, value in zip(
            each.hours.station, each.hours.start.tolist(), each.hours.values["pm10"], strict=True
        )
    }
    assert found.keys() == expected.keys()
    assert all(np.array_equal(found[key], expected[key], equal_nan=True) for key in found)


def plain(rows: list[str]) -> dict[tuple[str, int], float]:
    kept: dict[tuple[str, int], float] = {}
    for row in rows:
        held = dict(zip(ROW, row.split(","), strict=False))
        if len(row.split(",")) != len(ROW) or held["stationcode"].strip() not in {"1001A", "1003A"}:
            continue
        try:
            end = datetime.strptime(held["timepoint"] + "+0800", "%Y-%m-%dT%H%M%z")
        except ValueError:
            continue
        start = int((end - timedelta(hours=1)).timestamp())
        pm10 = held["pm10"].strip(" \t")
        try:
            value = float(pm10) if pm10.isascii() and "_" not in pm10 and not pm10.endswith(".") else math.nan
        except ValueError:
            value = math.nan
        kept[held["stationcode"].strip(), start] = value if math.isfinite(value) and value >= 0 else math.nan
    return kept


def test_values_of_several_slices_are_those_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    body = month(days=3, stations=2)
    (one,) = batches(body)
    monkeypatch.setattr(slices, "SLICE_ROWS", 1)
    assert len(batches(body)) == 3
    assert columns_of(batches(body), "pm10") == columns_of([one], "pm10")


def test_a_table_of_plain_strings_is_read_like_one_of_categories() -> None:
    (published,) = parsed(text(line(), line(stationcode="1003A", pm10="NA")))
    plain_table = Published(
        payload=published.payload, table=published.table.astype(object), line=published.line
    )
    assert normalise.normalise(CNEMC, plain_table).hours.mark["pm10"].tolist() == [0, MARKS.index("NA")]
