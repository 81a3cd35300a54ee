"""Asks in what order the queue should come, and which articles it should show."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from annotation.words import tr
from gui.chooser import Choice, Chooser
from gui.queue_order import ORDER_NAMES, PART_NAMES, QueueChoice


def pick_queue(parent: QWidget, current: QueueChoice) -> QueueChoice | None:
    """Asks for another order or another part than the one at hand; None when the person picks nothing."""
    orders = [
        Choice(
            text=tr(name),
            beside=tr("order"),
            key="✓" if order == current.order else "",
            value=replace(current, order=order),
        )
        for order, name in ORDER_NAMES.items()
    ]
    parts = [
        Choice(
            text=tr(name),
            beside=tr("which articles"),
            key="✓" if part == current.part else "",
            value=replace(current, part=part),
        )
        for part, name in PART_NAMES.items()
    ]
    chooser = Chooser(
        parent,
        tr("Order of the queue"),
        choices=lambda typed: [one for one in (*orders, *parts) if one.matches(typed.casefold().split())],
        placeholder=tr("Type some letters of an order, or of which articles to show"),
    )
    picked = chooser.pick()
    return picked if isinstance(picked, QueueChoice) else None
