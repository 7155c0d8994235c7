"""The slides as PPTX with native, editable charts and tables, in the bureau's own template or ours.

A template is any PPTX: its first layout with a title is used for the cover and its layout "Lanbi" (or the first with a
title and nothing else) for the pages; their fonts and colours are the template's. Maps and calendars are pictures, cut
from the same drawing as the PNG files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from figures.levels import ink
from reports.content import Chart, Content, Table
from reports.drawing import breadth, narrowest
from reports.slides import WORDS, beside, editions, known, leading, marks, unit_of
from reports.snapshot import Snapshot

WIDTH, HEIGHT = Emu(12_192_000), Emu(6_858_000)  # 16:9
PIXEL = 12_192_000 / 1920
FACE = "Microsoft YaHei"
_BLUE, _INK, _QUIET = RGBColor(0x0B, 0x4F, 0x8A), RGBColor(0x17, 0x21, 0x2B), RGBColor(0x55, 0x61, 0x6E)
_OWN, _LINE = RGBColor(0xE4, 0xEE, 0xF7), RGBColor(0xC9, 0xD1, 0xD9)


def deck(
    made: Snapshot, *, path: Path, lang: str, pictures: Mapping[str, Path], template: Path | None = None
) -> None:
    """Write the slides of a snapshot.

    Parameters
    ----------
    pictures
        PNG of each map and calendar by its key.
    template
        A PPTX of the bureau's own; None for a plain one.

    Raises
    ------
    ValueError
        If the template is no PPTX, or has no layout with a title.
    """
    show = _opened(template)
    plain = _layout(show)
    slide = show.slides.add_slide(plain)
    title = f"{made.name.text(lang)} {WORDS['title'].text(lang)}"
    _title(slide, title, size=_fitting(title, 1776, 54), top=300, width=1776)
    _words(
        slide, (made.scope.window.text(lang),), left=72, top=420, width=1776, height=70, size=32, bold=True
    )
    heads = [content.said(lang)[0] for content in made.shown]
    _words(slide, heads, left=72, top=520, width=1776, height=380, size=20)
    _foot(slide, made, None, lang)
    for content in made.shown:
        _page(show.slides.add_slide(plain), made, content, lang, pictures)
    show.core_properties.title = f"{made.name.text(lang)} {made.scope.window.text(lang)}"
    show.core_properties.subject = made.id
    show.core_properties.author = "Lanbi 蓝碧"
    show.core_properties.created = show.core_properties.modified = made.scope.as_of.replace(tzinfo=None)
    show.save(str(path))


def template(path: Path) -> None:
    """Write our slides without content, to be changed into the bureau's own template."""
    show = _opened(None)
    for layout in show.slide_layouts:
        for shape in layout.placeholders:  # python-pptx brings a page of 4:3; ours is wider
            shape.left, shape.width = (
                Emu(int(shape.left * WIDTH / 9_144_000)),
                Emu(int(shape.width * WIDTH / 9_144_000)),
            )
    show.save(str(path))


def _opened(template: Path | None) -> Any:
    if template is None:
        show = Presentation()
        show.slide_width, show.slide_height = WIDTH, HEIGHT
        return show
    try:
        show = Presentation(str(template))
    except Exception as fault:  # python-pptx raises whatever its zip and XML readers do
        raise ValueError(f"{template.name} is not a PPTX template: {fault}") from fault
    for slide in list(show.slides._sldIdLst):  # pages that a template brings are examples
        show.part.drop_rel(slide.get(qn("r:id")))
        show.slides._sldIdLst.remove(slide)
    return show


def _layout(show: Any) -> Any:
    named = [layout for layout in show.slide_layouts if layout.name == "Lanbi"]
    titled = [
        layout
        for layout in show.slide_layouts
        if any(p.placeholder_format.idx == 0 for p in layout.placeholders)
    ]
    only = [
        layout for layout in titled if sum(p.placeholder_format.idx < 10 for p in layout.placeholders) == 1
    ]
    found = named or only or titled
    if not found:
        raise ValueError("the template has no layout with a title")
    return found[0]


