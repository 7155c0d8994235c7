"""A hundred thousand damaged payloads, drawn by number: what the proofs of air and water do alike."""

from __future__ import annotations

import random
from collections.abc import Callable

CASES = 100_000
Told = tuple[int, int] | None
"""Rows published and rows taken of a damaged payload; None of one that was refused whole."""


def stood(
    title: str,
    draw: Callable[[random.Random], tuple[str, object, Callable[[], Told]]],
    record_property: Callable[[str, object], None],
    *,
    rows: str,
) -> None:
    """Fail where one of the cases of `title` is neither refused nor accounted for; record what became of all.

    `draw` gives the name of what is damaged, how, and the trial of it. A case is drawn from its own number, so that a
    failure is drawn again by it. `rows` is what its rows are called.
    """
    refused, published, taken = 0, 0, 0
    for number in range(CASES):
        name, how, trial = draw(random.Random(f"{title} {number}"))
        try:
            told = trial()
        except Exception as fault:
            raise AssertionError(f"{name}: case {number} of {title}: {how!r}") from fault
        if told is None:
            refused += 1
        else:
            published, taken = published + told[0], taken + told[1]
    record_property("payloads", CASES)
    record_property("refused whole", refused)
    record_property(f"{rows} of the others", published)
    record_property("taken", taken)
    record_property("refused one by one", published - taken)
    assert refused < CASES
    assert 0 < taken <= published
