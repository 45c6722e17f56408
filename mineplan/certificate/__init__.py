"""Proof of a partition's optimality, checked in plain Python with exact integers and without any solver.

The argument, the format and what is enumerated are described in `docs/certificate.md`. Nothing here is
shared with `mineplan.partition`, and nothing beside the standard library is imported.
"""

from mineplan.certificate.checking import Verdict, check, check_text, digest
from mineplan.certificate.reading import CertificateError

__all__ = ["CertificateError", "Verdict", "check", "check_text", "digest"]
