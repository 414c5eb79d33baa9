"""Names of elements and attributes in the XML of Word documents."""

from __future__ import annotations

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/"
"""What namespaces of Strict Open XML begin with."""
COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
FALLBACK = f"{{{MC}}}Fallback"


def w(name: str) -> str:
    """Return the full name of an element or attribute of a document."""
    return f"{{{W}}}{name}"


WRAPPERS = frozenset(map(w, ("ins", "del", "moveFrom", "moveTo")))
"""Tracked changes around runs."""
GONE = frozenset(map(w, ("del", "moveFrom")))
"""Tracked changes whose text no longer counts."""
