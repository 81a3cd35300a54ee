"""Colours and type, for light, dark and high contrast: the palette that Qt draws with, and what is painted besides."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from annotation.schema import ColourPair
from gui.letters import NORMAL, Letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """The colours of one appearance; every pair of ink and ground has a contrast of at least `least` to 1.

    `stroke` is how much thicker than usual lines are drawn.
    """

    name: str
    page: str
    panel: str
    raised: str
    line: str
    ink: str
    muted: str
    accent: str
    on_accent: str
    chosen: str
    focus: str
    focus_ground: str
    good: str
    bad: str
    found: str
    tint: float
    dark: bool
    least: float = 4.5
    stroke: float = 1.0

    def colour(self, pair: ColourPair) -> QColor:
        """The one of a schema's two colours that belongs on this page, as near to it as can be read there."""
        wanted = pair[1] if self.dark else pair[0]
        return QColor(_readable(wanted, self.ink, (self.page, self.panel, self.raised), self.least))

    def tinted(self, pair: ColourPair) -> QColor:
        """The same colour, pale enough to stand behind text."""
        colour = self.colour(pair)
        colour.setAlphaF(self.tint)
        return colour


LIGHT = Theme(
    name="light",
    page="#fffefa",
    panel="#faf8f3",
    raised="#ffffff",
    line="#dcd8cc",
    ink="#1f2430",
    muted="#66624f",
    accent="#2f7a4f",
    on_accent="#ffffff",
    chosen="#ebe8dc",
    focus="#b7791f",
    focus_ground="#fdeeb8",
    good="#2f7a4f",
    bad="#b3261e",
    found="#a8107f",
    tint=0.17,
    dark=False,
)
DARK = Theme(
    name="dark",
    page="#1b1c1f",
    panel="#212329",
    raised="#2a2d34",
    line="#3b3f48",
    ink="#e8e6df",
    muted="#a9a698",
    accent="#81c995",
    on_accent="#10261a",
    chosen="#30343d",
    focus="#f2c14e",
    focus_ground="#4a3f1c",
    good="#81c995",
    bad="#f2918b",
    found="#ff8ad8",
    tint=0.24,
    dark=True,
)
HIGH_CONTRAST = Theme(
    name="high contrast",
    page="#000000",
    panel="#000000",
    raised="#0d0d0d",
    line="#b8b8b8",
    ink="#ffffff",
    muted="#dcdcdc",
    accent="#8df0ff",
    on_accent="#000000",
    chosen="#333333",
    focus="#ffdf3d",
    focus_ground="#332b00",
    good="#8dffb0",
    bad="#ffb3ad",
    found="#ff9fe0",
    tint=0.24,
    dark=True,
    least=7.0,
    stroke=1.5,
)
THEMES = {theme.name: theme for theme in (LIGHT, DARK, HIGH_CONTRAST)}
"""Every appearance by its name."""


def system_theme() -> Theme:
    """The appearance that the system asks for."""
    hints = QGuiApplication.styleHints()
    # Qt knows from 6.10 on whether the person has asked the system for more contrast.
    if hasattr(hints, "accessibility") and hints.accessibility().contrastPreference().name == "HighContrast":
        return HIGH_CONTRAST
    return DARK if hints.colorScheme().name == "Dark" else LIGHT


