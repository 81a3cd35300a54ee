"""The one table of commands: menus, keys, buttons, the palette and the sheet of all keys are made from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, TypeAlias

from PySide6.QtGui import QKeySequence

from annotation.describe import in_sentence
from annotation.draft import Unit
from annotation.offsets import Edge, Step
from annotation.schema import Schema
from annotation.words import tr
from gui.actions import Actions
from gui.appearance import CHOICES
from gui.settings import Overrides
from gui.wording import spoken_keys, unspoken_keys

Mode: TypeAlias = Literal["always", "review", "fix"]
Menu: TypeAlias = Literal["File", "Edit", "Review", "Label", "Cast", "Fix", "Go", "View", "Help"]

MENUS: tuple[Menu, ...] = ("File", "Edit", "Review", "Label", "Cast", "Fix", "Go", "View", "Help")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One thing that a person can do.

    `keys` are Qt key sequences, the first one shown; those without a modifier act only while the article has the
    focus. `mode` tells when it can be done: always, while reviewing, or while an annotation is being made or fixed.
    `hint` is its short name in the bar at the foot, empty when it is not shown there. `choice` is the appearance that
    it chooses, if it does that: the menu ticks the one that is chosen.
    """

    id: str
    text: str
    menu: Menu
    run: Callable[[Actions], object]
    keys: tuple[str, ...] = ()
    mode: Mode = "always"
    hint: str = ""
    article: bool = False
    choice: str | None = None


def _review(name: str, text: str, run: Callable[[Actions], object], *keys: str, hint: str = "") -> Command:
    return Command(id=name, text=text, menu="Review", run=run, keys=keys, mode="review", hint=hint, article=True)


def _fix(name: str, text: str, run: Callable[[Actions], object], *keys: str, hint: str = "") -> Command:
    return Command(id=name, text=text, menu="Fix", run=run, keys=keys, mode="fix", hint=hint, article=True)


def _cast(name: str, text: str, run: Callable[[Actions], object], *keys: str) -> Command:
    return Command(id=f"actor_{name}", text=text, menu="Cast", run=run, keys=keys, mode="review")


def _check(name: str, text: str, run: Callable[[Actions], object], *keys: str) -> Command:
    return Command(id=name, text=text, menu="Review", run=run, keys=keys, mode="review")


def _theme(name: str, text: str) -> Command:
    return Command(
        id=f"theme_{name or 'system'}".replace(" ", "_"),
        text=text,
        menu="View",
        run=lambda a: a.view.choose_theme(name),
        choice=name,
    )


def _view(name: str, text: str, run: Callable[[Actions], object], *keys: str) -> Command:
    return Command(id=name, text=text, menu="View", run=run, keys=keys)


def _boundary(name: str, text: str, key: str, *, edge: Edge, step: Step, unit: Unit) -> Command:
    return _fix(name, text, lambda a: a.making.move_boundary(edge, step, unit), key)


