"""Whether every character of a set can be drawn: the fonts are opened and asked, character by character."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont

FACE = "Noto Sans CJK SC"
SHIPPED = Path(__file__).resolve().parent / "assets" / "LanbiSans.woff2"


def faces() -> list[Path]:
    """Font files with which pages are drawn here: the one shipped, and what the machine has for Chinese."""
    found = [SHIPPED] if SHIPPED.exists() else []
    asking = shutil.which("fc-match")
    if asking is not None:
        run = subprocess.run(  # noqa: S603
            [asking, "-s", "-f", "%{file}\n", f"{FACE}:lang=zh-cn"], capture_output=True, text=True, check=False
        )  # fmt: skip
        found += [Path(line) for line in run.stdout.splitlines()[:3] if line]
    return found


def missing(texts: Iterable[str], fonts: Sequence[Path]) -> str:
    """The characters of these texts that none of the fonts has, in order; empty where all can be drawn."""
    wanted = {c for text in texts for c in text if not c.isspace() and c.isprintable()}
    for path in fonts:
        if not wanted:
            break
        wanted -= _characters(path)
    return "".join(sorted(wanted))


def _characters(path: Path) -> set[str]:
    held: set[str] = set()
    collection = path.suffix.lower() in (".ttc", ".otc")
    for font in TTCollection(str(path), lazy=True).fonts if collection else [TTFont(str(path), lazy=True)]:
        held |= {chr(code) for code in font.getBestCmap() or ()}
        if collection:  # the faces of a CJK collection differ in shapes, not in what they hold
            break
    return held
