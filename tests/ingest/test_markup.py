"""What a cell of a page shows, and that no markup of others goes any further."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.markup import LONGEST_MARKUP, has_markup, shown


@pytest.mark.parametrize(
    ("cell", "text", "tooltip"),
    [
        ("7.8", "7.8", ""),
        ("  7.8 ", "7.8", ""),
        ("<span title='原始值：20.27'>20.3</span>", "20.3", "原始值：20.27"),
        ('<span data-toggle="tooltip" title="原始值：1E-05">0</span>', "0", "原始值：1E-05"),
        ("<span title='所在地市:甲&#10;所属河流:乙'>丙(丁)</span>", "丙(丁)", "所在地市:甲;所属河流:乙"),
        ("<b><i title='x'>7</i></b>", "7", "x"),
        ("水温<br/><span class='unit'>(℃)</span>", "水温  (℃)", ""),
        ("<0.05", "<0.05", ""),
        ("1 < 2", "1 < 2", ""),
        ("a &amp; b", "a & b", ""),
        ("<span subtitle='no' title='yes'>7</span>", "7", "yes"),
        ("<!-- 7 -->8", "8", ""),
    ],
)
def test_a_cell_has_a_text_and_a_tooltip(cell: str, text: str, tooltip: str) -> None:
    assert shown(cell) == (text, tooltip)


@pytest.mark.parametrize("text", ["<b>", "a<b", "<script>", "x>y", "</td>"])
def test_a_text_that_a_browser_would_read_as_markup_is_known(text: str) -> None:
    assert has_markup(text)


def test_a_name_with_brackets_is_no_markup() -> None:
    assert not has_markup("广北滨河路(桥）")


def test_a_cell_of_endless_markup_is_cut() -> None:
    assert len(shown("<a" * LONGEST_MARKUP).text) == LONGEST_MARKUP


@given(st.text(max_size=200), st.text(max_size=50))
def test_no_tag_is_left_of_any_cell_that_was_not_written_out_as_text(before: str, after: str) -> None:
    text = shown(f"{before}<img src=x onerror=alert(1)>{after}").text
    assert "<img" not in text.replace("&", "") or "&lt;img" in before + after or "<img" in before + after
