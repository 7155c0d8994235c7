"""A feed that a settings file describes: asked as it says, read as it says, and each slip of the file said."""

from __future__ import annotations

import json
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest import description
from ingest.collect import Collected, collect, load
from ingest.contract import PayloadError, Quality, Source, Window
from ingest.feed import feeds
from ingest.sources import configured
from ingest.transport import Connection, connect
from tests.ingest.build import Basket, Pile
from tests.ingest.server import Answer, Request, Script, Service, serving

START = datetime(2026, 3, 13, tzinfo=UTC)
HELD: dict[str, Any] = {
    "title": {"zh": "县控站点", "en": "County stations"},
    "homepage": "https://county.example/",
    "licence": "the county's own",
    "url": "http://county.example/api/hours",
    "format": "json",
    "records": "data.rows",
    "stamp": "end",
    "missing": ["", "--", "null"],
    "not_monitored": ["/"],
    "control": "县控",
    "window": {"first": "begin", "last": "until"},
    "parameters": {"kind": "hour"},
    "columns": {
        "time": "T",
        "station": "Code",
        "name": "Name",
        "area": "City",
        "longitude": "X",
        "latitude": "Y",
    },
    "fields": {"pm25": {"column": "PM25", "unit": "mg m-3"}, "co": {"column": "CO", "unit": "mg m-3"}},
    "published": {"aqi": "AQI"},
}
ROW = {"T": "2026-03-13 09:00", "Code": "C1", "Name": "县政府", "City": "武陟县", "X": "113.4", "Y": "35.1",
       "PM25": "0.057", "CO": "0.6", "AQI": "62"}  # fmt: skip


def toml(held: dict[str, Any], path: Path) -> Path:
    """A settings file, written as plainly as it can be: JSON of a value is TOML but for tables."""

    def lines(table: dict[str, Any], name: str = "") -> list[str]:
        plain = [
            f"{key} = {json.dumps(value)}" for key, value in table.items() if not isinstance(value, dict)
        ]
        below = [
            line
            for key, value in table.items()
            if isinstance(value, dict)
            for line in lines(value, f"{name}.{key}".strip("."))
        ]
        return [*([f"[{name}]"] if name else []), *plain, *below]

    path.write_text("\n".join(lines(held)), encoding="utf-8")
    return path


def feed(tmp_path: Path, **changes: Any) -> Source:
    found = configured("http_feed", {"description": str(toml({**HELD, **changes}, tmp_path / "feed.toml"))})
    assert isinstance(found, Source)
    return found


def asked(
    of: Source, script: Script, *, hours: int = 1, sink: Basket | None = None
) -> tuple[Collected, Service]:
    with serving(script) as service:
        connection = Connection(on=True, url=service.url, timeout_s=0.3, attempts=2, first_wait_s=0.0)
        with connect("http_feed", of, connection) as client:
            window = Window(start=START, end=START + timedelta(hours=hours))
            return collect(of, window, sink or Basket(), client), service


def rows(*held: dict[str, Any]) -> Answer:
    return Answer(body=json.dumps({"data": {"rows": held}}).encode())


def test_json_is_read_by_path_columns_units_marks_and_stamp(tmp_path: Path) -> None:
    basket = Basket()
    told, service = asked(
        feed(tmp_path), [rows(ROW, {**ROW, "Code": "C2", "PM25": "--", "CO": "/"})], sink=basket
    )
    assert [(request.method, request.path, request.query) for request in service.asked] == [
        (
            "GET",
            "/api/hours",
            {"kind": "hour", "begin": "2026-03-13 09:00:00", "until": "2026-03-13 09:00:00"},
        )
    ]
    hours = basket.batches[0].hours
    assert (told.state, told.published, told.receipt.readings) == ("done", 2, 2)
    assert hours.start.tolist() == [int(START.timestamp())] * 2
    assert str(hours.values["pm25"][0]) == "57.0"
    assert hours.quality["co"].tolist() == [Quality.NOT_EVALUATED, Quality.NOT_MONITORED]
    assert float(hours.published["aqi"][0]) == 62
    assert (basket.batches[0].payload.source, basket.batches[0].spells[0].control) == (
        "http_feed",
        "county",
    )


def test_csv_is_read_the_same(tmp_path: Path) -> None:
    basket = Basket()
    text = f"{','.join([*ROW, 'more'])}\n{','.join([*ROW.values(), 'x'])}\n"
    answer = Answer(body=text.encode(), headers={"Content-Type": "text/csv"})
    told, service = asked(feed(tmp_path, format="csv"), [answer], sink=basket)
    assert service.asked[0].headers["accept"] == "text/csv"
    assert (told.state, told.receipt.kept) == ("done", 2)
    assert str(basket.batches[0].hours.values["pm25"][0]) == "57.0"


