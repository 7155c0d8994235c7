"""The water feed of a replay: each section's newest sample, as the national platform's pages show them.

The platform stamps a sample without a year and hides the unrounded value in a tooltip; both are given back as the
archive tells them. A row that tells no time (a station under repair) is not served: nobody knows when it was shown.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from ingest.contract import PayloadError, Remark, Window
from ingest.water_contract import FLAWS, PublishedWater, WaterSource

PAGE = "/GJZ/Business/Publish/Main.html"
ASKED = "/GJZ/Ajax/Publish.ashx"
HEAD = ("省份", "流域", "断面名称", "监测时间", "水质类别")
TAIL = ("站点情况",)
ROWS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One record of a section: its cells by header, and when it was taken [epoch s]."""

    taken: int
    section: tuple[str, str]
    cells: Mapping[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterReel:
    """Past samples of each section in the order of time, and the headers of the items."""

    items: Sequence[str]
    samples: Mapping[tuple[str, str], Sequence[Sample]]
    remarks: Sequence[str] = ()

    @property
    def times(self) -> list[int]:
        """All times at which a sample was taken [epoch s]."""
        return sorted({one.taken for samples in self.samples.values() for one in samples})

    def newest(self, moment: int) -> list[Sample]:
        """Return of each section its newest sample taken by `moment` [epoch s]."""
        found = []
        for samples in self.samples.values():
            at = bisect_right(samples, moment, key=lambda one: one.taken)
            if at:
                found.append(samples[at - 1])
        return found


def water_reel(source: WaterSource, paths: Sequence[Path], window: Window | None = None) -> WaterReel:
    """Return the samples of a source's files taken in `window`, or all of them; faults are told in `remarks`."""
    if source.files is None or source.parse is None:
        raise LookupError(f"The source {source.title.en!r} does not read files.")
    items: dict[str, None] = {}
    samples: dict[tuple[str, str], list[Sample]] = {}
    remarks: list[str] = []
    for path in paths:
        for each in source.files(path):
            if isinstance(each, Remark):
                remarks.append(f"{each.file}: {each.text}")
                continue
            try:
                for published in source.parse(each):
                    for sample in _samples(source, published, items):
                        if (
                            window is None
                            or window.start.timestamp() <= sample.taken < window.end.timestamp()
                        ):
                            samples.setdefault(sample.section, []).append(sample)
            except PayloadError as fault:
                remarks.append(str(fault))
    for found in samples.values():
        found.sort(key=lambda one: one.taken)
    return WaterReel(items=tuple(items), samples=samples, remarks=tuple(remarks))


def _samples(source: WaterSource, published: PublishedWater, items: dict[str, None]) -> list[Sample]:
    table = published.table.astype(object)
    record = published.record if published.record is not None else published.line
    made: dict[int, Sample] = {}
    cells: dict[int, dict[str, str | None]] = {}
    for number, row in zip(record.tolist(), table.to_dict("records"), strict=True):
        if number not in made:
            try:
                taken = datetime.fromisoformat(row["start"]).replace(tzinfo=source.timezone)
            except ValueError:
                continue
            cells[number] = {
                "省份": row["province"], "流域": row["basin"], "断面名称": _section(row),
                "监测时间": f"{taken:%m-%d %H:%M}", "水质类别": row["published_class"], "站点情况": row["state"],
            }  # fmt: skip
            made[number] = Sample(
                taken=int(taken.timestamp()), section=(row["province"], row["section"]), cells=cells[number]
            )
        if row["parameter"]:
            header = _header(row["parameter"], row["unit"])
            items.setdefault(header)
            cells[number][header] = _value(row["text"], row["raw"])
    return list(made.values())


def _section(row: Mapping[Any, Any]) -> str:
    told = [f"{word}:{row[key]}" for word, key in (("所在地市", "city"), ("所属河流", "river")) if row[key]]
    name = escape(str(row["section"]))
    return f"<span title='{escape(';'.join(told))}'>{name}</span>" if told else name


def _header(name: str, unit: str) -> str:
    return f"{escape(name)}<br/><span class='unit'>({escape(unit)})</span>" if unit else escape(name)


def _value(text: str, raw: str) -> str | None:
    if text == "\\N":
        return None
    if not raw:
        return escape(text)
    tooltip = raw if raw in FLAWS else f"原始值：{raw}"
    return f"<span title='{escape(tooltip)}'>{escape(text)}</span>"


def acts(reel: WaterReel) -> dict[str, Callable[[Mapping[str, str], int], Any]]:
    """Return what the platform answers by path: its page, and its sections page by page."""

    def opened(_: Mapping[str, str], __: int) -> str:
        return "<!DOCTYPE html><html><head><title>replay</title></head><body></body></html>"

    def asked(form: Mapping[str, str], out: int) -> dict[str, Any]:
        if form.get("action") != "getRealDatas":
            return {"result": 1}
        found = reel.newest(out)
        size, page = (
            _count(form.get(name, ""), usual) for name, usual in (("PageSize", ROWS), ("PageIndex", 1))
        )
        shown = found[size * (page - 1) : size * page]
        headers = (*HEAD, *reel.items, *TAIL)
        return {
            "result": 1 if found else 0,
            "total": max(1, math.ceil(len(found) / size)),
            "records": len(found),
            "thead": list(headers),
            "tbody": [[one.cells.get(header, "") for header in headers] for one in shown],
        }

    return {PAGE: opened, ASKED: asked}


def _count(text: str, usual: int) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else usual