COMMANDS: tuple[Command, ...] = (
    Command(id="new", text="New project…", menu="File", run=Actions.new_project, keys=("Ctrl+N",)),
    Command(id="open", text="Open project…", menu="File", run=Actions.open_project, keys=("Ctrl+O",)),
    Command(id="import", text="Import articles…", menu="File", run=Actions.import_files, keys=("Ctrl+I",)),
    Command(
        id="import_folder", text="Import a folder…", menu="File", run=Actions.import_folder, keys=("Ctrl+Shift+I",)
    ),
    Command(id="export", text="Export dataset…", menu="File", run=Actions.export, keys=("Ctrl+E",)),
    Command(id="map_export", text="Export map…", menu="File", run=lambda a: a.map.export(), keys=("Ctrl+Shift+P",)),
    Command(id="labels", text="Labels…", menu="File", run=Actions.edit_labels, keys=("Ctrl+Shift+E",)),
    Command(id="annotator", text="Annotator…", menu="File", run=Actions.choose_annotator, keys=("Ctrl+Shift+A",)),
    Command(id="reader", text="Reader…", menu="File", run=Actions.choose_reader, keys=("Ctrl+Shift+R",)),
    Command(id="guidelines_file", text="Guidelines file…", menu="File", run=lambda a: a.guidelines.choose()),
    Command(
        id="blind", text="Share of blind articles…", menu="File", run=Actions.set_blind_share, keys=("Ctrl+Shift+B",)
    ),
    Command(id="quit", text="Quit", menu="File", run=Actions.quit, keys=("Ctrl+Q",)),
    Command(id="undo", text="Undo", menu="Edit", run=Actions.undo, keys=("Ctrl+Z",), hint="Undo"),
    Command(id="redo", text="Redo", menu="Edit", run=Actions.redo, keys=("Ctrl+Shift+Z", "Ctrl+Y")),
    Command(id="take_back", text="Take back this change", menu="Edit", run=Actions.take_back, keys=("Ctrl+Alt+Z",)),
    Command(
        id="change_keys", text="Change keys…", menu="Edit", run=lambda a: a.view.change_keys(), keys=("Ctrl+Alt+K",)
    ),
    Command(
        id="pick_words",
        text="Select words by their labels",
        menu="Edit",
        run=Actions.pick_words,
        keys=("Space",),
        article=True,
    ),
    Command(id="find", text="Find in the article…", menu="Edit", run=lambda a: a.finding.find(), keys=("Ctrl+F",)),
    Command(id="find_next", text="Find next", menu="Edit", run=lambda a: a.finding.find_again(1), keys=("F3",)),
    Command(
        id="find_previous",
        text="Find previous",
        menu="Edit",
        run=lambda a: a.finding.find_again(-1),
        keys=("Shift+F3",),
    ),
    Command(
        id="search",
        text="Search the project…",
        menu="Edit",
        run=lambda a: a.finding.search(),
        keys=("Ctrl+Shift+F",),
    ),
    Command(id="copy", text="Copy text", menu="Edit", run=Actions.copy, keys=("Ctrl+C",), article=True),
    _review("accept", "Accept", Actions.accept, "A", hint="Accept"),
    _review("reject", "Reject", Actions.reject, "X", hint="Reject"),
    _review("fix", "Fix", Actions.fix, "F", hint="Fix"),
    _review("accept_same", "Accept all mentions of this actor", Actions.accept_same, "Shift+A"),
    _review("reveal", "Show suggestions held back", Actions.reveal, "D"),
    _review("next", "Next suggestion", Actions.next_suggestion, "Tab", hint="Next"),
    _review("previous", "Previous suggestion", Actions.previous_suggestion, "Shift+Tab"),
    _review("next_any", "Next annotation", Actions.next_annotation, "J"),
    _review("previous_any", "Previous annotation", Actions.previous_annotation, "K"),
    _review("note", "Note…", lambda a: a.notes.edit(), "N"),
    _review("flag", "Flag, or take the flag away", lambda a: a.notes.flag(), "Shift+N"),
    Command(
        id="next_flagged",
        text="Next flagged annotation",
        menu="Review",
        run=lambda a: a.notes.next_flagged(),
        keys=("Ctrl+Shift+N",),
        mode="review",
    ),
    _review("history", "History of this annotation…", lambda a: a.history.show(), "H"),
    Command(
        id="deleted",
        text="Deleted annotations of this article…",
        menu="Review",
        run=lambda a: a.history.show_deleted(),
        keys=("Ctrl+Shift+H",),
        mode="review",
    ),
    _review("overlap", "Annotation overlapping this one", Actions.next_overlapping, "V"),
    _review("only", "Only suggestions of this layer, or all again", Actions.keep_to_layer, "L"),
    _check("check_next", "Next check", lambda a: a.checks.go(1), "F8"),
    _check("check_previous", "Previous check", lambda a: a.checks.go(-1), "Shift+F8"),
    _check("remedy", "Put this check right", lambda a: a.checks.remedy(), "Ctrl+."),
    Command(
        id="done",
        text="Mark done and go on",
        menu="Review",
        run=Actions.mark_done,
        keys=("Ctrl+Return", "Ctrl+Enter"),
        mode="review",
        hint="Done",
    ),
    Command(id="skip", text="Skip article", menu="Review", run=Actions.skip, keys=("Ctrl+Shift+S",), mode="review"),
    Command(id="reopen", text="Open article again", menu="Review", run=Actions.reopen, keys=("Ctrl+Shift+O",)),
    Command(
        id="again", text="Suggest again", menu="Review", run=Actions.suggest_again, keys=("Ctrl+R",), mode="review"
    ),
    _cast("merge", "Same actor as…", lambda a: a.cast.merge(), "Ctrl+M"),
    _cast("part", "An actor of its own", lambda a: a.cast.part(), "Ctrl+Shift+M"),
    _cast("rename", "Rename actor…", lambda a: a.cast.rename(), "F2"),
    _cast("kind", "Kind of actor…", lambda a: a.cast.set_kind(), "Ctrl+Shift+K"),
    _fix("save", "Save and accept", lambda a: a.making.save(), "Return", "Enter", "A", hint="Save"),
    _fix("drop", "Drop", lambda a: a.making.drop(), "Escape", hint="Drop"),
    _boundary("end_on", "End a word on", "Right", edge="end", step=1, unit="word"),
    _boundary("end_back", "End a word back", "Left", edge="end", step=-1, unit="word"),
    _boundary("start_on", "Start a word on", "Shift+Right", edge="start", step=1, unit="word"),
    _boundary("start_back", "Start a word back", "Shift+Left", edge="start", step=-1, unit="word"),
    _boundary("end_clause_on", "End a clause on", "Alt+Right", edge="end", step=1, unit="clause"),
    _boundary("end_clause_back", "End a clause back", "Alt+Left", edge="end", step=-1, unit="clause"),
    _boundary("start_clause_on", "Start a clause on", "Alt+Shift+Right", edge="start", step=1, unit="clause"),
    _boundary("start_clause_back", "Start a clause back", "Alt+Shift+Left", edge="start", step=-1, unit="clause"),
    _boundary("end_char_on", "End a character on", "Ctrl+Right", edge="end", step=1, unit="character"),
    _boundary("end_char_back", "End a character back", "Ctrl+Left", edge="end", step=-1, unit="character"),
    _boundary("start_char_on", "Start a character on", "Ctrl+Shift+Right", edge="start", step=1, unit="character"),
    _boundary("start_char_back", "Start a character back", "Ctrl+Shift+Left", edge="start", step=-1, unit="character"),
    _fix("part_next", "Next part", lambda a: a.making.next_part(1), "Down"),
    _fix("part_previous", "Previous part", lambda a: a.making.next_part(-1), "Up"),
    _fix("part_drop", "Remove this part", lambda a: a.making.drop_part(), "Backspace", "Delete"),
    Command(id="next_article", text="Next article", menu="Go", run=Actions.next_article, keys=("Ctrl+PgDown",)),
    Command(
        id="previous_article", text="Previous article", menu="Go", run=Actions.previous_article, keys=("Ctrl+PgUp",)
    ),
    Command(id="next_open", text="Next article to do", menu="Go", run=Actions.next_open, keys=("Ctrl+J",)),
    Command(
        id="queue_order", text="Order of the queue…", menu="Go", run=lambda a: a.finding.order_queue(), keys=("Ctrl+L",)
    ),
    Command(id="to_article", text="Go to the article's text", menu="Go", run=Actions.to_article, keys=("Ctrl+1",)),
    Command(id="to_queue", text="Go to the queue", menu="Go", run=Actions.to_queue, keys=("Ctrl+2",)),
    Command(id="to_list", text="Go to the lists", menu="Go", run=Actions.to_list, keys=("Ctrl+3",)),
    Command(
        id="to_checks",
        text="Go to the checks",
        menu="Go",
        run=lambda a: a.checks.to_list(),
        keys=("Ctrl+4",),
        mode="review",
    ),
    Command(id="palette", text="Search commands…", menu="View", run=Actions.show_palette, keys=("Ctrl+K",)),
    Command(id="map", text="Map: who stands where", menu="View", run=lambda a: a.map.show(), keys=("F6",)),
    Command(id="guidelines", text="Guidelines", menu="View", run=lambda a: a.guidelines.switch(), keys=("Ctrl+G",)),
    Command(id="progress", text="Progress", menu="View", run=Actions.show_progress, keys=("F7",)),
    _view("theme", "Other colours", lambda a: a.view.switch_theme(), "Ctrl+Shift+L"),
    *(_theme(name, text) for name, text in CHOICES.items()),
    _view("larger", "Larger type", lambda a: a.view.larger(), "Ctrl+=", "Ctrl++"),
    _view("smaller", "Smaller type", lambda a: a.view.smaller(), "Ctrl+-"),
    _view("usual", "Normal type and lines", lambda a: a.view.usual(), "Ctrl+0"),
    _view("wider", "Wider lines", lambda a: a.view.wider(), "Ctrl+Alt+Right"),
    _view("narrower", "Narrower lines", lambda a: a.view.narrower(), "Ctrl+Alt+Left"),
    _view("language", "Language…", lambda a: a.view.choose_language(), "Ctrl+Alt+L"),
    _view("toggle_queue", "Show or hide the queue", lambda a: a.view.show_or_hide("queue")),
    _view("toggle_review", "Show or hide the cards and lists", lambda a: a.view.show_or_hide("review")),
    Command(id="keys", text="All keys", menu="Help", run=Actions.show_keys, keys=("?", "F1"), hint="All keys"),
    Command(id="about", text="About Standpoint", menu="Help", run=Actions.show_about),
)


