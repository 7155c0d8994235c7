"""What an explanation is: one figure with its passport, and the steps behind it, each made when it is opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from assessment.answer import Answer
from indicators.parameters import Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step between readings and a figure.

    Attributes
    ----------
    key
        `figure`, `items`, `days`, `cities`, `stations`, `windows`, `hours` or `batches`.
    title
        Name in both languages.
    says
        What is done in it; in the top step the formula with the values filled in.
    make
        Makes the table of the step; asked when somebody opens it.
    """

    key: str
    title: Label
    says: Label
    make: Callable[[], pd.DataFrame]

    def table(self) -> pd.DataFrame:
        """The table of the step, made now."""
        return self.make()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """How one figure came about.

    Attributes
    ----------
    answer
        The figure as `table` gives it (one row), with its passport.
    formula
        The formula with the values filled in.
    coverage
        What was expected, observed and valid, and what the standard asks for.
    steps
        From the figure down to the hours and the batches that brought them.
    command
        The command line that makes this explanation again.
    link
        Query string of a screen that shows it.
    """

    answer: Answer
    formula: Label
    coverage: Label
    steps: tuple[Step, ...]
    command: str
    link: str

    def step(self, key: str) -> Step:
        """The step of that key.

        Raises
        ------
        LookupError
            With the keys there are.
        """
        for one in self.steps:
            if one.key == key:
                return one
        raise LookupError(f"there is no step {key!r}; there are {' '.join(s.key for s in self.steps)}")
