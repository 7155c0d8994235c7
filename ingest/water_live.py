"""How the national water platform is asked: its page first, then its sections page by page.

The service answers a client that has not opened its page with ``-1``, and a first question after a rest often with
nothing or with a result of 0: so the page is opened (for its cookie) and the question put again. Its certificate is
issued by an authority that few systems know: name it as ``ca_bundle`` of the source.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from ingest import answers
from ingest.contract import SHANGHAI, Payload, PayloadError, Window
from ingest.transport import PAGE, Failure

URL = "https://szzdjc.cnemc.cn:8070/"
MAIN = "GJZ/Business/Publish/Main.html"
ASKED = "GJZ/Ajax/Publish.ashx"
PAGE_ROWS = 480
MOST_PAGES = 200
ATTEMPTS = 3


def fetch(client: httpx.Client, window: Window, *, source: str) -> Iterator[Payload]:
    """Answers with the newest values of all sections, one payload a page.

    The payloads are named after the end of the window, from which their stamps take the year that they lack.

    Raises
    ------
    Failure
        Where the service has no data after three openings of its page.
    """
    now = window.end.astimezone(SHANGHAI)
    total, page = 1, 1
    while page <= total:
        body = _page(client, page)
        payload = answers.answer(source, f"{source}_{now:%Y-%m-%dT%H}_p{page}.json", body)
        yield payload
        if page == 1:
            total = _pages(payload)
        page += 1


def _page(client: httpx.Client, page: int) -> bytes:
    asked = {
        "action": "getRealDatas",
        "AreaID": "",
        "RiverID": "",
        "MNName": "",
        "PageIndex": str(page),
        "PageSize": str(PAGE_ROWS),
    }
    last: Failure | None = None
    for attempt in range(ATTEMPTS):
        if page == 1 or attempt:
            client.get(MAIN, headers={"Accept": PAGE})
        if attempt:
            _warm(client)
        try:
            body = client.post(ASKED, data=asked).content
        except Failure as fault:
            if fault.kind not in ("empty", "no data", "web page"):
                raise
            last = fault
            continue
        held: Any = json.loads(body)  # the client answers with whole JSON
        if not isinstance(held, Mapping) or str(held.get("result", "1")) != "0":
            return body
        last = Failure(
            "no data", f"page {page} of the water platform: it says that it has no data (result 0)."
        )
    assert last is not None, "every attempt ends with an answer or a failure"
    raise last


def _warm(client: httpx.Client) -> None:
    """Ask for the dictionary of areas and rivers, as the page does before anything else; what it says is not used."""
    try:
        client.post(ASKED, data={"action": "getArea_RiverDic"}, headers={"Accept": PAGE})
    except Failure as fault:
        if fault.kind != "empty":
            raise


def _pages(payload: Payload) -> int:
    held: Any = json.loads(answers.content(payload))
    total = held.get("total", 1) if isinstance(held, Mapping) else 1
    if not str(total).isascii() or not str(total).isdigit() or int(total) > MOST_PAGES:
        raise PayloadError(
            f"{payload.name}: total: {str(total)[:40]!r} is no number of pages up to {MOST_PAGES}"
        )
    return int(total)
