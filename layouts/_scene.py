"""What a scene of the wall is: one of the pictures that follow each other in a hall, a file each.

A scene is asked with a `Cue` and answers with a `Take`: which parts of the page it changes, and a mark that stays the
same as long as nothing of it does. It knows no other scene and computes nothing. What it cannot show for want of data
it says in words, and the rotation passes it over.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from dash import html, no_update

from assessment.answer import Answer
from assessment.extent import Extent
from figures.levels import ink, palette
from indicators.parameters import Label, Language
from indicators.regime import ZONE
from layouts import _tiles as tiles
from layouts._address import NATION, Address
from layouts._figure import Figure
from layouts._page import Hall
from layouts._picture import Kind, kind, name
from layouts._plain import plain
from layouts._words import SIMULATED, span, word

log = logging.getLogger(__name__)

PARTS: Final = (
    ("", "picture"),
    ("wall-figure", "data"),
    ("wall-head", "children"),
    ("wall-now", "children"),
    ("wall-items", "children"),
    ("wall-standing", "children"),
    ("wall-ranking", "children"),
    ("wall-legend", "children"),
    ("wall-map-foot", "children"),
    ("wall-course-title", "children"),
    ("wall-course-foot", "children"),
    ("wall-foot", "children"),
    ("wall-stage", "children"),
    ("wall", "className"),
)
"""Component and property of each part that a scene may change; the picture is drawn and no component's."""
MAP: Final = PARTS[:12]
LATE: Final = timedelta(hours=3)
RENDERED: Final = 48  # takes of one scene held in memory

