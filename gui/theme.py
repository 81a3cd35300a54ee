"""Colours and type, for light and dark: the palette that Qt draws with, and what the painted parts need besides."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from annotation.schema import ColourPair


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """The colours of one appearance; every pair of ink and ground has a contrast of at least 4.5 to 1."""

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
    tint: float

    @property
    def dark(self) -> bool:
        """True for an appearance with light ink on a dark page."""
        return self.name == "dark"

    def colour(self, pair: ColourPair) -> QColor:
        """The one of a schema's two colours that belongs on this page."""
        return QColor(pair[1] if self.dark else pair[0])

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
    tint=0.17,
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
    tint=0.24,
)


def system_theme() -> Theme:
    """The appearance that the system asks for."""
    hints = QGuiApplication.styleHints()
    return DARK if hints.colorScheme().name == "Dark" else LIGHT


def article_font() -> QFont:
    """The serif face that articles are set in."""
    font = QFont()
    font.setFamilies(["Charter", "Source Serif 4", "Georgia", "Noto Serif", "DejaVu Serif", "serif"])
    font.setStyleHint(QFont.StyleHint.Serif)
    font.setPixelSize(17)
    return font


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Gives the whole program the palette and the style of `theme`."""
    app.setStyle("Fusion")
    app.setPalette(_palette(theme))
    app.setStyleSheet(_STYLE.format(**{name: getattr(theme, name) for name in Theme.__slots__}))


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
QToolTip {{ border: 1px solid {line}; padding: 4px; }}
QMainWindow, QDialog, QMessageBox {{ background: {panel}; }}
QMenuBar {{ background: {panel}; border-bottom: 1px solid {line}; }}
QMenuBar::item {{ padding: 5px 10px; background: transparent; }}
QMenuBar::item:selected, QMenu::item:selected {{ background: {chosen}; color: {ink}; }}
QMenu {{ background: {raised}; border: 1px solid {line}; padding: 4px; }}
QMenu::item {{ padding: 5px 24px; }}
QMenu::item:disabled {{ color: {muted}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}
QSplitter::handle {{ background: {line}; }}
#bar {{ background: {panel}; border-bottom: 1px solid {line}; }}
#keybar {{ background: {panel}; border-top: 1px solid {line}; }}
#queue, #review {{ background: {panel}; }}
#heading {{ color: {muted}; font-weight: bold; font-size: 11px; letter-spacing: 1px; }}
#project {{ font-weight: bold; font-size: 14px; }}
#muted {{ color: {muted}; }}
#small {{ color: {muted}; font-size: 11px; }}
#card, #currentcard {{ background: {raised}; border: 1px solid {line}; border-radius: 8px; }}
#currentcard {{ border: 2px solid {focus}; }}
#banner {{ background: {focus_ground}; border-top: 1px solid {focus}; }}
QTextEdit#article {{ border: none; background: {page}; }}
QTextEdit#article {{ selection-background-color: {accent}; selection-color: {on_accent}; }}
QListView, QTableView {{ border: none; background: {panel}; outline: none; }}
QListView:focus, QTableView:focus {{ border: 1px solid {focus}; }}
QPushButton {{ background: {raised}; border: 1px solid {line}; border-radius: 5px; padding: 5px 10px; }}
QPushButton:hover {{ background: {chosen}; }}
QPushButton:focus {{ border: 1px solid {focus}; }}
QPushButton#primary {{ background: {accent}; color: {on_accent}; border: 1px solid {accent}; }}
QPushButton:checked {{ background: {accent}; color: {on_accent}; border: 1px solid {accent}; }}
QPushButton#key {{ padding: 2px 8px; font-weight: bold; }}
QPushButton#choice {{ padding: 3px 7px; }}
QPushButton#flat {{ background: transparent; border: none; padding: 3px 5px; color: {muted}; }}
QPushButton#flat:hover {{ color: {ink}; background: {chosen}; }}
QPushButton#search {{ color: {muted}; text-align: left; padding: 5px 10px; }}
QLineEdit {{ background: {raised}; border: 1px solid {line}; border-radius: 5px; padding: 6px; }}
QPlainTextEdit {{ background: {raised}; border: 1px solid {line}; border-radius: 5px; padding: 4px; }}
QPlainTextEdit:focus {{ border: 1px solid {focus}; }}
QTextBrowser#guidelines {{ background: {panel}; border: 1px solid {panel}; }}
QTextBrowser#guidelines:focus {{ border: 1px solid {focus}; }}
QLineEdit:focus {{ border: 1px solid {focus}; }}
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
QTabBar::tab:selected {{ color: {ink}; background: {chosen}; }}
QTabBar::tab:focus {{ border: 1px solid {focus}; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {line}; border-radius: 4px; min-height: 30px; margin: 1px; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {line}; border-radius: 4px; min-width: 30px; margin: 1px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""
