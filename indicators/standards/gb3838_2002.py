"""GB 3838-2002: limits of the classes of surface water, rivers and lakes."""

from __future__ import annotations

from datetime import date

from indicators.parameters import Label
from indicators.standard import Clause, Edition
from indicators.water_rules import ClassLimits, WaterLimits

NUMBER = "GB 3838-2002"

BOTH: dict[str, ClassLimits] = {
    "do": (7.5, 6, 5, 3, 2),
    "codmn": (2, 4, 6, 10, 15),
    "cod": (15, 15, 20, 30, 40),
    "bod5": (3, 3, 4, 6, 10),
    "nh3n": (0.15, 0.5, 1.0, 1.5, 2.0),
    "cu": (0.01, 1.0, 1.0, 1.0, 1.0),
    "zn": (0.05, 1.0, 1.0, 2.0, 2.0),
    "f": (1.0, 1.0, 1.0, 1.5, 1.5),
    "se": (0.01, 0.01, 0.01, 0.02, 0.02),
    "as": (0.05, 0.05, 0.05, 0.1, 0.1),
    "hg": (0.00005, 0.00005, 0.0001, 0.001, 0.001),
    "cd": (0.001, 0.005, 0.005, 0.005, 0.01),
    "cr6": (0.01, 0.05, 0.05, 0.05, 0.1),
    "pb": (0.01, 0.01, 0.05, 0.05, 0.1),
    "cn": (0.005, 0.05, 0.2, 0.2, 0.2),
    "volphenol": (0.002, 0.002, 0.005, 0.01, 0.1),
    "petroleum": (0.05, 0.05, 0.05, 0.5, 1.0),
    "las": (0.2, 0.2, 0.2, 0.3, 0.3),
    "sulfide": (0.05, 0.1, 0.2, 0.5, 1.0),
    "fcoli": (200, 2000, 10000, 20000, 40000),
}
RIVER: dict[str, ClassLimits] = {"tp": (0.02, 0.1, 0.2, 0.3, 0.4)}
LAKE: dict[str, ClassLimits] = {"tp": (0.01, 0.025, 0.05, 0.1, 0.2), "tn": (0.2, 0.5, 1.0, 1.5, 2.0)}

CLAUSES = (
    Clause(
        edition=NUMBER,
        section="table 1",
        says=Label(
            zh="基本项目标准限值：pH、溶解氧、高锰酸盐指数、化学需氧量、五日生化需氧量、氨氮、总磷、总氮",
            en="Limits of the basic items by class: pH, oxygen, organic matter, nitrogen and phosphorus",
        ),
        sure="confirmed",
    ),
    Clause(
        edition=NUMBER,
        section="table 1, metals and others",
        says=Label(
            zh="基本项目标准限值：重金属、氟化物、氰化物、挥发酚、石油类、阴离子表面活性剂、硫化物、粪大肠菌群",
            en="Limits of the basic items by class: metals, fluoride, cyanide, phenols, petroleum, coliforms",
        ),
        sure="one source",
    ),
    Clause(
        edition=NUMBER,
        section="table 1, lakes",
        says=Label(
            zh="总磷：河流与湖库限值不同；总氮仅用于湖、库",
            en="Lakes have limits of their own of total phosphorus; total nitrogen is for lakes only",
        ),
        sure="confirmed",
    ),
    Clause(
        edition=NUMBER,
        section="table 1, inclusive",
        says=Label(
            zh="等于限值仍属较好类别（溶解氧为≥）",
            en="A value equal to the limit keeps the better class (oxygen: at least)",
        ),
        sure="confirmed",
    ),
    Clause(
        edition=NUMBER,
        section="table 1, temperature",
        says=Label(
            zh="水温只限人为变化：周平均最大温升≤1℃、温降≤2℃；不参与定类",
            en="Only man-made change of temperature is limited; it sets no class",
        ),
        sure="memory",
    ),
    Clause(
        edition=NUMBER,
        section="table 1, saturation",
        says=Label(
            zh="溶解氧Ⅰ类或饱和率90%：国家发布不采用，本系统不采用",
            en="Oxygen of class Ⅰ may be 90 % of saturation instead: not used by the national feed, nor here",
        ),
        sure="memory",
    ),
)

EDITION = Edition(
    number=NUMBER,
    kind="water_limits",
    title=Label(zh="地表水环境质量标准", en="Environmental quality standards for surface water"),
    issued=None,
    in_force=date(2002, 6, 1),
    withdrawn=None,
    content=WaterLimits(
        both=BOTH,
        river=RIVER,
        lake=LAKE,
        least=("do",),
        ranges={"ph": (6.0, 9.0)},
        classes=("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ"),
    ),
    clauses=CLAUSES,
    sure=Label(
        zh="pH、溶解氧、高锰酸盐指数、氨氮、总磷由国家发布的两万余条类别核实；化学需氧量、五日生化需氧量、总氮有两处以上来源；其余一处",
        en="pH, oxygen, CODMn, ammonia and phosphorus checked on 23,000 published classes; COD, BOD5 and nitrogen "
        "have two sources or more, the others one",
    ),
    source="Published texts and classes of the national automatic stations, 2020-2021",
)
