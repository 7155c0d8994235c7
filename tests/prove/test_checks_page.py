"""The page of the checks prints what the script finds in the real hours of June 2026."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]


@pytest.mark.prove
@pytest.mark.real
@pytest.mark.timeout(3600)
def test_the_page_of_the_checks_is_what_the_script_prints(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = importlib.util.spec_from_file_location("checks_page", HOUSE / "docs" / "checks.py")
    assert spec is not None
    assert spec.loader is not None
    page = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "checks_page", page)  # its dataclasses look for their own module
    spec.loader.exec_module(page)
    made = page.page(shared / "data" / "cnemc_hourly_2026")
    assert made == (HOUSE / "docs" / "checks.md").read_text(encoding="utf-8"), (
        "run: python docs/checks.py FOLDER"
    )
