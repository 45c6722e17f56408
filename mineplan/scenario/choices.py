"""What all parts of a scenario have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Choices(BaseModel):
    """A part of a scenario: frozen, no unknown key, every key documented."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, allow_inf_nan=False)
