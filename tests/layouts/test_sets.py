"""The page of the sets for the meeting: what is there is shown and given, nothing else is, and who asks says so."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from PIL import Image
from werkzeug.serving import make_server

from assessment.basis import Basis
from layouts.questions import questions
from layouts.shelf import Shelf
from layouts.web import Drawing, Settings, web
from reports.release import file_of, released
from store.opening import Store
from tests.layouts.conftest import END, HOSTILE, Screen

SET = "410800-2026-W11-0123456789"
OTHER = "410000-2026-W10-9876543210"
PNG = ("01-cover.png", "01-cover@2x.png", "02-overview.png", "02-overview@2x.png")
FAULT = "map.mean does not show #FF0000: a blank tile"


def written(folder: Path, ident: str, name: str, made_at: str) -> None:
    """A released set as it stands in its folder: tiny pictures, files of a few bytes, and the manifest of them."""
    place = folder / ident
    place.mkdir(parents=True)
    for file in PNG:
        Image.new("RGB", (32, 18), "#0B4F8A").save(place / file)
    for ending in ("slides.pptx", "briefing.docx", "tables.xlsx"):
        (place / f"{ident}-{ending}").write_bytes(b"PK of " + ending.encode())
    (place / "lanbi.sqlite").write_bytes(b"not of the set")
    files = {
        p.name: {"sha256": "", "bytes": p.stat().st_size}
        for p in sorted(place.iterdir())
        if p.name != "lanbi.sqlite"
    }
    manifest = {
        "id": ident, "name": {"zh": name, "en": name}, "window": {"zh": "2026年第11周", "en": "Week 11 of 2026"},
        "language": "zh", "made_at": made_at, "scope": {"as_of": "2026-03-15T23:00:00+00:00"}, "simulated": False,
        "provisional": True, "figures": [], "tables": [], "files": files,
    }  # fmt: skip
    (place / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")


class Desk:
    """A shelf over a folder, and what was asked of it."""

    def __init__(self, folder: Path) -> None:
        self.made: list[tuple[str, str, str, str]] = []
        self.folder = folder

    def make(self, within: str, kind: str, window: str, by: str) -> None:
        if not within:
            raise ValueError("a place is needed")
        self.made.append((within, kind, window, by))

    def watch(self, ident: str) -> pd.DataFrame:
        row = {"label_zh": "PM2.5浓度", "label_en": "PM2.5 concentration", "then": "60", "now": "62", "change": "+2",
               "why": HOSTILE}  # fmt: skip
        return pd.DataFrame([row] if ident == SET else [])

    @property
    def shelf(self) -> Shelf:
        failed = [{"name": {"zh": "南通市", "en": "Nantong"}, "window": {"zh": "2026年第11周", "en": "Week 11 of 2026"},
                   "at": "2026-03-16T00:00:00+00:00", "faults": [FAULT]}]  # fmt: skip
        return Shelf(
            released=lambda: released(self.folder), failed=lambda: failed, making=lambda: 0,
            file=lambda ident, name: file_of(self.folder, ident, name), watch=self.watch, make=self.make,
        )  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("sets")
    written(folder, SET, "焦作市", "2026-03-16T00:00:00+00:00")
    written(folder, OTHER, HOSTILE, "2026-03-09T00:00:00+00:00")
    return Desk(folder)


@pytest.fixture(scope="module")
def app(measured: Store, drawn: Drawing, desk: Desk) -> Any:
    clock = Settings(clock=lambda: END + timedelta(minutes=20))
    return web(questions(measured, Basis()), drawn, settings=clock, shelf=desk.shelf)


@pytest.fixture(scope="module")
def client(app: Any) -> Iterator[Any]:
    with app.server.test_client() as made:
        yield made


@contextmanager
def _served(app: Any) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()


@pytest.fixture(scope="module")
def url(app: Any) -> Iterator[str]:
    with _served(app) as there:
        yield there


def test_what_the_manifest_names_is_given_as_it_is(client: Any, desk: Desk) -> None:
    for name in (*PNG, f"{SET}-slides.pptx", f"{SET}-briefing.docx", f"{SET}-tables.xlsx", "manifest.json"):
        answer = client.get(f"/sets/{SET}/{name}")
        assert answer.status_code == 200, name
        assert answer.data == (desk.folder / SET / name).read_bytes()
        kept = "attachment" in answer.headers.get("Content-Disposition", "")
        assert kept is not name.endswith(".png"), "pictures are shown, files are saved"


@pytest.mark.parametrize(
    "path",
    [
        f"{SET}/lanbi.sqlite", f"{SET}/nothing.png", f"../{SET}/manifest.json", "../x", "%2e%2e/manifest.json",
        "nowhere/01-cover.png", f"{OTHER}/{SET}-slides.pptx", f"{SET}/01-cover.png%00",
    ],
)  # fmt: skip
def test_what_the_manifest_does_not_name_is_not_found(client: Any, path: str) -> None:
    answer = client.get(f"/sets/{path}")
    held = (b"not of the set", b"PK of", b'"files"')
    assert not any(part in answer.data for part in held)
    assert answer.status_code == 404 or path.startswith("../"), "the test client itself resolves two dots"


@pytest.mark.parametrize("path", ["..%2f..%2flanbi.sqlite", "%2fetc%2fpasswd", "..%5c..%5clanbi.sqlite"])
def test_a_path_in_the_place_of_a_name_gives_nothing(client: Any, path: str) -> None:
    answer = client.get(f"/sets/{SET}/{path}")
    assert answer.status_code == 404 or answer.mimetype == "text/html", (
        "at most the empty page of the application"
    )
    assert b"root:" not in answer.data
    assert b"not of the set" not in answer.data


@pytest.mark.browser
@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("已发布", "未能发布", "焦作市", "南通市", "2026年第11周", "未审核", "制作一套")),
        ("en", ("Released", "Not released", "Nantong", "Week 11 of 2026", "not reviewed", "Make a set")),
    ],
)
def test_sets_and_failures_are_listed_in_both_languages(
    screen: Callable[..., Screen], url: str, lang: str, words: tuple[str, ...]
) -> None:
    one = screen(url)
    one.page.goto(f"{url}/sets?lang={lang}")
    one.page.wait_for_selector("#sets-body table")
    said = one.text("#sets")
    for word in words:
        assert word in said
    assert FAULT in said
    assert HOSTILE in said, "a hostile name is shown as it is written"
    assert one.page.title() != "owned"
    assert one.page.locator("#sets img[src=x]").count() == 0


@pytest.mark.browser
def test_a_set_shows_its_pictures_and_gives_its_files(
    screen: Callable[..., Screen], url: str, desk: Desk
) -> None:
    one = screen(url)
    one.page.goto(f"{url}/sets")
    one.page.get_by_role("link", name="焦作市", exact=True).click()
    one.page.wait_for_selector("#sets-one .thumbs img")
    one.page.wait_for_function(
        "() => [...document.querySelectorAll('#sets-one .thumbs img')].every(i => i.complete && i.naturalWidth === 32)"
    )
    assert one.page.locator("#sets-one .thumbs img").count() == 2, "one a slide; the larger one is a link"
    assert one.page.get_by_role("link", name="4K").first.get_attribute(
        "href"
    ) == f"/sets/{SET}/01-cover@2x.png".replace("@", "%40")
    with one.page.expect_download() as coming:
        one.page.get_by_role("link", name="幻灯片 PPTX").click()
    got = coming.value
    assert got.suggested_filename == f"{SET}-slides.pptx"
    assert Path(got.path()).read_bytes() == (desk.folder / SET / f"{SET}-slides.pptx").read_bytes()
    assert one.page.get_by_role("link", name="幻灯片 PDF").count() == 0, "no file, no link"


@pytest.mark.browser
def test_what_has_changed_since_is_told(screen: Callable[..., Screen], url: str) -> None:
    one = screen(url)
    one.page.goto(f"{url}/sets?set={SET}&look=1&lang=en")
    one.page.wait_for_selector("#sets-one table")
    said = one.text("#sets-one table")
    assert all(word in said for word in ("PM2.5 concentration", "60", "62", "+2", HOSTILE))
    one.page.goto(f"{url}/sets?set={OTHER}&look=1&lang=en")
    one.page.get_by_text("Nothing: every number is what it was").wait_for()


@pytest.mark.browser
def test_who_asks_for_a_set_must_say_so(screen: Callable[..., Screen], url: str, desk: Desk) -> None:
    one = screen(url)
    one.page.goto(f"{url}/sets")
    one.page.wait_for_selector("#sets-body table")
    one.page.fill("#sets-region", "焦作市")
    one.page.fill("#sets-window", "2026-W11")
    one.page.click("#sets-make")
    one.page.get_by_text("请填写姓名").wait_for()
    assert desk.made == []
    one.page.fill("#sets-by", "   ")
    one.page.click("#sets-make")
    one.page.fill("#sets-by", HOSTILE)
    one.page.click("#sets-make")
    one.page.get_by_text("已开始").wait_for()
    assert desk.made == [("焦作市", "weekly", "2026-W11", HOSTILE)]
    assert one.page.title() != "owned"


@pytest.mark.browser
def test_a_set_that_is_not_there_is_a_sentence(screen: Callable[..., Screen], url: str) -> None:
    one = screen(url)
    one.page.goto(f"{url}/sets?set=..%2F..%2Fetc&lang=en")
    one.page.wait_for_selector("#sets-one .error-state")
    assert "there is no set ../../etc" in one.text("#sets-one .error-state")


@pytest.mark.browser
def test_where_no_sets_are_made_the_page_says_so(
    screen: Callable[..., Screen], measured: Store, drawn: Drawing
) -> None:
    bare = web(questions(measured, Basis()), drawn, settings=Settings(clock=lambda: END))
    with _served(bare) as there:
        one = screen(there)
        one.page.goto(f"{there}/sets?lang=en")
        one.page.wait_for_selector("#sets-body .empty-state")
        assert "No sets are made here" in one.text("#sets")
        assert one.page.locator("#sets-make").count() == 0
        assert one.page.request.get(f"{there}/sets/{SET}/manifest.json").status == 404
