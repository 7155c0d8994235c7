"""Lists, comparisons, retrace, lever and effect through the command line, on the little network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.little_network import rows_of
from tests.contract.process import Forked

DAYS = ("--start", "2026-03-05", "--end", "2026-03-06")


@pytest.fixture(scope="module")
def own(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the little network that may be written to."""
    place = tmp_path_factory.mktemp("own") / "home"
    shutil.copytree(home, place)
    return place


@pytest.fixture(scope="module")
def command_line() -> Iterator[Forked]:
    """The command line, forked from one interpreter."""
    forked = Forked()
    yield forked
    forked.close()


def test_a_list_is_handed_in_shown_and_ranked(own: Path, command_line: Forked, tmp_path: Path) -> None:
    path = tmp_path / "重点.csv"
    path.write_text("name\n焦作市\n郑州\n开封\n火星\n", encoding="utf-8")
    call = ("lists", "upload", "重点", str(path), "--by", "张三", "--reason", "考核名单")
    done = command_line(own, *call)
    assert done.returncode == 1
    assert "line 5" in done.stderr.decode("utf-8")
    assert "3 members" in done.stdout.decode("utf-8")
    assert command_line(own, *call[:4], "--reason", "x").returncode == 2  # nobody hands it in
    listed = rows_of(command_line(own, "lists", "show", "重点").stdout)
    assert [(r["line"], r["code"]) for r in listed] == [("2", "410800"), ("3", "410100"), ("4", "410200")]
    held = {
        (r["name"], r["version"], r["members"], r["by"]) for r in rows_of(command_line(own, "lists").stdout)
    }
    assert {("168", "0", "168", "shipped"), ("重点", "1", "3", "张三")} <= held
    ranked = rows_of(command_line(own, "rank", "pm25", "--among", "重点", *DAYS).stdout)
    # Zhengzhou: 30 (23 hours of 20 and one of 260) and 20; Jiaozuo: the mean of 40 and 51.
    assert [(r["rank"], r["name"], r["value"]) for r in ranked] == [
        ("1", "郑州市", "25"), ("2", "焦作市", "46"), ("", "开封市", ""),
    ]  # fmt: skip


def test_against_adds_columns_after_those_of_the_contract(own: Path, command_line: Forked) -> None:
    done = command_line(
        own, "table", "pm25", "--of", "city", "--in", "焦作", "--start", "2026-03-06", "--end", "2026-03-06",
        "--every", "all", "--against", "period",
    )  # fmt: skip
    (row,) = rows_of(done.stdout)
    assert list(row)[12:18] == [
        "note",
        "against_start",
        "against_end",
        "against_value",
        "change",
        "change_percent",
    ]
    assert (row["against_start"], row["against_value"], row["change"]) == (
        "2026-03-05T00:00:00+08:00",
        "46",
        "0",
    )


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(("rank", "pm25", *DAYS), id="neither-region-nor-list"),
        pytest.param(("rank", "pm25", "--in", "河南", "--among", "169", *DAYS), id="no-such-list"),
        pytest.param(("lists", "show", "169"), id="show-no-such-list"),
        pytest.param(("retrace", "pm25", "--in", "河南", *DAYS), id="retrace-of-nothing"),
        pytest.param(("lever", "pm25", "--in", "河南", *DAYS, "--member", "郑州"), id="first-already"),
        pytest.param(
            ("lever", "primary", "--in", "河南", *DAYS, "--member", "郑州"), id="nothing-to-rank-by"
        ),
        pytest.param(("lever", "pm25", "--in", "河南", *DAYS, "--member", "北京"), id="not-on-the-list"),
        pytest.param(("effect", "--in", "河南", *DAYS, "--edition", "2012"), id="edition-twice"),
    ],
)
def test_a_wrong_call_is_told_in_a_sentence(call: tuple[str, ...], own: Path, command_line: Forked) -> None:
    done = command_line(own, *call)
    said = done.stderr.decode("utf-8")
    assert (done.returncode, done.stdout) == (2, b"")
    assert "Traceback" not in said
    assert "Error: " in said


def test_lever_retrace_and_effect_answer(own: Path, command_line: Forked) -> None:
    lever = rows_of(command_line(own, "lever", "pm25", "--in", "河南", *DAYS, "--member", "洛阳").stdout)
    # Luoyang 75 is last of five; Xinxiang, with one valid day, has 60.
    assert [(r["value"], r["needed"], r["rank"], r["rank_after"]) for r in lever] == [("75", "60", "5", "4")]
    day = ("--start", "2026-03-06", "--end", "2026-03-06")
    retrace = rows_of(
        command_line(own, "retrace", "pm25", "--in", "河南", *day, "--against", "period").stdout
    )
    told = {r["name"]: (r["place_then"], r["place_now"], r["cause"]) for r in retrace}
    assert told["新乡市"] == ("", "4", "entered")
    assert told["洛阳市"] == ("4", "5", "membership")
    effect = rows_of(command_line(own, "effect", "--in", "洛阳", *DAYS).stdout)
    good = next(r for r in effect if r["indicator"] == "good_days")
    assert (good["value_from"], good["value_to"], good["standard"]) == ("2", "0", "-2")  # PM2.5 75
