"""Acts on sand events: keep what the rule proposes, approve one, withdraw one. Actor and reason are obligatory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from store.opening import Store
from store.sand import SandAct, SandProposal, SandState, acts_on, record_act, sand_acts


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """Events that are new, those whose figures changed while they were only proposed, and how many were known."""

    new: tuple[SandAct, ...]
    revised: tuple[SandAct, ...]
    known: int


def propose_sand(store: Store, found: Sequence[SandProposal], *, by: str, reason: str) -> Proposed:
    """Keep proposals; one that is there already is known, one on which a person has acted is left as it is.

    Raises
    ------
    ValueError
        If nobody or no reason is named.
    """
    by, reason = _named(by, reason)
    new: list[SandAct] = []
    revised: list[SandAct] = []
    for one in found:
        acts = sand_acts(store, event=one.event)
        if acts and (acts[-1].state != "proposed" or _same(acts[-1], one)):
            continue
        kept = record_act(
            store, event=one.event, state="proposed", region=one.region, start=one.start, end=one.end,
            evidence=one.evidence, actor=by, reason=reason,
        )  # fmt: skip
        (revised if acts else new).append(kept)
    return Proposed(new=tuple(new), revised=tuple(revised), known=len(found) - len(new) - len(revised))


def approve_sand(
    store: Store,
    *,
    event: str,
    by: str,
    reason: str,
    start: datetime | None = None,
    end: datetime | None = None,
) -> SandAct:
    """Approve an event; with `start` or `end` (UTC) for those hours instead of the proposed ones.

    Raises
    ------
    LookupError
        If there is no such event.
    ValueError
        If it is approved already for the same hours, nobody or no reason is named, or no hour is left.
    """
    return _act(store, event=event, state="approved", by=by, reason=reason, start=start, end=end)


def withdraw_sand(store: Store, *, event: str, by: str, reason: str) -> SandAct:
    """Withdraw an event: its hours are back in every number asked for from now on.

    Raises
    ------
    LookupError
        If there is no such event.
    ValueError
        If it is withdrawn already, or nobody or no reason is named.
    """
    return _act(store, event=event, state="withdrawn", by=by, reason=reason, start=None, end=None)


def _act(
    store: Store, *, event: str, state: SandState, by: str, reason: str, start: datetime | None, end: datetime | None
) -> SandAct:  # fmt: skip
    by, reason = _named(by, reason)
    last = acts_on(store, event)[-1]
    first, stop = start or last.start, end or last.end
    if last.state == state and (last.start, last.end) == (first, stop):
        raise ValueError(f"{event} is {state} already, by {last.actor}")
    return record_act(
        store, event=event, state=state, region=last.region, start=first, end=stop, evidence=last.evidence,
        actor=by, reason=reason,
    )  # fmt: skip


def _same(act: SandAct, found: SandProposal) -> bool:
    return (act.start, act.end, dict(act.evidence)) == (found.start, found.end, dict(found.evidence))


def _named(by: str, reason: str) -> tuple[str, str]:
    if not by.strip() or not reason.strip():
        raise ValueError("say who acts (--by) and why (--reason)")
    return by.strip(), reason.strip()