def _page(slide: Any, made: Snapshot, content: Content, lang: str, pictures: Mapping[str, Path]) -> None:
    told = content.said(lang)
    _title(slide, content.title.text(lang), size=32, top=36)
    about = f"{made.name.text(lang)} · {made.scope.window.text(lang)}"
    _words(
        slide, (about,), left=960, top=52, width=888, height=50, size=15, align=PP_ALIGN.RIGHT, colour=_QUIET
    )
    size = _fitting(told[0], 1776, 22)
    _words(slide, (told[0],), left=72, top=138, width=1776, height=64, size=size, bold=True)
    drawn = [(one.key, one.title) for one in content.drawn]
    for i, (key, title) in enumerate(drawn):
        wide = 1776 / len(drawn)
        _words(
            slide,
            (title.text(lang),),
            left=72 + wide * i,
            top=208,
            width=wide - 20,
            height=44,
            size=15,
            bold=True,
        )
        _picture(slide, pictures[key], left=72 + wide * i, top=256, width=wide - 20, height=700)
    if content.tables:
        wide = 1100 if content.charts else 1776
        for table in content.tables[:1]:
            end = _table(slide, table, lang, left=72, top=215, width=wide, height=730)
            if not content.charts and end < 760 and told[1:]:
                size = min(17.0, (940 - end) / (2.8 * len(told[1:])))
                _words(slide, told[1:], left=72, top=end + 12, width=1776, height=940 - end, size=size)
    for chart in content.charts[:1]:
        left = 1200 if content.tables else 72
        _chart(slide, chart, lang, left=left, top=208, width=1848 - left, height=750)
    if not drawn and not content.tables and not content.charts:
        _tiles(slide, content, lang)
        _words(slide, told[1:], left=72, top=620, width=1776, height=340, size=17)
    _foot(slide, made, content, lang)
    slide.notes_slide.notes_text_frame.text = "\n".join(
        (*told, *sorted({figure.origin.command for figure in content.figures}))
    )


def _title(slide: Any, text: str, *, size: float, top: float, width: float = 1200) -> None:
    shape = slide.shapes.title
    shape.left, shape.top, shape.width, shape.height = _px(72), _px(top), _px(width), _px(90)
    shape.text_frame.text = text
    shape.text_frame.margin_left = 0
    shape.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    run = shape.text_frame.paragraphs[0]
    run.alignment = PP_ALIGN.LEFT
    _style(run.runs[0], size, bold=True, colour=_BLUE)


def _words(
    slide: Any, texts: Sequence[str], *, left: float, top: float, width: float, height: float, size: float,
    bold: bool = False, align: Any = PP_ALIGN.LEFT, colour: RGBColor = _INK,
) -> None:  # fmt: skip
    frame = slide.shapes.add_textbox(_px(left), _px(top), _px(width), _px(height)).text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = 0
    for i, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
        paragraph.alignment = align
        paragraph.space_after = Pt(size * 0.35)
        run = paragraph.add_run()
        run.text = text
        _style(run, size, bold=bold, colour=colour)


def _style(run: Any, size: float, *, bold: bool = False, colour: RGBColor = _INK) -> None:
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, FACE
    run.font.color.rgb = colour
    properties = run._r.get_or_add_rPr()
    for tag in ("a:ea", "a:cs"):  # East Asian text has a face of its own
        face = properties.find(qn(tag))
        if face is None:
            face = properties.makeelement(qn(tag), {})
            properties.append(face)
        face.set("typeface", FACE)


def _picture(slide: Any, path: Path, *, left: float, top: float, width: float, height: float) -> None:
    shape = slide.shapes.add_picture(str(path), _px(left), _px(top))
    scale = min(_px(width) / shape.width, _px(height) / shape.height)
    shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))


def _table(
    slide: Any, table: Table, lang: str, *, left: float, top: float, width: float, height: float
) -> float:
    """Put a table with its note; where it ends [px]."""
    rows = len(table.rows) + 1
    lines = max(len(column.label.en.split()) for column in table.columns) if lang == "en" else 1
    taller = 1 + 0.45 * (lines - 1)  # a heading in Latin letters breaks into lines
    high = min(height / (rows - 1 + taller), 46)
    shape = slide.shapes.add_table(
        rows, len(table.columns), _px(left), _px(top), _px(width), _px(high * (rows - 1 + taller))
    )
    grid = shape.table
    share = [_column_width(table, i, lang) for i in range(len(table.columns))]
    size = max(7.0, min(15.0, high * 0.3, width / (sum(share) * 1.16)))
    for i, one in enumerate(share):
        grid.columns[i].width = _px(width * one / sum(share))
    for r in range(rows):
        grid.rows[r].height = _px(high * taller if r == 0 else high)
        for c, column in enumerate(table.columns):
            cell = grid.cell(r, c)
            cell.margin_top = cell.margin_bottom = 0
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.margin_left = cell.margin_right = _px(8)
            text = column.label.text(lang) if r == 0 else table.rows[r - 1].cells[c].text(lang) or "—"
            paragraph = cell.text_frame.paragraphs[0]
            paragraph.alignment = PP_ALIGN.RIGHT if column.numeric else PP_ALIGN.LEFT
            run = paragraph.add_run()
            run.text = text
            own = r > 0 and table.rows[r - 1].shade == "own"
            white = RGBColor(0xFF, 0xFF, 0xFF)
            _style(run, size, bold=own or r == 0, colour=white if r == 0 else _INK)
            cell.fill.solid()
            cell.fill.fore_color.rgb = _BLUE if r == 0 else _OWN if own else white
    below = top + high * (rows - 1 + taller) + 6
    if table.note is None:
        return below
    _words(
        slide, (table.note.text(lang),), left=left, top=below, width=width, height=50, size=10, colour=_QUIET
    )
    return below + 50


