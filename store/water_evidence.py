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
from sqlalchemy import Select, and_, func, select

from store.bulk import fetch
from store.ledger import mark_at
from store.opening import Store
from store.water_sections import register
from store.water_tables import PARAMETER_NUMBERS, water_published, water_value

MISSING_QUALITY: Final = 4
"""From this quality on a value is none: failed, not monitored, missing."""
NOTHING: Final = 0
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
    numbers = {number: code for code, number in PARAMETER_NUMBERS.items() if code in set(parameters)}
    found: list[pd.DataFrame] = []
    with store.reading() as conn:
        mark = None if as_of is None else mark_at(conn, as_of)
        known = register(conn)
        wanted = known.meant(sections)
        for begin in range(0, len(wanted), _CHUNK):
            query = _query(wanted[begin : begin + _CHUNK], list(numbers), rows_each, mark)
            found.append(pd.DataFrame(fetch(conn, query)))
    columns = ["section", "start", "class", *parameters]
    if not found or not sum(map(len, found)):
        return pd.DataFrame(
            {name: pd.Series(dtype=object if name in columns[:3:2] else float) for name in columns}
        )
    told = pd.concat(found, ignore_index=True)
    told = told.sort_values(["told", "revision"], kind="stable")
    told["class"] = told["class"].astype(object).where(told["class"].notna(), "")
    heads = told.drop_duplicates(["section_id", "start"], keep="last").set_index(["section_id", "start"])[
        "class"
    ]
    values = told[told["quality"] < MISSING_QUALITY]
    values = values.drop_duplicates(["section_id", "start", "parameter_id"], keep="last")
    wide = values.pivot(index=["section_id", "start"], columns="parameter_id", values="value")
    wide = wide.reindex(columns=list(numbers)).rename(columns=numbers).reindex(heads.index)
    result = wide.astype(float)
    result.insert(0, "class", heads)
    result = result.reset_index()
    result.insert(0, "section", result.pop("section_id").map(known.code))
    for one in parameters:
        if one not in result:
            result[one] = np.nan
    return result[columns]


def _query(sections: list[int], parameters: list[int], rows_each: int, mark: int | None) -> Select[Any]:
    p, v = water_published.c, water_value.c
    place = func.row_number().over(partition_by=p.section_id, order_by=(p.start.desc(), p.revision.desc()))
    newest = select(
        p.section_id,
        p.start,
        p.end,
        p["class"].label("class"),
        p.revision.label("told"),
        place.label("place"),
    ).where(p.section_id.in_(sections))
    if mark is not None:
        newest = newest.where(p.batch_id <= mark)
    heads = newest.subquery()
    joined = and_(
        v.section_id == heads.c.section_id, v.start == heads.c.start, v.end == heads.c.end,
        v.parameter_id.in_(parameters),
    )  # fmt: skip
    if mark is not None:
        joined = and_(joined, v.batch_id <= mark)
    return (
        select(
            heads.c.section_id, heads.c.start, heads.c["class"].label("class"), heads.c.told, v.value,
            func.coalesce(v.parameter_id, NOTHING).label("parameter_id"),
            func.coalesce(v.quality, MISSING_QUALITY).label("quality"), func.coalesce(v.revision, 0).label("revision"),
        )
        .select_from(heads.outerjoin(water_value, joined))
        .where(heads.c.place <= rows_each)
    )  # fmt: skip
