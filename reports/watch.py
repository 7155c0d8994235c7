"""The slide watch: which figures of an earlier set have since changed, by how much and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pandas as pd

from assessment.basis import Basis
from assessment.periods import SHANGHAI, Days
from reports.content import numbers
from reports.scope import Scope
from reports.snapshot import Snapshot, snapshot
from store.ledger import batches
from store.opening import Store

COLUMNS = ("page", "key", "label_zh", "label_en", "then", "now", "change", "unit", "why")


def watch(store: Store, manifest: Mapping[str, Any], *, basis: Basis, now: datetime) -> pd.DataFrame:
    """Figures and table cells of a set that are no longer what they were; columns of `COLUMNS`, empty for none.

    Parameters
    ----------
    manifest
        The set's own.
    basis
        Choices of the installation today: another basis is itself a cause.
    now
        As known at which time.
    """
    scope = scope_of(manifest)
    pages = [page["page"] for page in manifest["pages"]]
    today = snapshot(store, scope=Scope(region=scope.region, kind=scope.kind, days=scope.days, as_of=now),
                     basis=basis, pages=pages)  # fmt: skip
    why = _causes(store, manifest, scope, basis, now)
    rows = [*_figures(manifest, today, why), *_cells(manifest, today, why)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def scope_of(manifest: Mapping[str, Any]) -> Scope:
    """The scope of a set from its manifest."""
    told = manifest["scope"]
    days = Days(
        first=date.fromisoformat(told["days"]["first"]), last=date.fromisoformat(told["days"]["last"])
    )
    return Scope(
        region=told["region"], kind=told["kind"], days=days, as_of=datetime.fromisoformat(told["as_of"])
    )


def _figures(manifest: Mapping[str, Any], today: Snapshot, why: str) -> list[dict[str, object]]:
    held = {figure.key: (content.page, figure) for content in today.shown for figure in content.figures}
    rows: list[dict[str, object]] = []
    for then in manifest["figures"]:
        page, now = held.get(then["key"], (then["page"], None))
        text = now.shown if now else ""
        if text == then["shown"]:
            continue
        change = ""
        if now is not None and now.value is not None and then["value"] is not None:
            change = f"{now.value - float(then['value']):+.10g}"
        rows.append(
            {"page": page, "key": then["key"], "label_zh": then["label"]["zh"], "label_en": then["label"]["en"],
             "then": then["shown"], "now": text, "change": change, "unit": then["unit"], "why": why}
        )  # fmt: skip
    return rows


def _cells(manifest: Mapping[str, Any], today: Snapshot, why: str) -> list[dict[str, object]]:
    held = {table.key: (content.page, table) for content in today.shown for table in content.tables}
    rows: list[dict[str, object]] = []
    for then in manifest["tables"]:
        page, now = held.get(then["key"], ("", None))
        earlier = {_name(row["cells"], then["columns"]): row["cells"] for row in then["rows"]}
        later = {}
        if now is not None:
            later = {_name([{"zh": c.zh} for c in row.cells], then["columns"]): row.cells for row in now.rows}
        for name, cells in earlier.items():
            for c, column in enumerate(then["columns"]):
                text = later[name][c].zh if name in later else ""
                if not column["numeric"] or cells[c]["zh"] == text:
                    continue
                label = column["label"]
                rows.append(
                    {"page": page, "key": f"{then['key']}.{name}", "label_zh": f"{name} {label['zh']}",
                     "label_en": f"{name} {label['en']}", "then": cells[c]["zh"], "now": text, "change": "", "unit": "",
                     "why": why}
                )  # fmt: skip
    return rows


def _name(cells: Any, columns: Any) -> str:
    """What a row of a table is about: its words."""
    return " ".join(cell["zh"] for cell, column in zip(cells, columns, strict=True) if not column["numeric"])


def _causes(store: Store, manifest: Mapping[str, Any], scope: Scope, basis: Basis, now: datetime) -> str:
    """Batches that became known since and touch the window, and a basis that is another."""
    told = []
    known = batches(store, limit=100_000)
    since = known[(known["known_at"] > pd.Timestamp(scope.as_of)) & (known["known_at"] <= pd.Timestamp(now))]
    for _, one in since.iterrows():
        if int(one["kept"]) + int(one["revised"]):
            at = one["known_at"].astimezone(SHANGHAI)
            told.append(
                f"{one['source']} {one['name']} ({at:%Y-%m-%d %H:%M}): kept {one['kept']}, revised {one['revised']}"
                + (f", {one['actor']}: {one['reason']}" if one["actor"] else "")
            )
    from reports.snapshot import plain

    if plain(basis) != manifest["basis"]:
        told.append("another basis of the installation")
    return "; ".join(told) or "records of people or the program changed"


def count(made: Snapshot) -> int:
    """How many numbers a set shows."""
    return sum(1 for _ in numbers(made.contents))
