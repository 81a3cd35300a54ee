"""The review cards: the annotation at hand with everything in it, the draft while it is fixed, and what comes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from annotation.describe import describe, excerpt, in_sentence, names_of, text_of
from annotation.draft import Draft
from annotation.model import Actor, Annotation, Change, Edit
from annotation.proposals import overridden_kind
from annotation.schema import Layer, Role, ValueField
from annotation.words import noted, tr, tr_many
from gui.commands import Command, in_own_keys, shown_key
from gui.flow import Flow
from gui.session import Session
from gui.theme import LIGHT, Theme, small_font
from gui.wording import state_words, with_key

ACTIVE = "▸ "
"""What stands before the name of the part that boundary keys move."""

LONGEST = 280
"""How many characters of a span a card shows."""

LONGEST_NOTE = 160
"""How many characters of a note a card shows."""

DECISIONS = {"accept": noted("Accept"), "fix": noted("Fix"), "reject": noted("Reject")}
"""Command and words of the buttons on the card of the annotation at hand."""

FIX_HELP = noted(
    "A part’s key puts it at its next likely place · {end_back} {end_on} move the end, {start_back} {start_on} the "
    "start, {end_clause_back} {end_clause_on} the end by a clause, {end_char_back} {end_char_on} by a character · "
    "{part_previous} {part_next} other part · {part_drop} removes it · {pick_words} selects words by labels"
)


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
        self._commands: Sequence[Command] = ()
        self._keys: dict[str, str] = {}
        self._heading = _label("", "heading")
        self._current_cards: dict[str, _Card] = {}
        self._next_cards: dict[str, _Card] = {}
        self._other_card: QWidget | None = None
        self._is_stale = False
        self._holder = QVBoxLayout()
        self._holder.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 4)
        layout.setSpacing(8)
        layout.addWidget(self._heading)
        layout.addLayout(self._holder)
        layout.addStretch()
        # Another article always brings another annotation to hand, or none: `moved` follows `opened`.
        session.moved.connect(lambda _: self.refresh())
        session.drafted.connect(self.refresh)
        session.changed.connect(self._take_over)

    def set_theme(self, theme: Theme) -> None:
        """Shows other colours, or other sizes, from now on."""
        self._theme = theme
        self._make_anew()

    def show_keys(self, commands: Sequence[Command]) -> None:
        """Names the keys as they are now."""
        self._commands = commands
        self._keys = {command.id: shown_key(command) for command in commands}
        self._make_anew()

    def _make_anew(self) -> None:
        for card in (*self._current_cards.values(), *self._next_cards.values()):
            _drop(card)
        self._current_cards, self._next_cards = {}, {}
        self.refresh()

    def refresh(self) -> None:
        """Shows what is at hand; there are two cards at most."""
        self._is_stale = False
        self._fill()
        self._lay_out()

    def _take_over(self, change: Change) -> None:
        """A decision mostly brings another annotation to hand, which fills the cards; else that is made up for."""
        if any(map(_is_decision, change.edits)):
            self._is_stale = True
            QTimer.singleShot(0, self, lambda: self.refresh() if self._is_stale else None)
        else:
            self.refresh()

    def _fill(self) -> None:
        session = self._session
        current = None if session.draft else session.current
        following = session.neighbour(1) if current else None
        self._heading.setText(self._heading_text())
        self._show_current(current)
        self._show_next(None if following is current else following)
        if self._other_card:
            _drop(self._other_card)
        self._other_card = None if current else self._draft_card(session.draft) if session.draft else self._empty_card()
        if self._other_card:
            self._holder.addWidget(self._other_card)

    def _lay_out(self) -> None:
        """Gives all words their room at once; Qt would first paint new ones in the room of those before."""
        for widget in reversed(self.findChildren(QWidget)):
            layout = widget.layout()
            if layout and not widget.isHidden():
                layout.activate()
        self.resize(self.width(), max(self.height(), self.heightForWidth(self.width())))
        if layout := self.layout():
            layout.activate()

    def _heading_text(self) -> str:
        if self._session.draft:
            return tr("NEW") if self._session.draft.before is None else tr("FIXING")
        session = self._session
        if session.is_blind():
            return tr("BLIND ARTICLE")
        only = session.project.schema.layer(session.only) if session.only else None
        left = session.left_in_turn()
        if only:
            return tr("NOW REVIEWING ONLY {layer} · {left} LEFT", layer=only.plural.upper(), left=left)
        return tr("NOW REVIEWING · {left} LEFT", left=left)

    # Cards -------------------------------------------------------------------------------------------------------

    def _show_current(self, annotation: Annotation | None) -> None:
        card = self._card_of(self._current_cards, annotation, self._make_current_card)
        if card and annotation:
            layer, text = self._layer(annotation), self._text()
            words = _short(text_of(annotation, layer.main_role.id, text))
            facts = _facts(annotation, layer)
            if overridden := overridden_kind(annotation, layer, text):
                facts = f"{facts} · {tr('the marks say {kind}', kind=overridden)}"
            card.fill(facts, words, [*self._rows(annotation, layer, text), *_note(annotation)])
            card.emphasise_first(annotation.status == "suggested")

    def _show_next(self, annotation: Annotation | None) -> None:
        card = self._card_of(self._next_cards, annotation, self._make_next_card)
        if card and annotation:
            words = describe(annotation, self._text(), self._session.actors, self._session.project.schema)
            card.fill(
                " · ".join(filter(None, [tr("next"), _sure(annotation), _flag(annotation)])), _short(words, 120), []
            )

    def _make_current_card(self, layer: Layer) -> _Card:
        card = _Card("currentcard", self._badge(layer), "words")
        card.add_buttons({name: _button(tr(words), self._key(name)) for name, words in DECISIONS.items()}, self.wanted)
        self._holder.insertWidget(0, card)
        return card

    def _make_next_card(self, layer: Layer) -> _Card:
        card = _Card("card", self._badge(layer), "muted")
        card.mousePressEvent = lambda _event: self.next_wanted.emit()
        self._holder.addWidget(card)
        return card

    def _card_of(
        self, cards: dict[str, _Card], annotation: Annotation | None, make: Callable[[Layer], _Card]
    ) -> _Card | None:
        """Shows the card for an annotation's layer, made when it is first needed, and hides those of the others."""
        layer = self._layer(annotation) if annotation else None
        if layer and layer.id not in cards:
            cards[layer.id] = make(layer)
        for its, card in cards.items():
            _show_or_hide(card, layer is not None and its == layer.id)
        return cards[layer.id] if layer else None

    def _draft_card(self, draft: Draft) -> QWidget:
        card, layout = _card("currentcard")
        annotation, layer = draft.after, self._layer(draft.after).offered
        state = tr("new") if draft.before is None else tr("being fixed")
        facts = " · ".join(filter(None, [state, _flag(annotation)]))
        layout.addWidget(_head(self._badge(layer), _label(facts, "small", wrap=True)))
        for role in layer.spans:
            layout.addWidget(self._span_row(draft, role))
        for role in layer.actors:
            names = names_of(annotation, role.id, self._named(draft)) or tr("nobody yet")
            layout.addWidget(self._row(layer, role, names))
        for field in layer.fields:
            layout.addLayout(self._choices(annotation, layer, field))
        if overridden := overridden_kind(annotation, layer, self._text()):
            layout.addWidget(
                _label(tr("The quotation marks say {kind}; what you say holds.", kind=overridden), "small", wrap=True)
            )
        if annotation.note:
            layout.addWidget(
                _label(tr("Note: {note}", note=excerpt(annotation.note, LONGEST_NOTE // 3)), "small", wrap=True)
            )
        buttons = {
            "save": _button(tr("Save"), self._key("save"), primary=True),
            "drop": _button(tr("Drop"), self._key("drop")),
        }
        # Before the help, which may be cut off beneath a long quote; these may not.
        layout.addLayout(_foot(buttons, self.wanted))
        layout.addWidget(_label(layer.guidance, "small", wrap=True))
        layout.addWidget(_label(self._fix_help(), "small", wrap=True))
        return card

    def _empty_card(self) -> QWidget:
        card, layout = _card("card")
        session = self._session
        held_back = sum(session.held_back().values())
        if session.article is None:
            sentence = tr("No article is open. Import some with Ctrl+I.")
        elif session.is_blind():
            sentence = tr_many(
                "This is a blind article: {count} suggestion waits until you press D. Label it on your own first "
                "(select words, then M, Q or S); Ctrl+Enter when done.",
                "This is a blind article: {count} suggestions wait until you press D. Label it on your own first "
                "(select words, then M, Q or S); Ctrl+Enter when done.",
                held_back,
            )
        elif held_back:
            sentence = tr_many(
                "Nothing left to review. {count} suggestions are held back, so that your own judgement comes first: "
                "make your own with S, or press D to see them.",
                "Nothing left to review. {count} suggestions are held back, so that your own judgement comes first: "
                "make your own with S, or press D to see them.",
                held_back,
            )
        else:
            sentence = tr(
                "Nothing left to review. Select words and press M, Q or S for your own; Ctrl+Enter when done."
            )
        layout.addWidget(_label(in_own_keys(sentence, self._commands), "words", wrap=True))
        return card

    # Parts of cards ----------------------------------------------------------------------------------------------

    def _badge(self, layer: Layer) -> QLabel:
        colour = self._theme.colour(layer.colour).name()
        badge = QLabel(layer.name)
        badge.setStyleSheet(
            f"background: {colour}; color: {self._theme.page}; border-radius: 3px; padding: 2px 6px; "
            f"font-size: {small_font(self.font()).pixelSize()}px;"
        )
        return badge

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
        if annotation.reason and annotation.status == "suggested":
            rows.append((tr("Because"), tr(annotation.reason), ""))
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
        return (actor.note or (in_sentence(kind.name) if kind else "")) if actor else ""

    def _span_row(self, draft: Draft, role: Role) -> QWidget:
        words = _short(text_of(draft.after, role.id, self._text()), 160) or "—"
        active = draft.active is not None and draft.active.role == role.id
        return self._row(self._layer(draft.after), role, words, active=active)

    def _row(self, layer: Layer, role: Role, words: str, *, active: bool = False) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        mark = ACTIVE if active else ""
        label = _label(f"{mark}{role.name}", "muted")
        label.setFixedWidth(self._name_width(layer))
        layout.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        value = _label(words, "words", wrap=True)
        value.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        for one in (label, value):  # as high as the words on the button
            one.setContentsMargins(0, 3, 0, 0)
        value.setStyleSheet("font-weight: bold;" if active else "")
        layout.addWidget(value, 1)
        key = self._part_key(role.key)
        button = _button(key or "…", "")
        button.setObjectName("key")
        button.setMinimumWidth(self._key_width())
        button.setToolTip(with_key(tr("Change the {role}", role=in_sentence(role.name)), key))
        button.setAccessibleName(tr("Change the {role}", role=in_sentence(role.name)))
        button.clicked.connect(lambda: self.part_wanted.emit(role.key))
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _choices(self, annotation: Annotation, layer: Layer, field: ValueField) -> QHBoxLayout:
        row = QHBoxLayout()
        label = _label(field.name, "muted")
        label.setFixedWidth(self._name_width(layer))
        label.setContentsMargins(0, 4, 0, 0)
        row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        choices = Flow()
        for choice in field.choices:
            button = _button(choice.name, self._part_key(choice.key))
            button.setObjectName("choice")
            button.setCheckable(True)
            button.setChecked(annotation.values.get(field.id) == choice.id)
            button.clicked.connect(lambda _=False, key=choice.key: self.part_wanted.emit(key))
            choices.addWidget(button)
        row.addLayout(choices, 1)
        return row

    def _name_width(self, layer: Layer) -> int:
        """How wide the column of the names of a layer's parts is."""
        names = [part.name for part in (*layer.spans, *layer.actors, *layer.fields)]
        return max(self.fontMetrics().horizontalAdvance(f"{ACTIVE}{name}") for name in names) + 6

    def _key_width(self) -> int:
        """How wide the buttons of parts are, for any letter alike."""
        return 2 * self.fontMetrics().horizontalAdvance("W") + 8

    def _fix_help(self) -> str:
        return tr(FIX_HELP, **{name: key or "–" for name, key in self._keys.items()})

    def _key(self, command: str) -> str:
        return self._keys.get(command, "")

    def _part_key(self, key: str) -> str:
        """The key that does in this window what the schema's key does."""
        return self._key(f"part_{key.upper()}")

    def _text(self) -> str:
        return self._session.article.text if self._session.article else ""

    def _layer(self, annotation: Annotation) -> Layer:
        layer = self._session.project.schema.layer(annotation.layer)
        return layer or self._session.project.schema.layers[0]

    def _named(self, draft: Draft) -> dict[str, Actor]:
        return self._session.actors | {actor.id: actor for actor in draft.new_actors}


class _Card(QFrame):
    """The card of one layer. Its widgets stay while their words change, for making them takes far longer."""

    def __init__(self, name: str, badge: QLabel, look: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._facts = _label("", "small", wrap=True)
        self._words = _label("", look, wrap=True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._rows: list[_CardRow] = []
        self._buttons: list[QPushButton] = []
        self._column = _column(self)
        self._column.addWidget(_head(badge, self._facts))
        self._column.addWidget(self._words)
        self._column.addLayout(self._grid)

    def add_buttons(self, buttons: Mapping[str, QPushButton], wanted: SignalInstance) -> None:
        """Puts buttons at the foot, each of which emits its name."""
        self._buttons = list(buttons.values())
        self._column.addLayout(_foot(buttons, wanted))

    def emphasise_first(self, emphasised: bool) -> None:
        """Makes the first button stand out, or not."""
        name = "primary" if emphasised else "plain"
        first = self._buttons[0]
        if first.objectName() != name:
            first.setObjectName(name)
            first.style().polish(first)

    def fill(self, facts: str, words: str, rows: Sequence[tuple[str, str, str]]) -> None:
        """Says something else; each row is a name, its words, and what stands beneath them."""
        self._facts.setText(facts)
        _say(self._words, words)
        while len(self._rows) < len(rows):
            self._rows.append(_CardRow(self._grid, len(self._rows)))
        for number, row in enumerate(self._rows):
            row.fill(*(rows[number] if number < len(rows) else ("", "", "")))


class _CardRow:
    """One row of a card's grid."""

    def __init__(self, grid: QGridLayout, number: int) -> None:
        self._name = _label("", "muted")
        self._words = _label("", "value", wrap=True)
        self._words.setStyleSheet("font-weight: bold;")
        self._beneath = _label("", "small", wrap=True)
        holder = QVBoxLayout()
        holder.setSpacing(0)
        holder.addWidget(self._words)
        holder.addWidget(self._beneath)
        grid.addWidget(self._name, number, 0, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(holder, number, 1)

    def fill(self, name: str, words: str, beneath: str) -> None:
        """Says something else; what is empty is hidden."""
        _say(self._name, name)
        _say(self._words, words)
        _say(self._beneath, beneath)


def _is_decision(edit: Edit) -> bool:
    before, after = edit.before, edit.after
    return isinstance(before, Annotation) and isinstance(after, Annotation) and before.status != after.status


def _say(label: QLabel, words: str) -> None:
    label.setText(words)
    _show_or_hide(label, bool(words))


def _show_or_hide(widget: QWidget, shown: bool) -> None:
    """Asks Qt only where that changes something, for it lays out anew each time.

    A widget that was never asked for counts as hidden, and yet comes up with its card.
    """
    if widget.isHidden() is shown or not widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
        widget.setVisible(shown)


def _drop(widget: QWidget) -> None:
    widget.hide()
    widget.deleteLater()


def _head(badge: QLabel, words: QLabel) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
    layout.addWidget(words, 1)
    return row


def _foot(buttons: Mapping[str, QPushButton], wanted: SignalInstance) -> Flow:
    layout = Flow(gap=6)
    for name, button in buttons.items():
        button.clicked.connect(lambda _=False, name=name: wanted.emit(name))
        layout.addWidget(button)
    return layout


def _column(card: QFrame) -> QVBoxLayout:
    layout = QVBoxLayout(card)
    layout.setContentsMargins(12, 10, 12, 10)
    layout.setSpacing(6)
    return layout


def _facts(annotation: Annotation, layer: Layer) -> str:
    choices = [field.choice(annotation.values.get(field.id, "")) for field in layer.fields]
    kind = choices[0].name if choices and choices[0] and len(layer.actors) < 2 else ""
    status = state_words(annotation.status)
    if annotation.status == "accepted" and annotation.origin == "human":
        status = tr("made by you")
    elif annotation.changed:
        status = tr("{status}, fixed", status=status)
    return " · ".join(filter(None, [kind, status, _sure(annotation), _flag(annotation)]))


def _note(annotation: Annotation) -> list[tuple[str, str, str]]:
    return [(tr("Note"), "", excerpt(annotation.note, LONGEST_NOTE))] if annotation.note else []


def _flag(annotation: Annotation) -> str:
    return tr("⚑ flagged") if annotation.flagged else ""


def _sure(annotation: Annotation) -> str:
    suggested = annotation.score is not None and annotation.status == "suggested"
    return tr("{score} % sure", score=f"{annotation.score:.0%}"[:-1]) if suggested else ""


def _short(words: str, longest: int = LONGEST) -> str:
    return words if len(words) <= longest else f"{words[: longest * 2 // 3]} … {words[-longest // 4 :]}"


def _card(name: str) -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    card.setObjectName(name)
    return card, _column(card)


def _label(words: str, name: str, *, wrap: bool = False) -> QLabel:
    label = QLabel(words)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    return label


def _button(words: str, key: str, *, primary: bool = False) -> QPushButton:
    button = QPushButton(f"{words}  {key}".strip())
    button.setObjectName("primary" if primary else "plain")
    # The keys act in the article, so a button that was clicked must not take the focus from it.
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(words)
    return button
