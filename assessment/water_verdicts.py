"""Verdicts on sections and on what sections belong to: classes, states, shares, indices, and the means behind them.

Of a section: its values are judged by single factor. Of a river, basin or division: sections without a class (dry, not
sampled, stopped) leave every denominator; a part of several months pools its section-months; with fewer than five
sections the mean of each item is judged as a section would be, with five or more the shares give the state and
there is no mean class.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assessment.columns import Remarks
from assessment.entries import Entry
from assessment.verdicts import Verdict
from assessment.water_figures import Figures, figures_of, kind_of
from assessment.water_grid import Part, WaterGrid
from assessment.water_judged import Judged, judged_parts_of
from assessment.water_sections import WaterMembers, repeated
from indicators.parameters import Label
from indicators.standard import Kind
from indicators.water_means import Means
from indicators.water_parameters import water_parameter
from indicators.water_regime import WATER_KINDS

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


def water_kinds(asked: Entry) -> tuple[Kind, ...]:
    """Kinds of edition of water that an indicator stands on; the first names its edition in a table."""
    found = [k for k in asked.indicator.stands_on if k in WATER_KINDS]
    # An index stands on limits too; it is its own rule that makes it what it is.
    return tuple(sorted(found, key=lambda k: k not in ("water_ranking", "trophic")))


def verdict_of(asked: Entry, grid: WaterGrid, who: WaterMembers) -> Verdict:
    """The indicator of every member over the parts of a grid of its sections.

    Of sections, `expected`, `observed` and `valid` count samples, or months in a part of several; of all others they
    count sections in the registry, with values and judged, or section-months in a part of several.
    """
    single = who.of == "section"
    if single and grid.step == "slot" and len(grid.parts):
        figures = _at_once(asked, grid, who)
    else:
        figures = [figures_of(asked, one) for one in judged_parts_of(grid, who)]
    shape = (len(grid.parts), len(who))
    remarks = Remarks.none(shape)
    if single:
        remarks.bits |= grid.remarks.bits
        expected, observed, reviewed = grid.expected, grid.observed, grid.reviewed
    else:
        expected, observed, reviewed = _grouped(grid, who)
        _carried(grid, who, remarks)
    values = _stacked([f.values for f in figures], shape)
    valid = np.stack([f.valid for f in figures]) if figures else np.zeros(shape, np.int64)
    empty = _empty(values)
    remarks.add("no_data", observed == 0)
    remarks.add("no_value", empty & (observed > 0) & (valid == 0))
    for row, one in enumerate(figures):
        for code, flags in one.remarks.items():
            mask = np.zeros(shape, bool)
            mask[row] = flags
            remarks.add(code, mask)
    if not single:
        remarks.add("sections_left_out", (valid < expected) & (valid > 0))
    kind = water_kinds(asked)[0]
    return Verdict(
        values=values, editions=tuple(r.edition(kind).number for r in grid.regimes), expected=expected,
        observed=observed, valid=valid, reviewed=reviewed, remarks=remarks,
        stages=_stages(grid), basis=(*who.printed(), *_basis(asked, grid)), exclusions=_exclusions(grid, who),
    )  # fmt: skip


def _at_once(asked: Entry, grid: WaterGrid, who: WaterMembers) -> list[Figures]:
    """The figures of all slots of sections together: one by one a year of slots would take seconds."""
    size, found = len(who), []
    for number, rules in {r.limits_edition.number: r for r in grid.regimes}.items():
        rows = [i for i, r in enumerate(grid.regimes) if r.limits_edition.number == number]
        parts = [grid.parts[i] for i in rows]
        times = len(rows)
        one = Judged(
            part=Part(
                start=parts[0].start,
                end=parts[-1].end,
                means=_behind([p.means for p in parts]),
                judged=_behind([p.judged for p in parts]),
            ),
            items=grid.items,
            who=repeated(who, times),
            rules=rules,
        )
        all_of_it = figures_of(asked, one)
        for t in range(times):
            here = slice(t * size, (t + 1) * size)
            found.append(
                Figures(
                    values=all_of_it.values[here],
                    valid=all_of_it.valid[here],
                    remarks={code: flags[here] for code, flags in all_of_it.remarks.items()},
                )
            )
    return found


def _behind(means: Sequence[Means]) -> Means:
    """Means [section, item] of several parts one behind the other."""
    return Means(
        numbers=np.concatenate([m.numbers for m in means]),
        values=np.concatenate([m.values for m in means]),
        qualifiers=np.concatenate([m.qualifiers for m in means]),
        count=np.concatenate([m.count for m in means]),
    )


def _stacked(
    rows: Sequence[NDArray[np.float64] | NDArray[np.object_]], shape: tuple[int, int]
) -> NDArray[np.float64] | NDArray[np.object_]:
    if rows and rows[0].dtype == object:
        words = np.empty(shape, dtype=object)
        words[:] = rows
        return words
    return np.array(rows, dtype=np.float64).reshape(shape)


def _empty(values: NDArray[np.float64] | NDArray[np.object_]) -> Flags:
    return np.asarray(values == "" if values.dtype == object else np.isnan(values.astype(float)), dtype=bool)


def _grouped(grid: WaterGrid, who: WaterMembers) -> tuple[Ints, Ints, NDArray[np.int8]]:
    """Sections (section-months, in a part of several) due and with values, and their stage [part, member]."""
    shape = (len(grid.parts), len(who))
    expected, observed = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    reviewed = np.zeros(shape, np.int8)
    several = np.array([bool(p.months) for p in grid.parts], dtype=bool)[:, np.newaxis]
    due = np.where(several, grid.expected, 1)
    seen = np.where(several, grid.observed, grid.observed > 0)
    for m in range(len(who)):
        rows = who.of_member(m)
        expected[:, m], observed[:, m] = due[:, rows].sum(axis=1), seen[:, rows].sum(axis=1)
        for row in range(shape[0]):
            stages = grid.reviewed[row, rows][grid.observed[row, rows] > 0]
            if stages.size:
                reviewed[row, m] = 1 if (stages == 1).all() else 2 if (stages > 0).any() else 0
    return expected, observed, reviewed


def _carried(grid: WaterGrid, who: WaterMembers, remarks: Remarks) -> None:
    """Notes on sections that concern what they belong to."""
    for code in ("partial_period", "usual_limit"):
        flags = grid.remarks.has(code)
        for m in range(len(who)):
            rows = who.of_member(m)
            if rows.size:
                remarks.bits[:, m] |= np.where(flags[:, rows].any(axis=1), Remarks.bit(code), 0)


def _stages(grid: WaterGrid) -> tuple[int, int, int]:
    here = grid.observed > 0
    provisional, reviewed, mixed = (int(np.sum(here & (grid.reviewed == stage))) for stage in (0, 1, 2))
    return provisional, reviewed, mixed


def _basis(asked: Entry, grid: WaterGrid) -> tuple[tuple[Label, str], ...]:
    how = {
        "slot": "原始值定类 / raw value of each slot",
        "day": "样品均值，修约，定类 / mean of the samples, rounded, judged",
    }.get(
        grid.step,
        "月均值，跨月取各月均值之平均，修约，定类 / mean of a month, mean of months, rounded, judged",
    )
    return (
        (Label(zh="评价方式", en="Judged by"), how),
        (Label(zh="参评监测项目", en="Items with values"), " ".join(grid.items) or "-"),
    )


def _exclusions(grid: WaterGrid, who: WaterMembers) -> tuple[Label, ...]:
    found = []
    if grid.stopped:
        found.append(
            Label(
                zh=f"站点维护、停站、不具备运行条件的{grid.stopped}个断面时次不参与均值",
                en=f"{grid.stopped} section-times under maintenance, stopped or unable to run enter no mean",
            )
        )
    silent = int(np.sum(grid.observed.sum(axis=0) == 0)) if len(grid.parts) else 0
    if silent:
        found.append(
            Label(
                zh=f"{silent}个断面断流、停站或未监测，不计入分母",
                en=f"{silent} sections dry, stopped or not sampled leave the denominator",
            )
        )
    if who.left_out:
        found.append(
            Label(
                zh=f"饮用水源、地下水、黑臭水体{who.left_out}个点位另行评价",
                en=f"{who.left_out} points of drinking sources, groundwater or black-odour water are judged elsewhere",
            )
        )
    return tuple(found)


def decimals_of(asked: Entry, step: str) -> int:
    """Decimals shown: those of the automatic stations for an item of a slot, those of evaluation elsewhere."""
    if step == "slot" and kind_of(asked) == "mean":
        return water_parameter(asked.code).decimals_live
    return asked.decimals
