"""Every gate before a release, broken on purpose: what is wrong is said, and what is right passes."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from docx import Document
from PIL import Image, ImageDraw
from pptx import Presentation

from reports import gates
from reports.briefing import briefing
from reports.browser import DrawingError, pictures
from reports.deck import deck, template
from reports.fonts import faces, missing
from reports.office import pdfs
from reports.slides import document, names
from reports.snapshot import Snapshot
from reports.workbook import workbook
from tests.reports.drafting import GREEN, RED, calendar, overview, picture, ranking, sketch

BOUNDARIES = Path(__file__).resolve().parents[2] / "data" / "boundaries"
browser = pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium on this machine")
office = pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice on this machine")


@pytest.fixture
def made() -> Snapshot:
    return sketch()


@pytest.fixture
def parts(tmp_path: Path) -> dict[str, Path]:
    """Pictures of the map and the calendar as a painter would make them, without a browser."""
    return {key: _painted(tmp_path / f"{key}.part.png", RED, GREEN) for key in ("map.mean", "calendar")}


def _painted(path: Path, *colours: str, size: tuple[int, int] = (400, 300)) -> Path:
    picture = Image.new("RGB", size, "white")
    brush = ImageDraw.Draw(picture)
    for i, colour in enumerate(colours):
        brush.rectangle((40 * i, 40, 40 * i + 30, size[1] - 40), fill=colour)
    picture.save(path)
    return path


def _slides(folder: Path, made: Snapshot) -> list[Path]:
    return [
        _painted(folder / f"{number:02d}-{name}{suffix}.png", "#000000", "#123456", "#000000", size=size)
        for number, name in enumerate(names(made), 1)
        for suffix, size in (("", (1920, 1080)), ("@2x", (3840, 2160)))
    ]


def test_pictures_that_show_what_they_should_pass(
    made: Snapshot, parts: dict[str, Path], tmp_path: Path
) -> None:
    assert list(gates.drawn(made, _slides(tmp_path, made), parts)) == []


def test_a_map_without_the_colours_of_its_places_is_a_blank_tile(
    made: Snapshot, parts: dict[str, Path], tmp_path: Path
) -> None:
    _painted(parts["map.mean"], "#DDDDDD")
    said = list(gates.drawn(made, _slides(tmp_path, made), parts))
    assert said == ["map.mean does not show #00E400, #FF0000: a blank tile"]


def test_a_white_picture_a_missing_one_and_one_of_another_size_are_refused(
    made: Snapshot, parts: dict[str, Path], tmp_path: Path
) -> None:
    taken = _slides(tmp_path, made)
    _painted(taken[0], size=(1920, 1080))
    _painted(taken[1], "#000000", size=(1920, 1080))
    said = list(gates.drawn(made, [path for path in taken if path.name != "02-overview.png"], parts))
    assert len(said) == 3
    assert said[0].startswith("the picture 01-cover.png is blank")
    assert said[1] == "the picture 01-cover@2x.png is 1920 × 1080"
    assert said[2] == "the picture 02-overview.png was not made"


def test_slides_say_what_the_snapshot_says(made: Snapshot, parts: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "a.pptx"
    deck(made, path=path, lang="zh", pictures=parts)
    assert list(gates.deck_says(made, path, "zh")) == []


def test_a_number_changed_in_a_table_of_the_slides_is_seen(
    made: Snapshot, parts: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / "a.pptx"
    deck(made, path=path, lang="zh", pictures=parts)
    show = Presentation(str(path))
    table = next(s.table for slide in show.slides for s in slide.shapes if s.has_table)
    table.cell(2, 2).text_frame.paragraphs[0].runs[0].text = "6.46"
    show.save(str(path))
    assert list(gates.deck_says(made, path, "zh")) == [
        "a.pptx: ranking row 2 says '6.46', the snapshot '6.47'"
    ]


def test_a_value_changed_in_a_chart_of_the_slides_is_seen(parts: dict[str, Path], tmp_path: Path) -> None:
    made = sketch()
    path = tmp_path / "a.pptx"
    deck(made, path=path, lang="zh", pictures=parts)
    one = ranking()
    other = replace(
        one, charts=(replace(one.charts[0], series=(replace(one.charts[0].series[0], values=(5.5, 6.0)),)),)
    )
    changed = replace(made, contents=(*made.contents[:2], other, made.contents[3]))
    assert list(gates.deck_says(changed, path, "zh")) == [
        "a.pptx: the chart ranking.chart holds other values than the snapshot"
    ]


def test_slides_without_the_mark_of_simulated_data_are_refused(
    parts: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / "a.pptx"
    deck(sketch(), path=path, lang="zh", pictures=parts)
    said = list(gates.deck_says(sketch(simulated=True), path, "zh"))
    assert len(said) == 4
    assert all(text.endswith("is not marked 模拟数据 DEMO") for text in said)


@pytest.mark.parametrize("gate", [gates.deck_says, gates.briefing_says, gates.workbook_says])
def test_a_file_that_does_not_open_is_refused(gate: object, made: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "broken"
    path.write_bytes(b"PK\x03\x04 not a document")
    said = list(gate(made, path, "zh"))  # type: ignore[operator]
    assert len(said) == 1
    assert "does not open" in said[0]


def test_a_number_changed_in_the_briefing_is_seen(
    made: Snapshot, parts: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / "a.docx"
    briefing(made, path=path, lang="zh", pictures=parts)
    assert list(gates.briefing_says(made, path, "zh")) == []
    paper = Document(str(path))
    line = next(p for p in paper.paragraphs if "87" in p.text)
    line.runs[0].text = line.runs[0].text.replace("87", "78")
    paper.save(str(path))
    assert list(gates.briefing_says(made, path, "zh")) == [
        "a.docx does not say, in its place: 本周PM2.5平均87微克/立方米。"
    ]


def test_a_number_changed_in_the_workbook_is_seen(made: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    workbook(made, path=path, lang="zh")
    assert list(gates.workbook_says(made, path, "zh")) == []
    book = openpyxl.load_workbook(path)
    book.worksheets[-1].cell(5, 3).value = 88
    book.save(path)
    assert list(gates.workbook_says(made, path, "zh")) == ["a.xlsx says '88' where the snapshot says '87'"]


def test_a_font_without_the_characters_is_refused(made: Snapshot) -> None:
    assert list(gates.glyphs(made, "zh", faces())) == []
    (said,) = gates.glyphs(made, "zh", [])
    assert said.startswith("no font here has these characters: ")
    assert missing(["焦作 87"], []) == "78作焦"


def test_the_document_says_every_headline_and_carries_every_mark(made: Snapshot) -> None:
    text = document(made, folder=BOUNDARIES, lang="zh")
    assert list(gates.document_says(made, text, "zh")) == []
    assert list(gates.document_says(made, text.replace("87", "86"), "zh")) == [
        "the pictures of overview do not say: 本周PM2.5平均87微克/立方米。"
    ]
    unmarked = text.replace("实况数据，未审核", "", 1)
    assert list(gates.document_says(made, unmarked, "zh")) == ["not every picture is marked 实况数据，未审核"]


def test_names_of_places_cannot_become_markup() -> None:
    hostile = replace(sketch(), name=replace(sketch().name, zh='<script>alert("x")</script>'))
    text = document(hostile, folder=BOUNDARIES, lang="zh")
    assert "<script>alert" not in text


@browser
@pytest.mark.browser
def test_the_browser_draws_every_slide_in_both_sizes(made: Snapshot, tmp_path: Path) -> None:
    html = tmp_path / "slides.html"
    html.write_text(document(made, folder=BOUNDARIES, lang="zh"), encoding="utf-8")
    keys = ("map.mean", "calendar")
    taken = pictures(html, slides=names(made), folder=tmp_path, set_id=made.id, parts=keys)
    drawn = {key: tmp_path / f"{key}.part.png" for key in keys}
    assert list(gates.drawn(made, taken, drawn)) == []


@browser
@pytest.mark.browser
def test_what_does_not_fit_on_a_slide_is_refused(tmp_path: Path) -> None:
    one = ranking()
    long = replace(one.tables[0], rows=one.tables[0].rows * 60)
    made = sketch(replace(one, tables=(long,)))
    html = tmp_path / "slides.html"
    html.write_text(document(made, folder=BOUNDARIES, lang="zh"), encoding="utf-8")
    with pytest.raises(DrawingError, match="hold more than fits: ranking"):
        pictures(html, slides=names(made), folder=tmp_path, set_id=made.id, scales=(1,))


@browser
@pytest.mark.browser
def test_a_page_that_never_says_that_it_is_ready_is_refused(
    made: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.browser.READY_MS", 1500)
    html = tmp_path / "slides.html"
    html.write_text("<section class='slide' id='cover'>half a page</section>", encoding="utf-8")
    with pytest.raises(DrawingError, match="did not draw the slides"):
        pictures(html, slides=("cover",), folder=tmp_path, set_id=made.id)


@browser
@pytest.mark.browser
def test_another_set_than_the_one_asked_for_is_refused(made: Snapshot, tmp_path: Path) -> None:
    html = tmp_path / "slides.html"
    html.write_text(document(sketch(overview()), folder=BOUNDARIES, lang="zh"), encoding="utf-8")
    with pytest.raises(DrawingError, match="the page that was drawn is"):
        pictures(html, slides=names(made), folder=tmp_path, set_id=made.id)


def test_a_dead_browser_is_a_sentence(made: Snapshot, tmp_path: Path) -> None:
    html = tmp_path / "slides.html"
    html.write_text("<p>", encoding="utf-8")
    with pytest.raises(DrawingError, match="did not draw the slides"):
        pictures(html, slides=names(made), folder=tmp_path, set_id=made.id, program="/bin/false")


def test_a_machine_without_a_browser_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from reports.browser import browser as program

    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(DrawingError, match="install Chromium"):
        program()


def test_a_machine_without_an_office_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(DrawingError, match="install LibreOffice"):
        pdfs([tmp_path / "a.docx"], folder=tmp_path)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """PDF of the slides and of the briefing of the hand-made snapshot, by LibreOffice."""
    folder = tmp_path_factory.mktemp("papers")
    made = sketch()
    drawn = {key: _painted(folder / f"{key}.part.png", RED, GREEN) for key in ("map.mean", "calendar")}
    deck(made, path=folder / "s.pptx", lang="zh", pictures=drawn)
    briefing(made, path=folder / "b.docx", lang="zh", pictures=drawn)
    shown, written = pdfs([folder / "s.pptx", folder / "b.docx"], folder=folder)
    return shown, written


@office
@pytest.mark.browser
def test_pdf_of_slides_and_briefing_open_and_say_every_headline(papers: tuple[Path, Path]) -> None:
    made = sketch()
    assert list(gates.pdf_opens(made, papers[0], pages=5, lang="zh")) == []
    assert list(gates.pdf_opens(made, papers[1], pages=None, lang="zh")) == []


@office
@pytest.mark.browser
def test_a_pdf_with_a_page_less_is_refused(papers: tuple[Path, Path], tmp_path: Path) -> None:
    cut = pypdfium2.PdfDocument(str(papers[0]))
    cut.del_page(2)
    path = tmp_path / "cut.pdf"
    cut.save(str(path))
    assert list(gates.pdf_opens(sketch(), path, pages=5, lang="zh")) == ["cut.pdf has 4 pages, not 5"]
    moved = replace(sketch(), contents=(picture(), overview(), ranking(), calendar()))
    said = list(gates.pdf_opens(moved, papers[0], pages=5, lang="zh"))
    assert said == [
        "s.pdf does not say, in its place: 焦作最高，为168。",
        "s.pdf does not say, in its place: 本周PM2.5平均87微克/立方米。",
    ]


def test_a_template_of_the_bureau_s_own_keeps_its_look_and_loses_its_pages(
    made: Snapshot, parts: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / "bureau.pptx"
    template(path)
    own = Presentation(str(path))
    layout = next(one for one in own.slide_layouts if one.name == "Title Only")
    layout.name = "Lanbi"
    own.slides.add_slide(layout).shapes.title.text_frame.text = "示例页"
    own.save(str(path))
    deck(made, path=tmp_path / "a.pptx", lang="zh", pictures=parts, template=path)
    show = Presentation(str(tmp_path / "a.pptx"))
    assert {slide.slide_layout.name for slide in show.slides} == {"Lanbi"}
    assert "示例页" not in {
        s.text_frame.text for slide in show.slides for s in slide.shapes if s.has_text_frame
    }
    assert list(gates.deck_says(made, tmp_path / "a.pptx", "zh")) == []


def test_what_is_no_template_is_a_sentence(made: Snapshot, parts: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "notes.pptx"
    path.write_text("not slides", encoding="utf-8")
    with pytest.raises(ValueError, match=r"notes\.pptx is not a PPTX template"):
        deck(made, path=tmp_path / "a.pptx", lang="zh", pictures=parts, template=path)
