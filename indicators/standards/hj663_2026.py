"""HJ 663-2026: assessment from 1 March 2026. Its text was not obtained; what is not known follows 2013."""

from __future__ import annotations

from datetime import date

from indicators.parameters import Label
from indicators.rules import Assessment, Validity
from indicators.standard import Clause, Edition

NUMBER = "HJ 663-2026"

CLAUSES = (
    Clause(
        edition=NUMBER,
        section="annual items",
        says=Label(
            zh="年评价：SO2、NO2年均值和第98百分位数，PM10、PM2.5年均值和第95百分位数，CO第95、O3日最大8小时第90百分位数",
            en="Year: means and 98th (SO2, NO2) or 95th (PM10, PM2.5) percentiles; CO 95th, ozone 90th",
        ),
        sure="one source",
    ),
    Clause(
        edition=NUMBER,
        section="6.1.2",
        says=Label(
            zh="O3日最大8小时：8—24时的17个滑动平均，至少14个有效；不足但最大值已超标仍有效",
            en="Ozone day: 17 windows ending 08-24 h, at least 14 valid, or a maximum above the limit",
        ),
        sure="confirmed",
    ),
    Clause(
        edition=NUMBER,
        section="three-year mean",
        says=Label(zh="三年滑动平均评价", en="Assessment by moving means of three years"),
        sure="confirmed",
    ),
    Clause(
        edition=NUMBER,
        section="exceptional events",
        says=Label(zh="例外事件的定义与要求", en="Definition of and requirements for exceptional events"),
        sure="confirmed",
    ),
    Clause(
        edition=NUMBER,
        section="displayed decimals",
        says=Label(
            zh="修约规则更细，未获得正文；此处按排名办法：浓度取整（CO 1位），比例1位，指数2位",
            en="Finer rounding, text not obtained; here as the ranking has it: 0 (CO 1), rates 1, indices 2",
        ),
        sure="one source",
    ),
)

EDITION = Edition(
    number=NUMBER,
    kind="assessment",
    title=Label(zh="环境空气质量评价技术规范", en="Technical regulation for ambient air quality assessment"),
    issued=None,
    in_force=date(2026, 3, 1),
    withdrawn=None,
    content=Assessment(
        validity=Validity(
            hours_a_day=20,
            hours_of_8h=6,
            minutes_an_hour=45,
            days_a_year=324,
            days_a_month=27,
            days_in_february=25,
            ozone_windows_a_day=14,
            ozone_proven_above_ug=160.0,
        ),
        annual_mean_items=("so2", "no2", "pm10", "pm25"),
        percentiles={"so2": 98, "no2": 98, "pm10": 95, "pm25": 95, "co": 95, "o3_8h": 90},
        city_share=0.75,
        trend_least_years=5,
        three_year_means=True,
        decimals={
            "concentration": 0,
            "co": 1,
            "rate": 1,
            "single_index": 2,
            "composite_index": 2,
            "exceedance_multiple": 2,
        },
    ),
    clauses=CLAUSES,
    sure=Label(
        zh="未获得正文：由新闻报道和公开代码得知；未知之处沿用HJ 663-2013，有效性数字见GB 3095-2026表4",
        en="Text not obtained: news and public code; what is not known follows HJ 663-2013",
    ),
    source="Press reports of 2026-02-24/25; one public test table; GB 3095-2026 table 4 for validity",
)
