"""Pictures of slides from a headless browser: taken when the page says it is ready, never after a sleep."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

from reports.slides import SLIDE

READY_MS = 30_000
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--font-render-hinting=none",
)  # fmt: skip


# A part of the body that reaches below it, or text wider than what holds it, would be cut off.
_OVERFLOW = """() => [...document.querySelectorAll('.slide')].filter(slide => {
    const body = slide.querySelector('.body');
    const floor = slide.getBoundingClientRect().bottom - 70;
    return (body && [...body.querySelectorAll('*')].some(e => e.getBoundingClientRect().bottom > floor))
        || slide.scrollWidth > slide.clientWidth
        || (body && [...body.children].some(e => e.scrollWidth > e.clientWidth + 2));
}).map(slide => slide.id)"""


class DrawingError(RuntimeError):
    """The pictures could not be made; the text is a sentence for people."""


def browser() -> str:
    """Path of the browser on this machine.

    Raises
    ------
    DrawingError
        If there is none.
    """
    found = next((path for name in _PROGRAMS if (path := shutil.which(name))), None)
    if found is None:
        raise DrawingError("no browser draws the pictures: install Chromium")
    return found


def pictures(
    html: Path, *, slides: Sequence[str], folder: Path, set_id: str, scales: Sequence[int] = (1, 2),
    program: str | None = None, parts: Sequence[str] = (),
) -> list[Path]:  # fmt: skip
    """PNG files of every slide of a document: `01-cover.png` at 1920 × 1080, `01-cover@2x.png` at 3840 × 2160.

    Parameters
    ----------
    parts
        Keys of maps and calendars, of which a picture of their own is made for other media: `KEY.part.png`.

    Raises
    ------
    DrawingError
        If the browser dies, the page is not ready in time, asks for anything from elsewhere, reports an error, or
        is not the set that was asked for.
    """
    with ThreadPoolExecutor(1) as aside:  # a thread of its own: its caller may have an event loop running
        return aside.submit(
            _taken, html, slides=slides, folder=folder, set_id=set_id, scales=scales, program=program, parts=parts
        ).result()  # fmt: skip


def _taken(
    html: Path, *, slides: Sequence[str], folder: Path, set_id: str, scales: Sequence[int], program: str | None,
    parts: Sequence[str],
) -> list[Path]:  # fmt: skip
    made: list[Path] = []
    asked: list[str] = []
    errors: list[str] = []
    try:
        with sync_playwright() as play:
            engine = play.chromium.launch(executable_path=program or browser(), args=list(_FLAGS))
            for scale in scales:
                context = engine.new_context(
                    viewport={"width": SLIDE[0], "height": SLIDE[1]}, device_scale_factor=scale, offline=True
                )
                page = context.new_page()
                page.on("request", lambda r: asked.append(r.url))
                page.on("pageerror", lambda e: errors.append(str(e)))
                page.set_default_timeout(READY_MS)
                page.goto(html.as_uri())
                ready = page.wait_for_function("() => window.lanbiReady").json_value()
                if ready != {"id": set_id, "slides": len(slides)}:
                    raise DrawingError(
                        f"the page that was drawn is {ready}, not {set_id} with {len(slides)} slides"
                    )
                over = page.evaluate(_OVERFLOW)
                if over:
                    raise DrawingError(f"these slides hold more than fits: {', '.join(over)}")
                for number, name in enumerate(slides, 1):
                    path = folder / f"{number:02d}-{name}{'' if scale == 1 else f'@{scale}x'}.png"
                    page.locator(f"section#{name}").screenshot(path=str(path), animations="disabled")
                    made.append(path)
                for key in parts if scale == max(scales) else ():
                    path = folder / f"{key}.part.png"
                    page.locator(f'[data-key="{key}"]').screenshot(path=str(path), animations="disabled")
                context.close()
            engine.close()
    except Error as fault:
        raise DrawingError(f"the browser did not draw the slides: {str(fault).splitlines()[0]}") from fault
    others = [url for url in asked if not url.startswith(("file:", "data:"))]
    if others or errors:
        raise DrawingError(f"the page asked for {others} and reported {errors}; it must do neither")
    return made
