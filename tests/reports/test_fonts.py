"""Sets in the shipped fonts: the pages carry what they need of them, LibreOffice is given them whole."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from reports.deck import deck
from reports.fonts import embedded, faces, missing
from reports.office import pdfs
from tests.reports.drafting import sketch
from tests.reports.test_media import days


def test_a_page_carries_the_slices_of_its_characters_and_no_address() -> None:
    style = embedded("PM₂.₅ 焦作市")
    assert len(re.findall("@font-face", style)) == 2, "one slice in two weights"
    assert re.findall(r"url\(\"?(.{5})", style) == ["data:", "data:"]
    assert len(re.findall("@font-face", embedded("焦作市 鄠邑区 𬭎"))) == 6


def test_the_shipped_fonts_alone_draw_a_set() -> None:
    ours = [path for path in faces() if "LanbiSans" in path.name]
    assert len(ours) == 2
    assert missing(["截至所知 2026-03-13，PM₂.₅ 36 µg/m³，劣Ⅴ类，鄠邑区、漷县"], ours) == ""
    assert missing(["①"], ours) == "①"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_pdf_has_its_latin_letters_and_chinese_from_the_shipped_font(tmp_path: Path) -> None:
    deck(sketch(days()), path=tmp_path / "a.pptx", lang="zh", pictures={})
    (made,) = pdfs([tmp_path / "a.pptx"], folder=tmp_path)
    fonts = set(re.findall(rb"/FontName\s*/[A-Z]{6}\+([A-Za-z]+)", made.read_bytes()))
    assert fonts == {b"LanbiSans"}
