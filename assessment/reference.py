"""From a reference back to its answer: the command line that makes it again, a link to it, and the answer itself.

What became known after the reference's as-of time does not enter: the same reference gives the same numbers for ever.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any, cast
from urllib.parse import parse_qsl, urlencode

from assessment.answer import Answer, Reference
from assessment.basis import Basis
from assessment.periods import SHANGHAI
from assessment.terms import Terms
from store.ledger import batches
from store.opening import Store
from store.sand import last_act

QUESTIONS = ("table", "rank", "explain")
"""Questions of the command line that a reference makes again."""

_OPTIONS = (
    "of", "in", "code", "start", "end", "every", "edition", "stage", "sand", "source", "against", "among", "ties", "by",
    "precision", "belonging",
)  # fmt: skip
_DEFAULTS = {
    "edition": "auto", "stage": "best", "sand": "with", "source": "auto", "precision": "shown", "ties": "competition",
    "among": "cities", "by": "value", "belonging": "answers",
}  # fmt: skip


def again(store: Store, reference: Reference, basis: Basis) -> Answer:
    """The answer that a reference of `table` or `rank` names, from what was known at its as-of time.

    Raises
    ------
    LookupError
        For a question that is not made again here.
    """
    a = dict(reference.arguments)
    terms = terms_of(store, reference, basis)
    start, end = datetime.fromisoformat(a["start"]), datetime.fromisoformat(a["end"])
    if reference.question == "table":
        from assessment.values import table

        answer = table(
            store, indicator=a["indicator"], of=cast(Any, a["of"]), within=a["in"] or None, start=start, end=end,
            every=cast(Any, a["every"] or None), terms=terms, precision=a.get("precision", "shown"),
            against=cast(Any, a.get("against") or None), only=a["code"].split(",") if a.get("code") else None,
        )  # fmt: skip
    elif reference.question == "rank":
        from assessment.ranking import rank

        last = (end - timedelta(microseconds=1)).astimezone(SHANGHAI).date()
        answer = rank(
            store, indicator=a["indicator"], within=a["in"] or None, start=start.astimezone(SHANGHAI).date(), end=last,
            terms=terms, among=a["among"], ties=a["ties"], precision=a.get("precision", "shown"),
            against=cast(Any, a.get("against") or None), by=cast(Any, a.get("by", "value")),
        )  # fmt: skip
    else:
        raise LookupError(f"the question {reference.question!r} is not made again from a reference")
    kept = replace(answer.passport.reference, as_of=reference.as_of)
    return replace(answer, passport=replace(answer.passport, reference=kept))


def terms_of(store: Store, reference: Reference, basis: Basis) -> Terms:
    """The terms of a reference; without an as-of time where nothing became known since, which is quicker."""
    a = reference.arguments
    newest = batches(store, limit=1)
    known = [t for t in (last_act(store), *newest["known_at"].tolist()) if t is not None]
    return Terms(
        basis=basis,
        edition=cast(Any, a.get("edition", "auto")),
        stage=cast(Any, a.get("stage", "best")),
        sand=cast(Any, a.get("sand", "with")),
        source=cast(Any, a.get("source", "auto")),
        belonging=cast(Any, a.get("belonging", "answers")),
        as_of=None if all(t <= reference.as_of for t in known) else reference.as_of,
    )


def command(reference: Reference) -> str:
    """The command line that asks the same, as known at the reference's as-of time."""
    words = ["python", "app.py", reference.question, reference.arguments.get("indicator", "")]
    for name, text in _said(reference.arguments).items():
        words += [f"--{name}", text]
    as_of = reference.as_of.astimezone(SHANGHAI).isoformat(timespec="microseconds")
    return " ".join([*(shlex.quote(w) for w in words if w), "--as-of", as_of])


def link(reference: Reference) -> str:
    """Query string of a screen on which the passport of this figure is open."""
    parts = {"figure": reference.arguments.get("indicator", ""), **_said(reference.arguments)}
    parts["as_of"] = reference.as_of.astimezone(SHANGHAI).isoformat(timespec="seconds")
    return "?" + urlencode(parts, safe=":+-")


def linked(search: str) -> Mapping[str, str]:
    """The arguments that a link holds, by the names of the command line; empty for another link."""
    parts = dict(parse_qsl(search.lstrip("?")))
    return parts if "figure" in parts else {}


def _said(arguments: Mapping[str, str]) -> dict[str, str]:
    """Options that are not what is meant without them, in the words of the command line."""
    said = {}
    for name in _OPTIONS:
        text = arguments.get(name, "")
        if not text or _DEFAULTS.get(name) == text:
            continue
        if name in ("start", "end"):
            text = _written(datetime.fromisoformat(text), end=name == "end")
        said[name] = text
    return said


def _written(moment: datetime, *, end: bool) -> str:
    local = moment.astimezone(SHANGHAI)
    if local.time() != time():
        return local.strftime("%Y-%m-%dT%H")
    return (local - timedelta(days=1) if end else local).strftime("%Y-%m-%d")
