"""Headers, addresses and answers of the web application, without a browser."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from plotly.offline import get_plotlyjs_version

from assessment.basis import Basis
from layouts.questions import questions
from layouts.web import Drawing, Settings, web
from store.opening import Store
from tests.layouts.conftest import END

RENEWED = "_dash-update-component"


@pytest.fixture(scope="module")
def client(demo: Store, drawn: Drawing) -> Iterator[Any]:
    app = web(questions(demo, Basis()), drawn, settings=Settings(clock=lambda: END + timedelta(minutes=20)))
    with app.server.test_client() as made:
        made.dependencies = made.get("/_dash-dependencies").json
        yield made


def renew(client: Any, search: str, stamp: str | None = None) -> Any:
    """Ask for one renewal of the wall, as the browser does."""
    asked = next(one for one in client.dependencies if "wall-stamp.data" in one["output"])
    outputs = [
        {"id": part.rpartition(".")[0], "property": part.rpartition(".")[2]}
        for part in asked["output"].strip(".").split("...")
    ]
    return client.post(
        f"/{RENEWED}",
        json={
            "output": asked["output"],
            "outputs": outputs,
            "inputs": [
                {"id": "lanbi-url", "property": "search", "value": search},
                {"id": "wall-tick", "property": "n_intervals", "value": 1},
            ],
            "state": [{"id": "wall-stamp", "property": "data", "value": stamp}],
            "changedPropIds": ["wall-tick.n_intervals"],
        },
    )


def test_the_entrance_leads_to_the_wall_and_keeps_what_was_asked(client: Any) -> None:
    answer = client.get("/?place=410000&lang=en")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("/wall?place=410000&lang=en")


@pytest.mark.parametrize("path", ["/wall", "/healthz", "/_dash-layout", "/nowhere", "/geometry/nothing.json"])
def test_every_answer_forbids_other_hosts(client: Any, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-eval" not in policy
    assert not re.search(r"https?:|\*|script-src[^;]*unsafe-inline", policy)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"


def test_the_page_speaks_the_language_of_its_address_and_loads_nothing_from_outside(client: Any) -> None:
    english = client.get("/wall?lang=en").text
    assert '<html lang="en" ' in english
    assert '<html lang="zh" ' in client.get("/wall").text
    assert '<html lang="zh" ' in client.get('/wall?lang="><script>').text
    assert not re.search(r'(?:src|href)="(?:https?:)?//', english)


def test_health_names_the_newest_hour(client: Any) -> None:
    said = client.get("/healthz").json
    assert said["status"] == "ok"
    assert said["newest"] == (END - timedelta(hours=1)).isoformat()
    assert said["simulated"] is True


def test_shapes_are_kept_for_good_and_packed(client: Any) -> None:
    setup = json.dumps(renew(client, "").json)
    name = re.search(r"stations-[0-9a-f]{16}\.json", setup)
    assert name
    answer = client.get(f"/geometry/{name[0]}")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    assert json.loads(gzip.decompress(answer.data))["type"] == "FeatureCollection"
    assert client.get("/geometry/stations-0000000000000000.json").status_code == 404
    assert client.get("/geometry/stations-0000000000000000.json?hour=99999999999").status_code == 404
    assert client.get("/geometry/province-999999-0.json").status_code == 404


def test_another_worker_makes_the_shapes_of_an_hour_again(demo: Store, drawn: Drawing, client: Any) -> None:
    name = re.search(r"stations-[0-9a-f]{16}\.json", json.dumps(renew(client, "").json))
    assert name
    other = web(questions(demo, Basis()), drawn, settings=Settings()).server.test_client()
    hour = int((END - timedelta(hours=1)).timestamp())
    assert other.get(f"/geometry/{name[0]}").status_code == 404
    assert other.get(f"/geometry/{name[0]}?hour={hour}").status_code == 200


def test_a_renewal_without_news_is_small(client: Any) -> None:
    first = renew(client, "").json["response"]
    stamp = first["wall-stamp"]["data"]
    again = renew(client, "", stamp)
    assert len(again.data) < 1000
    assert "wall-take" not in again.json["response"]


def test_a_recolouring_carries_codes_and_levels_and_no_shapes(client: Any) -> None:
    parts = renew(client, "").json["response"]["wall-take"]["data"]
    picture = next(value for _, what, value in parts if what == "picture")
    assert set(picture["cities"].values()) <= set(range(7))
    assert "coordinates" not in json.dumps(picture)
    assert len(json.dumps(picture)) < 60_000


def test_compression_is_offered(client: Any) -> None:
    answer = client.get("/_dash-dependencies", headers={"Accept-Encoding": "br, gzip"})
    assert answer.headers["Content-Encoding"] in ("br", "gzip")


def test_the_library_of_the_figures_is_the_smaller_build_of_the_version_that_python_has(client: Any) -> None:
    """The whole library has maps and solids that no page draws, and is three times as large."""
    answer = client.get("/_dash-component-suites/plotly/package_data/plotly.min.js")
    head = answer.get_data()[:200].decode()
    assert f"plotly.js (cartesian - minified) v{get_plotlyjs_version()}" in head
    assert len(answer.get_data()) < 1_600_000
    for packing in ("identity", "br"):
        asked = {"Accept-Encoding": packing}
        mark = client.get(answer.request.path, headers=asked).headers["ETag"]
        again = client.get(answer.request.path, headers=asked | {"If-None-Match": mark})
        assert (again.status_code, again.get_data()) == (304, b"")
