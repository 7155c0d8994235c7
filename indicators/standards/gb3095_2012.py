"""GB 3095-2012 with the amendment of 2018: limits unchanged, reference state of the gases changed."""

from __future__ import annotations

from datetime import date

from indicators.parameters import Label
from indicators.rules import Grades, LimitAverage, Limits
from indicators.standard import Clause, Edition, Phase

NUMBER = "GB 3095-2012"

BASIC: dict[tuple[str, LimitAverage], Grades] = {
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
    ("pm10", "year"): Grades(grade_1=40, grade_2=70),
    ("pm10", "day"): Grades(grade_1=50, grade_2=150),
    ("pm25", "year"): Grades(grade_1=15, grade_2=35),
    ("pm25", "day"): Grades(grade_1=35, grade_2=75),
}
OTHER = {
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

ORIGINAL = Phase(
    name="original",
    title=Label(zh="2018年修改单之前", en="before the amendment of 2018"),
    start=date(2012, 2, 29),
    end=date(2018, 8, 31),
    content=Limits(
        basic=BASIC,
        other=OTHER,
        reference=Label(zh="标准状态 273 K、101.325 kPa", en="273 K, 101.325 kPa"),
    ),
)
AMENDED = Phase(
    name="amended",
    title=Label(zh="2018年修改单之后", en="as amended in 2018"),
    start=date(2018, 9, 1),
    end=None,
    content=Limits(
        basic=BASIC,
        other=OTHER,
        reference=Label(
            zh="气态污染物参比状态 298.15 K、1013.25 hPa；颗粒物为监测时的气温和气压",
            en="gases 298.15 K, 1013.25 hPa; particles at the temperature and pressure of sampling",
        ),
    ),
)

CLAUSES = (
    Clause(
        edition=NUMBER,
        section="table 1",
        says=Label(zh="六项基本项目一级、二级浓度限值", en="Grade I and II limits of the six basic items"),
        sure="confirmed",
    ),
    Clause(
        edition=NUMBER,
        section="table 2",
        says=Label(zh="其他项目浓度限值", en="Limits of the other items"),
        sure="memory",
    ),
    Clause(
        edition=NUMBER,
        section="table 4",
        says=Label(
            zh="数据统计有效性：日均20小时、8小时平均6小时、月27日（二月25日）、年324日",
            en="Validity: 20 hours a day, 6 of 8 hours, 27 days a month (February 25), 324 a year",
        ),
        sure="confirmed",
    ),
    Clause(
        edition=NUMBER,
        section="amendment 2018",
        says=Label(
            zh="参比状态改为298.15 K、1013.25 hPa，自2018-09-01起；跨越该日的气态污染物趋势不可直接比较",
            en="Reference state 298.15 K, 1013.25 hPa from 2018-09-01; gas trends across it do not compare",
        ),
        sure="confirmed",
    ),
)

EDITION = Edition(
    number=NUMBER,
    kind="limits",
    title=Label(zh="环境空气质量标准", en="Ambient air quality standards"),
    issued=date(2012, 2, 29),
    in_force=date(2016, 1, 1),
    withdrawn=date(2026, 3, 1),
    judges_from=date(2013, 1, 1),
    choice=Label(
        zh="第一批城市自2013年起实施，2013—2015年的数据亦按其评价",
        en="The first cities applied it from 2013 on: readings of 2013-2015 are judged by it too",
    ),
    content=AMENDED.content,
    phases=(ORIGINAL, AMENDED),
    clauses=CLAUSES,
    sure=Label(
        zh="未读到正文；二级限值由公报和HJ 633节点核实，其余凭记忆",
        en="Text not read; grade II from bulletins and the nodes of HJ 633, the rest from memory",
    ),
    source="Bulletins and rankings that print 60/40/70/35/4/160; nodes of HJ 633-2012",
)
