"""Every page of the desk in a real browser, in both languages and both themes: drawn, quiet, and clean to axe.

Axe holds WCAG 2.2 AA as far as a machine can: contrast, names of controls, sizes of targets, landmarks, tables. The
pages are gone through in one window, as a person does, so that a part left over from the page before shows as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from assessment.periods import midnight
from geo.atlas import Atlas
from layouts.web import PAGES, Drawing
from store.opening import Store
from store.stations import stations
from tests.assessment.few_sections import CLEAN, WUXI, month, opened, put, record
from tests.layouts.conftest import Screen, serving

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PLACE = "410000"
QUERIES = {
    "region": [f"place={PLACE}", "place=410100", ""],
    "ranking": [f"place={PLACE}&member=410100&against=period", "indicator=pm25&among=168&by=improvement"],
    "station": ["code={station}"],
    "ledger": [f"place={PLACE}"],
    "reconcile": ["place=410100&what=hours", "what=days"],
    "trend": ["place=410100"],
    "targets": ["", "place=410823"],
}
"""What a page is asked for in the store of air; every other page as it opens."""
WET = {
    "water": ["place=320000&period=2026-03", "place=320000&period=2026-03&view=sheet"],
    "section": ["code=b1&month=2026-03"],
    "ranking": ["indicator=good_water_share&place=320000&start=2026-03-01&end=2026-03-31"],
    "reconcile": ["what=water&place=320000"],
    "ledger": ["source=water"],
    "region": ["place=320400"],
}
"""What is looked at in the store of water."""


@pytest.fixture(scope="module")
def water(tmp_path_factory: pytest.TempPathFactory, atlas: Atlas) -> Iterator[Store]:
    """A few sections of Changzhou and Wuxi with two months and two slots."""
    store = opened(
        tmp_path_factory.mktemp("wet"), atlas,
        [record("b1", target_class="Ⅲ", upstream=("u1",)), record("u1"), record("d1", city=WUXI, target_class="Ⅲ")],
    )  # fmt: skip
    month(store, {"b1": {**CLEAN, "nh3n": 1.8}, "u1": CLEAN, "d1": CLEAN}, date(2026, 2, 1))
    month(store, {"b1": CLEAN, "u1": CLEAN, "d1": {**CLEAN, "nh3n": 3.0}}, date(2026, 3, 1))
    slot, told = timedelta(hours=4), {"b1": ("Ⅲ", "正常")}
    put(store, {"b1": {**CLEAN, "nh3n": 0.6}}, midnight(date(2026, 3, 1)), slot, states=told)
    yield store
    store.close()


@dataclass
class Visit:
    """One window that goes from page to page without loading anew."""

    one: Screen
    axe: Any
    faults: list[str]

    def begin(self, lang: str) -> None:
        self.one.page.goto(f"{self.one.url}/health?lang={lang}")
        self.arrived("health")

    def arrived(self, path: str) -> None:
        self.one.page.wait_for_function(
            "path => document.querySelector('#desk')?.dataset.page === path && document.querySelector('#desk-main h1')"
            " && !document.querySelector('.waiting')",
            arg=path,
        )

    def go(self, path: str, query: str, lang: str, themes: tuple[str, ...]) -> None:
        """Lead to a page and look at it in these themes: all rules in the first, contrast in the other."""
        asked = f"?{query}&lang={lang}".replace("?&", "?")
        self.one.page.evaluate(
            "([path, search]) => window.dash_clientside.set_props('lanbi-url', {pathname: path, search: search})",
            [f"/{path}", asked],
        )
        self.arrived(path)
        self.one.page.wait_for_function("() => !document.querySelector('[data-dash-is-loading=true]')")
        self.framed(path, lang)
        wide = self.one.page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if wide > 0:
            self.faults.append(f"{path}{asked}: {wide} px wider than the window")
        if self.one.page.locator(".error-state").count():
            said = self.one.page.locator(".error-state").first.inner_text()
            self.faults.append(f"{path}{asked}: {said}")
        if lang == "en":
            self.faults += [f"{path}{asked}: Chinese {text!r}" for text in self.chinese()]
        for number, theme in enumerate(themes):
            self.one.page.evaluate(
                "dark => document.documentElement.classList.toggle('dark', dark)", theme == "dark"
            )
            rules = (
                {"type": "rule", "values": ["color-contrast"]} if number else {"type": "tag", "values": RULES}
            )
            self.look(f"{path}{asked} {theme}", rules)

    def framed(self, path: str, lang: str) -> None:
        """The frame says where one is: in the window's title, in the navigation, and that the data are made up."""
        page = next(page for page in PAGES if page.path == path)
        title, demo = page.title.text(lang), "模拟数据 DEMO"  # type: ignore[arg-type]
        made_up = self.one.page.locator("#desk-demo").count()
        self.one.page.wait_for_function(
            "said => document.title.startsWith(said)", arg=f"{demo} · {title}" if made_up else title
        )
        if page.listed and self.one.text('#desk-head [aria-current="page"]') != title:
            self.faults.append(f"{path}: the navigation does not say where one is")

    def look(self, where: str, only: dict[str, Any]) -> None:
        """Put down what axe finds; of a long table the first rows stand for all, which are made alike."""
        found = self.axe.run(
            self.one.page,
            context={"include": [["#desk"]], "exclude": [[".dense tbody tr:nth-child(n+9)"]]},
            options={"runOnly": only, "resultTypes": ["violations"]},
        )
        for broken in found.response["violations"]:
            nodes = [
                f"{node['target']} {node['html'][:160]} {node['any'][:1]}" for node in broken["nodes"][:3]
            ]
            self.faults.append(f"{where}: {broken['id']} ({len(broken['nodes'])}) {' | '.join(nodes)}")

    def chinese(self) -> list[str]:
        """Chinese texts on an English screen that do not say that they are."""
        texts = self.one.page.evaluate(
            """() => {
                const texts = [], desk = document.querySelector('#desk');
                const walk = document.createTreeWalker(desk, NodeFilter.SHOW_TEXT);
                while (walk.nextNode()) {
                    const over = walk.currentNode.parentElement;
                    if (!over.closest('[lang="zh"], option')) texts.push(walk.currentNode.data);
                }
                return texts;
            }"""
        )
        return [text for text in texts if CHINESE.search(text)]


