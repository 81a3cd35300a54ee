"""Colours: everything that is read can be read, in light, dark and high contrast (WCAG 2.2, 1.4.3 and 1.4.6)."""

from __future__ import annotations

from itertools import product

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from annotation.schema import ColourPair, load_schema
from gui import theme as themes
from gui.letters import Letters
from gui.theme import DARK, HIGH_CONTRAST, LIGHT, Theme, apply_theme, article_font

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK, HIGH_CONTRAST], ids=lambda theme: theme.name)
LEAST = {"light": 4.5, "dark": 4.5, "high contrast": 7.0}
"""The least contrast of words with what is behind them."""
LEAST_SHAPE = 3.0
"""The least contrast of a shape that means something (WCAG 1.4.11)."""


def colours_of_the_schema() -> list[ColourPair]:
    schema = load_schema()
    choices = [choice.colour for layer in schema.layers for field in layer.fields for choice in field.choices]
    found = [*(kind.colour for kind in schema.kinds), *(layer.colour for layer in schema.layers), *choices]
    return list(dict.fromkeys(colour for colour in found if colour))


SCHEMA = pytest.mark.parametrize("pair", colours_of_the_schema(), ids=lambda pair: pair[0])


def luminance(colour: QColor) -> float:
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor | str, other: QColor | str) -> float:
    lighter, darker = sorted((luminance(QColor(one)), luminance(QColor(other))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def over(colour: QColor, ground: str) -> QColor:
    """A translucent colour as it looks on a ground."""
    alpha, behind = colour.alphaF(), QColor(ground)
    parts = zip(
        (colour.redF(), colour.greenF(), colour.blueF()), (behind.redF(), behind.greenF(), behind.blueF()), strict=True
    )
    return QColor.fromRgbF(*(alpha * above + (1 - alpha) * below for above, below in parts))


def test_the_measure_of_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@THEMES
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *product(("ink",), ("page", "panel", "raised", "chosen", "focus_ground")),
        *product(("muted",), ("page", "panel", "raised", "chosen")),
        *product(("accent",), ("page", "panel", "raised")),
        *product(("bad", "good"), ("page", "panel", "raised")),
        ("on_accent", "accent"),
    ],
)
def test_words_can_be_read_on_their_ground(theme: Theme, ink: str, ground: str) -> None:
    assert contrast(getattr(theme, ink), getattr(theme, ground)) >= LEAST[theme.name]


@THEMES
@pytest.mark.parametrize("ground", ["page", "panel", "raised", "focus_ground"])
def test_the_frame_of_the_annotation_at_hand_can_be_seen(theme: Theme, ground: str) -> None:
    assert contrast(theme.focus, getattr(theme, ground)) >= LEAST_SHAPE


@THEMES
@pytest.mark.parametrize("ground", ["page", "focus_ground"])
def test_what_was_found_can_be_seen_and_read(theme: Theme, ground: str) -> None:
    tint = over(theme.tinted((theme.found, theme.found)), getattr(theme, ground))
    assert contrast(theme.found, getattr(theme, ground)) >= LEAST_SHAPE
    assert contrast(theme.ink, tint) >= LEAST[theme.name]


@THEMES
@SCHEMA
@pytest.mark.parametrize("ground", ["page", "panel", "raised"])
def test_the_schemas_colours_can_be_told_from_their_ground(theme: Theme, pair: ColourPair, ground: str) -> None:
    assert contrast(theme.colour(pair), getattr(theme, ground)) >= LEAST[theme.name]


@THEMES
@SCHEMA
def test_the_words_of_a_badge_can_be_read(theme: Theme, pair: ColourPair) -> None:
    """A badge is written in the colour of the page on the one of its layer."""
    assert contrast(theme.page, theme.colour(pair)) >= LEAST[theme.name]


@THEMES
@pytest.mark.parametrize("pair", [("#ffffff", "#000000"), ("#ffff66", "#202020"), ("#7f7f7f", "#5a5a5a")], ids=str)
@pytest.mark.parametrize("ground", ["page", "panel", "raised"])
def test_a_schemas_colour_that_cannot_be_read_is_moved_until_it_can(
    theme: Theme, pair: ColourPair, ground: str
) -> None:
    assert contrast(theme.colour(pair), getattr(theme, ground)) >= LEAST[theme.name]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@SCHEMA
def test_a_colour_that_can_be_read_is_left_as_it_is(theme: Theme, pair: ColourPair) -> None:
    assert theme.colour(pair) == QColor(pair[theme.dark])


def test_the_programs_own_measure_of_contrast_is_the_same() -> None:
    for one, other in (("#000000", "#ffffff"), ("#767676", "#ffffff"), ("#2f7a4f", "#fffefa")):
        assert themes.contrast(QColor(one), QColor(other)) == pytest.approx(contrast(one, other))


def test_high_contrast_has_a_black_page_and_thicker_lines() -> None:
    assert QColor(HIGH_CONTRAST.page) == QColor("black")
    assert HIGH_CONTRAST.stroke > LIGHT.stroke == DARK.stroke


@THEMES
@SCHEMA
@pytest.mark.parametrize("ground", ["page", "focus_ground"])
def test_words_can_be_read_on_a_tint(theme: Theme, pair: ColourPair, ground: str) -> None:
    assert contrast(theme.ink, over(theme.tinted(pair), getattr(theme, ground))) >= LEAST[theme.name]


@THEMES
@SCHEMA
def test_a_tint_can_be_told_from_the_page(theme: Theme, pair: ColourPair) -> None:
    assert over(theme.tinted(pair), theme.page) != QColor(theme.page)


@THEMES
def test_every_pair_of_the_palette_can_be_read(qapp: QApplication, theme: Theme) -> None:
    apply_theme(qapp, theme)
    role = QPalette.ColorRole
    for ink, ground in (
        (role.WindowText, role.Window),
        (role.Text, role.Base),
        (role.Text, role.AlternateBase),
        (role.ButtonText, role.Button),
        (role.HighlightedText, role.Highlight),
        (role.ToolTipText, role.ToolTipBase),
        (role.PlaceholderText, role.Base),
        (role.Link, role.Base),
    ):
        palette = qapp.palette()
        assert contrast(palette.color(ink), palette.color(ground)) >= LEAST[theme.name], (ink, ground)
    apply_theme(qapp, LIGHT)


@THEMES
def test_what_cannot_be_done_now_can_still_be_read(qapp: QApplication, theme: Theme) -> None:
    apply_theme(qapp, theme)
    disabled = QPalette.ColorGroup.Disabled
    palette = qapp.palette()
    ink = palette.color(disabled, QPalette.ColorRole.WindowText)
    assert contrast(ink, palette.color(QPalette.ColorRole.Window)) >= LEAST[theme.name]
    apply_theme(qapp, LIGHT)


def test_articles_are_set_in_a_serif_face() -> None:
    font = article_font()
    assert "serif" in font.families()[-1].lower()
    assert font.pixelSize() >= 16
    assert article_font(Letters(size=32)).pixelSize() == 32
