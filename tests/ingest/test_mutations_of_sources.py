"""Damaged files and answers of every further source: refused whole with a sentence, or every row accounted for."""

from __future__ import annotations

import copy
import gzip
import json
import random
import time
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest import description
from ingest.collect import batches
from ingest.contract import Batch, Payload, PayloadError, Published, Quality, Source
from ingest.sources import http_feed, source
from tests.ingest.build import whole, zipped
from tests.ingest.damaged_by_number import Told, stood
from tests.ingest.sources import (
    test_cnemc_live,
    test_crawl,
    test_http_feed,
    test_openaq,
    test_provincial_hourly,
    test_provincial_live,
    test_wide_archive,
)
from tests.ingest.test_mutations import DAMAGE, LONGEST_S, damaged, damaged_within, drawn_damage

FEED = http_feed.of(description.described("feed.toml", test_http_feed.HELD, "http_feed"))
FEED_CSV = http_feed.of(
    description.described("feed.toml", {**test_http_feed.HELD, "format": "csv"}, "http_feed")
)


def _whole() -> Iterator[tuple[str, Source, bytes]]:
    """Name, source and bytes of a whole payload of each source and form."""

    def of(name: str) -> Source:
        found = source(name)
        assert isinstance(found, Source)
        return found

    live, wide, crawl = test_cnemc_live, test_wide_archive, test_crawl
    stations = [live.station(StationCode=f"{1001 + number}A", CO="—") for number in range(30)]
    yield "live.json", of("cnemc_live"), live.body(*stations)
    yield "live.geojson.gz", of("cnemc_live"), gzip.compress(live.geojson(*stations), mtime=0)
    yield "live.xml", of("cnemc_live"), live.xml(*stations)
    yield "handed.json", of("pm25in"), live.body(*stations)
    hours = [line for number in range(6) for line in wide.hour(number)]
    yield "wide.csv", of("wide_archive"), wide.text(*hours).encode()
    yield "wide.zip", of("wide_archive"), zipped({"a.csv": wide.text(*hours), "b.csv": wide.text(*hours[:9])})
    rows = [crawl.row(name=f"站{number}", hour=f"{number:02}") for number in range(24)]
    two = crawl.row(primary='"\n 颗粒物(PM10)\n  细颗粒物(PM2.5)\n"')
    yield "焦作.csv", of("crawl"), "\n".join([crawl.HEADER, *rows, two, ""]).encode()
    forms = test_provincial_hourly
    yield (
        "full.csv",
        of("provincial_hourly"),
        forms.csv(*[{**forms.FULL, "sitecode": f"A{n}"} for n in range(30)]),
    )
    yield (
        "short.csv",
        of("provincial_hourly"),
        forms.csv(*[{**forms.SHORT, "site": f"站{n}"} for n in range(30)]),
    )
    yield "cities.csv", of("provincial_hourly"), forms.csv(*[forms.CITY] * 5)
    province = test_provincial_live
    held = [{**province.STATION, "sitecode": f"A{number}"} for number in range(20)] + [province.CITY]
    yield "province.json", of("provincial_live"), json.dumps({"data": held}, ensure_ascii=False).encode()
    yield "location-1.json", of("openaq"), test_openaq.bundle(*map(test_openaq.measurement, range(20)))
    fed = [{**test_http_feed.ROW, "Code": f"C{number}"} for number in range(20)]
    yield "feed.json", FEED, test_http_feed.rows(*fed).body
    lines = [",".join(row.values()) for row in fed]
    yield "feed.csv", FEED_CSV, "\n".join([",".join(fed[0]), *lines, ""]).encode()


WHOLE = {name: (of, body) for name, of, body in _whole()}


def parsed(of: Source, name: str, body: bytes) -> list[Published]:
    assert of.parse is not None
    return list(of.parse(Payload(source="x", name=name, sha256="", body=body)))


