"""Where the nodes of a map go: alike each time for the same input, and so that no two overlap.

Each connected part is laid out by forces, as in Fruchterman and Reingold, “Graph Drawing by Force-directed Placement”,
Software: Practice and Experience 21 (1991), 1129–1164: all nodes repel each other, arrows pull, and how far a node may
move cools down. Then boxes that overlap are pushed apart, and the parts are packed onto one page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Points: TypeAlias = NDArray[np.float64]

STEPS, FEWER = 120, 60
"""How often the forces act, and how often in a part of more than a hundred nodes."""

ROUNDS = 30
"""How often it is looked which boxes overlap before the whole is stretched instead."""

PUSHES = 8
"""How often those that are near each other are pushed apart in a round."""

SPREAD = np.array((1.1, 1.3))
"""How far the nodes of a small part are from each other, along and down, in boxes of average size."""

GRAVITY = 0.15
"""How strongly everything is pulled to the middle, which keeps what has one link from being driven far out."""

LOOSE = 2.4
"""How many times the room of its boxes a large part takes before these are pushed apart."""

FEW = 8
"""Up to how many nodes a part is small."""

WIDTHS = 40
"""How many widths of the page are tried."""

GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))


class Box(NamedTuple):
    """The room that a node takes with its label."""

    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The middle of each box, from the top left corner of a page of this size."""

    points: tuple[tuple[float, float], ...]
    width: float
    height: float


def lay_out(boxes: Sequence[Box], pairs: Sequence[tuple[int, int]], *, gap: float, ratio: float = 1.4) -> Layout:
    """Places boxes so that those of a pair are near each other, and none is nearer to another than `gap`.

    `pairs` are places in `boxes`; those of a box with itself do not count. The page becomes about `ratio` times as
    wide as high.
    """
    if not boxes:
        return Layout(points=(), width=0, height=0)
    sizes = np.array(boxes, dtype=np.float64)
    linked = _matrix(len(boxes), pairs)
    parts = [_part(sizes, linked, members, gap, ratio) for members in _components(linked)]
    return _packed(sizes, parts, ratio)


class _Part(NamedTuple):
    """One connected part: which boxes, where, from its own corner, and how large it is."""

    members: NDArray[np.intp]
    points: Points
    size: Points


def _matrix(count: int, pairs: Sequence[tuple[int, int]]) -> NDArray[np.bool_]:
    linked = np.zeros((count, count), dtype=np.bool_)
    for one, other in pairs:
        linked[one, other] = linked[other, one] = one != other
    return linked


def _components(linked: NDArray[np.bool_]) -> list[NDArray[np.intp]]:
    """The connected parts, largest first."""
    left = np.ones(len(linked), dtype=np.bool_)
    parts: list[NDArray[np.intp]] = []
    while left.any():
        inside = np.zeros(len(linked), dtype=np.bool_)
        edge = inside.copy()
        edge[np.argmax(left)] = True
        while edge.any():
            inside |= edge
            edge = linked[edge].any(axis=0) & ~inside
        left &= ~inside
        parts.append(np.flatnonzero(inside))
    return sorted(parts, key=lambda part: (-len(part), int(part[0])))


def _part(sizes: Points, linked: NDArray[np.bool_], members: NDArray[np.intp], gap: float, ratio: float) -> _Part:
    inner = linked[np.ix_(members, members)]
    points = _level(_even(_by_forces(inner)))
    room = sizes[members] + gap
    points = _apart(points * _scale(points, room, ratio), room)
    low, high = (points - room / 2).min(axis=0), (points + room / 2).max(axis=0)
    return _Part(members, points - low, high - low)


def _scale(points: Points, room: Points, ratio: float) -> Points:
    """How much larger to draw, along and down.

    A few nodes stand about an average box apart from each other. Many take so much of a page of that ratio.
    """
    average, span = room.mean(axis=0), np.maximum(np.ptp(points, axis=0), 1e-9)
    if len(points) > FEW:
        area = LOOSE * float(room.prod(axis=1).sum())
        return np.sqrt(np.array((area * ratio, area / ratio))) / span
    away = np.hypot(*(np.subtract.outer(side, side) for side in points.T))
    np.fill_diagonal(away, np.inf)
    return average * SPREAD / (float(np.median(away.min(axis=1))) if len(points) > 1 else 1.0)


def _by_forces(linked: NDArray[np.bool_]) -> Points:
    """Places after the forces have acted."""
    count = len(linked)
    along, down = _sunflower(linked).T
    pull = linked.astype(np.float64)
    heat = 0.2 * np.sqrt(count) + 0.3
    steps = STEPS if count <= 100 else FEWER
    for step in range(steps):
        across, below = np.subtract.outer(along, along), np.subtract.outer(down, down)
        square = np.maximum(across * across + below * below, 1e-6)
        # Repulsion 1 / d and attraction d², each times the direction delta / d.
        strength = 1 / square
        strength -= pull * np.sqrt(square)
        force_along, force_down = _total(strength, across), _total(strength, below)
        force_along, force_down = force_along - GRAVITY * along, force_down - GRAVITY * down
        length = np.maximum(np.hypot(force_along, force_down), 1e-9)
        move = np.minimum(length, heat * (1 - step / steps)) / length
        along, down = along + force_along * move, down + force_down * move
    return np.stack([along, down], axis=1)


