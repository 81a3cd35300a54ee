"""A map in a file opens elsewhere and looks as it does in the window."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from annotation.errors import Problem
from annotation.map_layout import lay_out
from annotation.schema import load_schema
from annotation.standing import Arrow, Node, Polarity, Standing
from gui.map_export import LONGEST, save_map
from gui.map_legend import Legend, legend_of
from gui.map_picture import Picture, gap_of, pairs_of, picture_of, plans_of
from gui.theme import DARK, LIGHT, Theme
from tests.gui.hands import colours

SVG = "{http://www.w3.org/2000/svg}"
NAMES = ("Kaja Kallas", "Ukraine", "محمد بن سلمان", "👍 <friends> & “foes”", "x" * 5_000)


def standing(names: tuple[str, ...] = NAMES) -> Standing:
    kinds = ("person", "country", "person", "group", "unknown kind")
    nodes = [Node(key=("actor", name), name=name, kind=kinds[n % 5], weight=n + 1) for n, name in enumerate(names)]
    nodes.append(Node(key=("words", "the plan"), name="the plan"))
    choices = ("support", "oppose", "mixed", "neutral")
    arrows = [
        Arrow(
            holder=nodes[n % len(names)].key,
            target=nodes[(n * n + 1) % len(nodes)].key,
            polarity=Polarity("stance", choices[n % 4]),
            accepted=n % 2,
            evidence=("e",) * (n + 1),
        )
        for n in range(2 * len(nodes))
    ]
    return Standing(nodes=tuple(nodes), arrows=tuple(arrows))


@pytest.fixture
def drawn(qapp: QApplication) -> tuple[Picture, Legend]:
    return draw(standing())


def draw(found: Standing) -> tuple[Picture, Legend]:
    plans = plans_of(found)
    layout = lay_out([plan.box for plan in plans], pairs_of(found), gap=gap_of(found))
    return picture_of(found, plans, layout, load_schema()), legend_of(found, load_schema())


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_an_svg_can_be_parsed_and_rendered(drawn: tuple[Picture, Legend], tmp_path: Path, theme: Theme) -> None:
    path = tmp_path / "map.svg"
    save_map(*drawn, theme, path)
    root = ET.fromstring(path.read_text("utf-8"))
    words = [("".join(text.itertext())).strip() for text in root.iter(f"{SVG}text")]
    assert {"Kaja Kallas", "Ukraine", "supports", "only suggested (hollow head)"} <= set(words)
    assert max(map(len, words)) < 60
    assert not list(root.iter(f"{SVG}image"))
    image = rendered(path)
    assert image.pixelColor(2, 2) == QColor(theme.page)
    assert len({colour.name() for colour in colours(image)}) > 20


def rendered(path: Path) -> QImage:
    renderer = QSvgRenderer(str(path))
    assert renderer.isValid()
    image = QImage(300, 300, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, 300, 300))
    painter.end()
    return image


def test_a_png_has_two_dots_for_a_pixel_and_none_is_clear(drawn: tuple[Picture, Legend], tmp_path: Path) -> None:
    save_map(*drawn, LIGHT, tmp_path / "map.svg")
    save_map(*drawn, LIGHT, tmp_path / "map.PNG")
    image = QImage(str(tmp_path / "map.PNG"))
    size = QSvgRenderer(str(tmp_path / "map.svg")).viewBoxF().size().toSize()
    assert image.size() == size * 2
    assert image.pixelColor(2, 2) == QColor(LIGHT.page)
    assert image.pixelColor(image.width() - 2, image.height() - 2) == QColor(LIGHT.page)


def test_a_very_large_picture_is_kept_within_what_can_be_opened(tmp_path: Path, qapp: QApplication) -> None:
    picture, legend = draw(standing(tuple(f"Actor number {n}" for n in range(3))))
    wide = Picture(spots=picture.spots, curves=picture.curves, page=QRectF(0, 0, LONGEST, 90), kinds=picture.kinds)
    save_map(wide, legend, LIGHT, tmp_path / "wide.png")
    assert QImage(str(tmp_path / "wide.png")).width() == LONGEST


@pytest.mark.parametrize("name", ["map", "map.pdf", "map.svg.txt"])
def test_another_ending_is_refused_in_a_sentence(drawn: tuple[Picture, Legend], tmp_path: Path, name: str) -> None:
    with pytest.raises(Problem, match=r"the ending \.svg or \.png\.$"):
        save_map(*drawn, LIGHT, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_told_in_a_sentence(drawn: tuple[Picture, Legend], tmp_path: Path) -> None:
    (tmp_path / "map.svg").mkdir()
    with pytest.raises(Problem, match=r"cannot be saved to .*; choose another place"):
        save_map(*drawn, LIGHT, tmp_path / "map.svg")
