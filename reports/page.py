"""What a page of a set is: its place in the set, its title, and how its content is gathered. One file a page."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from indicators.parameters import Label
from reports.content import Content
from reports.gathering import Gathering


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """A page: the files of `reports.pages` each end with one, called PAGE; the file name is its id."""

    order: int
    title: Label
    gather: Callable[[Gathering], Content]


@cache
def report_pages() -> tuple[tuple[str, ReportPage], ...]:
    """Every page by id, in the order of the set."""
    import reports.pages

    found = {
        module.name: importlib.import_module(f"reports.pages.{module.name}").PAGE
        for module in pkgutil.iter_modules(reports.pages.__path__)
    }
    return tuple(sorted(found.items(), key=lambda item: item[1].order))
