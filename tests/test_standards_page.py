"""The page of clauses says what the code says."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

HOUSE = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def standards() -> ModuleType:
    spec = importlib.util.spec_from_file_location("standards_page", HOUSE / "docs" / "standards.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_up_to_date(standards: ModuleType) -> None:
    written = (HOUSE / "docs" / "standards.md").read_text(encoding="utf-8")
    assert written == standards.page(), "run: python docs/standards.py"


def test_every_clause_is_held_by_a_test(standards: ModuleType) -> None:
    assert "| no test |" not in standards.page()