def contrast(one: QColor, other: QColor) -> float:
    """How well two colours can be told from each other, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@lru_cache(maxsize=512)
def _readable(wanted: str, ink: str, grounds: tuple[str, ...], least: float) -> str:
    """A colour moved towards the ink until it can be read on every ground."""
    mixed = (_mix(QColor(wanted), QColor(ink), step / 20) for step in range(20))
    good = (colour for colour in mixed if all(contrast(colour, QColor(ground)) >= least for ground in grounds))
    return next(good, QColor(ink)).name()


def _mix(one: QColor, other: QColor, share: float) -> QColor:
    """A colour with so much of another in it."""
    parts = zip((one.red(), one.green(), one.blue()), (other.red(), other.green(), other.blue()), strict=True)
    return QColor(*(round(a + (b - a) * share) for a, b in parts))


def article_font(letters: Letters = NORMAL) -> QFont:
    """The serif face that articles are set in."""
    font = QFont()
    font.setFamilies(["Charter", "Source Serif 4", "Georgia", "Noto Serif", "DejaVu Serif", "serif"])
    font.setStyleHint(QFont.StyleHint.Serif)
    font.setPixelSize(letters.size)
    return font


def small_font(font: QFont) -> QFont:
    """A little smaller than `font`: for what stands beneath or beside."""
    small = QFont(font)
    small.setPixelSize(_small(QFontInfo(font).pixelSize()))
    return small


def swatch(colour: QColor) -> QIcon:
    """A round spot of a colour."""
    pixmap = QPixmap(28, 28)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(3, 3, 22, 22)
    painter.end()
    return QIcon(pixmap)


def apply_theme(app: QApplication, theme: Theme, letters: Letters = NORMAL) -> None:
    """Gives the whole program the palette, the style and the size of type that were chosen."""
    size = _panel_size(letters)
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font.setPixelSize(size)
    app.setStyle("Fusion")
    app.setPalette(_palette(theme))
    app.setFont(font)
    colours = {name: getattr(theme, name) for name in Theme.__slots__}
    lines = {"border": round(theme.stroke), "frame": round(2 * theme.stroke)}
    app.setStyleSheet(_STYLE.format(**colours, **lines, small=_small(size), large=round(size * 14 / 12)))


def _panel_size(letters: Letters) -> int:
    """The size of the panels' type, in pixels: the system's own, and larger where the article's is."""
    usual = QFontInfo(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)).pixelSize()
    return round(usual * letters.panel_scale)


def _small(size: int) -> int:
    return round(size * 11 / 12)


def _palette(theme: Theme) -> QPalette:
    roles = {
        QPalette.ColorRole.Window: theme.panel,
        QPalette.ColorRole.WindowText: theme.ink,
        QPalette.ColorRole.Base: theme.page,
        QPalette.ColorRole.AlternateBase: theme.panel,
        QPalette.ColorRole.Text: theme.ink,
        QPalette.ColorRole.Button: theme.raised,
        QPalette.ColorRole.ButtonText: theme.ink,
        QPalette.ColorRole.BrightText: theme.ink,
        QPalette.ColorRole.ToolTipBase: theme.raised,
        QPalette.ColorRole.ToolTipText: theme.ink,
        QPalette.ColorRole.PlaceholderText: theme.muted,
        QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.on_accent,
        QPalette.ColorRole.Link: theme.accent,
        QPalette.ColorRole.Mid: theme.line,
        QPalette.ColorRole.Midlight: theme.line,
        QPalette.ColorRole.Dark: theme.line,
        QPalette.ColorRole.Light: theme.raised,
    }
    palette = QPalette()
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.muted))
    return palette


