"""Zhejiang's provincial stations in their three forms, from files; each trap a hand-written line."""

from __future__ import annotations

import io
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from ingest.collect import load
from ingest.contract import MARKS, Batch, Payload, PayloadError, Quality
from ingest.normalise import normalise
from ingest.slices import slices
from ingest.sources import source
from store.keeping import Keeper
from store.opening import open_store
from tests.ingest.build import Pile

PROVINCE = source("provincial_hourly")
FOLDER = Path("data/zhejiang_provincial_hourly_2026")

SHORT = {
    "site": "缙云中学", "city": "丽水市", "AQI": "56", "SO₂": "8", "NO₂": "30", "O₃": "126", "PM₁₀": "58",
    "PM₂.₅": "31", "CO": "0.5", "O₃-8h": "137", "PM₁₀-24h": "59", "PM₂.₅-24h": "36", "time": "2026-04-28 17:00:00",
}  # fmt: skip
_JUDGED = ("AQI", "CO", "NO2", "O3", "PM10", "PM25", "SO2")
CITY = {
    "": "0", "O3": "43", "latitude": "30.28", "SYWRW": "--", "NO2": "22", "SO2": "7", "sitename": "杭州市", "AQI": "23",
    "districtcode": "330100", "longitude": "120.15", "PM25": "13", "CO": "0.5", "sitecode": "330100",
    "districtname": "杭州市", "PM10": "23", "time": "2026-05-04 09:00:00",
    **{f"{item}_level": "优" for item in _JUDGED}, **{f"{item}_color": "#00E400" for item in _JUDGED},
}  # fmt: skip
FULL = {
    **CITY, "sitecode": "330127T_4", "sitename": "缙云中学", "districtcode": "331100", "districtname": "丽水市",
    "regioncode": "331122", "sort": "1", "longitude": "120.0913", "latitude": "28.6593", "SYWRW": "PM₁₀,PM₂.₅",
    "PM25": "31", "PM10": "58", "SO2": "8", "NO2": "30", "CO": "0.5", "O3": "126", "AQI": "56", "O3H8": "137",
    "PM10H24": "59", "PM25H24": "36", "time": "2026-04-28 17:00:00",
    **{f"{item}_{what}": "优" for item in ("O3H8", "PM10H24", "PM25H24") for what in ("level", "color")},
}  # fmt: skip


def csv(*rows: dict[str, str]) -> bytes:
    return "".join(
        f"{','.join(chr(34) + text + chr(34) if ',' in text else text for text in line)}\n"
        for line in (rows[0], *(row.values() for row in rows))
    ).encode()


def read(body: bytes, name: str = "2026-04-28T17.csv") -> Batch:
    payload = Payload(source="provincial_hourly", name=name, sha256="", body=body)
    assert PROVINCE.parse is not None
    (published,) = PROVINCE.parse(payload)
    (part,) = slices(PROVINCE, published)  # type: ignore[arg-type]
    return normalise(PROVINCE, part)  # type: ignore[arg-type]


EXPECTED = {"pm25": 31.0, "pm10": 58.0, "so2": 8.0, "no2": 30.0, "co": 0.5, "o3": 126.0}


@pytest.mark.parametrize("row", [SHORT, FULL], ids=["short", "full"])
def test_both_forms_of_stations_say_the_same(row: dict[str, str]) -> None:
    batch = read(csv(row))
    assert {name: float(values[0]) for name, values in batch.hours.values.items()} == EXPECTED
    assert {name: float(values[0]) for name, values in batch.hours.published.items()} == {
        "aqi": 56, "pm25_24h": 36, "pm10_24h": 59, "o3_8h_24h": 137,
    }  # fmt: skip
    # 17:00 is the end of the hour in Beijing.
    assert batch.hours.start.tolist() == [int(datetime(2026, 4, 28, 8, tzinfo=UTC).timestamp())]
    assert (batch.spells[0].control, batch.spells[0].area) == ("provincial", "丽水市")


def test_a_station_has_its_code_or_that_of_its_city_and_name() -> None:
    full, short = read(csv(FULL)), read(csv(SHORT))
    assert full.hours.station.tolist() == ["330127T_4"]
    assert (full.spells[0].longitude, full.spells[0].latitude) == (120.0913, 28.6593)
    assert short.hours.station.tolist() == ["丽水市.缙云中学"]
    assert short.spells[0].longitude is None
    assert read(csv({**SHORT, "site": "衢州三中（市）"})).hours.station.tolist() == ["丽水市.衢州三中_市_"]


