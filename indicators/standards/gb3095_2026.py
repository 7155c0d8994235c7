"""GB 3095-2026: limits in two phases, transition to the end of 2030 and final from 2031."""

from __future__ import annotations

from datetime import date

from indicators.parameters import Label
from indicators.rules import Grades, LimitAverage, Limits
from indicators.standard import Clause, Edition, Phase

NUMBER = "GB 3095-2026"

TRANSITION_BASIC: dict[tuple[str, LimitAverage], Grades] = {
    ("so2", "year"): Grades(grade_1=20, grade_2=60),
    ("so2", "day"): Grades(grade_1=50, grade_2=150),
    ("so2", "hour"): Grades(grade_1=150, grade_2=500),
    ("no2", "year"): Grades(grade_1=40, grade_2=40),
    ("no2", "day"): Grades(grade_1=80, grade_2=80),
    ("no2", "hour"): Grades(grade_1=200, grade_2=200),
    ("co", "day"): Grades(grade_1=4, grade_2=4),
    ("co", "hour"): Grades(grade_1=10, grade_2=10),
    ("o3", "8h"): Grades(grade_1=100, grade_2=160),
    ("o3", "hour"): Grades(grade_1=160, grade_2=200),
    ("pm10", "year"): Grades(grade_1=40, grade_2=60),
    ("pm10", "day"): Grades(grade_1=50, grade_2=120),
    ("pm25", "year"): Grades(grade_1=15, grade_2=30),
    ("pm25", "day"): Grades(grade_1=35, grade_2=60),
}
FINAL_BASIC: dict[tuple[str, LimitAverage], Grades] = {
    ("so2", "year"): Grades(grade_1=20, grade_2=20),
    ("so2", "day"): Grades(grade_1=50, grade_2=50),
    ("so2", "hour"): Grades(grade_1=150, grade_2=150),
    ("no2", "year"): Grades(grade_1=30, grade_2=30),
    ("no2", "day"): Grades(grade_1=50, grade_2=50),
    ("no2", "hour"): Grades(grade_1=200, grade_2=200),
    ("co", "day"): Grades(grade_1=4, grade_2=4),
    ("co", "hour"): Grades(grade_1=10, grade_2=10),
    ("o3", "8h"): Grades(grade_1=100, grade_2=160),
    ("o3", "hour"): Grades(grade_1=160, grade_2=200),
    ("pm10", "year"): Grades(grade_1=20, grade_2=50),
    ("pm10", "day"): Grades(grade_1=50, grade_2=100),
    ("pm25", "year"): Grades(grade_1=10, grade_2=25),
    ("pm25", "day"): Grades(grade_1=25, grade_2=50),
}
TRANSITION_OTHER = {
    ("tsp", "year"): Grades(grade_1=80, grade_2=200),
    ("tsp", "day"): Grades(grade_1=120, grade_2=300),
    ("nox", "year"): Grades(grade_1=50, grade_2=50),
    ("nox", "day"): Grades(grade_1=100, grade_2=100),
    ("nox", "hour"): Grades(grade_1=250, grade_2=250),
    ("pb", "year"): Grades(grade_1=0.5, grade_2=0.5),
    ("pb", "season"): Grades(grade_1=1.0, grade_2=1.0),
    ("bap", "year"): Grades(grade_1=0.001, grade_2=0.001),
    ("bap", "day"): Grades(grade_1=0.0025, grade_2=0.0025),
}
FINAL_OTHER = {
    **TRANSITION_OTHER,
    ("nox", "year"): Grades(grade_1=40, grade_2=40),
    ("nox", "day"): Grades(grade_1=70, grade_2=70),
}
REFERENCE = Label(
    zh="气态污染物参比状态 298.15 K、1013.25 hPa；颗粒物为监测时的气温和气压",
    en="gases 298.15 K, 1013.25 hPa; particles at the temperature and pressure of sampling",
)

TRANSITION = Phase(
    name="transition",
    title=Label(zh="过渡阶段", en="transition"),
    start=date(2026, 3, 1),
    end=date(2030, 12, 31),
    content=Limits(basic=TRANSITION_BASIC, other=TRANSITION_OTHER, reference=REFERENCE),
)
FINAL = Phase(
    name="final",
    title=Label(zh="2031年起", en="final, from 2031"),
    start=date(2031, 1, 1),
    end=None,
    content=Limits(basic=FINAL_BASIC, other=FINAL_OTHER, reference=REFERENCE),
)

CLAUSES = (
    Clause(
        edition=NUMBER,
        section="table 1",
        says=Label(
            zh="六项基本项目浓度限值；2030-12-31前执行过渡阶段限值，2031-01-01起执行最终限值",
            en="Limits of the six basic items: transition to 2030-12-31, final from 2031-01-01",
        ),
        sure="official",
    ),
    Clause(
        edition=NUMBER,
        section="table 2",
        says=Label(zh="其他项目浓度限值，由生态环境部或省级人民政府决定实施", en="Limits of the other items"),
        sure="official",
    ),
    Clause(
        edition=NUMBER,
        section="table 4",
        says=Label(
            zh="数据统计有效性：日均20小时、8小时平均6小时、月27日（二月25日）、年324日",
            en="Validity: 20 hours a day, 6 of 8 hours, 27 days a month (February 25), 324 a year",
        ),
        sure="official",
    ),
)

EDITION = Edition(
    number=NUMBER,
    kind="limits",
    title=Label(zh="环境空气质量标准", en="Ambient air quality standards"),
    issued=date(2026, 2, 13),
    in_force=date(2026, 3, 1),
    withdrawn=None,
    content=FINAL.content,
    phases=(TRANSITION, FINAL),
    clauses=CLAUSES,
    sure=Label(zh="官方扫描件逐页阅读", en="Official scan, every page read"),
    source="GB 3095-2026, official scan",
)
