"""The rule of grading lakes by nutrients (总站生字〔2001〕090号): the comprehensive trophic level index."""

from __future__ import annotations

from datetime import date

from indicators.parameters import Label
from indicators.standard import Clause, Edition
from indicators.water_rules import TrophicGrade, TrophicItem, TrophicRule

NUMBER = "总站生字〔2001〕090号"

ITEMS = (
    TrophicItem(item="chla", constant=2.5, slope=1.086, correlation=1.0),
    TrophicItem(item="tp", constant=9.436, slope=1.624, correlation=0.84),
    TrophicItem(item="tn", constant=5.453, slope=1.694, correlation=0.82),
    TrophicItem(item="sd", constant=5.118, slope=-1.94, correlation=-0.83),
    TrophicItem(item="codmn", constant=0.109, slope=2.661, correlation=0.83),
)
GRADES = (
    TrophicGrade(number=1, highest=30.0, inclusive=False, label=Label(zh="贫营养", en="oligotrophic")),
    TrophicGrade(number=2, highest=50.0, inclusive=True, label=Label(zh="中营养", en="mesotrophic")),
    TrophicGrade(
        number=3, highest=60.0, inclusive=True, label=Label(zh="轻度富营养", en="slightly eutrophic")
    ),
    TrophicGrade(
        number=4, highest=70.0, inclusive=True, label=Label(zh="中度富营养", en="moderately eutrophic")
    ),
    TrophicGrade(number=5, highest=None, inclusive=True, label=Label(zh="重度富营养", en="highly eutrophic")),
)

CLAUSES = (
    Clause(
        edition=NUMBER,
        section="item index",
        says=Label(
            zh="TLI(j)=10(a+b ln C)：叶绿素a mg/m³，透明度 m，其余 mg/L",
            en="TLI(j) = 10·(a + b·ln C): chlorophyll in mg/m³, transparency in m, the others in mg/L",
        ),
        sure="confirmed",
    ),
    Clause(
        edition=NUMBER,
        section="weights",
        says=Label(
            zh="权重W=r²/Σr²，r为与叶绿素a的相关系数",
            en="Weights r²/Σr², r being the correlation with chlorophyll",
        ),
        sure="confirmed",
    ),
    Clause(
        edition=NUMBER,
        section="grades",
        says=Label(
            zh="<30贫营养，30～50中营养，>50富营养（60、70分轻中重度）",
            en="Below 30 oligotrophic, 30 to 50 mesotrophic, above 50 eutrophic in three degrees at 60 and 70",
        ),
        sure="confirmed",
    ),
)

EDITION = Edition(
    number=NUMBER,
    kind="trophic",
    title=Label(
        zh="湖泊（水库）富营养化评价方法及分级技术规定",
        en="Technical rule for assessing and grading the eutrophication of lakes",
    ),
    issued=None,
    in_force=date(2001, 12, 31),
    withdrawn=None,
    content=TrophicRule(items=ITEMS, grades=GRADES, decimals=1),
    clauses=CLAUSES,
    sure=Label(
        zh="五处一致；发布日未知，取文号年份的末日；分级界值的开闭各处不一",
        en="Five copies agree; the day is not known and taken as the last of its year; copies differ on the edges",
    ),
    source="Five independent copies of the rule",
)
