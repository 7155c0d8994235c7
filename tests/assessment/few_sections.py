"""A few sections of Jiangsu with months typed in by a laboratory and slots of a live feed, all made up.

Values are whole enough that what is expected of them can be reckoned on paper.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from assessment.answer import Answer
from assessment.basis import Basis
from assessment.members import Of
from assessment.periods import midnight
from assessment.terms import Terms
from assessment.values import table
from geo.atlas import Atlas
from ingest.contract import Stage
from ingest.section import SectionRecord
from store.keeping import keep
from store.opening import Store, open_store
from store.water_sections import keep_sections
from tests.store.water_making import batch

TERMS = Terms(basis=Basis())
MONDAY = datetime(2026, 6, 1, 9, tzinfo=UTC)
CHANGZHOU, WUXI, SUZHOU = "320400", "320200", "320500"
CLEAN: Mapping[str, float | str | None] = {"ph": 8.0, "do": 8.0, "codmn": 3.0, "nh3n": 0.3, "tp": 0.05}
"""Class Ⅱ in a river, Ⅲ in a lake (phosphorus 0.05)."""


def record(code: str, *, city: str = CHANGZHOU, **more: object) -> SectionRecord:
    """A section of Jiangsu, a river's unless said otherwise; its name is its code in capitals."""
    plain: dict[str, object] = {
        "kind": "river",
        "river": "京杭运河",
        "basin": "太湖流域",
        "province": "320000",
    }
    return SectionRecord(code=code, name=code.upper(), city=city, **{**plain, **more})  # type: ignore[arg-type]


def opened(
    home: Path, atlas: Atlas, records: Sequence[SectionRecord], clock: Callable[[], datetime] = lambda: MONDAY
) -> Store:
    """An empty store with these sections in its registry."""
    store = replace(open_store(None, home, atlas), now=clock)
    held = keep_sections(store, records, actor="a tester", reason="made up")
    assert not held.refused
    return store


def put(
    store: Store,
    rows: Mapping[str, Mapping[str, float | str | None]],
    start: datetime,
    length: timedelta,
    *,
    stage: Stage = Stage.PROVISIONAL,
    states: Mapping[str, tuple[str, str]] | None = None,
) -> None:
    """Keep values of sections (by code) in one interval; `states` are (published class, state of the station)."""
    told = [(code.upper(), start, *both) for code, both in (states or {}).items()]
    known = [(code.upper(), start, dict(items)) for code, items in rows.items()]
    keep(store, batch(known, sayings=told, slot=length, stage=stage))


def month(
    store: Store,
    rows: Mapping[str, Mapping[str, float | str | None]],
    first: date,
    *,
    stage: Stage = Stage.REVIEWED,
) -> None:
    """Keep one calendar month of sections as a laboratory hands it in."""
    after = (first + timedelta(days=32)).replace(day=1)
    put(store, rows, midnight(first), midnight(after) - midnight(first), stage=stage)


def asked(
    store: Store, indicator: str, of: Of, first: date, last: date, *, within: str | None = None, terms: Terms = TERMS,
    **more: object,
) -> Answer:  # fmt: skip
    """The table of an indicator over whole days, `first` to `last`; the whole window if no step is said."""
    return table(
        store, indicator=indicator, of=of, within=within, start=midnight(first), end=midnight(last + timedelta(days=1)),
        terms=terms, **{"every": "all", **more},  # type: ignore[arg-type]
    )  # fmt: skip


def figures(answer: Answer) -> dict[str, str]:
    """Value by code, of an answer with one row a member."""
    assert answer.table["code"].is_unique
    return dict(zip(answer.table["code"], answer.table["value"], strict=True))


def row(answer: Answer, code: str) -> dict[str, object]:
    """The one row of a member."""
    (found,) = answer.table[answer.table["code"] == code].to_dict("records")
    return {str(name): cell for name, cell in found.items()}


def notes(answer: Answer, code: str) -> set[str]:
    """Notes on the one row of a member."""
    return {one for one in str(row(answer, code)["note"]).split(";") if one}
