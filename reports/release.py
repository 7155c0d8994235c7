"""Making a set and releasing it: all of it or nothing, and the last good one stays where it is.

A set is made aside, every gate looks at it, and only then is it moved to its place under its id, with a manifest that
lists every number with its passport and every file with its hash. A run that fails leaves a note with the reason.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assessment.basis import Basis
from reports import gates
from reports.briefing import briefing
from reports.browser import DrawingError, pictures
from reports.deck import deck
from reports.drawing import borders
from reports.fonts import faces
from reports.office import pdfs
from reports.scope import Scope
from reports.slides import document, names
from reports.snapshot import Snapshot, plain, set_id, snapshot
from reports.workbook import workbook
from store.opening import Store

MANIFEST = "manifest.json"
FAILED = "failed"
NUMBERS = ("figures", "tables", "charts", "maps", "calendars")
"""The parts of a manifest that hold numbers with their passports."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Studio:
    """With what sets are made: the store and basis, boundaries, the folder of sets, template and fonts.

    `approval` is the approval number (审图号) of the boundaries, `program` the browser (None finds one), `pdf` whether
    PDF is made, `fonts` answers the font files by which glyphs are checked.
    """

    store: Store
    basis: Basis
    boundaries: Path
    folder: Path
    approval: str = ""
    template: Path | None = None
    program: str | None = None
    pdf: bool = True
    fonts: Callable[[], Sequence[Path]] = faces
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)


class RefusedError(RuntimeError):
    """A set that was not released; `faults` are sentences."""

    def __init__(self, set_id: str, faults: Sequence[str]) -> None:
        super().__init__(f"the set {set_id} is not released: " + "; ".join(faults))
        self.set_id, self.faults = set_id, tuple(faults)


def release(
    studio: Studio, scope: Scope, *, lang: str = "zh", pages: Sequence[str] | None = None,
    report: Callable[[str], None] = lambda text: None, by: str = "",
) -> Path:  # fmt: skip
    """The folder of the released set of a scope; one that is there already is checked and given again.

    Parameters
    ----------
    pages
        Ids of the pages wanted; None for all.
    report
        Called with what is being made.
    by
        Who asks for it.

    Raises
    ------
    RefusedError
        If any gate finds a fault; nothing is released then, and the reason is noted beside the sets.
    """
    started = time.monotonic()
    with ThreadPoolExecutor(max_workers=1) as beside:
        if pages is None or "map" in pages:  # simplified beside the asking; whoever draws finds them ready
            beside.submit(borders, studio.boundaries, scope.region)
        made = snapshot(studio.store, scope=scope, basis=studio.basis, pages=pages)
        name = set_id(scope, studio.basis, lang)
        studio.folder.mkdir(parents=True, exist_ok=True)
        place = studio.folder / name
        if (
            place.exists()
            and json.loads((place / MANIFEST).read_text(encoding="utf-8"))["digest"] == made.digest
        ):
            return place
        making = Path(tempfile.mkdtemp(prefix=".making-", dir=studio.folder))
        aside = making / name  # a folder that others may read, unlike the one that holds it
        aside.mkdir()
        try:
            _make(studio, made, aside, name, lang, report, beside)
            manifest = _manifest(studio, made, aside, name, lang, time.monotonic() - started) | {"by": by}
            text = json.dumps(manifest, ensure_ascii=False, indent=1)
            (aside / MANIFEST).write_text(text, encoding="utf-8")
            if (
                place.exists()
            ):  # the same question, another answer: the older set is kept beside it, never lost
                place.rename(studio.folder / f"{name}.{int(place.stat().st_mtime)}")
            aside.rename(place)
        except (DrawingError, RefusedError, ValueError, OSError, LookupError) as fault:
            faults = fault.faults if isinstance(fault, RefusedError) else (str(fault),)
            _note_failure(studio, made, name, faults)
            raise RefusedError(name, faults) from fault
        finally:
            shutil.rmtree(making, ignore_errors=True)
    (studio.folder / FAILED / f"{name}.json").unlink(missing_ok=True)
    return place


def released(folder: Path) -> list[dict[str, Any]]:
    """The manifests of all sets that were released, newest first; without their numbers."""
    found = []
    for path in folder.glob(f"*/{MANIFEST}") if folder.is_dir() else ():
        told = json.loads(path.read_text(encoding="utf-8"))
        found.append({k: v for k, v in told.items() if k not in NUMBERS} | {"folder": path.parent.name})
    return sorted(found, key=lambda one: str(one["made_at"]), reverse=True)


