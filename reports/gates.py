"""What must hold before a set is released. Each gate opens what was made and compares it with the snapshot.

A gate returns sentences, one a fault; a set with any is refused whole.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import openpyxl
import pypdfium2
from docx import Document
from PIL import Image
from pptx import Presentation

from reports.content import Content, MapPicture
from reports.fonts import missing
from reports.slides import DEMO, SLIDE, WORDS, marks, names
from reports.snapshot import Snapshot

LEAST_INK = 0.004
"""Share of the pixels of a slide that are not white, below which it counts as blank."""
NEAR = 6
"""Difference of a colour channel that still counts as the same colour."""


def drawn(made: Snapshot, pictures: Sequence[Path], parts: Mapping[str, Path]) -> Iterator[str]:
    """Every slide is there in both sizes and is not blank; every map shows the colours of its places."""
    expected = {
        f"{number:02d}-{name}{suffix}.png": scale
        for number, name in enumerate(names(made), 1)
        for suffix, scale in (("", 1), ("@2x", 2))
    }
    found = {path.name: path for path in pictures}
    for name, scale in expected.items():
        if name not in found:
            yield f"the picture {name} was not made"
            continue
        with Image.open(found[name]) as picture:
            if picture.size != (SLIDE[0] * scale, SLIDE[1] * scale):
                yield f"the picture {name} is {picture.size[0]} × {picture.size[1]}"
                continue
            share = _ink(picture)
        if share < LEAST_INK:
            yield f"the picture {name} is blank ({share:.2%} of it is drawn)"
    for content in made.shown:
        for one in content.drawn:
            path = parts.get(one.key)
            if path is None or not path.exists():
                yield f"the picture of {one.key} was not made"
                continue
            wanted = (
                {place.colour for place in one.places if place.shown} if isinstance(one, MapPicture)
                else {cell.colour for cell in one.cells if cell.shown}
            )  # fmt: skip
            lacking = wanted - _colours(path, wanted)
            if lacking or not wanted:
                yield f"{one.key} does not show {', '.join(sorted(lacking)) or 'any value'}: a blank tile"


def document_says(made: Snapshot, text: str, lang: str) -> Iterator[str]:
    """The page from which the pictures are taken says every number and sentence of the snapshot."""
    plain = _folded(
        html.unescape(re.sub(r"<style.*?</style>|<script.*?</script>|<[^>]+>", " ", text, flags=re.S))
    )
    for content in made.shown:
        for sentence in content.said(lang)[:1]:
            if _folded(sentence) not in plain:
                yield f"the pictures of {content.page} do not say: {sentence}"
    for mark in marks(made, lang):
        if text.count(mark) < len(names(made)):
            yield f"not every picture is marked {mark}"


def deck_says(made: Snapshot, path: Path, lang: str) -> Iterator[str]:
    """The slides open, one a page, with the sentences, table cells and chart values of the snapshot."""
    try:
        slides = list(Presentation(str(path)).slides)
    except Exception as fault:  # whatever the reader does with a broken file is a file that does not open
        yield f"{path.name} does not open: {fault}"
        return
    if len(slides) != len(names(made)):
        yield f"{path.name} has {len(slides)} slides, not {len(names(made))}"
        return
    for content, slide in zip(made.shown, slides[1:], strict=True):
        texts = [_folded(s.text_frame.text) for s in slide.shapes if s.has_text_frame]
        if _folded(content.said(lang)[0]) not in texts:
            yield f"{path.name}: the slide {content.page} does not say its headline"
        yield from _tables(content, [s.table for s in slide.shapes if s.has_table], path.name, lang)
        for chart, shape in zip(content.charts[:1], (s for s in slide.shapes if s.has_chart), strict=True):
            for wanted, held in zip(chart.series, shape.chart.plots[0].series, strict=True):
                if tuple(held.values) != wanted.values:
                    yield f"{path.name}: the chart {chart.key} holds other values than the snapshot"
        yield from _marked(made, " ".join(texts), f"{path.name}, {content.page}", lang)


def briefing_says(made: Snapshot, path: Path, lang: str) -> Iterator[str]:
    """The briefing opens and says every sentence and table cell of the snapshot, in order."""
    try:
        paper = Document(str(path))
    except Exception as fault:
        yield f"{path.name} does not open: {fault}"
        return
    said = [_folded(p.text) for p in paper.paragraphs]
    position = 0
    for content in made.shown:
        for sentence in content.said(lang):
            wanted = _folded(sentence)
            if wanted not in said[position:]:
                yield f"{path.name} does not say, in its place: {sentence}"
            else:
                position = said.index(wanted, position)
    tables = [table for content in made.shown for table in content.tables]
    if len(paper.tables) != len(tables):
        yield f"{path.name} has {len(paper.tables)} tables, not {len(tables)}"
        return
    for content in made.shown:
        mine = [paper.tables[tables.index(table)] for table in content.tables]
        yield from _tables(content, mine, path.name, lang)
    yield from _marked(made, " ".join(said), path.name, lang)


def workbook_says(made: Snapshot, path: Path, lang: str) -> Iterator[str]:
    """The workbook opens, and each figure in it is the snapshot's."""
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as fault:
        yield f"{path.name} does not open: {fault}"
        return
    held = [
        str(row[2]) if row[2] is not None else ""
        for row in book.worksheets[-1].iter_rows(min_row=5, values_only=True)
    ]
    wanted = [figure.shown for content in made.shown for figure in content.figures]
    if len(held) != len(wanted):
        yield f"{path.name} has {len(held)} figures, not {len(wanted)}"
    for a, b in zip(held, wanted, strict=False):
        if not _equal(a, b):
            yield f"{path.name} says {a!r} where the snapshot says {b!r}"
    told = str(book.worksheets[-1].cell(2, 1).value)
    yield from _marked(made, told, path.name, lang)
    book.close()


