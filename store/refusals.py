"""Rows that were refused whole, with what is known of the payload they stood in: evidence of a slot that is not there.

What such a row meant, a station and an hour, is for the reader to tell from its texts; here nothing is guessed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from sqlalchemy import and_, func, select

from store.bulk import rows
from store.days import DAY_S
from store.opening import Store
from store.review_tables import refused_row
from store.tables import batch, quarantine

_CHUNK: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One row that was refused whole.

    Attributes
    ----------
    number
        Of the quarantine.
    batch
        Number of the batch that brought it.
    source, sha256
        Of its payload.
    file, line, field, reason, payload
        Where it stood, why it was refused, and what stood there.
    row
        Its texts by column, empty where they were not told apart.
    first, last
        Starts [epoch s] of the earliest and the latest reading of its payload.
    """

    number: int
    batch: int
    source: str
    sha256: str
    file: str
    line: int
    field: str
    reason: str
    payload: str
    row: dict[str, str]
    first: int
    last: int


def refusals(store: Store, *, first: int, end: int, besides: Sequence[str] = ()) -> list[Refusal]:
    """Return the rows refused whole of payloads with readings within a day of [first, end) [epoch s], by number.

    Parameters
    ----------
    besides
        Reasons that are left out: of a row that came twice the other was taken.
    """
    spans = (
        select(
            batch.c.sha256,
            func.min(batch.c.source).label("source"),
            func.min(batch.c.first).label("first"),
            func.max(batch.c.last).label("last"),
        )
        .group_by(batch.c.sha256)
        .having(func.max(batch.c.last) >= first - DAY_S, func.min(batch.c.first) < end + DAY_S)
        .subquery()
    )
    same_row = and_(
        refused_row.c.sha256 == quarantine.c.sha256,
        refused_row.c.file == quarantine.c.file,
        refused_row.c.line == quarantine.c.line,
        refused_row.c.field == quarantine.c.field,
    )
    columns = (
        quarantine.c.id, quarantine.c.batch_id, spans.c.source, quarantine.c.sha256, quarantine.c.file,
        quarantine.c.line, quarantine.c.field, quarantine.c.reason, quarantine.c.payload, refused_row.c.row,
        spans.c.first, spans.c.last,
    )  # fmt: skip
    query = (
        select(*columns)
        .select_from(
            quarantine.join(spans, spans.c.sha256 == quarantine.c.sha256).outerjoin(refused_row, same_row)
        )
        .where(quarantine.c.whole, quarantine.c.reason.not_in(list(besides)))
        .order_by(quarantine.c.id)
    )
    with store.reading() as conn:
        return [_refusal(one) for one in rows(conn, query)]


def _refusal(one: tuple[Any, ...]) -> Refusal:
    number, by, source, sha256, file, line, field, reason, payload, row, first, last = one
    return Refusal(
        number=int(number), batch=int(by), source=str(source), sha256=str(sha256), file=str(file), line=int(line),
        field=str(field), reason=str(reason), payload=str(payload), row=json.loads(row) if row else {},
        first=int(first), last=int(last),
    )  # fmt: skip


def newest_refusal(store: Store) -> int:
    """Return the number of the newest refused row or cell, 0 for none."""
    with store.reading() as conn:
        return int(conn.execute(select(func.max(quarantine.c.id))).scalar() or 0)


def refused_rows(store: Store, numbers: Sequence[int]) -> pd.DataFrame:
    """Return file, line, field and reason of rows of the quarantine, by their number."""
    columns = (quarantine.c.id, quarantine.c.file, quarantine.c.line, quarantine.c.field, quarantine.c.reason)
    wanted = sorted({int(number) for number in numbers if number})
    with store.reading() as conn:
        found = [
            one
            for at in range(0, len(wanted), _CHUNK)
            for one in rows(conn, select(*columns).where(quarantine.c.id.in_(wanted[at : at + _CHUNK])))
        ]
    return pd.DataFrame(found, columns=[column.name for column in columns]).set_index("id")
