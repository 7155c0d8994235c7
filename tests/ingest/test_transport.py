"""The one client waits, asks again and gives up as it says, over real HTTP on the loopback."""

from __future__ import annotations

import gzip
import ssl
import subprocess
from pathlib import Path

import pytest

from ingest.sources import source
from ingest.transport import PAGE, Connection, Failure, connect
from tests.ingest.server import Answer, Script, Service, serving

LIVE = source("cnemc_live")
GOOD = Answer(body=b'[{"a": 1}]')
HTML = {"Content-Type": "text/html"}


def answered(
    script: Script, *, waits: list[float] | None = None, accept: str = "", **more: object
) -> tuple[Service, bytes | Failure]:
    """What one question brought: the body or the failure, and the service with what it was asked."""
    slept: list[float] = [] if waits is None else waits
    limits: dict[str, object] = {"timeout_s": 2.0, "attempts": 3, "first_wait_s": 1.0, **more}
    with serving(script) as service:
        connection = Connection(on=True, url=service.url, **limits)  # type: ignore[arg-type]
        with connect("cnemc_live", LIVE, connection, sleep=slept.append) as client:
            try:
                return service, client.get("x", headers={"Accept": accept} if accept else None).content
            except Failure as failure:
                return service, failure


def failed(script: Script, **more: object) -> tuple[int, Failure]:
    service, told = answered(script, **more)  # type: ignore[arg-type]
    assert isinstance(told, Failure), told
    return len(service.asked), told


def test_a_source_that_is_not_switched_on_is_not_asked() -> None:
    with serving([GOOD]) as service:
        with pytest.raises(Failure, match="not switched on") as told:
            connect("cnemc_live", LIVE, Connection(url=service.url))
        assert (told.value.kind, told.value.retryable, service.asked) == ("off", False, [])


@pytest.mark.parametrize("url", ["ftp://a/", "a.cn", "https://", "file:///etc/passwd"])
def test_an_address_is_one_of_http(url: str) -> None:
    with pytest.raises(Failure, match="no address"):
        connect("x", LIVE, Connection(on=True, url=url))


def test_a_good_answer_comes_at_the_first_asking_and_says_who_asks() -> None:
    service, told = answered([GOOD])
    assert told == GOOD.body
    (request,) = service.asked
    assert request.headers["user-agent"].startswith("Lanbi/")
    assert request.headers["accept"] == "application/json"


def test_silence_is_a_time_out_after_as_many_attempts_as_allowed() -> None:
    asked, failure = failed([Answer(silent=True)], timeout_s=0.2)
    assert (asked, failure.kind, failure.retryable) == (3, "timeout", True)
    assert "0.2 s" in failure.sentence


def test_an_answer_that_does_not_end_in_time_is_a_time_out() -> None:
    asked, failure = failed([GOOD], longest_answer_s=0.0)
    assert (asked, failure.kind) == (3, "timeout")


def test_nobody_there_is_unreachable() -> None:
    with serving([GOOD]) as service:
        url = service.url
    waits: list[float] = []
    with (
        connect("x", LIVE, Connection(on=True, url=url, attempts=4), sleep=waits.append) as client,
        pytest.raises(Failure) as told,
    ):
        client.get("x")
    assert (told.value.kind, told.value.retryable, len(waits)) == ("unreachable", True, 3)


def test_429_is_asked_again_when_it_says() -> None:
    waits: list[float] = []
    busy = Answer(status=429, headers={"Retry-After": "7"})
    service, told = answered([busy, busy, GOOD], waits=waits)
    assert (told, len(service.asked), waits) == (GOOD.body, 3, [7.0, 7.0])


def test_503_with_a_date_waits_by_the_clock_of_the_service() -> None:
    waits: list[float] = []
    headers = {"Retry-After": "Fri, 13 Mar 2026 06:00:30 GMT", "Date": "Fri, 13 Mar 2026 06:00:00 GMT"}
    _, told = answered([Answer(status=503, headers=headers), GOOD], waits=waits)
    assert (told, waits) == (GOOD.body, [30.0])


def test_a_wait_longer_than_allowed_is_left_to_the_schedule() -> None:
    asked, failure = failed([Answer(status=429, headers={"Retry-After": "3600"})], longest_wait_s=60.0)
    assert (asked, failure.kind, failure.retry_after_s, failure.retryable) == (1, "busy", 3600.0, True)


def test_an_unreadable_retry_after_is_no_wish() -> None:
    waits: list[float] = []
    _, told = answered([Answer(status=429, headers={"Retry-After": "soon"}), GOOD], waits=waits)
    assert told == GOOD.body
    assert 0 <= waits[0] <= 1


def test_waits_double_with_jitter_and_stay_below_the_longest() -> None:
    waits: list[float] = []
    asked, failure = failed(
        [Answer(status=500)], waits=waits, attempts=8, first_wait_s=1.0, longest_wait_s=5.0
    )
    assert (asked, failure.kind, len(waits)) == (8, "server", 7)
    assert all(0 <= wait <= min(5.0, 2.0**number) for number, wait in enumerate(waits))
    assert len(set(waits)) > 1


