"""The adapter to Word documents: the only place that knows zip files, parts, XML and lxml.

python-docx sees no tracked text, and docx-editor writes every part of a package anew; so tracked changes are made here,
in the XML of the document, and every part that does not change keeps its bytes.
"""

from dealcheck_word.docx.document import Document, Row
from dealcheck_word.docx.package import open_package
from dealcheck_word.docx.text import Paragraph, Span

__all__ = ["Document", "Paragraph", "Row", "Span", "open_package"]
