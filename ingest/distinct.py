"""The distinct texts of a column: what is read once for each text and taken back by codes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The distinct texts of a column, and for each row the number of its text; shape (row,)."""

    texts: list[str]
    codes: NDArray[np.int64]

    def rows(self, which: NDArray[Any]) -> Column:
        """The same texts for some of the rows."""
        return Column(texts=self.texts, codes=self.codes[which])


def distinct(column: pd.Series[Any]) -> Column:
    """Distinct texts of the rows of a column; nulls are the empty text, unused categories are left out."""
    held = column.array
    if isinstance(held, pd.Categorical):
        codes = held.codes.astype(np.int64)
        texts = held.categories.to_numpy(dtype=object)
    else:
        codes, found = pd.factorize(column.to_numpy(dtype=object))
        texts = np.asarray(found, dtype=object)
    if (codes < 0).any():
        codes = np.where(codes < 0, len(texts), codes)
        texts = np.append(texts, "")
    is_used = np.zeros(len(texts), bool)
    is_used[codes] = True
    return Column(texts=[str(text) for text in texts[is_used]], codes=(np.cumsum(is_used) - 1)[codes])


def texts_read(read: Callable[[str], tuple[Any, str]], column: Column) -> tuple[list[Any], list[str]]:
    """What a reader makes of each distinct text, and why it makes nothing of it, empty where it does."""
    pairs = [read(text) for text in column.texts]
    return [value for value, _ in pairs], [why for _, why in pairs]


def flags(reasons: Sequence[str]) -> NDArray[np.bool_]:
    """Whether there is a reason against each distinct text."""
    return np.array([bool(why) for why in reasons], bool)
