"""The fixed words of the page of review and quarantine."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from indicators.parameters import Label
from layouts._words import worded

WORDS: Final[Mapping[str, Label]] = {
    "title": Label(zh="审核与隔离区", en="Review and quarantine"),
    "batches": Label(zh="审核与修订批次", en="Batches that reviewed or revised"),
    "batch": Label(zh="批次", en="Batch"),
    "what": Label(zh="内容", en="What"),
    "stage": Label(zh="阶段", en="Stage"),
    "known_at": Label(zh="入库时间", en="Known at"),
    "by": Label(zh="经手人", en="By"),
    "reason": Label(zh="依据", en="Reason"),
    "revised": Label(zh="修订", en="Revised"),
    "kept": Label(zh="新增", en="Kept"),
    "none": Label(zh="尚无审核或修订", en="Nothing has been reviewed or revised"),
    "moved": Label(zh="批次 {} 改变了什么", en="What batch {} moved"),
    "moved_note": Label(zh="按批次前后各算一次", en="asked as known before and after it"),
    "moved_nothing": Label(zh="未改变任何指标、名次或目标状态", en="It moved no figure, place or target state"),
    "kind": Label(zh="类别", en="Kind"),
    "figure": Label(zh="指标", en="figure"),
    "rank": Label(zh="名次", en="place"),
    "target_state": Label(zh="目标状态", en="target state"),
    "target_figure": Label(zh="目标进度", en="target figure"),
    "who": Label(zh="对象", en="Of"),
    "indicator": Label(zh="指标", en="Figure"),
    "from": Label(zh="起", en="From"),
    "before": Label(zh="之前", en="Before"),
    "after": Label(zh="之后", en="After"),
    "change": Label(zh="变化", en="Change"),
    "unit": Label(zh="单位", en="Unit"),
    "note": Label(zh="说明", en="Note"),
    "set": Label(zh="审核一个小时值", en="Review one reading"),
    "set_note": Label(zh="原值保留，另存为审核值", en="the earlier value stays; this becomes the reviewed one"),
    "station": Label(zh="点位编码", en="Station code"),
    "hour": Label(zh="小时（起，如 2026-03-13 14）", en="Hour that begins at (2026-03-13 14)"),
    "parameter": Label(zh="项目", en="Parameter"),
    "value": Label(zh="审核值（留空则判为无效）", en="Reviewed value (empty: invalid)"),
    "name": Label(zh="姓名（必填）", en="Your name (required)"),
    "why": Label(zh="依据（必填）", en="Reason (required)"),
    "save": Label(zh="记入审核值", en="Keep as reviewed"),
    "saved": Label(zh="已记入批次 {}：{} {} → {}", en="Kept in batch {}: {} {} → {}"),
    "invalid": Label(zh="无效", en="invalid"),
    "missing": Label(zh="缺测", en="missing"),
    "no_hour": Label(zh="“{}”不是小时，例：2026-03-13 14", en="'{}' is no hour like 2026-03-13 14"),
    "no_value": Label(zh="“{}”不是数值", en="'{}' is no number"),
    "quarantine": Label(zh="隔离区", en="Quarantine"),
    "quarantine_note": Label(zh="拒收的行与字段，附原文", en="refused rows and fields, as they came"),
    "state": Label(zh="状态", en="State"),
    "open": Label(zh="待处理", en="open"),
    "mended": Label(zh="已更正", en="mended"),
    "retaken": Label(zh="已重取", en="taken again"),
    "all": Label(zh="全部", en="all"),
    "source": Label(zh="数据源", en="Source"),
    "file": Label(zh="文件与行", en="File and line"),
    "field": Label(zh="字段", en="Field"),
    "why_refused": Label(zh="拒收原因", en="Why"),
    "payload": Label(zh="原文", en="Payload"),
    "newest_only": Label(zh="只列最新 {} 条；下载含全部", en="the newest {} only; the download holds all"),
    "clean": Label(zh="隔离区没有记录", en="Nothing in quarantine"),
    "mend": Label(zh="更正第 {} 条", en="Mend refusal {}"),
    "mend_note": Label(
        zh="改正字段后按该数据源的规则重新读取，单独成批", en="it is read again as its source is, in a batch of its own"
    ),
    "mend_do": Label(zh="更正并入库", en="Mend and take"),
    "retake_do": Label(zh="原样重取", en="Take again as it is"),
    "taken": Label(
        zh="已入库，批次 {}：新增 {}，已有 {}，修订 {}", en="Taken in batch {}: kept {}, known {}, revised {}"
    ),
    "no_row": Label(
        zh="该行未留存：请改正原文件后重新加载", en="Its row is not on record: correct the file and load it again"
    ),
    "acts": Label(zh="处理经过", en="Acts on it"),
    "at": Label(zh="时间", en="When"),
    "act": Label(zh="处理", en="Act"),
    "read_only": Label(zh="此处只读", en="Read only here"),
}  # fmt: skip
word: Final = partial(worded, WORDS)
