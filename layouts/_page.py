"""What a page is, and the hall in which all pages of one installation stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from dash import Dash
from dash.development.base_component import Component

from indicators.parameters import Label, Language
from layouts._geometry import Drawing, Parcel
from layouts._picture import Snapshot
from layouts._rivers import NONE, Rivers
from layouts.acts import Acts
from layouts.questions import Questions
from layouts.shelf import Shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class Shapes:
    """The shapes that never change while the server runs, packed."""

    cities: Parcel
    lines: Parcel


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """What every page is given: the questions, the map, the clock (UTC), language and URL prefix.

    `approval` is the approval number (审图号) printed on the map; empty where there is none.
    `keep` holds on to the station shapes of a snapshot so that the browser may fetch them by name, `detail` answers
    the shapes of one province, `counties` the counties of one, or of the country where it is empty. `pages` are all
    pages in the order of the navigation. `act` holds what people may write; None where the screens only read. `shelf`
    are the sets for the meeting; None where none are made here.
    `scenes` are those of the wall that follow each other unless an address says which, each with its seconds.
    `rivers` are drawn on the maps of water.
    """

    ask: Questions
    drawing: Drawing
    shapes: Shapes
    clock: Callable[[], datetime]
    language: Language
    prefix: str
    approval: str
    keep: Callable[[Snapshot], Snapshot]
    detail: Callable[[str], Parcel]
    counties: Callable[[str], Parcel]
    pages: tuple[Page, ...] = ()
    act: Acts | None = None
    shelf: Shelf | None = None
    scenes: tuple[tuple[str, int], ...] = ()
    rivers: Rivers = NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page: path below the prefix, title, layout(hall, query string) and the callbacks it registers.

    A `framed` page answers its content alone and stands in the frame of the desk (`layouts/_desk.py`); a page that
    is not `listed` is reached by links of others and has no place in the navigation. One that `freezes` shows what was
    known at the time that its address names (`as_of`); the others show how things are now.
    """

    path: str
    title: Label
    layout: Callable[[Hall, str], Component]
    callbacks: Callable[[Dash, Hall], None]
    framed: bool = True
    listed: bool = True
    freezes: bool = True