@pytest.mark.parametrize("status", [500, 502, 504, 408])
def test_a_fault_of_the_service_is_asked_again(status: int) -> None:
    service, told = answered([Answer(status=status), Answer(status=status), GOOD])
    assert (told, len(service.asked)) == (GOOD.body, 3)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_refusal_is_not_asked_again(status: int) -> None:
    asked, failure = failed([Answer(status=status)])
    assert (asked, failure.kind, failure.retryable) == (1, "refused", False)
    assert str(status) in failure.sentence


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(body=b"[1, 2", cut=100), "cut"),
        (Answer(body=b'[{"a": 1}, {"a":'), "cut"),
        (Answer(body=b"[" * 100_000), "cut"),
        (Answer(body=b"<!DOCTYPE html><html>502</html>", headers=HTML), "web page"),
        (Answer(body=b"\n <html><body>login</body></html>"), "web page"),
        (Answer(body=b"<p>Busy</p>", headers=HTML), "web page"),
        (Answer(body=b""), "empty"),
        (Answer(body=b" \r\n"), "empty"),
        (Answer(body=b"-1"), "no data"),
        (Answer(body=b"error"), "no data"),
    ],
    ids=[
        "cut short",
        "cut JSON",
        "too deep",
        "page",
        "page as JSON",
        "piece of page",
        "nothing",
        "blank",
        "-1",
        "word",
    ],
)
def test_what_is_no_data_is_asked_again_and_then_named(answer: Answer, kind: str) -> None:
    asked, failure = failed([answer])
    assert (asked, failure.kind, failure.retryable) == (3, kind, True)
    service, told = answered([answer, GOOD])
    assert (told, len(service.asked)) == (GOOD.body, 2)


def test_a_page_is_let_in_where_a_page_was_asked_for() -> None:
    _, told = answered([Answer(body=b"<html></html>", headers=HTML)], accept=PAGE)
    assert told == b"<html></html>"


@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_larger_than_allowed_is_refused_also_unpacked(packed: bool) -> None:
    body = b"[" + b"1," * 100_000 + b"1]"
    headers = {"Content-Type": "application/json"}
    answer = (
        Answer(body=gzip.compress(body), headers={**headers, "Content-Encoding": "gzip"})
        if packed
        else Answer(body=body, headers=headers)
    )
    asked, failure = failed([answer], largest_bytes=100_000)
    assert (asked, failure.kind, failure.retryable) == (1, "too large", False)
    _, told = answered([answer], largest_bytes=1_000_000)
    assert told == body


def test_a_redirect_stays_with_the_host_of_the_source() -> None:
    here = Answer(status=302, headers={"Location": "/y"})
    service, told = answered([here, GOOD])
    assert (told, service.paths) == (GOOD.body, ["/x", "/y"])
    with serving([GOOD]) as other:
        asked, failure = failed([Answer(status=302, headers={"Location": f"{other.url}/y"})])
        assert (asked, failure.kind, other.asked) == (1, "stray", [])


def test_a_key_goes_in_its_header_and_into_no_sentence() -> None:
    with serving([Answer(status=403)]) as service:
        connection = Connection(on=True, url=service.url, key="secret-key")
        assert "secret-key" not in repr(connection)
        with connect("openaq", source("openaq"), connection) as client, pytest.raises(Failure) as told:
            client.get("x", params={"token": "secret-query"})
    assert service.asked[0].headers["x-api-key"] == "secret-key"
    assert "secret" not in told.value.sentence


def test_the_environment_does_not_send_it_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert answered([GOOD])[1] == GOOD.body


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A self-signed certificate of 127.0.0.1, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    pem, key = folder / "cert.pem", folder / "key.pem"
    order = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "3650",
        "-subj",
        "/CN=127.0.0.1",
    ]
    try:
        subprocess.run(
            [*order, "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(pem)],
            check=True, capture_output=True,
        )  # fmt: skip
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    return pem, key


def test_a_certificate_is_verified_and_one_of_its_own_can_be_trusted(certificate: tuple[Path, Path]) -> None:
    pem, key = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, key)
    with serving([GOOD], tls=context) as service:
        connection = Connection(on=True, url=service.url, attempts=3)
        with connect("water", LIVE, connection) as client, pytest.raises(Failure) as told:
            client.get("x")
        assert (told.value.kind, told.value.retryable) == ("certificate", False)
        assert "ca_bundle" in told.value.sentence
        assert service.asked == []
        trusting = Connection(on=True, url=service.url, ca_bundle=pem)
        with connect("water", LIVE, trusting) as client:
            assert client.get("x").content == GOOD.body


def test_a_bundle_without_certificates_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing", encoding="utf-8")
    for name in ("ca.pem", "absent.pem"):
        with pytest.raises(Failure, match=name) as told:
            connect("water", LIVE, Connection(on=True, url="https://a.cn", ca_bundle=tmp_path / name))
        assert told.value.kind == "certificate"
