"""The national water feed asked over real HTTP: its page first, page by page, and its habit after a rest."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from ingest.contract import Payload, PayloadError, Window
from ingest.sources import source
from ingest.transport import Connection, Failure, connect
from tests.ingest.server import Answer, Request, Script, Service, serving

WATER = source("water_national")
PAGE = "/GJZ/Business/Publish/Main.html"
ASKED = "/GJZ/Ajax/Publish.ashx"
#: The slot that ends at 2020-12-31 20:00 in Beijing, and the one over the new year.
WINDOW = Window(start=datetime(2020, 12, 31, 8, tzinfo=UTC), end=datetime(2020, 12, 31, 12, tzinfo=UTC))
HEAD = ["省份", "流域", "断面名称", "监测时间", "水质类别", "水温<br/><span class='unit'>(℃)</span>",
        "高锰酸盐指数<br/><span class='unit'>(mg/L)</span>"]  # fmt: skip


def page(number: int, total: int = 3) -> Answer:
    row = [
        "河南省",
        "海河流域",
        f"断面{number}",
        "12-31 20:00",
        "Ⅱ",
        "<span title='原始值：8.372'>8.4</span>",
        "2.1",
    ]
    held = {"result": 1, "total": total, "records": total, "thead": HEAD, "tbody": [row]}
    return Answer(body=json.dumps(held, ensure_ascii=False).encode())


MAIN = Answer(
    body=b"<!DOCTYPE html><html>main</html>",
    headers={"Content-Type": "text/html", "Set-Cookie": "s=1; path=/; HttpOnly"},
)


def feed(request: Request) -> Answer:
    """A feed that answers only who has opened its page."""
    if request.path == PAGE:
        return MAIN
    if request.headers.get("cookie") != "s=1":
        return Answer(body=b"-1")
    if request.form["action"] == "getArea_RiverDic":
        return Answer(body=b"")  # whatever it is, it is not used
    assert request.form["action"] == "getRealDatas"
    return page(int(request.form["PageIndex"]))


def fetched(script: Script, window: Window = WINDOW) -> tuple[list[Payload], Service]:
    assert WATER.fetch is not None
    with serving(script) as service:
        connection = Connection(on=True, url=service.url, timeout_s=0.5, attempts=2, first_wait_s=0.0)
        with connect("water_national", WATER, connection) as client:
            return list(WATER.fetch(client, window)), service


def test_the_page_is_opened_and_every_page_of_sections_is_asked_once() -> None:
    payloads, service = fetched(feed)
    assert [(request.method, request.path, request.form.get("PageIndex")) for request in service.asked] == [
        ("GET", PAGE, None), ("POST", ASKED, "1"), ("POST", ASKED, "2"), ("POST", ASKED, "3"),
    ]  # fmt: skip
    assert service.asked[1].form["PageSize"] == "480"
    assert len(payloads) == 3


def test_payloads_are_named_after_the_end_of_the_window_so_that_their_stamps_have_a_year() -> None:
    payloads, _ = fetched(feed)
    assert [payload.name for payload in payloads] == [
        f"water_national_2020-12-31T20_p{number}.json" for number in (1, 2, 3)
    ]
    later = Window(start=WINDOW.end, end=WINDOW.end + timedelta(hours=4))
    assert fetched(feed, later)[0][0].name == "water_national_2021-01-01T00_p1.json"


def test_what_is_fetched_is_what_is_parsed() -> None:
    payloads, _ = fetched(feed)
    assert WATER.parse is not None
    told = [published for payload in payloads for published in WATER.parse(payload)]
    sections = {str(text) for each in told for text in each.table["section"]}
    assert sections == {"断面1", "断面2", "断面3"}
    assert {str(text) for each in told for text in each.table["start"]} == {"2020-12-31T20:00"}


@pytest.mark.parametrize(
    "cold",
    [
        Answer(body=b""),
        Answer(body=b"-1"),
        Answer(body=b"<html>warming up</html>"),
        Answer(body=b'{"result": 0, "total": 0, "records": 0, "thead": [], "tbody": []}'),
    ],
    ids=["nothing", "-1", "HTML", "result 0"],
)
def test_after_a_rest_the_page_is_opened_again_and_the_question_put_again(cold: Answer) -> None:
    rest = [cold, cold]

    def answer(request: Request) -> Answer:
        return rest.pop() if rest and request.path == ASKED else feed(request)

    payloads, service = fetched(answer)
    assert len(payloads) == 3
    assert service.paths.count(PAGE) >= 1
    assert rest == []
    if cold.body.startswith(b"{"):  # the others are asked for again by the client itself
        actions = [request.form.get("action", "page") for request in service.asked]
        assert actions[:3] == ["page", "getRealDatas", "page"]
        assert "getArea_RiverDic" in actions[3:]


@pytest.mark.parametrize("cold", [b"", b"-1", b'{"result": 0}'], ids=["nothing", "-1", "result 0"])
def test_a_feed_that_never_wakes_is_given_up(cold: bytes) -> None:
    def answer(request: Request) -> Answer:
        return MAIN if request.path == PAGE else Answer(body=cold)

    with pytest.raises(Failure) as told:
        fetched(answer)
    assert told.value.kind in ("empty", "no data")
    assert told.value.retryable


def test_a_page_that_fails_fails_all() -> None:
    def answer(request: Request) -> Answer:
        return Answer(status=500) if request.form.get("PageIndex") == "2" else feed(request)

    with pytest.raises(Failure) as told:
        fetched(answer)
    assert told.value.kind == "server"


@pytest.mark.parametrize("total", ["many", -1, 100_000])
def test_a_number_of_pages_that_is_none_is_refused(total: object) -> None:
    def answer(request: Request) -> Answer:
        held = {"result": 1, "total": total, "thead": HEAD, "tbody": []}
        return MAIN if request.path == PAGE else Answer(body=json.dumps(held).encode())

    with pytest.raises(PayloadError, match="no number of pages"):
        fetched(answer)


def test_no_sections_are_no_pages_more() -> None:
    def answer(request: Request) -> Answer:
        held = {"result": 1, "total": 0, "records": 0, "thead": HEAD, "tbody": []}
        return MAIN if request.path == PAGE else Answer(body=json.dumps(held).encode())

    assert len(fetched(answer)[0]) == 1
