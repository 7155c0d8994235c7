"""The method of assessing surface water of 2011 (环办〔2011〕22号), trial."""

from __future__ import annotations

from datetime import date

from indicators.parameters import Label
from indicators.standard import Clause, Edition
from indicators.water_rules import Shares, WaterAssessment, WaterState

NUMBER = "环办〔2011〕22号"

ITEMS = (
    *("ph", "do", "codmn", "cod", "bod5", "nh3n", "tp", "cu", "zn", "f", "se", "as", "hg", "cd", "cr6", "pb"),
    *("cn", "volphenol", "petroleum", "las", "sulfide"),
)
DECIMALS = {
    **dict.fromkeys(("wt", "ec", "turb", "do", "codmn", "cod", "bod5"), 1),
    **dict.fromkeys(("ph", "fcoli"), 0),
    **dict.fromkeys(("nh3n", "tn", "petroleum", "las"), 2),
    **dict.fromkeys(("tp", "cu", "zn", "f", "cr6", "pb", "cn", "sulfide"), 3),
    **dict.fromkeys(("se", "as", "volphenol"), 4),
    **dict.fromkeys(("hg", "cd"), 5),
}
STATES = (
    WaterState(
        number=1,
        worst_class=2,
        label=Label(zh="优", en="excellent"),
        colour_label=Label(zh="蓝色", en="blue"),
    ),
    WaterState(
        number=2, worst_class=3, label=Label(zh="良好", en="good"), colour_label=Label(zh="绿色", en="green")
    ),
    WaterState(
        number=3,
        worst_class=4,
        label=Label(zh="轻度污染", en="slightly polluted"),
        colour_label=Label(zh="黄色", en="yellow"),
    ),
    WaterState(
        number=4,
        worst_class=5,
        label=Label(zh="中度污染", en="moderately polluted"),
        colour_label=Label(zh="橙色", en="orange"),
    ),
    WaterState(
        number=5,
        worst_class=6,
        label=Label(zh="重度污染", en="heavily polluted"),
        colour_label=Label(zh="红色", en="red"),
    ),
)
SHARES = (
    Shares(state=1, good_least=90.0),
    Shares(state=2, good_least=75.0),
    Shares(state=5, bad_least=40.0),
    Shares(state=4, bad_least=20.0),
    Shares(state=3, bad_below=20.0),
)
CHANGES = {
    -2: Label(zh="明显下降", en="markedly worse"),
    -1: Label(zh="有所下降", en="somewhat worse"),
    0: Label(zh="无明显变化", en="no marked change"),
    1: Label(zh="有所好转", en="somewhat better"),
    2: Label(zh="明显好转", en="markedly better"),
}

