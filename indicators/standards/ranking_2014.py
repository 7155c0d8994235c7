"""The ranking rule before July 2018 (环办〔2014〕64号): 74 cities."""

from __future__ import annotations

from datetime import date

from indicators.parameters import Label
from indicators.rules import RankingRule
from indicators.standard import Clause, Edition

NUMBER = "环办〔2014〕64号"

CLAUSES = (
    Clause(
        edition=NUMBER,
        section="composite index",
        says=Label(
            zh="六项统计值修约（整数，CO 1位）后除以二级限值，单项指数修约至2位，求和得综合指数",
            en="Six statistics, rounded, over grade II limits, each ratio to 2 decimals, summed",
        ),
        sure="inferred",
    ),
    Clause(
        edition=NUMBER,
        section="greatest index",
        says=Label(zh="最大单项指数及其污染物（主要污染物）", en="Greatest single index and its pollutant"),
        sure="inferred",
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
    in_force=date(2014, 1, 1),
    withdrawn=date(2018, 7, 1),
    judges_from=date(2013, 1, 1),
    choice=Label(
        zh="74个城市自2013年起排名，故2013年起的时段亦按其计算",
        en="74 cities were ranked from 2013 on: periods from 2013 are computed by it",
    ),
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
        cities=74,
    ),
    clauses=CLAUSES,
    sure=Label(
        zh="未读到正文：假定与2018年办法同一公式；发布月份不详，按2014年初计",
        en="Text not read: the formula of 2018 is assumed; the month of issue is not known",
    ),
    source="One citation; the formula of 环办监测〔2018〕19号",
)
