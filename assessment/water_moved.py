"""How the water of what has several sections changed: its shares in points, and in words by state and by shares."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.water_grid import regime_of
from assessment.water_window import days_of
from indicators.water_regime import WaterRegime
from indicators.water_states import Distribution, change, change_by_shares, change_by_state

MOVED: Final = ("valid_before", "good_before", "good_change", "bad_change", "change", "change_word")
"""Columns of one comparison: what was judged then, the share of Ⅰ–Ⅲ then, the changes in points, steps and word."""


def moved(now: pd.DataFrame, then: pd.DataFrame | None) -> pd.DataFrame:
    """Columns `MOVED` for the rows of an overview against those of an earlier one; None for no earlier one.

    Points are later less earlier [percent points, NaN where one is missing]; `change` −2 … 2 as text, above 0 better,
    the larger of the changes by state and by shares; both texts are empty where there is nothing to compare.

    References
    ----------
    环办〔2011〕22号 change.
    """
    size = len(now)
    if then is None:
        nothing = dict.fromkeys(MOVED[1:4], np.nan) | {"valid_before": 0, "change": "", "change_word": ""}
        return pd.DataFrame({name: [nothing[name]] * size for name in MOVED}, index=now.index)
    key = ["of", "code"]
    last = now[key].merge(then, on=key, how="left")
    good, bad = (now[n].to_numpy(np.float64) for n in ("good_water_share", "worse_than_v_share"))
    good_then, bad_then = (last[n].to_numpy(np.float64) for n in ("good_water_share", "worse_than_v_share"))
    rules = regime_of(days_of(now["start"].iloc[0], now["end"].iloc[0]).last)
    states = [
        np.where(
            table["state_number"].to_numpy(np.float64) > 0, table["state_number"].to_numpy(np.float64), np.nan
        )
        for table in (last, now)
    ]
    # Shares say something of what has several sections: few are judged by their mean alone.
    several = (now["valid"].to_numpy(np.float64) >= rules.assessment.few_sections) & (
        last["valid"].to_numpy(np.float64) >= rules.assessment.few_sections
    )
    by_shares = change_by_shares(_shares(good_then, bad_then), _shares(good, bad), rules)
    steps = change(change_by_state(*states), np.where(several, by_shares, np.nan))
    return pd.DataFrame(
        {
            "valid_before": last["valid"].fillna(0).to_numpy(np.int64),
            "good_before": good_then,
            "good_change": good - good_then,
            "bad_change": bad - bad_then,
            "change": ["" if n != n else f"{int(n)}" for n in steps.tolist()],
            "change_word": [_word(n, rules) for n in steps.tolist()],
        },
        index=now.index,
    )


def _word(steps: float, rules: WaterRegime) -> str:
    return "" if steps != steps else rules.assessment.changes[int(steps)].zh


def _shares(good: NDArray[np.float64], bad: NDArray[np.float64]) -> Distribution:
    none = np.zeros(good.shape, np.int64)
    return Distribution(counts=none, evaluated=none, left_out=none, good_share=good, bad_share=bad)
