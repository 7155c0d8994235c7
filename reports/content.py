"""What a page of a set holds, whatever the medium that shows it: figures, sentences, tables, charts, maps, calendars.

A number enters a set once, as a `Figure` or a cell of a `Table`, with the passport from which it can be made again;
sentences, charts and maps name it by its key and never repeat it. Nothing here asks, draws or writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from indicators.parameters import Label

NONE = Label(zh="—", en="—")
"""What stands where there is no number; the reason stands beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The passport of numbers in a set: what makes them again, and on which basis they stand."""

    command: str
    editions: tuple[str, ...]
    clauses: tuple[str, ...]
    stage: str
    basis: tuple[tuple[Label, str], ...] = ()
    exclusions: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number: as shown (empty for none) and in full, with its unit, coverage, notes and origin.

    `key` is unique in a set, dotted: `air.pm25.week`. `notes` are codes of the closed list.
    """

    key: str
    label: Label
    shown: str
    value: float | None
    unit: str
    origin: Origin
    expected: int = 0
    observed: int = 0
    valid: int = 0
    stage: str = ""
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The number as it stands in a sentence or a tile; a dash for none."""
        return self.shown or NONE.zh


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence built by rule: `{key}` stands for a figure of the same page, so no number is typed twice.

    `{key|size}` is the figure without its sign, after a word such as 下降 or "down". Dates and names are words, not
    numbers, and are written into the text.
    """

    text: Label

    def said(self, figures: Mapping[str, Figure], lang: str) -> str:
        """The sentence with its figures as shown.

        Raises
        ------
        LookupError
            For a key that the page does not hold.
        """

        def put(found: re.Match[str]) -> str:
            key = found.group(1)
            if key not in figures:
                raise LookupError(f"a sentence names the figure {key!r}, which its page does not hold")
            text = figures[key].text
            return text.removeprefix("-") if found.group(2) else text

        return re.sub(r"\{([\w.\-]+)(\|size)?\}", put, self.text.text(lang))


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: its heading, and whether it holds numbers (set right) or words (set left)."""

    label: Label
    numeric: bool = False


Shade = Literal["", "own", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table: cells as shown, in both languages where they are words; `level` colours the first number."""

    cells: tuple[Label, ...]
    shade: Shade = ""
    colours: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with one origin for all of its numbers. `note` says what a reader must know of it."""

    key: str
    title: Label
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    origin: Origin
    note: Label | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Values of a chart, one a category (None leaves a gap), with one colour or one a category."""

    label: Label
    values: tuple[float | None, ...]
    colours: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart of categories: bars lying, standing or stacked (one colour a series), or lines.

    `limit` is drawn across with its own label.
    """

    key: str
    title: Label
    kind: Literal["bar", "column", "line", "stack"]
    categories: tuple[Label, ...]
    series: tuple[Series, ...]
    unit: str
    decimals: int
    origin: Origin
    limit: tuple[Label, float] | None = None
    emphasis: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a map shows of one region: its colour by the standard, the number, and the name."""

    code: str
    name: Label
    shown: str
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPicture:
    """A map of the cities or counties of a region; `legend` is colour and words, best first."""

    key: str
    title: Label
    within: str
    level: Literal["city", "county"]
    places: tuple[Place, ...]
    legend: tuple[tuple[str, Label], ...]
    unit: str
    origin: Origin
    own: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCell:
    """One day of a calendar: colour and number (empty where there is none), and the words under it."""

    day: date
    shown: str
    colour: str
    words: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Days in weeks from Monday; days outside the window are given and pale."""

    key: str
    title: Label
    cells: tuple[DayCell, ...]
    legend: tuple[tuple[str, Label], ...]
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One page of a set.

    `headline` is the sentence that a meeting should remember; `sentences` are the paragraph of the briefing.
    `why_empty` says why there is nothing to show; such a page is told in the manifest and left out of the slides.
    """

    page: str
    title: Label
    headline: Sentence
    sentences: tuple[Sentence, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    maps: tuple[MapPicture, ...] = ()
    calendars: tuple[Calendar, ...] = ()
    why_empty: Label | None = None

    @property
    def by_key(self) -> Mapping[str, Figure]:
        """Its figures by key."""
        return {figure.key: figure for figure in self.figures}

    @property
    def drawn(self) -> tuple[MapPicture | Calendar, ...]:
        """What of it is a picture in every medium: maps, then calendars."""
        return (*self.maps, *self.calendars)

    def said(self, lang: str) -> tuple[str, ...]:
        """Headline and sentences with their figures, in one language."""
        return tuple(one.said(self.by_key, lang) for one in (self.headline, *self.sentences))


def numbers(contents: Sequence[Content]) -> Iterator[str]:
    """Every number of a set as shown, in order: those of figures, tables, maps and calendars."""
    for content in contents:
        yield from (figure.shown for figure in content.figures if figure.shown)
        for table in content.tables:
            for row in table.rows:
                yield from (
                    cell.zh
                    for cell, column in zip(row.cells, table.columns, strict=True)
                    if column.numeric and cell.zh
                )
        for picture in content.maps:
            yield from (place.shown for place in picture.places if place.shown)
        for calendar in content.calendars:
            yield from (cell.shown for cell in calendar.cells if cell.shown)
