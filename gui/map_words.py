"""What a map says in words: its lines, its facts, and why it is empty."""

from __future__ import annotations

from collections.abc import Mapping

from annotation.describe import in_sentence, shorten
from annotation.schema import Schema
from annotation.standing import Arrow, Key, Node, Polarity, Standing, polarities, sentence
from annotation.words import noted, tr, tr_many
from gui.map_list import MapLine
from gui.map_shapes import Style

NO_STANCES = noted(
    "The labels of this project know no stances: no layer has a holder, a target, and choices of how one stands to the "
    "other. So there is nothing to draw."
)


class MapWords:
    """The words of one map."""

    def __init__(self, standing: Standing, schema: Schema, styles: Mapping[Polarity, Style]) -> None:
        self._schema, self._styles, self._arrows = schema, styles, standing.arrows
        self._names: dict[Key, str] = {node.key: " ".join(node.name.split()) for node in standing.nodes}

    def heading(self, source: Arrow | Node) -> str:
        """An arrow as a sentence, a node by its name."""
        if isinstance(source, Arrow):
            return sentence(source, self._names, self._schema)
        return shorten(self._names[source.key])

    def line(self, source: Arrow | Node) -> MapLine:
        """The line of the list for an arrow or a node."""
        if isinstance(source, Arrow):
            style = self._styles[source.polarity]
            beneath = _evidence(source)
            return MapLine(words=self.heading(source), beneath=beneath, style=style, suggested=source.suggested)
        kind = self._schema.kind(source.kind)
        facts = [in_sentence(kind.name) if kind else tr("words"), *self._stances(source)]
        colour = kind.colour if kind else None
        return MapLine(words=self.heading(source), beneath=" · ".join(facts), kind=colour)

    def of(self, source: Arrow | Node) -> str:
        """Both lines in one."""
        line = self.line(source)
        return f"{line.words} · {line.beneath}"

    def _stances(self, node: Node) -> list[str]:
        holds = sum(arrow.count for arrow in self._arrows if arrow.holder == node.key)
        about = sum(arrow.count for arrow in self._arrows if arrow.target == node.key)
        targeted = tr_many("target of {count} stance", "target of {count} stances", about)
        named = tr("target of {count:,}", count=about) if holds else targeted
        return [
            *([tr_many("holds {count} stance", "holds {count} stances", holds)] if holds else []),
            *([named] if about else []),
        ]


def facts_of(standing: Standing) -> str:
    """How much a map shows, and what it has no room for."""
    if not standing.arrows:
        return ""
    nodes = tr_many("{count} actor or target", "{count} actors and targets", len(standing.nodes))
    facts = [nodes, tr_many("{count} arrow", "{count} arrows", len(standing.arrows))]
    if standing.left_out:
        facts.append(tr("{count:,} more have too little evidence to find room", count=standing.left_out))
    return " · ".join(facts)


def why_empty(schema: Schema, *, filtered: bool, article: bool, whole_project: bool) -> str:
    """Why there is nothing to draw, and what to do."""
    keys = [layer.key for polarity in polarities(schema) if (layer := schema.layer(polarity.layer))]
    if not keys:
        return tr(NO_STANCES)
    if filtered:
        return tr("No stance passes the filters above. Tick more of them, or ask for fewer pieces of evidence.")
    if not article and not whole_project:
        return tr("No article is open. Import some with Ctrl+I.")
    project = noted("Nobody takes a stance in this project yet. Select words in the text and press {key} to label one.")
    here = noted("Nobody takes a stance in this article yet. Select words in the text and press {key} to label one.")
    return tr(project if whole_project else here, key=keys[0])


def _evidence(arrow: Arrow) -> str:
    count = tr_many("{count} piece of evidence", "{count} pieces of evidence", arrow.count)
    if arrow.suggested:
        return f"{count} · {tr('only suggested')}"
    if arrow.accepted == arrow.count:
        return count
    return tr("{evidence}, {accepted:,} of them accepted", evidence=count, accepted=arrow.accepted)
