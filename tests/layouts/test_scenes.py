"""The scenes of the wall in a real browser: each draws, they follow each other, wait for nobody and tell their age."""

from __future__ import annotations

import ast
import re
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from actions.target_entry import load_book
from assessment.basis import Basis
from layouts import _scenes
from layouts._address import address
from layouts._scenes import SCENES, programme
from layouts.questions import questions
from layouts.web import Drawing, Settings, web
from store.opening import Store
from tests.layouts.conftest import END, Screen, serving
from tests.layouts.test_wall import CHINESE, OVERFLOWING, TICK

HENAN, GUANGDONG = "410000", "440000"
NAMES = [one.name for one in SCENES]
HERE = f"?place={HENAN}"
BOOK = """
region: "410000"
document: 试验责任书
start: 2026-03-01
end: 2026-03-31
targets:
  - {id: s-days, indicator: good_days, comparator: ">=", value: 2}
  - {id: s-pm25, indicator: pm25, comparator: "<=", value: 1}
"""
LEFT = """() => {
    const texts = [], wall = document.getElementById("wall");
    const walk = document.createTreeWalker(wall, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const parent = walk.currentNode.parentElement;
        if (!parent.closest('[lang="zh"]') && parent.getClientRects().length) texts.push(walk.currentNode.data);
    }
    return texts;
}"""
BLANK = """() => [...document.querySelectorAll("#wall .tile")]
    .filter(e => getComputedStyle(e).visibility !== "hidden" && e.getClientRects().length && !/\\d/.test(e.textContent))
    .map(e => e.id + e.className)"""
INKED = """() => [...document.querySelectorAll(".day-strip canvas")].filter(canvas => {
    const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    for (let i = 3; i < pixels.length; i += 4) if (pixels[i]) return true;
    return false;
}).length"""

browser_test = [pytest.mark.browser, pytest.mark.timeout(300)]


# Without a browser --------------------------------------------------------------------------------------------------


def test_each_scene_is_one_file_that_ends_with_its_scene() -> None:
    folder = Path(_scenes.__file__).parent
    files = sorted(path.stem for path in folder.glob("_scene_*.py"))
    assert files == sorted(f"_scene_{name}" for name in NAMES)
    for file in files:
        last = ast.parse((folder / f"{file}.py").read_text(encoding="utf-8")).body[-1]
        assert isinstance(last, ast.Assign)
        assert [getattr(target, "id", "") for target in last.targets] == ["SCENE"]


def test_a_programme_says_what_is_wrong_with_it() -> None:
    assert programme("air:20, ranking:15") == (("air", 20), ("ranking", 15))
    assert programme("") == ()
    assert [name for name, _ in programme("all")] == NAMES
    for text, said in (
        ("sky:20", "sky"),
        ("air:two", "air:two"),
        ("air:2", "3 to 3600"),
        ("air:9999", "3 to 3600"),
    ):
        with pytest.raises(ValueError, match=said):
            programme(text)


def test_an_address_keeps_its_scenes() -> None:
    where = address("?place=410000&scene=ranking&scenes=air:5,ranking:5&lang=en", "zh")
    assert (where.scene, where.scenes) == ("ranking", "air:5,ranking:5")
    assert address(where.search("zh"), "zh") == where
    assert address("?scene=water", "zh").layer == "water"
    assert address("?scene=air", "zh").scene == ""
    assert address("?scene=<b>&scenes=<b>", "zh").scenes == ""


# In a browser -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def url(demo: Store, drawn: Drawing, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("book") / "book.yaml"
    path.write_text(BOOK, encoding="utf-8")
    load_book(demo, path, by="试验员", reason="试验")
    with serving(demo, drawn) as served:
        yield served


def scene(wall: Screen, name: str) -> None:
    """Wait until a scene stands."""
    wall.page.wait_for_selector(f"#wall.is-{name}", state="attached")
    wall.painted()


