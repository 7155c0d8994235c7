"""Handing in a register of sections: nobody does it without name and reason, twice is once, refusals have places."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from actions.section_entry import load_sections
from app import main
from geo.atlas import load
from ingest.contract import PayloadError
from store.opening import Store, open_store
from store.water import registry

REGISTER = """断面编码,断面名称,省,市,水质目标
JS001,拖山,江苏省,无锡市,Ⅲ
JS002,某桥,江苏省,焦作市,Ⅲ
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(None, tmp_path / "home", load())
    yield opened
    opened.close()


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "register.csv"
    path.write_text(REGISTER, encoding="utf-8")
    return path


def test_a_register_goes_in_once_and_what_is_not_understood_is_told(store: Store, register: Path) -> None:
    first = load_sections(store, register, by=" 张 ", reason="年初下达")
    assert first.kept.new == ("JS001",)
    assert len(first.refused) == 1
    assert "line 3 cell D3" in first.refused[0]
    again = load_sections(store, register, by="李", reason="重报")
    assert (again.kept.new, again.kept.revised, again.kept.known) == ((), (), ("JS001",))
    assert registry(store, date(2021, 4, 1))["target_class"].tolist() == ["Ⅲ"]


def test_a_section_of_another_code_is_refused_with_its_place(store: Store, register: Path) -> None:
    load_sections(store, register, by="张", reason="年初下达")
    register.write_text("断面编码,断面名称,省\nJS777,拖山,江苏省\n", encoding="utf-8")
    done = load_sections(store, register, by="张", reason="换码")
    assert done.refused[0].startswith("register.csv: line 2: 拖山 is the section JS001 already")


@pytest.mark.parametrize(("by", "reason"), [("", "年初"), ("张", "  ")])
def test_nobody_and_no_reason_are_refused(store: Store, register: Path, by: str, reason: str) -> None:
    with pytest.raises(ValueError, match="--by"):
        load_sections(store, register, by=by, reason=reason)


def test_a_register_of_which_no_row_is_understood_is_refused_whole(store: Store, register: Path) -> None:
    register.write_text("断面名称,省\n某桥,火星\n", encoding="utf-8")
    with pytest.raises(PayloadError, match="no row is understood"):
        load_sections(store, register, by="张", reason="年初下达")


def test_the_command_loads_lists_and_makes_its_template(
    tmp_path: Path, register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANBI_HOME", str(tmp_path / "home"))
    run = CliRunner()
    loaded = run.invoke(main, ["sections", "load", str(register), "--by", "张", "--reason", "年初下达"])
    assert loaded.exit_code == 1
    assert loaded.stdout == "register.csv: 1 new, 0 changed, 0 known, 1 refused\n"
    assert "line 3 cell D3" in loaded.stderr
    listed = run.invoke(main, ["sections", "list", "--in", "无锡", "--at", "2021-04-01"])
    assert listed.exit_code == 0
    header, line = listed.stdout.splitlines()
    assert header.startswith("code,name,aliases,river,basin,province,city,county,answers_for,kind")
    assert line.startswith("JS001,拖山,")
    elsewhere = run.invoke(main, ["sections", "list", "--in", "焦作", "--at", "2021-04-01"])
    assert elsewhere.stdout.splitlines() == [header]
    made = run.invoke(main, ["sections", "template", str(tmp_path / "t.xlsx")])
    assert made.exit_code == 0
    again = run.invoke(main, ["sections", "load", str(tmp_path / "t.xlsx"), "--by", "张", "--reason", "空表"])
    assert (again.exit_code, again.stdout) == (0, "t.xlsx: 0 new, 0 changed, 0 known, 0 refused\n")
    assert run.invoke(main, ["sections", "load", str(register), "--by", "张"]).exit_code == 2
    assert run.invoke(main, ["sections", "list", "--in", "火星"]).exit_code == 2
