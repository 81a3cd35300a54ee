"""How a map is drawn: arrows from rim to rim, told apart by their shapes."""

from __future__ import annotations

from itertools import combinations
from math import hypot

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from annotation.map_layout import lay_out
from annotation.schema import Schema, load_schema
from annotation.standing import Arrow, Key, Node, Polarity, Standing
from gui.map_picture import Curve, Picture, gap_of, labels_of, paint, pairs_of, picture_of, plans_of
from gui.map_shapes import Style, line_width, paint_sample, styles_of
from gui.theme import DARK, LIGHT, Theme

A, B, WORDS = ("actor", "a"), ("actor", "b"), ("words", "the plan")
CHOICES = ("support", "oppose", "mixed", "neutral")


def arrow(holder: Key, target: Key, choice: str, *, count: int = 1, accepted: int = 1) -> Arrow:
    polarity = Polarity("stance", choice)
    return Arrow(holder=holder, target=target, polarity=polarity, accepted=accepted, evidence=("e",) * count)


def draw(*arrows: Arrow) -> Picture:
    keys = sorted({key for one in arrows for key in (one.holder, one.target)})
    nodes = tuple(Node(key=key, name=key[1], kind="person" if key[0] == "actor" else "") for key in keys)
    found = Standing(nodes=nodes, arrows=arrows)
    plans = plans_of(found)
    layout = lay_out([plan.box for plan in plans], pairs_of(found), gap=gap_of(found))
    return picture_of(found, plans, layout, load_schema())


def distance(one: QPointF, other: QPointF) -> float:
    return hypot(one.x() - other.x(), one.y() - other.y())


def curve_of(picture: Picture, wanted: Arrow) -> Curve:
    return next(curve for curve in picture.curves if curve.arrow == wanted)


@pytest.mark.parametrize("choice", CHOICES)
def test_an_arrow_goes_from_rim_to_rim(qapp: QApplication, choice: str) -> None:
    wanted = arrow(A, B, choice)
    picture = draw(wanted)
    curve = curve_of(picture, wanted)
    holder, target = picture.spots[A], picture.spots[B]
    assert distance(curve.shaft.pointAtPercent(0), holder.centre) == pytest.approx(holder.radius, abs=2)
    reach = min(distance(curve.head.pointAtPercent(n / 50), target.centre) for n in range(51))
    assert reach == pytest.approx(target.radius, abs=3)


def test_an_arrow_to_words_ends_outside_of_them(qapp: QApplication) -> None:
    wanted = arrow(A, WORDS, "support")
    picture = draw(wanted)
    body = picture.spots[WORDS].body
    assert not body.adjusted(1, 1, -1, -1).contains(curve_of(picture, wanted).shaft.pointAtPercent(1))
    assert body.adjusted(-3, -3, 3, 3).contains(curve_of(picture, wanted).head.elementAt(0).x, body.center().y())


def test_several_between_a_pair_are_drawn_apart_from_each_other(qapp: QApplication) -> None:
    arrows = [arrow(A, B, choice) for choice in CHOICES] + [arrow(B, A, choice) for choice in CHOICES]
    picture = draw(*arrows)
    middles = [curve.shaft.pointAtPercent(0.5) for curve in picture.curves]
    assert min(distance(one, other) for one, other in combinations(middles, 2)) > 8
    for one, middle in zip(picture.curves, middles, strict=True):
        assert picture.arrow_at(middle, reach=1) == one.arrow


def test_loops_are_drawn_over_their_node_and_within_the_page(qapp: QApplication) -> None:
    loops = [arrow(A, A, choice) for choice in CHOICES]
    picture = draw(*loops)
    tips = [curve.head.boundingRect().center() for curve in picture.curves]
    assert min(distance(one, other) for one, other in combinations(tips, 2)) > 1
    middles = [curve.shaft.pointAtPercent(0.5) for curve in picture.curves]
    assert min(distance(one, other) for one, other in combinations(middles, 2)) > 15
    assert all(distance(middle, picture.spots[A].centre) > picture.spots[A].radius + 10 for middle in middles)
    assert all(picture.page.contains(curve.bounds) for curve in picture.curves)


def test_more_evidence_makes_a_wider_line(qapp: QApplication) -> None:
    widths = [line_width(count) for count in (1, 2, 5, 20, 1_000_000)]
    assert widths == sorted(widths)
    assert widths[0] < widths[1]
    assert widths[-1] <= 7


