"""The ranking rule from July 2018 (环办监测〔2018〕19号): 168 cities."""

from __future__ import annotations

from datetime import date

from indicators.parameters import Label
from indicators.rules import RankingRule
from indicators.standard import Clause, Edition

NUMBER = "环办监测〔2018〕19号"

CLAUSES = (
    Clause(
        edition=NUMBER,
        section="composite index",
        says=Label(
            zh="六项统计值修约（整数，CO 1位）后除以二级限值，单项指数修约至2位，求和得综合指数",
            en="Six statistics, rounded, over grade II limits, each ratio to 2 decimals, summed",
        ),
        sure="confirmed",
    ),
    Clause(
        edition=NUMBER,
        section="greatest index",
        says=Label(zh="最大单项指数及其污染物（主要污染物）", en="Greatest single index and its pollutant"),
        sure="confirmed",
    ),
    Clause(
        edition=NUMBER,
        section="ties",
        says=Label(
            zh="指数相同名次并列，其后名次顺延（可设为不顺延）",
            en="Equal indices share a rank (competition; dense as a setting)",
        ),
        sure="confirmed",
    ),
    Clause(
        edition=NUMBER,
        section="improvement",
        says=Label(
            zh="变化程度=(I-I上年)/I上年", en="Change = (I − I before) / I before, negative is better"
        ),
        sure="confirmed",
    ),
)

EDITION = Edition(
    number=NUMBER,
    kind="ranking",
    title=Label(zh="城市环境空气质量排名技术规定", en="Technical rules for ranking cities by air quality"),
    issued=None,
    in_force=date(2018, 7, 1),
    withdrawn=date(2024, 1, 1),
    content=RankingRule(
        items=(
            ("so2", "so2", "year"),
            ("no2", "no2", "year"),
            ("pm10", "pm10", "year"),
            ("pm25", "pm25", "year"),
            ("co_p95", "co", "day"),
            ("o3_8h_p90", "o3", "8h"),
        ),
        decimals={"so2": 0, "no2": 0, "pm10": 0, "pm25": 0, "co_p95": 1, "o3_8h_p90": 0},
        index_decimals=2,
        ties="competition",
        cities=168,
    ),
    clauses=CLAUSES,
    sure=Label(
        zh="公式由49个已发布指数中的48个核实；有文献称其为环办大气",
        en="Formula reproduces 48 of 49 published indices; one paper cites it as 环办大气",
    ),
    source="Published tables of composite indices, 2021-2025",
)
