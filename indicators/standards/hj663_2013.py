"""HJ 663-2013: how places and periods were assessed until the end of February 2026."""

from __future__ import annotations

from datetime import date

from indicators.parameters import Label
from indicators.rules import Assessment, Validity
from indicators.standard import Clause, Edition

NUMBER = "HJ 663-2013"

CLAUSES = (
    Clause(
        edition=NUMBER,
        section="annual items",
        says=Label(
            zh="年评价：SO2、NO2年均值和第98百分位数，PM10、PM2.5年均值和第95百分位数，CO第95、O3日最大8小时第90百分位数",
            en="Year: means and 98th (SO2, NO2) or 95th (PM10, PM2.5) percentiles; CO 95th, ozone 90th",
        ),
        sure="confirmed",
    ),
    Clause(
        edition=NUMBER,
        section="percentile",
        says=Label(
            zh="升序排列，k=1+(n-1)·p/100，在相邻两值间线性内插",
            en="Ascending, k = 1 + (n−1)·p/100, linear between the neighbours",
        ),
        sure="confirmed",
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
        section="city value",
        says=Label(
            zh="城市值为各评价点位的算术平均；时段值为城市日均值的平均",
            en="City: mean of its assessed stations; period: mean of the city's days",
        ),
        sure="confirmed",
    ),
    Clause(
        edition=NUMBER,
        section="city validity",
        says=Label(zh="城市有效点位比例不低于75%（可设置）", en="75 % of a city's stations (a setting)"),
        sure="memory",
    ),
    Clause(
        edition=NUMBER,
        section="exceedance multiple",
        says=Label(zh="超标倍数=(C-S)/S", en="Exceedance multiple = (C − S)/S"),
        sure="one source",
    ),
    Clause(
        edition=NUMBER,
        section="compliance rate",
        says=Label(zh="达标率=达标天数/有效天数", en="Compliance rate = days that meet / valid days"),
        sure="one source",
    ),
    Clause(
        edition=NUMBER,
        section="trend",
        says=Label(
            zh="秩相关系数法，不少于5年，|rs|≥Wp为显著",
            en="Spearman, at least 5 years, |rs| ≥ Wp is significant",
        ),
        sure="one source",
    ),
)

EDITION = Edition(
    number=NUMBER,
    kind="assessment",
    title=Label(
        zh="环境空气质量评价技术规范（试行）",
        en="Technical regulation for ambient air quality assessment (on trial)",
    ),
    issued=None,
    in_force=date(2013, 10, 1),
    withdrawn=date(2026, 3, 1),
    judges_from=date(2013, 1, 1),
    choice=Label(
        zh="2013年1—9月的数据按同年发布的本规范评价，以便全年口径一致",
        en="January to September 2013 are assessed by the regulation of that year, so that the year is one",
    ),
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
        three_year_means=False,
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
        zh="未读到正文，均为二手资料；城市点位比例凭记忆",
        en="Text not read, secondary sources only; the share of a city's stations from memory",
    ),
    source="Two public code bases, a public test table, bulletins",
)
