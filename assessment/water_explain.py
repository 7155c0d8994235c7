"""The question `explain` of water: how one figure of a section, river, basin or division came about.

The same explanation as of air: the figure with its passport, its formula with the values filled in, and the steps
below it, each made when it is opened.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import numpy as np
import pandas as pd

from assessment.answer import Answer, Reference
from assessment.catalogue import parts_of, tabled
from assessment.explanation import Explanation, Step
from assessment.members import Of, region
from assessment.passport import water_terms_words
from assessment.periods import Every, whole_days
from assessment.reference import command, link
from assessment.terms import Terms
from assessment.water_catalogue import TRENDS
from assessment.water_figures import kind_of
from assessment.water_sections import section_names
from assessment.water_steps import SAYS, STEPS, WaterCase, index_items, items, trophic_items
from assessment.water_trend import METHOD
from assessment.water_values import reading, water_table
from indicators.parameters import Label
from indicators.water_parameters import water_parameter
from store.opening import Store

DIVISIONS = ("county", "city", "province")
_TITLES = {
    "items": Label(zh="各监测项目", en="Its items"),
    "index": Label(zh="单项指数", en="Indices of the items"),
    "trophic": Label(zh="各项营养状态指数", en="Levels of the items"),
    "months": Label(zh="各月", en="Its months"),
    "sections": Label(zh="各断面", en="Its sections"),
    "values": Label(zh="监测值", en="The values"),
}
_INDICES = ("cwqi", "cwqi_improvement", "water_item_index")
_SHARES = ("section_compliance_rate", "good_water_share", "worse_than_v_share", "class_distribution")


def explain_water(
    store: Store, *, indicator: str, of: Of, code: str, start: datetime, end: datetime, terms: Terms
) -> Explanation:
    """The explanation of an indicator of water of one member over one slot, one day or a longer window of whole days.

    Parameters
    ----------
    code
        Code, name or alias of a section; code of a division; name of a basin; a river with its basin.

    Raises
    ------
    LookupError
        For an unknown indicator, or a member that the registry does not know.
    ValueError
        For a window that the indicator is not made of.
    """
    if of in DIVISIONS:
        code = str(region(store, code).code)
    asked = tabled((parts_of(indicator) or (indicator,))[0])
    step: Every = "all" if whole_days(start, end) else "slot"
    if step == "all" and end - start == timedelta(days=1):
        step = "day"
    if step == "slot" and end - start >= timedelta(days=1):
        raise ValueError("explain one slot, or a window of whole days")
    read = reading(store, of=of, start=start, end=end, terms=terms, within=None, step=step, only=[code])
    if not len(read.who) or not len(read.who.sections):
        raise LookupError(f"the registry has no {read.who.of} {code}")
    if not read.grid.parts:
        raise LookupError(f"nothing of {code} was sampled in that slot")
    if len(read.grid.parts) > 1:
        raise ValueError("that window holds several slots: explain one of them, or whole days")
    case = WaterCase(
        store=store, asked=asked, code=code, start=start, end=end, terms=terms, who=read.who, grid=read.grid
    )  # fmt: skip
    answer = water_table(
        store, indicator=indicator, of=of, start=start, end=end, terms=terms, every=step, precision="full", only=[code],
        read=read,
    )  # fmt: skip
    known = section_names(read.who.sections).get(code, code) if read.who.of == "section" else code
    reference = Reference(
        question="explain",
        arguments={"indicator": indicator, "of": read.who.of, "code": known, "start": start.isoformat(),
                   "end": end.isoformat(), **water_terms_words(terms)},
        as_of=terms.as_of or datetime.now(UTC),
    )  # fmt: skip
    formula = _formula(case, answer)
    return Explanation(
        answer=answer, formula=formula, coverage=_coverage(case, answer),
        steps=tuple(
            Step(key=key, title=_TITLES[key], says=formula if n == 0 else SAYS[key], make=partial(STEPS[key], case))
            for n, key in enumerate(_keys(case))
        ),
        command=command(reference), link=link(reference),
    )  # fmt: skip


def _keys(case: WaterCase) -> list[str]:
    """The steps of a figure, from above."""
    kind = kind_of(case.asked)
    found: list[str] = []
    if case.asked.file in TRENDS:
        return ["months", "values"] if case.part.months else ["values"]
    if kind in _INDICES:
        found.append("index")
    elif kind in ("tli", "trophic_grade"):
        found.append("trophic")
    elif case.is_section or case.few:
        found.append("items")
    if not case.is_section:
        found.append("sections")
    if case.part.months:
        found.append("months")
    return [*found, "values"]


def _formula(case: WaterCase, answer: Answer) -> Label:
    """The formula of the figure with its values filled in."""
    told = answer.table[["indicator", "value"]].astype(str).to_numpy().tolist()
    result = told[0][1] if len(told) == 1 else ", ".join(f"{code} {value}" for code, value in told)
    kind = kind_of(case.asked)
    if case.asked.file in TRENDS:
        row = answer.table.iloc[0]
        how = f"n = {row['periods']}, W_p = {row['critical'] or '-'}, r_s = {_three(result)} → {row['trend'] or '-'}"
        return Label(zh=f"{METHOD.zh}：{how}", en=f"{METHOD.en}: {how}")
    if kind in _INDICES:
        return _sum(index_items(case), result)
    if kind in ("tli", "trophic_grade"):
        table = trophic_items(case)
        terms = [f"{w} × {v}" for w, v in zip(table["weight"], table["level"], strict=True) if v]
        return _both(f"{' + '.join(terms) or '-'} → {result or '-'}")
    if kind in _SHARES:
        return _share(case, result)
    if kind == "mean":
        return _mean(case, result)
    if case.is_section or case.few:
        table = items(case)
        table = table[table["counts"] == 1]
        judged = [
            f"{i} {v} {c}" for i, v, c in zip(table["item"], table["judged"], table["class"], strict=True)
        ]
        return _both(f"{', '.join(judged) or '-'} → {result or '-'}")
    counted = case.judged.shares(case.rows)
    good, bad = (
        f"{float(v):.1f} %" if v == v else "-" for v in (float(counted.good_share), float(counted.bad_share))
    )
    return Label(
        zh=f"{int(counted.evaluated)}个断面（断面·月）中Ⅰ～Ⅲ类{good}，劣Ⅴ类{bad} → {result or '-'}",
        en=f"of {int(counted.evaluated)} sections (section-months) Ⅰ–Ⅲ {good}, worse than Ⅴ {bad} → {result or '-'}",
    )


def _three(told: str) -> str:
    return f"{float(told):.3f}" if told else "-"


def _sum(table: pd.DataFrame, result: str) -> Label:
    texts = []
    for word, zh in (("river", "河流"), ("lake", "湖库")):
        parts = [f"{i} {v}" for i, v in zip(table["item"], table[f"{word}_index"], strict=True) if v]
        if parts:
            texts.append(f"{zh}/{word}: {' + '.join(parts)}")
    return _both(f"{'; '.join(texts) or '-'} → {result or '-'}")


def _share(case: WaterCase, result: str) -> Label:
    if case.asked.code == "section_compliance_rate":
        met = case.judged.met
        part, whole = int(np.sum(met == 1)), int(np.sum(~np.isnan(met)))
    else:
        found = case.judged.shares(case.rows)
        counts = found.counts
        part = int(
            {"good_water_share": counts[:3].sum(), "worse_than_v_share": counts[5]}.get(case.asked.code, 0)
        )
        whole = int(found.evaluated)
        if case.asked.file == "class_distribution":
            return _both(f"{' + '.join(str(int(c)) for c in counts)} = {whole} (Ⅰ … 劣Ⅴ) → {result}")
    return _both(f"{part} / {whole} = {result or '-'}")


def _mean(case: WaterCase, result: str) -> Label:
    item = case.asked.code
    if item not in case.judged.items:
        return _both("-")
    at = case.judged.items.index(item)
    if not case.is_section:
        there = case.part.means.numbers[:, at]
        there = there[~np.isnan(there)]
        shown = " + ".join(f"{v:.6g}" for v in there[:12]) + (" + …" if len(there) > 12 else "")
        return _both(f"({shown}) / {len(there)} → {result or '-'}")
    count = int(case.part.means.count[0, at])
    unit = ("months", "个月") if case.part.months else ("samples", "个样品")
    how = ("mean of the hydrogen ions of", "氢离子浓度平均，") if item == "ph" else ("mean of", "平均，")
    decimals = water_parameter(item).decimals
    return Label(
        zh=f"{how[1]}{count}{unit[1]} = {result or '-'}，评价保留{decimals}位小数",
        en=f"{how[0]} {count} {unit[0]} = {result or '-'}; evaluated at {decimals} decimals",
    )


def _coverage(case: WaterCase, answer: Answer) -> Label:
    row = answer.table.iloc[0]
    if case.is_section:
        unit = ("months", "个月") if case.part.months else ("samples", "个样品")
    else:
        unit = ("section-months", "个断面·月") if case.part.months else ("sections", "个断面")
    return Label(
        zh=f"应有{row['expected']}{unit[1]}，有值{row['observed']}，参评{row['valid']}",
        en=f"{row['valid']} {unit[0]} judged of {row['expected']} expected, {row['observed']} with values",
    )


def _both(text: str) -> Label:
    return Label(zh=text, en=text)
