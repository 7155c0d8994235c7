"""The briefing as DOCX: its sentences, tables and pictures part by part, in the language of such papers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from reports.content import Table
from reports.drawing import narrowest
from reports.slides import WORDS, editions, known, marks
from reports.snapshot import Snapshot

BODY, HEAD = "FangSong", "SimHei"
WIDTH_CM, HEIGHT_CM = 15.6, 8.6
_NUMBERS = "一二三四五六七八九十"


def briefing(made: Snapshot, *, path: Path, lang: str, pictures: Mapping[str, Path]) -> None:
    """Write the briefing of a snapshot.

    Parameters
    ----------
    pictures
        PNG of each map and calendar by its key.
    """
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    section.top_margin, section.bottom_margin = Cm(3.2), Cm(2.8)
    title = f"{made.name.text(lang)}{WORDS['title'].text(lang) if lang == 'zh' else ' ' + WORDS['title'].text(lang)}"
    _line(paper, title, size=22, face=HEAD, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(paper, made.scope.window.text(lang), size=15, align=WD_ALIGN_PARAGRAPH.CENTER)
    for mark in marks(made, lang):
        _line(paper, mark, size=12, face=HEAD, align=WD_ALIGN_PARAGRAPH.CENTER)
    for number, content in enumerate(made.shown, 1):
        head = content.title.text(lang)
        _line(
            paper,
            f"{_NUMBERS[number - 1]}、{head}" if lang == "zh" else f"{number}. {head}",
            size=16,
            face=HEAD,
            before=12,
            keep=True,
        )
        for text in content.said(lang):
            _line(paper, text, size=14, indent=lang == "zh")
        for table in content.tables:
            _table(paper, table, lang)
        if content.drawn:
            for one in content.drawn:
                _picture(paper, pictures[one.key], one.title.text(lang))
        if editions(content):
            _line(paper, f"{WORDS['edition'].text(lang)} {editions(content)}", size=9, before=6)
    foot = section.footer.paragraphs[0]
    told = " · ".join((known(made, lang), f"{WORDS['set'].text(lang)} {made.id}", *marks(made, lang)))
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _style(foot.add_run(told), 9, BODY)
    pages = section.footer.add_paragraph()
    pages.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _page_number(pages, lang)
    paper.core_properties.title, paper.core_properties.subject = title, made.id
    paper.core_properties.author = "Lanbi 蓝碧"
    paper.core_properties.created = paper.core_properties.modified = made.scope.as_of.replace(tzinfo=None)
    paper.save(str(path))


def _line(
    paper: Any, text: str, *, size: float, face: str = BODY, align: Any = None, indent: bool = False,
    before: float = 0, keep: bool = False,
) -> None:  # fmt: skip
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(before)
    paragraph.paragraph_format.keep_with_next = keep
    paragraph.paragraph_format.space_after = Pt(size * 0.4)
    paragraph.paragraph_format.line_spacing = 1.4
    if align is not None:
        paragraph.alignment = align
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(size * 2)
    _style(paragraph.add_run(text), size, face)


def _style(run: Any, size: float, face: str) -> None:
    run.font.size, run.font.name, run.font.color.rgb = Pt(size), "Times New Roman", RGBColor(0, 0, 0)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
    run.font.bold = False


def _table(paper: Any, table: Table, lang: str) -> None:
    _line(paper, table.title.text(lang), size=12, face=HEAD, align=WD_ALIGN_PARAGRAPH.CENTER, keep=True)
    grid = paper.add_table(rows=len(table.rows) + 1, cols=len(table.columns))
    grid.style = "Table Grid"
    grid.autofit = False
    for r, row in enumerate(grid.rows):
        about = row._tr.get_or_add_trPr()
        for tag in ("w:cantSplit", *(("w:tblHeader",) if r == 0 else ())):  # the heading stands on every page
            about.append(about.makeelement(qn(tag), {}))
    widths = _widths(table, lang)
    for c, column in enumerate(table.columns):
        grid.columns[c].width = Cm(widths[c])
        for r in range(len(table.rows) + 1):
            grid.cell(r, c).width = Cm(widths[c])
            text = column.label.text(lang) if r == 0 else table.rows[r - 1].cells[c].text(lang) or "—"
            paragraph = grid.cell(r, c).paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if column.numeric else WD_ALIGN_PARAGRAPH.LEFT
            run = paragraph.add_run(text)
            _style(run, 9 if len(table.columns) > 6 else 10.5, HEAD if r == 0 else BODY)
            run.font.bold = r > 0 and table.rows[r - 1].shade == "own"
    if table.note is not None:
        _line(paper, table.note.text(lang), size=9, before=4)


def _widths(table: Table, lang: str) -> list[float]:
    """Widths of the columns [cm]: by their widest text, the whole as wide as the page, none beyond a third of it."""
    wanted = []
    for c, column in enumerate(table.columns):
        cells = (row.cells[c].text(lang) for row in table.rows)
        wanted.append(4.5 + min(narrowest(column.label.text(lang), cells, lang), 26))
    return [WIDTH_CM * one / sum(wanted) for one in wanted]


def _picture(paper: Any, path: Path, title: str) -> None:
    """A picture with its title under it, within the page and not so high that it takes one alone."""
    line = paper.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.keep_with_next = True
    shape = line.add_run().add_picture(str(path))
    scale = min(Cm(WIDTH_CM) / shape.width, Cm(HEIGHT_CM) / shape.height)
    shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)
    _line(paper, title, size=10, align=WD_ALIGN_PARAGRAPH.CENTER)


def _page_number(paragraph: Any, lang: str) -> None:
    """The number of the page and of all pages, counted by the program that shows the paper."""
    words = WORDS["page"].text(lang).split("{}")
    for i, word in enumerate(words):
        _style(paragraph.add_run(word), 9, BODY)
        if i + 1 == len(words):
            break
        for kind, text in (
            ("begin", ""),
            ("", ("PAGE", "NUMPAGES")[i]),
            ("separate", ""),
            ("text", "1"),
            ("end", ""),
        ):
            run = paragraph.add_run()
            _style(run, 9, BODY)
            tag = {"": "w:instrText", "text": "w:t"}.get(kind, "w:fldChar")
            part = run._r.makeelement(qn(tag), {qn("w:fldCharType"): kind} if tag == "w:fldChar" else {})
            part.text = text or None
            run._r.append(part)
