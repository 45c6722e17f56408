"""Templates that staff change: their tags with their places, the fields they may name, and what is wrong with them."""

from mineplan.documents.template.checking import Checked, Flaw, check_template
from mineplan.documents.template.glossary import glossary
from mineplan.documents.template.samples import KINDS, kind_of, sample_contexts

__all__ = ["KINDS", "Checked", "Flaw", "check_template", "glossary", "kind_of", "sample_contexts"]
