"""Published texts of water into values: names, units and times into ours, and a reason for all that is refused.

As `normalise` is for hours of stations: texts are read once for each distinct one, nothing is repaired, and nothing
is filtered for being large. What a laboratory means by a cell is `indicators.detection`'s to say, what an item is
called `indicators.water_parameters`'.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ingest import section_names, water_cells
from ingest.contract import PayloadError, Rejected
from ingest.distinct import Column
from ingest.refusal import DUPLICATE, OVERRULED, row_kept, text_kept
from ingest.water_cells import Cell, Ints, ProvinceOf, Section, Times
from ingest.water_classes import published_class
from ingest.water_contract import (
    WATER_COLUMNS,
    PublishedWater,
    SaidSection,
    Samples,
    Sayings,
    WaterBatch,
    WaterSource,
)

SLICE_ROWS: Final = 60_000
"""Values that a slice has at least (but for the last of a payload): a national slot has 21,000."""
SHAPE_VALUES: Final = 24
"""From so many values on, a payload of which none can be read has changed its shape."""
OVERRULED_WATER: Final = OVERRULED.replace("station and hour", "section, item and time")
BAD_STATE: Final = "not a state of a station"
_LONGEST_STATE: Final = 20
_NO_STATE: Final = frozenset({"", "*", "-", "--", "/", "\\N"})

Bools = NDArray[np.bool_]
Texts = NDArray[np.object_]


def batches(source: WaterSource, published: PublishedWater, province_of: ProvinceOf) -> Iterator[WaterBatch]:
    """Batches of one payload in the order of time, each of `SLICE_ROWS` values or more but the last.

    All values of a time are in one batch; refusals are in the last. Arguments and errors are those of `normalise`,
    which is asked at once.
    """
    return _sliced(normalise(source, published, province_of))


def normalise(source: WaterSource, published: PublishedWater, province_of: ProvinceOf) -> WaterBatch:
    """Batch of a payload: values sorted by time, section and item, what was said of sections, and refusals.

    Of several values of one section, item and time the last stays; an equal earlier one is refused as
    ``DUPLICATE``, a differing one as ``OVERRULED_WATER``; where that leaves nothing of a record, the record is
    refused whole. A cell that is no value is refused alone. ``rows`` = ``taken`` + whole refusals.

    Parameters
    ----------
    source
        Whose zone, slot and stage are meant.
    published
        One table of it.
    province_of
        Division code that a published name of a province means; LookupError where there is none.

    Raises
    ------
    PayloadError
        Where no record can be taken, or none of many values can be read.
    ValueError
        Where the table has not the columns of a table of water: a fault of the source's own parser.
    """
    table = _Table.of(source, published, province_of)
    refused = _Refusals(published, table)
    usable = _usable(table, refused)
    kept = _last_of_each(table, usable, refused)
    for row in kept[table.flags("reason")[kept]]:
        cell = table.cells[table.cell[row]]
        refused.add(row, cell.field, cell.reason, cell.held, whole=False)
    _refuse_if_nothing_fits(published, table, usable, refused)
    sayings = _sayings(table, usable, refused)
    valued = kept[table.flags("parameter")[kept]]
    valued = valued[
        np.lexsort(
            (table.item[valued], table.times.end[valued], table.rank[valued], table.times.start[valued])
        )
    ]
    rejected = [*published.rejected, *refused.sorted()]
    records = len(np.unique(table.record)) + sum(one.whole for one in published.rejected)
    return WaterBatch(
        payload=published.payload,
        stage=source.stage,
        samples=_samples(table, valued),
        sayings=sayings,
        sections=_sections(table),
        rejected=rejected,
        rows=records,
        taken=records - sum(one.whole for one in rejected),
        simulated=source.simulated,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """A tall table as read; arrays have shape (row,), numbers point into the lists of distinct things."""

    columns: Mapping[str, Column]
    record: Ints
    times: Times
    sections: list[Section]
    section: Ints
    rank: Ints
    cells: list[Cell]
    cell: Ints
    item: Ints
    meaning: Ints

    @classmethod
    def of(cls, source: WaterSource, published: PublishedWater, province_of: ProvinceOf) -> _Table:
        lacking = set(WATER_COLUMNS) - set(published.table.columns)
        if lacking:
            name = published.payload.name
            raise ValueError(f"{name}: a table of water lacks {', '.join(sorted(lacking))}")
        columns = {name: water_cells.column(published.table[name]) for name in WATER_COLUMNS}
        sections, section = water_cells.sections(
            columns["province"], columns["section"], columns["code"], province_of
        )
        texts, cell = water_cells.together([columns[n] for n in ("parameter", "unit", "text", "raw")])
        cells = [water_cells.cell(*one) for one in texts]
        said = [repr((c.value, c.shown, c.qualifier, c.quality, c.mark, c.reason, c.held)) for c in cells]
        return cls(
            columns=columns,
            record=published.line if published.record is None else published.record,
            times=water_cells.times(source, columns["start"], columns["end"]),
            sections=sections,
            section=section,
            rank=_ranks([one.key for one in sections])[section],
            cells=cells,
            cell=cell,
            item=_ranks([c.parameter or (f"\N{WHITE SQUARE}{c.field}" if c.field else "") for c in cells])[
                cell
            ],
            meaning=_ranks(said)[cell],
        )

    def flags(self, field: str) -> Bools:
        """Whether the field of each row's cell says something."""
        return np.array([*(bool(getattr(c, field)) for c in self.cells), False], bool)[self.cell]

    def numbers(self, field: str, kind: Any, rows: Ints) -> NDArray[Any]:
        """Values of a field of the cells of rows."""
        return np.array([getattr(c, field) for c in self.cells] or [0], kind)[self.cell[rows]]

    def keys(self, rows: Ints) -> Texts:
        """Keys of the sections of rows."""
        return np.array([*(one.key for one in self.sections), ""], object)[self.section[rows]]


