"""The review cards: the annotation at hand with everything in it, the draft while it is fixed, and what comes next."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from annotation.describe import describe, names_of, text_of
from annotation.draft import Draft
from annotation.model import Actor, Annotation
from annotation.schema import Layer, Role, ValueField
from gui.session import Session
from gui.theme import LIGHT, Theme

LONGEST = 280
"""How many characters of a span a card shows."""

FIX_HELP = "← → move the end, with Shift the start, with Ctrl by one character · ↑ ↓ other part · Backspace removes it"


class Cards(QWidget):
    """The card of the annotation at hand, and the one of the next suggestion.

    Signals:
        wanted: the id of a command whose button was pressed.
        part_wanted: the schema key whose button was pressed while fixing.
        next_wanted: the next card was clicked.
    """

    wanted = Signal(str)
    part_wanted = Signal(str)
    next_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._theme = LIGHT
        self._heading = _label("", "heading")
        self._holder = QVBoxLayout()
        self._holder.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 4)
        layout.setSpacing(8)
        layout.addWidget(self._heading)
        layout.addLayout(self._holder)
        layout.addStretch()
        session.opened.connect(self.refresh)
        session.moved.connect(lambda _: self.refresh())
        session.drafted.connect(self.refresh)
        session.changed.connect(lambda _: self.refresh())

    def set_theme(self, theme: Theme) -> None:
        """Shows other colours from now on."""
        self._theme = theme
        self.refresh()

    def refresh(self) -> None:
        """Builds the cards anew; there are two at most."""
        while (item := self._holder.takeAt(0)) is not None:
            widget = item.widget()
            if widget:
                widget.hide()
                widget.deleteLater()
        session = self._session
        self._heading.setText(self._heading_text())
        if session.draft:
            self._holder.addWidget(self._draft_card(session.draft))
        elif session.current:
            self._holder.addWidget(self._current_card(session.current))
            following = session.neighbour(1)
            if following and following is not session.current:
                self._holder.addWidget(self._next_card(following))
        else:
            self._holder.addWidget(self._empty_card())

    def _heading_text(self) -> str:
        if self._session.draft:
            return "NEW" if self._session.draft.before is None else "FIXING"
        return f"NOW REVIEWING · {len(self._session.undecided())} LEFT"

    # Cards -------------------------------------------------------------------------------------------------------

    def _current_card(self, annotation: Annotation) -> QWidget:
        card, layout = _card("currentcard")
        layer = self._layer(annotation)
        layout.addWidget(self._head(layer, _facts(annotation, layer)))
        text = self._session.article.text if self._session.article else ""
        words = text_of(annotation, layer.main_role.id, text)
        if words:
            layout.addWidget(_label(_short(words), "words", wrap=True))
        rows = [*self._rows(annotation, layer, text)]
        if rows:
            layout.addLayout(_grid(rows))
        buttons = QHBoxLayout()
        accept = _button("Accept", "A", primary=annotation.status == "suggested")
        for name, button in (("accept", accept), ("fix", _button("Fix", "F")), ("reject", _button("Reject", "X"))):
            button.clicked.connect(lambda _=False, name=name: self.wanted.emit(name))
            buttons.addWidget(button)
        buttons.addStretch()
        layout.addLayout(buttons)
        return card

    def _draft_card(self, draft: Draft) -> QWidget:
        card, layout = _card("currentcard")
        annotation, layer = draft.after, self._layer(draft.after)
        state = "new" if draft.before is None else "being fixed"
        layout.addWidget(self._head(layer, state))
        for role in layer.spans:
            layout.addWidget(self._span_row(draft, role))
        for role in layer.actors:
            names = names_of(annotation, role.id, self._named(draft)) or "nobody yet"
            layout.addWidget(self._row(role.name, names, role.key))
        for field in layer.fields:
            layout.addLayout(self._choices(annotation, field))
        layout.addWidget(_label(layer.guidance, "small", wrap=True))
        layout.addWidget(_label(FIX_HELP, "small", wrap=True))
        buttons = QHBoxLayout()
        for name, button in (("save", _button("Save", "Enter", primary=True)), ("drop", _button("Drop", "Esc"))):
            button.clicked.connect(lambda _=False, name=name: self.wanted.emit(name))
            buttons.addWidget(button)
        buttons.addStretch()
        layout.addLayout(buttons)
        return card

    def _next_card(self, annotation: Annotation) -> QWidget:
        card, layout = _card("card")
        layer = self._layer(annotation)
        layout.addWidget(self._head(layer, " · ".join(filter(None, ["next", _sure(annotation)]))))
        text = self._session.article.text if self._session.article else ""
        words = describe(annotation, text, self._session.actors, self._session.project.schema)
        layout.addWidget(_label(_short(words, 120), "muted", wrap=True))
        card.mousePressEvent = lambda _event: self.next_wanted.emit()
        return card

    def _empty_card(self) -> QWidget:
        card, layout = _card("card")
        session = self._session
        held_back = sum(session.held_back().values())
        if session.article is None:
            sentence = "No article is open. Import some with Ctrl+I."
        elif held_back:
            sentence = (
                f"Nothing left to review. {held_back} suggestions are held back, so that your own judgement comes "
                "first: make your own with S, or press D to see them."
            )
        else:
            sentence = "Nothing left to review. Select words and press M, Q or S for your own; Ctrl+Enter when done."
        layout.addWidget(_label(sentence, "words", wrap=True))
        return card

    # Parts of cards ----------------------------------------------------------------------------------------------

    def _head(self, layer: Layer, words: str) -> QWidget:
        colour = self._theme.colour(layer.colour).name()
        badge = QLabel(layer.name)
        badge.setStyleSheet(
            f"background: {colour}; color: {self._theme.page}; border-radius: 3px; padding: 2px 6px; font-size: 11px;"
        )
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(badge)
        layout.addWidget(_label(words, "small"))
        layout.addStretch()
        return row

    def _rows(self, annotation: Annotation, layer: Layer, text: str) -> list[tuple[str, str, str]]:
        """Name, words and what stands beside them, for each filled part besides the main one."""
        rows: list[tuple[str, str, str]] = []
        for role in layer.actors:
            names = names_of(annotation, role.id, self._session.actors)
            if names:
                rows.append((role.name, names, self._about_actor(annotation, role)))
        for field in layer.fields:
            choice = field.choice(annotation.values.get(field.id, ""))
            if choice and len(layer.actors) > 1:
                rows.insert(min(1, len(rows)), (field.name, choice.name, ""))
        filled = {name for name, _, _ in rows}
        for role in layer.spans[1:]:
            words = text_of(annotation, role.id, text)
            if words and role.name not in filled:
                rows.append((role.name, _short(words, 90), ""))
        return rows

    def _about_actor(self, annotation: Annotation, role: Role) -> str:
        ids = annotation.actors[role.id]
        actor = self._session.actors.get(ids[0]) if len(ids) == 1 else None
        kind = self._session.project.schema.kind(actor.kind) if actor else None
        return (actor.note or (kind.name.lower() if kind else "")) if actor else ""

    def _span_row(self, draft: Draft, role: Role) -> QWidget:
        text = self._session.article.text if self._session.article else ""
        words = _short(text_of(draft.after, role.id, text), 160) or "—"
        active = draft.active is not None and draft.active.role == role.id
        return self._row(role.name, words, role.key, active=active)

    def _row(self, name: str, words: str, key: str, *, active: bool = False) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        mark = "▸ " if active else ""
        label = _label(f"{mark}{name}", "muted")
        label.setFixedWidth(72)
        layout.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        value = _label(words, "words", wrap=True)
        value.setStyleSheet("font-weight: bold;" if active else "")
        layout.addWidget(value, 1)
        button = _button(key, "")
        button.setObjectName("key")
        button.setToolTip(f"Change the {name.lower()} ({key})")
        button.setAccessibleName(f"Change the {name.lower()}")
        button.clicked.connect(lambda: self.part_wanted.emit(key))
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _choices(self, annotation: Annotation, field: ValueField) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(4)
        label = _label(field.name, "muted")
        label.setFixedWidth(68)
        grid.addWidget(label, 0, 0, Qt.AlignmentFlag.AlignTop)
        for number, choice in enumerate(field.choices):
            button = _button(choice.name, choice.key.replace("-", "−"))
            button.setObjectName("choice")
            button.setCheckable(True)
            button.setChecked(annotation.values.get(field.id) == choice.id)
            button.clicked.connect(lambda _=False, key=choice.key: self.part_wanted.emit(key))
            grid.addWidget(button, number // 3, 1 + number % 3)
        grid.setColumnStretch(4, 1)
        return grid

    def _layer(self, annotation: Annotation) -> Layer:
        layer = self._session.project.schema.layer(annotation.layer)
        return layer or self._session.project.schema.layers[0]

    def _named(self, draft: Draft) -> dict[str, Actor]:
        return self._session.actors | {actor.id: actor for actor in draft.new_actors}


def _facts(annotation: Annotation, layer: Layer) -> str:
    choices = [field.choice(annotation.values.get(field.id, "")) for field in layer.fields]
    kind = choices[0].name if choices and choices[0] and len(layer.actors) < 2 else ""
    status = annotation.status
    if status == "accepted" and annotation.origin == "human":
        status = "made by you"
    elif annotation.changed:
        status = f"{status}, fixed"
    return " · ".join(filter(None, [kind, status, _sure(annotation)]))


def _sure(annotation: Annotation) -> str:
    suggested = annotation.score is not None and annotation.status == "suggested"
    return f"{annotation.score:.0%} sure".replace("%", " %") if suggested else ""


def _short(words: str, longest: int = LONGEST) -> str:
    return words if len(words) <= longest else f"{words[: longest * 2 // 3]} … {words[-longest // 4 :]}"


def _card(name: str) -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    card.setObjectName(name)
    layout = QVBoxLayout(card)
    layout.setContentsMargins(12, 10, 12, 10)
    layout.setSpacing(6)
    return card, layout


def _label(words: str, name: str, *, wrap: bool = False) -> QLabel:
    label = QLabel(words)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    return label


def _grid(rows: list[tuple[str, str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(4)
    for number, (name, words, beside) in enumerate(rows):
        label = _label(name, "muted")
        label.setFixedWidth(58)
        grid.addWidget(label, number, 0, Qt.AlignmentFlag.AlignTop)
        value = _label(words, "value", wrap=True)
        value.setStyleSheet("font-weight: bold;")
        holder = QVBoxLayout()
        holder.setSpacing(0)
        holder.addWidget(value)
        if beside:
            holder.addWidget(_label(beside, "small", wrap=True))
        grid.addLayout(holder, number, 1)
    grid.setColumnStretch(1, 1)
    return grid


def _button(words: str, key: str, *, primary: bool = False) -> QPushButton:
    button = QPushButton(f"{words}  {key}".strip())
    button.setObjectName("primary" if primary else "plain")
    # The keys act in the article, so a button that was clicked must not take the focus from it.
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(words)
    return button
