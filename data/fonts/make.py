"""Make the fonts that Lanbi ships from Noto Sans CJK SC: Lanbi Sans, whole for reports, in slices for browsers.

Run by hand after a word brought a character that the first slice has not (a test says so):
``python data/fonts/make.py [--anew] [FOLDER OF THE TWO .ttc]``. A slice whose characters are the same is left alone,
unless all are to be made anew. The slices lie under `layouts/assets/fonts`, the style sheet that names them is
`layouts/assets/fonts.css`, the whole fonts lie here.

A browser fetches a slice when the page has a character of it. The first holds every word of ours and the names of
provinces and prefectures, the second those of counties; then come GB 2312 (levels 1 and 2) and what the general table
of 2013 (通用规范汉字表) has beyond it: names of towns, stations and rivers.
"""

from __future__ import annotations

import ast
import gzip
import hashlib
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from fontTools.misc.transform import Transform
from fontTools.pens.recordingPen import RecordingPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parents[1]
SLICES: Final = ROOT / "layouts" / "assets" / "fonts"
STYLE: Final = ROOT / "layouts" / "assets" / "fonts.css"
SOURCE: Final = Path("/usr/share/fonts/opentype/noto")
FAMILY: Final = "Lanbi Sans"
WEIGHTS: Final = {400: "Regular", 700: "Bold"}
OURS: Final = (
    *("indicators", "geo", "ingest", "store", "assessment", "actions"),
    *("figures", "layouts", "reports", "commands"),
)
EACH: Final = 800
"""Characters of a slice, at the most, beyond the first two."""

# What the source does not draw is drawn from what it does: figures made small, and a few signs. Each takes the place
# of a glyph that is not wanted (a circled number), so that nothing else of the font need be rebuilt.
SMALL: Final = 0.62
STEMS: Final = {400: 0.5, 700: 1.3}
"""Where the stems of small figures lie between the regular (0) and the bold face (1)."""
BELOW, ABOVE = -130, 370
DRAWN: Final[dict[str, tuple[str, float, float, float]]] = {
    **{chr(0x2080 + i): (str(i), SMALL, 0, BELOW) for i in range(10)},
    **{c: (d, SMALL, 0, ABOVE) for c, d in zip("⁰⁴⁵⁶⁷⁸⁹⁺⁻", "0456789+−", strict=True)},
    "▸": ("▶", 0.62, 0, 145),
    "▾": ("▼", 0.62, 0, 145),
    "✕": ("×", 1.35, 0, -130),
}
DONORS: Final = [chr(0x2460 + i) for i in range(20)] + [chr(0x3220 + i) for i in range(10)]
ASIDE: Final = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180)))) + (
    "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρστυφχψω‐‑‒–—―‘’“”…‰′″℃℉№Ⅰ Ⅱ Ⅲ Ⅳ Ⅴ Ⅵ Ⅶ Ⅷ Ⅸ Ⅹ ←↑→↓↗↘−∑√∞≈≠≤≥⊙■□▲△▼▽◆◇○◎●★☆✓"
    "　、。〈〉《》「」『』【】〔〕〇：；，．！？（）［］％＋－＝～·•※㎎㎏㎜㎝㎞㎡㏄│─┌┐└┘├┤┬┴┼◐▶◀０１２３４５６７８９"
)
# The most usual characters, and those of the field: a new word seldom needs another.
USUAL: Final = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本"
    "去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系很情者最立代想已通并提直题程展五果料象员位入常文总次品式"
    "活设及管特件长求老头基资边流路级少图山统接知较将组见计别手角期根论运农指几九区强放决西被干做必先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己"
    "美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容须际商非验连断深难近矿千周"
    "委素技备半办青省列习响约支般史感劳便团往酸历市何除消构府称太准精值号率族维划选标写存候快效院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严紧柱销督察巡季末村镇乡街企"
    "污染源排烟囱监测预警应急措施整改考核问责约谈奖惩补偿臭黑河湖库溪渠塘坝井灌溉渔养殖畜禽垃圾填埋焚烧危废"
)
# Characters of old names of towns and villages that are in neither table.
TOWNS: Final = "氹濛塚酇鮀礐磑洩甽鮜荍耈葠竜"


def words() -> set[str]:
    """Every character that a text of ours may put on a screen or a page, and the names of provinces and prefectures."""
    found = set(ASIDE) | set(USUAL) | set(DRAWN)
    for package in OURS:
        for path in (ROOT / package).rglob("*"):
            if path.suffix == ".py":
                found |= set("".join(_texts(ast.parse(path.read_text(encoding="utf-8")))))
            elif path.suffix in (".js", ".css", ".html", ".toml"):
                found |= set(path.read_text(encoding="utf-8"))
    for level in ("province", "prefecture"):
        found |= names(level)
    for page in (ROOT / "CONTEXT.md", ROOT / "README.zh-CN.md", *(ROOT / "docs").glob("*.md")):
        found |= set(page.read_text(encoding="utf-8"))
    found |= set((ROOT / "data" / "boundaries" / "published_units.csv").read_text(encoding="utf-8"))
    return found


