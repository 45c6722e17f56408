"""Rights x orebodies and rights x rights in space: what touches what, as solids.

A right is a solid: prisms of plan geometry with an upper and a lower elevation. Two solids meet
only where plan and elevation overlap; an unknown elevation never separates.
"""

from mineplan.links.graph import graph_of, write_graph
from mineplan.links.orebodies import link_orebodies
from mineplan.links.rights import link_rights
from mineplan.links.triggers import raise_triggers

__all__ = ["graph_of", "link_orebodies", "link_rights", "raise_triggers", "write_graph"]
