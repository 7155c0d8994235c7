"""Target books: what ships with the program, and files that are understood or refused with their place."""

from __future__ import annotations

import io
import random
import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from geo.atlas import Atlas, load
from indicators.parameters import Label
from ingest.contract import PayloadError
from ingest.handed import RefusedFileError
from ingest.target_books import Book, read, shipped, template

HEAD = 'region: "410800"\nstart: 2016-01-01\nend: 2016-12-31\n'


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load()


def book(tmp_path: Path, atlas: Atlas, text: str) -> Book:
    path = tmp_path / "book.yaml"
    path.write_text(text, encoding="utf-8")
    return read(path, atlas)


def test_the_shipped_books_hold_the_targets_of_the_four_papers(atlas: Atlas) -> None:
    """Transcribed from the papers a second time, apart from the files."""
    held = {
        (t.region, t.first.year, t.indicator): (t.comparator, t.value, t.measured)
        for one in shipped(atlas)
        for t in one.targets
    }
    expected = {
        ("410800", 2016, "good_days"): (">=", 195, True),
        ("410800", 2016, "pm10"): ("<=", 104, True),
        ("410800", 2016, "pm25"): ("<=", 72, True),
        ("320600", 2020, "pm25"): ("<=", 40, True),
        ("320600", 2020, "good_day_rate"): (">=", 73.7, True),
        ("320600", 2020, "good_water_share"): (">=", 74.2, True),
        ("320600", 2020, "worse_than_v_share"): ("<=", 0, True),
        ("320600", 2020, "sewage_treatment_city"): (">=", 95, False),
        ("320600", 2020, "sewage_treatment_county"): (">=", 88, False),
        ("320600", 2020, "household_waste_treated"): (">=", 100, False),
        ("320600", 2020, "hazardous_waste_treated"): (">=", 98, False),
        ("410823", 2020, "pm25"): ("<=", 60, True),
        ("410823", 2020, "pm10"): ("<=", 103, True),
        ("410823", 2020, "place_from_last_among_115_counties"): (">", 20, False),
        ("410823", 2020, "rectification_tasks_closed"): (">=", 9, False),
        ("320400", 2012, "good_days_api"): (">=", 330, False),
        ("320400", 2012, "drinking_water_compliance"): (">=", 100, False),
        ("320400", 2012, "rivers_into_lake_at_class_5_or_better"): (">=", 3, False),
        ("320400", 2012, "lake_sections_stable_or_better"): (">=", 11, False),
        ("320400", 2012, "prosperity_sections_stable_or_better"): (">=", 33, False),
        ("320400", 2012, "black_odour_rivers_treated"): (">=", 41, False),
    }
    assert {key: held.get(key) for key in expected} == expected
    told = {(v.target, v.day): v.value for one in shipped(atlas) for v in one.reported}
    day = date(2016, 9, 20)
    assert told == {
        ("410800-2016-good_days", day): 135,
        ("410800-2016-pm10", day): 132,
        ("410800-2016-pm25", day): 75,
    }