def sample(style: Style, theme: Theme, *, suggested: bool) -> QImage:
    """A style in ink on the page, as one sees it without colours."""
    image = QImage(60, 40, QImage.Format.Format_ARGB32)
    image.fill(QColor(theme.page))
    painter = QPainter(image)
    grey = Style(name=style.name, look=style.look, colour=("#444444", "#cccccc"))
    paint_sample(painter, QRectF(4, 4, 52, 32), grey, theme, suggested=suggested)
    painter.end()
    return image


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_polarities_and_suggestions_are_told_apart_without_colour(qapp: QApplication, theme: Theme) -> None:
    looks = [sample(style, theme, suggested=s) for style in styles_of(load_schema()).values() for s in (False, True)]
    for one, other in combinations(looks, 2):
        differing = sum(one.pixel(x, y) != other.pixel(x, y) for x in range(60) for y in range(40))
        assert differing > 12


def test_a_schema_of_other_choices_gets_looks_by_their_order() -> None:
    schema = load_schema()
    layers = [layer.model_dump() for layer in schema.layers]
    names = ("praises", "blames", "shrugs", "oppose", "fifth", "sixth")
    layers[2]["fields"][0]["choices"] = [{"id": name, "name": name, "key": name[0].upper()} for name in names]
    styles = styles_of(Schema.model_validate(schema.model_dump() | {"layers": layers}))
    heads = [style.look.head for style in styles.values()]
    assert heads == ["triangle", "bar", "diamond", "bar", "triangle", "bar"]
    assert all(style.colour == schema.layers[2].colour for style in styles.values())


def test_what_is_meant_is_painted_alone(qapp: QApplication) -> None:
    one, other = arrow(A, B, "support"), arrow(B, WORDS, "oppose")
    picture = draw(one, other)

    def painted(**what: object) -> QImage:
        image = QImage(picture.page.size().toSize(), QImage.Format.Format_ARGB32)
        image.fill(QColor(LIGHT.page))
        painter = QPainter(image)
        painter.translate(-picture.page.topLeft())
        paint(painter, picture, LIGHT, **what)
        painter.end()
        return image

    alone = painted(only=[one])
    at = picture.spots[WORDS].body.topLeft() - picture.page.topLeft() + QPointF(20, 0)
    assert alone.pixelColor(at.toPoint()) == QColor(LIGHT.page)
    assert painted().pixelColor(at.toPoint()) != QColor(LIGHT.page)
    assert painted(only=[], about=WORDS).pixelColor(at.toPoint()) != QColor(LIGHT.page)


def test_in_a_map_that_is_shown_small_labels_are_larger_and_those_named_most_have_room_first(
    qapp: QApplication,
) -> None:
    nodes = tuple(Node(key=("actor", f"{n:02}"), name=f"Actor number {n}", weight=90 - n) for n in range(60))
    arrows = tuple(arrow(nodes[n].key, nodes[n // 4].key, "support") for n in range(1, 60))
    found = Standing(nodes=nodes, arrows=arrows)
    plans = plans_of(found)
    layout = lay_out([plan.box for plan in plans], pairs_of(found), gap=gap_of(found))
    picture = picture_of(found, plans, layout, load_schema())
    spots = list(picture.spots.values())
    written = labels_of(spots, picture.page, 3.0)
    assert written[0][0].node is nodes[0]
    assert 5 < len(written) < len(spots)
    rooms = [room for _, room in written]
    assert not any(one.intersects(other) for one, other in combinations(rooms, 2))
    assert all(picture.page.contains(room) for room in rooms)
    assert labels_of(spots, picture.page, 1.0) == [(spot, spot.label_at) for spot in spots]


def test_what_is_under_a_point_is_found(qapp: QApplication) -> None:
    wanted = arrow(A, B, "oppose")
    picture = draw(wanted)
    assert picture.node_at(picture.spots[A].centre) == picture.spots[A].node
    assert picture.node_at(picture.spots[A].label_at.center()) == picture.spots[A].node
    assert picture.node_at(picture.page.topLeft()) is None
    middle = curve_of(picture, wanted).shaft.pointAtPercent(0.5)
    assert picture.arrow_at(middle + QPointF(0, 3)) == wanted
    assert picture.arrow_at(middle + QPointF(0, 40)) is None
