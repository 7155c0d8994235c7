"""The tables behind a figure: their headings, which are those of the workbooks but where a step means otherwise."""

from __future__ import annotations

import pytest

from assessment.heading_words import HEADINGS, STEPS
from assessment.headings import reading
from indicators.parameters import Language
from layouts._columns import heading


def test_a_step_and_a_workbook_name_the_same_column_each_in_its_own_sense() -> None:
    """In a step a row is an hour or a place in an order; in a workbook a row has a beginning and lies somewhere."""
    read = reading("zh")
    assert [(heading(name, "zh"), read.heading(name)) for name in ("start", "place", "state")] == [
        ("时间", "起"),
        ("升序位次", "地区"),
        ("站点状态", "状态"),
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_a_workbook_has_words_for_a_step_has_as_well(lang: Language) -> None:
    read = reading(lang)
    for name in ("limit", "rank", "capture", "change", "level", "unit"):
        assert heading(name, lang) == read.heading(name) != name


def test_a_step_repeats_no_word_of_the_one_table() -> None:
    assert not [name for name, said in STEPS.items() if HEADINGS.get(name) == said]
