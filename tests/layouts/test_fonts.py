"""The shipped fonts: every character of our words at once, every name that a page may show, and from this server."""

from __future__ import annotations

import ast
import csv
import gzip
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from layouts._fonts import preloads
from tests.layouts.conftest import Screen

HOUSE = Path(__file__).resolve().parents[2]
ASSETS = HOUSE / "layouts" / "assets"
WORDED = ("indicators", "assessment", "actions", "figures", "layouts", "reports", "commands")
RULE = re.compile(
    r'font-weight:(\d+);.*?url\("(fonts/lanbi-\d+-([a-z0-9-]+)\.woff2)\?m=\w+"\).*?unicode-range:([^}]+)}'
)
MEND = "run `python data/fonts/make.py` and commit what it writes"


def slices() -> dict[tuple[str, str], tuple[Path, set[str]]]:
    """File and characters of each slice by weight and name, as the style sheet tells a browser."""
    found = {}
    for weight, address, name, ranges in RULE.findall((ASSETS / "fonts.css").read_text(encoding="utf-8")):
        spans = [[int(end, 16) for end in span[2:].split("-")] for span in ranges.split(",")]
        held = {chr(code) for span in spans for code in range(span[0], span[-1] + 1)}
        found[weight, name] = (ASSETS / address, held)
    return found


def said() -> Iterator[tuple[str, str]]:
    """Every string of the modules that have words, but docstrings and patterns, with the module's name."""
    for package in WORDED:
        for path in sorted((HOUSE / package).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            aside: set[int] = set()
            for node in ast.walk(tree):
                if isinstance(node, ast.Expr):
                    aside.add(id(node.value))
                elif isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re."):
                    aside |= {id(part) for part in ast.walk(node)}
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in aside:
                    yield path.name, node.value.replace("\u9fff", "")  # the end of a range, no word


def test_every_character_of_our_words_is_shipped_and_in_the_first_slice() -> None:
    """A few of the newest words may wait for a second slice; the fonts are made anew before they are many."""
    for weight in ("400", "700"):
        found = {name: held for (w, name), (_, held) in slices().items() if w == weight}
        words = {c: name for name, text in said() for c in text if c.isprintable()}
        assert {c: name for c, name in words.items() if not any(c in held for held in found.values())} == {}
        later = {c: name for c, name in words.items() if c not in found["core"]}
        assert len(later) <= 40, f"{MEND}: {later}"


def test_divisions_are_in_the_first_two_slices_and_every_character_in_one() -> None:
    names: dict[str, set[str]] = {}
    for level in ("province", "prefecture", "county"):
        packed = next((HOUSE / "data" / "boundaries").glob(f"{level}_*.geojson.gz")).read_bytes()
        features = json.loads(gzip.decompress(packed))["features"]
        names[level] = {c for one in features for c in one["properties"]["name"]}
    found = slices()
    core, county = found["400", "core"][1], found["400", "county"][1]
    assert names["province"] | names["prefecture"] <= core, MEND
    assert names["county"] <= core | county, MEND
    for weight in ("400", "700"):
        every = [c for (w, _), (_, held) in found.items() if w == weight for c in held]
        assert len(every) == len(set(every)) > 8_000


def test_a_slice_holds_what_the_style_sheet_says_of_it() -> None:
    for name in ("core", "county", "rare-1"):
        path, held = slices()["400", name]
        assert {chr(code) for code in TTFont(path, lazy=True).getBestCmap()} == held
        assert path.stat().st_size < 300_000
    assert sum(path.stat().st_size for (_, name), (path, _) in slices().items() if name == "core") < 450_000


def test_the_fonts_bear_their_licence_and_no_reserved_name() -> None:
    for path in (HOUSE / "data" / "fonts").glob("*.woff2"):
        names = TTFont(path, lazy=True)["name"]
        assert names.getDebugName(1) == "Lanbi Sans"
        assert "Adobe" in names.getDebugName(0)
        assert "SIL Open Font License, Version 1.1" in names.getDebugName(13)
        assert not re.search("Source|Noto", names.getDebugName(4) + names.getDebugName(6))
    assert "SIL OPEN FONT LICENSE Version 1.1" in (HOUSE / "data" / "fonts" / "OFL.txt").read_text()


def test_small_figures_are_drawn_although_the_source_has_none() -> None:
    font = TTFont(HOUSE / "data" / "fonts" / "LanbiSans-Regular.woff2", lazy=True)
    cmap, widths = font.getBestCmap(), font["hmtx"]
    for small, plain in zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True):
        assert 0.5 < widths[cmap[ord(small)]][0] / widths[cmap[ord(plain)]][0] < 0.8
    assert ord("①") not in cmap, "its place was lent"


def test_a_page_names_the_first_slices_before_it_needs_them() -> None:
    links = preloads("/lanbi/")
    assert re.findall(r'href="([^"?]+)', links) == [
        "/lanbi/assets/fonts/lanbi-400-core.woff2",
        "/lanbi/assets/fonts/lanbi-700-core.woff2",
    ]
    assert links.count("crossorigin") == 2


@pytest.mark.real
def test_the_names_of_stations_and_townships_can_be_drawn(shared: Path) -> None:
    held = {c for _, some in slices().values() for c in some}
    with (shared / "data" / "cnemc_hourly_2026" / "stations_seen.csv").open(encoding="utf-8-sig") as file:
        stations = {c for row in csv.reader(file) for text in row for c in text if c.isprintable()}
    assert stations <= held
    packed = (shared / "data" / "admin_lists" / "ok_data_level4.csv.gz").read_bytes()
    towns = {c for c in gzip.decompress(packed).decode("utf-8-sig") if "\u4e00" <= c <= "\u9fff"}
    assert len(towns - held) < 15, towns - held  # of 3,200: forms that are no longer written


@pytest.mark.browser
def test_screens_are_set_in_the_shipped_font_and_in_no_other(
    screen: Callable[..., Screen], demo_url: str
) -> None:
    one = screen(demo_url)
    for address, part in (("/wall", ".wall .head"), ("/targets?lang=en", "#desk-main h1")):
        one.page.goto(demo_url + address)
        one.page.wait_for_selector(part)
        one.page.wait_for_function("() => document.fonts.status === 'loaded' && document.fonts.size > 0")
        assert used(one.page, "h1, h2, a, b, small, span") == {"Lanbi Sans"}
    fonts = [url for url in one.asked if ".woff" in url]
    assert fonts
    assert all("/assets/fonts/lanbi-" in url and "?m=" in url for url in fonts)
    kept = one.page.request.get(fonts[0]).headers["cache-control"]
    assert "immutable" in kept


def used(page: Any, selector: str) -> set[str]:
    """The families that the browser really drew the visible words of a page with."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    found: set[str] = set()
    nodes = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": selector})["nodeIds"]
    for node in nodes[:150]:
        try:
            told = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        except Exception as gone:  # a renewal may take a node away between asking for it and asking about it
            if "Could not find node" not in str(gone):
                raise
            continue
        found |= {font["familyName"] for font in told}
    return found
