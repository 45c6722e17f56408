"""The declared tables: names, Chinese labels, header aliases, units, ranges.

Header aliases come from the registration databases and exchange schemas described for the
field (采矿申请登记, 项目档案, provincial pinyin codes). Elevations are metres above sea level.
"""

from __future__ import annotations

from mineplan.schema.allocating import (
    BLOCK_COLUMNS,
    DISTANCES,
    INVESTMENT_COLUMNS,
    MINE_COLUMNS,
    PILOTS,
    SEAMS,
)
from mineplan.tables import Column, Table
from mineplan.terms import (
    Mineral,
    MiningMethod,
    OreType,
    ProjectKind,
    ProjectLevel,
    ProtectionGrade,
    RightStatus,
    YesNo,
    ZoneKind,
    ZoneLevel,
)

GEOMETRY = Column("geometry", "图形", "geometry", is_required=True)
COORDINATES = Column(
    "coordinates",
    "区域坐标",
    aliases=("矿区范围", "拐点坐标", "矿区范围坐标", "QYZB", "KQFWZBQ", "CKQFW", "区域坐标串"),
)
_TONNES_UNIT = ("储量单位", "资源量单位", "KSLDW", "资源储量单位")


def _tonnage(name: str, label: str, *aliases: str) -> Column:
    return Column(name, label, "number", aliases, "t", "", _TONNES_UNIT, minimum=0)


TONNAGE_COLUMNS = (
    _tonnage("measured_t", "探明资源量", "TM"),
    _tonnage("indicated_t", "控制资源量", "KZ"),
    _tonnage("inferred_t", "推断资源量", "TD"),
    _tonnage("proved_t", "证实储量", "ZS"),
    _tonnage("probable_t", "可信储量", "KX"),
)
# One row a block and category, as the survey of 2007 and reserve reports list them: folded into the classes above.
CATEGORY = Column("category", "资源储量类型", aliases=("资源量类型", "资源储量类别", "储量类型", "CLLX"))
_CATEGORY_COLUMNS = (
    CATEGORY,
    Column(
        "amount_t",
        "矿石量",
        "number",
        ("核查矿石量", "HCKSL", "资源储量", "资源储量数量"),
        "t",
        "",
        ("矿石量单位", "核查矿石量单位", *_TONNES_UNIT),
        minimum=0,
    ),
    Column("stated_categories", "原分类及数量"),
)
_ELEVATIONS = (
    Column(
        "top_m",
        "标高上限",
        "number",
        ("采深上限", "开采深度由", "开采标高上限", "CSSX", "XKCSS", "赋存标高上限", "起始标高"),
        "m",
        "m",
        minimum=-6000,
        maximum=9000,
    ),
    Column(
        "bottom_m",
        "标高下限",
        "number",
        ("采深下限", "开采深度至", "开采标高下限", "CSXX", "XKCSX", "赋存标高下限", "终止标高"),
        "m",
        "m",
        minimum=-6000,
        maximum=9000,
    ),
)
_ORE = (
    Column("dip_deg", "倾角", "number", ("QJ", "矿体倾角"), "deg", "deg", minimum=0, maximum=90),
    Column("dip_direction_deg", "倾向", "number", ("QX", "矿体倾向"), "deg", "deg", minimum=0, maximum=360),
    Column("thickness_m", "厚度", "number", ("平均厚度", "KTHD", "真厚度"), "m", "m", minimum=0, maximum=2000),
    Column(
        "density_t_m3",
        "体重",
        "number",
        ("体积质量", "KSTZ", "密度", "矿石体重"),
        "t_m3",
        "t_m3",
        minimum=0.5,
        maximum=9,
    ),
    Column("grade", "品位", "number", ("PW", "平均品位", "TFe")),
    *TONNAGE_COLUMNS,
    *_CATEGORY_COLUMNS,
)
_SURFACE = Column(
    "surface_m",
    "地面标高",
    "number",
    ("地表标高", "地面高程", "场地标高", "DMBG"),
    "m",
    "m",
    minimum=-500,
    maximum=9000,
)
_LOOSE = Column(
    "loose_m", "松散层厚度", "number", ("第四系厚度", "表土层厚度", "SSCHD"), "m", "m", minimum=0, maximum=1000
)
_LEFT = (
    "序号",
    "备注",
    "项目档案号",
    "申请序号",
    "原许可证号",
    "项目类型",
    "项目类型名称",
    "经济类型",
    "其它主矿种",
    "其他主矿种",
    "共伴生类型",
    "签发时间",
    "发证机关编码",
    "变更类型",
    "变更内容",
    "fid",
    "ogc_fid",
    "OBJECTID",
    "FID",
    "Shape_Leng",
    "Shape_Length",
    "Shape_Area",
    "id",
)

