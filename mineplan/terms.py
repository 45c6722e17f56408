"""The trade's closed lists, as enums whose members know their Chinese labels."""

from __future__ import annotations

from enum import Enum
from typing import TypeVar


class Term(str, Enum):
    """A word of a closed list: value is the code name, `label` the Chinese one.

    Further spellings that ledgers use follow the label in the member's tuple.
    """

    label: str
    aliases: tuple[str, ...]

    def __new__(cls, code: str, label: str = "", *aliases: str) -> Term:
        """Keep the labels beside the code."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label or code
        member.aliases = aliases
        return member

    def __str__(self) -> str:
        """Print the code name."""
        return str(self.value)


class Mineral(Term):
    """Minerals a right or an orebody may bear (`domain.md` section c, and the ordinary ones)."""

    COAL = ("coal", "煤", "煤炭", "原煤")
    OIL = ("oil", "石油")
    OIL_SHALE = ("oil_shale", "油页岩")
    NATURAL_GAS = ("natural_gas", "烃类天然气", "天然气", "页岩气")
    CARBON_DIOXIDE = ("carbon_dioxide", "二氧化碳气")
    COALBED_METHANE = ("coalbed_methane", "煤层气", "煤成气", "煤成(层)气")
    GEOTHERMAL = ("geothermal", "地热")
    RADIOACTIVE = ("radioactive", "放射性矿产", "铀矿", "铀")
    GOLD = ("gold", "金矿", "金", "岩金")
    SILVER = ("silver", "银矿", "银")
    PLATINUM = ("platinum", "铂矿", "铂")
    MANGANESE = ("manganese", "锰矿", "锰")
    CHROMIUM = ("chromium", "铬矿", "铬", "铬铁矿")
    COBALT = ("cobalt", "钴矿", "钴")
    IRON = ("iron", "铁矿", "铁", "铁矿石")
    COPPER = ("copper", "铜矿", "铜")
    LEAD = ("lead", "铅矿", "铅")
    ZINC = ("zinc", "锌矿", "锌")
    BAUXITE = ("bauxite", "铝土矿", "铝", "铝矿")
    NICKEL = ("nickel", "镍矿", "镍")
    TUNGSTEN = ("tungsten", "钨矿", "钨")
    TIN = ("tin", "锡矿", "锡")
    ANTIMONY = ("antimony", "锑矿", "锑")
    MOLYBDENUM = ("molybdenum", "钼矿", "钼")
    RARE_EARTH = ("rare_earth", "稀土", "稀土矿")
    PHOSPHORUS = ("phosphorus", "磷矿", "磷")
    POTASSIUM = ("potassium", "钾盐", "钾")
    SULFUR = ("sulfur", "硫铁矿", "硫")
    STRONTIUM = ("strontium", "锶矿", "锶")
    DIAMOND = ("diamond", "金刚石")
    NIOBIUM = ("niobium", "铌矿", "铌")
    TANTALUM = ("tantalum", "钽矿", "钽")
    ASBESTOS = ("asbestos", "石棉")
    MINERAL_WATER = ("mineral_water", "矿泉水")
    LITHIUM = ("lithium", "锂矿", "锂")
    ZIRCONIUM = ("zirconium", "锆矿", "锆")
    GRAPHITE = ("graphite", "晶质石墨", "石墨")
    FLUORITE = ("fluorite", "萤石", "普通萤石")
    TITANIUM = ("titanium", "金红石", "钛矿", "钛")
    LIMESTONE = ("limestone", "石灰岩", "石灰石", "水泥用灰岩", "制灰用石灰岩")
    DOLOMITE = ("dolomite", "白云岩", "冶镁白云岩")
    GYPSUM = ("gypsum", "石膏")
    BUILDING_STONE = (
        "building_stone",
        "建筑石料",
        "建筑石料用灰岩",
        "建筑用石料",
        "建筑用石灰岩",
        "建筑用白云岩",
        "建筑用花岗岩",
        "建筑用片麻岩",
    )
    SAND_GRAVEL = ("sand_gravel", "砂石", "建筑用砂", "建筑用砂石", "砂砾石", "砂石矿")
    RIVER_SAND = ("river_sand", "河砂", "河道砂石", "河道采砂")
    DIMENSION_STONE = ("dimension_stone", "饰面石材", "饰面用花岗岩", "饰面用石材")
    BRICK_CLAY = ("brick_clay", "砖瓦用粘土", "砖瓦用黏土", "粘土", "砖瓦用页岩")
    OTHER = ("other", "其他矿产", "其它矿产", "其他")


class ResourceClass(Term):
    """Classes of GB/T 17766-2020; resources and reserves are reported apart and never added."""

    MEASURED = ("measured", "探明资源量", "TM", "探明", "331")
    INDICATED = ("indicated", "控制资源量", "KZ", "控制", "332")
    INFERRED = ("inferred", "推断资源量", "TD", "推断", "333")
    PROVED = ("proved", "证实储量", "ZS", "证实")
    PROBABLE = ("probable", "可信储量", "KX", "可信")

    @property
    def is_reserve(self) -> bool:
        """Whether the class is a reserve (储量) and not a resource (资源量)."""
        return self in (ResourceClass.PROVED, ResourceClass.PROBABLE)


class OldCategory(Term):
    """The sixteen categories of GB/T 17766-1999, which surveys and reports before 2020 state.

    Digits: economic meaning (1 economic, 2M marginal, 2S sub-marginal, 3 intrinsic), feasibility study, geological
    certainty (1 measured, 2 indicated, 3 inferred, 4 predicted); b: losses of design and mining not deducted.
    """

    C111 = ("111", "探明的可采储量（可研）")
    C111B = ("111b", "探明的经济基础储量（可研）")
    C121 = ("121", "探明的预可采储量")
    C121B = ("121b", "探明的经济基础储量（预可研）")
    C122 = ("122", "控制的预可采储量")
    C122B = ("122b", "控制的经济基础储量")
    C2M11 = ("2M11", "探明的边际经济基础储量（可研）")
    C2M21 = ("2M21", "探明的边际经济基础储量（预可研）")
    C2M22 = ("2M22", "控制的边际经济基础储量")
    C2S11 = ("2S11", "探明的次边际经济资源量（可研）")
    C2S21 = ("2S21", "探明的次边际经济资源量（预可研）")
    C2S22 = ("2S22", "控制的次边际经济资源量")
    C331 = ("331", "探明的内蕴经济资源量")
    C332 = ("332", "控制的内蕴经济资源量")
    C333 = ("333", "推断的内蕴经济资源量")
    C334 = ("334?", "预测的资源量", "334")

    @property
    def settled(self) -> ResourceClass | None:
        """Return the class of 2020 that it is in any case, None where only a report's own conversion says.

        Intrinsic economic resources say nothing of economics, so their geological certainty is all there is to carry
        over. What was economic or marginal is resource, reserve or both by the report; 334? is no resource.
        """
        certain = {"331": ResourceClass.MEASURED, "332": ResourceClass.INDICATED, "333": ResourceClass.INFERRED}
        return certain.get(self.value)

    @property
    def is_potential(self) -> bool:
        """Whether it is potential alone (潜在矿产资源), which no conversion makes a resource."""
        return self is OldCategory.C334


class MiningMethod(Term):
    """How a right is mined."""

    OPEN_PIT = ("open_pit", "露天开采", "露天")
    UNDERGROUND = ("underground", "地下开采", "地下", "井工开采", "井工")
    COMBINED = ("combined", "露天/地下开采", "露天·地下", "露天、地下开采", "露天转地下", "联合开采")


class RightStatus(Term):
    """What a mine is doing."""

    PRODUCING = ("producing", "生产", "在产", "正常生产")
    BUILDING = ("building", "在建", "基建", "建设")
    SUSPENDED = ("suspended", "停产", "停建", "长期停产")
    CLOSED = ("closed", "关闭", "已关闭", "注销")


class ZoneKind(Term):
    """Areas and lines that bear on a right or a project."""

    URBAN_CONSTRUCTION = (
        "urban_construction",
        "土地利用总体规划确定的城市建设用地范围",
        "城市建设用地",
        "城市建设用地范围",
    )
    DEVELOPMENT_ZONE = ("development_zone", "开发区", "省级开发区", "国家级开发区", "市级开发区")
    AREA_ASSESSMENT = ("area_assessment", "区域评估范围", "区域评估")
    NO_KNOWN_RESOURCES = (
        "no_known_resources",
        "无已查明重要矿产资源区域",
        "无查明重要矿产资源区域",
        "不需压覆查询区域",
    )
    ECOLOGICAL_REDLINE = ("ecological_redline", "生态保护红线", "生态红线")
    NATURE_RESERVE = ("nature_reserve", "自然保护区")
    BASIC_FARMLAND = ("basic_farmland", "永久基本农田", "基本农田")
    SCENIC_AREA = ("scenic_area", "风景名胜区")
    HERITAGE = ("heritage", "文物保护范围", "文物保护单位")
    WATER_SOURCE = ("water_source", "饮用水水源保护区", "水源地", "水源保护区")
    FOREST = ("forest", "林地", "公益林")
    RIVER = ("river", "河道管理范围", "河道")
    DIKE = ("dike", "堤防", "堤防保护范围")
    MILITARY = ("military", "军事设施保护范围", "军事设施")
    RAILWAY = ("railway", "铁路")
    MOTORWAY = ("motorway", "高速公路")
    ROAD_NATIONAL = ("road_national", "国道")
    ROAD_PROVINCIAL = ("road_provincial", "省道")
    ROAD_COUNTY = ("road_county", "县道")
    ROAD_TOWNSHIP = ("road_township", "乡道")
    ROAD_BRIDGE = ("road_bridge", "公路桥梁")
    TUNNEL = ("tunnel", "公路隧道", "隧道")
    PIPELINE = ("pipeline", "油气管道", "管道", "石油天然气管道")
    POWER_LINE = ("power_line", "电力线路", "输电线路")
    RIDGE_LINE = ("ridge_line", "山脊线", "山脊")


class ZoneLevel(Term):
    """Who set a zone up."""

    NATIONAL = ("national", "国家级")
    PROVINCIAL = ("provincial", "省级")
    MUNICIPAL = ("municipal", "市级")
    COUNTY = ("county", "县级")


class ZoneEffect(Term):
    """What a ruling about a zone does to mining in it."""

    BAN = ("ban", "禁止")
    CONSENT = ("consent", "须征得同意")
    RESTRICT = ("restrict", "限制")


class YesNo(Term):
    """A plain answer in a ledger; a blank cell is neither."""

    YES = ("yes", "是", "有", "已", "已签", "已签订", "已取得", "已备案", "已提供", "1", "true", "y")
    NO = ("no", "否", "没有", "未", "未签", "未签订", "未取得", "未备案", "未提供", "0", "false", "n")


class ProjectLevel(Term):
    """Who lists a construction project as a key project."""

    NATIONAL_KEY = ("national_key", "国家级重点", "国家重点", "国家级重点项目", "国家重点项目", "国家重大建设项目")
    PROVINCIAL_KEY = ("provincial_key", "省级重点", "省重点", "省级重点项目", "省重点项目")
    OTHER = ("other", "其他", "其它", "一般", "一般项目", "市级重点", "市重点", "县级重点", "市县级")


class ProjectKind(Term):
    """How a construction project takes its land."""

    SINGLE_SITE = ("single_site", "单独选址", "单独选址项目", "独立选址")
    LINEAR = ("linear", "线性工程", "线性", "线性工程项目")
    BATCH = ("batch", "批次用地", "批次", "城市批次", "城镇批次", "城镇批次用地")


class ProtectionGrade(Term):
    """Protection grade of a building, which gives the width of its buffer strip (围护带)."""

    SPECIAL = ("special", "特级", "特")
    I = ("I", "Ⅰ级", "I级", "Ⅰ", "i", "一级", "1级", "1")  # noqa: E741
    II = ("II", "Ⅱ级", "II级", "Ⅱ", "ii", "二级", "2级", "2")
    III = ("III", "Ⅲ级", "III级", "Ⅲ", "iii", "三级", "3级", "3")
    IV = ("IV", "Ⅳ级", "IV级", "Ⅳ", "iv", "四级", "4级", "4")


class OreType(Term):
    """Kinds of ore that the law tells apart within one mineral."""

    COKING_COAL = ("coking_coal", "炼焦用煤", "焦煤", "炼焦煤", "肥煤", "1/3焦煤", "气肥煤", "瘦煤")
    STEAM_COAL = ("steam_coal", "非炼焦用煤", "动力煤", "无烟煤", "长焰煤", "褐煤", "不粘煤", "弱粘煤")
    RICH_IRON = ("rich_iron", "富铁矿")
    LEAN_IRON = ("lean_iron", "贫铁矿", "贫矿")
    RICH_COPPER = ("rich_copper", "富铜矿")
    LEAN_COPPER = ("lean_copper", "贫铜矿")


class Disposition(Term):
    """What a consolidation plan does with a right; every right gets exactly one."""

    KEEP = ("keep", "保留")
    UPGRADE = ("upgrade", "升级改造")
    MERGE = ("merge", "整合重组")
    WITHDRAW = ("withdraw", "引导退出")
    CLOSE = ("close", "关闭取缔")


class Firmness(Term):
    """How firmly a group stands among the plans that are nearly as good as the best."""

    FORCED = ("forced", "约束决定")
    FIRM = ("firm", "稳定")
    REPLACEABLE = ("replaceable", "可替代")
    TIED = ("tied", "并列")
    UNKNOWN = ("unknown", "未计算")


class Heeding(Term):
    """What became of a reviewer's decision in the run after it."""

    HONOURED = ("honoured", "已落实")
    OPEN = ("open", "待落实")
    VOID = ("void", "无法落实")
    REPLACED = ("replaced", "已有其后意见")
    NOTED = ("noted", "备注留存")