def test_what_may_be_left_out(tmp_path: Path, atlas: Atlas) -> None:
    found = book(
        tmp_path,
        atlas,
        HEAD + "targets:\n  - {indicator: pm10, value: 104}\n  - {indicator: good_days, value: 9}",
    )
    assert [(t.id, t.comparator, t.unit, t.place) for t in found.targets] == [
        ("410800-2016-pm10", "<=", "µg/m³", "焦作市"),
        ("410800-2016-good_days", ">=", "d", "焦作市"),
    ]
    assert found.refused == ()


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ("{indicator: pm10, value: 1O4}", "line 5: '1O4' is no number"),
        ("{indicator: pm10}", "line 5: value 目标值 is missing"),
        ("{indicator: pm1, value: 3}", "line 5: 'pm1' is not followed from readings"),
        ("{indicator: pm10, value: 3, comparator: '='}", "line 5: comparator is '='; say one of <= < >= >"),
        ("{indicator: pm10, value: 3, region: 亚特兰蒂斯}", "line 5: .*亚特兰蒂斯"),
        ("{indicator: pm10, value: 3, end: 2015-12-31}", "line 5: the period ends on 2015-12-31, before"),
        ("{indicator: pm10, value: 3, end: 2016-02-30}", "line 5: '2016-02-30' is no day"),
        ("{indicator: pm10, value: 3, unit: kg}", "line 5: the unit is µg/m³, not 'kg'"),
        ("{indicator: pm10, value: 3, valeu: 3}", "line 5: there is no field 'valeu'"),
        ("{indicator: pm10, value: 3, decimals: two}", "line 5: 'two' is no number of decimals"),
        ("{indicator: waste, value: 3, measured: reported, comparator: '>='}", "line 5: a reported target needs title"),
        ("{indicator: waste, value: 3, measured: reported, title_zh: 垃圾}", "line 5: comparator 比较 is missing"),
        ("{indicator: pm10, value: 3, region: '410823001'}", "line 5: a township of 武陟县 needs its name"),
        ("{indicator: pm10, value: 55, path: equal}", "line 5: 'equal' is no yearly path"),
        ("{indicator: pm10, value: 55, path: 'steep 2013=66'}", "line 5: 'steep' is neither equal nor rate"),
    ],
)  # fmt: skip
def test_an_entry_that_is_not_understood_is_refused_with_its_line_and_the_rest_goes_in(
    tmp_path: Path, atlas: Atlas, entry: str, sentence: str
) -> None:
    found = book(tmp_path, atlas, HEAD + f"targets:\n  - {entry}\n  - {{indicator: pm25, value: 72}}\n")
    assert [t.indicator for t in found.targets] == ["pm25"]
    assert len(found.refused) == 1
    (refused,) = found.refused
    assert re.search(sentence, refused.en), refused
    assert re.match("book.yaml：第 5 行：.*[\u4e00-\u9fff]{2}", refused.zh), refused.zh


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "a book is a mapping"),
        ("a: [", "line 1: is not YAML"),
        ("- 1", "a book is a mapping"),
        ('region: "410800"', "neither a list targets nor a list reported"),
        ("targets: 3", "line 1: targets must be a list"),
        ("targets:\n  - 3", "line 2: an entry of targets must be a mapping"),
        ("targets:\n  - {value: 1, value: 2}", "line 2: value comes twice"),
        ("a: &x 1\ntargets:\n  - {value: *x}", "line 3: aliases are not used"),
        ("targets:\n  - {value: [1]}", "line 2: value must be one value"),
    ],
)
def test_a_file_that_is_no_book_is_refused_whole(
    tmp_path: Path, atlas: Atlas, text: str, sentence: str
) -> None:
    with pytest.raises(RefusedFileError, match=sentence) as caught:
        book(tmp_path, atlas, text)
    assert re.search("[\u4e00-\u9fff]", caught.value.label.zh)


def test_a_township_by_its_digits(tmp_path: Path, atlas: Atlas) -> None:
    found = book(
        tmp_path, atlas, HEAD + "targets:\n  - {indicator: pm10, value: 99, region: '410823100', place: 某镇}"
    )
    assert [(t.region, t.place) for t in found.targets] == [("410823100", "某镇")]


def test_a_yearly_path_becomes_the_targets_of_its_years(tmp_path: Path, atlas: Atlas) -> None:
    """66 in 2013 to 55.5 in 2016: 62.5 and 59; by percentages 62.3 and 58.7, cut on the stricter side."""
    text = HEAD + "targets:\n  - {id: a, indicator: pm25, value: 55.5, path: 'equal 2013=66'}\n"
    text += "  - {id: b, indicator: pm25, value: 55.5, path: 'rate 2013=66'}\n"
    text += "  - {id: c, indicator: pm25, value: 55.5, path: {2014: 62, 2015: 58}}\n"
    found = book(tmp_path, atlas, text)
    assert found.refused == ()
    assert [(t.id, t.plan, t.first.year, t.last, t.value) for t in found.targets] == [
        (f"{name}@{year}", name, year, date(year, 12, 31), value)
        for name, values in (("a", (62.5, 59.0, 55.5)), ("b", (62.2, 58.7, 55.5)), ("c", (62.0, 58.0, 55.5)))
        for year, value in zip((2014, 2015, 2016), values, strict=True)
    ]