def test_a_stamp_of_the_start_and_in_another_form_and_zone(tmp_path: Path) -> None:
    of = feed(
        tmp_path,
        stamp="start",
        time_format="%d.%m.%Y %H",
        timezone="UTC",
        window={"first": "f", "form": "%Y%m%d%H"},
    )
    basket = Basket()
    told, service = asked(
        of, [rows({**ROW, "T": "13.03.2026 00"}, {**ROW, "Code": "C2", "T": "2026"})], sink=basket
    )
    assert service.asked[0].query["f"] == "2026031300"
    assert basket.batches[0].hours.start.tolist() == [int(START.timestamp())]
    assert told.receipt.rejected == {"not a time": 1}


def test_a_window_may_be_asked_hour_by_hour(tmp_path: Path) -> None:
    of = feed(tmp_path, method="POST", window={"hour": "when", "form": "%Y-%m-%dT%H"})

    def answer(request: Request) -> Answer:
        return rows({**ROW, "T": f"{request.form['when']}:00"})

    told, service = asked(of, answer, hours=3)
    assert [(request.method, request.form["when"]) for request in service.asked] == [
        ("POST", "2026-03-13T09"), ("POST", "2026-03-13T10"), ("POST", "2026-03-13T11"),
    ]  # fmt: skip
    assert (told.published, told.receipt.kept, len(told.payloads)) == (3, 6, 3)


def test_pages_are_asked_until_one_is_not_full(tmp_path: Path) -> None:
    of = feed(tmp_path, pages={"number": "page", "size": "size", "rows": 2})

    def answer(request: Request) -> Answer:
        first = (int(request.query["page"]) - 1) * 2
        return rows(*[{**ROW, "Code": f"C{number}"} for number in range(first, min(first + 2, 5))])

    told, service = asked(of, answer)
    assert [(request.query["page"], request.query["size"]) for request in service.asked] == [
        ("1", "2"), ("2", "2"), ("3", "2"),
    ]  # fmt: skip
    assert (told.published, told.receipt.kept) == (5, 10)

    def broken(request: Request) -> Answer:
        return Answer(status=500) if request.query["page"] == "3" else answer(request)

    basket = Basket()
    told, _ = asked(of, broken, sink=basket)
    assert (told.state, basket.batches) == ("failed", [])


def test_a_station_without_a_code_has_that_of_area_and_name(tmp_path: Path) -> None:
    basket = Basket()
    asked(feed(tmp_path, columns={"time": "T", "name": "Name", "area": "City"}), [rows(ROW)], sink=basket)
    assert basket.batches[0].hours.station.tolist() == ["武陟县.县政府"]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(body=b'{"data": {}}'), "unreadable"),
        (Answer(body=b'{"data": {"rows": 5}}'), "unreadable"),
        (rows({key: text for key, text in ROW.items() if key != "CO"}), "unreadable"),
        (Answer(body=b"<html></html>"), "web page"),
        (Answer(status=503), "busy"),
    ],
)
def test_a_fault_keeps_nothing_and_has_a_sentence(answer: Answer, kind: str, tmp_path: Path) -> None:
    basket = Basket()
    told, _ = asked(feed(tmp_path), [answer], sink=basket)
    assert told.failure is not None
    assert (told.state, told.failure.kind, basket.batches) == ("failed", kind, [])


