"""A provincial platform's answer, asked over real HTTP."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ingest import answers
from ingest.collect import Collected, batches, collect
from ingest.contract import Batch, PayloadError, Source, Window
from ingest.sources import configured, source
from ingest.transport import Connection, connect
from tests.ingest.build import Basket
from tests.ingest.server import Answer, Script, Service, serving

PROVINCE = source("provincial_live")
STATION: dict[str, Any] = {
    "sitecode": "330127T_4", "sitename": "缙云中学", "regioncode": "331122", "districtcode": "331100",
    "districtname": "丽水市", "longitude": 120.0913, "latitude": 28.6593, "SYWRW": "PM₁₀", "AQI": 56, "PM25": "31",
    "PM10": "58", "SO2": "8", "NO2": "30", "CO": "0.5", "O3": "126", "O3H8": "137", "PM10H24": "59", "PM25H24": "36",
    "AQI_level": "良", "sort": 1, "time": "2026-04-28 17:00:00",
}  # fmt: skip
CITY = {**STATION, "sitecode": "331100", "sitename": "丽水市"}
del CITY["regioncode"]
START = datetime(2026, 4, 28, 8, tzinfo=UTC)


def read(held: Any) -> Batch:
    assert PROVINCE.parse is not None
    (published,) = PROVINCE.parse(answers.answer("provincial_live", "newest.json", json.dumps(held).encode()))
    (only,) = batches(PROVINCE, published)
    assert isinstance(only, Batch)
    return only


@pytest.mark.parametrize(
    "held", [[STATION], {"code": 0, "data": [STATION], "msg": "ok"}], ids=["bare", "in an object"]
)
def test_a_station_is_a_row_of_its_hour(held: Any) -> None:
    batch = read(held)
    assert batch.hours.station.tolist() == ["330127T_4"]
    assert batch.hours.start.tolist() == [int(START.timestamp())]
    assert {name: float(values[0]) for name, values in batch.hours.values.items()} == {
        "pm25": 31, "pm10": 58, "so2": 8, "no2": 30, "co": 0.5, "o3": 126,
    }  # fmt: skip
    assert (batch.spells[0].longitude, batch.spells[0].control) == (120.0913, "provincial")


def test_midnight_is_a_date_alone_and_minus_one_is_missing() -> None:
    batch = read([{**STATION, "time": "2026-04-29", "PM25": "-1", "PM10": "--"}])
    assert batch.hours.start.tolist() == [int(datetime(2026, 4, 28, 15, tzinfo=UTC).timestamp())]
    assert [str(batch.hours.values[name][0]) for name in ("pm25", "pm10")] == ["nan", "nan"]
    assert batch.rejected == []


def test_cities_in_place_of_stations_are_refused() -> None:
    batch = read([CITY, STATION, 5])
    assert [(each.line, each.reason) for each in batch.rejected] == [
        (1, "a row of a city, not of a station"), (3, "not an object"),
    ]  # fmt: skip
    assert (batch.rows, batch.hours.station.tolist()) == (3, ["330127T_4"])


def test_stations_without_codes_have_that_of_city_and_name() -> None:
    assert read(
        [{key: text for key, text in STATION.items() if key != "sitecode"}]
    ).hours.station.tolist() == ["丽水市.缙云中学"]


@pytest.mark.parametrize("held", [{}, {"a": [], "b": []}, 5, [{**STATION, "NO2": "x"}] * 30])
def test_another_shape_is_refused_whole(held: Any) -> None:
    with pytest.raises(PayloadError, match=r"newest\.json"):
        read(held)


@pytest.mark.parametrize("lost", ["PM25", "time", "sitename"])
def test_a_changed_column_is_named(lost: str) -> None:
    with pytest.raises(PayloadError, match=lost):
        read([{key: text for key, text in STATION.items() if key != lost}])


def asked(script: Script, of: Source, sink: Basket) -> tuple[Collected, Service]:
    with serving(script) as service:
        connection = Connection(
            on=True, url=f"{service.url}/open", timeout_s=0.3, attempts=2, first_wait_s=0.0
        )
        with connect("provincial_live", of, connection) as client:
            return collect(of, Window(start=START, end=START + timedelta(hours=1)), sink, client), service


def test_it_is_asked_below_its_address_and_kept_once() -> None:
    of = configured("provincial_live", {"path": "api/hour"})
    assert isinstance(of, Source)
    basket = Basket()
    good = [Answer(body=json.dumps([STATION]).encode())]
    first, service = asked(good, of, basket)
    second, _ = asked(good, of, basket)
    assert [(request.method, request.path) for request in service.asked] == [("GET", "/open/api/hour")]
    assert (first.state, first.receipt.kept, second.receipt.known) == ("done", 6, 6)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(status=500), "server"),
        (Answer(silent=True), "timeout"),
        (Answer(body=b"<html></html>"), "web page"),
        (Answer(body=b'[{"a"'), "cut"),
        (Answer(body=b'{"data": [{"sitename": "x"}]}'), "unreadable"),
    ],
)
def test_a_fault_keeps_nothing(answer: Answer, kind: str) -> None:
    basket = Basket()
    assert isinstance(PROVINCE, Source)
    collected, _ = asked([answer], PROVINCE, basket)
    assert collected.failure is not None
    assert (collected.state, collected.failure.kind, basket.batches) == ("failed", kind, [])


def test_an_hour_of_cities_alone_is_empty() -> None:
    assert isinstance(PROVINCE, Source)
    collected, _ = asked([Answer(body=json.dumps([CITY] * 11).encode())], PROVINCE, Basket())
    assert (collected.state, collected.published, collected.receipt.rejected) == (
        "empty", 11, {"a row of a city, not of a station": 11},
    )  # fmt: skip


def test_it_has_no_other_option() -> None:
    with pytest.raises(LookupError, match="and not locations"):
        configured("provincial_live", {"locations": "1"})
