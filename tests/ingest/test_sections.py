"""Registers of sections in files: headings by their words, each fault with its sheet and cell."""

from __future__ import annotations

import io
import random
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from geo.atlas import Atlas, load
from ingest.contract import PayloadError
from ingest.section import SectionRecord
from ingest.section_entries import SECTION_FIELDS
from ingest.section_names import section_key
from ingest.sections import Sections, read, template

HEADINGS = [
    "断面编码", "断面名称", "别名", "所在河流", "流域", "省", "市", "县", "责任行政区", "水体类型", "控制级别", "经度",
    "纬度", "河道里程", "上游断面", "下游断面", "断面属性", "目标类别", "单项目标", "起始日", "截止日",
]  # fmt: skip
ROW: list[Any] = [
    "JS001", "拖山", "太湖拖山；拖山站", "太湖", "太湖流域", "江苏省", "无锡市", "滨湖区", "宜兴市", "湖泊", "国控",
    120.1, 31.4, 12.5, "JS002;JS003", "JS004", "交界、入湖口", "Ⅲ类",
    "总磷<=0.05；氨氮 1.5", date(2021, 1, 1), "2025-12-31",
]  # fmt: skip


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load()


def workbook(folder: Path, *sheets: tuple[str, list[list[Any]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path = folder / "register.xlsx"
    book.save(path)
    return path


def of(atlas: Atlas, folder: Path, *rows: list[Any], headings: list[str] | None = None) -> Sections:
    return read(workbook(folder, ("断面", [headings or HEADINGS, *rows])), atlas)


def row(**given: Any) -> list[Any]:
    """An ordinary row, with some fields changed."""
    names = list(SECTION_FIELDS)
    assert not set(given) - set(names)
    return [given.get(name, value) for name, value in zip(names, ROW, strict=True)]


def test_a_whole_row_is_understood(atlas: Atlas, tmp_path: Path) -> None:
    done = of(atlas, tmp_path, ROW)
    assert done.refused == ()
    (one,) = done.records
    assert (one.code, one.name, one.aliases) == ("JS001", "拖山", ("太湖拖山", "拖山站"))
    assert (one.river, one.basin) == ("太湖", "太湖流域")
    assert (one.province, one.city, one.county, one.answers_for) == ("320000", "320200", "320211", "320282")
    assert (one.kind, one.control, one.lon, one.lat, one.river_km) == ("lake", "national", 120.1, 31.4, 12.5)
    assert (one.upstream, one.downstream, one.purposes) == (
        ("JS002", "JS003"),
        ("JS004",),
        ("交界", "入湖口"),
    )
    assert (one.target_class, one.target_items) == ("Ⅲ", {"tp": 0.05, "nh3n": 1.5})
    assert (one.first, one.last, one.complete) == (date(2021, 1, 1), date(2025, 12, 31), True)


def test_the_headings_of_a_bureau_are_found_below_a_title(atlas: Atlas, tmp_path: Path) -> None:
    rows = [
        ["2021年考核断面一览表"],
        ["序号", "断面编号", "点位名称", "省份", "地市", "县（市、区）", "责任地区", "水质目标", "备注"],
        [1, "JS001", "拖山", "江苏", "无锡", "滨湖区", "宜兴市", "III", "湖心"],
    ]
    (one,) = read(workbook(tmp_path, ("一览表", rows)), atlas).records
    assert (one.code, one.name, one.city, one.county, one.answers_for, one.target_class) == (
        "JS001", "拖山", "320200", "320211", "320282", "Ⅲ",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "cell", "why"),
    [
        ({"code": "A B"}, "A2", "no code"),
        ({"name": "***"}, "B2", "no name"),
        ({"province": "苏格兰省"}, "F2", "苏格兰省"),
        ({"city": "焦作市"}, "G2", "河南省"),
        ({"county": "武陟县"}, "H2", "焦作市, not in 无锡市"),
        ({"answers_for": "某委"}, "I2", "某委"),
        ({"kind": "池塘"}, "J2", "池塘"),
        ({"control": "村控"}, "K2", "村控"),
        ({"lon": 31.4, "lat": 120.1}, "L2", "between 73 and 136"),
        ({"lat": None}, "L2", "经度"),
        ({"river_km": "十公里"}, "N2", "十公里"),
        ({"target_class": "劣Ⅴ"}, "R2", "劣Ⅴ"),
        ({"target_class": "达标"}, "R2", "达标"),
        ({"target_items": "总磷很低"}, "S2", "氨氮<=3"),
        ({"target_items": "总磷<=0.1;TP<=0.2"}, "S2", "twice"),
        ({"start": "去年"}, "T2", "去年"),
        ({"start": "2021-02-29"}, "T2", "2021-02-29"),
        ({"end": "2020-12-31"}, "U2", "first day"),
        ({"purposes": "x" * 201}, "Q2", "too long"),
    ],
)
def test_each_fault_names_its_sheet_and_cell(
    atlas: Atlas, tmp_path: Path, given: dict[str, Any], cell: str, why: str
) -> None:
    done = of(atlas, tmp_path, row(**given), row(code="JS009", name="好桥"))
    (sentence,) = done.refused
    assert sentence.startswith(f"register.xlsx: sheet 断面 cell {cell}: ")
    assert why in sentence
    assert [one.code for one in done.records] == ["JS009"]


@pytest.mark.parametrize("given", [{"name": None}, {"province": None, "city": None, "county": None}])
def test_what_is_missing_is_told_with_its_row(atlas: Atlas, tmp_path: Path, given: dict[str, Any]) -> None:
    (sentence,) = of(atlas, tmp_path, row(**given), row(code="JS009", name="好桥")).refused
    assert sentence.startswith("register.xlsx: sheet 断面 row 2: ")


def test_a_wider_place_follows_from_a_narrower_one(atlas: Atlas, tmp_path: Path) -> None:
    (one,) = of(atlas, tmp_path, row(province=None, city=None, county="320211")).records
    assert (one.province, one.city, one.county) == ("320000", "320200", "320211")


def test_a_county_name_that_several_cities_have_is_told_by_the_city(atlas: Atlas, tmp_path: Path) -> None:
    (one,) = of(atlas, tmp_path, row(city="南京市", county="鼓楼区", answers_for=None)).records
    assert one.county == "320106"
    (sentence,) = of(atlas, tmp_path, row(answers_for="鼓楼区"), row(code="JS009", name="好桥")).refused
    assert "320106" in sentence
    assert "320302" in sentence


def test_without_a_code_one_is_made_of_province_and_name(atlas: Atlas, tmp_path: Path) -> None:
    (one,) = of(atlas, tmp_path, row(code=None)).records
    assert one.code == section_key("320000", "拖山")


@pytest.mark.parametrize(
    "second",
    [
        row(),
        row(name="拖山 "),
        row(name="另桥"),
        row(code="JS777"),
        row(start="2025-12-31", end=None),
    ],
)
def test_a_section_that_stands_twice_is_refused_the_second_time(
    atlas: Atlas, tmp_path: Path, second: list[Any]
) -> None:
    done = of(atlas, tmp_path, ROW, second)
    assert len(done.records) == 1
    assert done.refused[0].startswith("register.xlsx: sheet 断面 row 3: ")
    assert "row 2" in done.refused[0]


def test_a_section_may_stand_once_for_each_span(atlas: Atlas, tmp_path: Path) -> None:
    done = of(atlas, tmp_path, ROW, row(start="2026-01-01", end=None, target_class="Ⅱ"))
    assert (len(done.records), done.refused) == (2, ())


def test_an_unknown_heading_is_told_with_its_cell(atlas: Atlas, tmp_path: Path) -> None:
    with pytest.raises(PayloadError, match=r"register.xlsx: sheet 断面 cell C1: '河长' is no heading"):
        of(atlas, tmp_path, ["a", "b", "c"], headings=["断面名称", "省", "河长"])


def test_a_heading_twice_is_told_with_its_cell(atlas: Atlas, tmp_path: Path) -> None:
    with pytest.raises(PayloadError, match=r"cell C1: '名称' comes twice"):
        of(atlas, tmp_path, ["a", "b", "c"], headings=["断面名称", "省", "名称"])


@pytest.mark.parametrize("rows", [[["月报"], ["PM2.5", 35]], [["断面名称"]]])
def test_a_workbook_that_is_no_register_says_what_was_expected(
    atlas: Atlas, tmp_path: Path, rows: list[list[Any]]
) -> None:
    with pytest.raises(PayloadError, match=r"sheet 表 cell A1: expected a row of headings"):
        read(workbook(tmp_path, ("表", rows)), atlas)


def test_the_template_loads_without_a_remark(atlas: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    path.write_bytes(template())
    done = read(path, atlas)
    assert (done.records, done.refused) == ((), ())
    book = openpyxl.load_workbook(path)
    sheet = book["断面"]
    assert [cell.value.split()[0] for cell in sheet[1]] == list(SECTION_FIELDS)
    for column, value in enumerate(ROW, start=1):
        sheet.cell(row=2, column=column, value=value)
    book.save(path)
    done = read(path, atlas)
    assert (len(done.records), done.refused) == (1, ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_of_any_usual_encoding_is_read(atlas: Atlas, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes("name,province,水质目标\n拖山,江苏省,Ⅲ\n\n某桥,江苏省,七\n".encode(encoding))
    done = read(path, atlas)
    assert [(one.name, one.target_class) for one in done.records] == [("拖山", "Ⅲ")]
    assert done.refused[0].startswith("register.csv: line 4 cell C4: ")


def test_a_folder_of_faults_of_files(atlas: Atlas, tmp_path: Path) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (130 << 20))
    for name, body, why in (
        ("a.xls", b"x", "is .xlsx or .csv"),
        ("a.xlsx", b"PK\x03\x04", "no workbook"),
        ("b.xlsx", bomb.getvalue(), "unpacks to more"),
        ("a.csv", b"\xff\xfe\x00", "neither UTF-8"),
        ("b.csv", b"name,province\n\x00,x\n", "NUL"),
        ("c.csv", b'name,province\n"a,b\n', "line 3|line 2"),
    ):
        path = tmp_path / name
        path.write_bytes(body)
        with pytest.raises(PayloadError, match=why):
            read(path, atlas)


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_workbook_is_read_or_refused_with_a_sentence(
    atlas: Atlas, tmp_path: Path, seed: int
) -> None:
    pick = random.Random(seed)
    path = workbook(tmp_path, ("断面", [HEADINGS, ROW, row(code="JS009", name="好桥")]))
    body = bytearray(path.read_bytes())
    for _ in range(pick.randrange(1, 12)):
        body[pick.randrange(len(body))] = pick.randrange(256)
    path.write_bytes(bytes(body[: pick.randrange(len(body) // 2, len(body) + 1)]))
    told = ""
    try:
        done = read(path, atlas)
    except PayloadError as fault:
        told = str(fault)
    if told:
        assert told.startswith("register.xlsx: ")
    else:
        assert len(done.records) + len(done.refused) <= 2


def test_what_is_held_is_written_into_the_template_and_read_again_as_it_was(
    atlas: Atlas, tmp_path: Path
) -> None:
    held = SectionRecord(
        code="000000-ab", name="长广溪-CGX", aliases=("老桥", "旧桥"), river="长广溪", province="320000", city="320200",
        kind="reservoir_river", lon=120.3, lat=31.5, river_km=2.5, upstream=("U1",), purposes=("交界", "入湖口"),
        target_class="Ⅳ", target_items={"nh3n": 3.0, "tp": 0.35}, first=date(2025, 1, 1),
    )  # fmt: skip
    path = tmp_path / "held.xlsx"
    path.write_bytes(template([held]))
    done = read(path, atlas)
    assert not done.refused
    (found,) = done.records
    assert found.says_the_same(held)


HOSTILE = (
    "",
    "=1+1",
    "x" * 500,
    "\x07",
    "2021-13-45",
    "0.1<=",
    "<=;<=",
    "１２",
    "-1",
    "1e9",
    "[]",
    "江苏省",
    "\ufffd",
)


@pytest.mark.parametrize("seed", range(60))
def test_any_texts_are_understood_or_refused_with_their_row(atlas: Atlas, tmp_path: Path, seed: int) -> None:
    pick = random.Random(seed)
    lines = [",".join(SECTION_FIELDS)]
    for number in range(10):
        texts = [
            str(v if not isinstance(v, date) else "2021-01-01")
            for v in row(code=f"K{number}", name=f"桥{number}")
        ]
        for _ in range(pick.randrange(3)):
            texts[pick.randrange(len(texts))] = pick.choice(HOSTILE)
        lines.append(",".join(texts))
    path = tmp_path / "register.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    done = read(path, atlas)
    assert len(done.records) + len(done.refused) == 10
    assert all(sentence.startswith("register.csv: line ") for sentence in done.refused)
