"""The question `publishers`: every source that the program knows, and what came of each in this installation."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import pandas as pd

from assessment.answer import Answer, Passport, Reference
from assessment.columns import stamp
from assessment.health import Health
from indicators.parameters import Label
from ingest.sources import source, sources
from store.opening import Store

COLUMNS: Final = (
    "source", "title_zh", "title_en", "homepage", "licence_zh", "licence_en", "cadence_min", "lag_min", "stamp",
    "zone", "parameters", "from_files", "live", "on", "overdue", "state", "last_good", "last_run", "message",
    "batches", "kept", "revised", "refused", "refused_open", "newest", "simulated",
)  # fmt: skip


def publishers(store: Store, *, found: Health) -> Answer:
    """Every source by its id, those of this installation under their own names; columns `COLUMNS`.

    `live` is `proven` (a real service was asked and answered), `unproven` (written, never proven against the service)
    or `none` (files only); `on` says whether this installation serves it by itself. `last_good` and `last_run` are the
    last good run and the last of all, `newest` when its newest batch came: ISO 8601, empty for never. `found` is the
    health of the program, which knows the runs.
    """
    kept = found.condition.sources if found.condition is not None else {}
    runs = {one.source: one for one in found.sources}
    rows = []
    for name in sorted({*sources(), *runs, *kept}):
        run, had = runs.get(name), kept.get(name)
        rows.append(
            _described(name) | {
                "source": name, "on": run is not None, "overdue": run is not None and run.is_overdue,
                "state": run.last_state if run else "", "last_good": _told(run.last_good if run else None),
                "last_run": _told(run.last_ended if run else None), "message": run.message if run else "",
                "batches": had.batches if had else 0, "kept": had.kept if had else 0,
                "revised": had.revised if had else 0, "refused": had.refused if had else 0,
                "refused_open": had.refused_open if had else 0, "newest": _told(had.newest if had else None),
            }
        )  # fmt: skip
    return Answer(
        table=pd.DataFrame(rows, columns=list(COLUMNS)),
        passport=Passport(
            title=Label(zh="数据源", en="Sources"), unit="", start=found.at, end=found.at, members=str(len(rows)),
            editions=(), clauses=(), formula=Label(zh="", en=""), stage="", simulated=store.simulated,
            reference=Reference(question="publishers", arguments={}, as_of=datetime.now(UTC)),
        ),
    )  # fmt: skip


def _described(name: str) -> dict[str, object]:
    """What a source says of itself; a name that is none of them (a review, a restored backup) stands for itself."""
    try:
        about = source(name.partition("-")[0])
    except LookupError:
        return {
            "title_zh": name, "title_en": name, "homepage": "", "licence_zh": "", "licence_en": "",
            "cadence_min": 0, "lag_min": 0, "stamp": "", "zone": "", "parameters": "", "from_files": False,
            "live": "none", "simulated": False,
        }  # fmt: skip
    return {
        "title_zh": about.title.zh, "title_en": about.title.en, "homepage": about.homepage,
        "licence_zh": about.licence.zh, "licence_en": about.licence.en,
        "cadence_min": int(about.cadence.total_seconds() // 60), "lag_min": int(about.lag.total_seconds() // 60),
        "stamp": about.stamp, "zone": about.timezone.key, "parameters": " ".join(about.fields),
        "from_files": about.files is not None,
        "live": "none" if about.fetch is None else "proven" if about.proven_live else "unproven",
        "simulated": about.simulated,
    }  # fmt: skip


def _told(at: datetime | None) -> str:
    return "" if at is None else stamp(at)