RIGHTS = Table(
    "rights",
    "采矿权",
    (
        Column(
            "right_id", "采矿许可证号", aliases=("许可证号", "证号", "XKZH", "CKXKZH", "XKZ", "CKZBH"), is_required=True
        ),
        GEOMETRY,
        COORDINATES,
        Column("mine_name", "矿山名称", aliases=("KSMC", "XMMC", "KQMC", "矿区名称", "项目名称")),
        Column("holder", "采矿权人", aliases=("申请人", "SQR", "CKQR")),
        Column("mineral", "开采主矿种", "term", ("矿种", "主矿种", "KCZKZ", "KCZKZMC", "开采矿种"), term=Mineral),
        Column("method", "开采方式", "term", ("KCFS",), term=MiningMethod),
        Column(
            "capacity_t_a",
            "设计规模",
            "number",
            ("生产规模", "设计生产规模", "SJGM", "生产能力"),
            "t_a",
            "",
            ("规模单位", "GMDW", "生产规模单位"),
            minimum=0,
            maximum=1e9,
        ),
        *_ELEVATIONS,
        Column(
            "area_km2",
            "矿区面积",
            "number",
            ("登记面积", "面积", "KQMJ", "MJ"),
            "km2",
            "km2",
            minimum=0,
            maximum=100000,
        ),
        Column("valid_from", "有效期起", "date", ("YXQQ", "有效期开始", "有效期自")),
        Column("valid_to", "有效期止", "date", ("YXQZ", "有效期截止", "有效期至")),
        Column("status", "矿山状态", "term", ("生产状态", "状态", "KSZT"), term=RightStatus),
        Column(
            "county", "所在县区", aliases=("所在行政区", "所在行政区名称", "县（市、区）", "SZXZQ", "SZXZQMC", "县区")
        ),
        Column("authority", "发证机关", aliases=("发证机关名称", "FZJG", "FZJGMC")),
        Column("remaining_t", "保有资源量", "number", ("保有储量", "保有资源储量"), "t", "", _TONNES_UNIT, minimum=0),
        Column("recovery_share", "开采回采率", "number", ("回采率", "KCHCL"), "share", "%", minimum=0, maximum=1),
        Column("dilution_share", "贫化率", "number", ("矿石贫化率",), "share", "%", minimum=0, maximum=0.99),
        Column("output_t_a", "上年产量", "number", ("实际产量", "年产量"), "t_a", "", ("产量单位",), minimum=0),
        Column(
            "density_t_m3", "体重", "number", ("体积质量", "密度", "矿石体重"), "t_m3", "t_m3", minimum=0.5, maximum=9
        ),
        *MINE_COLUMNS,
    ),
    key=("right_id",),
    ignored=_LEFT,
)

