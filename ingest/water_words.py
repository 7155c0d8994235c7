"""Words of headers and cells in sheets of water, as bureaus write them: what a column holds, what a line is.

Only words: where they stand is `water_layout`'s, what is made of them `water_sheets`'. A word that is not here is
not guessed at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "section": _words(
        "断面名称 监测断面 断面 点位名称 监测点位 点位 监测断面名称 监测点位名称 断面(点位)名称 "
        "断面(点位) 断面/点位 点位(断面)名称 交接断面 考核断面 水站名称 站点名称 站点 测站名称 测点名称 "
        "监测点名称 监测点 测点 站位 站名 采样点 采样点位 采样断面 水源名称 水源地名称 水源地 取水口 "
        "监测井 section station site"
    ),
    "code": _words(
        "断面编码 断面代码 断面编号 点位编码 点位代码 点位编号 测站代码 测站编码 站点代码 站点编码 站码 "
        "观测站代码 水站编码 code"
    ),
    "province": _words("省份 省 所在省份 所属省份 所在省 省(区、市) province"),
    "city": _words(
        "城市 地市 市 所在城市 所在地市 所属城市 所属地市 所在市 所在市州 市州 城市名称 行政区 所在区县 "
        "所在县区 区县 县区 县(市、区) city"
    ),
    "river": _words(
        "河流 所在河流 河流名称 所属河流 所处河流 河道名称 河道 水体 水体名称 所在水体 河流(湖库) "
        "河流湖库 湖库 湖库名称 河湖名称 river"
    ),
    "basin": _words("流域 水系 所属流域 所在流域 流域名称 所属水系 所在水系 basin"),
    "kind": _words("水体类型 断面类型 水体类别 水源类型 点位类型 类型 kind"),
    "date": _words("采样日期 采样时间 监测日期 监测时间 取样日期 采样日 日期 时间 date"),
    "year_month": _words("监测月份 月份 年月 采样月份 监测年月 时段"),
    "year": _words("年 年份 year"),
    "month": _words("月 month"),
    "day": _words("日"),
    "clock": _words("取样时间 采样时刻 采样时分"),
    "point": _words("采样点编号 样点编号"),
    "published_class": _words(
        "水质类别 本月水质类别 本月类别 现状类别 水质现状 实测类别 水质等级 综合水质等级 类别 "
        "水质现状类别 监测结果(单因子评价) 单因子评价 本月水质 class"
    ),
    "state": _words("断面状态 站点情况 采样情况 断面情况 状态 运行状态 监测情况 备注"),
}
"""Words of headers that name no item, by what they fill; the first word of a list is the surest."""

CORNER: Final = frozenset(
    _words("项目 监测项目 分析项目 检测项目 评价项目 项目名称 指标 监测指标 检测指标 指标名称 监测因子 因子")
)
"""Words over a column of items, in which a sheet that lies on its side may name its sections."""

VALUE_WORDS: Final = frozenset(
    _words(
        "监测值 浓度 结果 测值 值 均值 平均值 月均值 平均 监测结果 数值 浓度值 本月 本期 当月 本周 实测值 监测数据 "
        "监测浓度 检测结果 本月均值 月均浓度 监测项目 项目 监测指标 指标 分析项目 检测项目 主要监测项目 "
        "评价因子 评价指标 评价项目"
    )
)
"""Words round an item under which its value stands."""

UNIT_WORDS: Final = frozenset(_words("单位 计量单位"))
"""Words over the units of items."""

ASIDE_WORDS: Final = _words(
    "上月 上期 上周 上年 去年 同期 同比 环比 目标 标准 限值 检出限 方法 超标 倍数 达标 评价 类别 等级 变化 "
    "最大 最小 样品数 个数 极值 频次 备注 指数 综合 级数 考核 仪器 单因子"
)
"""Words by which a column is not the value of an item of this month, nor the class of it."""

DRY: Final = frozenset(
    _words(
        "断流 干涸 无水 河道干涸 冰封 封冻 结冰 冰封期 未采样 无法采样 未监测 停测 停站 维护 未开展 未采 缺测 "
        "断流未采样 干涸未采样 冰封未采样 枯水 施工 停运"
    )
)
"""Words in the place of values by which a section has no sample, and why."""

NOT_SECTIONS: Final = frozenset(
    _words("平均 均值 最大 最小 合计 总计 小计 样品数 单位 计量单位 中位数 标准差 iii类 水质目标 执行标准")
)
"""What stands in the place of a section over statistics, units and limits."""

NOT_SECTION_ENDS: Final = _words(
    "平均值 均值 最大值 最小值 标准 标准值 标准限值 限值 检出限 超标率 超标率(%) 达标率 达标率(%) 超标倍数 "
    "分析方法 检测方法 监测方法 标准(mg/l) 限值(mg/l) 检出限(mg/l)"
)
"""How such a word ends: Ⅲ类标准, 年均值, 方法检出限."""

NOTES: Final = _words("注 备注 说明 填表 制表 审核 报送 填报 单位负责人 编制 校核 签发 联系 * ※ 数据来源")
"""How lines under a table begin that are no rows of it."""

ASIDE_SHEETS: Final = frozenset(_words("说明 填表说明 填报说明 目录 封面 字典 readme 使用说明 指标说明"))
"""Names of sheets that hold no results."""

KIND_WORDS: Final[Mapping[str, str]] = {
    word: kind
    for kind, words in {
        "river": _words("河流 河道 江河 river"),
        "lake": _words("湖泊 湖库 湖 水库 湖(库) 湖、库 lake"),
        "reservoir_river": _words("河道型水库 河流型水库"),
        "drinking": _words("饮用水源 饮用水水源 饮用水水源地 集中式饮用水水源"),
        "groundwater": _words("地下水"),
        "black_odour": _words("黑臭水体"),
    }.items()
    for word in words
}
"""Kinds of water as sheets write them."""
