"""Water through the command line: registry in, feed in, and the questions of air asked of sections."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.process import Forked

HEAD = [
    "省份", "流域", "断面名称", "监测时间", "水质类别", "水温<br/><span class='unit'>(℃)</span>", "pH(无量纲)",
    "溶解氧(mg/L)", "电导率(μS/cm)", "浊度(NTU)", "高锰酸盐指数(mg/L)", "氨氮(mg/L)", "总磷(mg/L)", "总氮(mg/L)",
    "叶绿素α(mg/L)", "藻密度(cells/L)", "站点情况",
]  # fmt: skip


def cell(raw: float) -> str:
    return f"<span title='原始值：{raw}'>{raw:.2f}</span>"


def row(name: str, time: str, published: str, nh3n: float, state: str = "正常") -> list[str]:
    said = f"<span title='所在地市:常州市&#10;所属河流:武宜运河'>{name}</span>"
    values = [cell(v) for v in (15.0, 8.0, 8.0, 400.0, 20.0, 3.0, nh3n, 0.05, 2.0)]
    return ["江苏省", "太湖流域", said, time, published, *values, "*", "*", state]


@pytest.fixture(scope="module")
def command_line() -> Iterator[Forked]:
    """The command line, forked from one interpreter."""
    forked = Forked()
    yield forked
    forked.close()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, command_line: Forked) -> Path:
    """A store with three answers of the feed, on 1 March 2026: two sections of Changzhou, one stopped."""
    folder = tmp_path_factory.mktemp("water")
    files = folder / "2026-03-01"
    files.mkdir()
    for hour, (first, second) in {0: (0.3, 1.2), 4: (0.6, 1.8), 8: (0.3, 2.4)}.items():
        time = f"03-01 {hour:02d}:00"
        body = [
            row("东潘桥", time, "Ⅱ" if first < 0.5 else "Ⅲ", first),
            row("万塔", time, {1.2: "Ⅳ", 1.8: "Ⅴ", 2.4: "劣Ⅴ"}[second], second),
            ["江苏省", "太湖流域", "停站处", "*", "", *["--"] * 11, "停站"],
        ]
        text = json.dumps(
            {"result": 1, "total": 1, "records": 3, "thead": HEAD, "tbody": body}, ensure_ascii=False
        )
        (files / f"2026-03-01_{hour:02d}.json.gz").write_bytes(gzip.compress(text.encode()))
    done = command_line(folder / "home", "load", "water_national", str(files))
    assert done.returncode in (0, 1), done.stderr.decode()
    return folder / "home"


def rows_of(out: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(out.decode("utf-8"))))


DAY = ("--start", "2026-03-01", "--end", "2026-03-01")


def told(command_line: Forked, home: Path, *arguments: str) -> list[dict[str, str]]:
    done = command_line(home, *arguments)
    assert done.returncode == 0, done.stderr.decode()
    return rows_of(done.stdout)


def test_the_table_of_sections_has_the_columns_of_every_table(command_line: Forked, home: Path) -> None:
    found = told(
        command_line, home, "table", "water_class", "--of", "section", "--in", "江苏", *DAY, "--every", "all"
    )
    assert list(found[0]) == [
        "code", "name", "start", "end", "indicator", "value", "unit", "edition", "expected", "observed", "valid",
        "stage", "note",
    ]  # fmt: skip
    by_name = {r["name"]: r for r in found}
    # Ammonia: (0.3 + 0.6 + 0.3) / 3 = 0.4 and (1.2 + 1.8 + 2.4) / 3 = 1.8.
    assert (by_name["东潘桥"]["value"], by_name["万塔"]["value"], by_name["停站处"]["value"]) == (
        "Ⅱ",
        "Ⅴ",
        "",
    )
    assert by_name["停站处"]["note"] == "no_data"
    assert by_name["万塔"]["edition"] == "GB 3838-2002"


def test_slots_are_judged_raw_and_published_classes_lie_beside(command_line: Forked, home: Path) -> None:
    ours = told(command_line, home, "table", "water_class", "--of", "section", *DAY, "--every", "slot")
    theirs = told(command_line, home, "table", "published_water_class", "--of", "section", *DAY)
    mine = {(r["name"], r["start"]): r["value"] for r in ours if r["value"]}
    assert mine == {(r["name"], r["start"]): r["value"] for r in theirs if r["value"]}
    assert len(mine) == 6
    differing = command_line(home, "reconcile", "water", *DAY)
    assert rows_of(differing.stdout) == []
    assert "6" in differing.stderr.decode("utf-8")


def test_divisions_rivers_and_rankings_answer(command_line: Forked, home: Path) -> None:
    (city,) = told(command_line, home, "table", "good_water_share", "--of", "city", *DAY, "--every", "all")
    assert (city["code"], city["value"], city["expected"], city["valid"]) == ("320400", "50.0", "2", "2")
    (river,) = told(command_line, home, "table", "water_state", "--of", "river", *DAY, "--every", "all")
    # Ammonia (0.4 + 1.8) / 2 = 1.1: Ⅳ.
    assert (river["name"], river["value"]) == ("武宜运河", "轻度污染")
    ranked = told(command_line, home, "rank", "cwqi", "--in", "江苏", *DAY)
    assert (ranked[0]["rank"], ranked[0]["code"]) == ("1", "320400")
    assert {r["rank"] for r in ranked[1:]} == {""}


def test_the_explanation_names_items_and_the_command_that_makes_it_again(
    command_line: Forked, home: Path
) -> None:
    done = command_line(home, "explain", "water_class", "--of", "section", "--in", "万塔", *DAY)
    text = done.stdout.decode("utf-8")
    assert done.returncode == 0, done.stderr.decode()
    assert "nh3n 1.8 Ⅴ" in text
    assert "python app.py explain water_class --of section --code" in text
    step = told(command_line, home, "explain", "water_class", "--of", "section", "--in", "万塔", *DAY,
                "--step", "items", "--format", "csv")  # fmt: skip
    assert {r["item"]: r["decides"] for r in step}["nh3n"] == "1"


def test_lists_of_what_there_is_name_water_too(command_line: Forked, home: Path) -> None:
    known = {r["indicator"]: r for r in told(command_line, home, "indicators")}
    assert known["water_class"]["by"] == "slot day month quarter half year all"
    assert {
        "nh3n",
        "cwqi",
        "cwqi_improvement",
        "tli",
        "class_distribution_6",
        "published_water_class",
    } <= set(known)
    notes = {r["note"] for r in told(command_line, home, "indicators", "--notes")}
    assert {"sections_left_out", "not_running", "water_body_rule", "no_target"} <= notes
    assert {"GB 3838-2002", "环办〔2011〕22号"} <= {r["number"] for r in told(command_line, home, "editions")}


def test_what_water_cannot_answer_is_a_sentence(command_line: Forked, home: Path) -> None:
    for arguments, word in (
        (("table", "pm25", "--of", "section", *DAY), "asked of water"),
        (("rank", "water_class", "--in", "江苏", *DAY), "no better and worse"),
        (("table", "cwqi_improvement", "--of", "city", *DAY, "--every", "slot"), "not made by slot"),
        (
            ("table", "water_class", "--of", "section", "--start", "2001-01-01", "--end", "2001-12-31"),
            "2002-06-01",
        ),
    ):
        done = command_line(home, *arguments)
        assert (done.returncode, word in done.stderr.decode()) == (2, True), done.stderr.decode()
