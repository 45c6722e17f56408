"""Run folders: written whole, read back, listed in a manifest, compared."""

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
from mineplan.runs.manifest import file_hash, file_hashes, manifest_of, versions

__all__ = [
    "RunFiles",
    "compare",
    "difference_tables",
    "file_hash",
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
