"""Why a place changed: a ranking then and now side by side, and what moved each member.

A change of place is taken apart into whole places that add up: what the member's own figure did, what the others'
figures did, who came or went, and what was revised between the day on which the earlier ranking was known and now.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.answer import Answer
from assessment.columns import as_text, stamp
from assessment.comparison import before
from assessment.entries import Entry
from assessment.members import region
from assessment.passport import passport, terms_words
from assessment.periods import Against, Days
from assessment.ranking import Ranked, place_of, rankable, ranked
from assessment.terms import Terms
from store.opening import Store

Floats = NDArray[np.float64]
COLUMNS = (
    "code", "name", "place_then", "place_now", "change", "own", "others", "membership", "own_revision",
    "others_revision", "cause", "against_it", "value_then", "value_now", "then_start", "then_end", "then_known",
    "start", "end", "edition_then", "edition", "expected", "observed", "valid", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Shares of a change of place [member], in places, negative is better; NaN where there is no place in both.

    `own`: the member's own figure changes and the others' stay. `others`: then theirs change too. `membership`: the
    members that have a figure in only one of the rankings come and go. They add up to the change.
    """

    own: Floats
    others: Floats
    membership: Floats


def shares(then: Floats, now: Floats, asked: Entry, ties: str) -> Shares:
    """The shares of every member's change of place between two sets of figures as shown [member]."""
    both = ~np.isnan(then) & ~np.isnan(now)
    a, b = np.where(both, then, np.nan), np.where(both, now, np.nan)
    place_a, place_b = place_of(a, asked, ties), place_of(b, asked, ties)
    own = np.full(len(then), np.nan)
    for i in np.flatnonzero(both & (a != b)).tolist():
        alone = a.copy()
        alone[i] = b[i]
        own[i] = place_of(alone, asked, ties)[i] - place_a[i]
    own = np.where(both & (a == b), 0.0, own)
    came_and_went = (place_of(now, asked, ties) - place_b) - (place_of(then, asked, ties) - place_a)
    return Shares(own=own, others=place_b - place_a - own, membership=came_and_went)


def retrace(
    store: Store,
    *,
    indicator: str,
    within: str | None,
    start: date,
    end: date,
    terms: Terms,
    against: Against | None = None,
    member: str | None = None,
    among: str = "cities",
    ties: str = "competition",
    precision: str = "shown",
    now_known: datetime | None = None,
) -> Answer:
    """Every member's place then and now, and the shares of the change; columns `COLUMNS`.

    `against` says which earlier window the ranking is compared with; with `terms.as_of` the earlier ranking is the
    one that was known at that moment (of the same window where `against` is None), and what was revised since is
    told apart. `cause` joins the shares that are not nothing: `own others membership revision`, or `entered`,
    `left` for a member with a place in one ranking only.

    `now_known` is the moment whose knowledge the later ranking stands on (None: all that is known).

    With `member` (code or name) its row comes first, followed by those whose order against it changed: `against_it`
    is `ahead`, `level` or `behind` for where they are now.

    Raises
    ------
    LookupError
        For an unknown indicator, region, list, or a member that is not on the list.
    ValueError
        If neither another period nor an earlier day is named.
    """
    if against is None and terms.as_of is None:
        raise ValueError("say what is compared: --against year or period, or --as-of a past day, or both")
    asked = rankable(indicator, start, end)
    days = Days(first=start, last=end)
    past = before(days, against) if against else days
    known = replace(terms, as_of=now_known)

    def ranking(window: Days, on: Terms) -> Ranked:
        return ranked(store, asked, among=among, within=within, days=window, terms=on, ties=ties)

    now = ranking(days, known)
    later = ranking(past, known) if against else now
    then = ranking(past, terms) if terms.as_of else later
    codes = sorted({*now.codes, *later.codes, *then.codes})
    figures = [_figures(one, codes) for one in (then, later, now)]
    table = _table(asked, codes, then, now, figures, ties=ties, precision=precision)
    table["then_known"] = stamp(terms.as_of) if terms.as_of else ""
    if member is not None:
        table = _about(table, region(store, member).code, asked, *figures[::2])
    if store.simulated:
        now.verdict.remarks.add("simulated")
    return Answer(
        table=table.loc[:, list(COLUMNS)],
        passport=passport(
            asked, start=min(past.start, days.start), end=days.end, terms=terms, made_up=store.simulated,
            who=f"{among} / {within or 'all'} ({len(codes)})", question="retrace", notes=now.verdict.remarks,
            exclusions=now.verdict.exclusions, basis=now.verdict.basis,
            arguments={"indicator": indicator, "in": within or "", "start": stamp(days.start),
                       "end": stamp(days.end), "among": among, "ties": ties, "against": against or "",
                       "member": member or "", "as_of": stamp(terms.as_of) if terms.as_of else "",
                       "precision": precision, **terms_words(terms)},
        ),
    )  # fmt: skip


