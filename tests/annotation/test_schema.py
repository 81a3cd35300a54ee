from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation.errors import SchemaProblem
from annotation.model import Annotation, Span
from annotation.resources import shipped
from annotation.schema import Schema, load_schema, parse_schema
from tests.annotation.projects import MENTION, QUOTE, STANCE

NEWS = shipped("schemas", "news.yaml").read_text("utf-8")


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load_schema()


def refusal(text: str) -> str:
    with pytest.raises(SchemaProblem) as caught:
        parse_schema(text, name="x.yaml")
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.startswith("x.yaml")
    return sentence


def misspelt(right: str, wrong: str) -> tuple[str, int]:
    """What is said of the news schema with its first `right` written `wrong`, and the line that this is on."""
    assert right in NEWS
    return refusal(NEWS.replace(right, wrong, 1)), NEWS[: NEWS.index(right)].count("\n") + 1


def test_the_news_schema_has_its_layers_kinds_and_choices(schema: Schema) -> None:
    assert schema.tag == "news@1"
    assert [layer.id for layer in schema.layers] == ["mention", "quote", "stance"]
    assert [kind.id for kind in schema.kinds] == ["person", "organisation", "country", "group", "other"]
    assert schema.on_demand == {"stance"}
    stance = schema.layer("stance")
    assert stance is not None
    polarity = stance.field("polarity")
    assert polarity is not None
    assert [choice.id for choice in polarity.choices] == ["support", "oppose", "mixed", "neutral"]
    assert stance.main_role.id == "evidence"


def test_every_part_of_the_news_schema_has_a_name_and_guidance(schema: Schema) -> None:
    for layer in schema.layers:
        for part in (layer, *layer.spans, *layer.actors, *layer.fields):
            assert part.name
            assert part.guidance, f"{layer.id}.{part.id}"


def test_unknown_parts_are_none(schema: Schema) -> None:
    layer = schema.layers[0]
    assert (schema.layer("x"), schema.kind("x")) == (None, None)
    assert (layer.span_role("x"), layer.actor_role("x"), layer.field("x")) == (None, None, None)


# Annotations under a schema


@pytest.mark.parametrize("annotation", [MENTION, QUOTE, STANCE], ids=lambda one: one.layer)
def test_a_whole_annotation_fits(schema: Schema, annotation: Annotation) -> None:
    assert schema.complaint(annotation) is None
    assert schema.missing(annotation) is None


@pytest.mark.parametrize(
    ("annotation", "sentence"),
    [
        (replace(MENTION, layer="mentoin"), "“mentoin” is no layer; did you mean “mention”?"),
        (replace(MENTION, layer="x"), "“x” is no layer; the schema has “mention”, “quote” and “stance”."),
        (
            replace(QUOTE, spans={"contents": (Span(0, 1),)}),
            "“contents” is no span role of layer “quote”; did you mean “content”?",
        ),
        (
            replace(QUOTE, actors={"speeker": ("a",)}),
            "“speeker” is no actor role of layer “quote”; did you mean “speaker”?",
        ),
        (replace(QUOTE, values={"knd": "direct"}), "“knd” is no field of layer “quote”; did you mean “kind”?"),
        (replace(QUOTE, values={"kind": "dirct"}), "“dirct” is no choice of “quote.kind”; did you mean “direct”?"),
        (
            replace(MENTION, spans={"text": (Span(0, 1), Span(2, 3))}),
            "The role “text” of layer “mention” takes one span, not 2.",
        ),
        (
            replace(MENTION, actors={"actor": ("a", "b")}),
            "The role “actor” of layer “mention” takes one actor, not 2.",
        ),
    ],
)
def test_what_the_schema_does_not_know_is_named_with_what_would_be_right(
    schema: Schema, annotation: Annotation, sentence: str
) -> None:
    assert schema.complaint(annotation) == sentence


@pytest.mark.parametrize(
    ("annotation", "sentence"),
    [
        (replace(MENTION, actors={}), "This mention has no actor yet; give it one (key W), then accept."),
        (replace(QUOTE, spans={}), "This quote has no content yet; give it one (key C), then accept."),
        (replace(QUOTE, values={}), "This quote has no kind yet; give it one, then accept."),
        (
            replace(STANCE, spans={}, actors={"holder": ("a",)}),
            "This stance has no target yet; give it one (key G), then accept.",
        ),
    ],
)
def test_the_first_missing_part_is_named(schema: Schema, annotation: Annotation, sentence: str) -> None:
    assert schema.missing(annotation) == sentence


