"""Tables of the national stations by section: duplicates, times that are none, and folders that tell the place."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest

from ingest.contract import Payload, PayloadError, Remark
from ingest.refusal import DUPLICATE
from ingest.sources import water_by_section
from ingest.water import OVERRULED_WATER
from ingest.water_cells import NO_TIME
from ingest.water_tables import CONTRADICTS
from tests.ingest.build import zipped
from tests.ingest.workbooks import parsed, said, taken

HEADER = "省份,流域,断面名称,监测时间,水质类别,水温(℃),pH(无量纲),高锰酸盐指数(mg/L),站点情况"
ROW = "江苏省,长江流域,东桥,04-01 04:00,Ⅱ,17.7,8.11,3.65,正常"
NAME = "2021-04-01_05.csv"


def text(*rows: str, header: str = HEADER) -> str:
    return "".join(f"{line}\n" for line in (header, *rows))


def frame(**more: list[str]) -> bytes:
    columns = dict(zip(HEADER.split(","), ([cell] for cell in ROW.split(",")), strict=True))
    held = io.BytesIO()
    pd.DataFrame({**columns, **more}).to_parquet(held, index=False)
    return held.getvalue()


def test_a_row_is_read_by_its_headers_and_the_year_of_the_files_name() -> None:
    found = parsed("water_by_section", text(ROW), NAME)
    assert said(found, "section", "start", "parameter", "unit", "text", "state", "published_class") == [
        ("东桥", "2021-04-01T04:00", "水温", "℃", "17.7", "正常", "Ⅱ"),
        ("东桥", "2021-04-01T04:00", "pH", "无量纲", "8.11", "正常", "Ⅱ"),
        ("东桥", "2021-04-01T04:00", "高锰酸盐指数", "mg/L", "3.65", "正常", "Ⅱ"),
    ]
    assert found.line.tolist() == [2, 2, 2]


def test_rows_that_stand_twice_are_taken_once_and_the_later_of_two_that_differ() -> None:
    later = ROW.replace("3.65", "9.90")
    batch = taken("water_by_section", parsed("water_by_section", text(ROW, ROW, later), NAME))
    assert (batch.rows, batch.taken) == (3, 1)
    assert {(r.line, r.reason) for r in batch.rejected if r.whole} == {
        (2, OVERRULED_WATER),
        (3, OVERRULED_WATER),
    }
    same = taken("water_by_section", parsed("water_by_section", text(ROW, ROW), NAME))
    assert [(r.line, r.reason) for r in same.rejected] == [(2, DUPLICATE)]


@pytest.mark.parametrize("stamp", ["*", "--"])
def test_a_row_without_a_time_is_refused_since_the_file_holds_several_days(stamp: str) -> None:
    dead = f"江苏省,长江流域,西桥,{stamp},*,--,--,*,维护"
    batch = taken("water_by_section", parsed("water_by_section", text(ROW, dead), NAME))
    assert [(r.line, r.reason, r.whole) for r in batch.rejected] == [(3, NO_TIME, True)]
    assert batch.taken == 1


def test_a_file_of_one_place_may_tell_it_by_its_name_and_may_not_contradict_it(tmp_path: Path) -> None:
    path = tmp_path / "2021-04" / "江苏省_长江流域_东桥.csv"
    path.parent.mkdir()
    path.write_text(
        text(",,,04-01 04:00,Ⅱ,17.7,8.11,3.65,正常", ROW.replace("东桥", "南桥")), encoding="utf-8"
    )
    (found,) = water_by_section.parse(Payload(source="x", name=path.name, sha256="", body=path))
    assert said(found, "province", "basin", "section")[0] == ("江苏省", "长江流域", "东桥")
    assert [(r.line, r.reason, r.payload) for r in found.rejected] == [(3, CONTRADICTS, "东桥 / 南桥")]


def test_the_names_of_the_folders_fill_what_a_row_lacks_and_refuse_what_they_contradict() -> None:
    body = frame(dir_province=["江苏省"], dir_basin=["长江流域"], dir_section=["东桥"])
    assert not parsed("water_by_section", body, "2021-04.parquet").rejected
    lacking = frame(dir_province=["江苏省"], dir_section=["东桥"], 断面名称=[""], 省份=[""])
    assert said(parsed("water_by_section", lacking, "2021-04-01.parquet"), "section", "province")[0] == (
        "东桥",
        "江苏省",
    )
    other = frame(dir_province=["江苏省"], dir_section=["西桥"])
    found = parsed("water_by_section", other, "2021-04-01.parquet")
    assert [(r.line, r.reason, r.payload, r.whole) for r in found.rejected] == [
        (1, CONTRADICTS, "西桥 / 东桥", True)
    ]


def test_without_a_year_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PayloadError, match=r"东桥\.csv: its times have no year \(04-01 04:00\)"):
        parsed("water_by_section", text(ROW), "东桥.csv")
    folder = tmp_path / "2021-04"
    folder.mkdir()
    (folder / "江苏省_长江流域_东桥.csv").write_text(text(ROW), encoding="utf-8")
    (found,) = water_by_section.files(folder)
    assert isinstance(found, Payload)
    (published,) = water_by_section.parse(found)
    assert said(published, "start")[0] == ("2021-04-01T04:00",)


def test_a_zip_of_tables_is_read_member_by_member() -> None:
    header = ",".join((*water_by_section.COLUMNS, "站点情况"))
    line = "江苏省,长江流域,东桥,04-01 04:00,Ⅱ,17.7,8.11,7.01,463.6,49.7,3.65,0.092,0.048,1.70,*,*,正常"
    body = zipped(
        {"2021-04-01/a.csv": text(line, header=header), "2021-04-01/b.csv": text(line, header=header)}
    )
    found = list(water_by_section.parse(Payload(source="x", name="2021.zip", sha256="", body=body)))
    assert [said(one, "start")[0] for one in found] == [("2021-04-01T04:00",)] * 2


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("", "is empty"),
        ("<html></html>", "web page"),
        ("a,b\n1,2\n", "there is no column 省份"),
        (text(ROW, header='"省份'), "quotes"),
        (text(ROW.replace(",正常", "")), "wrong number of fields"),
    ],
)
def test_what_is_no_such_table_is_refused_with_a_sentence(body: str, says: str) -> None:
    with pytest.raises(PayloadError, match=rf"^2021-04-01_05\.csv: .*{says}"):
        parsed("water_by_section", body, NAME)


def test_in_a_folder_an_archive_of_answers_is_left_to_its_own_source(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(text(ROW), encoding="utf-8")
    (tmp_path / "b.parquet").write_bytes(frame(**{"水温(℃)|raw": ["1"]}))
    found = list(water_by_section.files(tmp_path))
    assert [type(one) for one in found] == [Payload, Remark]


@pytest.mark.real
def test_every_row_of_the_april_table_is_a_record_or_says_why_not(shared: Path) -> None:
    path = shared / "data" / "surface_water_cnemc" / "by_section_2021-04-01_05.parquet"
    (found,) = water_by_section.parse(
        Payload(source="water_by_section", name=path.name, sha256="", body=path)
    )
    assert found.record is not None
    assert len(set(found.record.tolist())) == 34_579
    assert not found.rejected
    raw = pd.read_parquet(path)
    items = raw[[name for name in raw.columns if "(" in name]]
    untimed = raw["监测时间"].isin(["*", "--"])
    says = ~items.isin(["*", "--", "", "-"]).all(axis=1)
    assert untimed.sum() == 960 + 145
    starts = found.table["start"].astype(str)
    assert (starts.str.startswith("2021-") | starts.isin(["*", "--"])).all()
    assert starts.isin(["*", "--"]).sum() == (untimed & ~says).sum() + 11 * (untimed & says).sum()
    assert starts.str.startswith("2021-").sum() == 11 * (~untimed).sum()
    assert found.table["section"].nunique() == raw["断面名称"].nunique()