def test_a_list_that_knows_the_name_gives_the_code_and_the_place(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(csv(SHORT, {**SHORT, "site": "塔山小学"}, {**SHORT, "site": "两处"}))
    (tmp_path / "list.txt").write_text(
        "code,name,area,longitude,latitude\n330127T_4,缙云中学,丽水市,120.09,28.66\n1A,两处,丽水市,,\n2A,两处,丽水市,,\n",
        encoding="utf-8",
    )
    pile = Pile()
    load(PROVINCE, [tmp_path / "a.csv"], pile, stations_file=tmp_path / "list.txt")
    assert {(spell.station, spell.longitude) for spell in pile.batches[0].spells} == {
        ("330127T_4", 120.09), ("丽水市.塔山小学", None), ("丽水市.两处", None),
    }  # fmt: skip


@pytest.mark.parametrize("row", [SHORT, FULL], ids=["short", "full"])
def test_at_midnight_the_stamp_is_a_date_alone_and_the_hour_the_last_of_the_day_before(
    row: dict[str, str],
) -> None:
    batch = read(csv({**row, "time": "2026-05-01"}))
    assert batch.hours.start.tolist() == [int(datetime(2026, 4, 30, 15, tzinfo=UTC).timestamp())]


def test_two_dashes_are_missing() -> None:
    batch = read(csv({**FULL, "PM10": "--", "AQI": "--", "SYWRW": "--"}))
    assert int(batch.hours.quality["pm10"][0]) == Quality.MISSING
    assert MARKS[int(batch.hours.mark["pm10"][0])] == "--"
    assert str(batch.hours.published["aqi"][0]) == "nan"
    assert batch.rejected == []
    assert batch.hours.primary is not None
    assert batch.hours.primary.tolist() == [""]
    assert read(csv(FULL)).hours.primary.tolist() == ["PM₁₀,PM₂.₅"]  # type: ignore[union-attr]


def test_a_row_of_a_city_is_no_station() -> None:
    batch = read(csv(CITY, {**CITY, "sitecode": "330200", "sitename": "宁波市"}))
    assert (batch.rows, len(batch.hours), batch.spells) == (2, 0, [])
    assert [(each.line, each.reason, each.whole) for each in batch.rejected] == [
        (2, "a row of a city, not of a station", True), (3, "a row of a city, not of a station", True),
    ]  # fmt: skip
    assert "宁波市" in batch.rejected[1].payload


@pytest.mark.parametrize("row", [SHORT, FULL], ids=["short", "full"])
def test_the_order_of_columns_and_rows_does_not_matter(row: dict[str, str]) -> None:
    turned = dict(sorted(row.items(), key=lambda each: each[0][::-1]))
    assert {name: float(values[0]) for name, values in read(csv(turned)).hours.values.items()} == EXPECTED


def test_a_parquet_of_texts_tells_file_and_row() -> None:
    rows = [
        {"file": "2026-04-28T17", "row": str(number), **FULL, "sitecode": f"A{number}"} for number in range(3)
    ]
    frame = pd.DataFrame(rows).drop(columns="").astype(str)
    held = io.BytesIO()
    frame.to_parquet(held, index=False)
    assert read(held.getvalue(), "v2.parquet").hours.station.tolist() == ["A0", "A1", "A2"]


@pytest.mark.parametrize("lost", ["PM25", "time", "sitecode"])
def test_another_set_of_columns_is_refused_with_what_lacks(lost: str) -> None:
    row = {f"new{key}" if key == lost else key: text for key, text in FULL.items()}
    with pytest.raises(PayloadError, match=f"there is no column {lost}"):
        read(csv(row))


@pytest.mark.real
def test_all_tables_are_taken_but_for_the_hours_of_cities(shared: Path, tmp_path: Path) -> None:
    store = open_store(None, tmp_path / "home", None)
    first = load(PROVINCE, [shared / FOLDER], Keeper(store=store))
    second = load(PROVINCE, [shared / FOLDER], Keeper(store=store))
    store.close()
    # 1,560 hours of 118 stations, 46 early hours of them, and 4 hours of 11 cities.
    assert first.published == 1_560 * 118 + 46 * 118 + 4 * 11
    assert first.receipt.rejected == {"a row of a city, not of a station": 44}
    assert first.receipt.kept == _filled(shared / FOLDER)
    assert (second.receipt.kept, second.receipt.revised, second.receipt.known) == (0, 0, first.receipt.kept)


def _filled(folder: Path) -> int:
    """Cells of the six items that are not two dashes, counted by hand."""
    wanted = {
        "zjemc_v2_full.parquet": ("PM25", "PM10", "SO2", "NO2", "CO", "O3"),
        "zjemc_v1_short_columns.parquet": ("PM₂.₅", "PM₁₀", "SO₂", "NO₂", "CO", "O₃"),
    }
    return sum(
        text != "--"
        for name, columns in wanted.items()
        for column in columns
        for text in pq.read_table(folder / name, columns=[column])[column].to_pylist()
    )


@pytest.mark.real
def test_a_list_of_the_full_form_names_the_stations_of_the_short_one(shared: Path, tmp_path: Path) -> None:
    columns = ["sitecode", "sitename", "districtname", "longitude", "latitude"]
    full = pq.read_table(shared / FOLDER / "zjemc_v2_full.parquet", columns=columns).to_pandas()
    listed = full.drop_duplicates("sitecode").set_axis(
        ["code", "name", "area", "longitude", "latitude"], axis=1
    )
    listed.to_csv(tmp_path / "list.txt", index=False)
    pile = Pile()
    load(
        PROVINCE,
        [shared / FOLDER / "zjemc_v1_short_columns.parquet"],
        pile,
        stations_file=tmp_path / "list.txt",
    )
    assert {spell.station for batch in pile.batches for spell in batch.spells} == set(listed["code"])


@pytest.mark.real
def test_the_files_as_they_were_are_one_of_each_form(shared: Path) -> None:
    pile = Pile()
    outcome = load(PROVINCE, [shared / FOLDER / "raw"], pile)
    assert (outcome.payloads, outcome.published, outcome.receipt.rows) == (4, 118 * 3 + 11, 118 * 3)
    assert Counter(each.reason for batch in pile.batches for each in batch.rejected) == {
        "a row of a city, not of a station": 11
    }
