"""Small made-up batches of water, written as one would say them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from ingest.contract import SHANGHAI, Payload, Quality, Rejected, Stage
from ingest.section_names import aliases, section_key
from ingest.water_contract import WATER_MARKS, SaidSection, Samples, Sayings, WaterBatch

DAY = datetime(2021, 4, 1, tzinfo=SHANGHAI)

Row = tuple[str, datetime, dict[str, float | str | None]]
Said = tuple[str, datetime, str, str]


def at(hour: int, day: datetime = DAY) -> datetime:
    """Start of an hour of a day, 0 … 23 (further on: of later days)."""
    return (day + timedelta(hours=hour)).astimezone(UTC)


def key(name: str, province: str = "320000") -> str:
    return section_key(province, name)


def said(name: str, province: str = "320000", **more: Any) -> SaidSection:
    plain = {"city": "", "river": "", "basin": "", "kind": "", "code": ""}
    given = {**plain, **more}
    return SaidSection(
        key=given["code"] or key(name, province), name=name, aliases=aliases(name), province=province, **given
    )


def batch(
    rows: Sequence[Row],
    *,
    sayings: Sequence[Said] = (),
    sections: Sequence[SaidSection] | None = None,
    slot: timedelta = timedelta(hours=4),
    stage: Stage = Stage.PROVISIONAL,
    rejected: Sequence[Rejected] = (),
    sha256: str = "0" * 64,
    simulated: bool = False,
) -> WaterBatch:
    """Batch of rows (section name, start, cells by item); a cell is a value, ``"0.01L"``, ``"ND"``, a mark or None."""
    cells = [(key(s), t, p, _cell(c)) for s, t, items in rows for p, c in items.items()]
    names = dict.fromkeys([s for s, *_ in rows] + [s for s, *_ in sayings])
    spoken = [said(name) for name in names] if sections is None else list(sections)
    second = [int(t.timestamp()) for _, t, _, _ in cells]
    told = [int(t.timestamp()) for _, t, _, _ in sayings]
    length = int(slot.total_seconds())

    def column(position: int, kind: Any) -> Any:
        return np.array([cell[position] for *_, cell in cells], kind)

    return WaterBatch(
        payload=Payload(source="feed", name="feed.json", sha256=sha256, body=b""),
        stage=stage,
        samples=Samples(
            section=np.array([s for s, *_ in cells], object),
            start=np.array(second, np.int64),
            end=np.array(second, np.int64) + length,
            parameter=np.array([p for _, _, p, _ in cells], object),
            value=column(0, np.float64),
            shown=column(0, np.float64),
            qualifier=column(1, np.int8),
            limit=column(2, np.float64),
            quality=column(3, np.uint8),
            mark=column(4, np.uint8),
        ),
        sayings=Sayings(
            section=np.array([key(s) for s, *_ in sayings], object),
            start=np.array(told, np.int64),
            end=np.array(told, np.int64) + length,
            published_class=np.array([c for _, _, c, _ in sayings], object),
            state=np.array([s for *_, s in sayings], object),
        ),
        sections=spoken,
        rejected=rejected,
        rows=len(rows) + sum(one.whole for one in rejected),
        taken=len(rows),
        simulated=simulated,
    )


def _cell(cell: float | str | None) -> tuple[float, int, float, int, int]:
    if isinstance(cell, int | float):
        return float(cell), 0, np.nan, Quality.NOT_EVALUATED, 0
    if cell == "ND":
        return np.nan, -1, np.nan, Quality.NOT_EVALUATED, 0
    if cell is not None and cell.endswith("L"):
        limit = float(cell[:-1])
        return limit, -1, limit, Quality.NOT_EVALUATED, 0
    mark = WATER_MARKS.index(cell or "")
    return np.nan, 0, np.nan, Quality.NOT_MONITORED if cell in ("*", "/") else Quality.MISSING, mark
