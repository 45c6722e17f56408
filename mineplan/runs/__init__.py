"""Run folders: written whole, read back, listed in a manifest, compared."""

from typing import TYPE_CHECKING

from mineplan.firstuse import on_first_use

if TYPE_CHECKING:
    from mineplan.runs.comparing import compare, difference_tables, in_words
    from mineplan.runs.folder import (
        RunFiles,
        fingerprint_of,
        plain,
        read_json,
        read_run,
        run_name,
        write_inputs,
        write_json,
        writing,
    )
    from mineplan.runs.manifest import file_hashes, manifest_of, versions

__all__ = [
    "RunFiles",
    "compare",
    "difference_tables",
    "file_hashes",
    "fingerprint_of",
    "in_words",
    "manifest_of",
    "plain",
    "read_json",
    "read_run",
    "run_name",
    "versions",
    "write_inputs",
    "write_json",
    "writing",
]
_PLACES = {
    "comparing": ("compare", "difference_tables", "in_words"),
    "folder": (
        "RunFiles",
        "fingerprint_of",
        "plain",
        "read_json",
        "read_run",
        "run_name",
        "write_inputs",
        "write_json",
        "writing",
    ),
    "manifest": ("file_hashes", "manifest_of", "versions"),
}
__getattr__ = on_first_use(__name__, _PLACES)