def visiting(make: Callable[..., Screen], url: str, width: int, height: int) -> Visit:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    return Visit(one=make(url, width, height), axe=axe.Axe(), faults=[])


def through(visit: Visit, lang: str, station: str, themes: tuple[str, ...], most: int = 9) -> None:
    """Every framed page of the store of air in one language, in at most so many states each."""
    visit.begin(lang)
    for page in PAGES:
        for query in QUERIES.get(page.path, [""])[:most] if page.framed else []:
            visit.go(page.path, query.format(station=station), lang, themes)


@pytest.mark.parametrize(
    ("lang", "theme"), [pytest.param("zh", "light", marks=pytest.mark.prove), ("en", "dark")]
)
def test_every_page_is_drawn_quiet_and_clean_to_axe(
    screen: Callable[..., Screen], demo: Store, demo_url: str, lang: str, theme: str
) -> None:
    visit = visiting(screen, demo_url, 1920, 1080)
    through(visit, lang, str(stations(demo)["code"].iloc[0]), (theme,), most=1)
    assert visit.faults == []


@pytest.mark.prove
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_of_water_is_drawn_quiet_and_clean_to_axe(
    screen: Callable[..., Screen], water: Store, drawn: Drawing, lang: str
) -> None:
    with serving(water, drawn) as url:
        visit = visiting(screen, url, 1920, 1080)
        visit.begin(lang)
        for path, queries in WET.items():
            for query in queries:
                visit.go(path, query, lang, ("light", "dark"))
        assert visit.faults == []


@pytest.mark.prove
@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080), (3840, 2160)])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_holds_at_three_sizes(
    screen: Callable[..., Screen], demo: Store, demo_url: str, lang: str, width: int, height: int
) -> None:
    visit = visiting(screen, demo_url, width, height)
    through(visit, lang, str(stations(demo)["code"].iloc[0]), ("light", "dark"))
    assert visit.faults == []