def test_answers_that_were_kept_are_loaded(tmp_path: Path) -> None:
    of = feed(tmp_path)
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "1.json").write_bytes(rows(ROW).body)
    outcome = load(of, [tmp_path / "kept"], Pile())
    assert (outcome.payloads, outcome.receipt.rows) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"id": "county"}, "id: is unknown"),
        ({"title": {"zh": "县"}}, "title.en: is missing"),
        ({"url": "ftp://a/"}, "url: must be an address"),
        ({"url": "http://user:pw@a/"}, "url: must be an address"),
        ({"homepage": "http://a/"}, "homepage: must be an address with https"),
        ({"method": "PUT"}, "method: must be one of GET, POST"),
        ({"format": "xml"}, "format: must be one of json, csv"),
        ({"stamp": "middle"}, "stamp: must be one of start, end"),
        ({"stamp": None}, "stamp: must be one of start, end"),
        ({"timezone": "Beijing"}, "timezone: there is no zone 'Beijing'"),
        ({"timezone": "../../etc/passwd"}, "timezone: there is no zone"),
        ({"control": "国"}, "control: must be one of"),
        ({"cadence_min": 0}, "cadence_min: must be a whole number from 1"),
        ({"cadence_min": True}, "cadence_min: must be a whole number"),
        ({"missing": "--"}, "missing: must be a list of texts"),
        ({"missing": ["/"]}, "missing, not_monitored: have a mark in common"),
        ({"columns": {"station": "Code"}}, "columns.time: is missing"),
        ({"columns": {"time": "T", "name": "N"}}, "columns.station: is missing"),
        (
            {"columns": {"time": "T", "station": "S", "longitude": "X"}},
            "columns: longitude and latitude go together",
        ),
        ({"columns": {"time": "T", "station": "S", "wind": "W"}}, "columns.wind: is unknown"),
        ({"columns": {"time": "T", "station": 5}}, "columns.station: must be a text"),
        ({"columns": 5}, "columns: must be a table"),
        ({"fields": {}}, "fields: there is none"),
        ({"fields": {"pm25": {"column": "P", "unit": "ppb"}}}, "fields.pm25.unit: There is no conversion"),
        ({"fields": {"pm25": {"unit": "ug m-3"}}}, "fields.pm25.column: is missing"),
        ({"fields": {"voc": {"column": "V", "unit": "ug m-3"}}}, "fields.voc: is no parameter by the hour"),
        ({"published": {"index": "I"}}, "published.index: is unknown"),
        ({"pages": {"size": "s", "rows": 5}}, "pages.number: is missing"),
        ({"pages": {"number": "p", "rows": 0}}, "pages.rows: must be 1 to 100000"),
        ({"window": {"from": "a"}}, "window.from: is unknown"),
        ({"colour": "red"}, "colour: is unknown"),
    ],
)
def test_a_slip_in_the_settings_file_is_said_by_its_place(
    changes: dict[str, Any], sentence: str, tmp_path: Path
) -> None:
    held = {key: value for key, value in {**HELD, **changes}.items() if value is not None}
    with pytest.raises(PayloadError) as told:
        configured("http_feed", {"description": str(toml(held, tmp_path / "feed.toml"))})
    assert f"feed.toml: {sentence}" in str(told.value)


def test_all_slips_are_said_at_once() -> None:
    with pytest.raises(PayloadError) as told:
        description.described("feed.toml", {"stamp": "end"}, "http_feed")
    assert str(told.value).count("feed.toml: ") >= 6


@pytest.mark.parametrize("text", ["a = ", "\x00", "[" * 10_000])
def test_a_file_that_is_no_toml_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "feed.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PayloadError, match=r"feed\.toml: cannot be read"):
        configured("http_feed", {"description": str(tmp_path / "feed.toml")})


def test_without_a_description_nothing_is_asked() -> None:
    told, service = asked(configured("http_feed", {}), [rows(ROW)])  # type: ignore[arg-type]
    assert told.failure is not None
    assert (told.failure.kind, service.asked) == ("off", [])
    assert "option description" in told.failure.sentence


def test_the_examples_of_the_manual_can_be_used(tmp_path: Path) -> None:
    manual = (Path(description.__file__).parents[1] / "docs" / "feeds.md").read_text(encoding="utf-8")
    settings, described = (part.partition("```")[0] for part in manual.split("```toml")[1:])
    made = description.described("county.toml", tomllib.loads(described), "http_feed-county")
    assert (made.id, sorted(made.fields), made.control) == ("http_feed-county", ["co", "pm25"], "county")
    (tmp_path / "county.toml").write_text(described, encoding="utf-8")
    (tmp_path / "issuer.pem").write_text("", encoding="utf-8")
    chosen = tomllib.loads(settings.replace("/etc/lanbi", tmp_path.as_posix()))["sources"]
    assert [each.name for each in feeds(chosen)] == [
        "cnemc_live", "http_feed-county", "openaq", "provincial_live", "water_national",
    ]  # fmt: skip


def test_several_feeds_of_this_kind_are_told_apart_by_what_follows_a_hyphen(tmp_path: Path) -> None:
    for number in ("1", "2"):
        path = toml({**HELD, "title": {"zh": number, "en": number}}, tmp_path / f"{number}.toml")
        found = configured(f"http_feed-{number}", {"description": str(path)})
        assert found.title.en == number
        told, _ = asked(found, [rows(ROW)])  # type: ignore[arg-type]
        assert {payload.source for payload in told.payloads} == {f"http_feed-{number}"}
    with pytest.raises(LookupError, match="no source 'ftp_feed'"):
        configured("ftp_feed-1", {})