class _Refusals:
    """What was refused of one table, so far."""

    def __init__(self, published: PublishedWater, table: _Table) -> None:
        self._published = published
        self._table = table
        self._refused: list[Rejected] = []
        self._where = np.asarray(published.where, dtype=object) if len(published.where) else None

    def add(self, row: int, field: str, reason: str, held: str, *, whole: bool) -> None:
        """Refuse the record of a row, or one text of it."""
        place = "" if self._where is None else str(self._where[row])
        self._refused.append(
            Rejected(
                file=self._published.payload.name,
                line=int(self._published.line[row]),
                field=f"{place} {field}".strip(),
                reason=reason,
                payload=text_kept(held),
                whole=whole,
                row="" if reason == DUPLICATE else self._row(row),
            )
        )

    def _row(self, row: int) -> str:
        """The value with its section and time as JSON, so that it can be mended; empty for one too long to be kept."""
        texts = {name: column.texts[column.codes[row]] for name, column in self._table.columns.items()}
        return row_kept(texts)

    def record(self, row: int, field: str, reason: str) -> None:
        """Refuse the whole record of a row."""
        held = ",".join(column.texts[column.codes[row]] for column in self._table.columns.values())
        self.add(row, field, reason, held, whole=True)

    def sorted(self) -> list[Rejected]:
        """All refusals in the order of their lines."""
        return sorted(self._refused, key=lambda one: one.line)


def _ranks(texts: list[str]) -> Ints:
    place = {text: number for number, text in enumerate(sorted(set(texts)))}
    return np.array([place[text] for text in texts] or [0], np.int64)


def _usable(table: _Table, refused: _Refusals) -> Ints:
    """Rows of the records that have a time and a section; the others are refused."""
    unplaced = np.array([*(one.reason for one in table.sections), ""], object)[table.section]
    bad = np.flatnonzero((table.times.reason != "") | (unplaced != ""))
    records, first = np.unique(table.record[bad], return_index=True)
    for row in bad[first]:
        if table.times.reason[row]:
            refused.record(row, "start", table.times.reason[row])
        else:
            field = "province" if unplaced[row] == water_cells.NO_PROVINCE else "section"
            refused.record(row, field, unplaced[row])
    return np.flatnonzero(~np.isin(table.record, records))


