"""Figures that staff typed in from a published report (通报), each beside the same figure of ours.

A row names a region, an indicator, a window of days and the figure as printed; ours is asked for by itself and
rounded to as many decimals as were typed. Rows that cannot be asked are refused by their line, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

import pandas as pd

from assessment.answer import Answer, Passport, Reference
from assessment.columns import stamp
from assessment.members import Of, region
from assessment.passport import terms_words
from assessment.periods import Days
from assessment.reconciliation import CAUSES
from assessment.terms import Terms
from assessment.values import table
from geo.regions import Level
from indicators.parameters import Label
from indicators.regime import WORDS
from indicators.rounding import half_even
from ingest import cells
from ingest.contract import PayloadError, Remark
from ingest.tables import Forms, payloads, tables
from store.opening import Store

WANTED = ("region", "indicator", "start", "end", "value")
FORMS = Forms(columns=(WANTED, (*WANTED, "document")))
COLUMNS = (
    "line", "code", "name", "start", "end", "indicator", "ours", "published", "difference", "cause", "edition",
    "expected", "valid", "note", "document",
)  # fmt: skip
TITLE: Final = Label(zh="通报数值与本系统数值", en="Figures of a report beside ours")
FORMULA: Final = Label(
    zh="本系统数值按所录小数位修约后，与通报数值相减",
    en="ours, rounded to as many decimals as were typed, less the figure of the report",
)
_OF: Mapping[Level, Of] = {Level.PROVINCE: "province", Level.PREFECTURE: "city", Level.COUNTY: "county"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The typed figures beside ours, all of them (`cause` is empty where they agree), and the refused lines.

    The passport of `answer` spans every window that was asked for.
    """

    answer: Answer
    refused: tuple[str, ...]


def typed_figures(store: Store, path: Path, terms: Terms) -> Compared:
    """Each figure of a CSV (`region,indicator,start,end,value[,document]`) beside ours, in the order typed.

    Parameters
    ----------
    path
        `start` and `end` are days, both included; `region` is a code or name. `value` is compared with ours
        rounded half-even to its number of decimals.

    Raises
    ------
    PayloadError
        Where the file is no such table.
    """
    rows: list[tuple[object, ...]] = []
    refused: list[str] = []
    for payload in payloads("typed_figures", path):
        if isinstance(payload, Remark):
            continue
        for published in tables(payload, FORMS):
            refused.extend(f"line {r.line}: {r.reason}" for r in published.rejected)
            texts = published.table.astype(str).to_dict("records")
            for line, typed in zip(published.line.tolist(), texts, strict=True):
                try:
                    rows.append(
                        (line, *_compared(store, {str(k): v.strip() for k, v in typed.items()}, terms))
                    )
                except (LookupError, ValueError) as error:
                    refused.append(f"line {line}: {error.args[0]}")
    if not rows and not refused:
        raise PayloadError(f"{path.name}: holds no figures")
    found = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    return Compared(
        answer=Answer(table=found, passport=_passport(store, path, found, terms)), refused=tuple(refused)
    )


def _passport(store: Store, path: Path, found: pd.DataFrame, terms: Terms) -> Passport:
    at = terms.as_of or datetime.now(UTC)
    spans = pd.to_datetime(found["start"], utc=True), pd.to_datetime(found["end"], utc=True)
    start, end = (spans[0].min(), spans[1].max()) if len(found) else (pd.Timestamp(at), pd.Timestamp(at))
    editions = sorted({one for text in found["edition"] for one in str(text).split("+") if one})
    return Passport(
        title=TITLE, unit="", start=start.to_pydatetime(), end=end.to_pydatetime(), members=str(len(found)),
        editions=tuple(editions), clauses=(), formula=FORMULA, stage=terms.stage, simulated=store.simulated,
        notes=tuple(sorted({one for text in found["note"] for one in str(text).split(";") if one})),
        reference=Reference(
            question="reconcile figures", arguments={"file": path.name, **terms_words(terms)}, as_of=at
        ),
    )  # fmt: skip


def _compared(store: Store, typed: Mapping[str, str], terms: Terms) -> Sequence[object]:
    one = region(store, typed["region"])
    if one.level not in _OF:
        raise ValueError(f"{one.name} is neither a county, a city nor a province")
    value, why = cells.number(typed["value"])
    if why:
        raise ValueError(f"the value {typed['value']!r} is {why}")
    window = Days(first=date.fromisoformat(typed["start"]), last=date.fromisoformat(typed["end"]))
    decimals = max(0, -int(Decimal(typed["value"]).as_tuple().exponent))

    def ask(terms: Terms) -> dict[str, str] | None:
        answer = table(
            store, indicator=typed["indicator"], of=_OF[one.level], within=one.code, start=window.start,
            end=window.end, every="all" if window.first < window.last else "day", terms=terms, precision="full",
        )  # fmt: skip
        found = answer.table[answer.table["code"] == one.code]
        return None if found.empty else {str(k): v for k, v in found.iloc[0].items()}

    def figure(told: Mapping[str, str] | None) -> float:
        return float(half_even(float(told["value"]), decimals)) if told and told["value"] else float("nan")

    told = ask(terms)
    ours = figure(told)
    cause = ""
    if ours != value:
        cause = _cause(told, ours, value, decimals)
        if cause in ("unknown", "published_days") and any(
            figure(ask(replace(terms, edition=word))) == value for word in WORDS if word != terms.edition
        ):
            cause = "other_edition"
    return (
        one.code, one.name, stamp(window.start), stamp(window.end), typed["indicator"],
        "" if ours != ours else f"{ours:.{decimals}f}", typed["value"],
        "" if ours != ours else f"{ours - value:.{decimals}f}", cause,
        told["edition"] if told else "", told["expected"] if told else "", told["valid"] if told else "",
        told["note"] if told else "", typed.get("document", ""),
    )  # fmt: skip


def _cause(told: Mapping[str, str] | None, ours: float, value: float, decimals: int) -> str:
    """Code of `CAUSES` for a figure that differs; `unknown` where nothing tells."""
    found = "unknown"
    if told is None or ours != ours:
        found = "ours_missing"
    elif abs(ours - value) <= 1.000001 * 10.0**-decimals:
        found = "rounding"
    elif int(told["valid"]) < int(told["expected"]):
        found = "coverage"
    elif "published_days" in told["note"].split(";"):
        found = "published_days"
    assert found in CAUSES
    return found
