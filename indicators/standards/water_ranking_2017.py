"""The rule of ranking cities by their surface water (环办监测〔2017〕51号): CWQI."""

from __future__ import annotations

from datetime import date

from indicators.parameters import Label
from indicators.standard import Clause, Edition
from indicators.water_rules import WaterRankingRule

NUMBER = "环办监测〔2017〕51号"

CLAUSES = (
    Clause(
        edition=NUMBER,
        section="items",
        says=Label(
            zh="21项，先求全市各河流断面（湖库点位另计）浓度均值",
            en="21 items; first the mean of each over the city's river sections, and over its lake points apart",
        ),
        sure="memory",
    ),
    Clause(
        edition=NUMBER,
        section="item index",
        says=Label(
            zh="C/SⅢ；溶解氧SⅢ/C；pH≤7为7-pH，pH>7为(pH-7)/2；湖库总磷SⅢ=0.05",
            en="C/S_Ⅲ; oxygen S_Ⅲ/C; pH 7 − pH or (pH − 7)/2; phosphorus of lakes against 0.05",
        ),
        sure="one source",
    ),
    Clause(
        edition=NUMBER,
        section="sum",
        says=Label(zh="CWQI为各项指数之和，中间不修约", en="The sum of the indices, nothing rounded inside"),
        sure="confirmed",
    ),
    Clause(
        edition=NUMBER,
        section="city",
        says=Label(
            zh="按河流断面数与湖库点位数加权",
            en="Rivers and lakes weighted by their numbers of sections and points",
        ),
        sure="memory",
    ),
    Clause(
        edition=NUMBER,
        section="ranking",
        says=Label(zh="由小到大排名，小者水质好", en="Ascending: smaller is better"),
        sure="confirmed",
    ),
    Clause(
        edition=NUMBER,
        section="improvement",
        says=Label(
            zh="ΔCWQI=(本期-上期)/上期，由小到大，负值为改善",
            en="Change = (now − before)/before, ascending, negative is better",
        ),
        sure="confirmed",
    ),
)

EDITION = Edition(
    number=NUMBER,
    kind="water_ranking",
    title=Label(
        zh="城市地表水环境质量排名技术规定（试行）",
        en="Technical rule for ranking cities by surface water (trial)",
    ),
    issued=None,
    in_force=date(2017, 12, 31),
    withdrawn=None,
    judges_from=date(2002, 6, 1),
    choice=Label(
        zh="发布日未知，取文号年份的末日；此前的时期也按本规定计算，以便各期可比",
        en="The day of issue is not known: the last of the year in its number is taken; earlier periods are computed "
        "by it too, to be comparable",
    ),
    content=WaterRankingRule(
        items=(
            *(
                "ph",
                "do",
                "codmn",
                "cod",
                "bod5",
                "nh3n",
                "tp",
                "cu",
                "zn",
                "f",
                "se",
                "as",
                "hg",
                "cd",
                "cr6",
            ),
            *("pb", "cn", "volphenol", "petroleum", "las", "sulfide"),
        ),
        standard_class=3,
        ph_neutral=7.0,
        decimals=4,
    ),
    clauses=CLAUSES,
    sure=Label(
        zh="正文未读到；指数公式一处来源，量级由吉林省发布值核实",
        en="Text not read; formulas from one source, their size confirmed by values published in Jilin",
    ),
    source="Bureau pages of Jilin, Wuhan and Ningxia; a library that cites the rule",
)
