"""Values of water as they stand or were known at an earlier moment, and the register of sections on a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

import numpy as np
import pandas as pd
from sqlalchemy import Connection, func, select

from ingest.water_contract import WATER_MARKS
from store.bulk import Array, fetch, rows
from store.days import epoch
from store.ledger import mark_at
from store.opening import Store
from store.readings import StageName
from store.tables import BEST, STAGES
from store.water_keeping import last_of_each
from store.water_register import Register, standing_register
from store.water_tables import PARAMETER_NUMBERS, section, water_published, water_value

_ITEM: Final = {number: code for code, number in PARAMETER_NUMBERS.items()}
_STAGE: Final = np.array(["provisional", "reviewed"], object)

SAMPLES: Final = (
    "section", "start", "end", "parameter", "value", "shown", "qualifier", "limit", "quality", "mark", "stage",
)  # fmt: skip
PUBLISHED: Final = ("section", "start", "end", "class", "state", "stage")
REGISTRY: Final = (
    "code", "name", "aliases", "river", "basin", "province", "city", "county", "answers_for", "kind", "control", "lon",
    "lat", "river_km", "upstream", "downstream", "purposes", "target_class", "target_items", "complete", "first",
    "last",
)  # fmt: skip


def samples(
    store: Store,
    *,
    start: datetime,
    end: datetime,
    sections: Sequence[str] | None = None,
    stage: StageName = "best",
    as_of: datetime | None = None,
) -> pd.DataFrame:
    """Return the values whose intervals lie in [start, end), by section, start, item and end.

    Parameters
    ----------
    start, end
        Aware times: a month's value is among those of that month, and not among those of one of its days.
    sections
        Codes; ``None`` for all. Unknown ones have no rows.
    stage
        ``best`` takes the reviewed value of an interval where there is one.
    as_of
        Only what was known at that moment; codes are those of today.

    Returns
    -------
    pandas.DataFrame
        ``section`` its code; ``start``, ``end`` UTC; ``parameter`` as in `indicators.water_parameters`; ``value`` and
        ``shown`` [unit of the parameter] as judged and as shown: NaN where there is none, and where a value is below
        a limit that is not named; ``qualifier`` −1 below detection (``value`` is the limit), 0, 1 above; ``limit``;
        ``quality`` as `ingest.contract.Quality`; ``mark`` the word of the source instead of a value; ``stage``.
    """
    with store.reading() as conn:
        known = standing_register(store, conn)
        found = counting(
            conn, known, water_value.c, ("start", "parameter_id", "end"), start, end, sections, stage, as_of
        )
    value = found["value"]
    shown = np.where(np.isnan(found["shown"]), value, found["shown"])
    return pd.DataFrame(
        {
            "section": _codes(known, found["section_id"]),
            "start": _times(found["start"]),
            "end": _times(found["end"]),
            "parameter": _words(found["parameter_id"], _ITEM),
            "value": value,
            "shown": shown,
            "qualifier": found["qualifier"].astype(np.int8),
            "limit": found["detection_limit"],
            "quality": found["quality"].astype(np.uint8),
            "mark": _words(found["mark"], dict(enumerate(WATER_MARKS))),
            "stage": _STAGE[found["stage"]],
        }
    )


def published(
    store: Store,
    *,
    start: datetime,
    end: datetime,
    sections: Sequence[str] | None = None,
    stage: StageName = "best",
    as_of: datetime | None = None,
) -> pd.DataFrame:
    """Return what sources said of sections in [start, end): class and state; never computed from.

    Arguments as of `samples`.

    Returns
    -------
    pandas.DataFrame
        ``section``, ``start``, ``end`` (UTC), ``class`` (Ⅰ … Ⅴ, 劣Ⅴ, a source's own word, or empty), ``state`` of the
        station (正常, 维护, 停站 …, or empty), ``stage``; by section, start and end.
    """
    with store.reading() as conn:
        known = standing_register(store, conn)
        found = counting(conn, known, water_published.c, ("start", "end"), start, end, sections, stage, as_of)
    return pd.DataFrame(
        {
            "section": _codes(known, found["section_id"]),
            "start": _times(found["start"]),
            "end": _times(found["end"]),
            "class": found["class"],
            "state": found["state"],
            "stage": _STAGE[found["stage"]],
        }
    )


def registry(store: Store, at: date, as_of: datetime | None = None) -> pd.DataFrame:
    """Return the sections of a day as the register had them, one row a code, by code.

    Parameters
    ----------
    at
        Civil day: a section that a person opens later or has closed is not there.
    as_of
        As the register was known at that moment; ``None`` for now.

    Returns
    -------
    pandas.DataFrame
        Columns as `REGISTRY`: texts are empty and numbers NaN where nobody said; ``province``, ``city``, ``county``,
        ``answers_for`` are division codes; ``aliases``, ``upstream``, ``downstream``, ``purposes`` tuples of texts;
        ``target_items`` limits by item; ``first``, ``last`` the span of the record, None open; ``complete`` False for
        what feeds alone have said.
    """
    with store.reading() as conn:
        known = standing_register(store, conn, as_of)
    held = known.at(at).values()
    table = pd.DataFrame(
        {name: pd.Series([getattr(one, name) for one in held], dtype=object) for name in REGISTRY}
    )
    for name in ("lon", "lat", "river_km"):
        table[name] = table[name].astype(float)
    table["complete"] = table["complete"].astype(bool)
    return table


def extent(store: Store) -> pd.DataFrame:
    """Return the first and the last start of a value of each section that has one: section, first, last (UTC)."""
    within = water_value.c.section_id == section.c.id
    first = select(func.min(water_value.c.start)).where(within).scalar_subquery()
    last = select(func.max(water_value.c.start)).where(within).scalar_subquery()
    with store.reading() as conn:
        known = standing_register(store, conn)
        found = [row for row in rows(conn, select(section.c.id, first, last)) if row[1] is not None]
    table = pd.DataFrame(
        {
            "section": pd.Series([known.code[n] for n, _, _ in found], dtype=object),
            "first": _times(np.array([f for _, f, _ in found], np.int64)),
            "last": _times(np.array([last for _, _, last in found], np.int64)),
        }
    )
    return table.groupby("section", as_index=False).agg({"first": "min", "last": "max"})


def counting(
    conn: Connection, known: Register, columns: Iterable[Any], keys: tuple[str, ...], start: datetime, end: datetime,
    sections: Sequence[str] | None, stage: StageName, as_of: datetime | None,
) -> dict[str, Array]:  # fmt: skip
    """The rows of one table that count, sorted by code and keys, with `rank`, the place of the code among all of them.

    `columns` are of that table and have its section_id, start, end, stage, revision and batch_id among them.
    """
    query = select(*columns)
    (table,) = query.get_final_froms()
    query = query.where(
        # By number, so that the key is used: it begins with the section.
        table.c.section_id.in_(select(section.c.id) if sections is None else known.meant(sections)),
        table.c.start >= epoch(start),
        table.c.start < epoch(end),
        table.c.end <= epoch(end),
    )
    if STAGES[stage] != BEST:
        query = query.where(table.c.stage == STAGES[stage])
    if as_of is not None:
        query = query.where(table.c.batch_id <= mark_at(conn, as_of))
    found = fetch(conn, query)
    codes = sorted({known.code[n] for n in np.unique(found["section_id"]).tolist()})
    rank = {code: number for number, code in enumerate(codes)}
    numbers = np.unique(found["section_id"])
    ranks = np.array([rank[known.code[n]] for n in numbers.tolist()], np.int64)
    found["rank"] = ranks[np.searchsorted(numbers, found["section_id"])] if len(numbers) else numbers
    # Numbers that carry one code are one section: of two values of an interval the one that came last counts.
    order = np.lexsort((found["revision"], found["batch_id"], found["stage"]))
    found = {name: values[order] for name, values in found.items()}
    return last_of_each(found, ("rank", *keys), np.arange(len(order)))


def _codes(known: Register, numbers: Array) -> Array:
    return _words(numbers, known.code)


def _words(numbers: Array, words: Any) -> Array:
    distinct, place = np.unique(numbers, return_inverse=True)
    return np.array([*(words[n] for n in distinct.tolist()), ""], object)[place]


def _times(seconds: Array) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(seconds.astype("datetime64[s]").astype("datetime64[ns]"), tz="UTC")
