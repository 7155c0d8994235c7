"""A slide without a browser says in the picture itself what no copy may lose."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from figures.slide import SHARP, Said, said, slide, wrapped
from tests.assessment.marked import answer
from tests.figures.readable import shows


@pytest.mark.parametrize(
    ("simulated", "stages", "marks"),
    [
        (False, (0, 3, 0), []),
        (False, (1, 3, 0), ["未审核"]),
        (True, (1, 0, 0), ["模拟数据 DEMO", "未审核"]),
    ],
)
def test_what_is_made_up_or_unreviewed_says_so_in_the_picture(
    simulated: bool, stages: tuple[int, int, int], marks: list[str]
) -> None:
    made = slide(said(answer(simulated=simulated, stages=stages), "zh")).sheet
    assert [text for text in ("模拟数据 DEMO", "未审核", "已审核") if shows(made, text)] == marks


def test_the_file_is_a_slide_of_twice_the_size_and_carries_what_it_is_told() -> None:
    made = slide(said(answer(simulated=True, stages=(1, 0, 0)), "zh")).png([("Title", "PM10 插值面")])
    image = Image.open(io.BytesIO(made))
    assert (image.size, image.text["Title"]) == ((3840, 2160), "PM10 插值面")  # type: ignore[attr-defined]
    assert shows(image.convert("RGB"), "模拟数据 DEMO")


def test_the_foot_names_time_edition_and_passport() -> None:
    told = said(answer(simulated=False, stages=(0, 1, 0)), "en", title="Jiaozuo some")
    assert (told.title, told.marks) == ("Jiaozuo some", ())
    assert "As known at 2026-02-01 12:00 · Judged by HJ 633-2012 · Passport " in told.foot


def test_a_title_too_long_is_cut_within_the_sheet_and_never_runs_over_the_period() -> None:
    long = Said(title="很长的题目" * 30, aside="2026-01-01", foot="", marks=())
    sheet = np.asarray(slide(long).sheet.convert("L"))
    title, aside = sheet[50 * SHARP : 105 * SHARP, 72 * SHARP : 1075 * SHARP], sheet[50 * SHARP : 105 * SHARP]
    assert title.min() < 128
    assert aside[:, 1080 * SHARP : 1500 * SHARP].min() == 255


def test_a_line_breaks_between_words_and_after_any_chinese_character_but_never_before_a_stop() -> None:
    assert wrapped("±9 µg/m³ and more", 22, 60) == ["±9", "µg/m³", "and", "more"]
    assert wrapped("插值，不用于考核", 22, 70) == ["插值，", "不用于", "考核"]
