"""`targets` as a caller sees it: the book that ships, handing one in, reporting, the template, wrong calls."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest

from tests.contract.little_network import rows_of
from tests.contract.process import Forked

BY = ("--by", "张三", "--reason", "测试")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("targets")


def test_the_shipped_book_is_there_without_loading(call: Forked, place: Path) -> None:
    rows = rows_of(call(place, "targets", "list", "--in", "河南").stdout)
    assert {row["region"] for row in rows} == {"410800", "410823"}
    assert {row["version"] for row in rows} == {"0"}
    assert {"410800-2016-pm10", "410823-2020-heavy_days"} <= {row["id"] for row in rows}


def test_the_template_is_filled_in_and_loaded(call: Forked, place: Path, tmp_path: Path) -> None:
    out = tmp_path / "book.xlsx"
    assert call(place, "targets", "template", str(out)).returncode == 0
    book = openpyxl.load_workbook(out)
    headings = [str(cell.value).split()[0] for cell in book["目标"][1]]
    good = {
        "id": "n1",
        "region": "南通",
        "indicator": "pm25",
        "value": 38,
        "start": "2021-01-01",
        "end": "2021-12-31",
    }
    for row, entry in enumerate((good, good | {"id": "n2", "value": "四十"}), start=2):
        for field, value in entry.items():
            book["目标"].cell(row=row, column=headings.index(field) + 1, value=value)
    book.save(out)
    done = call(place, "targets", "load", str(out), *BY)
    assert done.returncode == 1
    assert "1 new, 0 changed, 0 known" in done.stdout.decode("utf-8")
    assert "sheet 目标 cell H3: '四十' is no number" in done.stderr.decode("utf-8")
    (row,) = [r for r in rows_of(call(place, "targets", "list").stdout) if r["id"] == "n1"]
    assert (row["region"], row["comparator"], row["version"], row["by"]) == ("320600", "<=", "1", "张三")


def test_what_is_reported_is_on_the_board(call: Forked, place: Path) -> None:
    name = "320600-2020-sewage_city"
    day = ("--day", "2020-12-31")
    (row,) = rows_of(call(place, "targets", "progress", name, *day).stdout)
    assert (row["state_zh"], row["figure"], row["note"]) == ("暂未达标", "", "no_value")
    done = call(place, "targets", "report", name, *day, "--value", "95.2", *BY)
    assert done.stdout.decode("utf-8") == f"{name} 2020-12-31: 95.2, revision 0\n"
    (row,) = rows_of(call(place, "targets", "progress", name, *day).stdout)
    assert (row["state_zh"], row["reported"], row["reported_by"]) == ("已达标", "95.2", "张三")


def test_json_has_a_passport_and_xlsx_opens(call: Forked, place: Path) -> None:
    told = json.loads(call(place, "targets", "progress", "--in", "410823", "--format", "json").stdout)
    assert len(told["rows"]) == 8
    assert told["passport"]["question"] == "targets progress"
    book = openpyxl.load_workbook(io.BytesIO(call(place, "targets", "list", "--format", "xlsx").stdout))
    assert book["data"]["A1"].value == "id"
    heads = [cell.value for cell in book["表"][5] if cell.value]
    assert {"编号", "责任书", "监测或上报"} <= set(heads)
    assert not [head for head in heads if head.isascii()], "the sheet to send on is in words"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("progress", "nothing"), "there is no target 'nothing'"),
        (("progress", "--if", "3"), "name its ID"),
        (("progress", "410800-2016-pm10", "--in", "河南"), "leave the ID out"),
        (("progress", "320600-2020-sewage_city", "--show", "path"), "has no path of days"),
        (("progress", "410800-2016-pm10", "--show", "items"), "has no items"),
        (("progress", "--in", "亚特兰蒂斯"), "亚特兰蒂斯"),
        (("report", "nothing", "--day", "2020-01-01", "--value", "1", *BY), "no target 'nothing'"),
        (("report", "410800-2016-pm10", "--day", "2016-01-01", "--value", "1", "--by", "x"), "--reason"),
        (("template", "book.csv"), "must end with .xlsx"),
    ],
)
def test_a_wrong_call_is_answered_with_a_sentence_and_2(
    call: Forked, place: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    done = call(place, "targets", *arguments)
    assert done.returncode == 2, done.stderr.decode("utf-8")
    assert sentence in done.stderr.decode("utf-8")


def test_a_file_that_is_no_book_exits_1(call: Forked, place: Path, tmp_path: Path) -> None:
    path = tmp_path / "book.yaml"
    path.write_text("[]", encoding="utf-8")
    done = call(place, "targets", "load", str(path), *BY)
    assert done.returncode == 1
    assert "book.yaml: line 1: a book is a mapping" in done.stderr.decode("utf-8")
