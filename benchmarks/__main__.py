"""Runs every benchmark, or those named, and writes docs/benchmarks.md."""

from __future__ import annotations

import importlib
import os
import pkgutil
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

import benchmarks
from benchmarks.figure import Figure

MACHINERY = {"__main__", "figure", "installation", "network"}
REPORT = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"


def main(names: list[str]) -> None:
    found = [m.name for m in pkgutil.iter_modules(benchmarks.__path__) if m.name not in MACHINERY]
    lines = [
        "# Benchmarks",
        "",
        "Made by `make bench`. A ratio is ours over the rival's in the same run: below 1 is faster.",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
        f"Python {platform.python_version()}.",
    ]
    for name in names or found:
        one = importlib.import_module(f"benchmarks.{name}").BENCHMARK
        lines += [
            "",
            f"## {one.title}",
            "",
            "| what | ours | rival | against | ratio |",
            "|---|---|---|---|---|",
        ]
        for figure in one.run():
            lines.append(row(figure))
            print(name, row(figure), flush=True)
    if not names:
        REPORT.write_text("\n".join(lines) + "\n", encoding="utf-8")


def row(f: Figure) -> str:
    ratio = "" if f.ratio is None else f"{f.ratio:.2f}"
    return f"| {f.what} | {f.ours} | {f.rival} | {f.against} | {ratio} |"


main(sys.argv[1:])
