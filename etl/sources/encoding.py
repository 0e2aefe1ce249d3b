"""From the bytes of a text file to UTF-8 with line feeds, in pieces."""

import codecs
from collections.abc import Iterator

from etl.sources.content import Content, Scan

_MARKS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
_NOT_IN_1252 = frozenset(b"\x81\x8d\x8f\x90\x9d")


def detect_encoding(head: bytes, scan: Scan) -> str:
    """The encoding: by its mark, by the zero bytes of UTF-16, as UTF-8 if valid throughout, else one byte a character.

    Windows-1252 contains what ISO-8859-1 prints; the latter is left for bytes that the former does not define.
    """
    for mark, encoding in _MARKS:
        if head.startswith(mark) and (encoding != "utf-8" or scan.utf8):
            return encoding
    sample = head[: len(head) // 2 * 2]
    for zeros, encoding in ((sample[1::2], "utf-16-le"), (sample[::2], "utf-16-be")):
        if zeros.count(0) > 0.4 * len(zeros) and sample.count(0) < 0.6 * len(sample):
            return encoding
    if scan.utf8 or _mostly_utf8(head):
        return "utf-8"
    return "iso-8859-1" if _NOT_IN_1252.intersection(head) else "cp1252"


def _mostly_utf8(head: bytes) -> bool:
    """Whether a few stray bytes spoil what is UTF-8 otherwise: the other letters beyond ASCII are valid."""
    letters = [sign for sign in head.decode("utf-8", errors="replace") if sign > "\x7f"]
    return letters.count("\ufffd") * 3 < len(letters)


def utf8_chunks(content: Content, encoding: str, head: bytes) -> Iterator[bytes]:
    """The text as UTF-8 without byte order mark and NULs; lone carriage returns that end lines become line feeds."""
    lone_returns = b"\n" not in head and b"\r" in head
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace") if encoding != "utf-8" else None
    first = True
    for chunk in content.chunks():
        text = decoder.decode(chunk).encode() if decoder else chunk
        if first:
            text = text.removeprefix(codecs.BOM_UTF8)
            first = not text
        if b"\0" in text:
            text = text.replace(b"\0", b"")
        yield text.replace(b"\r", b"\n") if lone_returns else text
