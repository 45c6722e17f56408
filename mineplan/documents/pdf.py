"""PDF of Word documents through LibreOffice, with open fonts where those of official documents are missing."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from mineplan.errors import InputError, Problem

# Start of the program, and a long document on a slow machine.
_START_S, _DOCUMENT_S = 120, 60
FONTS = Path(__file__).with_name("fonts.conf")


def write_pdfs(documents: Sequence[Path], program: Path, environment: Mapping[str, str]) -> list[Path]:
    """Write a PDF beside each document, all in one call of LibreOffice.

    Parameters
    ----------
    documents
        Word files.
    program
        `soffice`.
    environment
        What the program is started with; fonts are found through our own list unless it names another one.

    Returns
    -------
    The PDF files, in the order of the documents.

    Raises
    ------
    InputError
        With every document that has no PDF afterwards.
    """
    problems = [
        problem
        for folder in sorted({document.parent for document in documents})
        for problem in _converted([d for d in documents if d.parent == folder], folder, program, environment)
    ]
    if problems:
        raise InputError(problems)
    return [document.with_suffix(".pdf") for document in documents]


def _converted(documents: Sequence[Path], folder: Path, program: Path, environment: Mapping[str, str]) -> list[Problem]:
    """Convert the documents of one folder, and return what went wrong."""
    started = dict(environment)
    started.setdefault("FONTCONFIG_FILE", str(FONTS))
    said = ""
    # A profile of its own: a LibreOffice that the user has open would swallow the call.
    with tempfile.TemporaryDirectory(prefix="mineplan-", ignore_cleanup_errors=True) as profile:
        command = [
            str(program),
            f"-env:UserInstallation={Path(profile).as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            *map(str, documents),
        ]
        try:
            done = subprocess.run(
                command,
                env=started,
                capture_output=True,
                timeout=_START_S + _DOCUMENT_S * len(documents),
                check=False,
                stdin=subprocess.DEVNULL,
            )
            said = done.stderr.decode("utf-8", "replace").strip()
        except subprocess.TimeoutExpired:
            said = "LibreOffice did not end in time"
        except OSError as error:
            said = f"LibreOffice cannot be started ({error.strerror})"
    reason = f": {said.splitlines()[-1]}" if said else ""
    missing = [document for document in documents if not document.with_suffix(".pdf").is_file()]
    return [Problem(f"no PDF was made{reason}", file=document.name) for document in missing]