def commands_for(schema: Schema, overrides: Overrides | None = None) -> tuple[Command, ...]:
    """The table for a project: the fixed commands, and those that its schema's keys make, with the person's own keys.

    Where two commands of one mode want one key, the person's own choice goes first, then the program, then the schema;
    the other stays in the menus and the palette.
    """
    made = (*_new(schema.offered), *_parts(schema.offered))
    before, behind = map(_spoken, COMMANDS[:_LABELS_AT]), map(_spoken, (*_SAME, *COMMANDS[_LABELS_AT:]))
    commands = (*before, *made, *_digits(), *behind)
    own = overrides or {}
    last = {command.id for command in made}
    wanted = [_with_own_keys(command, own) for command in commands]
    granted = _granted(sorted(wanted, key=lambda command: (command.id not in own, command.id in last)))
    return tuple(granted[command.id] for command in commands)


BOUNDARIES = frozenset(command.id for command in COMMANDS if command.id.startswith(("end_", "start_")))
"""The commands that move a boundary."""


_SAME: tuple[Command, ...] = (
    Command(
        id="same",
        text="Same for all…",
        menu="Label",
        run=lambda a: a.same.begin("label"),
        keys=("Ctrl+D",),
        mode="review",
        article=True,
    ),
    Command(
        id="same_delete",
        text="Delete all of the same words…",
        menu="Label",
        run=lambda a: a.same.begin("delete"),
        keys=("Ctrl+Shift+D",),
        mode="review",
        article=True,
    ),
)
_LABELS_AT = next(at for at, command in enumerate(COMMANDS) if command.id == "save")


