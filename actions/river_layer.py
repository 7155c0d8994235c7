"""The acts on river layers of an installation: loading one from a file that it may use, and taking one away."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from geo.boundaries import load
from geo.regions import Level
from geo.rivers import SUFFIX, Layer, layers, prepared, read, written

FOLDER: Final = "rivers"
"""Folder of the layers, under the installation's home."""
_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,60}")


def load_rivers(
    home: Path, path: Path, *, boundaries: Path, datum: str, source: str, licence: str, by: str, reason: str,
    name: str = "", name_field: str | None = None, rank_field: str | None = None,
) -> Layer:  # fmt: skip
    """Keep the rivers and lakes of a file that lie in China; a layer of the same name is replaced as a whole.

    Raises
    ------
    ValueError
        A sentence: the file is not understood, nothing of it lies in China, or nobody, no reason, no source or no
        licence is named.
    """
    for word, said in (("--by", by), ("--reason", reason), ("--source", source), ("--licence", licence)):
        if not said.strip():
            raise ValueError(f"{word} must say something")
    chosen = name or path.name.partition(".")[0]
    if not _NAME.fullmatch(chosen):
        raise ValueError(f"{chosen!r} cannot name a layer: say --name with letters, digits, - and _")
    found = read(path, datum=datum, name_field=name_field, rank_field=rank_field)
    (country,) = load(Level.COUNTRY, folder=boundaries).geometry
    kept = prepared(found, country)
    if not kept:
        raise ValueError(
            f"none of the {len(found)} features of {path.name} lies in China; is the datum {datum}?"
        )
    layer = Layer(
        name=chosen, rivers=kept,
        said={
            "source": source.strip(), "licence": licence.strip(), "datum": datum, "file": path.name,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "features": str(len(found)), "by": by.strip(),
            "reason": reason.strip(), "known_at": datetime.now(UTC).isoformat(timespec="seconds"),
        },
    )  # fmt: skip
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{chosen}.part"
    part.write_bytes(written(layer))
    part.replace(folder / f"{chosen}{SUFFIX}")  # whole or not at all: a map is drawn from it
    return layer


def remove_rivers(home: Path, name: str) -> None:
    """Take a layer away.

    Raises
    ------
    LookupError
        If there is none of that name.
    """
    if name not in {layer.name for layer in layers(home / FOLDER)}:
        raise LookupError(f"there is no river layer {name!r}; see `rivers list`")
    (home / FOLDER / f"{name}{SUFFIX}").unlink()
