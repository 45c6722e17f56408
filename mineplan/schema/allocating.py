"""Columns and tables that allocation plans read beside the ordinary ones; all of them optional."""

from __future__ import annotations

from mineplan.tables import Column, Table
from mineplan.terms import Exploration, FloorState, MiningState

_TONNES_UNIT = ("储量单位", "资源量单位", "KSLDW", "资源储量单位")
_RIGHT_ID = Column(
    "right_id", "采矿许可证号", aliases=("许可证号", "证号", "XKZH", "CKXKZH", "XKZ", "CKZBH"), is_required=True
)


def _elevation(name: str, label: str, *aliases: str) -> Column:
    return Column(name, label, "number", aliases, "m", "m", minimum=-6000, maximum=9000)


def _tonnes(name: str, label: str, *aliases: str) -> Column:
    return Column(name, label, "number", aliases, "t", "", _TONNES_UNIT, minimum=0)


def _rate(name: str, label: str, *aliases: str) -> Column:
    return Column(name, label, "number", aliases, "t_a", "", minimum=0, maximum=1e9)


MINE_COLUMNS = (
    _tonnes("recoverable_t", "剩余可采储量", "可采储量", "保有可采储量"),
    _rate("increased_capacity_t_a", "核增后生产能力", "核定生产能力", "核增能力"),
)
BLOCK_COLUMNS = (
    Column("block_name", "区块名称", aliases=("矿区名称", "名称")),
    _tonnes("recoverable_t", "可采储量", "设计可采储量"),
    _rate("capacity_t_a", "拟设规模", "拟设生产规模", "设计规模"),
    Column("year", "拟出让年份", "whole", ("上报年份", "计划年份"), minimum=1949, maximum=2200),
    Column("exploration", "勘查程度", "term", ("工作程度",), term=Exploration),
    Column("as_ratio", "铝硅比", "number", ("A/S", "AS"), minimum=0, maximum=100),
    Column("recovery_share", "开采回采率", "number", ("回采率",), "share", "%", minimum=0, maximum=1),
    Column("explorer", "探矿权人", aliases=("现探矿权人",)),
    Column("reported_by", "上报单位", aliases=("报送单位",)),
)
INVESTMENT_COLUMNS = (
    Column("owner", "投资主体", aliases=("投资单位", "建设单位")),
    Column("end_year", "用矿截止年份", "whole", minimum=1949, maximum=2200),
    Column("longitude_deg", "经度", "number", unit="deg", bare_unit="deg", minimum=-180, maximum=180),
    Column("latitude_deg", "纬度", "number", unit="deg", bare_unit="deg", minimum=-90, maximum=90),
    Column("minimum_as_ratio", "最低铝硅比", "number", minimum=0, maximum=100),
)

SEAMS = Table(
    "seams",
    "煤层",
    (
        _RIGHT_ID,
        Column("seam", "煤层编号", aliases=("煤层", "煤层号"), is_required=True),
        _elevation("top_m", "顶板标高", "煤层顶板标高"),
        _elevation("bottom_m", "底板标高", "煤层底板标高"),
        Column("thickness_m", "煤层厚度", "number", ("厚度", "平均厚度", "采厚"), "m", "m", minimum=0, maximum=200),
        Column("mining_state", "开采状态", "term", ("采动状态",), term=MiningState),
        _tonnes("recoverable_t", "可采储量"),
        Column("last_year", "采完年份", "whole", minimum=1949, maximum=2200),
    ),
    key=("right_id", "seam"),
    ignored=("序号", "备注"),
)

PILOTS = Table(
    "pilots",
    "煤下铝试点矿山",
    (
        _RIGHT_ID,
        _elevation("surface_m", "地面标高", "地表标高"),
        _elevation("water_level_m", "奥灰水位标高", "奥陶系灰岩水位标高", "奥灰水位"),
        _elevation("aquifer_top_m", "奥灰顶面标高", "含水层顶面标高"),
        Column("aquifuge_m", "隔水层厚度", "number", ("底板隔水层厚度",), "m", "m", minimum=0, maximum=1000),
        Column("floor_state", "底板完整性", "term", ("底板构造",), term=FloorState),
        Column("exploration", "铝土矿勘查程度", "term", ("勘查程度",), term=Exploration),
        _rate("works_capacity_t_a", "铝土矿工程能力", "铝土矿拟设规模"),
        Column("ready_year", "工程就绪年份", "whole", minimum=1949, maximum=2200),
        Column("design_share", "开发方案完成程度", "number", (), "share", "%", minimum=0, maximum=1),
        Column("safety_share", "安全论证完成程度", "number", (), "share", "%", minimum=0, maximum=1),
        Column("water_share", "水文地质工作完成程度", "number", (), "share", "%", minimum=0, maximum=1),
        Column("consent_share", "手续办理完成程度", "number", (), "share", "%", minimum=0, maximum=1),
    ),
    key=("right_id",),
    ignored=("序号", "备注", "矿山名称"),
)

DISTANCES = Table(
    "distances",
    "运距",
    (
        Column("block_id", "区块编号", is_required=True),
        Column("investment_id", "投资项目编号", aliases=("项目编号",), is_required=True),
        Column("distance_m", "运距", "number", ("运输距离", "公路运距"), "m", "", minimum=0, maximum=1e7),
    ),
    key=("block_id", "investment_id"),
    ignored=("序号", "备注"),
)