def _column_width(table: Table, index: int, lang: str) -> float:
    cells = (row.cells[index].text(lang) for row in table.rows)
    return 3.0 + 1.15 * narrowest(table.columns[index].label.text(lang), cells, lang)  # headings are bold


_KINDS = {
    "bar": XL_CHART_TYPE.BAR_CLUSTERED, "column": XL_CHART_TYPE.COLUMN_CLUSTERED, "line": XL_CHART_TYPE.LINE_MARKERS,
    "stack": XL_CHART_TYPE.BAR_STACKED,
}  # fmt: skip


def _chart(
    slide: Any, chart: Chart, lang: str, *, left: float, top: float, width: float, height: float
) -> None:
    held = CategoryChartData(number_format="0" + ("." + "0" * chart.decimals if chart.decimals else ""))
    held.categories = [one.text(lang) for one in chart.categories]
    for one in chart.series:
        held.add_series(one.label.text(lang), one.values)
    shape = slide.shapes.add_chart(_KINDS[chart.kind], _px(left), _px(top), _px(width), _px(height), held)
    drawn = shape.chart
    drawn.has_legend = len(chart.series) > 1
    drawn.has_title = True
    drawn.chart_title.text_frame.text = chart.title.text(lang) + (f" ({chart.unit})" if chart.unit else "")
    _style(drawn.chart_title.text_frame.paragraphs[0].runs[0], 14, bold=True)
    drawn.font.size, drawn.font.name = Pt(11), FACE
    plot = drawn.plots[0]
    plot.has_data_labels = chart.kind != "line"
    if plot.has_data_labels:
        stacked = chart.kind == "stack"
        plot.data_labels.position = XL_LABEL_POSITION.CENTER if stacked else XL_LABEL_POSITION.OUTSIDE_END
        shown = "0" + ("." + "0" * chart.decimals if chart.decimals else "")
        plot.data_labels.number_format = f"{shown};;" if stacked else shown  # a part of nothing has no number
        plot.data_labels.number_format_is_linked = False
        plot.gap_width = 45
    drawn.value_axis.visible = False
    drawn.value_axis.has_major_gridlines = False
    drawn.value_axis.minimum_scale = 0
    if drawn.has_legend:
        drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    if chart.kind in ("bar", "stack"):
        drawn.category_axis.reverse_order = True
    for one, series in zip(chart.series, plot.series, strict=True):
        if chart.kind == "stack":
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = RGBColor.from_string(one.colours[0].lstrip("#"))
            series.data_labels.show_value = True
            series.data_labels.font.size = Pt(9)
            series.data_labels.font.color.rgb = RGBColor.from_string(ink(one.colours[0]).lstrip("#"))
            series.data_labels.number_format, series.data_labels.number_format_is_linked = "0;;", False
            continue
        for i, colour in enumerate(one.colours):
            fill = series.points[i].format.fill
            fill.solid()
            fill.fore_color.rgb = RGBColor.from_string(colour.lstrip("#"))


def _tiles(slide: Any, content: Content, lang: str) -> None:
    held = content.by_key
    for i, figure in enumerate(leading(content)[:8]):
        left, top = 72 + 450 * (i % 4), 212 + 204 * (i // 4)
        frame = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, _px(left), _px(top), _px(426), _px(192))
        frame.fill.background()
        frame.line.color.rgb, frame.line.width = _LINE, Pt(1)
        frame.shadow.inherit = False
        label, unit, below = figure.label.text(lang), unit_of(figure, lang), beside(figure, held, lang)
        left, wide = left + 16, 396
        _words(
            slide,
            (label,),
            top=top + 4,
            height=44,
            size=max(_fitting(label, wide, 13), 9.5),
            colour=_QUIET,
            left=left,
            width=wide,
        )
        number = f"{figure.text} {unit}".strip()
        _words(
            slide,
            (number,),
            top=top + 46,
            height=90,
            size=_fitting(number, wide, 32),
            bold=True,
            left=left,
            width=wide,
        )
        if below:
            _words(
                slide,
                (below,),
                top=top + 140,
                height=44,
                size=max(_fitting(below, wide, 11.5), 8.5),
                left=left,
                width=wide,
            )


def _fitting(text: str, width_px: float, size: float) -> float:
    """The size [pt] of a line, this one or less, at which it fits into a width."""
    return min(size, width_px / (breadth(text) * 0.62 * 2))  # a point is two pixels of a slide


def _foot(slide: Any, made: Snapshot, content: Content | None, lang: str) -> None:
    told = [known(made, lang), f"{WORDS['set'].text(lang)} {made.id}"]
    if content is not None and editions(content):
        told.append(f"{WORDS['edition'].text(lang)} {editions(content)}")
    told += marks(made, lang)
    text = " · ".join(told)
    _words(
        slide, (text,), left=72, top=1010, width=1776, height=40, size=_fitting(text, 1776, 10), colour=_QUIET
    )


def _px(pixels: float) -> Emu:
    return Emu(int(pixels * PIXEL))
