"""What changed between two periods: by steps of state for a section, by steps and shares for what has several.

`change` of a class or a state is in steps of state, −2 … 2, above 0 better; `change_word` says it (明显好转 … 明显
下降). A share's change is in points, as of every number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assessment.catalogue import Entry
from assessment.verdicts import Verdict
from assessment.water_catalogue import CLASSES
from assessment.water_grid import EARLIEST
from indicators.water_regime import water_regime
from indicators.water_states import change_by_state, section_state

Objects = NDArray[np.object_]
STATED: Final = frozenset({"water_class", "water_state"})


def changes(asked: Entry, now: Verdict, then: Verdict) -> dict[str, Objects]:
    """The columns `change` and `change_word` [part, member] of a class or a state; none for any other indicator.

    References
    ----------
    环办〔2011〕22号 change.
    """
    if asked.code not in STATED:
        return {}
    a, b = (states_of(np.asarray(v.values, dtype=object)) for v in (then, now))
    steps = change_by_state(a, b)
    words = water_regime(EARLIEST).assessment.changes
    return {
        "change": _each(steps, lambda n: f"{int(n)}"),
        "change_word": _each(steps, lambda n: words[int(n)].zh),
    }


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
