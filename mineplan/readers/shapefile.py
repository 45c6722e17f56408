"""The text of shapefiles: which encoding it is in, whatever the file claims."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from typing import Any

from mineplan.readers.source import Source
from mineplan.tables import Decision

# Fewer hanzi than this may be valid UTF-8 by chance (0.1 % at four).
_SURE_CHARACTERS = 4
_NAME_BYTES, _TEXT_BYTES = 10, 254
_GBK_LDID = 0x4D


def redecoded(frame: Any, source: Source) -> tuple[Any, frozenset[str], list[tuple[str, str]], Decision]:
    """Return a frame read as ISO-8859-1 with its true text, the headers that were cut, findings, and the encoding.

    Notes
    -----
    Strict UTF-8 over all bytes wins; otherwise it is GB18030. The .cpg file and the language byte of
    the DBF are wrong too often to be believed, and only settle what a few characters leave open.
    """
    texts = (
        {name: _is_text(frame[name]) for name in frame.columns if name != frame.geometry.name}
        if hasattr(frame, "geometry")
        else {name: _is_text(frame[name]) for name in frame.columns}
    )
    raw_names = {name: name.encode("latin-1", "replace") for name in texts}
    cells = {
        value.encode("latin-1", "replace")
        for name, is_text in texts.items()
        if is_text
        for value in frame[name].dropna().unique()
        if isinstance(value, str)
    }
    encoding = encoding_of([*raw_names.values(), *cells], _hint(source))
    names = {name: _decoded(raw, encoding, _NAME_BYTES) for name, raw in raw_names.items()}
    made = frame.rename(columns=names)
    is_damaged = False
    for name in (names[n] for n, is_text in texts.items() if is_text):
        known = {
            v: _decoded(v.encode("latin-1", "replace"), encoding, _TEXT_BYTES)
            for v in made[name].dropna().unique()
            if isinstance(v, str)
        }
        is_damaged |= any("\ufffd" in text for text in known.values())
        made[name] = made[name].map(lambda v, known=known: known.get(v, v) if isinstance(v, str) else v)
    cut = frozenset(names[n] for n, raw in raw_names.items() if len(raw) >= _NAME_BYTES - 2)
    return made, cut, _findings(source, encoding, is_damaged), _encoding_decision(source, encoding)


def _is_text(column: Any) -> bool:
    import pandas as pd

    return bool(pd.api.types.is_object_dtype(column) or pd.api.types.is_string_dtype(column))


def _encoding_decision(source: Source, encoding: str) -> Decision:
    """Say which encoding was taken, and what .cpg or language byte claim where that is another."""
    if encoding == "ascii":
        return Decision("encoding", "ASCII", "字段名和文字都只有ASCII字符")
    fits = "全部字节符合UTF-8" if encoding == "utf-8" else "不符合UTF-8，或符合者太少，按GB18030"
    hinted = _hint(source)
    other = f"{hinted.upper()}：.cpg或语言标识所注，与内容不符" if hinted and hinted != encoding else ""
    return Decision("encoding", encoding.upper(), fits, other)


def _findings(source: Source, encoding: str, is_damaged: bool) -> list[tuple[str, str]]:
    findings = []
    hinted = _hint(source)
    if hinted and encoding != "ascii" and hinted != encoding:
        findings.append(("encoding_contradicts", f"{source.name}标明编码为{hinted}，按内容判定为{encoding}并读取"))
    if is_damaged:
        findings.append(("text_damaged", f"{source.name}有不能按{encoding}解码的文字，已以“\ufffd”代替"))
    return findings


def encoding_of(texts: Iterable[bytes], hinted: str = "") -> str:
    """Return `ascii`, `utf-8` or `gb18030` for the raw names and values of a DBF.

    Parameters
    ----------
    texts
        Bytes of each field name and text value.
    hinted
        What .cpg or language byte claim; used only where the bytes leave it open.
    """
    wide = [text for text in texts if not text.isascii()]
    if not wide:
        return "ascii"
    fits = {encoding: all(_fits(text, encoding) for text in wide) for encoding in ("utf-8", "gb18030")}
    if not fits["utf-8"]:
        return "gb18030"
    characters = sum(1 for text in wide for byte in text if byte >= 0xC0)
    if characters >= _SURE_CHARACTERS or not fits["gb18030"]:
        return "utf-8"
    return hinted or "gb18030"


def _fits(text: bytes, encoding: str) -> bool:
    """Whether bytes decode strictly; the last character may be cut where the field is full."""
    is_full = len(text) >= _TEXT_BYTES - 3 or _NAME_BYTES - 2 <= len(text) <= _NAME_BYTES
    try:
        codecs.getincrementaldecoder(encoding)("strict").decode(text, not is_full)
    except UnicodeDecodeError:
        return False
    return True


def _decoded(text: bytes, encoding: str, width: int) -> str:
    """Decode; a character cut by the width of the field is dropped, other damage shows as U+FFFD."""
    return codecs.getincrementaldecoder(encoding)("replace").decode(text, len(text) < width - 3)


def _hint(source: Source) -> str:
    """Return what the .cpg file, or else the language byte, claims; "" when neither is telling."""
    page = source.path.with_suffix(".cpg")
    if page.is_file():
        claim = page.read_text(encoding="ascii", errors="replace").strip().upper().replace("-", "")
        if claim in ("UTF8", "65001"):
            return "utf-8"
        return "gb18030" if any(mark in claim for mark in ("936", "GB")) else ""
    table = source.path.with_suffix(".dbf")
    if table.is_file():
        with table.open("rb") as stream:
            header = stream.read(30)
        return "gb18030" if len(header) == 30 and header[29] == _GBK_LDID else ""
    return ""
