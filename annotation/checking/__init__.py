"""What is probably not as it should be in one article: checked while one works, for people to look at."""

from __future__ import annotations

from collections.abc import Callable

from annotation.checking import of_actors, of_quotes, of_stances, of_text
from annotation.checking.check import Check, Material, Rule
from annotation.looked_at import PAGE
from annotation.model import Annotation, Article
from annotation.project import Project

RULES: tuple[Rule, ...] = (
    of_quotes.without_content,
    of_quotes.marks_outside,
    of_quotes.auxiliary_outside,
    of_quotes.without_speaker,
    of_quotes.twice,
    of_stances.incomplete,
    of_actors.two_kinds,
    of_actors.mention_of_nobody,
    of_actors.mention_in_mention,
    of_actors.pronouns,
    of_text.single_marks,
)


def material_of(project: Project, article: Article, *, rest: Callable[[], object] = lambda: None) -> Material:
    """What the rules need of an article of a project, as its annotator has it; read in portions, with rests between."""
    store = project.store
    ids = [outline.id for outline in store.outlines(article.id, project.annotator)]
    annotations: list[Annotation] = []
    for first in range(0, len(ids), PAGE):
        rest()
        portion = ids[first : first + PAGE]
        known = {annotation.id: annotation for annotation in store.annotations_with(portion)}
        annotations += [known[one] for one in portion if one in known]
    return Material(
        article=article,
        annotations=annotations,
        actors={actor.id: actor for actor in store.actors_of(article.id)},
        schema=project.schema,
        hidden=project.hidden_layers(article.id),
        rest=rest,
    )


def checks_of(material: Material) -> tuple[Check, ...]:
    """Everything to look at in an article, by the place where one looks at it."""
    found = [check for rule in RULES for check in rule(material)]
    return tuple(sorted(found, key=lambda check: (check.span, check.rule, check.annotation or "")))