@pytest.mark.browser
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("width", "height", "lang"),
    [
        (1920, 1080, "en"),
        pytest.param(3840, 2160, "zh", marks=pytest.mark.prove),
        pytest.param(5760, 1080, "zh", marks=pytest.mark.prove),
    ],
)
def test_every_scene_draws_whole_at_its_size(
    screen: Callable[..., Screen], url: str, width: int, height: int, lang: str
) -> None:
    """Nothing cut, no tile blank, every panel with its time, and in English no Chinese but what is marked."""
    wall = screen(url, width, height)
    wall.show(f"{HERE}&lang={lang}")
    wall.page.wait_for_selector("#wall-alarms li", state="attached")
    for number, name in enumerate(NAMES, start=1):
        wall.page.keyboard.press(str(number))
        scene(wall, name)
        wall.page.wait_for_selector(f'#wall-scenes a[data-scene="{name}"][aria-current="true"]')
        if wall.page.locator(".stage .absent").is_visible() or name == "water":
            continue  # the simulated network has no water and may have had no heavy day
        assert wall.page.evaluate(OVERFLOWING) == [], name
        assert wall.page.evaluate(BLANK) == [], name
        if lang == "en":
            assert [text for text in wall.page.evaluate(LEFT) if CHINESE.search(text)] == [], name
    wall.page.keyboard.press(str(1 + NAMES.index("calendar")))
    scene(wall, "calendar")
    assert wall.page.evaluate(INKED) == wall.page.locator(".chart.days tbody tr").count() >= 15
    wall.page.keyboard.press(str(1 + NAMES.index("ranking")))
    scene(wall, "ranking")
    assert wall.page.locator(".chart:not(.small) tbody tr").count() == 18
    wall.page.keyboard.press(str(1 + NAMES.index("targets")))
    scene(wall, "targets")
    rows = wall.page.locator("[data-target]")
    assert (
        rows.first.get_attribute("data-target") == "s-pm25"
    )  # a mean of 1 cannot be reached: the worst comes first
    assert re.match(r"[○▽△✕✓]\s*\S", rows.first.inner_text())
    if width == 5760:
        edges = wall.page.evaluate(
            """() => [...document.querySelectorAll("#wall-stage > .tile")]
                .map(e => [e.getBoundingClientRect().left, e.getBoundingClientRect().right])"""
        )
        for joint in (1920, 3840):
            assert all(not left < joint < right for left, right in edges), edges


@pytest.mark.browser
@pytest.mark.timeout(300)
def test_scenes_follow_each_other_and_answer_to_keys_and_touch(browser: Any, url: str) -> None:
    """What has nothing to show is passed over and says why; the next scene is there before it is due."""
    page = browser.new_page(viewport={"width": 1920, "height": 1080}, has_touch=True)
    page.set_default_timeout(60_000)
    wall = Screen(page=page, url=url)
    page.on("console", lambda said: wall.complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wall.complaints.append(str(error)))
    wall.show(f"{HERE}&scenes=air:3,water:3,ranking:3,calendar:3")
    history = page.evaluate("history.length")
    for name in ("ranking", "calendar", "air"):
        page.wait_for_function("() => lanbi.rotation.kept.size > 0")
        scene(wall, name)
    assert page.evaluate("history.length") == history
    water = page.locator('#wall-scenes a[data-scene="water"]')
    assert "absent" in str(water.get_attribute("class"))
    assert water.get_attribute("title") == "库中还没有地表水数据"

    def rotation(state: str) -> None:
        page.wait_for_selector(f'html[data-rotation="{state}"]', state="attached")

    def standing() -> str:
        return str(page.locator("#wall-scenes [aria-current]").get_attribute("data-scene"))

    page.keyboard.press("Space")
    rotation("paused")
    assert "空格" in wall.text("#wall-pause")
    before = standing()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        f"() => document.querySelector('#wall-scenes [aria-current]').dataset.scene !== '{before}'"
    )
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(
        f"() => document.querySelector('#wall-scenes [aria-current]').dataset.scene === '{before}'"
    )
    page.keyboard.press("3")
    scene(wall, "ranking")
    page.go_back()
    scene(wall, before)
    page.keyboard.press("Space")
    rotation("running")
    page.keyboard.press("Space")
    rotation("paused")
    page.keyboard.press("3")
    scene(wall, "ranking")
    foot = page.locator(".stage .main .foot").bounding_box()
    page.touchscreen.tap(foot["x"] + 300, foot["y"] + 5)
    rotation("running")
    page.touchscreen.tap(foot["x"] + 300, foot["y"] + 5)
    rotation("paused")
    swipe = page.context.new_cdp_session(page)
    for kind, x in (("touchStart", 1500), ("touchMove", 1200), ("touchMove", 900), ("touchEnd", None)):
        points = [] if x is None else [{"x": x, "y": 400}]
        swipe.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    scene(wall, "calendar")
    page.locator('#wall-scenes a[data-scene="air"]').click()
    scene(wall, "air")
    assert wall.complaints == []
    page.close()