def fixed_words() -> list[str]:
    """What the table says in English of menus and of the commands that no schema makes."""
    commands = (*COMMANDS, *_SAME)
    return [*MENUS, *(words for command in commands for words in (command.text, command.hint) if words)]


def _spoken(command: Command) -> Command:
    return replace(command, text=tr(command.text), hint=tr(command.hint) if command.hint else "")


def _with_own_keys(command: Command, overrides: Overrides) -> Command:
    """A command with the person's keys for it; with one that types a letter it acts only in the article."""
    keys = overrides.get(command.id)
    if keys is None:
        return command
    keys = tuple(dict.fromkeys(map(normal, keys)))
    return replace(command, keys=keys, article=command.article or any(types_something(key) for key in keys))


def _granted(commands: Iterable[Command]) -> dict[str, Command]:
    """The commands, by their ids, each with those of its keys that none before it has in the same mode."""
    granted: dict[str, Command] = {}
    for command in commands:
        keys = tuple(key for key in command.keys if owner_of(key, command, granted.values()) is None)
        granted[command.id] = replace(command, keys=keys)
    return granted


def owner_of(key: str, wanting: Command, commands: Iterable[Command]) -> Command | None:
    """The other command that a key belongs to where `wanting` could be meant too; None where it is free."""
    both = (c for c in commands if c.mode == wanting.mode or "always" in (c.mode, wanting.mode))
    others = (c for c in both if c.id != wanting.id)
    return next((c for c in others if normal(key) in map(normal, c.keys)), None)


@lru_cache(maxsize=512)
def normal(key: str) -> str:
    """A key as Qt writes it, so that one key is always the same words."""
    return QKeySequence(key).toString()


def types_something(key: str) -> bool:
    """True for a key that acts only in the article, for elsewhere it types a letter or moves in a list."""
    *held, last = parts_of(normal(key))
    function_key = last.startswith("F") and last[1:].isdigit()
    return not function_key and not {"Ctrl", "Alt", "Meta"} & set(held)


def parts_of(key: str) -> list[str]:
    """A key sequence's modifiers, and its key at the end."""
    held, _, last = key[:-1].rpartition("+")  # the key itself may be a plus
    return [*filter(None, held.split("+")), last + key[-1]]


