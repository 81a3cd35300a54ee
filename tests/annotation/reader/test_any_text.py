from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotation.model import Labels
from annotation.reader.pipeline import shipped_pipeline as pipeline
from annotation.reader.reading import reading
from annotation.resources import shipped

SCHEMA = {layer["id"]: layer for layer in yaml.safe_load(shipped("schemas", "news.yaml").read_text("utf-8"))["layers"]}
PIECES = [
    "said", "says", "according to", "that", "Novak", "President", "the", "Kyiv", "Russia", "accused", "support for",
    "who", "he",
    "“", "”", '"', "'", "‘", "’", "«", "»", "„", ",", ".", "?", "—", "\n", "\n\n", " ", "U.S.",
    "'s", "and", "Mr.", "😀", "שלום", "e\u0301",
    "told", "calling", "including", "Germany", "EU", "officials", "van der", "of", "not", "\u00a0", "\u2028", "İ", "ß",
]  # fmt: skip


def check(text: str, labels: Labels) -> None:
    """Every suggestion is valid under the schema and stands on words of the text."""
    ids = {actor.id for actor in labels.actors}
    for annotation in labels.annotations:
        layer = SCHEMA[annotation.layer]
        assert (annotation.status, annotation.origin, annotation.annotator) == ("suggested", "model", None)
        assert 0 <= (annotation.score or -1) <= 1
        assert set(annotation.spans) <= {role["id"] for role in layer["spans"]}
        assert set(annotation.actors) <= {role["id"] for role in layer.get("actors", ())}
        required = {role["id"] for role in (*layer["spans"], *layer.get("actors", ())) if role.get("required")}
        assert required <= set(annotation.spans) | set(annotation.actors)
        for field in layer.get("fields", ()):
            assert annotation.values[field["id"]] in {choice["id"] for choice in field["choices"]}
        for pieces in annotation.spans.values():
            assert list(pieces) == sorted(pieces)
            assert all(text[start:end].strip() == text[start:end] != "" for start, end in pieces)
            assert all(one.end <= two.start for one, two in pairwise(pieces))
        assert all(actors and set(actors) <= ids for actors in annotation.actors.values())
    assert ids == {i for a in labels.annotations for actors in a.actors.values() for i in actors}


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(min_size=1)
    | st.lists(st.sampled_from(PIECES), min_size=1, max_size=60).map(" ".join)
    | st.lists(st.sampled_from(PIECES), min_size=1, max_size=60).map("".join)
)
def test_any_text_gives_valid_suggestions(text: str, read: Callable[..., object]):
    check(text, read(text).labels)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Word",
        "THE MINISTER SAID ON MONDAY THAT KYIV WOULD NOT SUPPORT THE PLAN, AND THE PRESIDENT OF FRANCE REJECTED IT.",
        "the minister said that kyiv would not support the plan and the president of france rejected it on monday",
        "“The plan is dead, said Ann Hale on Monday. She added that it” was not “over.",
        "Team\tPoints\nFrance\t3\nPoland\t1\n\n- Ann Hale: 12\n- Tom Moss: 7\n1. He said so.\n2) She did.",
        "Ann 😀 Hale said that the 🇺🇦 flag was up. “Yes,” said Tom 👨‍👩‍👧 Moss.",
        "Ann Hale said that ראש הממשלה אמר כי לא יתמוך בתוכנית and left. “نعم” she said.",
        " ",
        "\n",
        '"' * 50,
        "“" * 30,
        "‘’" * 30,
        "😀" * 20,
        "قال الرئيس: «نعم». ثم غادر.",
        "said",
        "X",
        ".",
        "“ ”",
    ],
)
def test_odd_texts_do_not_stop_it(text: str, read: Callable[..., object]):
    check(text, read(text).labels)


def test_the_words_are_the_text():
    text = "“U.S.-led talks,” Mr. O’Neill said… \r\n\tal-Assad  wouldn't—😀 go."
    assert pipeline().tokenizer(text).text == text


@pytest.mark.parametrize(
    "unit",
    ['"', "“", "'", "a", "Novak said ", "“Yes,” he said. ", "said that Clinton and ", "also ", "\n", ", ", "'s "],
)
def test_long_runs_of_anything_are_read(unit: str):
    # A part whose time grew faster than the text would need many minutes here.
    text = unit * (40_000 // len(unit))
    known = reading(pipeline()(text))
    assert "".join(known.words) == "".join(text.split())


def test_another_language_gets_nothing_and_a_remark(read: Callable[..., object]):
    german = "Der Minister sagte am Montag, dass er den Plan nicht unterstützen werde. „Nein“, sagte Anna Hale. " * 5
    labels = read(german).labels
    assert (labels.annotations, labels.actors) == ((), ())
    assert "reads English" in labels.remark


@pytest.mark.slow
def test_the_memory_does_not_grow_with_the_length(read: Callable[..., object]):
    resource = pytest.importorskip("resource")
    unit = "“We will not go,” Prime Minister Ann Hale said. Kyiv rejected the plan, and she left.\n"
    read(unit * 1_200)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    read(unit * 3_600)
    # Three times as long, 300,000 characters, and only what is found takes more memory: in kilobytes.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000


@pytest.mark.slow
def test_two_megabytes_are_read(read: Callable[..., object]):
    text = "“We will not go,” Prime Minister Ann Hale said. Kyiv rejected the plan, and she left.\n" * 23_000
    assert len(text) > 1_900_000
    assert len(read(text).layer("quote")) == 23_000
