"""Publishers of readings: one file each, whose name is the id and whose last value is SOURCE."""

from __future__ import annotations

import importlib
import pkgutil

from ingest.contract import DaySource, Source


def sources() -> dict[str, Source | DaySource]:
    """All sources by their ids, in the order of the ids."""
    names = sorted(
        module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")
    )
    return {name: importlib.import_module(f"{__name__}.{name}").SOURCE for name in names}


def source(name: str) -> Source | DaySource:
    """Source of that id; an unknown id raises LookupError with a sentence."""
    known = sources()
    if name not in known:
        raise LookupError(f"There is no source {name!r}; known are {', '.join(known)}.")
    return known[name]
