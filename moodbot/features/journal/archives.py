"""Zip export files, and extract the table from a file that a person sent. All of it in memory."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Mapping
from enum import StrEnum

MOST_BYTES = 20 * 1024 * 1024
"""Most bytes of a table, in a zip or by itself: enough for hundreds of thousands of entries."""

MOST_ZIP = 10 * 1024 * 1024
"""Most bytes of a zip, as large as an export: a larger one can name millions of files."""

MOST_FILES = 100
"""Most files in a zip: an export has a handful, and listing a hundred thousand takes seconds."""

TABLE = "entries.csv"
_DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError, OSError)
_BOMS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_ZIP, _LISTED = b"PK\x03\x04", b"PK\x01\x02"
# The others may demand gigabytes of memory to unpack a few bytes.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Unreadable(StrEnum):
    """Reasons why a file cannot be read."""

    TOO_LARGE = "too_large"
    NOT_TEXT = "not_text"
    BAD_ZIP = "bad_zip"
    TOO_MANY_FILES = "too_many_files"


def text_in(data: bytes) -> str | Unreadable:
    """Return the text of the table in *data* (a zip or a plain file), or the reason why it cannot be read."""
    if data.startswith(_ZIP):
        if len(data) > MOST_ZIP:
            return Unreadable.TOO_LARGE
        if data.count(_LISTED) > MOST_FILES:
            return Unreadable.TOO_MANY_FILES
        table = _table_in_zip(data)
        return table if isinstance(table, Unreadable) else text_in_plain(table)
    return Unreadable.TOO_LARGE if len(data) > MOST_BYTES else text_in_plain(data)


def text_in_plain(data: bytes) -> str | Unreadable:
    """Return *data* decoded as UTF-8 (with or without a byte order mark) or UTF-16 (with one), else NOT_TEXT."""
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "utf-8-sig")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return Unreadable.NOT_TEXT
    return Unreadable.NOT_TEXT if "\0" in text else text


def _table_in_zip(data: bytes) -> bytes | Unreadable:
    """Return entries.csv, or the only CSV file in a zip. At most MOST_BYTES are unpacked, whatever size it claims."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            tables = [each for each in archive.infolist() if each.filename.casefold().endswith(".csv")]
            chosen = next((each for each in tables if each.filename == TABLE), tables[0] if len(tables) == 1 else None)
            if chosen is None or chosen.compress_type not in _METHODS:
                return Unreadable.BAD_ZIP
            with archive.open(chosen) as file:
                content = file.read(MOST_BYTES + 1)
    except (*_DAMAGED, ValueError):
        return Unreadable.BAD_ZIP
    return Unreadable.TOO_LARGE if len(content) > MOST_BYTES else content


LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The time of every file in an archive: the earliest that a zip can hold."""


def make_archive(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of *files* (content by name)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
