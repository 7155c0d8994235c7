"""The ranking scheme from 2024 (环办监测函〔2024〕9号): cities at prefecture level and above."""

from __future__ import annotations

from datetime import date

from indicators.parameters import Label
from indicators.rules import RankingRule
from indicators.standard import Clause, Edition

NUMBER = "环办监测函〔2024〕9号"

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
    title=Label(
        zh="地级及以上城市环境空气质量排名方案",
        en="Scheme for ranking cities at prefecture level and above by air quality",
    ),
    issued=None,
    in_force=date(2024, 1, 1),
    withdrawn=None,
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
        zh="正文未读到，公式由2024—2025年已发布指数核实；生效日按文号年初计；"
        "2026年未见新文件，新限值下的限值组合未定，随GB 3095阶段取值并标明",
        en="Text not read; formula from indices published 2024-2025; start taken as the new year; "
        "no successor seen in 2026: limits follow the GB 3095 phase and are stamped",
    ),
    source="Ningxia pages of 2024-06 and 2025-05; published indices of Ordos 2024-10, 2025-10",
)
