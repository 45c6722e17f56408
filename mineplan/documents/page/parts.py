"""A page put together from its template, styles and scripts, all in one file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mineplan.errors import InputError

_MAP_LIBRARY = "vendor/ol/ol.js"
_SHARED_STYLES = ("page/page.css",)
_SHARED_SCRIPTS = (
    _MAP_LIBRARY,
    "page/dom.js",
    "page/looks.js",
    "page/chart.js",
    "page/list.js",
    "page/workbench.js",
)
# Parts that a template takes in by name.
_INCLUDED = ("page/workbench.html.j2",)


def write_assembled(template: Path, own: tuple[str, ...], values: dict[str, Any], out: Path) -> None:
    """Write a page: styles and scripts that both pages share, then its own.

    Parameters
    ----------
    template
        The Jinja template; all other parts lie beside it or in folders there.
    own
        Names of the page's own style and scripts.
    values
        What the template sees; `data` is put into the page as JSON.
    out
        The HTML file.

    Raises
    ------
    InputError
        Parts are missing, or the template has a fault: each is named.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
    from markupsafe import Markup

    folder = template.parent
    styles = [*_SHARED_STYLES, *(name for name in own if name.endswith(".css"))]
    scripts = [*_SHARED_SCRIPTS, *(name for name in own if name.endswith(".js"))]
    missing = [name for name in (template.name, *_INCLUDED, *styles, *scripts) if not (folder / name).is_file()]
    if missing:
        raise InputError([f"template is missing: {name} (beside {template.name})" for name in missing])
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    parts = {
        "style": Markup("".join(_texts(folder, styles))),
        "script": Markup("".join(_texts(folder, scripts))),
        "embedded": Markup(embedded(values["data"])),
    }
    try:
        page = environment.get_template(template.name).render(**values | parts)
    except TemplateError as error:
        raise InputError([_fault(error, template)]) from error
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(page, encoding="utf-8", newline="\n")


def embedded(data: Any) -> str:
    """Return JSON that cannot end its script element, whatever a company calls itself."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _texts(folder: Path, names: list[str]) -> Iterator[str]:
    for name in names:
        text = (folder / name).read_text(encoding="utf-8")
        if "</script" in text.lower() or "</style" in text.lower() or "<!--" in text:
            raise InputError([f"{name} holds a text that would end its element in the page"])
        yield text.rstrip("\n") + "\n"


def _fault(error: Exception, template: Path) -> str:
    """Say where a template is wrong; Jinja puts the line into the traceback of what it could not render."""
    place = getattr(error, "lineno", None)
    name = Path(getattr(error, "filename", None) or template).name
    step = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename.endswith(".j2"):
            place, name = step.tb_lineno, Path(step.tb_frame.f_code.co_filename).name
        step = step.tb_next
    where = f" line {place}" if place else ""
    return f"template {name}{where}: {error}"
