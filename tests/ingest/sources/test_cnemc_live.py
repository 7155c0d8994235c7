"""The national platform's answers in each form, each trap a hand-written line; and asked over real HTTP."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest import answers
from ingest.collect import Collected, batches, collect, load
from ingest.contract import MARKS, Batch, PayloadError, Quality, Receipt, Source, Window
from ingest.national_air import stamp
from ingest.sources import source
from ingest.transport import Connection, connect
from tests.ingest.build import Basket, Pile, whole
from tests.ingest.server import Answer, Request, Script, Service, serving

LIVE, HANDED_ON = source("cnemc_live"), source("pm25in")
RAW = Path("data/cnemc_live_raw")
#: 2026-03-13 09:00 Beijing is the end of the hour that starts at 00:00 UTC.
STAMP, START = "2026年03月13日 09时", datetime(2026, 3, 13, tzinfo=UTC)
HOUR = timedelta(hours=1)
STATION: dict[str, Any] = {
    "TimePoint": "/Date(1773363600000)/", "TimePointStr": STAMP, "StationCode": "1001A", "PositionName": "万寿西宫",
    "Area": "北京市", "Longitude": "116.3611", "Latitude": "39.8786", "AQI": "62", "PrimaryPollutant": "颗粒物(PM10)",
    "Quality": "良", "PM2_5": "31", "PM2_5_24h": "29", "PM10": "74", "PM10_24h": "70", "SO2": "3", "SO2_24h": "4",
    "NO2": "35", "NO2_24h": "30", "O3": "40", "O3_24h": "40", "O3_8h": "52", "O3_8h_24h": "44", "CO": "0.6",
    "CO_24h": "0.5", "IsPublish": True, "CityCode": 110000,
}  # fmt: skip
MEASURED = ("PM2_5", "PM10", "SO2", "NO2", "O3", "CO")


def station(**fields: Any) -> dict[str, Any]:
    assert set(fields) <= set(STATION), fields
    return {**STATION, **fields}


def body(*stations: Mapping[str, Any]) -> bytes:
    return json.dumps(stations, ensure_ascii=False).encode()


def read(held: bytes, name: str = "hour.json", of: Source = LIVE) -> Batch:  # type: ignore[assignment]
    assert of.parse is not None
    (published,) = of.parse(answers.answer("cnemc_live", name, held))
    (only,) = batches(of, published)
    assert isinstance(only, Batch)
    return only


def row(batch: Batch) -> dict[str, float]:
    return {name: float(values[0]) for name, values in batch.hours.values.items()}


ONE = {"pm25": 31.0, "pm10": 74.0, "so2": 3.0, "no2": 35.0, "co": 0.6, "o3": 40.0}


def test_a_station_is_a_row_with_its_hour_its_results_and_its_place() -> None:
    batch = read(body(STATION))
    assert batch.hours.station.tolist() == ["1001A"]
    assert batch.hours.start.tolist() == [int(START.timestamp())]
    assert row(batch) == ONE
    assert {name: float(values[0]) for name, values in batch.hours.published.items()} == {
        "aqi": 62, "pm25_24h": 29, "pm10_24h": 70, "so2_24h": 4, "no2_24h": 30, "co_24h": 0.5, "o3_24h": 40,
        "o3_8h": 52, "o3_8h_24h": 44,
    }  # fmt: skip
    (spell,) = batch.spells
    assert (spell.name, spell.area, spell.longitude, spell.latitude, spell.control) == (
        "万寿西宫", "北京市", 116.3611, 39.8786, "national",
    )  # fmt: skip
    assert (batch.rows, batch.rejected) == (1, [])


@pytest.mark.parametrize(
    "rename",
    [
        str.lower,
        str.upper,
        lambda key: key.replace("TimePointStr", "time_point_str").replace("Code", "_code"),
    ],
    ids=["lower", "upper", "underscores"],
)
def test_case_and_underscores_of_the_names_do_not_matter(rename: Any) -> None:
    assert row(read(body({rename(key): value for key, value in STATION.items()}))) == ONE


def test_numbers_and_texts_are_the_same_and_keep_their_decimals() -> None:
    batch = read(body(station(PM2_5=31, CO=0.6, Longitude=116.3611)))
    assert row(batch) == ONE
    assert batch.spells[0].longitude == 116.3611


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026年03月13日 09时", "2026-03-13T09:00"),
        ("2026年3月13日9时", "2026-03-13T09:00"),
        ("/Date(1773363600000)/", "2026-03-13T09:00:00"),
        ("/Date(1773363600000+0800)/", "2026-03-13T09:00:00"),
        ("2017/06/18 17:00:00", "2017-06-18T17:00:00"),
        (" 2017-07-07T16:00:00 ", "2017-07-07T16:00:00"),
        ("/Date(99999999999999)/", "5138-11-16T17:46:39"),
        ("next hour", "next hour"),
    ],
)
def test_a_stamp_in_any_form_is_beijing_time(text: str, iso: str) -> None:
    assert stamp(text) == iso


def test_a_z_behind_the_stamp_is_refused_by_the_platform_and_a_slip_of_who_handed_it_on() -> None:
    row_of = station(TimePoint="2016-01-09T07:00:00Z")
    del row_of["TimePointStr"]
    assert read(body(row_of), of=HANDED_ON).hours.start.tolist() == [
        int(datetime(2016, 1, 8, 22, tzinfo=UTC).timestamp())
    ]
    with pytest.raises(PayloadError, match="not in the time zone"):
        read(body(row_of))


@pytest.mark.parametrize("mark", ["—", "_", "-;", "-", "--", "NA", "", "-1", None])
def test_a_mark_is_missing_and_kept(mark: str | None) -> None:
    batch = read(body(station(PM10=mark)))
    assert int(batch.hours.quality["pm10"][0]) == Quality.MISSING
    assert MARKS[int(batch.hours.mark["pm10"][0])] == ("null" if mark is None else mark)
    assert batch.rejected == []


def test_a_slash_is_not_monitored_and_zero_is_a_value_of_the_platform() -> None:
    batch = read(body(station(SO2="/", NO2="0")))
    assert int(batch.hours.quality["so2"][0]) == Quality.NOT_MONITORED
    assert row(batch)["no2"] == 0


def test_zero_is_missing_where_it_was_handed_on() -> None:
    batch = read(
        body(station(PM10=0, TimePoint="2026-03-13T09:00:00Z", TimePointStr="2026-03-13T09:00:00Z")),
        of=HANDED_ON,
    )
    assert int(batch.hours.quality["pm10"][0]) == Quality.MISSING
    assert MARKS[int(batch.hours.mark["pm10"][0])] == "0"


def test_a_full_width_space_behind_a_name_is_none() -> None:
    assert read(body(station(PositionName="市监测站　"))).spells[0].name == "市监测站"


def test_an_hour_left_standing_for_years_is_refused_and_the_rest_is_taken() -> None:
    stations = [station(StationCode=f"{number}A") for number in range(1001, 1006)]
    batch = read(body(*stations, station(StationCode="2268A", TimePointStr="2015年07月03日 09时")))
    assert len(batch.hours) == 5
    assert [(each.line, each.reason) for each in batch.rejected] == [
        (6, "left standing from another time than the rest of its payload")
    ]
    assert batch.rows == 6


def test_an_hour_of_nulls_without_codes_is_empty_and_every_record_is_counted() -> None:
    nothing = dict.fromkeys(STATION) | {"TimePointStr": STAMP, "PositionName": "定陵"}
    batch = read(body(*[nothing] * 7))
    assert (batch.rows, len(batch.hours), len(whole(batch.rejected))) == (7, 0, 7)
    assert {each.reason for each in batch.rejected} == {"no station code"}
    assert "定陵" in batch.rejected[0].payload


def test_a_record_that_is_no_object_is_refused_alone() -> None:
    batch = read(body(STATION, 5, "x", [], None))  # type: ignore[arg-type]
    assert (batch.rows, len(batch.hours)) == (5, 1)
    assert [each.line for each in batch.rejected] == [2, 3, 4, 5]


@pytest.mark.parametrize("lost", ["PM2_5", "CO", "StationCode", "TimePoint"])
def test_a_column_that_is_called_otherwise_in_all_records_is_a_changed_shape(lost: str) -> None:
    renamed = [{f"new{key}" if key.startswith(lost) else key: text for key, text in STATION.items()}] * 3
    with pytest.raises(PayloadError, match=r"in none of its 3 records|no station code"):
        read(body(*renamed))


def test_a_column_that_one_record_lacks_is_missing_there() -> None:
    short = {key: text for key, text in STATION.items() if key != "CO"}
    batch = read(body(STATION, {**short, "StationCode": "1003A"}))
    assert [str(value) for value in batch.hours.values["co"]] == ["0.6", "nan"]


def geojson(*stations: dict[str, Any]) -> bytes:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [float(each["Longitude"]), float(each["Latitude"])]},
            "properties": {
                key.lower(): str(text) for key, text in each.items() if key not in ("Longitude", "Latitude")
            },
        }
        for each in stations
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def xml(*stations: dict[str, Any]) -> bytes:
    rows = "".join(
        "<b:AQIDataPublishLive>"
        + "".join(f"<b:{key}>{text}</b:{key}>" for key, text in each.items())
        + '<b:OpenAccessGenerated xmlns:c="urn:a"><c:string>+</c:string></b:OpenAccessGenerated>'
        + "</b:AQIDataPublishLive>"
        for each in stations
    )
    return (
        '<GetAQIDataPublishLivesResponse xmlns="http://tempuri.org/"><GetAQIDataPublishLivesResult xmlns:a="D">'
        f'<a:RootResults xmlns:b="E">{rows}</a:RootResults>'
        "</GetAQIDataPublishLivesResult></GetAQIDataPublishLivesResponse>"
    ).encode()


@pytest.mark.parametrize("write", [geojson, xml])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_the_older_forms_say_the_same(write: Any, pack: Any) -> None:
    batch = read(pack(write(STATION, station(StationCode="1003A", PM10="—"))))
    assert row(batch) == ONE
    assert batch.spells[0].latitude == 39.8786
    assert int(batch.hours.quality["pm10"][1]) == Quality.MISSING


def test_the_one_entity_of_the_older_service_is_its_mark() -> None:
    batch = read(xml(station(PM10="&mdash;")))
    assert MARKS[int(batch.hours.mark["pm10"][0])] == "—"


@pytest.mark.parametrize(
    ("held", "reason"),
    [
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><GetAQIDataPublishLives/>", "declares a document type"),
        (b"<GetAQIDataPublishLivesResponse>", "no whole XML"),
        (b"<html>502</html>", "a web page"),
        (b"", "is empty"),
        (b"\x1f\x8b\x08broken", "cannot be read"),
        (b"[1, 2", "no whole JSON"),
        (b"[" * 100_000, "nested too deep"),
        (b"\xff\xfe[]", "not UTF-8"),
        (b"{}", "no list of records"),
        (b'"text"', "no list of records"),
        (b'{"type": "FeatureCollection"}', "no list of records"),
    ],
    ids=[
        "entities",
        "cut xml",
        "page",
        "empty",
        "cut gzip",
        "cut json",
        "deep",
        "latin",
        "object",
        "text",
        "geojson",
    ],
)
def test_an_answer_in_none_of_the_forms_is_refused_whole(held: bytes, reason: str) -> None:
    with pytest.raises(PayloadError, match=reason) as told:
        read(held)
    assert str(told.value).startswith("hour.json")


# Asked over HTTP.


def platform(hours: Mapping[str, list[dict[str, Any]]], newest: str) -> Script:
    """A platform that knows hours by their stamps."""

    def answer(request: Request) -> Answer:
        assert request.method == "POST"
        if request.path == "/HourChangesPublish/GetAllAQIPublishLive":
            return Answer(body=body(*hours[newest]))
        assert request.path == "/HourChangesPublish/GetAQIHistoryByConditionHis"
        return Answer(body=body(*hours.get(request.form["date"], [])))

    return answer


def asked(script: Script, *, hours: int = 1, sink: Basket | None = None) -> tuple[Collected, Service]:
    window = Window(start=START, end=START + hours * HOUR)
    with serving(script) as service:
        connection = Connection(on=True, url=service.url, timeout_s=0.3, attempts=2, first_wait_s=0.0)
        with connect("cnemc_live", LIVE, connection) as client:
            return collect(LIVE, window, sink or Basket(), client), service


def of_hour(stamped: str, **fields: Any) -> list[dict[str, Any]]:
    at = datetime.fromisoformat(stamped)
    return [
        station(StationCode=code, TimePointStr=f"{at:%Y年%m月%d日 %H时}", **fields)
        for code in ("1001A", "1003A")
    ]


def test_the_newest_hour_is_one_request() -> None:
    collected, service = asked(platform({"n": of_hour("2026-03-13 09:00:00")}, "n"))
    assert service.paths == ["/HourChangesPublish/GetAllAQIPublishLive"]
    assert (collected.state, collected.published, collected.receipt.kept) == ("done", 2, 12)
    assert collected.newest == int(START.timestamp())
    assert [payload.sha256 != "" for payload in collected.payloads] == [True]


def test_a_gap_is_asked_for_hour_by_hour_and_the_newest_not_twice() -> None:
    stamps = [f"2026-03-13 {hour:02}:00:00" for hour in (9, 10, 11, 12)]
    script = platform({each: of_hour(each) for each in stamps}, stamps[-1])
    collected, service = asked(script, hours=4)
    assert [request.form.get("date") for request in service.asked] == [None, *stamps[:3]]
    assert (collected.published, collected.receipt.kept, len(collected.payloads)) == (8, 48, 4)


def test_asked_twice_nothing_is_kept_twice() -> None:
    basket = Basket()
    script = platform({"n": of_hour("2026-03-13 09:00:00")}, "n")
    first, _ = asked(script, sink=basket)
    second, _ = asked(script, sink=basket)
    assert (first.receipt.kept, first.receipt.known) == (12, 0)
    assert (second.receipt.kept, second.receipt.known, second.receipt.revised) == (0, 12, 0)


def test_an_all_null_hour_is_empty_and_no_fault() -> None:
    nulls = dict.fromkeys(MEASURED)
    collected, _ = asked(platform({"n": of_hour("2026-03-13 09:00:00", **nulls)}, "n"))
    assert (collected.state, collected.failure, collected.newest) == ("empty", None, None)
    assert (collected.published, collected.receipt.rows, collected.receipt.readings) == (2, 2, 0)


def test_an_hour_that_the_platform_does_not_know_is_empty() -> None:
    collected, _ = asked([Answer(body=b"[]")])
    assert (collected.state, collected.published, len(collected.payloads)) == ("empty", 0, 2)


GOOD = Answer(body=body(STATION))
CHANGED = Answer(body=body({**{key: text for key, text in STATION.items() if key != "PM2_5"}, "Fine": "31"}))


@pytest.mark.parametrize(
    ("answer", "kind", "retryable", "requests"),
    [
        (Answer(silent=True), "timeout", True, 2),
        (Answer(status=429, headers={"Retry-After": "0"}), "busy", True, 2),
        (Answer(status=429, headers={"Retry-After": "9999"}), "busy", True, 1),
        (Answer(status=500), "server", True, 2),
        (Answer(status=404), "refused", False, 1),
        (Answer(body=body(STATION)[:-9]), "cut", True, 2),
        (Answer(body=body(STATION), cut=50), "cut", True, 2),
        (Answer(body=b"<html>login</html>", headers={"Content-Type": "text/html"}), "web page", True, 2),
        (Answer(body=b"-1"), "no data", True, 2),
        (Answer(body=b""), "empty", True, 2),
        (CHANGED, "unreadable", False, 1),
        (Answer(body=b'{"error": 1}'), "unreadable", False, 2),  # it did not tell the hour, which is then asked for
        (Answer(status=302, headers={"Location": "http://127.0.0.2:1/"}), "stray", False, 1),
        (Answer(status=302, headers={"Location": "/"}), "stray", False, 4),
    ],
    ids=[
        "time-out", "429", "429 long", "500", "404", "cut JSON", "cut short", "HTML for JSON", "-1", "nothing",
        "changed columns", "another object", "another host", "round and round",
    ],
)  # fmt: skip
def test_a_fault_fails_the_window_with_its_kind_and_keeps_nothing(
    answer: Answer, kind: str, retryable: bool, requests: int
) -> None:
    basket = Basket()
    collected, service = asked([answer], sink=basket)
    assert collected.failure is not None
    told = (collected.state, collected.failure.kind, collected.failure.retryable, len(service.asked))
    assert told == ("failed", kind, retryable, requests)
    assert (collected.published, collected.receipt, basket.batches) == (0, Receipt(), [])
    assert collected.failure.sentence


def test_changed_columns_keep_what_came_and_name_what_lacks() -> None:
    collected, _ = asked([CHANGED])
    assert collected.failure is not None
    assert "pm2_5" in collected.failure.sentence
    assert collected.payloads[0].body == CHANGED.body


def test_one_hour_of_several_that_fails_fails_the_window() -> None:
    def answer(request: Request) -> Answer:
        if request.form.get("date", "").endswith("11:00:00"):
            return Answer(status=500)
        return Answer(body=body(*of_hour(request.form.get("date", "2026-03-13 12:00:00"))))

    basket = Basket()
    collected, service = asked(answer, hours=4, sink=basket)
    assert (collected.state, basket.batches, len(service.asked)) == ("failed", [], 5)
    assert len(collected.payloads) == 3


def test_a_service_that_comes_back_is_heard_within_the_same_run() -> None:
    collected, service = asked([Answer(status=500), GOOD])
    assert (collected.state, collected.receipt.kept, len(service.asked)) == ("done", 6, 2)


# The real answers.


@pytest.mark.real
@pytest.mark.parametrize("name", ["201707071643_data.xml.gz", "airnow_2017-07-07T16.geojson.gz"])
def test_the_real_hour_is_its_1495_stations_in_both_forms(name: str, shared: Path) -> None:
    pile = Pile()
    outcome = load(LIVE, [shared / RAW / name], pile)
    assert outcome.is_whole
    assert (outcome.published, outcome.receipt.rows) == (1_495, 1_495)
    hours = pile.batches[0].hours
    assert {name: int((values == values).sum()) for name, values in hours.values.items()} == {
        "pm25": 1_460, "pm10": 1_338, "so2": 1_458, "no2": 1_459, "co": 1_459, "o3": 1_462,
    }  # fmt: skip
    assert set(hours.start.tolist()) == {int(datetime(2017, 7, 7, 7, tzinfo=UTC).timestamp())}


@pytest.mark.real
@pytest.mark.parametrize("of", [LIVE, HANDED_ON])
def test_the_real_outage_is_empty_with_1592_records_counted(of: Source, shared: Path) -> None:
    pile = Pile()
    outcome = load(of, [shared / RAW / "all_null_response_2017-06-18T17.json.gz"], pile)
    assert (outcome.published, outcome.receipt.rows, outcome.refused) == (1_592, 0, ())
    assert Counter(each.reason for each in pile.batches[0].rejected) == {"no station code": 1_592}


@pytest.mark.real
def test_the_hour_that_was_handed_on_is_taken_without_what_was_left_standing(shared: Path) -> None:
    pile = Pile()
    outcome = load(HANDED_ON, [shared / RAW / "pm25in_all_cities_2016-01-09.json.gz"], pile)
    assert (outcome.published, outcome.receipt.rows, outcome.refused) == (1_529, 1_498, ())
    assert Counter(each.reason for each in pile.batches[0].rejected) == {
        "left standing from another time than the rest of its payload": 31
    }
    assert len({spell.station for spell in pile.batches[0].spells}) == 1_497  # one with two hours
