"""Draw angles: along the strike, with and against the dip, and oblique to them."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from mineplan.pressed.measures import Angles


class DrawCots(NamedTuple):
    """Cotangents of the draw angles, each an array over pairs of project and orebody (or plain numbers).

    `up` draws edges on the up-dip side (beta), `down` those on the down-dip side (gamma), `strike` those at the
    ends of the strike (delta).
    """

    up: np.ndarray
    down: np.ndarray
    strike: np.ndarray


def draw_cots(angles: Angles, dip_deg: float) -> tuple[float, float, float] | None:
    """Return the cotangents of beta, gamma and delta at a dip, None where an angle is unknown or not above 0.

    Parameters
    ----------
    angles
        Draw angles of the ore; beta falls with the dip by `beta_per_dip`.
    dip_deg
        Dip of the orebody, 0 to 90 degrees.
    """
    if angles.beta_deg is None or angles.gamma_deg is None or angles.delta_deg is None:
        return None
    found = (angles.beta_deg - angles.beta_per_dip * dip_deg, angles.gamma_deg, angles.delta_deg)
    if not all(0 < angle <= 90 for angle in found):
        return None
    up, down, strike = (max(0.0, 1 / math.tan(math.radians(angle))) for angle in found)
    return up, down, strike


def oblique_cot(cots: DrawCots, cos_theta: np.ndarray) -> np.ndarray:
    """Return the cotangent of the oblique draw angle of edges.

    Parameters
    ----------
    cots
        Cotangents of the draw angles, of the shape of `cos_theta` or single.
    cos_theta
        Cosine between an edge's outward normal and the direction of dip: negative on the up-dip side.

    Notes
    -----
    cot beta' = sqrt(cot^2 beta cos^2 theta + cot^2 delta sin^2 theta), and likewise gamma' on the down-dip side
    (perpendicular method of 建筑物、水体、铁路及主要井巷煤柱留设与压煤开采规范). It is the support function of an
    ellipse, which keeps outlines of convex footprints convex.
    """
    along_dip = np.where(cos_theta < 0, cots.up, cots.down)
    squared = np.square(cos_theta)
    return np.asarray(np.sqrt(np.square(along_dip) * squared + np.square(cots.strike) * np.maximum(0.0, 1 - squared)))


def draw_widths_m(depth_m: float, dip_deg: float, theta_deg: float, angles: Angles) -> tuple[float, float]:
    """Return q (up-dip side) and l (down-dip side) of an edge in metres, measured level and square to it.

    Parameters
    ----------
    depth_m
        H - h: from the foot of the loose layer down to the orebody, under the edge.
    dip_deg
        Dip of the orebody.
    theta_deg
        Acute angle between the edge's perpendicular and the line of dip.
    angles
        Draw angles.

    Raises
    ------
    ValueError
        An angle is unknown, or the drawn plane never meets the orebody on the down-dip side.

    Notes
    -----
    q = (H - h) cot beta' / (1 + cot beta' cos theta tan alpha),
    l = (H - h) cot gamma' / (1 - cot gamma' cos theta tan alpha).
    """
    found = draw_cots(angles, dip_deg)
    if found is None:
        raise ValueError("a draw angle is unknown or not between 0 and 90 degrees")
    cots = DrawCots(*(np.asarray(cot) for cot in found))
    cos_theta = math.cos(math.radians(theta_deg))
    fall = math.tan(math.radians(dip_deg)) * cos_theta
    up, down = (float(oblique_cot(cots, np.asarray(side))) for side in (-max(cos_theta, 1e-300), cos_theta))
    if down * fall >= 1:
        raise ValueError("the drawn plane never meets the orebody on the down-dip side")
    return depth_m * up / (1 + up * fall), depth_m * down / (1 - down * fall)