OREBODIES = Table(
    "orebodies",
    "矿体",
    (
        Column("orebody_id", "矿体编号", aliases=("矿体号", "KTBH", "矿体"), is_required=True),
        GEOMETRY,
        COORDINATES,
        Column("deposit", "矿床名称", aliases=("所属矿床", "矿区名称", "KCMC", "矿床")),
        Column("mineral", "矿种", "term", ("主矿种", "KZ_MC", "矿产名称"), term=Mineral),
        *_ELEVATIONS,
        *_ORE,
        _SURFACE,
        _LOOSE,
        Column("ore_type", "矿石类型", "term", ("煤类", "矿石工业类型"), term=OreType),
        Column("is_filed", "是否评审备案", "term", ("评审备案", "备案情况", "是否备案"), term=YesNo),
        _tonnage("deposit_t", "矿区累计查明资源量", "累计查明资源量", "累计查明"),
    ),
    key=("orebody_id",),
    ignored=_LEFT,
)

RESOURCES = Table(
    "resources",
    "分矿权资源量",
    (
        Column("right_id", "采矿许可证号", aliases=("许可证号", "证号", "XKZH", "CKXKZH"), is_required=True),
        Column("orebody_id", "矿体编号", aliases=("矿体号", "KTBH", "矿体"), is_required=True),
        *TONNAGE_COLUMNS,
        *_CATEGORY_COLUMNS,
        Column("report", "报告名称", aliases=("资料来源", "报告")),
    ),
    key=("right_id", "orebody_id"),
    ignored=_LEFT,
)

ZONES = Table(
    "zones",
    "管控区域",
    (
        Column("zone_id", "区域编号", aliases=("编号", "管控区编号"), is_required=True),
        Column("kind", "区域类型", "term", ("类型", "管控类型"), term=ZoneKind, is_required=True),
        GEOMETRY,
        Column("name", "区域名称", aliases=("名称", "MC")),
        Column("level", "级别", "term", ("等级",), term=ZoneLevel),
        Column("approval", "批准文号", aliases=("批复文号", "文号")),
        Column("valid_from", "设立日期", "date", ("批准日期",)),
        Column("valid_to", "终止日期", "date", ("失效日期",)),
    ),
    key=("zone_id",),
    ignored=_LEFT,
)

PROJECTS = Table(
    "projects",
    "建设项目",
    (
        Column("project_id", "项目编号", aliases=("项目代码",), is_required=True),
        GEOMETRY,
        COORDINATES,
        Column("name", "项目名称", aliases=("工程名称",)),
        Column("owner", "建设单位", aliases=("项目单位", "申请单位", "业主", "用地单位", "JSDW")),
        Column("level", "项目级别", "term", ("项目等级", "重点项目级别", "XMJB"), term=ProjectLevel),
        Column("kind", "项目类型", "term", ("用地类型", "用地方式", "选址类型", "XMLX"), term=ProjectKind),
        Column("protection_grade", "保护等级", "term", ("保护级别", "建筑物保护等级", "BHDJ"), term=ProtectionGrade),
        Column("date", "申请日期", "date", ("受理日期", "SQRQ")),
        Column("query_date", "查询日期", "date", ("查询结果日期", "压覆查询日期", "CXRQ")),
        _SURFACE,
        _LOOSE,
        Column("width_m", "用地宽度", "number", ("线路宽度", "路基宽度", "YDKD"), "m", "m", minimum=0.1, maximum=2000),
        Column(
            "has_safety_argument",
            "不影响开采的论证",
            "term",
            ("安全论证", "安全论证结论为不影响", "AQLZ"),
            term=YesNo,
        ),
        Column("has_agreement", "互不影响协议", "term", ("互保协议", "互不影响协议书", "HBXY"), term=YesNo),
        Column("has_compensation", "补偿协议", "term", ("压覆补偿协议", "压覆协议", "BCXY"), term=YesNo),
        Column(
            "is_state_approved",
            "国务院或其部门批准",
            "term",
            ("国务院批准", "国务院及其部门批准", "GWYPZ"),
            term=YesNo,
        ),
    ),
    key=("project_id",),
    ignored=_LEFT,
)

