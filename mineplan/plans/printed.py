"""What every result that may be printed has: its title page, its notes, its grounds."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, Protocol

from mineplan.policy import Ruling


@dataclass(frozen=True)
class Note:
    """A doubt that does not stop a run; printed in the annex and kept in the manifest.

    Attributes
    ----------
    code
        A slug for scripts, such as `registered_area_off`.
    text
        The Chinese sentence.
    subject
        What it is about: a licence number, an orebody, a file; "" for the run.
    """

    code: str
    text: str
    subject: str = ""


class Printed(Protocol):
    """The head of any plan, as documents, maps and manifests print it."""

    @property
    def title(self) -> str:
        """Title of the scenario."""

    @property
    def as_of(self) -> datetime.date:
        """Day on which law and licences were judged."""

    @property
    def dataset_title(self) -> str:
        """Title of the data."""

    @property
    def dataset_version(self) -> str:
        """Version of the data."""

    @property
    def is_synthetic(self) -> bool:
        """Whether the data are invented."""

    @property
    def region_name(self) -> str:
        """Where the data lie."""

    @property
    def crs(self) -> Any:
        """Analysis CRS of every geometry of the plan."""

    @property
    def rulings(self) -> tuple[Ruling, ...]:
        """Every ruling relied on, expired or unconfirmed ones included."""

    @property
    def notes(self) -> tuple[Note, ...]:
        """Doubts that did not stop the run."""
