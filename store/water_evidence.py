"""What sections were last seen to measure, and which class was published of them: by which a water body is told.

A feed says of no section whether it is a river or a lake, though the limits of phosphorus differ. Only the newest
rows of each section are read, so that the question stays cheap in a store of years.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import numpy as np
import pandas as pd
from sqlalchemy import Exists, Select, Table, and_, case, exists, func, or_, select

from store.bulk import fetch
from store.ledger import mark_at
from store.opening import Store
from store.water_register import standing_register
from store.water_tables import PARAMETER_NUMBERS, water_published, water_value

MISSING_QUALITY: Final = 4
"""From this quality on a value is none: failed, not monitored, missing."""
_CHUNK: Final = 500


def evidence(
    store: Store,
    *,
    sections: Sequence[str],
    parameters: Sequence[str],
    rows_each: int,
    as_of: datetime | None,
) -> pd.DataFrame:
    """The newest section-times of each section of which a class or a state was told, with their values.

    Returns
    -------
    pandas.DataFrame
        Columns section (code), start (epoch s), class (as published, empty for none), and each of `parameters` as
        value, NaN where there is none. Up to `rows_each` rows a section.
    """
    found: dict[str, list[Any]] = {name: [] for name in ("section_id", "start", "class", *parameters)}
    with store.reading() as conn:
        mark = None if as_of is None else mark_at(conn, as_of)
        known = standing_register(store, conn)
        wanted = known.meant(sections)
        for begin in range(0, len(wanted), _CHUNK):
            rows = fetch(conn, _query(wanted[begin : begin + _CHUNK], parameters, rows_each, mark))
            for name, column in found.items():
                column.append(rows[name])
    told = pd.DataFrame({name: np.concatenate(c) if c else [] for name, c in found.items()})
    told.insert(0, "section", [known.code[int(n)] for n in told.pop("section_id")])
    return told.astype(dict.fromkeys(parameters, float))


def _query(sections: list[int], parameters: Sequence[str], rows_each: int, mark: int | None) -> Select[Any]:
    """One row a section-time: what was told of it last, and the values that stand."""
    told = [water_published.c.section_id.in_(sections), ~_newer(water_published, ("start", "end"), mark)]
    value = [
        water_value.c.quality < MISSING_QUALITY,
        ~_newer(water_value, ("start", "parameter_id", "end"), mark),
    ]
    if mark is not None:
        told.append(water_published.c.batch_id <= mark)
        value.append(water_value.c.batch_id <= mark)
    p, v = water_published.c, water_value.c
    place = func.row_number().over(partition_by=p.section_id, order_by=p.start.desc())
    heads = (
        select(p.section_id, p.start, p.end, p["class"].label("class"), place.label("place"))
        .where(*told)
        .subquery()
    )
    numbers = [PARAMETER_NUMBERS[code] for code in parameters]
    joined = and_(
        v.section_id == heads.c.section_id, v.start == heads.c.start, v.end == heads.c.end, v.parameter_id.in_(numbers),
        *value,
    )  # fmt: skip
    # A section has ten items at a time: one row a time from the database is a seventh of what a row a value would be.
    each = [
        func.max(case((v.parameter_id == number, v.value))).label(code)
        for code, number in zip(parameters, numbers, strict=True)
    ]
    return (
        select(heads.c.section_id, heads.c.start, func.max(heads.c["class"]).label("class"), *each)
        .select_from(heads.outerjoin(water_value, joined))
        .where(heads.c.place <= rows_each)
        .group_by(heads.c.section_id, heads.c.start)
    )


def _newer(table: Table, keys: tuple[str, ...], mark: int | None) -> Exists:
    """Whether another row of the same key outranks one: reviewed, or a later revision of the same stage."""
    other = table.alias()
    outranks = [
        other.c.section_id == table.c.section_id,
        *(other.c[key] == table.c[key] for key in keys),
        or_(
            other.c.stage > table.c.stage,
            and_(other.c.stage == table.c.stage, other.c.revision > table.c.revision),
        ),
    ]
    if mark is not None:
        outranks.append(other.c.batch_id <= mark)
    return exists(select(1).where(*outranks).correlate(table))
