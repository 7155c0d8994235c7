"""How the embedded store finds its rows: the wall and the drill-down never scan the hours."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from store.facts import city_days
from store.keeping import keep
from store.latest import latest
from store.opening import Store, open_store
from store.readings import extent, hours
from tests.store.making import DAY, Halves, at, batch


@pytest.fixture
def embedded(tmp_path: Path) -> Store:
    store = open_store(None, tmp_path, Halves())
    keep(store, batch([(f"{n}A", at(h), {"pm25": 1.0}) for n in range(1000, 1070) for h in range(4)]))
    return store


def plans(store: Store, ask: object) -> list[str]:
    """Lines of SQLite's plan for every query of a call that names a table of readings or of facts."""
    asked: list[tuple[str, object]] = []

    def note(_conn: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        asked.append((statement, parameters))

    event.listen(store.engine, "before_cursor_execute", note)
    ask()  # type: ignore[operator]
    event.remove(store.engine, "before_cursor_execute", note)
    lines = []
    with store.reading() as conn:
        for statement, parameters in asked:
            if statement.startswith(("SELECT", "WITH")):
                found = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]
                lines += [row[3] for row in found]
    return [line for line in lines if any(table in line for table in ("air_hour", "city_day"))]


def test_latest_never_scans_the_hours(embedded: Store) -> None:
    found = plans(embedded, lambda: latest(embedded))
    assert found == [
        "SEARCH air_hour USING PRIMARY KEY (start=? AND station_id=? AND stage=? AND revision=?)"
    ]


def test_one_station_s_hours_are_looked_up_one_by_one(embedded: Store) -> None:
    found = plans(embedded, lambda: hours(embedded, start=at(0), end=at(9000), stations=["1003A"]))
    assert found == ["SEARCH air_hour USING PRIMARY KEY (start=? AND station_id=?)"]


def test_an_hour_of_all_stations_is_one_range(embedded: Store) -> None:
    found = plans(embedded, lambda: hours(embedded, start=at(0), end=at(1)))
    assert found == ["SEARCH air_hour USING PRIMARY KEY (start>? AND start<?)"]


def test_one_city_s_days_are_looked_up_one_by_one(embedded: Store) -> None:
    last = DAY.date() + timedelta(days=365)
    found = plans(embedded, lambda: city_days(embedded, first=DAY.date(), last=last, regions=["410100"]))
    assert found == ["SEARCH city_day USING PRIMARY KEY (day=? AND region=?)"]


def test_the_extent_looks_at_both_ends(embedded: Store) -> None:
    assert plans(embedded, lambda: extent(embedded)) == ["SEARCH air_hour USING PRIMARY KEY"] * 2
