"""The questions of the quarantine: what was refused and what became of it, and one refusal with row and acts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pandas as pd

from assessment.answer import Answer, Passport, Reference
from assessment.columns import stamp
from indicators.parameters import Label
from store.opening import Store
from store.quarantine import State, acts_on, reasons, refusals
from store.quarantine import refused as one_of

_ZH = {
    "not a number": "不是数值",
    "not a finite number": "不是有限数值",
    "negative": "负值",
    "too long to be a value": "过长，不是数值",
    "not a time": "不是时间",
    "no such day or hour": "日期或小时不存在",
    "not on the full hour": "不是整点",
    "not in the time zone of the source": "时区与数据源不符",
    "year outside 1970-2199": "年份超出范围",
    "no station code": "缺点位编码",
    "not a station code": "点位编码无效",
    "not a name": "名称无效",
    "not a position on the earth": "经纬度无效",
    "same row twice": "重复行",
    "a later row of the same payload says otherwise of this station and hour": "同一报文中后面的行与此不同",
    "left standing from another time than the rest of its payload": "与同一报文其余行的时间相差过大",
    "wrong number of fields": "字段数不符",
    "quotes that do not close": "引号未闭合",
    "not an object": "不是对象",
}
REASONS: Mapping[str, Label] = {en: Label(zh=zh, en=en) for en, zh in _ZH.items()}
"""Reasons of refusal in both languages; one that is not here is told in English."""


def refused(
    store: Store,
    *,
    state: State = "open",
    source: str | None = None,
    reason: str | None = None,
    limit: int = 100,
) -> Answer:
    """Refusals, newest first: columns of `store.quarantine.COLUMNS`, times in Asia/Shanghai, empty where not yet."""
    table = refusals(store, state=state, source=source, reason=reason, limit=limit)
    for name in ("known_at", "acted_at"):
        table[name] = ["" if pd.isna(at) else stamp(at) for at in table[name]]
    table["kept_in"] = ["" if pd.isna(number) else str(number) for number in table["kept_in"]]
    return Answer(table=table, passport=_passport(store, {"state": state}))


def refused_by_reason(store: Store) -> Answer:
    """How many refusals each source has by reason, and how many of them nobody has acted on."""
    return Answer(table=reasons(store), passport=_passport(store, {}))


def refusal(store: Store, *, number: int) -> tuple[Answer, Answer]:
    """The row of one refusal (field, text, refused) and the acts on it (at, act, by, reason, batch).

    Raises
    ------
    LookupError
        If there is none of that number.
    """
    one = one_of(store, number)
    about = _passport(store, {"id": str(number)})
    fields = [{"field": name, "text": text, "refused": name == one.field} for name, text in one.row.items()]
    acts = [
        {"at": stamp(act.known_at), "act": act.act, "by": act.actor, "reason": act.reason, "batch": act.batch}
        for act in acts_on(store, number)
    ]
    return (
        Answer(table=pd.DataFrame(fields, columns=["field", "text", "refused"]), passport=about),
        Answer(table=pd.DataFrame(acts, columns=["at", "act", "by", "reason", "batch"]), passport=about),
    )


def _passport(store: Store, arguments: dict[str, str]) -> Passport:
    now = datetime.now(UTC)
    return Passport(
        title=Label(zh="隔离区", en="Quarantine"), unit="", start=now, end=now, members="", editions=(), clauses=(),
        formula=Label(zh="拒收的原文逐条保留", en="what was refused, with its payload and reason"), stage="",
        simulated=store.simulated, reference=Reference(question="quarantine", arguments=arguments, as_of=now),
    )  # fmt: skip