def mirrored(command: Command) -> Command:
    """The command as it is where writing runs from right to left: a key to the right is one to the left there."""
    other = {"Right": "Left", "Left": "Right"}
    keys = tuple("+".join([*held, other.get(last, last)]) for *held, last in (parts_of(key) for key in command.keys))
    return replace(command, keys=keys)


def _new(schema: Schema) -> list[Command]:
    """A new annotation of each layer from the selection: M, Q, S."""
    return [
        Command(
            id=f"new_{layer.id}",
            text=tr("New {layer} from the selection", layer=in_sentence(layer.name)),
            menu="Label",
            run=lambda a, layer=layer: a.making.begin(layer),
            keys=(layer.key.upper(),),
            mode="review",
            hint=layer.name,
            article=True,
        )
        for layer in schema.layers
    ]


def _parts(schema: Schema) -> list[Command]:
    """What each schema key does while fixing; one command a key, for layers share keys."""
    names: dict[str, list[str]] = {}
    several: set[str] = set()
    for layer in schema.layers:
        for role in (*layer.spans, *layer.actors):
            _note(names, role.key, role.name)
            several |= {role.key.upper()} if role.many else set()
        for field in layer.fields:
            for choice in field.choices:
                _note(names, choice.key, f"“{choice.name}”")
    return [
        *(_part(key, tr("Set {parts}", parts=" / ".join(its)), key, add=False) for key, its in sorted(names.items())),
        *(
            _part(f"{key}_more", tr("Add {parts}", parts=" / ".join(names[key])), f"Shift+{key}", add=True)
            for key in sorted(several)
        ),
    ]


def _note(names: dict[str, list[str]], key: str, name: str) -> None:
    if name not in names.setdefault(key.upper(), []):
        names[key.upper()].append(name)


def _part(name: str, text: str, keys: str, *, add: bool) -> Command:
    """While reviewing, a part's key begins to fix the annotation at hand, unless the program uses that key there."""
    key = keys.removeprefix("Shift+")
    taken = {its for other in COMMANDS if other.mode != "fix" for its in other.keys}
    mode: Mode = "fix" if keys in taken else "always"
    return replace(_fix(f"part_{name}", text, lambda a: a.making.set_part(key, add=add), keys), mode=mode)


def _digits() -> list[Command]:
    return [
        Command(
            id=f"actor_{digit}",
            text=tr("Actor {digit} of the cast", digit=digit),
            menu="Label",
            run=lambda a, digit=digit: a.making.use_actor(digit - 1),
            keys=(str(digit),),
            article=True,
        )
        for digit in range(1, 10)
    ]


def shown_key(command: Command) -> str:
    """A command's first key as people read it."""
    return _readable(command.keys[0]) if command.keys else ""


def shown_keys(command: Command) -> str:
    """All of a command's keys as people read them."""
    return ", ".join(dict.fromkeys(_readable(key) for key in command.keys))


def in_own_keys(sentence: str, commands: Iterable[Command]) -> str:
    """A sentence that names the program's keys, with the person's own ones in their place."""
    now = {command.id: command.keys for command in commands}
    first = {normal(key): command.id for command in reversed(COMMANDS) for key in command.keys}

    def own(found: re.Match[str]) -> str:
        key = normal(unspoken_keys(found[0]))
        keys = now.get(first.get(key, ""))
        return (
            found[0] if keys is None or key in map(normal, keys) else spoken_keys("".join(keys[:1])) or tr("(no key)")
        )

    return _NAMED_KEY.sub(own, sentence)


# In German a key stands before what is done with it: “M drücken”.
_NAMED_KEY = re.compile(r"\b(?:Ctrl|Strg)(?:\+\w+)+|(?<=\bpress )(?:[A-Z]|F\d+)\b|\b(?:[A-Z]|F\d+)\b(?= drücken\b)")


def _readable(key: str) -> str:
    names = {
        "Return": "Enter",
        "PgDown": tr("Page ↓"),
        "PgUp": tr("Page ↑"),
        "Escape": "Esc",
        "Right": "→",
        "Left": "←",
        "Up": "↑",
        "Down": "↓",
        "-": "−",
        "Space": tr("Space"),
        "Backspace": tr("Backspace"),
        "Delete": tr("Delete"),
    }
    *modifiers, last = parts_of(key)
    return spoken_keys(" ".join([*modifiers, names.get(last, last)]))
