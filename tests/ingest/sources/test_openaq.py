"""OpenAQ's answers as recorded in its documentation, asked page by page over real HTTP."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest import answers
from ingest.collect import Collected, batches, collect
from ingest.contract import Batch, PayloadError, Source, Window
from ingest.sources import configured, source
from ingest.sources.openaq import PAGE
from ingest.transport import Connection, Failure, connect
from tests.ingest.build import Basket
from tests.ingest.server import Answer, Request, Script, Service, serving

OPENAQ = source("openaq")
START = datetime(2023, 10, 16, 12, tzinfo=UTC)
UG, PPM = "µg/m³", "ppm"
SENSORS = {1: ("pm25", UG), 2: ("pm10", UG), 3: ("o3", PPM), 4: ("no", UG), 5: ("o3", UG)}
LOCATION: dict[str, Any] = {
    "id": 2178, "name": "Del Norte", "locality": "Albuquerque", "timezone": "America/Denver",
    "coordinates": {"latitude": 35.1353, "longitude": -106.584702},
    "sensors": [
        {"id": number, "name": f"{name} {unit}", "parameter": {"id": number, "name": name, "units": unit}}
        for number, (name, unit) in SENSORS.items()
    ],
}  # fmt: skip


def measurement(
    hour: int = 0, value: Any = 6, name: str = "pm25", unit: str = UG, long: int = 1
) -> dict[str, Any]:
    begin = START + timedelta(hours=hour)
    return {
        "period": {
            "label": "1hour",
            "datetimeFrom": {"utc": begin.isoformat(), "local": "x"},
            "datetimeTo": {"utc": (begin + timedelta(hours=long)).isoformat(), "local": "x"},
        },
        "value": value,
        "parameter": {"id": 2, "name": name, "units": unit},
        "coordinates": None,
    }


def bundle(*measurements: Any) -> bytes:
    return json.dumps(
        {"location": {"results": [LOCATION]}, "hours": [{"results": list(measurements)}]}
    ).encode()


def read(body: bytes) -> Batch:
    assert OPENAQ.parse is not None
    (published,) = OPENAQ.parse(answers.answer("openaq", "location-2178.json", body))
    (only,) = batches(OPENAQ, published)
    assert isinstance(only, Batch)
    return only


def test_an_hour_is_its_beginning_in_utc_and_its_parameters_side_by_side() -> None:
    batch = read(bundle(measurement(0, 6), measurement(0, 12.5, "pm10"), measurement(1, 7)))
    assert batch.hours.station.tolist() == ["openaq-2178"] * 2
    assert batch.hours.start.tolist() == [int(START.timestamp()), int(START.timestamp()) + 3600]
    assert batch.hours.values["pm25"].tolist() == [6, 7]
    assert [str(value) for value in batch.hours.values["pm10"]] == ["12.5", "nan"]
    (spell,) = batch.spells
    assert (spell.name, spell.area, spell.longitude, spell.control) == (
        "Del Norte",
        "Albuquerque",
        -106.584702,
        "",
    )


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (measurement(unit=PPM, name="o3"), "a unit that cannot be converted without a reference state"),
        (measurement(long=24), "not a period of one hour"),
        (measurement(name="no"), "not one of our parameters"),
        ({"value": 1}, "not an object"),
        (7, "not an object"),
    ],
)
def test_what_is_no_hour_of_ours_is_refused_and_counted(bad: Any, reason: str) -> None:
    batch = read(bundle(bad, measurement()))
    assert [(each.line, each.reason) for each in batch.rejected] == [(1, reason)]
    assert (batch.rows, len(batch.hours)) == (2, 1)


def test_a_negative_or_absent_value_is_missing() -> None:
    batch = read(bundle(measurement(0, -999), measurement(1, None)))
    assert [str(value) for value in batch.hours.values["pm25"]] == ["nan", "nan"]
    assert [each.reason for each in batch.rejected] == ["negative"]


def test_an_hour_told_twice_counts_as_told_last() -> None:
    batch = read(bundle(measurement(0, 6), measurement(0, 6), measurement(0, 8)))
    assert batch.hours.values["pm25"].tolist() == [8]
    assert [each.reason for each in batch.rejected] == [
        "same row twice", "a later row of the same payload says otherwise of this station and hour",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        b"{}", b"[]", b'{"location": 5, "hours": []}', b'{"location": {"results": []}, "hours": []}',
        b'{"location": {"results": [{}]}, "hours": [{"results": 1}]}', b'{"location": {"results": [{}]}, "hours": 1}',
    ],
)  # fmt: skip
def test_a_payload_of_another_shape_is_refused_whole(body: bytes) -> None:
    with pytest.raises(PayloadError, match=r"location-2178\.json"):
        read(body)


def service(pages: dict[int, int]) -> Script:
    """A service whose sensors have so many hours."""

    def answer(request: Request) -> Answer:
        assert request.headers["x-api-key"] == "secret"
        if request.path == "/v3/locations/2178":
            return Answer(body=json.dumps({"meta": {}, "results": [LOCATION]}).encode())
        number = int(request.path.removeprefix("/v3/sensors/").removesuffix("/hours"))
        assert request.query["datetime_from"] == START.isoformat()
        first = (int(request.query["page"]) - 1) * PAGE
        name, unit = SENSORS[number]
        hours = range(first, min(first + PAGE, pages.get(number, 0)))
        return Answer(
            body=json.dumps({"results": [measurement(hour, 6, name, unit) for hour in hours]}).encode()
        )

    return answer


def asked(script: Script, of: Source, sink: Basket) -> tuple[Collected, Service]:
    window = Window(start=START, end=START + timedelta(hours=1500))
    with serving(script) as found:
        connection = Connection(on=True, url=found.url, key="secret", attempts=2, first_wait_s=0.0)
        with connect("openaq", of, connection) as client:
            return collect(of, window, sink, client), found


def chosen(locations: str = "2178") -> Source:
    found = configured("openaq", {"locations": locations})
    assert isinstance(found, Source)
    return found


def test_a_station_is_asked_sensor_by_sensor_and_page_by_page() -> None:
    basket = Basket()
    collected, found = asked(service({1: 1_200, 2: 3}), chosen(), basket)
    assert [(request.path, request.query.get("page")) for request in found.asked] == [
        ("/v3/locations/2178", None),
        ("/v3/sensors/1/hours", "1"), ("/v3/sensors/1/hours", "2"), ("/v3/sensors/2/hours", "1"),
        ("/v3/sensors/5/hours", "1"),
    ]  # fmt: skip
    assert (collected.state, collected.published, collected.receipt.kept) == ("done", 1_200, 1_203)
    assert len(collected.payloads) == 1


def test_a_page_that_fails_fails_the_window() -> None:
    whole = service({1: 1_200})

    def answer(request: Request) -> Answer:
        assert callable(whole)
        return Answer(status=500) if request.query.get("page") == "2" else whole(request)

    basket = Basket()
    collected, _ = asked(answer, chosen(), basket)
    assert collected.failure is not None
    assert (collected.state, collected.failure.kind, basket.batches) == ("failed", "server", [])


def test_a_limit_that_is_reached_is_waited_for() -> None:
    whole, busy = service({1: 2}), [Answer(status=429, headers={"Retry-After": "0"})]

    def answer(request: Request) -> Answer:
        assert callable(whole)
        return busy.pop() if busy and "sensors" in request.path else whole(request)

    collected, _ = asked(answer, chosen(), Basket())
    assert (collected.state, collected.receipt.kept) == ("done", 2)


def test_a_location_without_its_sensors_is_a_changed_shape() -> None:
    collected, _ = asked([Answer(body=b'{"results": [{"id": 1}]}')], chosen(), Basket())
    assert collected.failure is not None
    assert (collected.failure.kind, collected.failure.retryable) == ("unreadable", False)


def test_without_stations_it_says_which_option_it_wants() -> None:
    collected, found = asked(service({}), chosen(""), Basket())
    assert collected.failure is not None
    assert "locations" in collected.failure.sentence
    assert (collected.failure.kind, found.asked) == ("off", [])


def test_options_are_checked() -> None:
    with pytest.raises(PayloadError, match="'x' is not the number"):
        configured("openaq", {"locations": "1,x"})
    with pytest.raises(LookupError, match="and not area"):
        configured("openaq", {"area": "1"})


def test_it_has_no_way_without_a_switch() -> None:
    with pytest.raises(Failure, match="not switched on"):
        connect("openaq", OPENAQ, Connection())


@pytest.mark.real
def test_the_recorded_examples_are_read(shared: Path) -> None:
    folder = shared / "data/foreign/openaq_v3_examples"
    location, hour = (
        (folder / f"{name}.json").read_text(encoding="utf-8") for name in ("location", "measurement")
    )
    batch = read(f'{{"location": {{"results": [{location}]}}, "hours": [{{"results": [{hour}]}}]}}'.encode())
    assert batch.rejected == []
    assert batch.hours.values["pm25"].tolist() == [6]
    assert batch.hours.start.tolist() == [int(START.timestamp())]
    assert batch.spells[0].name == "Del Norte"
