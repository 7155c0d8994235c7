"""Every workbook of the command line says in its first sheet, and every JSON in its passport, what the data are.

The commands are found in the program: one that learns to write a workbook is asked here, or named as a register.
"""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import openpyxl
import pandas as pd
import pytest

from commands import Commands
from commands.sheet import print_answer
from geo.atlas import load
from ingest.contract import Stage
from tests.assessment.few_sections import CLEAN, opened, put, record
from tests.assessment.test_handout import answer, cities
from tests.contract.process import Forked

DAYS = ("--start", "2026-03-05", "--end", "2026-03-06")
HENAN = ("--in", "河南")
HOUR = ("--start", "2026-03-05T09", "--end", "2026-03-05T12")
ASKED = {
    "budget": ("budget", "--of", "city", *HENAN, "--at", "2026-03-06T12"),
    "check": ("check", *HENAN, *DAYS),
    "control": ("control", "--of", "city", *HENAN, "--at", "2026-03-05T12"),
    "effect": ("effect", *HENAN, *DAYS),
    "episodes": ("episodes", *HENAN, *DAYS),
    "exceedances": ("exceedances", *HENAN, *DAYS),
    "explain": ("explain", "pm25", "--of", "city", "--in", "焦作", *DAYS),
    "lever": ("lever", "pm25", *HENAN, *DAYS, "--member", "洛阳"),
    "rank": ("rank", "pm25", *HENAN, *DAYS),
    "reconcile days": ("reconcile", "days", *HENAN, *DAYS),
    "reconcile hours": ("reconcile", "hours", *HENAN, *HOUR),
    "retrace": (
        "retrace",
        "pm25",
        *HENAN,
        "--start",
        "2026-03-06",
        "--end",
        "2026-03-06",
        "--against",
        "period",
    ),
    "review hour": ("review", "hour", "--station", "9101A", "--hour", "2026-03-05T09"),
    "table": ("table", "pm25", "--of", "station", *HENAN, *DAYS, "--every", "day"),
}
ELSEWHERE = {
    "surface": "tests/contract/test_surface.py",
    "reconcile figures": "tests/assessment/test_reconciliation.py",
    "targets progress": "tests/contract/test_targets.py",
}
"""Asked by another test, in a store that has something for them."""
ALONE = {"reconcile water", "review moved"}
"""Asked below, each in a store of its own."""
REGISTERS = {
    "doctor", "editions", "indicators", "ledger", "lists", "lists show", "quarantine list", "regions", "review",
    "rivers list", "sand list", "sand propose", "sand show", "sections list", "sources", "targets list",
}  # fmt: skip
"""What arrived, what is agreed and what people did: nothing in them that a review would change."""


def with_workbook(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[str]:
    """The commands that can write a workbook, by their words."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None:
                yield from with_workbook(found, (*path, name))
    for option in command.params:
        if option.name == "form" and "xlsx" in getattr(option.type, "choices", ()):
            yield " ".join(path)


def test_every_command_that_writes_a_workbook_is_asked_or_is_a_register() -> None:
    assert sorted(with_workbook(Commands())) == sorted({*ASKED, *ELSEWHERE, *ALONE, *REGISTERS})
    tests = Path(__file__).resolve().parents[2]
    assert [one for one in ELSEWHERE.values() if not (tests / one).is_file()] == []


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_a_workbook_of_provisional_data_says_so_in_a_sheet_that_people_read(
    home: Path, call: Forked, asked: tuple[str, ...]
) -> None:
    says_so(call, home, *asked)


def says_so(call: Forked, home: Path, *asked: str) -> list[str]:
    """The cells of the first sheet of a workbook that bears its mark wherever it is read."""
    done = call(home, *asked, "--format", "xlsx")
    assert done.returncode == 0, done.stderr.decode("utf-8")
    book = openpyxl.load_workbook(io.BytesIO(done.stdout))
    said = [
        [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell] for sheet in book
    ]
    assert any("未审核" in text for text in said[-1]), "the passport"
    if asked[0] != "explain":  # its sheets are steps, each as it is; the passport stands for them all
        assert said[0].count("未审核") >= 2, "above and below the table"
        assert "未审核" in book.worksheets[0].oddHeader.right.text
    return said[0]


def test_a_workbook_of_what_a_review_moved_says_so(home: Path, call: Forked, tmp_path: Path) -> None:
    place = tmp_path / "home"
    shutil.copytree(home, place)
    words = ("review", "set", "--station", "9101A", "--hour", "2026-03-05T09", "--parameter", "pm25")
    done = call(place, *words, "--value", "499", "--by", "张三", "--reason", "比对记录")
    assert done.returncode == 0, done.stderr.decode("utf-8")
    batch = re.findall(r"batch (\d+)", done.stdout.decode("utf-8"))[-1]
    assert "9101A" in says_so(call, place, "review", "moved", batch)


def test_a_workbook_of_sections_beside_their_published_classes_says_so(call: Forked, tmp_path: Path) -> None:
    store = opened(tmp_path / "wet", load(), [record("b1")])
    start, slot = datetime(2026, 3, 5, 4, tzinfo=UTC), timedelta(hours=4)
    put(store, {"b1": CLEAN}, start, slot, stage=Stage.PROVISIONAL, states={"b1": ("Ⅴ", "正常")})
    store.close()
    asked = ("reconcile", "water", "--start", "2026-03-01", "--end", "2026-03-31")
    assert "b1" in says_so(call, tmp_path / "wet", *asked)


def printed(capture: pytest.CaptureFixture[bytes], form: str, *, simulated: bool) -> bytes:
    made = answer(cities(), simulated=simulated)
    note = "simulated" if simulated else ""
    print_answer(replace(made, table=made.table.assign(note=note)), form=form)
    return capture.readouterr().out


@pytest.mark.parametrize("simulated", [False, True])
def test_what_is_simulated_says_so_in_every_form(
    capfdbinary: pytest.CaptureFixture[bytes], simulated: bool
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(printed(capfdbinary, "xlsx", simulated=simulated)))
    assert ("模拟数据 DEMO" in str(book.worksheets[0]["A3"].value)) is simulated
    told: Any = json.loads(printed(capfdbinary, "json", simulated=simulated))
    assert told["passport"]["marks"] == ["模拟数据 DEMO"] * simulated + ["未审核"]
    rows = pd.read_csv(io.BytesIO(printed(capfdbinary, "csv", simulated=simulated)), dtype=str)
    assert rows["stage"].tolist() == ["provisional"] * 3
    assert (rows["note"] == "simulated").all() == simulated
