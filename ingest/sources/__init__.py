"""Publishers of readings: one file each, whose name is the id and whose last value is SOURCE."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping

from ingest.water_contract import AnySource


def sources() -> dict[str, AnySource]:
    """All sources by their ids, in the order of the ids."""
    names = sorted(
        module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")
    )
    return {name: importlib.import_module(f"{__name__}.{name}").SOURCE for name in names}


def source(name: str) -> AnySource:
    """Source of that id; an unknown id raises LookupError with a sentence."""
    known = sources()
    if name not in known:
        raise LookupError(f"There is no source {name!r}; known are {', '.join(known)}.")
    return known[name]


def configured(name: str, options: Mapping[str, str]) -> AnySource:
    """Source of that id as an installation wants it: which stations, which description file.

    Several of one kind are told apart by what follows a hyphen: ``http_feed-county``, ``http_feed-port``.

    Raises
    ------
    LookupError
        Where there is no such source, or it knows no such option.
    ingest.contract.PayloadError
        Where an option is not usable; a sentence says why.
    """
    kind = name.partition("-")[0]
    plain = source(kind)
    make = getattr(importlib.import_module(f"{__name__}.{kind}"), "configured", None)
    if make is None:
        if options:
            raise LookupError(f"The source {name!r} has no options, so not {', '.join(options)}.")
        return plain
    made: AnySource = make(options, name)
    return made
