"""The shipped fonts in sets: inside the pages, before LibreOffice, and asked for every character of a text.

Pages carry the slices that hold their characters; LibreOffice, which reads no WOFF2, is given the whole fonts unpacked,
in a configuration of its own, so that PDF has the same letters on every machine.
"""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTCollection, TTFont

FACE = "Noto Sans CJK SC"
HOUSE: Final = Path(__file__).resolve().parents[1]
SHIPPED: Final = (
    HOUSE / "data" / "fonts" / "LanbiSans-Regular.woff2",
    HOUSE / "data" / "fonts" / "LanbiSans-Bold.woff2",
)
STYLE: Final = HOUSE / "layouts" / "assets" / "fonts.css"
_RULE: Final = re.compile(r'@font-face\{(.*?)src:url\("([^"?]+)[^"]*"\)(.*?);?unicode-range:([^}]*)\}')
_CONF: Final = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<dir>{folder}</dir><cachedir>{folder}</cachedir>
{aliases}</fontconfig>
"""
# Where a machine has none of the faces that a bureau's papers name, ours stands in for them, Latin letters as well.
_STOOD_IN: Final = (
    *("Microsoft YaHei", "SimHei", "SimSun", "FangSong", "FangSong_GB2312", "KaiTi"),
    *("黑体", "宋体", "仿宋", "仿宋_GB2312", "楷体", "方正小标宋简体"),
)


def faces() -> list[Path]:
    """Font files with which pages are drawn here: the one shipped, and what the machine has for Chinese."""
    found = [path for path in SHIPPED if path.exists()]
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


def embedded(text: str) -> str:
    """The style rules that carry, as data, every slice of the shipped fonts of which a text has a character."""
    if not STYLE.exists():
        return ""
    wanted = sorted({ord(c) for c in text})
    rules = []
    for before, address, after, ranges in _RULE.findall(STYLE.read_text(encoding="utf-8")):
        spans = [tuple(int(end, 16) for end in span[2:].split("-")) for span in ranges.split(",")]
        if any(span[0] <= code <= span[-1] for code in wanted for span in spans):
            packed = base64.b64encode((STYLE.parent / address).read_bytes()).decode()
            rules.append(
                f'@font-face{{{before}src:url("data:font/woff2;base64,{packed}"){after};unicode-range:{ranges}}}'
            )
    return "".join(rules)


def installed(folder: Path) -> Path:
    """A configuration of fonts, written into a folder together with the shipped fonts unpacked."""
    for path in SHIPPED:
        if path.exists():
            font = TTFont(str(path))
            font.flavor = None
            font.save(str(folder / f"{path.stem}.otf"), reorderTables=False)
    aliases = "".join(
        f'<alias binding="same"><family>{face}</family><accept><family>Lanbi Sans</family></accept></alias>'
        for face in _STOOD_IN
    )
    conf = folder / "fonts.conf"
    conf.write_text(_CONF.format(folder=folder, aliases=aliases), encoding="utf-8")
    return conf


def _characters(path: Path) -> set[str]:
    held: set[str] = set()
    collection = path.suffix.lower() in (".ttc", ".otc")
    for font in TTCollection(str(path), lazy=True).fonts if collection else [TTFont(str(path), lazy=True)]:
        held |= {chr(code) for code in font.getBestCmap() or ()}
        if collection:  # the faces of a CJK collection differ in shapes, not in what they hold
            break
    return held
