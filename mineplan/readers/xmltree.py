"""XML from strangers: no document type, no entities, no endless depth."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from mineplan.errors import ReadError
from mineplan.readers.text import decoded
from mineplan.tables import Decision

_MOST_DEPTH = 200


def parse_xml(content: bytes) -> tuple[Element, Decision]:
    """Return the root of an XML file, tags without namespace, and how its encoding was found.

    Raises
    ------
    ReadError
        It is no XML, or declares a document type (with which entities could expand without end or read
        other files).
    """
    text, encoding = decoded(content)
    # The declared encoding was true of the bytes, not of the text.
    text = re.sub(r"^(\s*<\?xml[^>]{0,200}?)\s+encoding\s*=\s*([\"'])[^\"'>]{0,60}\2", r"\1", text, count=1)
    builder, depth = TreeBuilder(), 0
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MOST_DEPTH:
            raise ReadError(f"is XML nested more than {_MOST_DEPTH} deep; refused")
        builder.start(tag.rpartition(":")[2], attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(tag.rpartition(":")[2])

    def refuse(*_: object) -> None:
        raise ReadError("declares a document type or entities, which are refused; export it again without DOCTYPE")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    try:
        parser.Parse(text.lstrip("\ufeff \t\r\n"), True)
        return builder.close(), encoding
    except (expat.ExpatError, AssertionError) as error:
        raise ReadError(f"is no well-formed XML ({error})") from None
