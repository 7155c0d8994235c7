"""One HTTP client for all live sources: how it waits, asks again, gives up, and what it never lets in.

A source's `fetch` is given a client that can speak with that source's own host and no other, always verifies
its certificate, and answers only with a whole answer of the kind that was asked for: time-outs, retries with
jitter, Retry-After, limits of size and time, and web pages in place of data are met here and not in the
sources. What cannot be had is one `Failure` with a kind. Nothing is asked unless the source is switched on.
"""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Literal, Protocol

import httpx
import tenacity

JSON = "application/json"
CSV = "text/csv"
PAGE = "text/html"

Kind = Literal[
    "off", "timeout", "unreachable", "certificate", "busy", "server", "refused", "stray", "too large", "web page",
    "empty", "no data", "cut", "unreadable",
]  # fmt: skip
#: What may be otherwise in a moment; the rest stays as it is until somebody changes something.
RETRYABLE: frozenset[Kind] = frozenset(
    {"timeout", "unreachable", "busy", "server", "web page", "empty", "no data", "cut"}
)
USER_AGENT = "Lanbi/0.1 (air and water dashboard of an environmental bureau)"


class Failure(Exception):  # noqa: N818 (a noun of the field: it is a value as much as an exception)
    """Why an answer could not be had, or could not be read.

    Attributes
    ----------
    kind
        What went wrong, one word of `Kind`.
    sentence
        The same for people, without keys or query strings.
    retry_after_s
        Seconds after which the source itself wants to be asked again; None where it did not say.
    """

    def __init__(self, kind: Kind, sentence: str, retry_after_s: float | None = None) -> None:
        super().__init__(sentence)
        self.kind: Kind = kind
        self.sentence = sentence
        self.retry_after_s = retry_after_s

    @property
    def retryable(self) -> bool:
        """Whether it may be otherwise in a moment."""
        return self.kind in RETRYABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """How one installation reaches one source; a setting, and off unless it says otherwise.

    Attributes
    ----------
    on
        Whether the source may be asked at all.
    url
        Where it is, instead of where the source says; its path is put before the source's own.
    key
        Secret that is sent in the header which the source names; never shown.
    ca_bundle
        PEM file of further certificates to trust for this source. There is no way not to verify.
    proxy
        URL of a proxy; empty for none. The environment is not asked.
    timeout_s, longest_answer_s
        Longest silence, and longest time for one whole answer.
    attempts, first_wait_s, longest_wait_s
        How often an answer is asked for, and how long is waited in between: doubled each time, with jitter; a
        Retry-After beyond the longest wait ends the asking.
    largest_bytes
        Size of an unpacked answer beyond which it is refused.
    options
        What else the source wants to know (station numbers, a province); see its `settings`.
    """

    on: bool = False
    url: str = ""
    key: str = field(default="", repr=False)
    ca_bundle: Path | None = None
    proxy: str = ""
    timeout_s: float = 30.0
    longest_answer_s: float = 300.0
    attempts: int = 4
    first_wait_s: float = 2.0
    longest_wait_s: float = 120.0
    largest_bytes: int = 1 << 26
    options: Mapping[str, str] = field(default_factory=dict)