def stands(name: str, of: Source, body: bytes) -> tuple[int, int] | None:
    """Rows published and rows taken, or None of a payload refused whole; fail unless each row is accounted for."""
    told: tuple[int, int] | None = None
    began = time.process_time()
    try:
        tables = parsed(of, name, body)
        made = [batch for table in tables for batch in batches(of, table)]
    except PayloadError as fault:
        refused_with = str(fault)
    else:
        refused_with = name
        rows = sum(len(table.line) + sum(each.whole for each in table.rejected) for table in tables)
        assert rows == sum(batch.rows for batch in made)
        taken = 0
        for batch in made:
            assert isinstance(batch, Batch)
            hours = batch.hours
            taken += len(hours)
            assert batch.rows == len(hours) + len(whole(batch.rejected))
            assert len(set(zip(hours.station, hours.start.tolist(), strict=True))) == len(hours)
            for parameter, values in hours.values.items():
                has_value = hours.quality[parameter] == Quality.NOT_EVALUATED
                assert (np.isfinite(values) == has_value).all()
                assert (values[has_value] >= 0).all()
            assert {spell.station for spell in batch.spells} == set(hours.station)
            assert all(each.file.startswith(name) and each.line > 0 for each in batch.rejected)
        told = rows, taken
    assert refused_with.startswith(name)
    assert time.process_time() - began < LONGEST_S
    return told


def _under(damage: Callable[[bytes], bytes], name: str) -> tuple[int, int] | None:
    of, body = WHOLE[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # zipfile warns of names that come twice
        return stands(name, of, damage(body))


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_to_be_damaged_is_whole(name: str) -> None:
    of, body = WHOLE[name]
    rows = sum(len(each.line) + len(each.rejected) for each in parsed(of, name, body))
    assert rows >= 5
    stands(name, of, body)


@pytest.mark.parametrize("name", WHOLE)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(how=st.lists(DAMAGE, min_size=1, max_size=4))
def test_a_damaged_payload_is_refused_or_accounted_for(
    name: str, how: list[tuple[str, float, int, bytes]]
) -> None:
    _under(partial(damaged, how=how), name)


PUT: list[Any] = [
    *(
        None,
        True,
        -1,
        0,
        10**400,
        0.1,
        "",
        "-1",
        "1e999",
        "NaN",
        "\0",
        "x" * 700,
        "２",
        [],
        {},
        [[]],
        {"a": 1},
    ),
    "<b>",
]
#: A way down into JSON [fraction of the members at each level], and what is put there.
CHANGE = st.tuples(st.lists(st.floats(0, 0.999), min_size=1, max_size=5), st.sampled_from(PUT))


def drawn_change(chance: random.Random) -> list[tuple[list[float], Any]]:
    """One to six changes as CHANGE gives them."""
    return [
        ([chance.random() * 0.999 for _ in range(chance.randint(1, 5))], chance.choice(PUT))
        for _ in range(chance.randint(1, 6))
    ]


def changed(body: bytes, how: list[tuple[list[float], Any]]) -> bytes:
    """JSON in which some members are other than they were."""
    held: Any = json.loads(body)
    for way, value in how:
        at = held
        for place in way[:-1]:
            keys = list(at) if isinstance(at, dict) else list(range(len(at))) if isinstance(at, list) else []
            if not keys or not isinstance(at[keys[int(place * len(keys))]], dict | list):
                break
            at = at[keys[int(place * len(keys))]]
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        if keys:
            at[keys[int(way[-1] * len(keys))]] = copy.deepcopy(value)
    return json.dumps(held, ensure_ascii=False).encode()


ANSWERS = [name for name in WHOLE if name.endswith(".json")]


@pytest.mark.parametrize("name", ANSWERS)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(how=st.lists(CHANGE, min_size=1, max_size=4))
def test_an_answer_with_other_members_is_refused_or_accounted_for(
    name: str, how: list[tuple[list[float], Any]]
) -> None:
    _under(partial(changed, how=how), name)


FORMS: dict[str, list[str]] = {}
for _name, (_of, _) in WHOLE.items():
    FORMS.setdefault(_of.title.en if _of not in (FEED, FEED_CSV) else "http_feed", []).append(_name)


@pytest.mark.prove
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("title", FORMS)
def test_a_hundred_thousand_damaged_payloads_of_a_source(
    title: str, record_property: Callable[[str, object], None]
) -> None:
    """The short test beside it searches and shrinks."""

    def draw(chance: random.Random) -> tuple[str, object, Callable[[], Told]]:
        name = chance.choice(FORMS[title])
        damage: Callable[[bytes], bytes]
        if name in ANSWERS and chance.random() < 0.5:
            damage = partial(changed, how=drawn_change(chance))
        else:
            inner = partial(damaged_within, chance=chance) if chance.random() < 0.5 else damaged
            damage = partial(inner, how=drawn_damage(chance))
        return name, damage, partial(_under, damage, name)

    stood(title, draw, record_property, rows="rows")
