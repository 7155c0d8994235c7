"""Flags of stored hours: whoever is asked for, the neighbours speak; pieces and margins change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from assessment import suspects
from assessment.basis import Basis
from assessment.moment import suspects as at_moment
from assessment.suspects import checked, named_flags, suspect_hours
from assessment.terms import Terms
from geo.atlas import Atlas
from indicators.parameters import AIR_HOURLY
from ingest.contract import Stage
from store.keeping import keep
from store.opening import Store, open_store
from tests.store.making import Cell, at, batch, spell

CODES = [f"{n}A" for n in range(1001, 1007)]
DAYS = 5
START, END = at(24), at(24 * (DAYS - 1))


def filled(home: Path, atlas: Atlas | None = None) -> Store:
    """Six stations five kilometres apart, a far one and one without a position; 1003A reads far too much for a day."""
    chance = np.random.default_rng(7)
    opened = open_store(None, home, atlas)
    common = 60 + 30 * np.sin(np.arange(24 * DAYS) / 24 * 2 * np.pi)
    rows = []
    for code in (*CODES, "2001A", "2002A"):
        values = common + chance.normal(0, 4, len(common))
        if code == "1003A":
            values[50:60] += 150
        for hour, value in enumerate(values.tolist()):
            cells: dict[str, Cell] = {p: round(value, 1) for p in AIR_HOURLY}
            rows.append((code, at(hour), cells | {"pm10": round(2 * value, 1), "co": round(value / 100, 2)}))
    places = {code: (113.0 + 0.05 * n, 34.0) for n, code in enumerate(CODES)}
    places |= {"2001A": (118.0, 34.0), "2002A": (None, None)}
    spells = [spell(code, at(0), at(24 * DAYS - 1), lon=lon, lat=lat) for code, (lon, lat) in places.items()]
    keep(opened, batch(rows, spells=spells))
    return opened


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = filled(tmp_path_factory.mktemp("suspects"))
    yield opened
    opened.close()


def test_one_station_alone_is_judged_by_those_around_it(store: Store) -> None:
    alone = suspect_hours(store, codes=["1003A"], start=START, end=END)
    hours = np.flatnonzero(alone["no2"][:, 0])
    assert set(range(26, 36)) <= set(hours.tolist())
    names = named_flags(store, codes=["1003A"], start=START, end=END)
    assert "no2 neighbours" in names[30, 0].split(";")


def test_flags_do_not_hang_on_who_else_is_asked_for(store: Store) -> None:
    everyone = [*CODES, "2001A", "2002A"]
    together = suspect_hours(store, codes=everyone, start=START, end=END)
    for column, code in enumerate(everyone):
        alone = suspect_hours(store, codes=[code], start=START, end=END)
        for p in AIR_HOURLY:
            assert np.array_equal(alone[p][:, 0], together[p][:, column]), (code, p)
    backwards = suspect_hours(store, codes=everyone[::-1], start=START, end=END)
    assert all(np.array_equal(backwards[p][:, ::-1], together[p]) for p in AIR_HOURLY)


def test_flags_do_not_hang_on_the_window(store: Store) -> None:
    whole = suspect_hours(store, codes=CODES, start=START, end=END)
    for first in (0, 7, 25, 40):
        part = suspect_hours(store, codes=CODES, start=START + timedelta(hours=first), end=END)
        for p in AIR_HOURLY:
            assert np.array_equal(part[p], whole[p][first:]), (first, p)


def test_pieces_of_a_long_window_are_the_whole(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = suspect_hours(store, codes=CODES, start=START, end=END)
    monkeypatch.setattr(suspects, "SPAN", timedelta(days=1))
    assert len(checked(store, codes=CODES, start=START, end=END)) == DAYS - 2
    pieces = suspect_hours(store, codes=CODES, start=START, end=END)
    assert all(np.array_equal(pieces[p], whole[p]) for p in AIR_HOURLY)


def test_a_station_that_is_not_stored_is_nowhere_suspect(store: Store) -> None:
    found = suspect_hours(store, codes=["9999A", "1003A"], start=START, end=END, only=("no2",))
    assert set(found) == {"no2"}
    assert not found["no2"][:, 0].any()
    assert found["no2"][:, 1].any()


def test_the_wall_is_told_the_suspect_stations_of_a_place_in_one_hour(tmp_path: Path, atlas: Atlas) -> None:
    opened = filled(tmp_path, atlas)
    asked = {"within": "410000", "terms": Terms(basis=Basis())}
    odd = at_moment(opened, start=at(54), **asked)  # type: ignore[arg-type]
    assert set(odd) == {"1003A"}  # one of the six in Henan; the far one lies elsewhere
    assert "no2 neighbours" in odd["1003A"].split(";")
    assert at_moment(opened, start=at(40), **asked) == {}  # type: ignore[arg-type]
    rows = [("1003A", at(hour), dict.fromkeys(AIR_HOURLY, 60.0 + hour)) for hour in range(50, 60)]
    keep(opened, batch(rows, stage=Stage.REVIEWED, sha256="a" * 64))
    assert "no2 neighbours" not in at_moment(opened, start=at(54), **asked).get("1003A", "")  # type: ignore[arg-type]
    opened.close()


def test_a_reviewed_reading_takes_the_flag_away_and_the_past_keeps_it(tmp_path: Path) -> None:
    opened = filled(tmp_path)
    known = opened.now()
    rows = [("1003A", at(hour), dict.fromkeys(AIR_HOURLY, 60.0)) for hour in range(50, 60)]
    keep(opened, batch(rows, stage=Stage.REVIEWED, sha256="a" * 64))
    asked = {"codes": ["1003A"], "start": START, "end": END}
    now = suspect_hours(opened, **asked)["no2"][:, 0]  # type: ignore[arg-type]
    then = suspect_hours(opened, **asked, as_of=known)["no2"][:, 0]  # type: ignore[arg-type]
    assert then[30]
    named = named_flags(opened, codes=["1003A"], start=START, end=END)[30, 0]
    assert "no2 neighbours" not in named
    assert now[30] == ("no2 stuck" in named)  # ten equal hours are what the review left
    opened.close()
