"""PDF of slides and briefing, by LibreOffice without a screen and with a profile of its own."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from reports.browser import DrawingError
from reports.fonts import installed

SECONDS = 120
_ENV = "/usr/bin/env"


def office() -> str:
    """Path of LibreOffice on this machine.

    Raises
    ------
    DrawingError
        If there is none.
    """
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        raise DrawingError("no program makes PDF of the slides: install LibreOffice (Impress and Writer)")
    return found


def pdfs(files: Sequence[Path], *, folder: Path) -> list[Path]:
    """PDF of every file, beside each other in a folder.

    Raises
    ------
    DrawingError
        If LibreOffice is missing, takes longer than two minutes, or leaves a file out.
    """
    with tempfile.TemporaryDirectory(prefix="lanbi-office-") as profile:
        fonts = Path(profile) / "fonts"
        fonts.mkdir()
        call = [
            _ENV, f"FONTCONFIG_FILE={installed(fonts)}", office(), "--headless", "--norestore",
            f"-env:UserInstallation={Path(profile).as_uri()}", "--convert-to", "pdf", "--outdir", str(folder),
            *map(str, files),
        ]  # fmt: skip
        try:
            run = subprocess.run(call, capture_output=True, text=True, timeout=SECONDS, check=False)  # noqa: S603
        except (subprocess.TimeoutExpired, OSError) as fault:
            raise DrawingError(f"LibreOffice made no PDF: {fault}") from fault
    made = [folder / f"{file.stem}.pdf" for file in files]
    missing = [path.name for path in made if not path.exists()]
    if missing:
        raise DrawingError(f"LibreOffice left out {', '.join(missing)}: {run.stderr.strip()[:200]}")
    return made
