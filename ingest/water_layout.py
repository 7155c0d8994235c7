"""Where things stand in a sheet of water: its header, its items, its sections, whichever way round it lies.

Bureaus merge headers over two levels, put units into a row of their own, repeat a header on each printed page, and
turn the whole sheet on its side. A sheet is read as a `Grid`; one that lies on its side is the same grid with rows
and columns exchanged. Nothing is known by its place, all by the words in the header.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from indicators.detection import measured
from ingest import water_headers, water_months
from ingest.water_months import Month
from ingest.water_words import ASIDE_WORDS, CORNER, ROLES, UNIT_WORDS, VALUE_WORDS
from ingest.workbook import Place, Sheet

MOST_HEADER_ROWS: Final = 4
MOST_TITLES: Final = 2


class NotUnderstoodError(ValueError):
    """A sheet that is none of water: the place, and what was expected there."""

    def __init__(self, place: Place, sentence: str) -> None:
        super().__init__(sentence)
        self.place = place
        self.sentence = sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Texts of a sheet by row and column, a merged text in each of its cells; ``turned`` where it lies on its side."""

    sheet: Sheet
    turned: bool = False
    own: Mapping[Place, str]
    anchors: Mapping[Place, Place]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    rows: int
    columns: int
    filled: Mapping[int, Mapping[int, str]]

    @classmethod
    def of(cls, sheet: Sheet, *, turned: bool = False) -> Grid:
        """Grid of a sheet as it lies, or turned on its side."""

        def place(row: int, column: int) -> Place:
            return (column, row) if turned else (row, column)

        last_row = max((row for row, _ in sheet.cells), default=0)
        last_column = max((column for _, column in sheet.cells), default=0)
        anchors: dict[Place, Place] = {}
        for merge in sheet.merges:
            anchor = place(merge.top, merge.left)
            for row in range(merge.top, min(merge.bottom, last_row) + 1):
                for column in range(merge.left, min(merge.right, last_column) + 1):
                    anchors.setdefault(place(row, column), anchor)
        own = {place(*at): text for at, text in sheet.cells.items()}
        filled: dict[int, dict[int, str]] = {}
        for (row, column), text in own.items():
            if anchors.get((row, column), (row, column)) == (row, column):
                filled.setdefault(row, {})[column] = text
        for (row, column), anchor in anchors.items():
            if anchor in own:
                filled.setdefault(row, {})[column] = own[anchor]
        return cls(
            sheet=sheet,
            turned=turned,
            own=own,
            anchors=anchors,
            hidden_rows=sheet.hidden_columns if turned else sheet.hidden_rows,
            hidden_columns=sheet.hidden_rows if turned else sheet.hidden_columns,
            rows=last_column if turned else last_row,
            columns=last_row if turned else last_column,
            filled={row: dict(sorted(texts.items())) for row, texts in sorted(filled.items())},
        )

    def row(self, row: int) -> Mapping[int, str]:
        """Texts of a row by column, in order, a merged text in each of its columns."""
        return self.filled.get(row, {})

    def text(self, row: int, column: int) -> str:
        """Text of a cell, or of the merge it is in."""
        return self.own.get(self.anchors.get((row, column), (row, column)), "")

    def anchor(self, row: int, column: int) -> Place:
        """Place whose text a cell shows."""
        return self.anchors.get((row, column), (row, column))

    def place(self, row: int, column: int) -> Place:
        """Place of a cell in the sheet itself."""
        return (column, row) if self.turned else (row, column)

    def is_unsolved(self, row: int, column: int) -> bool:
        """Whether a cell holds a formula without a stored result."""
        return self.place(*self.anchor(row, column)) in self.sheet.unsolved

    def places(self, row: int) -> dict[Place, str]:
        """Texts of a row by the places where they are written."""
        return {self.anchor(row, column): text for column, text in self.row(row).items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemColumn:
    """A column of values of one item: its header's name and unit, and the month, where the header tells one."""

    column: int
    name: str
    unit: str
    code: str
    month: Month | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A table in a grid: its header from ``top`` to ``bottom``, its last row, its columns by what they hold."""

    top: int
    bottom: int
    last: int
    items: tuple[ItemColumn, ...]
    roles: Mapping[str, int]
    strangers: tuple[tuple[int, str], ...] = ()
    repeated: frozenset[int] = field(default_factory=frozenset)


@lru_cache(maxsize=16_384)
def folded(text: str) -> str:
    """Word of a header without spaces, notes of asterisks and colons, in one width."""
    plain = unicodedata.normalize("NFKC", text).strip().strip("*:").strip()
    return "".join(plain.split()).casefold()


_ROLE_OF: Final = {
    folded(word): (role, rank) for role, words in ROLES.items() for rank, word in enumerate(words)
}


def laid_out(sheet: Sheet) -> tuple[Grid, list[Block]]:
    """Grid of a sheet the way round in which it is a table of water, and the tables in it.

    Raises
    ------
    NotUnderstoodError
        Where it is none either way; the place and sentence of the likelier way.
    """
    upright, turned = Grid.of(sheet), Grid.of(sheet, turned=True)
    likelier = sorted((upright, turned), key=_most_items, reverse=True)
    first: NotUnderstoodError | None = None
    for grid in likelier:
        try:
            return grid, blocks(grid)
        except NotUnderstoodError as fault:
            first = first or fault
    assert first is not None, "each way round either gives tables or says why not"
    raise first


def _most_items(grid: Grid) -> int:
    return max((len(set(_items(grid, row).values())) for row in grid.filled), default=0)


def _items(grid: Grid, row: int) -> dict[int, str]:
    """Codes of the items that a row names, by column."""
    named = ((column, water_headers.item(text)) for column, text in grid.row(row).items())
    return {column: item.code for column, item in named if item is not None}


def blocks(grid: Grid) -> list[Block]:
    """Tables of a grid, one for each header that differs from the one above it.

    Raises
    ------
    NotUnderstoodError
        Where there is no header with items and sections.
    """
    named = {row: found for row in grid.filled if (found := _items(grid, row))}
    most = max((len(set(found.values())) for found in named.values()), default=0)
    if not most:
        classes = _of_classes(grid)
        if classes is not None:
            return [classes]
        raise NotUnderstoodError(
            grid.place(1, 1),
            "expected a header with items such as pH, 溶解氧, 氨氮(mg/L), in a row or, turned, in a column",
        )
    heads = [row for row, found in named.items() if len(set(found.values())) >= max(1, (most + 1) // 2)]
    tables: list[Block] = []
    fault: NotUnderstoodError | None = None
    for row in heads:
        if tables and row <= tables[-1].bottom:
            continue
        try:
            block = _block(grid, row, tables[-1].bottom if tables else 0)
        except NotUnderstoodError as error:
            fault = fault or error
            continue
        tables.append(block)
    if not tables:
        assert fault is not None, "a header with items either is one of a table or says why not"
        raise fault
    ends = [one.top - 1 for one in tables[1:]]
    return [
        Block(top=one.top, bottom=one.bottom, last=last, items=one.items, roles=one.roles, strangers=one.strangers)
        for one, last in zip(tables, [*ends, grid.rows], strict=True)
    ]  # fmt: skip


def _of_classes(grid: Grid) -> Block | None:
    """Table that gives sections and their classes and no values, as provinces publish it."""
    for top, texts in grid.filled.items():
        roles = _roles({column: [text] for column, text in texts.items()})
        if {"section", "published_class"} <= set(roles):
            bottom = top
            while (
                bottom < grid.rows
                and bottom - top < MOST_HEADER_ROWS - 1
                and _is_lower(grid, bottom + 1, top, {})
            ):
                bottom += 1
            paths = {column: _path(grid, column, top, bottom) for column in texts}
            return Block(top=top, bottom=bottom, last=grid.rows, items=(), roles=_roles(paths))
    return None


def _block(grid: Grid, row: int, above: int) -> Block:
    items = _items(grid, row)
    top = row
    while top - 1 > above and row - top < MOST_HEADER_ROWS - 1 and _is_upper(grid, top - 1, row):
        top -= 1
    bottom = row
    while (
        bottom < grid.rows and bottom - row < MOST_HEADER_ROWS - 1 and _is_lower(grid, bottom + 1, top, items)
    ):
        bottom += 1
    headed = sorted({column for each in range(top, bottom + 1) for column in grid.row(each)})
    paths = {column: _path(grid, column, top, bottom) for column in headed}
    columns = [one for column, path in paths.items() if (one := _item_column(column, path)) is not None]
    if not columns:
        raise NotUnderstoodError(
            grid.place(row, min(items)),
            "items are named, but no column under them is of values of this month",
        )
    _check_twice(grid, row, columns)
    taken = {one.column for one in columns}
    roles = _roles({column: path for column, path in paths.items() if column not in taken})
    if not {"section", "code", "river", "point"} & set(roles) and not _is_of_one(grid, top, roles):
        corner = next((c for c, path in paths.items() if c not in taken and _is_corner(path)), None)
        if corner is None or not grid.turned:
            raise NotUnderstoodError(
                grid.place(row, 1),
                f"expected a heading of the sections, such as {'、'.join(ROLES['section'][:4])}",
            )
        roles = {**roles, "section": corner}
    used = taken | set(roles.values())
    return Block(
        top=top, bottom=bottom, last=grid.rows, items=tuple(columns), roles=roles,
        strangers=tuple(
            (column, _named_by(path)) for column, path in paths.items() if column not in used and _is_stranger(path)
        ),
    )  # fmt: skip


def _is_of_one(grid: Grid, top: int, roles: Mapping[str, int]) -> bool:
    """Whether a sheet is of one section, named after it: rows tell times, and its title has its name in it."""
    name = grid.sheet.title.strip()
    times = {"date", "year_month", "month"} & set(roles)
    over = " ".join(text for (row, _), text in grid.sheet.cells.items() if row < top)
    return (
        bool(times)
        and not grid.turned
        and len(name) > 1
        and name in over
        and not any(c.isdigit() for c in name)
    )


def _is_upper(grid: Grid, row: int, head: int) -> bool:
    """Whether a row above a header is its upper level, and no title."""
    written = grid.places(row)
    if not written or any(_is_value(text) for text in written.values()):
        return False
    first = min(grid.row(head), default=1)
    merged = set(grid.anchors.values())
    return any(
        anchor[1] > first
        if len(written) == 1
        else _is_heading(text) or (anchor in merged and water_months.month_of(text) is not None)
        for anchor, text in written.items()
    )


def _is_heading(text: str) -> bool:
    word = folded(text)
    is_known = word in _ROLE_OF or word in VALUE_WORDS or word in CORNER or word == "序号"
    return is_known or water_headers.item(text) is not None or bool(water_headers.split(text).unit)


def _is_lower(grid: Grid, row: int, top: int, items: Mapping[int, str]) -> bool:
    """Whether a row below a header is still of it: units, sub-headings, nothing else."""
    says = False
    for column, text in grid.row(row).items():
        if top <= grid.anchor(row, column)[0] < row:
            continue  # a heading merged downwards
        item = water_headers.item(text)
        if (
            water_headers.is_unit(text)
            or _is_sub_word(text)
            or folded(text) in _ROLE_OF
            or (item is not None and (column not in items or items[column] == item.code))
        ):
            says = True
        elif not (column in items and text in ("/", "-", "—", "--")):
            return False
    return says or any(top <= grid.anchor(row, c)[0] < row and grid.text(row, c) for c in items)


def _is_sub_word(text: str) -> bool:
    word = folded(text)
    return (
        word in VALUE_WORDS
        or word in UNIT_WORDS
        or (len(word) <= 12 and any(one in word for one in ASIDE_WORDS) and measured(text).state != "value")
        or water_months.month_of(text) is not None
    )


def _is_value(text: str) -> bool:
    return measured(text).state == "value"


def _path(grid: Grid, column: int, top: int, bottom: int) -> list[str]:
    """Texts of a column's header from above, each once."""
    found: list[str] = []
    for row in range(top, bottom + 1):
        text = grid.text(row, column)
        if text and (not found or found[-1] != text):
            found.append(text)
    return found


def _item_column(column: int, path: Sequence[str]) -> ItemColumn | None:
    """Column of values that a header is over; None where it is over something else."""
    at = next((place for place in reversed(range(len(path))) if water_headers.item(path[place])), None)
    if at is None:
        return None
    month: Month | None = None
    for text in [*path[:at], *path[at + 1 :]]:
        if water_headers.is_unit(text) or folded(text) in VALUE_WORDS or text in ("/", "-", "—", "--"):
            continue
        found = water_months.month_of(text)
        if found is not None:
            month = found if month is None else month.or_else(found)
        elif _says_aside(text):
            return None
    item = water_headers.item(path[at])
    assert item is not None, "the text was chosen for naming one"
    header = water_headers.split(path[at])
    below = next((unit for text in path[at + 1 :] if (unit := water_headers.bare_unit(text))), "")
    above = next((unit for text in path[:at] if (unit := _unit_in(text))), "")
    # A unit over several items, 监测结果(mg/L), is not that of a pH or of a count.
    shared = above if item.unit == "mg L-1" else ""
    return ItemColumn(
        column=column, name=header.name, unit=header.unit or below or shared, code=item.code, month=month
    )


def _unit_in(text: str) -> str:
    return water_headers.bare_unit(text) or water_headers.split(text).unit


def _check_twice(grid: Grid, row: int, columns: Sequence[ItemColumn]) -> None:
    seen: dict[tuple[str, Month | None], ItemColumn] = {}
    for one in columns:
        other = seen.setdefault((one.code, one.month), one)
        if other is not one:
            raise NotUnderstoodError(
                grid.place(row, one.column),
                f"{one.name} stands in {grid.sheet.where(grid.place(row, other.column)).rpartition('!')[2]} already;"
                " expected each item once",
            )


def _roles(paths: Mapping[int, Sequence[str]]) -> dict[str, int]:
    """Column of each role: of several, the one with the surest word."""
    best: dict[str, tuple[int, int]] = {}
    for column, path in paths.items():
        if any(_is_aside(text) for text in path):
            continue
        found = next((hit for text in reversed(path) if (hit := _ROLE_OF.get(folded(text)))), None)
        if found is not None:
            role, rank = found
            if role not in best or rank < best[role][0]:
                best[role] = (rank, column)
    return {role: column for role, (_, column) in best.items()}


def _is_aside(text: str) -> bool:
    """Whether a header is of another period or purpose; one that is a word of ours by itself is not."""
    return folded(text) not in _ROLE_OF and _says_aside(text)


def _says_aside(text: str) -> bool:
    """Whether a header over or under an item has words of another period or purpose: a class, a limit, last year."""
    word = folded(water_headers.split(text).name)
    return word not in VALUE_WORDS and any(one in word for one in ASIDE_WORDS)


def _is_corner(path: Sequence[str]) -> bool:
    words = [folded(text) for text in path]
    return any(
        word in CORNER
        or (("/" in word or "\\" in word) and any(one in word for one in ("断面", "点位", "测点", "站")))
        for word in words
    )


def _named_by(path: Sequence[str]) -> str:
    """Last text of a header that is no unit."""
    return next((text for text in reversed(path) if not water_headers.is_unit(text)), path[-1])


def _is_stranger(path: Sequence[str]) -> bool:
    """Whether a header is of something measured that is no item of ours: it has a unit."""
    is_measured = any(water_headers.split(text).unit or water_headers.is_unit(text) for text in path)
    return (
        is_measured
        and not any(_is_aside(text) for text in path)
        and not any(folded(t) in _ROLE_OF for t in path)
    )


def titles(grid: Grid, block: Block, first: Block) -> list[str]:
    """Texts over a table: all above the first one of a sheet, or over the items of a turned one; else those next above.

    A line next above a later table is one of at most two texts, so that no row of the table before is taken for one.
    """
    used = [one.column for one in block.items] + list(block.roles.values())
    edge = min(used) if grid.turned else block.top
    if grid.turned or block.top == first.top:
        return [text for (row, _), text in sorted(grid.sheet.cells.items()) if row < edge]
    found: list[str] = []
    row = block.top - 1
    while row > first.bottom and len(grid.places(row)) <= MOST_TITLES:
        found += grid.places(row).values()
        row -= 1
    return found