@pytest.mark.parametrize("left", ["spans", "actors"])
def test_a_target_is_either_words_or_an_actor(schema: Schema, left: str) -> None:
    without = {"spans": {"spans": {}}, "actors": {"actors": {"holder": ("a",)}}}
    gone = "actors" if left == "spans" else "spans"
    assert schema.missing(replace(STANCE, **without[gone])) is None  # type: ignore[arg-type]


# Schema files that are not right


@pytest.mark.parametrize(
    ("right", "wrong", "hint"),
    [
        ("    plural: Quotes", "    plurl: Quotes", "the key “plurl” is unknown; did you mean “plural”?"),
        (
            'colour: ["#b3261e", "#f2918b"]\n    shown',
            'color: ["#b3261e", "#f2918b"]\n    shown',
            "did you mean “colour”?",
        ),
        (
            "required: true, look: fill",
            "requird: true, look: fill",
            "the key “requird” is unknown; did you mean “required”?",
        ),
        (
            "    shown: on demand",
            "    shown: on-demand",
            "“on-demand” is no value of “shown”; right would be 'shown' or 'on demand'.",
        ),
        (
            "version: 1",
            "version: one",
            "the value of “version” is not right",
        ),
        ("id: quote\n", "id: Quote\n", "the value of “id” is not right"),
        ("key: Q\n", "key: QQ\n", "the value of “key” is not right"),
    ],
)
def test_a_misspelling_names_file_line_and_what_would_be_right(right: str, wrong: str, hint: str) -> None:
    sentence, line = misspelt(right, wrong)
    assert sentence.startswith(f"x.yaml, line {line}: ")
    assert hint in sentence


def test_a_wrong_colour_is_named_with_its_line() -> None:
    sentence, line = misspelt('"#8a5a00", "#f2c14e"]\n    shown', '"orange", "#f2c14e"]\n    shown')
    assert sentence.startswith(f"x.yaml, line {line}: the value of “colour” is not right")


def test_a_missing_key_is_named_with_the_line_of_its_layer() -> None:
    sentence, _ = misspelt("    key: Q\n", "")
    assert "the key “key” is missing here; add it." in sentence
    assert NEWS.splitlines()[int(sentence.split("line ")[1].split(":")[0]) - 1].strip() == "- id: quote"


@pytest.mark.parametrize(
    ("right", "wrong", "twice"),
    [
        ("id: quote\n", "id: mention\n", "the layer “mention”"),
        ("key: Q\n", "key: m\n", "the layer key “M”"),
        ("id: cue,", "id: content,", "the span role of “quote” “content”"),
        ("key: U,", "key: c,", "the key of “quote” “C”"),
        ("id: organisation,", "id: person,", "the kind “person”"),
    ],
)
def test_two_parts_that_could_not_be_told_apart_are_named(right: str, wrong: str, twice: str) -> None:
    sentence, _ = misspelt(right, wrong)
    assert f"{twice} stands there twice; give each its own." in sentence


@pytest.mark.parametrize("text", ["", "- a", "plain words", "# only a comment"])
def test_a_file_that_is_no_mapping_is_told_what_a_schema_is(text: str) -> None:
    assert "a schema is a mapping with name, version, kinds and layers" in refusal(text)


def test_broken_yaml_is_told_with_its_line() -> None:
    assert refusal("name: news\nkinds: [\n").startswith("x.yaml, line 3: ")


def test_a_schema_that_is_not_there_or_no_text_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SchemaProblem, match="cannot be read"):
        load_schema(tmp_path / "none.yaml")
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SchemaProblem, match="cannot be read"):
        load_schema(binary)


@settings(deadline=None)
@given(
    st.integers(0, len(NEWS.splitlines()) - 1),
    st.sampled_from(["x", ": :", "- -", "\t", "[", "{}", "''", "key: 1", "&a *b"]),
)
def test_a_line_that_is_replaced_by_anything_never_breaks_the_program(number: int, junk: str) -> None:
    lines = NEWS.splitlines()
    lines[number] = junk
    with suppress(SchemaProblem):
        parse_schema("\n".join(lines), name="x.yaml")


def test_what_is_offered_forgets_what_was_looked_up_before() -> None:
    data = load_schema().model_dump()
    data["layers"][-1]["retired"] = True
    schema = Schema.model_validate(data)
    retired = schema.layers[-1].id
    assert schema.layer(retired) is not None
    assert schema.kind("person") is not None
    assert schema.offered.layer(retired) is None
    assert schema.offered.offered.layer(retired) is None
