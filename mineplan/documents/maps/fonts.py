"""The Chinese font of the sheets: a list of wishes, one sentence when none is there."""

from __future__ import annotations

from functools import lru_cache

from mineplan.errors import InputError

# The bureau's Windows desktops first, then the free fonts of Linux desktops and servers.
WISHES = (
    "SimHei",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Source Han Sans",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "AR PL UMing CN",
    "AR PL UKai CN",
    "SimSun",
    "Noto Serif CJK SC",
)
# Characters that a simplified Chinese font must have.
_PROBE = "矿权整合区块夹缝资源示意图"


@lru_cache(maxsize=1)
def chinese_fonts() -> tuple[str, ...]:
    """Return the families of `WISHES` that really have Chinese glyphs, the best first.

    The first writes; the others stand in for rare characters of names that it lacks.

    Raises
    ------
    InputError
        When the machine has none: a sheet of empty boxes must never be signed.
    """
    from matplotlib.font_manager import fontManager

    files = {entry.name: entry.fname for entry in reversed(fontManager.ttflist)}
    others = sorted(n for n in files if n.startswith(("AR PL", "WenQuanYi", "Source Han")) and n not in WISHES)
    found = tuple(name for name in (*WISHES, *others) if name in files and _has_glyphs(files[name]))
    if not found:
        raise InputError(
            "本机没有中文字体，无法绘制图件。请安装字体（Debian/Ubuntu：apt-get install fonts-noto-cjk；"
            "Windows：黑体 SimHei 或微软雅黑 Microsoft YaHei）后重试"
        )
    return found


def _has_glyphs(path: str) -> bool:
    from matplotlib.font_manager import get_font

    try:
        font = get_font(path)
    except (OSError, RuntimeError):
        return False
    return all(font.get_char_index(ord(character)) for character in _PROBE)
