"""The package of a Word document: a zip file of parts. Parts that do not change are written as they were."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import Any, NoReturn

from lxml import etree

from dealcheck import InputError, Mistake, Place
from dealcheck_word.docx.names import COMMENTS_TYPE, CONTENT_TYPES, OFFICE, RELATIONSHIPS, STRICT

MOST_BYTES = 100_000_000
"""A document may be this large, and have as much XML in it."""
MOST_UNPACKED = 400_000_000
MOST_PARTS = 10_000
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How old Word documents begin, and new ones with a password."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
"""What reading a broken zip file raises."""
_TYPES_PART = "[Content_Types].xml"

Element = Any
"""An element of lxml."""


class Package:
    """The parts of a document by name; those that are changed are written anew, and all others byte for byte."""

    def __init__(self, data: bytes, file: str) -> None:
        """Open a document. Raises InputError for what is none, for a broken one and for one with a password."""
        self.file = file
        _must_be_zip(data, file)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            self.fail(f"the zip file is broken ({_short(error)})", "get a whole copy of it")
        self._infos = {info.filename: info for info in self._zip.infolist()}
        self._check_size()
        self._changed: dict[str, bytes] = {}
        self.main = self._main_part()

    def _check_size(self) -> None:
        infos = self._zip.infolist()
        if len(infos) > len(self._infos):
            self.fail("it has two parts of one name", "save it again in Word or LibreOffice")
        if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > MOST_UNPACKED:
            self.fail(f"it unpacks to more than {MOST_PARTS:,} parts or {MOST_UNPACKED:,} bytes")
        if any(info.flag_bits & 1 for info in infos):
            self.fail("it is protected by a password", "open it in Word and save it without")

    def fail(self, what: str, cure: str = "") -> NoReturn:
        """Raise InputError that says what is wrong with the document."""
        raise _wrong(self.file, what, cure)

    def has(self, part: str) -> bool:
        """Return whether there is such a part."""
        return part in self._infos or part in self._changed

    def read(self, part: str) -> bytes:
        """Return the bytes of a part. Raises InputError when it is missing or broken."""
        if part in self._changed:
            return self._changed[part]
        if part not in self._infos:
            self.fail(f"the part `{part}` is missing", "open it in Word or LibreOffice and save it again as .docx")
        try:
            return self._zip.read(self._infos[part])
        except _BROKEN as error:
            self.fail(f"its part `{part}` is broken ({_short(error)})", "get a whole copy of it")

    def xml(self, part: str) -> Element:
        """Return the root of a part. Raises InputError for XML that is not proper, or that declares entities."""
        data = self.read(part)
        if len(data) > MOST_BYTES:
            self.fail(f"its part `{part}` has more than {MOST_BYTES:,} bytes")
        if b"<!DOCTYPE" in data:  # before it is parsed: entities can be made to fill the memory
            self._fail_for_document_type(part)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            self.fail(f"its part `{part}` is not proper XML ({_short(error)})", "get a whole copy of it")
        if root.getroottree().docinfo.internalDTD is not None:
            self._fail_for_document_type(part)
        return root

    def _fail_for_document_type(self, part: str) -> NoReturn:
        self.fail(f"its part `{part}` has a document type, which no Word document has", "don't trust this file")

    def put(self, part: str, root: Element) -> None:
        """Replace a part, or add one."""
        self._changed[part] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    def related(self, kind: str) -> str | None:
        """Return the part to which the document has a relationship of a kind, such as `comments`."""
        return self._target(_rels_of(self.main), kind)

    def add_related(self, kind: str, part: str) -> None:
        """Declare a new part with comments, and the document's relationship to it."""
        rels = _rels_of(self.main)
        root = self.xml(rels) if self.has(rels) else etree.Element(f"{{{RELATIONSHIPS}}}Relationships")
        taken = {each.get("Id") for each in root}
        name = next(name for number in range(1, len(taken) + 2) if (name := f"rIdDealcheck{number}") not in taken)
        target = posixpath.relpath(part, posixpath.dirname(self.main) or ".")
        root.append(
            root.makeelement(f"{{{RELATIONSHIPS}}}Relationship", Id=name, Type=f"{OFFICE}/{kind}", Target=target)
        )
        self.put(rels, root)
        types = self.xml(_TYPES_PART)
        attributes = {"PartName": f"/{part}", "ContentType": COMMENTS_TYPE}
        types.append(types.makeelement(f"{{{CONTENT_TYPES}}}Override", attributes))
        self.put(_TYPES_PART, types)

    def written(self) -> bytes:
        """Return the package as bytes, its parts in their order and new ones at the end."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
            for part, info in self._infos.items():
                new.writestr(_like(info), self.read(part))
            for part in self._changed.keys() - self._infos.keys():
                new.writestr(_like(zipfile.ZipInfo(part)), self._changed[part])
        return stream.getvalue()

    def _main_part(self) -> str:
        part = self._target("_rels/.rels", "officeDocument")
        if part is None:
            self.fail("it is a zip file, but no Word document", "expected a .docx, as Word and LibreOffice save it")
        root = self.xml(part)
        if STRICT in (root.tag or ""):
            self.fail("it is Strict Open XML", "save it as “Word document (.docx)”")
        if not str(root.tag).endswith("}document"):
            self.fail("it is an Office file, but no Word document", "expected a .docx")
        return part

    def _target(self, rels: str, kind: str) -> str | None:
        if not self.has(rels):
            return None
        folder = posixpath.dirname(posixpath.dirname(rels))
        for each in self.xml(rels):
            if str(each.get("Type", "")).endswith(f"/{kind}") and each.get("TargetMode") != "External":
                return posixpath.normpath(posixpath.join("/", folder, each.get("Target", ""))).lstrip("/")
        return None


def open_package(data: bytes, file: str) -> Package:
    """Return the package in the bytes of a file. Raises InputError with one message for all that can be wrong."""
    return Package(data, file)


def _must_be_zip(data: bytes, file: str) -> None:
    if len(data) > MOST_BYTES:
        raise _wrong(file, f"it is larger than {MOST_BYTES:,} bytes")
    if data.startswith(_COMPOUND_FILE):
        if _ENCRYPTED in data:
            raise _wrong(file, "it is protected by a password", "open it in Word and save it without")
        raise _wrong(file, "it is a Word document of the old kind (.doc)", "save it as .docx")
    if not data.startswith(b"PK"):
        raise _wrong(file, "it is no Word document", "expected a .docx, as Word and LibreOffice save it")


def _wrong(file: str, what: str, cure: str = "") -> InputError:
    return InputError([Mistake(f"can't read the document: {what}", Place(file, 1, 1), cure)])


def _short(error: Exception) -> str:
    return " ".join(str(error).replace("<string>, ", "").split())[:120] or type(error).__name__


def _rels_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _like(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """Return the entry of a part with the name, date and compression that it had."""
    entry = zipfile.ZipInfo(info.filename, info.date_time)
    entry.compress_type = zipfile.ZIP_STORED if info.compress_type == zipfile.ZIP_STORED else zipfile.ZIP_DEFLATED
    entry.external_attr = info.external_attr
    return entry