_STYLE = """
QToolTip {{ border: {border}px solid {line}; padding: 4px; }}
QMainWindow, QDialog, QMessageBox {{ background: {panel}; }}
QMenuBar {{ background: {panel}; border-bottom: {border}px solid {line}; }}
QMenuBar::item {{ padding: 5px 10px; background: transparent; }}
QMenuBar::item:selected, QMenu::item:selected {{ background: {chosen}; color: {ink}; }}
QMenu {{ background: {raised}; border: {border}px solid {line}; padding: 4px; }}
QMenu::item {{ padding: 5px 24px; }}
QMenu::item:disabled {{ color: {muted}; }}
QMenu::separator {{ height: {border}px; background: {line}; margin: 4px 8px; }}
QSplitter::handle {{ background: {line}; }}
#bar {{ background: {panel}; border-bottom: {border}px solid {line}; }}
#keybar {{ background: {panel}; border-top: {border}px solid {line}; }}
#queue, #review {{ background: {panel}; }}
#heading {{ color: {muted}; font-weight: bold; font-size: {small}px; letter-spacing: 1px; }}
#project {{ font-weight: bold; font-size: {large}px; }}
#muted {{ color: {muted}; }}
#small {{ color: {muted}; font-size: {small}px; }}
#card, #currentcard {{ background: {raised}; border: {border}px solid {line}; border-radius: 8px; }}
#currentcard {{ border: {frame}px solid {focus}; }}
#findbar {{ background: {panel}; border-top: {border}px solid {line}; }}
#problem {{ color: {bad}; }}
#banner {{ background: {focus_ground}; border-top: {border}px solid {focus}; }}
QTextEdit#article {{ border: none; background: {page}; }}
QTextEdit#article {{ selection-background-color: {accent}; selection-color: {on_accent}; }}
QListView, QTableView, QTreeView {{ border: {border}px solid {panel}; background: {panel}; outline: none; }}
QListView:focus, QTableView:focus, QTreeView:focus {{ border: {border}px solid {focus}; }}
QTreeView::item {{ padding: 2px 0; }}
QTreeView::item:selected {{ background: {chosen}; color: {ink}; }}
QPushButton {{ background: {raised}; border: {border}px solid {line}; border-radius: 5px; padding: 5px 10px; }}
QPushButton:hover {{ background: {chosen}; }}
QPushButton:focus {{ border: {border}px solid {focus}; }}
QPushButton#primary {{ background: {accent}; color: {on_accent}; border: {border}px solid {accent}; }}
QPushButton:checked {{ background: {accent}; color: {on_accent}; border: {border}px solid {accent}; }}
QPushButton:disabled, QPushButton#primary:disabled {{
    color: {muted}; background: {panel}; border: {border}px solid {line};
}}
QPushButton#key {{ padding: 2px 8px; font-weight: bold; }}
QPushButton#choice {{ padding: 3px 7px; }}
QPushButton#flat {{ background: transparent; border: none; padding: 3px 5px; color: {muted}; }}
QPushButton#flat:hover {{ color: {ink}; background: {chosen}; }}
QPushButton#flat:focus {{ border: {border}px solid {focus}; padding: 2px 4px; }}
QPushButton#primary:focus, QPushButton:checked:focus {{ border: {frame}px solid {focus}; }}
QPushButton#queueheading {{ background: transparent; border: none; color: {muted}; text-align: left; }}
QPushButton#queueheading {{ font-weight: bold; font-size: {small}px; letter-spacing: 1px; }}
QPushButton#queueheading {{ padding: 12px 10px 8px 14px; }}
QPushButton#queueheading:hover, QPushButton#queueheading:focus {{ color: {ink}; }}
QPushButton#search {{ color: {muted}; text-align: left; padding: 5px 10px; }}
QLineEdit {{ background: {raised}; border: {border}px solid {line}; border-radius: 5px; padding: 6px; }}
QLineEdit:focus {{ border: {border}px solid {focus}; }}
QPlainTextEdit {{ background: {raised}; border: {border}px solid {line}; border-radius: 5px; padding: 4px; }}
QPlainTextEdit:focus {{ border: {border}px solid {focus}; }}
#problem {{ color: {bad}; }}
QTextBrowser#guidelines {{ background: {panel}; border: {border}px solid {panel}; }}
QTextBrowser#guidelines:focus {{ border: {border}px solid {focus}; }}
QRadioButton::indicator, QCheckBox::indicator {{ width: 12px; height: 12px; background: {raised}; }}
QRadioButton::indicator, QCheckBox::indicator {{ border: 1px solid {muted}; }}
QRadioButton::indicator {{ border-radius: 7px; }}
QCheckBox::indicator {{ border-radius: 3px; }}
QRadioButton::indicator:checked {{ width: 6px; height: 6px; border: 4px solid {accent}; background: {on_accent}; }}
QCheckBox::indicator:checked {{ border: 1px solid {accent}; background: {accent}; }}
QRadioButton:focus, QCheckBox:focus {{ text-decoration: underline; }}
QProgressBar {{ background: {chosen}; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}
QTabBar::tab {{ padding: 6px 8px; border: none; color: {muted}; background: transparent; border-radius: 4px; }}
QTabBar#lists::tab {{ padding: 6px 5px; }}
QTabBar::tab:selected {{ color: {ink}; background: {chosen}; }}
QTabBar::tab:focus {{ border: {border}px solid {focus}; }}
QTableView#numbers {{ selection-background-color: {chosen}; selection-color: {ink}; }}
QTableView#numbers::item {{ padding: 0 10px; }}
QTabWidget::pane {{ border: none; border-top: {border}px solid {line}; }}
QHeaderView {{ background: {panel}; }}
QHeaderView::section {{ background: {panel}; color: {muted}; border: none; padding: 6px 10px; font-weight: bold; }}
QHeaderView::section:horizontal {{ border-bottom: {border}px solid {line}; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {line}; border-radius: 4px; min-height: 30px; margin: 1px; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {line}; border-radius: 4px; min-width: 30px; margin: 1px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""
