"""Whether a section is judged as a river or as a lake, and by what that is known.

The registry says it. Where it does not (the live feed labels none of its stations), the rule is, in this order:

1. **published**: of the section's newest `ROWS` section-times, those in which the limits of a river and of a lake give
   different classes: the limits that give the published class in more of them are those that its publisher applies.
   The published class itself is never taken over: one bit a section is, and it is the publisher's label of the place.
2. **chlorophyll**: chlorophyll or algae are measured in more than half of its section-times that have a value.
3. **otherwise** a river.

The passport counts the sections by each of these. An entry in the registry ends all guessing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.water_catalogue import CLASSES
from indicators.water_class import classify
from indicators.water_parameters import AUTOMATIC_ITEMS
from indicators.water_regime import water_regime
from store.opening import Store
from store.water_evidence import evidence
from store.water_measured import Standing, standing

Body = Literal["registry", "published", "chlorophyll", "otherwise"]
BODIES: tuple[Body, ...] = ("registry", "published", "chlorophyll", "otherwise")
LAKES: Final = frozenset({"lake"})
RIVERS: Final = frozenset({"river", "reservoir_river"})
ROWS: Final = 120
"""Section-times looked at: twenty days of the live feed."""
LIMITS_OF: Final = date(2002, 6, 1)
"""Day whose limits tell river and lake apart: GB 3838-2002, the only ones held."""
LAKE_ITEMS: Final = ("chla", "algae")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Whether each section is judged as a lake, and by what that is known [section]."""

    lake: NDArray[np.bool_]
    body: tuple[Body, ...]


def bodies(store: Store, sections: pd.DataFrame, *, as_of: datetime | None) -> Told:
    """River or lake for the sections of a registry, in their order; see the module for the rule."""
    kinds = sections["kind"].astype(str).tolist()
    codes = sections["code"].astype(str).tolist()
    unknown = tuple(sorted(c for c, k in zip(codes, kinds, strict=True) if k not in LAKES | RIVERS))
    guessed = _guessed(store, standing(store), unknown, as_of) if unknown else {}
    lake, body = [], []
    for code, kind in zip(codes, kinds, strict=True):
        is_lake, by = guessed.get(code, (False, "otherwise"))
        known = kind in LAKES | RIVERS
        lake.append(kind in LAKES if known else is_lake)
        body.append("registry" if known else by)
    return Told(lake=np.array(lake, dtype=np.bool_), body=tuple(body))


@lru_cache(maxsize=16)
def _guessed(
    store: Store, _standing: Standing, sections: tuple[str, ...], as_of: datetime | None
) -> dict[str, tuple[bool, Body]]:
    """The rule for sections without a kind; made again when anything of the store's water changed."""
    seen = evidence(
        store, sections=sections, parameters=(*AUTOMATIC_ITEMS, *LAKE_ITEMS), rows_each=ROWS, as_of=as_of
    )
    return by_rule(seen)


def by_rule(seen: pd.DataFrame) -> dict[str, tuple[bool, Body]]:
    """River or lake by section from its rows: columns section, class, the five automatic items, chla, algae.

    Sections without evidence of either kind are not in the result.
    """
    if seen.empty:
        return {}
    rules = water_regime(LIMITS_OF)
    values = seen[list(AUTOMATIC_ITEMS)].to_numpy(dtype=float)
    there = ~np.isnan(values).all(axis=1)
    published = seen["class"].map({name: n for n, name in enumerate(CLASSES, start=1)}).to_numpy(dtype=float)
    river, lake = (
        classify(values, items=AUTOMATIC_ITEMS, lake=w, regime=rules).number for w in (False, True)
    )
    tells = (river != lake) & ~np.isnan(published)
    frame = pd.DataFrame(
        {
            "section": seen["section"],
            "river": tells & (river == published),
            "lake": tells & (lake == published),
            "measured": there,
            "green": seen[list(LAKE_ITEMS)].notna().any(axis=1).to_numpy() & there,
        }
    )
    counts = frame.groupby("section", sort=False).sum()
    found: dict[str, tuple[bool, Body]] = {}
    for code, river_fits, lake_fits, measured, green in counts.itertuples():
        if river_fits != lake_fits:
            found[str(code)] = (bool(lake_fits > river_fits), "published")
        elif green * 2 > measured:
            found[str(code)] = (True, "chlorophyll")
    return found
