"""The sets for the meeting as a screen sees them: functions that the composition hands in.

Reports and screens stand side by side and know nothing of each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Where the sets stand.

    Attributes
    ----------
    released, failed, making
        Manifests without their numbers, newest first; what failed and was not made since, with its faults; how many
        are being made.
    file
        Path of a file that a set's manifest names; None for anything else.
    watch
        Figures of a set that have since changed.
    make
        Begins a set of (region, kind, window, who asks); raises ValueError with a sentence where that is no question.
    """

    released: Callable[[], Sequence[Mapping[str, Any]]]
    failed: Callable[[], Sequence[Mapping[str, Any]]]
    making: Callable[[], int]
    file: Callable[[str, str], Path | None]
    watch: Callable[[str], pd.DataFrame]
    make: Callable[[str, str, str, str], None]
