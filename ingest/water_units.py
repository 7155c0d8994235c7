"""Units in which publishers of water give their values, as exact factors: an unknown unit is never guessed.

The same sheet writes mg/L, mg/l, μg/L with either of two letters mu, and 个/L where another writes MPN/L.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from indicators.water_parameters import WaterParameter

#: By the unit of a parameter, how many of it one of a published unit is; as folded by `_folded`.
FACTORS: dict[str, dict[str, Decimal]] = {
    "mg L-1": {
        "mg/l": Decimal(1), "g/m3": Decimal(1), "ug/l": Decimal("1e-3"), "mg/m3": Decimal("1e-3"),
        "ng/l": Decimal("1e-6"), "ug/m3": Decimal("1e-6"), "g/l": Decimal(1000), "mg/dm3": Decimal(1),
        "毫克/升": Decimal(1), "微克/升": Decimal("1e-3"),
    },
    "mg m-3": {
        "mg/m3": Decimal(1), "ug/l": Decimal(1), "mg/l": Decimal(1000), "g/m3": Decimal(1000), "ug/m3": Decimal("1e-3"),
        "ng/l": Decimal("1e-3"), "毫克/升": Decimal(1000), "微克/升": Decimal(1), "毫克/立方米": Decimal(1),
    },
    "L-1": {
        "cells/l": Decimal(1), "cell/l": Decimal(1), "个/l": Decimal(1), "mpn/l": Decimal(1), "cfu/l": Decimal(1),
        "个/升": Decimal(1), "/l": Decimal(1), "l-1": Decimal(1), "cells/ml": Decimal(1000), "个/ml": Decimal(1000),
        "万个/l": Decimal(10_000), "万cells/l": Decimal(10_000), "104个/l": Decimal(10_000),
        "104cells/l": Decimal(10_000), "10^4个/l": Decimal(10_000), "10^4cells/l": Decimal(10_000),
        "mpn/100ml": Decimal(10), "个/100ml": Decimal(10), "cfu/100ml": Decimal(10),
    },
    "uS cm-1": {
        "us/cm": Decimal(1), "ms/cm": Decimal(1000), "ms/m": Decimal(10), "s/m": Decimal(10_000),
        "微西门子/厘米": Decimal(1),
    },
    "NTU": {"ntu": Decimal(1)},
    "degC": {"c": Decimal(1), "°c": Decimal(1), "degc": Decimal(1), "摄氏度": Decimal(1), "度": Decimal(1)},
    "m": {"m": Decimal(1), "cm": Decimal("0.01"), "mm": Decimal("0.001"), "米": Decimal(1), "厘米": Decimal("0.01")},
    "1": {"": Decimal(1), "无量纲": Decimal(1), "1": Decimal(1), "ph": Decimal(1), "ph单位": Decimal(1)},
}  # fmt: skip

_MU = str.maketrans({"μ": "u", "µ": "u", "㎎": "mg"})


def _folded(unit: str) -> str:
    text = unicodedata.normalize("NFKC", unit).casefold().translate(_MU)
    text = "".join(text.split()).strip("()[]")
    return re.sub(r"[·∙⋅*]?(l|m3|cm|m)(?:\^?-1|−1|⁻1)$", r"/\1", text) if not text.startswith("/") else text


@lru_cache(maxsize=512)
def factor(unit: str, parameter: WaterParameter) -> Decimal | None:
    """Exact number by which a published value becomes one in the parameter's unit; None for an unknown unit.

    Parameters
    ----------
    unit
        As published; empty for the parameter's own.
    parameter
        Of which the value is.
    """
    folded = _folded(unit)
    if not folded or unit == parameter.unit:
        return Decimal(1)
    return FACTORS[parameter.unit].get(folded)
