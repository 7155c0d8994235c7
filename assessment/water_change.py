"""What changed between two periods: by steps of state for a section, by steps and shares for what has several.

`change` of a class or a state is in steps of state, −2 … 2, above 0 better; `change_word` says it (明显好转 … 明显
下降). A share's change is in points, as of every number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assessment.entries import Entry
from assessment.verdicts import Verdict
from assessment.water_catalogue import CLASSES
from assessment.water_grid import EARLIEST
from indicators.water_regime import water_regime
from indicators.water_states import (
    Distribution,
    change,
    change_by_shares,
    change_by_state,
    section_state,
)

Objects = NDArray[np.object_]
Floats = NDArray[np.float64]
STATED: Final = frozenset({"water_class", "water_state"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Shares of Ⅰ–Ⅲ and of worse than Ⅴ now and then [part, member], percent."""

    good_now: Floats
    bad_now: Floats
    good_then: Floats
    bad_then: Floats


def changes(asked: Entry, now: Verdict, then: Verdict, moved: Moved | None = None) -> dict[str, Objects]:
    """The columns `change` and `change_word` [part, member] of a class or a state; none for any other indicator.

    With `moved`, of what has several sections, the larger of the changes by state and by shares is taken.

    References
    ----------
    环办〔2011〕22号 change.
    """
    if asked.code not in STATED:
        return {}
    a, b = (states_of(np.asarray(v.values, dtype=object)) for v in (then, now))
    rules = water_regime(EARLIEST)
    steps = change_by_state(a, b)
    if moved is not None:
        before, after = _shares(moved.good_then, moved.bad_then), _shares(moved.good_now, moved.bad_now)
        steps = np.where(np.isnan(steps), np.nan, change(steps, change_by_shares(before, after, rules)))
    words = rules.assessment.changes
    return {
        "change": _each(steps, lambda n: f"{int(n)}"),
        "change_word": _each(steps, lambda n: words[int(n)].zh),
    }


def _shares(good: Floats, bad: Floats) -> Distribution:
    """Two shares as the change by shares takes them; the numbers behind them are not asked there."""
    none = np.zeros(good.shape, np.int64)
    return Distribution(counts=none, evaluated=none, left_out=none, good_share=good, bad_share=bad)


def states_of(words: Objects) -> NDArray[np.float64]:
    """Numbers of the states of classes or of words of state; NaN for an empty one."""
    rules = water_regime(EARLIEST)
    by_class = dict(zip(CLASSES, section_state(np.arange(1.0, 7.0), rules).tolist(), strict=True))
    known = by_class | {one.label.zh: float(one.number) for one in rules.assessment.states}
    found = [known.get(str(word), np.nan) for word in words.ravel().tolist()]
    return np.array(found, dtype=np.float64).reshape(words.shape)


def _each(steps: NDArray[np.float64], text: Callable[[float], str]) -> Objects:
    found = np.empty(steps.size, dtype=object)
    found[:] = ["" if n != n else text(n) for n in steps.ravel().tolist()]
    return found.reshape(steps.shape)