CLAUSES = (
    Clause(
        edition=NUMBER,
        section="items",
        says=Label(
            zh="21项参评：表1除水温、总氮、粪大肠菌群",
            en="21 items set the class: table 1 without temperature, total nitrogen and coliforms",
        ),
        sure="confirmed",
    ),
    Clause(
        edition=NUMBER,
        section="single factor",
        says=Label(
            zh="单因子评价法，最差项目定类",
            en="Single factor: the worst item sets the class and is named as deciding it",
        ),
        sure="confirmed",
    ),
    Clause(
        edition=NUMBER,
        section="states",
        says=Label(
            zh="断面水质类别、状况与表征颜色",
            en="Words and colours of the state of a section (colours from memory)",
        ),
        sure="confirmed",
    ),
    Clause(
        edition=NUMBER,
        section="few sections",
        says=Label(
            zh="断面少于5个时先求各项均值再定类",
            en="With fewer than five sections the mean of each item is classified",
        ),
        sure="one source",
    ),
    Clause(
        edition=NUMBER,
        section="shares",
        says=Label(
            zh="断面5个及以上按Ⅰ～Ⅲ类与劣Ⅴ类比例定性；劣Ⅴ类≥40%为重度污染",
            en="Five sections or more: state by the shares of Ⅰ–Ⅲ and of worse than Ⅴ; ≥ 40 % of these is heavy",
        ),
        sure="confirmed",
    ),
    Clause(
        edition=NUMBER,
        section="exceedance multiple",
        says=Label(
            zh="超标倍数=(C-SⅢ)/SⅢ；水温、pH、溶解氧不计算",
            en="Multiple = (C − S_Ⅲ)/S_Ⅲ; none for temperature, pH and oxygen",
        ),
        sure="confirmed",
    ),
    Clause(
        edition=NUMBER,
        section="main indicators",
        says=Label(
            zh="主要污染指标：劣于Ⅲ类者按类别、倍数取前三，氰化物与重金属优先；5个及以上断面按超标率；优良不列",
            en="Worse than Ⅲ: worst class first, then multiple, the first three, cyanide and heavy metals before all; "
            "of five sections or more by the share of sections that exceed; none where the state is good",
        ),
        sure="memory",
    ),
    Clause(
        edition=NUMBER,
        section="change",
        says=Label(
            zh="按状况等级变化与组合类别比例法（ΔG-ΔD，10与20个百分点），取变化大者",
            en="By steps of state and by shares (ΔG − ΔD; 10 and 20 points); the larger change is taken",
        ),
        sure="memory",
    ),
    Clause(
        edition=NUMBER,
        section="means",
        says=Label(
            zh="多次监测取算术平均再定类；季至少2次，年12个月、至少8个月",
            en="Means of each item are classified; a quarter needs 2 samples, a year 8 of its 12 months",
        ),
        sure="memory",
    ),
    Clause(
        edition=NUMBER,
        section="pH mean",
        says=Label(zh="pH以氢离子浓度平均", en="The mean of pH is that of the hydrogen ions"),
        sure="one source",
    ),
    Clause(
        edition=NUMBER,
        section="rounding",
        says=Label(
            zh="四舍六入五成双；修约为0时保留一位有效数字（总站水字〔2018〕87号）",
            en="Half-even; where the result would be 0 one significant digit is kept",
        ),
        sure="one source",
    ),
    Clause(
        edition=NUMBER,
        section="below detection",
        says=Label(
            zh="未检出以检出限一半参与平均；检出限不高于标准为达标，高于标准无法判定",
            en="Half the limit of detection enters means; a limit at or below the standard passes, above it "
            "cannot be judged",
        ),
        sure="inferred",
    ),
    Clause(
        edition=NUMBER,
        section="denominator",
        says=Label(
            zh="断流、未监测的断面不计入分母",
            en="Sections that are dry or were not sampled leave the denominator",
        ),
        sure="confirmed",
    ),
    Clause(
        edition=NUMBER,
        section="trend",
        says=Label(
            zh="Daniel趋势检验（Spearman秩相关），至少5期",
            en="Rank correlation with time, five periods or more",
        ),
        sure="memory",
    ),
)

EDITION = Edition(
    number=NUMBER,
    kind="water_assessment",
    title=Label(
        zh="地表水环境质量评价办法（试行）", en="Method of assessing the quality of surface water (trial)"
    ),
    issued=date(2011, 3, 9),
    in_force=date(2011, 3, 9),
    withdrawn=None,
    judges_from=date(2002, 6, 1),
    choice=Label(
        zh="2011年3月以前的日期也按本办法评价，以便各期可比；当时的办法未收录",
        en="Earlier days since GB 3838-2002 are assessed by it too, to be comparable; the method of then is not held",
    ),
    content=WaterAssessment(
        items=ITEMS,
        reference_items=("wt", "tn", "fcoli"),
        few_sections=5,
        states=STATES,
        shares=SHARES,
        listed_first=("cn", "hg", "cd", "cr6", "pb", "as", "cu", "zn"),
        listed=3,
        without_multiple=("wt", "ph", "do"),
        undetected_share=0.5,
        decimals=DECIMALS,
        samples_a_quarter=2,
        months_a_year=8,
        change_some=10.0,
        change_marked=20.0,
        changes=CHANGES,
    ),
    clauses=CLAUSES,
    sure=Label(
        zh="正文未读全；参评项目、状况用语、比例与倍数公式有多处来源，其余见各条",
        en="Text not read in full; items, words, shares and multiple from several sources, the rest clause by clause",
    ),
    source="Bureau pages and monthly reports; a library that cites 环办监测函〔2020〕82号 and 总站水字〔2020〕90号",
)