class Trigger(Term):
    """Why two rights should be looked at together."""

    SAME_OREBODY = ("same_orebody", "同一矿体有两个以上开采主体")
    SHARED_OREBODY = ("shared_orebody", "同一采矿权人的多个矿权共有一个矿体")
    SAFETY_DISTANCE = ("safety_distance", "相邻开采范围小于安全距离")
    RIDGE_BOUNDARY = ("ridge_boundary", "以山脊为界")
    OVERLAP = ("overlap", "矿区范围重叠")


class Authority(Term):
    """Who registers a right or approves a case."""

    MINISTRY = ("ministry", "自然资源部")
    PROVINCE = ("province", "省自然资源厅")
    CITY = ("city", "市规划和自然资源局")
    COUNTY = ("county", "县（市、区）自然资源局")


class Certainty(Term):
    """How sure we are of a ruling."""

    READ = ("read", "已核原文")
    SECONDARY = ("secondary", "转引")
    UNCONFIRMED = ("unconfirmed", "待核实")


class Verdict(Term):
    """What a pressed-ore check says of a project (`interface.md` section 3)."""

    NOT_PRESSED = ("not_pressed", "未压覆")
    NOT_TREATED_AS_PRESSED = ("not_treated_as_pressed", "不作压覆处理")
    OWN_MINE_EXEMPT = ("own_mine_exempt", "本矿区范围内，不需审批")
    REGISTRATION_ONLY = ("registration_only", "不需审批，办理登记")
    COMPENSATION_ONLY = ("compensation_only", "与矿业权人协商补偿")
    RECORD_ONLY = ("record_only", "由省级管理备案")
    APPROVAL_REQUIRED = ("approval_required", "须经审批")
    FORBIDDEN_IN_PRINCIPLE = ("forbidden_in_principle", "原则上不得压覆")
    QUERY_NEEDED = ("query_needed", "须先查询")
    NEEDS_CONFIRMATION = ("needs_confirmation", "待核实")