def _figures(one: Ranked, codes: list[str]) -> Floats:
    """Figures as shown of those who have a place, in the order of the codes."""
    shown = pd.Series(one.place_figures, index=one.codes)
    return np.asarray(shown.reindex(codes), dtype=np.float64)


def _table(
    asked: Entry, codes: list[str], then: Ranked, now: Ranked, figures: list[Floats], *, ties: str, precision: str
) -> pd.DataFrame:  # fmt: skip
    a, b, c = figures
    revised, moved = shares(a, b, asked, ties), shares(b, c, asked, ties)
    place_then, place_now = place_of(a, asked, ties), place_of(c, asked, ties)
    both = ~np.isnan(place_then) & ~np.isnan(place_now)
    # A member without a figure in the ranking between has come or gone twice: all of it is membership.
    via = both & ~np.isnan(b)
    nothing = np.zeros(len(codes))
    parts = {
        "own": np.where(via, moved.own, nothing),
        "others": np.where(via, moved.others, nothing),
        "own_revision": np.where(via, revised.own, nothing),
        "others_revision": np.where(via, revised.others, nothing),
    }
    change = place_now - place_then
    parts["membership"] = change - sum(parts.values())
    names = {**_column(then, "name"), **_column(now, "name")}
    frame = pd.DataFrame(
        {"code": codes, "name": [names[code] for code in codes], "place_then": _whole(place_then),
         "place_now": _whole(place_now), "change": _whole(change)}
    )  # fmt: skip
    for name, values in parts.items():
        frame[name] = _whole(np.where(both, values, np.nan))
    frame["cause"] = [_cause(i, place_then, place_now, parts) for i in range(len(codes))]
    frame["against_it"] = ""
    frame["value_then"] = _text(then, codes, asked, precision)
    frame["value_now"] = _text(now, codes, asked, precision)
    frame["then_start"], frame["then_end"] = stamp(then.days.start), stamp(then.days.end)
    frame["start"], frame["end"] = stamp(now.days.start), stamp(now.days.end)
    frame["edition_then"], frame["edition"] = then.verdict.editions[0], now.verdict.editions[0]
    for name in ("expected", "observed", "valid"):
        counted = dict(zip(now.codes, getattr(now.verdict, name)[0].tolist(), strict=True))
        frame[name] = [counted.get(code, 0) for code in codes]
    notes = dict(zip(now.codes, now.verdict.remarks.texts()[0].tolist(), strict=True))
    frame["note"] = [notes.get(code, "") for code in codes]
    order = np.lexsort((np.array(codes), np.where(np.isnan(place_now), np.inf, place_now)))
    return frame.iloc[order].reset_index(drop=True)


def _about(table: pd.DataFrame, code: str, asked: Entry, then: Floats, now: Floats) -> pd.DataFrame:
    """The row of one member, and those whose order against it changed."""
    if code not in set(table["code"]):
        raise LookupError(f"{code} is not on the list that is ranked")
    codes = sorted(table["code"])
    sign = 1.0 if asked.better == "high" else -1.0
    at = codes.index(code)
    was, is_ = sign * (then - then[at]), sign * (now - now[at])
    words = {}
    for i, one in enumerate(codes):
        order_then = np.sign(was[i]) if was[i] == was[i] else None
        order_now = np.sign(is_[i]) if is_[i] == is_[i] else None
        if i != at and order_now != order_then:
            words[one] = "" if order_now is None else {1.0: "ahead", 0.0: "level", -1.0: "behind"}[order_now]
    told = table[table["code"].isin({code, *words})].copy()
    told["against_it"] = [words.get(one, "") for one in told["code"]]
    return pd.concat([told[told["code"] == code], told[told["code"] != code]], ignore_index=True)


def _cause(i: int, then: Floats, now: Floats, parts: dict[str, Floats]) -> str:
    if np.isnan(now[i]) or np.isnan(then[i]):
        return "" if np.isnan(now[i]) and np.isnan(then[i]) else "left" if np.isnan(now[i]) else "entered"
    words = [name for name in ("own", "others", "membership") if parts[name][i]]
    if parts["own_revision"][i] or parts["others_revision"][i]:
        words.append("revision")
    return ";".join(words)


def _column(one: Ranked, name: str) -> dict[str, str]:
    return dict(zip(one.codes, one.members.table[name].tolist(), strict=True))


def _text(one: Ranked, codes: list[str], asked: Entry, precision: str) -> list[str]:
    values = np.asarray(one.verdict.values[0], dtype=np.float64)
    texts = dict(zip(one.codes, as_text(values, asked.decimals, precision).tolist(), strict=True))
    return [texts.get(code, "") for code in codes]


def _whole(numbers: Floats) -> list[str]:
    return ["" if v != v else str(int(v)) for v in numbers.tolist()]
