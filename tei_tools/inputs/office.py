"""Old Word documents (DOC, WPS): LibreOffice makes them DOCX, and that is read. A ``.wps`` is a Word 97 file."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from ..errors import SourceError
from ..text.source import Source
from . import docx
from .blob import Blob, Limits

SECONDS = 120
"""How long LibreOffice may take for one document; it takes 2 seconds as a rule."""


def read(blob: Blob, limits: Limits) -> Source:
    """The text of a document and its layout.

    Raises :class:`SourceError`: ``conversion-failed``, ``too-large``, and what the reader of DOCX raises.
    """
    data = blob.load(limits)
    converted = _convert(data, ".doc", blob)
    source = docx.read(
        replace(blob, data=converted, path=None), Limits(max_bytes=max(limits.max_bytes, len(converted)))
    )
    digest = hashlib.sha256(data).hexdigest()
    file = replace(source.file, media_type="application/msword", bytes=len(data), sha256=digest)
    return replace(source, file=file)


def _convert(data: bytes, suffix: str, blob: Blob) -> bytes:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:  # the registry asks before; somebody may have removed it meanwhile
        raise SourceError("cannot-read-here", f"{blob.label}: reading it needs LibreOffice; install it.")
    with tempfile.TemporaryDirectory(prefix="tei-tools-") as folder:
        given = Path(folder, "in" + suffix)
        given.write_bytes(data)
        command = [
            program, f"-env:UserInstallation={Path(folder, 'profile').as_uri()}", "--headless", "--norestore",
            "--convert-to", "docx:MS Word 2007 XML", "--outdir", folder, str(given),
        ]  # fmt: skip
        environment = {**os.environ, "SAL_USE_VCLPLUGIN": "svp", "HOME": folder}
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment,
            start_new_session=True,
        )  # fmt: skip
        try:
            process.wait(SECONDS)
        except BaseException as error:  # out of time, Ctrl-C, an alarm: the program and what it started must not stay
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
            process.wait()
            if isinstance(error, subprocess.TimeoutExpired):
                raise SourceError(
                    "conversion-failed",
                    f"{blob.label}: LibreOffice did not finish with it in {SECONDS} seconds; "
                    "open it there, save it as DOCX and convert that.",
                ) from error
            raise
        made = Path(folder, "in.docx")
        if not made.is_file():
            raise SourceError(
                "conversion-failed",
                f"{blob.label}: LibreOffice could not read it; it is damaged, protected by a password or no document.",
            )
        return made.read_bytes()
