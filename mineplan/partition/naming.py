"""What a group is called whatever columns it stands among: its nodes, and a number made of them."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

from mineplan.partition.block import Block

_BITS = 20


def nodes_of(block: Block, atoms: tuple[int, ...]) -> tuple[int, ...]:
    """Return the original nodes of a group of atoms, ascending."""
    local = block.atoms[list(atoms)].ravel()
    return tuple(np.sort(block.nodes[local[local >= 0]]).tolist())


def group_hash(block: Block, atoms: tuple[int, ...]) -> int:
    """Return a number that depends on the canonical places of a group's nodes in its block and on nothing else."""
    local = np.sort(block.atoms[list(atoms)].ravel())
    digest = blake2b(",".join(map(str, local[local >= 0].tolist())).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> (64 - _BITS)
