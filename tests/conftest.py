"""What every test may lean on: the real readings where they lie beside the checkout, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the real readings; the test skips where they are absent."""
    if not (SHARED / "data").is_dir():
        pytest.skip("real readings are not beside this checkout (../shared/data)")
    return SHARED
