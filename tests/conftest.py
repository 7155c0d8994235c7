"""What every test may lean on: the real readings where they lie beside the checkout, and the printed proof."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"
_PROOF = pytest.StashKey[list[tuple[str, str, float, dict[str, object]]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--proof", default=None, help="Write outcome, time and figures of each test to this file."
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_PROOF] = []


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]
    result = yield
    report = result.get_result()
    if report.when == "call" or (report.when == "setup" and report.outcome != "passed"):
        figures = dict(item.user_properties)
        item.config.stash[_PROOF].append((item.nodeid, report.outcome, report.duration, figures))


def pytest_sessionfinish(session: pytest.Session) -> None:
    path = session.config.getoption("--proof")
    if not path:
        return
    lines = [
        "# Proof",
        "",
        "The long proofs, as last run by `make prove`. A figure is what the test recorded itself.",
        "",
        f"{datetime.now(UTC).date().isoformat()}, Python {platform.python_version()}, {platform.machine()}.",
        "",
        "| proof | outcome | seconds | figures |",
        "|---|---|---|---|",
    ]
    for name, outcome, seconds, figures in sorted(session.config.stash[_PROOF]):
        told = ", ".join(f"{key} {value}" for key, value in figures.items())
        lines.append(f"| `{name}` | {outcome} | {seconds:.1f} | {told} |")
    Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the real readings; the test skips where they are absent."""
    if not (SHARED / "data").is_dir():
        pytest.skip("real readings are not beside this checkout (../shared/data)")
    return SHARED
