"""Every workbook of the command line says in its first sheet, and every JSON in its passport, what the data are.

The commands are found in the program: one that learns to write a workbook is asked here, or named as a register.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import openpyxl
import pandas as pd
import pytest

from commands import Commands
from commands.sheet import print_answer
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
    "reconcile water": "as `reconcile days`, of sections that the little network has not",
    "review moved": "as the others, of a review that the little network has not",
    "targets progress": "tests/contract/test_targets.py",
}
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
    assert sorted(with_workbook(Commands())) == sorted({*ASKED, *ELSEWHERE, *REGISTERS})


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_a_workbook_of_provisional_data_says_so_in_a_sheet_that_people_read(
    home: Path, call: Forked, asked: tuple[str, ...]
) -> None:
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