BLOCKS = Table(
    "blocks",
    "拟配置区块",
    (
        Column("block_id", "区块编号", is_required=True),
        Column("mineral", "矿种", "term", ("主矿种",), term=Mineral, is_required=True),
        GEOMETRY,
        COORDINATES,
        Column("channel", "配置方式"),
        Column("county", "所在县区", aliases=("县（市、区）", "县区")),
        *_ELEVATIONS,
        *_ORE,
        *BLOCK_COLUMNS,
    ),
    key=("block_id",),
    ignored=_LEFT,
)

INVESTMENTS = Table(
    "investments",
    "投资项目",
    (
        Column("investment_id", "投资项目编号", aliases=("项目编号",), is_required=True),
        Column("name", "项目名称"),
        Column("county", "所在县区", aliases=("县（市、区）", "县区")),
        Column("mineral", "所需矿种", "term", ("矿种",), term=Mineral),
        Column("demand_t_a", "年需求量", "number", ("需求量",), "t_a", "", ("需求单位",), minimum=0),
        Column("start_year", "投产年份", "whole", minimum=1949, maximum=2200),
        Column("score", "评分", "number"),
        *INVESTMENT_COLUMNS,
    ),
    key=("investment_id",),
    ignored=_LEFT,
)

INPUT_TABLES = {
    t.name: t
    for t in (
        RIGHTS,
        OREBODIES,
        RESOURCES,
        ZONES,
        PROJECTS,
        BLOCKS,
        INVESTMENTS,
        SEAMS,
        PILOTS,
        DISTANCES,
    )
}

LINKS = Table(
    "links",
    "矿权与矿体关系",
    (
        Column("right_id", "采矿许可证号"),
        Column("orebody_id", "矿体编号"),
        Column("shared_m2", "投影重叠面积(m2)", "number", unit="m2"),
        Column("shared_top_m", "重叠标高上限(m)", "number", unit="m"),
        Column("shared_bottom_m", "重叠标高下限(m)", "number", unit="m"),
        Column("tonnage_share", "占矿体比例", "number", unit="share"),
        Column("tonnage_t", "资源量(t)", "number", unit="t"),
        *TONNAGE_COLUMNS,
        Column("basis", "依据"),
    ),
    key=("right_id", "orebody_id"),
)

ADJACENCY = Table(
    "adjacency",
    "矿权相邻关系",
    (
        Column("right_a", "采矿许可证号甲"),
        Column("right_b", "采矿许可证号乙"),
        Column("gap_m", "平面间距(m)", "number", unit="m"),
        Column("shared_boundary_m", "共用边界长(m)", "number", unit="m"),
        Column("overlap_m2", "平面重叠面积(m2)", "number", unit="m2"),
        Column("shared_top_m", "共有标高上限(m)", "number", unit="m"),
        Column("shared_bottom_m", "共有标高下限(m)", "number", unit="m"),
        Column("is_elevation_shared", "标高是否相交"),
        Column("shared_orebodies", "共有矿体"),
        Column("is_same_holder", "是否同一采矿权人"),
        Column("triggers", "整合触发情形"),
        Column("rulings", "依据条款编号"),
    ),
    key=("right_a", "right_b"),
)

CORNERS = Table(
    "corners",
    "拐点坐标",
    (
        Column("group_id", "区块编号"),
        Column("ring", "圈号", "whole"),
        Column("no", "拐点号", "whole"),
        Column("northing_m", "X坐标(北,米)", "number", unit="m"),
        Column("easting_m", "Y坐标(东,含带号,米)", "number", unit="m"),
        Column("zone", "带号", "whole"),
    ),
    key=("group_id", "ring", "no"),
)


def label_of(name: str) -> str:
    """Return the Chinese label of a column's code name; the name itself when none is declared."""
    for table in (*INPUT_TABLES.values(), LINKS, ADJACENCY, CORNERS):
        for column in table.columns:
            if column.name == name:
                return column.label
    return name