def _total(strength: Points, way: Points) -> Points:
    """The sum of the forces on each node, one way."""
    return np.einsum("ij,ij->i", strength, way)


def _sunflower(linked: NDArray[np.bool_]) -> Points:
    """Where all begin: spread like the seeds of a sunflower, what has most links in the middle."""
    place = np.empty(len(linked))
    place[np.argsort(-linked.sum(axis=1), kind="stable")] = np.arange(len(linked))
    angle, radius = place * GOLDEN_ANGLE, np.sqrt(place + 0.5)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def _even(points: Points) -> Points:
    """The same picture with a crowded middle drawn wider: a large part fills its circle about evenly.

    Each node keeps its direction, and nearly its rank from the middle outwards.
    """
    points = points - points.mean(axis=0)
    away = np.hypot(*points.T)
    rank = np.empty(len(points))
    rank[np.argsort(away, kind="stable")] = np.arange(len(points))
    have = np.maximum(away / max(float(away.max()), 1e-9), 1e-6)
    want = np.sqrt((rank + 0.5) / len(points))
    share = 0.8 * min(1.0, len(points) / 60)
    return points * ((want / have) ** share)[:, None]


def _level(points: Points) -> Points:
    """The same picture turned so that its longer side lies along, and its first node on the left and above."""
    points = points - points.mean(axis=0)
    _, axes = np.linalg.eigh(points.T @ points)
    turned = points @ axes[:, ::-1]
    signs = np.where(turned[0] > 1e-9, -1.0, 1.0)
    return turned * signs


def _apart(points: Points, room: Points) -> Points:
    """The same places, moved as little as it takes that no two boxes overlap."""
    points = points + _sunflower(np.zeros((len(points), len(points)), dtype=np.bool_)) * 1e-3
    need = [np.add.outer(side, side) / 2 for side in room.T]
    for side in need:
        np.fill_diagonal(side, -np.inf)  # a box is not in its own way
    for _ in range(ROUNDS):
        over = np.minimum(*_over(need, points))
        if over.max() <= 0:
            return points
        _push(points, need, *np.nonzero(over > -room.mean() / 2))
    return _stretched(points, need)


def _push(points: Points, need: Sequence[Points], one: NDArray[np.intp], other: NDArray[np.intp]) -> None:
    """Pushes those of some pairs apart that overlap, each along the way on which they overlap least."""
    # A little further than needed, or the last few would be long in coming apart.
    wanted = [side[one, other] * 1.05 for side in need]
    for _ in range(PUSHES):
        away = [side[one] - side[other] for side in points.T]
        over = [side - np.abs(distance) for side, distance in zip(wanted, away, strict=True)]
        hit, upright = np.minimum(*over) > 0, over[0] >= over[1]
        for axis, pushed in enumerate((~upright, upright)):
            force = np.where(hit & pushed, over[axis] * np.sign(away[axis]), 0)
            points[:, axis] += 0.55 * np.bincount(one, weights=force, minlength=len(points))


def _over(need: Sequence[Points], points: Points) -> list[Points]:
    """By how much boxes are nearer each other than they may be, along and down."""
    return [side - np.abs(np.subtract.outer(at, at)) for side, at in zip(need, points.T, strict=True)]


def _stretched(points: Points, need: Sequence[Points]) -> Points:
    """The same picture, drawn so much larger that no two boxes overlap."""
    away = [np.abs(np.subtract.outer(side, side)) for side in points.T]
    factors = [side / np.maximum(distance, 1e-9) for side, distance in zip(need, away, strict=True)]
    return points * max(float(np.minimum(*factors).max()), 1.0)


def _packed(sizes: Points, parts: Sequence[_Part], ratio: float) -> Layout:
    """All parts on one page, in as many rows as make it fit its ratio best."""
    widest = max(float(part.size[0]) for part in parts)
    limits = np.linspace(widest, sum(float(part.size[0]) for part in parts), WIDTHS)
    tried = [_rows(parts, float(limit)) for limit in limits]
    rows = min(tried, key=lambda rows: max(_width(rows) / ratio, _height(rows)))
    points = np.empty_like(sizes)
    top, width = 0.0, _width(rows)
    for row in rows:
        left = (width - _width([row])) / 2
        for part in row:
            points[part.members] = part.points + np.array((left, top + (_height([row]) - part.size[1]) / 2))
            left += float(part.size[0])
        top += _height([row])
    return Layout(points=tuple((float(x), float(y)) for x, y in points), width=width, height=top)


def _rows(parts: Sequence[_Part], limit: float) -> list[list[_Part]]:
    """The parts in their order, in rows that are no wider than `limit`."""
    rows: list[list[_Part]] = [[]]
    taken = 0.0
    for part in parts:
        taken += float(part.size[0])
        if taken > limit + 1e-6 and rows[-1]:
            rows.append([])
            taken = float(part.size[0])
        rows[-1].append(part)
    return rows


def _width(rows: Sequence[Sequence[_Part]]) -> float:
    return max(sum(float(part.size[0]) for part in row) for row in rows)


def _height(rows: Sequence[Sequence[_Part]]) -> float:
    return sum(max(float(part.size[1]) for part in row) for row in rows)
