"""The one frozen snapshot that every medium of a set is made of: scope, contents, and the id that names them.

The id is made of what was asked, not of when: the same region, window and as-of time are the same set, and making
it again gives the same digest, or something is wrong.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from assessment.answer import Reference
from assessment.basis import Basis
from assessment.reference import terms_of
from indicators.parameters import Label
from reports.content import Content
from reports.gathering import Gathering
from reports.page import report_pages
from reports.scope import Scope
from store.opening import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A set before it is drawn.

    Attributes
    ----------
    id
        Names the set: region, window, and a short hash of these, the as-of time and the basis.
    digest
        SHA-256 of every number, word and passport in it.
    name
        Name of the region.
    contents
        Its pages in order, those without anything to show among them.
    simulated, provisional
        Whether readings are made up; whether any number rests on readings that nobody has reviewed.
    """

    id: str
    digest: str
    scope: Scope
    name: Label
    contents: tuple[Content, ...]
    basis: Basis
    simulated: bool
    provisional: bool

    @property
    def shown(self) -> tuple[Content, ...]:
        """The pages that have something to show."""
        return tuple(content for content in self.contents if content.why_empty is None)


def snapshot(store: Store, *, scope: Scope, basis: Basis, pages: Sequence[str] | None = None) -> Snapshot:
    """The snapshot of a scope, from what was known at its as-of time.

    Parameters
    ----------
    pages
        Ids of the pages wanted; None for all.

    Raises
    ------
    LookupError
        For an unknown region.
    """
    reference = Reference(question="report", arguments={}, as_of=scope.as_of)
    ask = Gathering(store=store, terms=terms_of(store, reference, basis), scope=scope)
    contents = tuple(page.gather(ask) for name, page in report_pages() if pages is None or name in pages)
    stages = {figure.stage for content in contents for figure in content.figures if figure.shown}
    made = Snapshot(
        id=set_id(scope, basis), digest="", scope=scope, name=ask.name(), contents=contents, basis=basis,
        simulated=store.simulated, provisional=bool(stages - {"reviewed"}),
    )  # fmt: skip
    return replace(made, digest=digest(made))


def digest(made: Snapshot) -> str:
    """SHA-256 of all that a snapshot says."""
    said = {"scope": made.scope, "contents": made.contents, "basis": made.basis, "simulated": made.simulated}
    return hashlib.sha256(json.dumps(plain(said), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def plain(value: Any) -> Any:
    """A value of a snapshot as what JSON can hold: dataclasses as objects, times as ISO 8601."""
    if hasattr(value, "__dataclass_fields__"):
        return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, dict) or hasattr(value, "items"):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value


def set_id(scope: Scope, basis: Basis, lang: str = "zh") -> str:
    """The id of the set that a scope gives; one in English has a name of its own."""
    asked = json.dumps([plain(scope), asdict(basis)], sort_keys=True)
    named = f"{scope.region}-{scope.name}-{hashlib.sha256(asked.encode()).hexdigest()[:10]}"
    return named if lang == "zh" else f"{named}-{lang}"