def _last_of_each(table: _Table, usable: Ints, refused: _Refusals) -> Ints:
    """Last row of each section, item and time, in the order of the table; the others are refused."""
    keys = (
        usable,
        table.item[usable],
        table.times.end[usable],
        table.rank[usable],
        table.times.start[usable],
    )
    order = usable[np.lexsort(keys)]
    is_last = np.ones(len(order), bool)
    is_last[:-1] = np.logical_or.reduce(
        [np.diff(part[order]) != 0 for part in (table.times.start, table.rank, table.times.end, table.item)]
    )
    ends, at = np.flatnonzero(is_last), np.flatnonzero(~is_last)
    losers, winners = order[at], order[ends[np.searchsorted(ends, at)]]
    said = [table.meaning, *(table.columns[name].codes for name in ("state", "published_class"))]
    is_equal = np.logical_and.reduce([part[losers] == part[winners] for part in said])
    _refuse_losers(table, usable, losers, is_equal, refused)
    return np.sort(order[is_last])


def _refuse_losers(table: _Table, usable: Ints, losers: Ints, is_equal: Bools, refused: _Refusals) -> None:
    records, size = np.unique(table.record[usable], return_counts=True)
    place = np.searchsorted(records, table.record[losers])
    lost = np.bincount(place, minlength=len(records))
    differing = np.bincount(place, weights=~is_equal, minlength=len(records)) > 0
    is_whole = lost == size
    seen: set[int] = set()
    for row, number, equal in zip(losers[np.argsort(losers)], place[np.argsort(losers)],
                                  is_equal[np.argsort(losers)], strict=True):  # fmt: skip
        if not is_whole[number]:
            cell = table.cells[table.cell[row]]
            text = table.columns["text"]
            held = text.texts[text.codes[row]]
            refused.add(row, cell.field, DUPLICATE if equal else OVERRULED_WATER, held, whole=False)
        elif number not in seen:
            seen.add(number)
            refused.record(row, "", OVERRULED_WATER if differing[number] else DUPLICATE)


def _refuse_if_nothing_fits(
    published: PublishedWater, table: _Table, usable: Ints, refused: _Refusals
) -> None:
    so_far = refused.sorted()
    if len(table.record) and not len(usable):
        first = so_far[0]
        raise PayloadError(
            f"{first.file}: line {first.line}: {first.field}: {first.reason}, and no other row can be taken"
        )
    item = table.flags("field")[usable]
    bad = table.flags("reason")[usable] & np.isnan(table.numbers("value", np.float64, usable))
    says = bad | ~np.isnan(table.numbers("value", np.float64, usable)) | (
        table.numbers("qualifier", np.int8, usable) != 0
    )  # fmt: skip
    if (item & says).sum() >= SHAPE_VALUES and bool(bad[item & says].all()):
        first = next(one for one in so_far if not one.whole)
        raise PayloadError(
            f"{published.payload.name}: line {first.line}: {first.field}: {first.reason} ({first.payload[:40]!r}),"
            " and no other value can be read"
        )


def _samples(table: _Table, rows: Ints) -> Samples:
    return Samples(
        section=table.keys(rows),
        start=table.times.start[rows],
        end=table.times.end[rows],
        parameter=np.array([*(c.parameter for c in table.cells), ""], object)[table.cell[rows]],
        value=table.numbers("value", np.float64, rows),
        shown=table.numbers("shown", np.float64, rows),
        qualifier=table.numbers("qualifier", np.int8, rows),
        limit=table.numbers("limit", np.float64, rows),
        quality=table.numbers("quality", np.uint8, rows),
        mark=table.numbers("mark", np.uint8, rows),
    )


def _sayings(table: _Table, usable: Ints, refused: _Refusals) -> Sayings:
    """Class and state of each section-time: those of the last record that says either."""
    classes, states = _words(table, usable, refused)
    says = (classes != "") | (states != "")
    order = np.lexsort((usable, says, table.times.end[usable], table.rank[usable], table.times.start[usable]))
    rows = usable[order]
    is_last = np.ones(len(rows), bool)
    is_last[:-1] = np.logical_or.reduce(
        [np.diff(part[rows]) != 0 for part in (table.times.start, table.rank, table.times.end)]
    )
    rows = rows[is_last]
    return Sayings(
        section=table.keys(rows),
        start=table.times.start[rows],
        end=table.times.end[rows],
        published_class=classes[order][is_last],
        state=states[order][is_last],
    )