def filled(rows: dict[str, list[list[object]]]) -> bytes:
    """The template with rows written under its headings."""
    workbook = openpyxl.load_workbook(io.BytesIO(template()))
    for sheet, lines in rows.items():
        headings = [str(cell.value).split()[0] for cell in workbook[sheet][1]]
        for number, line in enumerate(lines, start=2):
            for field, value in line:  # type: ignore[misc]
                workbook[sheet].cell(row=number, column=headings.index(field) + 1, value=value)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def workbook(tmp_path: Path, atlas: Atlas, body: bytes) -> Book:
    path = tmp_path / "book.xlsx"
    path.write_bytes(body)
    return read(path, atlas)


PM10 = [
    ("region", "焦作市"), ("indicator", "pm10"), ("comparator", "不高于"), ("value", 104), ("start", date(2016, 1, 1)),
    ("end", date(2016, 12, 31)), ("document", "责任书"), ("number", "〔2016〕1号"),
]  # fmt: skip


def test_the_template_loads_without_a_remark_empty_and_filled_in(tmp_path: Path, atlas: Atlas) -> None:
    empty = workbook(tmp_path, atlas, template())
    assert (empty.targets, empty.reported, empty.refused) == ((), (), ())
    value = [
        ("target", "410800-2016-pm10"),
        ("day", "2016/09/20"),
        ("value", 132.5),
        ("by", "张"),
        ("reason", "月报"),
    ]
    found = workbook(tmp_path, atlas, filled({"目标": [PM10], "上报": [value]}))  # type: ignore[list-item]
    assert found.refused == ()
    (target,), (told,) = found.targets, found.reported
    assert (target.region, target.comparator, target.value, target.number) == (
        "410800",
        "<=",
        104,
        "〔2016〕1号",
    )
    assert (told.day, told.value, told.actor, told.reason) == (date(2016, 9, 20), 132.5, "张", "月报")


def test_a_cell_that_is_not_understood_is_named_by_sheet_and_cell(tmp_path: Path, atlas: Atlas) -> None:
    bad = [(field, "约一百" if field == "value" else value) for field, value in PM10]
    found = workbook(tmp_path, atlas, filled({"目标": [bad, PM10]}))  # type: ignore[list-item]
    assert len(found.targets) == 1
    (refused,) = found.refused
    assert refused.en == "book.xlsx: sheet 目标 cell H2: '约一百' is no number (not a number)"
    assert refused.zh == "book.xlsx：工作表“目标”单元格 H2：“约一百”不是数值（不是数字）"


def test_a_workbook_of_another_kind_is_told_what_was_expected(tmp_path: Path, atlas: Atlas) -> None:
    other = openpyxl.Workbook()
    out = io.BytesIO()
    other.save(out)
    with pytest.raises(PayloadError, match="has the sheets 'Sheet'; expected one named 目标"):
        workbook(tmp_path, atlas, out.getvalue())
    assert other.active is not None
    other.active.title = "目标"
    other.active["B1"] = "河流"
    out = io.BytesIO()
    other.save(out)
    with pytest.raises(PayloadError, match="sheet 目标 cell B1: '河流' is no heading; expected one of"):
        workbook(tmp_path, atlas, out.getvalue())
    with pytest.raises(PayloadError, match="no workbook that can be read"):
        workbook(tmp_path, atlas, b"PK\x03\x04 not really")


def test_broken_files_are_refused_with_a_sentence_and_nothing_else(tmp_path: Path, atlas: Atlas) -> None:
    rng = random.Random(7)
    yaml = (HEAD + "targets:\n  - {indicator: pm10, value: 104}\n").encode()
    for original, name in ((yaml, "m.yaml"), (filled({"目标": [PM10]}), "m.xlsx")):  # type: ignore[list-item]
        for _ in range(150):
            body = bytearray(original)
            for _ in range(rng.randint(1, 4)):
                body[rng.randrange(len(body))] = rng.randrange(256)
            path = tmp_path / name
            path.write_bytes(bytes(body[: rng.randint(1, len(body))] if rng.random() < 0.3 else body))
            sentences: tuple[Label, ...]
            try:
                sentences = read(path, atlas).refused
            except RefusedFileError as error:
                sentences = (error.label,)
            for sentence in sentences:
                assert sentence.en.startswith(f"{name}: ")
                assert sentence.zh.startswith(f"{name}：")
