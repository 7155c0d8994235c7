"""What a benchmark reports, and how a time is taken."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One comparison: ours against a rival in the same run, or a size that speaks for itself."""

    what: str
    ours: str
    rival: str = ""
    against: str = ""
    ratio: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """A subject with the function that measures it."""

    title: str
    run: Callable[[], list[Figure]]


def seconds(function: Callable[[], object], *, repeats: int = 5, warm: int = 1) -> float:
    """Median seconds of a call, after calls that are not counted."""
    for _ in range(warm):
        function()
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        function()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def compared(what: str, ours_s: float, rival_s: float, rival: str) -> Figure:
    """A figure of two times of the same work."""
    return Figure(what=what, ours=shown(ours_s), rival=shown(rival_s), against=rival, ratio=ours_s / rival_s)


def shown(value_s: float) -> str:
    """A time as people read it."""
    return f"{value_s * 1000:.1f} ms" if value_s < 1 else f"{value_s:.2f} s"