def pdf_opens(made: Snapshot, path: Path, *, pages: int | None, lang: str) -> Iterator[str]:
    """The PDF opens, has the pages, each with something on it, and says every headline."""
    try:
        paper = pypdfium2.PdfDocument(str(path))
        texts = [page.get_textpage().get_text_range() for page in paper]
    except Exception as fault:
        yield f"{path.name} does not open: {fault}"
        return
    if pages is not None and len(texts) != pages:
        yield f"{path.name} has {len(texts)} pages, not {pages}"
        return
    for number, text in enumerate(texts, 1):
        if not text.strip():
            yield f"{path.name}: page {number} is empty"
    for number, content in enumerate(made.shown, 1):
        said = texts[number] if pages is not None else "".join(texts)
        if _folded(content.said(lang)[0]) not in _folded(said):
            yield f"{path.name} does not say, in its place: {content.said(lang)[0]}"


def glyphs(made: Snapshot, lang: str, fonts: Sequence[Path]) -> Iterator[str]:
    """The fonts have every character of the set."""
    lacking = missing(words(made, lang), fonts)
    if lacking:
        yield f"no font here has these characters: {lacking[:40]}"


def words(made: Snapshot, lang: str) -> Iterator[str]:
    """Every text of a set in one language."""
    yield from (
        made.name.text(lang),
        made.scope.window.text(lang),
        DEMO,
        *(word.text(lang) for word in WORDS.values()),
    )
    for content in made.shown:
        yield content.title.text(lang)
        yield from content.said(lang)
        for figure in content.figures:
            yield from (figure.label.text(lang), figure.text, figure.unit)
        for table in content.tables:
            yield from (column.label.text(lang) for column in table.columns)
            yield from (cell.text(lang) for row in table.rows for cell in row.cells)
        for chart in content.charts:
            yield from (chart.title.text(lang), *(one.text(lang) for one in chart.categories))
            yield from (one.label.text(lang) for one in chart.series)
        for picture in content.maps:
            yield from (place.name.text(lang) for place in picture.places)


def _tables(content: Content, held: Sequence[Any], name: str, lang: str) -> Iterator[str]:
    wanted = content.tables[: len(held)]
    if len(held) < min(1, len(content.tables)):
        yield f"{name}: the table of {content.page} is missing"
    for table, grid in zip(wanted, held, strict=True):
        for r, row in enumerate(table.rows, 1):
            for c, cell in enumerate(row.cells):
                said = grid.cell(r, c).text if hasattr(grid, "cell") else ""
                if said != (cell.text(lang) or "—"):
                    yield f"{name}: {table.key} row {r} says {said!r}, the snapshot {cell.text(lang)!r}"


def _marked(made: Snapshot, text: str, where: str, lang: str) -> Iterator[str]:
    for mark in marks(made, lang):
        if _folded(mark) not in _folded(text):
            yield f"{where} is not marked {mark}"


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _equal(a: str, b: str) -> bool:
    try:
        return float(a) == float(b)
    except ValueError:
        return a == b


def _ink(picture: Image.Image) -> float:
    """Share of the pixels that are not white."""
    small = picture.reduce(4).convert("L")
    return sum(small.histogram()[:245]) / (small.width * small.height)


def _colours(path: Path, wanted: set[str]) -> set[str]:
    """Those of the wanted colours that a picture shows on at least 30 pixels."""
    with Image.open(path) as picture:
        counted = cast(
            list[tuple[int, tuple[int, int, int]]], picture.convert("RGB").getcolors(maxcolors=2**24) or []
        )
    found = set()
    for colour in wanted:
        want = tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))
        near = sum(n for n, rgb in counted if all(abs(a - b) <= NEAR for a, b in zip(rgb, want, strict=True)))
        if near >= 30:
            found.add(colour)
    return found