class Reachable(Protocol):
    """What is asked of a source here; every kind of source is one."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """Its ``url``, and ``key_header`` and ``headers`` where it has them."""


def connect(
    name: str,
    source: Reachable,
    connection: Connection,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> httpx.Client:
    """Client that speaks with one source and nobody else; to be closed by the caller.

    Parameters
    ----------
    name
        Id of the source, for sentences.
    source
        Whose ``settings`` tell the address and the header of the key.
    connection
        How this installation reaches it.
    sleep
        How to wait.

    Raises
    ------
    Failure
        Where the source is not switched on, has no address, or the certificates to trust cannot be read.
    """
    if not connection.on:
        raise Failure("off", f"{name} is not switched on.")
    address = connection.url or str(source.settings.get("url", ""))
    origin = httpx.URL(address)
    if origin.scheme not in ("http", "https") or not origin.host:
        raise Failure("off", f"{name} has no address: set its url, beginning with https:// or http://.")
    headers = {"User-Agent": USER_AGENT, "Accept": JSON, **source.settings.get("headers", {})}
    if connection.key:
        headers[str(source.settings.get("key_header", "Authorization"))] = connection.key
    polite = _Polite(
        name=name,
        origin=origin,
        connection=connection,
        inner=httpx.HTTPTransport(
            verify=_trusted(name, connection.ca_bundle)
            if _may_meet_tls(origin, connection)
            # A plain origin never comes to TLS; the certificates of the system take 30 ms to read, so it trusts none.
            else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            trust_env=False,
            proxy=connection.proxy or None,
        ),
        sleep=sleep,
    )
    return httpx.Client(
        base_url=origin,
        headers=headers,
        timeout=connection.timeout_s,
        transport=polite,
        trust_env=False,
        follow_redirects=True,
        max_redirects=3,
    )


def _may_meet_tls(origin: httpx.URL, connection: Connection) -> bool:
    return origin.scheme == "https" or bool(connection.proxy) or connection.ca_bundle is not None


def _trusted(name: str, bundle: Path | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if bundle is not None:
        try:
            context.load_verify_locations(cafile=bundle)
            # The bundle may name the very certificate, or an issuer that the service forgets to send.
            context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        except (OSError, ssl.SSLError) as fault:
            raise Failure("certificate", f"{name}: {bundle.name} holds no certificates: {fault}") from fault
    return context


class _Polite(httpx.BaseTransport):
    """A transport that asks again where that makes sense, and lets in only what was asked for."""

    def __init__(
        self,
        *,
        name: str,
        origin: httpx.URL,
        connection: Connection,
        inner: httpx.BaseTransport,
        sleep: Callable[[float], None],
    ) -> None:
        self._name = name
        self._origin = origin
        self._limits = connection
        self._inner = inner
        self._sleep = sleep

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Whole answer to a request; a `Failure` after the last attempt."""
        url, origin = request.url, self._origin
        where = f"{self._name}: {url.host}{url.path}"
        if (url.scheme, url.host, url.port) != (origin.scheme, origin.host, origin.port):
            raise Failure(
                "stray", f"{where} is not the host of the source ({origin.host}); it was not asked."
            )
        request.read()  # so that it can be sent again
        jitter = tenacity.wait_random_exponential(
            multiplier=self._limits.first_wait_s, max=self._limits.longest_wait_s
        )

        def wait(state: tenacity.RetryCallState) -> float:
            fault = state.outcome.exception() if state.outcome else None
            asked = fault.retry_after_s if isinstance(fault, Failure) else None
            return jitter(state) if asked is None else asked

        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(max(1, self._limits.attempts)),
            wait=wait,
            retry=tenacity.retry_if_exception(self._is_worth_waiting),
            sleep=self._sleep,
            reraise=True,
        )
        answer: httpx.Response = retrying(self._once, request, where)
        return answer

    def _is_worth_waiting(self, fault: BaseException) -> bool:
        if not isinstance(fault, Failure) or not fault.retryable:
            return False
        return fault.retry_after_s is None or fault.retry_after_s <= self._limits.longest_wait_s

    def _once(self, request: httpx.Request, where: str) -> httpx.Response:
        began = time.monotonic()
        try:
            response = self._inner.handle_request(request)
            try:
                body = self._whole(response, where, began)
            finally:
                response.close()
        except httpx.TimeoutException as fault:
            raise Failure(
                "timeout", f"{where} did not answer within {self._limits.timeout_s:g} s."
            ) from fault
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.DecodingError) as fault:
            raise Failure("cut", f"{where} broke off its answer: {fault}") from fault
        except httpx.ConnectError as fault:
            if "CERTIFICATE_VERIFY_FAILED" in str(fault) or isinstance(fault.__cause__, ssl.SSLError):
                raise Failure(
                    "certificate",
                    f"{where}: its certificate is not trusted ({fault}); give the certificate of its issuer as "
                    "ca_bundle of this source.",
                ) from fault
            raise Failure("unreachable", f"{where} cannot be reached: {fault}") from fault
        except httpx.HTTPError as fault:
            raise Failure("unreachable", f"{where} cannot be reached: {fault}") from fault
        _check_status(response, where)
        if not response.is_redirect:
            _check_kind(request, response, body, where)
        kept = [
            (key, value)
            for key, value in response.headers.multi_items()
            if key not in ("content-encoding", "content-length", "transfer-encoding")
        ]
        return httpx.Response(response.status_code, headers=kept, content=body, request=request)

    def _whole(self, response: httpx.Response, where: str, began: float) -> bytes:
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > self._limits.largest_bytes:
                raise Failure(
                    "too large", f"{where} answered with more than {self._limits.largest_bytes} bytes."
                )
            if time.monotonic() - began > self._limits.longest_answer_s:
                raise Failure(
                    "timeout", f"{where} had not ended its answer after {self._limits.longest_answer_s:g} s."
                )
        return bytes(body)


def _check_status(response: httpx.Response, where: str) -> None:
    status = response.status_code
    if status < 400:
        return
    told = f"{where} answered {status} {response.reason_phrase}".rstrip()
    after = _retry_after(response)
    if status in (429, 503):
        wait = "" if after is None else f"; it asks to wait {after:g} s"
        raise Failure("busy", f"{told}{wait}.", after)
    if status >= 500 or status == 408:
        raise Failure("server", f"{told}.", after)
    raise Failure("refused", f"{told}.")


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds that the answer asks to wait, from a number or a date; None where it says nothing readable."""
    text = response.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
        # Against the clock of the source where it tells it, so that a wrong clock of ours does not matter.
        now = parsedate_to_datetime(response.headers["date"])
        return max(0.0, (until - now).total_seconds())
    except KeyError:
        return max(0.0, (until.astimezone(UTC) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def _check_kind(request: httpx.Request, response: httpx.Response, body: bytes, where: str) -> None:
    """Raise where the answer is not of the kind that was asked for, whatever it claims to be."""
    start = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise Failure("empty", f"{where} answered with nothing.")
    wanted = request.headers.get("accept", "")
    if wanted == PAGE:
        return
    claims = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_page = start[:1] == b"<" and (b"<html" in body[:2048].lower() or start[:9].lower() == b"<!doctype")
    if is_page or (claims in (PAGE, "application/xhtml+xml") and start[:1] == b"<"):
        raise Failure("web page", f"{where} answered with a web page and not with data.")
    if wanted != JSON:
        return
    if start[:1] not in b"[{":
        told = start[:40].decode("utf-8", "replace")
        raise Failure("no data", f"{where} answered {told!r} and not with data.")
    try:
        json.loads(body)
    except (ValueError, RecursionError) as fault:
        raise Failure("cut", f"{where} answered with JSON that does not end well: {fault}") from fault