def names(level: str) -> set[str]:
    """The characters of the names of all divisions of a level."""
    path = next((ROOT / "data" / "boundaries").glob(f"{level}_*.geojson.gz"))
    features = json.loads(gzip.decompress(path.read_bytes()))["features"]
    return set("".join(str(text) for one in features for text in one["properties"].values()))


def _texts(tree: ast.AST) -> Iterator[str]:
    """The strings of a module; its docstrings are for those who read it."""
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def tables() -> tuple[str, str, str]:
    """GB 2312 level 1 and level 2, and what the general table of 2013 has beyond them."""
    levels = [
        "".join(
            bytes([row + 160, cell + 160]).decode("gb2312", "ignore") for row in rows for cell in range(1, 95)
        )
        for rows in (range(16, 56), range(56, 88))
    ]
    rare = "".join((HERE / "rare.txt").read_text(encoding="utf-8").splitlines()[1:])
    return levels[0], levels[1], rare + TOWNS


def parts(drawable: set[str]) -> dict[str, list[str]]:
    """The characters of each slice by its name; no character is in two."""
    core = sorted(words() & drawable)
    taken = set(core)
    made = {"core": core}
    for name, wanted in zip(
        ("county", "common", "further", "rare"), (names("county"), *tables()), strict=True
    ):
        rest = sorted((set(wanted) & drawable) - taken)
        taken |= set(rest)
        count = -(-len(rest) // EACH)
        for i in range(count):
            each = -(-len(rest) // count)
            made[name if count == 1 else f"{name}-{i + 1}"] = rest[i * each : (i + 1) * each]
    return made


def opened(folder: Path, weight: int) -> TTFont:
    """The face for Simplified Chinese of one weight of the source."""
    collection = TTCollection(str(folder / f"NotoSansCJK-{WEIGHTS[weight]}.ttc"), lazy=True)
    return next(font for font in collection.fonts if font["name"].getDebugName(1) == "Noto Sans CJK SC")


def outlines(folder: Path) -> dict[str, tuple[Any, int]]:
    """What is drawn anew, as outlines with its width.

    What is made small would grow thin: its stems are a mean of both weights, or beyond the bold one.
    """
    regular, bold = (opened(folder, weight) for weight in WEIGHTS)
    found = {}
    for sign, (of, scale, x, y) in DRAWN.items():
        (light, narrow), (dark, wide) = (_outline(font, of) for font in (regular, bold))
        for weight, share in STEMS.items():
            share = (
                share if scale < 1 and [s[0] for s in light] == [s[0] for s in dark] else float(weight == 700)
            )
            pen = RecordingPen()
            at = TransformPen(pen, Transform(scale, 0, 0, scale, x, y))
            for (verb, points), (_, others) in zip(light, dark, strict=True):
                getattr(at, verb)(*(_between(p, q, share) for p, q in zip(points, others, strict=True)))
            found[f"{sign}{weight}"] = (pen, round((narrow + share * (wide - narrow)) * min(scale, 1)))
    return found


def _outline(font: TTFont, character: str) -> tuple[list[tuple[str, Any]], float]:
    pen = RecordingPen()
    glyph = font.getGlyphSet()[font.getBestCmap()[ord(character)]]
    glyph.draw(pen)
    return pen.value, glyph.width


def _between(p: tuple[float, float], q: tuple[float, float], share: float) -> tuple[float, float]:
    return p[0] + share * (q[0] - p[0]), p[1] + share * (q[1] - p[1])


def subset(folder: Path, weight: int, characters: Iterable[str], drawn: dict[str, tuple[Any, int]]) -> bytes:
    """WOFF2 of some characters of one weight under our name."""
    wanted = sorted(characters)
    anew = [c for c in wanted if c in DRAWN]
    lent = dict(zip(anew, DONORS, strict=False))
    font = opened(folder, weight)
    options = Options()
    options.hinting, options.desubroutinize, options.notdef_outline = False, True, True
    options.layout_features = ["kern"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE"]
    maker = Subsetter(options)
    maker.populate(unicodes=[ord(c) for c in (*(c for c in wanted if c not in DRAWN), *lent.values())])
    maker.subset(font)
    _draw(font, weight, lent, drawn)
    _name(font, weight)
    font.flavor, font.recalcTimestamp = "woff2", False
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _draw(font: TTFont, weight: int, lent: dict[str, str], drawn: dict[str, tuple[Any, int]]) -> None:
    top = font["CFF "].cff.topDictIndex[0]
    for sign, donor in lent.items():
        name = font.getBestCmap()[ord(donor)]
        outline, wide = drawn[f"{sign}{weight}"]
        private = top.FDArray[top.FDSelect[font.getGlyphID(name)]].Private
        pen = T2CharStringPen(wide - private.nominalWidthX, None)
        outline.replay(pen)
        top.CharStrings[name] = pen.getCharString(private=private)
        font["hmtx"][name] = (wide, 0)
        for table in font["cmap"].tables:
            if table.isUnicode() and table.format != 14 and table.cmap.pop(ord(donor), None):
                table.cmap[ord(sign)] = name
    for table in list(font["cmap"].tables):
        if table.format == 14:
            font["cmap"].tables.remove(table)


def _name(font: TTFont, weight: int) -> None:
    face, style = FAMILY.replace(" ", ""), WEIGHTS[weight]
    texts = {1: FAMILY, 2: style, 3: f"2.004;{face}-{style}", 4: f"{FAMILY} {style}", 6: f"{face}-{style}"}
    for record in font["name"].names:
        if record.nameID in texts:
            record.string = texts[record.nameID]
    cff = font["CFF "].cff
    cff.fontNames = [texts[6]]
    top = cff.topDictIndex[0]
    top.FullName, top.FamilyName = texts[4], FAMILY
    for part in top.FDArray:
        part.FontName = f"{texts[6]}-{part.FontName.rpartition('-')[2]}"


def ranges(characters: Iterable[str]) -> str:
    """Characters as CSS writes them in `unicode-range`."""
    made: list[list[int]] = []
    for code in sorted(map(ord, characters)):
        if made and code == made[-1][1] + 1:
            made[-1][1] = code
        else:
            made.append([code, code])
    return ",".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in made)


def present() -> dict[str, set[str]]:
    """The characters of each slice as the style sheet tells them now, by the name of its file."""
    found = {}
    told = STYLE.read_text(encoding="utf-8") if STYLE.exists() else ""
    for name, spans in re.findall(r"fonts/([^\"?]+)\?.*?unicode-range:([^}]+)}", told):
        ends = [[int(end, 16) for end in span[2:].split("-")] for span in spans.split(",")]
        found[name] = {chr(code) for span in ends for code in range(span[0], span[-1] + 1)}
    return found


def main(folder: Path, *, anew: bool) -> None:
    """Write the whole fonts, the slices and their style sheet; `anew` also where the characters are the same."""
    kept = present()
    drawn = outlines(folder)
    drawable = {chr(code) for code in opened(folder, 400).getBestCmap()} | set(DRAWN)
    drawable = {c for c in drawable if c.isprintable() or c == "\u3000"}
    made = parts(drawable)
    everything = [c for characters in made.values() for c in characters]
    written: dict[Path, bytes] = {}
    rules = [
        "/* Written by data/fonts/make.py: Lanbi Sans in slices; a browser fetches those that a page needs. */"
    ]
    for weight in WEIGHTS:
        path = HERE / f"LanbiSans-{WEIGHTS[weight]}.woff2"
        same = path.exists() and set(TTFont(path, lazy=True).getBestCmap()) == set(map(ord, everything))
        whole = path.read_bytes() if same and not anew else subset(folder, weight, everything, drawn)
        written[path] = whole
        sys.stdout.write(f"{weight} whole: {len(everything)} characters, {len(whole)} bytes\n")
        for name, characters in made.items():
            path = SLICES / f"lanbi-{weight}-{name}.woff2"
            same = path.exists() and path.name in kept and set(characters) == kept[path.name]
            packed = path.read_bytes() if same and not anew else subset(folder, weight, characters, drawn)
            written[path] = packed
            mark = hashlib.sha256(packed).hexdigest()[:10]
            sys.stdout.write(f"{weight} {name}: {len(characters)} characters, {len(packed)} bytes\n")
            rules.append(
                f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};font-display:swap;'
                f'src:url("fonts/{path.name}?m={mark}") format("woff2");unicode-range:{ranges(characters)}}}'
            )
    SLICES.mkdir(exist_ok=True)
    for path, packed in written.items():  # all at the end: whoever serves meanwhile has the old ones whole
        path.write_bytes(packed)
    for old in set(SLICES.glob("*.woff2")) - set(written):
        old.unlink()
    STYLE.write_text("\n".join(rules) + "\n", encoding="utf-8")


if __name__ == "__main__":
    given = [argument for argument in sys.argv[1:] if argument != "--anew"]
    main(Path(given[0]) if given else SOURCE, anew="--anew" in sys.argv)