def failures(folder: Path) -> list[dict[str, Any]]:
    """What failed and was not made since, newest first."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in (folder / FAILED).glob("*.json")]
    return sorted(found, key=lambda one: str(one["at"]), reverse=True)


def manifest_of(folder: Path, set_id: str) -> dict[str, Any]:
    """The manifest of a set.

    Raises
    ------
    LookupError
        If there is no such set; an id is never taken for a path.
    """
    for path in folder.glob(f"*/{MANIFEST}") if folder.is_dir() else ():
        if path.parent.name == set_id:
            told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            return told
    raise LookupError(f"there is no set {set_id!r}")


def file_of(folder: Path, set_id: str, name: str) -> Path | None:
    """A file of a set, if its manifest names it; neither id nor name is ever taken for a path."""
    try:
        manifest = manifest_of(folder, set_id)
    except LookupError:
        return None
    return folder / set_id / name if name in manifest["files"] or name == MANIFEST else None


def _make(
    studio: Studio, made: Snapshot, aside: Path, name: str, lang: str, report: Callable[[str], None],
    beside: Executor,
) -> None:  # fmt: skip
    if not made.shown:
        raise RefusedError(name, [f"{c.page}: {(c.why_empty or c.title).text(lang)}" for c in made.contents])
    again = beside.submit(
        snapshot, studio.store, scope=made.scope, basis=made.basis, pages=[c.page for c in made.contents]
    )
    faults = list(gates.glyphs(made, lang, studio.fonts()))
    if faults:
        raise RefusedError(name, faults)
    text = document(made, folder=studio.boundaries, lang=lang, approval=studio.approval)
    faults += gates.document_says(made, text, lang)
    html = aside / "slides.html"
    html.write_text(text, encoding="utf-8")
    report("pictures")
    keys = [one.key for content in made.shown for one in content.drawn]
    taken = pictures(
        html, slides=names(made), folder=aside, set_id=made.id, program=studio.program, parts=keys
    )
    parts: Mapping[str, Path] = {key: aside / f"{key}.part.png" for key in keys}
    faults += gates.drawn(made, taken, parts)
    if again.result().digest != made.digest:
        faults.append("asked twice, the numbers differ")
    if faults:
        raise RefusedError(name, faults)
    report("slides, briefing, workbook")
    slides, paper, book = (
        aside / f"{name}-{what}" for what in ("slides.pptx", "briefing.docx", "tables.xlsx")
    )
    deck(made, path=slides, lang=lang, pictures=parts, template=studio.template)
    briefing(made, path=paper, lang=lang, pictures=parts)
    workbook(made, path=book, lang=lang)
    faults += [
        *gates.deck_says(made, slides, lang), *gates.briefing_says(made, paper, lang),
        *gates.workbook_says(made, book, lang),
    ]  # fmt: skip
    if studio.pdf and not faults:
        report("PDF")
        shown, written = pdfs([slides, paper], folder=aside)
        faults += [
            *gates.pdf_opens(made, shown, pages=len(names(made)), lang=lang),
            *gates.pdf_opens(made, written, pages=None, lang=lang),
        ]
    if faults:
        raise RefusedError(name, faults)
    for path in parts.values():
        path.unlink(missing_ok=True)


def _manifest(
    studio: Studio, made: Snapshot, aside: Path, name: str, lang: str, seconds: float
) -> dict[str, Any]:
    files = {
        path.name: {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "bytes": path.stat().st_size}
        for path in sorted(aside.iterdir())
    }
    return {
        "id": name, "digest": made.digest, "language": lang, "name": plain(made.name), "scope": plain(made.scope),
        "window": plain(made.scope.window), "made_at": studio.clock().isoformat(timespec="seconds"),
        "seconds": round(seconds, 1), "simulated": made.simulated, "provisional": made.provisional,
        "basis": plain(made.basis),
        "pages": [{"page": c.page, "title": plain(c.title), "said": list(c.said(lang)),
                   "left_out": plain(c.why_empty)} for c in made.contents],
        "figures": [plain(figure) | {"page": c.page} for c in made.shown for figure in c.figures],
        "tables": [plain(table) for c in made.shown for table in c.tables],
        "charts": [plain(chart) for c in made.shown for chart in c.charts],
        "maps": [plain(picture) for c in made.shown for picture in c.maps],
        "calendars": [plain(calendar) for c in made.shown for calendar in c.calendars],
        "files": files,
    }  # fmt: skip


def _note_failure(studio: Studio, made: Snapshot, name: str, faults: Sequence[str]) -> None:
    folder = studio.folder / FAILED
    folder.mkdir(parents=True, exist_ok=True)
    told = {
        "id": name, "name": plain(made.name), "window": plain(made.scope.window), "faults": list(faults),
        "at": studio.clock().isoformat(timespec="seconds"),
    }  # fmt: skip
    path = folder / f".{name}.{os.getpid()}"
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    path.replace(folder / f"{name}.json")