def _words(table: _Table, usable: Ints, refused: _Refusals) -> tuple[Texts, Texts]:
    """Published class and state of each usable row; what is neither is refused once for its record."""
    _, first = np.unique(table.record[usable], return_index=True)
    found = []
    for name, read in (("published_class", published_class), ("state", _state)):
        column = table.columns[name]
        words = [read(text) for text in column.texts]
        codes = column.codes[usable]
        bad = np.array([bool(why) for _, why in words], bool)[codes[first]]
        for position in first[bad]:
            text = column.texts[codes[position]]
            refused.add(usable[position], name, words[codes[position]][1], text, whole=False)
        found.append(np.array([word for word, _ in words], object)[codes])
    return found[0], found[1]


def _state(text: str) -> tuple[str, str]:
    if text in _NO_STATE:
        return "", ""
    is_word = len(text) <= _LONGEST_STATE and text.isprintable()
    return (text, "") if is_word else ("", BAD_STATE)


def _sections(table: _Table) -> list[SaidSection]:
    """What was said of each section that is named, with a time or without: the last words that are not empty."""
    texts, codes = water_cells.together([table.columns[n] for n in ("city", "river", "basin", "kind")])
    placed = np.array([not one.reason for one in table.sections], bool)[table.section]
    pair = (table.section * len(texts) + codes)[placed]
    distinct = np.unique(pair)
    last = len(pair) - 1 - np.unique(pair[::-1], return_index=True)[1]
    places: dict[str, dict[str, str]] = {}
    names: dict[str, Section] = {}
    for at in np.argsort(last):
        section, said = table.sections[distinct[at] // len(texts)], texts[distinct[at] % len(texts)]
        city, river, basin = (water_cells.place_name(one) for one in said[:3])
        words = {"city": city, "river": river, "basin": basin, "kind": water_cells.kind(said[3])}
        names[section.key] = section
        held = places.setdefault(section.key, dict.fromkeys(words, ""))
        held.update({name: word for name, word in words.items() if word})
    return [
        SaidSection(
            key=key,
            code=one.code,
            name=one.name,
            aliases=section_names.aliases(one.name),
            province=one.province,
            **places[key],
        )
        for key, one in sorted(names.items())
    ]


def _sliced(batch: WaterBatch) -> Iterator[WaterBatch]:
    """Batches of a batch, cut between times; the last has the refusals and what is left of the rows."""
    starts = np.unique(np.concatenate([batch.samples.start, batch.sayings.start]))
    before = np.searchsorted(batch.samples.start, starts, side="left")
    cuts: list[int] = []
    begun = 0
    for at in range(1, len(starts)):
        if before[at] - begun >= SLICE_ROWS:
            cuts.append(int(starts[at]))
            begun = int(before[at])
    if not cuts:
        yield batch
        return
    edges = [int(starts[0]), *cuts, int(starts[-1]) + 1]
    said_at = np.sort(batch.sayings.start)
    left = batch.taken
    for first, end in pairwise(edges):
        is_last = end == edges[-1]
        samples = _between(batch.samples, first, end)
        sayings = _between(batch.sayings, first, end)
        keys = set(samples.section) | set(sayings.section)
        taken = left if is_last else int(np.diff(np.searchsorted(said_at, [first, end]))[0])
        left -= taken
        rejected = batch.rejected if is_last else ()
        yield replace(
            batch,
            samples=samples,
            sayings=sayings,
            sections=[one for one in batch.sections if is_last or one.key in keys],
            rejected=rejected,
            rows=taken + sum(one.whole for one in rejected),
            taken=taken,
        )


def _between(rows: Any, first: int, end: int) -> Any:
    mine = (rows.start >= first) & (rows.start < end)
    return replace(rows, **{name: getattr(rows, name)[mine] for name in rows.__slots__})
