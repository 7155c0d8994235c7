"""`template`: the workbook to fill in is written where it is asked for, and read back by its own source."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from commands.template import COMMAND
from ingest.sources import source


def test_the_template_is_written_and_opens(tmp_path: Path) -> None:
    out = tmp_path / "水质.xlsx"
    done = CliRunner().invoke(COMMAND, ["water_workbook", str(out)])
    assert done.exit_code == 0, done.output
    assert "load water_workbook 水质.xlsx" in done.output
    assert openpyxl.load_workbook(out).sheetnames == ["水质", "说明"]
    assert source("water_workbook").files is not None


@pytest.mark.parametrize("call", [["water_workbook", "a.xls"], ["demo", "a.xlsx"], ["water_workbook"]])
def test_a_wrong_call_is_told(call: list[str]) -> None:
    assert CliRunner().invoke(COMMAND, call).exit_code == 2


def test_a_place_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    done = CliRunner().invoke(COMMAND, ["water_workbook", str(tmp_path / "none" / "a.xlsx")])
    assert done.exit_code == 1
    assert "none/a.xlsx" in done.output
