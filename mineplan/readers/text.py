"""Bytes to text: which encoding, and full-width forms folded."""

from __future__ import annotations

from mineplan.errors import ReadError
from mineplan.tables import Decision

# Digits, letters and punctuation of Chinese input methods; text meant for people keeps its own marks.
_WIDE = {chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)} | {
    "\u3000": " ",
    "【": "[",
    "】": "]",
    "\ufeff": "",
    "\u2212": "-",
    "\xa0": " ",
}
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def decoded(content: bytes) -> tuple[str, Decision]:
    """Return the text of a file and how its encoding was found.

    Raises
    ------
    ReadError
        The bytes are no text in any of the encodings that offices use.

    Notes
    -----
    Strict UTF-8 is tested first: four hanzi in GBK pass for UTF-8 in one case of a thousand.
    """
    if content[:2] in _UTF_16:
        try:
            return content.decode("utf-16"), Decision("encoding", "UTF-16", "文件以UTF-16标记开头")
        except UnicodeDecodeError:
            raise ReadError("begins as UTF-16 text and breaks off; save it as UTF-8") from None
    if b"\0" in content:
        raise ReadError("holds binary data, not text")
    try:
        reason = "文件以UTF-8标记开头" if content[:3] == b"\xef\xbb\xbf" else "全部字节符合UTF-8"
        return content.decode("utf-8-sig"), Decision("encoding", "UTF-8", reason)
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        raise ReadError("is neither UTF-8 nor GB18030 (GBK) text") from None
    return text, Decision("encoding", "GB18030", "不符合UTF-8，符合GB18030", "UTF-8：有不合规则的字节")


def folded(text: str) -> str:
    """Return text with full-width digits, letters, commas and stops as ASCII."""
    if text.isascii():
        return text
    # Few of them occur in a text: replacing each takes a tenth of the time of `translate`.
    for wide in _WIDE.keys() & set(text):
        text = text.replace(wide, _WIDE[wide])
    return text