@pytest.mark.browser
@pytest.mark.timeout(300)
def test_an_absent_scene_says_why_and_space_begins_a_rotation(
    screen: Callable[..., Screen], url: str
) -> None:
    for lang, said in (("zh", "没有在期的目标"), ("en", "No target of this place runs")):
        wall = screen(url)
        wall.show(f"?place={GUANGDONG}&scene=targets&lang={lang}")
        assert said in wall.text(".stage .absent")
        assert wall.page.locator("#wall-stage .tile").count() == 1
    wall.page.keyboard.press("Space")
    wall.page.wait_for_selector('html[data-rotation="running"]', state="attached")
    assert "scenes=all" in wall.page.url


@pytest.mark.browser
@pytest.mark.timeout(300)
def test_each_tile_tells_its_age_and_keeps_what_it_shows(screen: Callable[..., Screen], url: str) -> None:
    """Nobody answers for five hours: the hours of the air are old by then, the days of the year are not."""
    wall = screen(url)
    wall.show(HERE)
    wall.page.wait_for_selector("#wall-alarms li", state="attached")
    shown = wall.text("#wall-now")
    assert wall.page.locator("#wall [data-age]").count() == 0
    wall.page.route("**/_dash-update-component*", lambda route: route.abort())
    wall.page.evaluate("() => { const now = Date.now; Date.now = () => now() + 5 * 3600e3; }")
    wall.page.wait_for_selector("#wall-now .foot[data-age]")
    assert wall.page.locator("#wall-now .foot").get_attribute("data-age") == "已过 5 小时"
    assert wall.page.locator("#wall-now.old").count() == 1
    assert wall.page.locator("#wall-alarms time[data-age]").count() == 2
    assert wall.page.locator("#wall-standing [data-age]").count() == 0
    assert wall.page.locator("#wall-stale").is_visible()
    assert wall.text("#wall-now").splitlines()[0] == shown.splitlines()[0]
    wall.complaints.clear()  # the browser reports the requests that were cut on purpose
    past = screen(url)
    past.show(f"{HERE}&hour=2026-03-10T08")
    past.page.evaluate("() => { const now = Date.now; Date.now = () => now() + 50 * 3600e3; }")
    past.page.wait_for_selector("#wall-stale:visible")
    assert past.page.locator("#wall [data-age]").count() == 0  # an hour that was asked for is not late


@pytest.mark.browser
@pytest.mark.timeout(300)
def test_alarms_are_sentences_with_their_time_and_lead_on(screen: Callable[..., Screen], url: str) -> None:
    wall = screen(url)
    wall.show(HERE)
    wall.page.wait_for_selector("#wall-alarms .next li[data-kind=target_lost]", state="attached")
    assert wall.page.locator("#wall-alarms .alarm").count() == 2
    for time in wall.page.locator("#wall-alarms time").all():
        assert time.inner_text() == f"{END + timedelta(hours=8):%m-%d %H:%M}"
    assert wall.page.locator("#wall-alarms .next li:visible").count() == 1
    wall.page.locator("#wall-alarms .next h2").click()
    assert wall.page.locator("#wall-alarms .next li:visible").count() >= 2
    lost = wall.page.locator("#wall-alarms li[data-kind=target_lost] a")
    assert "不可能" in lost.inner_text()
    assert "target=s-pm25" in str(lost.get_attribute("href"))


@pytest.mark.browser
@pytest.mark.timeout(300)
def test_the_wall_goes_on_without_its_server_and_finds_it_again(
    browser: Any, demo: Store, drawn: Drawing
) -> None:
    """The server is killed and started anew on the same port, with the same store."""

    def start(port: int) -> Any:
        app = web(
            questions(demo, Basis()), drawn, settings=Settings(clock=lambda: END + timedelta(minutes=20))
        )
        server = make_server("127.0.0.1", port, app.server, threaded=True)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    def stop(server: Any) -> None:
        server.shutdown()
        server.server_close()

    server = start(0)
    port = server.server_port
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.set_default_timeout(60_000)
    wall = Screen(page=page, url=f"http://127.0.0.1:{port}")
    page.on("pageerror", lambda error: wall.complaints.append(str(error)))
    try:
        wall.show(f"{HERE}&scenes=ranking:3,calendar:3&scene=ranking")
        page.wait_for_function("() => lanbi.rotation.kept.size === 2")
        stop(server)
        page.evaluate("() => { lanbi.patience = -1; }")
        for name in ("calendar", "ranking", "calendar"):
            scene(wall, name)
            assert page.locator(".stage .tile").count() >= 1
        page.wait_for_selector("#wall-stale:visible")
        server = start(port)
        page.evaluate("() => { lanbi.patience = 150000; }")
        page.evaluate(TICK, 9)
        page.wait_for_selector("#wall-stale", state="hidden")
        scene(wall, "ranking")
        assert wall.complaints == []
    finally:
        stop(server)
        page.close()
