"""How things look on the sheets: one place for fill, outline and hatch, for map and legend alike."""

from __future__ import annotations

from typing import Any

from mineplan.terms import ZoneEffect

Style = dict[str, Any]

MEMBER: Style = {"facecolor": "#b9d6ee", "edgecolor": "#0b4a86", "linewidth": 0.7}
LEAD: Style = {"facecolor": "#6aa7d8", "edgecolor": "#0b4a86", "linewidth": 0.9}
OTHER: Style = {"facecolor": "#dedede", "edgecolor": "#8a8a8a", "linewidth": 0.5}
LEAVING: Style = {"facecolor": "none", "edgecolor": "#6e6e6e", "linewidth": 0.6, "linestyle": (0, (3, 2))}
OREBODY: Style = {"facecolor": "none", "edgecolor": "#8c5a1e", "linewidth": 0.5, "hatch": "////"}
EXTENT: Style = {"facecolor": "#f9dcc4", "edgecolor": "none", "linewidth": 0.0}
EXTENT_SMALL: Style = {"facecolor": "#f9dcc4", "edgecolor": "#a50f15", "linewidth": 1.0}
# Groups side by side, told apart in grey print too.
TINTS = ("#f9dcc4", "#cfe8c6", "#f6f1b5", "#dccfe9")
EXTENT_SAME: Style = {"facecolor": "none", "edgecolor": "#5f5f5f", "linewidth": 1.0}
OUTLINE: Style = {"facecolor": "none", "edgecolor": "#a50f15", "linewidth": 1.7}
FORMER: Style = {"facecolor": "none", "edgecolor": "#0b4a86", "linewidth": 0.5, "linestyle": (0, (1, 1.5))}
GAP: Style = {"facecolor": "#bfe3b4", "edgecolor": "#1b7837", "linewidth": 0.4, "hatch": "....."}
REMOVED: Style = {"facecolor": "#ffffff", "edgecolor": "#a50f15", "linewidth": 0.4, "hatch": "xxxx"}

# Pressed-ore sheets.
FOOTPRINT: Style = {"facecolor": "#d7301f", "edgecolor": "#7f0000", "linewidth": 0.9, "alpha": 0.85}
STRIP: Style = {"facecolor": "none", "edgecolor": "#d7301f", "linewidth": 0.8, "linestyle": (0, (4, 2))}
PILLAR: Style = {"facecolor": "none", "edgecolor": "#7f0000", "linewidth": 1.2}
PRESSED_ORE: Style = {"facecolor": "#fdae6b", "edgecolor": "#a63603", "linewidth": 0.4, "alpha": 0.75}
OREBODY_FAR: Style = {"facecolor": "none", "edgecolor": "#c9a878", "linewidth": 0.4, "hatch": "///"}
PRESSED_ZONE: Style = {"facecolor": "#dccfe9", "edgecolor": "#7a5aa0", "linewidth": 0.7, "alpha": 0.45}

# Sheets of pilot mines.
BAUXITE: Style = {"facecolor": "#e8b98f", "edgecolor": "#8c3b0c", "linewidth": 0.6, "alpha": 0.8}
BAUXITE_BED: Style = {"facecolor": "#c8642a", "edgecolor": "#8c3b0c", "linewidth": 0.3}
EXTENT_LINE: Style = {"facecolor": "none", "edgecolor": "#0b4a86", "linewidth": 0.9}
WATER: Style = {"facecolor": "none", "edgecolor": "#1f78b4", "linewidth": 0.9, "linestyle": (0, (5, 2))}
SEAMS: dict[str, Style] = {
    "unmined": {"facecolor": "#2b2b2b", "edgecolor": "#000000", "linewidth": 0.3},
    "mining": {"facecolor": "#7a7a7a", "edgecolor": "#000000", "linewidth": 0.3},
    "goaf": {"facecolor": "#ffffff", "edgecolor": "#000000", "linewidth": 0.4, "hatch": "xxxx"},
    "open_pit": {"facecolor": "#d9d2c5", "edgecolor": "#000000", "linewidth": 0.4, "hatch": "...."},
    "": {"facecolor": "#b0b0b0", "edgecolor": "#000000", "linewidth": 0.3, "hatch": "||||"},
}

ZONES: dict[ZoneEffect | None, Style] = {
    ZoneEffect.BAN: {"facecolor": "#f6b7b0", "edgecolor": "#c0392b", "linewidth": 0.6, "alpha": 0.55},
    ZoneEffect.CONSENT: {"facecolor": "#fbd9a0", "edgecolor": "#c77c11", "linewidth": 0.6, "alpha": 0.55},
    ZoneEffect.RESTRICT: {"facecolor": "#fbf3a6", "edgecolor": "#a99a10", "linewidth": 0.6, "alpha": 0.55},
    None: {"facecolor": "#dccfe9", "edgecolor": "#7a5aa0", "linewidth": 0.6, "alpha": 0.45},
}
ZONE_WORDS = {
    ZoneEffect.BAN: "禁止采矿区域",
    ZoneEffect.CONSENT: "须征得同意区域",
    ZoneEffect.RESTRICT: "限制区域",
    None: "其他管控区域",
}
# A zone's outline once more over the rights: where it cuts into one is what the reader looks for.
ZONE_OVER: Style = {"facecolor": "none", "alpha": 1.0, "linestyle": (0, (4, 2))}
HATCH_WIDTH = 0.35


def as_line(style: Style) -> Style:
    """Return what a legend shows of a style that lines are drawn with."""
    return style | {"is_line": True}
