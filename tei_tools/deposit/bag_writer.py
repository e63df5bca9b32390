"""A bag written into a ZIP file as its files come: one at a time in memory, names and sums in files on the disk.

BagIt 1.0 (RFC 8493): manifests and tag manifests of SHA-512 and SHA-256. The
bytes are the same for the same files and date, on any machine with the same
zlib.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO

from ..errors import OutputError

ALGORITHMS = ("sha512", "sha256")
_PACKED = frozenset(
    {
        ".7z", ".bz2", ".docx", ".epub", ".gif", ".gz", ".jpeg", ".jpg", ".mp3", ".mp4", ".odt", ".ofd", ".parquet",
        ".pdf", ".png", ".pptx", ".rar", ".tgz", ".xlsx", ".xz", ".zip", ".zst",
    }
)  # fmt: skip
"""What files are called that hold nothing to compress."""
_CHUNK = 1 << 20
_LARGE = 1 << 30
"""From this size on a file gets the wide form of sizes (ZIP64), for it may have grown meanwhile."""


class _OnDisk(list[zipfile.ZipInfo]):
    """The entries of a ZIP file that is being written, kept in a file: :mod:`zipfile` would hold them all in memory."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._file: IO[bytes] = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 — it lives as long as this
        self._count = 0

    def append(self, entry: zipfile.ZipInfo) -> None:
        state = (
            entry.filename, entry.date_time, entry.compress_type, entry.external_attr, entry.flag_bits,
            entry.header_offset, entry.CRC, entry.compress_size, entry.file_size, entry.extract_version,
            entry.create_version, entry.extra,
        )  # fmt: skip
        pickle.dump(state, self._file, pickle.HIGHEST_PROTOCOL)
        self._count += 1

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[zipfile.ZipInfo]:
        self._file.seek(0)
        for _ in range(self._count):
            name, moment, *state = pickle.load(self._file)  # what append wrote, in a file without a name
            entry = _entry(name, moment)
            (
                entry.compress_type, entry.external_attr, entry.flag_bits, entry.header_offset, entry.CRC,
                entry.compress_size, entry.file_size, entry.extract_version, entry.create_version, entry.extra,
            ) = state  # fmt: skip
            yield entry
        self._file.close()


class _NoNames(dict[str, zipfile.ZipInfo]):
    """Nothing is looked up by name in a ZIP file that is being written."""

    def __setitem__(self, name: str, entry: zipfile.ZipInfo) -> None:
        pass


def _entry(name: str, moment: tuple[int, int, int, int, int, int]) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, moment)
    entry.create_system = 3  # whatever system writes it
    entry.external_attr = 0o100644 << 16
    return entry


class BagWriter:
    """Writes a bag called ``name`` into the file ``target``, which is opened anew. Use it as a context manager.

    ``moment`` (seconds since 1970) dates every file. Leaving the block without
    an error ends the bag (:meth:`finish` must have been called); with one the
    file is left as it is, for the caller to remove.
    """

    def __init__(self, target: Path, name: str, moment: int) -> None:
        self.name = name
        self.octets = self.files = 0
        earliest = datetime(1980, 1, 1, tzinfo=UTC)
        when = max(datetime.fromtimestamp(moment, UTC), earliest)
        self._moment = (when.year, when.month, when.day, when.hour, when.minute, when.second)
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self._zip.filelist = _OnDisk(target.parent)
        self._zip.NameToInfo = _NoNames()
        self._payload = {name: tempfile.TemporaryFile(dir=target.parent) for name in ALGORITHMS}  # noqa: SIM115 — see __exit__
        self._tags: dict[str, list[bytes]] = {name: [] for name in ALGORITHMS}

    def __enter__(self) -> BagWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()
        for file in self._payload.values():
            file.close()

    def add(self, path: str, content: bytes | Iterable[bytes], expected: int = -1) -> str:
        """Put a file of the payload at ``data/<path>``; gives its SHA-256.

        ``path`` must be one that :func:`~tei_tools.deposit.names.payload_name` gives; ``expected`` is the size of
        content that comes in pieces, in bytes, or -1 if nobody knows it.
        """
        chunks, expected = ((content,), len(content)) if isinstance(content, bytes) else (content, expected)
        packed = PurePosixPath(path).suffix.lower() in _PACKED
        sums, size = self._write(f"data/{path}", chunks, packed=packed, large=not 0 <= expected < _LARGE)
        self.octets += size
        self.files += 1
        for name, value in sums.items():
            self._payload[name].write(f"{value}  data/{path}\n".encode())
        return sums["sha256"]

    def add_file(self, path: str, file: Path | str) -> str:
        """Put a copy of a file of the disk at ``data/<path>``; gives its SHA-256. ``OSError`` if it cannot be read."""
        with open(file, "rb") as handle:
            return self.add(path, iter(lambda: handle.read(_CHUNK), b""), os.fstat(handle.fileno()).st_size)

    def finish(self, information: Sequence[tuple[str, str]]) -> None:
        """Write ``bagit.txt``, ``bag-info.txt`` (with Payload-Oxum at its end) and the manifests."""
        self._tag("bagit.txt", [b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"])
        lines = [*information, ("Payload-Oxum", f"{self.octets}.{self.files}")]
        self._tag("bag-info.txt", ["".join(f"{label}: {' '.join(text.split())}\n" for label, text in lines).encode()])
        for name, file in self._payload.items():
            file.seek(0)
            self._tag(f"manifest-{name}.txt", iter(lambda file=file: file.read(_CHUNK), b""))  # type: ignore[misc]
        for name, tag_lines in {name: tuple(lines) for name, lines in self._tags.items()}.items():
            self._write(f"tagmanifest-{name}.txt", tag_lines)

    def _tag(self, path: str, chunks: Iterable[bytes]) -> None:
        sums, _ = self._write(path, chunks)
        for name, value in sums.items():
            self._tags[name].append(f"{value}  {path}\n".encode())

    def _write(
        self, path: str, chunks: Iterable[bytes], *, packed: bool = False, large: bool = True
    ) -> tuple[dict[str, str], int]:
        digests = {name: hashlib.new(name) for name in ALGORITHMS}
        size = 0
        entry = _entry(f"{self.name}/{path}", self._moment)
        entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        with self._zip.open(entry, "w", force_zip64=large) as file:
            for chunk in chunks:
                size += len(chunk)
                file.write(chunk)
                for digest in digests.values():
                    digest.update(chunk)
        return {name: digest.hexdigest() for name, digest in digests.items()}, size


def write_whole(place: Path, write: Callable[[Path], None], *, overwrite: bool) -> None:
    """Let ``write`` make a file beside ``place``, which is put there when it is whole; else nothing is left of it.

    Raises :class:`~tei_tools.errors.OutputError` (``exists``, ``disk-full`` and others).
    """
    from ..write.atomic import discard, output_error, place_together, refuse_existing, sync

    refuse_existing([place], overwrite)
    beside = place.with_name(f".tei-tools-{os.getpid()}-{hashlib.sha256(os.urandom(8)).hexdigest()[:8]}.tmp")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        write(beside)
        sync(beside)
        place_together({place: beside})
    except OSError as error:
        if error.filename is not None and Path(os.fsdecode(error.filename)) not in (beside, place, place.parent):
            raise OutputError("unreadable", f"{error.filename}: cannot be read: {error.strerror}.") from error
        raise output_error(place, error) from error
    finally:
        discard(beside)
