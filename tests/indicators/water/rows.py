"""Tiny rows of water, and the class of one by the plainest loop."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indicators.water_class import Classes, classify
from indicators.water_parameters import BASIC_ITEMS, named
from indicators.water_regime import water_regime

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "standards" / "water"
RULES = water_regime(date(2024, 2, 1))
ITEMS = BASIC_ITEMS
SET_CLASS = tuple(i for i in ITEMS if i not in ("wt", "tn", "fcoli"))
NAMES = ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ")


def golden(name: str) -> list[dict[str, str]]:
    with (GOLDEN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def printed_limits() -> dict[tuple[str, str], tuple[Decimal, ...]]:
    """Limits as printed: (item, body of water) → five numbers."""
    found: dict[tuple[str, str], tuple[Decimal, ...]] = {}
    for row in golden("gb3838_2002.csv"):
        if row["number"] in ("1", "2"):
            continue
        parameter = named(row["item"].split()[0].rstrip(","))
        assert parameter is not None, row
        numbers = [re.match(r"[\d.]+", row[c]) for c in ("I", "II", "III", "IV", "V")]
        limits = tuple(Decimal(n[0]) for n in numbers if n)
        bodies = {"8a": ["river"], "8b": ["lake"], "9": ["lake"]}.get(row["number"], ["river", "lake"])
        for body in bodies:
            found[parameter.code, body] = limits
    return found


PRINTED = printed_limits()


def plain_class(values: Mapping[str, Decimal], body: str) -> tuple[int | None, set[str]]:
    """Class of plain values and the deciding items, item by item with decimals from the printed table."""
    classes: dict[str, int] = {}
    for item, value in values.items():
        if item == "ph":
            classes[item] = 1 if Decimal(6) <= value <= Decimal(9) else 6
        elif item in SET_CLASS and (item, body) in PRINTED:
            limits = PRINTED[item, body]
            met = [value >= s if item == "do" else value <= s for s in limits]
            classes[item] = met.index(True) + 1 if True in met else 6
    if not classes:
        return None, set()
    worst = max(classes.values())
    return worst, {item for item, number in classes.items() if number == worst}


def row(**values: float) -> NDArray[np.float64]:
    return np.array([values.get(i, np.nan) for i in ITEMS])


def signs(**qualifiers: int) -> NDArray[np.int8]:
    return np.array([qualifiers.get(i, 0) for i in ITEMS], np.int8)


def judged(lake: bool = False, qualifiers: Mapping[str, int] | None = None, **values: float) -> Classes:
    return classify(row(**values), signs(**(qualifiers or {})), items=ITEMS, lake=lake, regime=RULES)


def deciding(found: Classes) -> list[str]:
    return [item for item, is_one in zip(ITEMS, found.deciding, strict=True) if is_one]