class Channel(Term):
    """By which way a coal block may continue a mine (Shanxi 2022), decided by where it lies."""

    GAP = ("gap", "夹缝资源", "零星资源", "边角资源", "夹缝")
    DEEP = ("deep", "深部资源", "深部")
    UPPER = ("upper", "上部资源", "上部", "上组煤")
    ADJACENT = ("adjacent", "枯竭矿山就近接替", "就近接替", "毗邻空白资源")
    CAPACITY_GAP = ("capacity_gap", "缺口产能接续配置", "缺口产能", "空白区")


class GrantMode(Term):
    """How a right is granted."""

    COMPETITION = ("competition", "竞争性出让", "招标拍卖挂牌", "公开出让")
    AGREEMENT = ("agreement", "协议出让", "协议")


class MiningState(Term):
    """What has become of a coal seam."""

    UNMINED = ("unmined", "未采", "未开采")
    MINING = ("mining", "正在开采", "在采")
    GOAF = ("goaf", "采空区", "采空", "已采空")
    OPEN_PIT = ("open_pit", "露天采坑", "露天", "露天坑")


class MiningOrder(Term):
    """Which of coal and the bauxite under it is mined first."""

    BAUXITE_FIRST = ("bauxite_first", "先铝后煤（上行开采）", "先铝后煤", "上行开采")
    COAL_FIRST = ("coal_first", "先煤后铝（下行开采）", "先煤后铝", "下行开采")
    TOGETHER = ("together", "煤铝协调同采", "同采")
    OPEN = ("open", "待论证", "待定")


class FloorState(Term):
    """Whether the rock between water and ore is broken."""

    INTACT = ("intact", "完整", "完整块段")
    BROKEN = ("broken", "受构造破坏", "破碎", "构造破坏")


class Exploration(Term):
    """How far a deposit is explored."""

    RECONNAISSANCE = ("reconnaissance", "预查", "调查")
    GENERAL = ("general", "普查")
    DETAILED = ("detailed", "详查")
    ADVANCED = ("advanced", "勘探", "精查")


AnyTerm = TypeVar("AnyTerm", bound=Term)


def term_of(kind: type[AnyTerm], text: str) -> AnyTerm | None:
    """Return the member of `kind` that `text` names by code, label or alias, or None."""
    cleaned = text.strip().replace(" ", "").replace("（", "(").replace("）", ")")
    for member in kind:
        if cleaned.lower() == member.value.lower() or cleaned == member.label or cleaned in member.aliases:
            return member
    return None
