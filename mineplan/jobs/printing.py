"""Documents of a run: written one by one, so that what cannot be written stops no other; PDF on demand."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mineplan.errors import InputError, Problem

# Where installers put the program without a word on the search path.
_PLACES = (
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/opt/libreoffice/program/soffice",
)
NO_PDF = (
    "--pdf: LibreOffice is not installed on this machine, so no PDF was made; the Word documents are complete "
    "(Word and WPS save them as PDF)"
)


@dataclass
class Paperwork:
    """What became of a run's documents: what could not be written, and what else the user should know.

    Attributes
    ----------
    problems
        Documents that are missing from the run, each with the reason.
    remarks
        Sentences about documents that are there.
    """

    problems: list[Problem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Let a document fail alone: its problem is kept, and the run goes on without it."""
        try:
            yield
        except InputError as error:
            # A template that cannot be filled fails every letter with the same words.
            self.problems += [problem for problem in error.problems if problem not in self.problems]
        except OSError as error:
            reason = "it is open in another program" if isinstance(error, PermissionError) else error.strerror or error
            what = f"cannot be written ({reason}); close it in Word, WPS or Excel and run again"
            self.problems.append(Problem(what, file=Path(str(error.filename or "")).name))

    def look_for_rare(self, content: Any) -> None:
        """Remark on words that 仿宋_GB2312 cannot print."""
        from mineplan.documents.context.rare import rare_texts

        for text, rare in rare_texts(content).items():
            self.remarks.append(
                f"“{text[:60]}” holds characters outside GB2312 ({'、'.join(rare)}), which 仿宋_GB2312 and 楷体_GB2312 "
                "lack: set these words in 仿宋 and 楷体, or change the template's body style"
            )

    def kept(self) -> dict[str, Any]:
        """Return what the manifest and the log keep of it."""
        told = [vars(problem) | {"text": str(problem)} for problem in self.problems]
        return {"document_problems": told, "remarks": list(self.remarks)}

    def answer(self) -> dict[str, Any]:
        """Return what a job's answer tells of it; the exit code is 3 where a document is missing."""
        return self.kept() | ({"exit_code": InputError.exit_code} if self.problems else {})


def print_pdfs(documents: Sequence[Path], paperwork: Paperwork) -> None:
    """Write a PDF beside each document; say so where the machine has no LibreOffice."""
    from mineplan.documents.pdf import write_pdfs

    program = soffice()
    if program is None:
        paperwork.remarks.append(NO_PDF)
        return
    there = [document for document in documents if document.is_file()]
    with paperwork.writing():
        write_pdfs(there, program, os.environ)


def soffice() -> Path | None:
    """Return LibreOffice's program; None where there is none."""
    named = shutil.which("soffice") or shutil.which("libreoffice")
    found = [Path(named)] if named else [Path(place) for place in _PLACES if Path(place).is_file()]
    return found[0] if found else None