Part = tuple[str, str]
STAGE: Final[Part] = ("wall-stage", "children")
PICTURE: Final[Part] = ("", "picture")
CLASS: Final[Part] = ("wall", "className")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """What a scene is asked for: the store as it is, the address, the time (UTC) and the last heartbeat of the page."""

    hall: Hall
    held: Extent
    where: Address
    now: datetime
    ticks: int | None = None

    @property
    def lang(self) -> Language:
        """Language of the screen."""
        return self.where.lang

    @property
    def hour(self) -> datetime:
        """Start of the hour shown, within those that are held; of an empty store now."""
        if self.held.first is None or self.held.last is None:
            return self.now
        return min(max(self.where.hour or self.held.last, self.held.first), self.held.last)

    @property
    def last_day(self) -> date:
        """The last civil day that was over at the end of the hour shown."""
        end = (self.hour + timedelta(hours=1)).astimezone(ZONE)
        return (end - timedelta(days=1)).date()

    @property
    def place(self) -> str:
        """Code of the place shown; the nation for a code that is not on the map."""
        try:
            kind(self.where.place, self.hall.drawing)
        except LookupError:
            return NATION
        return self.where.place

    @property
    def what(self) -> Kind:
        """Whether the place shown is the nation, a province or a city."""
        return kind(self.place, self.hall.drawing)

    @property
    def province(self) -> str:
        """Code of the province shown or of the city's province; empty for the nation."""
        if self.what == "nation":
            return ""
        return self.place if self.what == "province" else self.hall.drawing.cities[self.place].parent

    @property
    def late(self) -> int:
        """Whole hours by which the newest data are late; 0 while they are in time or another hour is asked for."""
        if self.held.last is None or self.where.hour is not None:
            return 0
        age = self.now - self.held.last - timedelta(hours=1)
        return int(age.total_seconds() // 3600) if age > LATE else 0

    @property
    def time(self) -> dict[str, Any]:
        """What the time control is told: the hours held and the one shown [s], and the server's clock [s]."""
        told = {"heard": self.ticks, "now": self.now.timestamp(), "following": self.where.hour is None}
        if self.held.first is None or self.held.last is None:
            return told
        return told | {
            "first": self.held.first.timestamp(), "last": self.held.last.timestamp(),
            "hour": self.hour.timestamp(),
        }  # fmt: skip

    def called(self, place: str) -> str:
        """Name of a place on this screen."""
        found = name(place, self.hall.drawing)
        return found.text(self.lang) if found else word("nation", self.lang)

    def explained(self, figure: Figure) -> dict[str, Any]:
        """Attributes of a link that opens the passport of a figure."""
        search = self.where.explaining(figure).search(self.hall.language)
        return {"href": f"{self.hall.prefix}wall{search}", "data-passport": figure.written()}

    def href(self, place: str) -> str:
        """Link to the same scene at another place."""
        search = replace(self.where, passport=None).at(place=place).search(self.hall.language)
        return self.hall.prefix + "wall" + (search or "?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """The answer of a scene.

    `parts` by component and property; what is not named stays as it is. `whole` is false where a part failed, which is
    then asked again; `absent` says why the scene has nothing to show; on `told` the slide of its map rests, and it is
    this that is handed out with the slide.
    """

    mark: str
    time: Mapping[str, Any]
    parts: Mapping[Part, Any] = field(default_factory=dict)
    whole: bool = True
    absent: Label | None = None
    told: Answer | None = None

    def outputs(self) -> list[list[Any]]:
        """The parts as the browser takes them: component, property, value; in the order of :data:`PARTS`."""
        found = [[*part, self.parts[part]] for part in PARTS if part in self.parts]
        return [one for one in found if one[2] is not no_update]


Play = Callable[[Cue], Take]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One scene: its id in addresses and settings, its name, for how long it stands, and what it plays in a hall."""

    name: str
    title: Label
    seconds: int
    play: Callable[[Hall], Play]


def cached(make: Callable[[Cue], Take], key: Callable[[Cue], Any]) -> Play:
    """A play that makes the same take once; one that is not whole is made anew each time."""
    kept: OrderedDict[Any, Take] = OrderedDict()

    def play(cue: Cue) -> Take:
        asked = key(cue)
        found = kept.get(asked)
        if found is None:
            made = make(cue)
            found = replace(made, parts={part: plain(value) for part, value in made.parts.items()})
            if found.whole:
                kept[asked] = found
                if len(kept) > RENDERED:
                    kept.popitem(last=False)
        else:
            kept.move_to_end(asked)
        return replace(found, time=cue.time)

    return play


def asked(cue: Cue) -> tuple[Any, ...]:
    """What a take of the air depends on: the store, the hour, how late it is, and the address."""
    return cue.held.revision, cue.hour, cue.late, cue.where.explaining(None).search(cue.hall.language)


def marked(scene: str, cue: Cue) -> str:
    """The mark of a take of the air."""
    return "|".join([scene, *(str(part) for part in asked(cue))])


# What the boards have in common ----------------------------------------------------------------------------------


def board(
    cue: Cue, scene: str, *, title: Label, said: str, beside: str, stage: Any, foot: list[str],
    drawing: Mapping[str, Any] | None = None, absent: Label | None = None, whole: bool = True,
) -> Take:  # fmt: skip
    """The take of a scene without a map: a heading, and panels in place of map and tiles.

    `said` is the time its figures stand on, `beside` what is said of them; `drawing` is given to the browser as it is.
    """
    painted = {
        "scene": scene, "place": cue.place, "hour": int(cue.hour.timestamp()), "board": dict(drawing or {}),
        "palette": palette(cue.last_day), "inks": [ink(colour) for colour in palette(cue.last_day)],
    }  # fmt: skip
    return Take(
        mark=marked(scene, cue), time=cue.time, whole=whole, absent=absent,
        parts={
            PICTURE: painted,
            STAGE: stage,
            CLASS: f"wall is-{scene} boards",
            ("wall-head", "children"): head(cue, title, said, beside),
            ("wall-foot", "children"): [html.Span(text) for text in foot if text],
        },
    )  # fmt: skip


def nothing(cue: Cue, scene: str, title: Label, why: Label, hint: Label | None = None) -> Take:
    """The take of a scene that has nothing to show: why, and what to do about it."""
    said = [why, hint] if hint else [why]
    words = html.Section(
        [html.H1(title.text(cue.lang)), *(html.P(one.text(cue.lang), className="empty") for one in said)],
        className="tile absent",
    )
    return board(cue, scene, title=title, said="", beside="", stage=[words], foot=[], absent=why)


def part(cue: Cue, what: str, make: Callable[[], Any], failed: list[str]) -> Any:
    """A panel, or where it cannot be made a sentence that says so; its name then stands in `failed`."""
    try:
        return make()
    except Exception:
        log.exception("the %s of %s could not be shown", what, cue.place)
        failed.append(what)
        return [html.P(word("failed", cue.lang), className="empty")]


def head(cue: Cue, title: Label, said: str, beside: str) -> list[Any]:
    """Brand, scene, path, what is amiss, whether all is made up, the time of the data and the other language."""
    lang, hall = cue.lang, cue.hall
    return [
        html.Div([html.B(word("product", lang)), html.Span(title.text(lang))], className="brand"),
        path(cue),
        html.Div(notices(cue), className="notices"),
        html.A(
            word("desk", lang), href=hall.prefix + "targets" + cue.where.board(hall.language), id="wall-targets",
            className="switch",
        ),
        demo(lang) if cue.held.simulated else None,
        html.Div([html.Time(said, className="clock"), html.Span(beside)], className="when"),
        speak(hall, cue.where),
    ]  # fmt: skip


def path(cue: Cue) -> html.Nav:
    """The places above the one shown, each a link."""
    crumbs = [NATION]
    if cue.what != "nation":
        crumbs.append(cue.province)
    if cue.what == "city" and cue.place != cue.province:
        crumbs.append(cue.place)
    shown: list[Any] = []
    for place in crumbs:
        shown += [html.Span("›", className="sep")] if shown else []
        shown.append(html.A(cue.called(place), href=cue.href(place), **tiles.data(place=place)))
    return html.Nav(shown, id="wall-path", className="path")


def notices(cue: Cue) -> list[Any]:
    """What is amiss with the address or with the age of the data."""
    said = []
    if cue.place != cue.where.place:
        said.append(word("unknown_place", cue.lang, cue.where.place))
    if cue.late:
        said.append(word("late", cue.lang, span(timedelta(hours=cue.late), cue.lang)))
    return [html.Span(text, className="notice") for text in said]


def demo(lang: Language) -> html.Div:
    """The mark of simulated data."""
    said: list[Any] = [html.B(SIMULATED, lang="zh"), html.Span(word("simulated", lang))]
    return html.Div(said, className="demo", id="wall-demo")


def speak(hall: Hall, where: Address) -> html.A:
    """The link to the same screen in the other language."""
    other: Language = "en" if where.lang == "zh" else "zh"
    switch = hall.prefix + "wall" + (where.speaking(other).search(hall.language) or "?")
    return html.A(
        word("language", where.lang), href=switch, id="wall-language", className="switch", lang=other
    )
