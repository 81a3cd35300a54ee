from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotation.model import Actor, Annotation, Labels, Span
from annotation.reader.decided import with_decided_actors, without_contradictions

ANNA = Actor(id="1", name="Anna Novak", kind="person")
OTHER = Actor(id="2", name="Prague", kind="country")


def mention(start: int, end: int, actor: str = "1", status: str = "suggested", key: str = "m") -> Annotation:
    spans = {"text": (Span(start, end),)}
    return Annotation(id=key, article="a", layer="mention", spans=spans, actors={"actor": (actor,)}, status=status)


def quote(*content: tuple[int, int], status: str = "suggested", cue: tuple[int, int] = (90, 94)) -> Annotation:
    spans = {"content": tuple(Span(*piece) for piece in content), "cue": (Span(*cue),)}
    return Annotation(id="q", article="a", layer="quote", spans=spans, actors={"speaker": ("1",)}, status=status)


def stance(evidence: tuple[int, int], target: tuple[int, int], status: str = "suggested") -> Annotation:
    spans = {"evidence": (Span(*evidence),), "target": (Span(*target),)}
    return Annotation(id="s", article="a", layer="stance", spans=spans, actors={"holder": ("1",)}, status=status)


def left(suggested: Annotation, decided: Annotation) -> int:
    labels = Labels(actors=(ANNA,), annotations=(suggested,))
    return len(without_contradictions(labels, Labels(actors=(ANNA,), annotations=(decided,))).annotations)


@pytest.mark.parametrize(("start", "end", "stays"), [(0, 4, 0), (3, 9, 0), (4, 8, 1), (0, 2, 0)])
def test_nothing_overlaps_an_accepted_mention(start: int, end: int, stays: int):
    assert left(mention(start, end), mention(0, 4, status="accepted")) == stays


@pytest.mark.parametrize(("start", "end", "stays"), [(0, 4, 0), (0, 9, 1)])
def test_what_was_rejected_is_not_suggested_at_the_same_words_again(start: int, end: int, stays: int):
    assert left(mention(start, end), mention(0, 4, status="rejected")) == stays


def test_another_layer_at_the_same_words_stays():
    assert left(mention(0, 4), quote((0, 4), status="accepted")) == 1


def test_two_quotes_may_share_a_cue_but_no_content():
    assert left(quote((0, 10)), quote((20, 30), status="accepted")) == 1
    assert left(quote((0, 10), (28, 40)), quote((20, 30), status="accepted")) == 0


def test_two_stances_may_share_their_evidence():
    assert left(stance((0, 10), (5, 8)), stance((0, 10), (9, 10), status="accepted")) == 1
    assert left(stance((0, 10), (5, 8)), stance((2, 10), (5, 9), status="accepted")) == 0


def test_only_actors_that_are_named_are_kept():
    suggested = Labels(actors=(ANNA, OTHER), annotations=(mention(0, 4), mention(10, 12, "2")))
    decided = Labels(actors=(ANNA,), annotations=(mention(0, 4, status="rejected"),))
    assert without_contradictions(suggested, decided).actors == (OTHER,)


def test_the_actor_of_an_accepted_mention_is_used_everywhere():
    mine = Actor(id="mine", name="The minister", kind="person")
    suggested = Labels(actors=(ANNA,), annotations=(mention(0, 4), quote((20, 30))))
    decided = Labels(actors=(mine,), annotations=(mention(0, 4, "mine", "accepted"),))
    found = with_decided_actors(suggested, decided)
    assert [a.actors for a in found.annotations] == [{"actor": ("mine",)}, {"speaker": ("mine",)}]
    assert found.actors == (mine,)


@pytest.mark.parametrize(("name", "same"), [("anna novak", True), ("Novak", True), ("Eva Novak", False)])
def test_an_actor_is_the_same_by_name_or_lone_surname(name: str, same: bool):
    mine = Actor(id="mine", name=name, kind="person")
    found = with_decided_actors(Labels(actors=(ANNA,), annotations=(mention(0, 4),)), Labels(actors=(mine,)))
    assert (found.annotations[0].actors["actor"] == ("mine",)) is same


def test_a_stance_of_an_actor_towards_itself_falls_away():
    against = replace(stance((0, 10), (5, 8)), actors={"holder": ("1",), "target": ("2",)})
    suggested = Labels(actors=(ANNA, OTHER), annotations=(mention(0, 4), mention(5, 8, "2"), against))
    both = (mention(0, 4, "1", "accepted"), mention(5, 8, "1", "accepted"))
    found = with_decided_actors(suggested, Labels(actors=(ANNA,), annotations=both))
    assert [a.layer for a in found.annotations] == ["mention", "mention"]


TEXT = (
    "Czech Prime Minister Anna Novak said that Poland supports the treaty. “We will sign,” she said. “Soon.”\n"
    "Moscow condemned the treaty. Novak accused Moscow of lying. “Poland is a friend,” Novak told reporters."
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_reading_again_never_contradicts_what_was_decided(data: st.DataObject, read: Callable[..., object]):
    first = read(TEXT).labels
    statuses = [data.draw(st.sampled_from(["accepted", "rejected", "suggested"])) for _ in first.annotations]
    marked = [replace(a, status=status) for a, status in zip(first.annotations, statuses, strict=True)]
    decided = Labels(actors=first.actors, annotations=tuple(a for a in marked if a.status != "suggested"))
    again = read(TEXT, decided).labels
    # What is decided stays as it is, so that holding the answer against it once more takes nothing away.
    assert without_contradictions(again, decided).annotations == again.annotations
    places = {(a.layer, tuple(sorted(a.spans.items()))) for a in decided.annotations}
    assert not any((a.layer, tuple(sorted(a.spans.items()))) in places for a in again.annotations)


def test_reading_again_after_accepting_all_gives_nothing_new(read: Callable[..., object]):
    first = read(TEXT).labels
    accepted = tuple(replace(annotation, status="accepted") for annotation in first.annotations)
    assert read(TEXT, Labels(actors=first.actors, annotations=accepted)).labels.annotations == ()
