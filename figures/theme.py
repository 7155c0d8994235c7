"""The colours of figures that are no level's and no class's: ink, grid, and the pair for well and ill.

A figure is drawn light, as a report prints it; a dark screen exchanges each colour for its counterpart (`DARK`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FACE: Final = '"Lanbi Sans","Noto Sans SC","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif'
STRONG: Final = "#101820"
TEXT: Final = "#2A3540"
QUIET: Final = "#52616F"
WELL: Final = "#0A579F"
ILL: Final = "#9C2463"
GRID: Final = "rgba(16,24,32,.1)"
BAND: Final = "rgba(82,97,111,.2)"
WELL_BAND: Final = "rgba(10,87,159,.2)"
ILL_BAND: Final = "rgba(156,36,99,.16)"
DARK: Final[Mapping[str, str]] = {
    STRONG: "#F4F7FA",
    TEXT: "#D3DBE3",
    QUIET: "#9DABB9",
    WELL: "#6CB4F0",
    ILL: "#E59AC3",
    GRID: "rgba(255,255,255,.1)",
    BAND: "rgba(157,171,185,.24)",
    WELL_BAND: "rgba(108,180,240,.26)",
    ILL_BAND: "rgba(229,154,195,.22)",
}
"""Each light colour's counterpart on a dark ground."""
