"""What slides and briefing show beside the numbers: changes under a tile, repeated headings, stacked levels."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn
from PIL import Image
from pptx import Presentation

from reports import gates
from reports.briefing import briefing
from reports.content import Chart, Content, Series
from reports.deck import deck
from reports.drawing import chart_svg
from reports.slides import beside, document, leading
from reports.workbook import workbook
from tests.reports.drafting import GREEN, ORIGIN, RED, both, figure, overview, picture, ranking, sketch

BOUNDARIES = Path(__file__).resolve().parents[2] / "data" / "boundaries"


def days() -> Content:
    """An overview with good days, of which it is known how many were valid and what they were a year before."""
    one = overview()
    held = (figure("air.good_days", "3", "d"), figure("air.good_days.valid", "7", "d"),
            figure("air.good_days.year", "-2", "d"), *one.figures)  # fmt: skip
    return replace(one, figures=held)


def stacked() -> Content:
    one = ranking()
    parts = (("良", "Good", (4.0, 5.0), GREEN), ("差", "Bad", (3.0, 0.0), RED))
    chart = Chart(
        key="levels.chart", title=both("各级别天数", "Days by level"), kind="stack",
        categories=one.charts[0].categories, unit="", decimals=0, origin=ORIGIN,
        series=tuple(Series(label=both(zh, en), values=v, colours=(c,)) for zh, en, v, c in parts),
    )  # fmt: skip
    return replace(one, charts=(chart,))


def test_a_tile_is_a_figure_that_belongs_to_no_other() -> None:
    content = days()
    assert [one.key for one in leading(content)] == ["air.good_days", "air.pm25"]
    first, second = leading(content)
    assert beside(first, content.by_key, "zh") == "有效7天 · 同比 -2"
    assert beside(second, content.by_key, "en") == "year on year -12.5 %"


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "有效7天 · 同比 -2"), ("en", "valid days 7 · year on year -2")]
)
def test_slides_and_pictures_say_the_same_under_a_tile(lang: str, said: str, tmp_path: Path) -> None:
    made = sketch(days())
    deck(made, path=tmp_path / "a.pptx", lang=lang, pictures={})
    slide = Presentation(str(tmp_path / "a.pptx")).slides[1]
    assert said in [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    assert said in document(made, folder=BOUNDARIES, lang=lang)


def test_stacked_levels_are_a_native_chart_whose_values_are_checked(tmp_path: Path) -> None:
    made = sketch(stacked())
    path = tmp_path / "a.pptx"
    deck(made, path=path, lang="zh", pictures={})
    assert list(gates.deck_says(made, path, "zh")) == []
    shape = next(s for s in Presentation(str(path)).slides[1].shapes if s.has_chart)
    assert shape.chart.plots[0].overlap == 100, "one bar a city, not one a level"
    assert [tuple(one.values) for one in shape.chart.plots[0].series] == [(4.0, 5.0), (3.0, 0.0)]
    one = stacked()
    other = replace(one.charts[0].series[1], values=(2.0, 0.0))
    changed = replace(one, charts=(replace(one.charts[0], series=(one.charts[0].series[0], other)),))
    assert list(gates.deck_says(sketch(changed), path, "zh")) == [
        "a.pptx: the chart levels.chart holds other values than the snapshot"
    ]


def test_a_stacked_bar_is_as_long_as_its_days_and_says_no_nought() -> None:
    svg = chart_svg(stacked().charts[0], width=700, height=400, lang="zh")
    assert svg.count(f'fill="{GREEN}"') == 3, "the legend and two cities"
    assert svg.count(f'fill="{RED}"') == 2, "the legend and the city that had any"
    assert ">0</text>" not in svg


def test_the_briefing_repeats_headings_counts_pages_and_keeps_pictures_within_the_page(
    tmp_path: Path,
) -> None:
    wide, high = tmp_path / "map.mean.part.png", tmp_path / "high.png"
    Image.new("RGB", (2000, 600), RED).save(wide)
    Image.new("RGB", (600, 2000), RED).save(high)
    one = picture()
    two = replace(one, page="second", maps=(replace(one.maps[0], key="high"),))
    path = tmp_path / "b.docx"
    briefing(sketch(one, two, ranking()), path=path, lang="zh", pictures={"map.mean": wide, "high": high})
    paper: Any = Document(str(path))
    section = paper.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    assert len(paper.inline_shapes) == 2
    for shape in paper.inline_shapes:
        assert shape.width <= room
        assert shape.height <= (section.page_height - section.top_margin - section.bottom_margin) / 2
    assert paper.inline_shapes[0].width / paper.inline_shapes[0].height == pytest.approx(2000 / 600, rel=0.01)
    (table,) = paper.tables
    repeated = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
    assert repeated == [True, False, False, False]
    assert sum(column.width for column in table.columns) <= room + len(table.columns)
    codes = [part.text for part in section.footer._element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_slide_sheet_and_page_of_a_set_says_that_it_is_simulated_and_unreviewed(
    lang: str, tmp_path: Path
) -> None:
    made, unreviewed = sketch(simulated=True), {"zh": "未审核", "en": "not reviewed"}[lang]
    part = tmp_path / "part.png"
    Image.new("RGB", (600, 400), RED).save(part)
    parts = {"map.mean": part, "calendar": part}
    deck(made, path=tmp_path / "a.pptx", lang=lang, pictures=parts)
    briefing(made, path=tmp_path / "a.docx", lang=lang, pictures=parts)
    workbook(made, path=tmp_path / "a.xlsx", lang=lang)
    paper: Any = Document(str(tmp_path / "a.docx"))
    around = [*paper.sections[0].header.paragraphs, *paper.sections[0].footer.paragraphs]
    said = {
        **{
            f"slide {i}": " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
            for i, slide in enumerate(Presentation(str(tmp_path / "a.pptx")).slides, 1)
        },
        **{
            f"sheet {sheet.title}": str([cell.value for row in sheet.iter_rows(max_row=4) for cell in row])
            for sheet in openpyxl.load_workbook(tmp_path / "a.xlsx")
        },
        "briefing": " ".join(paragraph.text for paragraph in paper.paragraphs),
        "every page of the briefing": " ".join(paragraph.text for paragraph in around),
    }
    assert len(said) == 5 + 2 + 2
    for where, text in said.items():
        assert "模拟数据 DEMO" in text, where
        assert unreviewed in text, where
    page = document(made, folder=BOUNDARIES, lang=lang)
    for slide in page.split('<section class="slide')[1:]:
        assert '<span class="mark">模拟数据 DEMO</span>' in slide
        assert unreviewed in slide.rpartition("<footer>")[2]


def test_a_sentence_of_any_page_guesses_no_plural() -> None:
    folder = Path(__file__).resolve().parents[2] / "reports"
    assert [
        path.name for path in sorted(folder.rglob("*.py")) if "(s)" in path.read_text(encoding="utf-8")
    ] == []
