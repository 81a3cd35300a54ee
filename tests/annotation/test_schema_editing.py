"""Labels that are edited while a project is at work: what is different, what is refused, what moves."""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation.errors import Conflict, Problem, SchemaProblem
from annotation.model import Actor, Annotation
from annotation.project import Project
from annotation.resources import shipped
from annotation.schema import Schema, load_schema, parse_schema
from annotation.schema_editing import Fitting, Usage, differences, in_short, refusals
from annotation.schema_parts import walk
from annotation.schema_writing import Data, numbered, to_data, to_yaml
from annotation.store_schema import newest_tag, usage_of, versions
from tests.annotation.projects import ARTICLE, MENTION, QUOTE, STANCE, in_layer, laid_out, make

NEWS = shipped("schemas", "news.yaml").read_text("utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with closing(laid_out(tmp_path / "news.db")) as opened:
        yield opened


def news(*edits: tuple[str, str]) -> str:
    """The YAML for news with some of its words replaced."""
    text = NEWS
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def labels(text: str) -> Schema:
    return parse_schema(text, name="x.yaml")


def words(text: str) -> list[str]:
    """What is different from the schema for news."""
    return [difference.words for difference in differences(load_schema(), labels(text))]


RENAMED = ("id: group, name: Group,", "id: group, name: Bloc,")
RETIRED = ("id: mixed, name: mixed, key: B}", "id: mixed, name: mixed, key: B, retired: true}")
MERGED = (
    "id: direct, name: direct, key: D}",
    "id: direct, name: direct, key: D, retired: true, merged_into: indirect}",
)
MERGED_KIND = ("id: country, name: Country,", "id: country, name: Country, retired: true, merged_into: group,")
GONE = ("          - {id: direct, name: direct, key: D}\n", "")


# In words


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (RENAMED, "renamed kind “Group” to “Bloc”"),
        (RETIRED, "choice “mixed” (Quote, Kind) is retired"),
        (MERGED, "merged choice “direct” (Quote, Kind) into “indirect”"),
        (GONE, "choice “direct” (Quote, Kind) is removed"),
        (("key: Q\n", "key: R\n"), "layer “Quote” has the key R"),
        (("name: news\n", "name: our news\n"), "the labels are called “our news”"),
        (("shown: on demand", "shown: shown"), "layer “Stance” is shown at once"),
        (("many: true, look: thin", "many: true, look: wave"), "span role “Cue” (Quote) is drawn as a wave"),
        (("key: U, many: true", "key: U, many: false"), "span role “Cue” (Quote) can be filled once only"),
        (("key: U, many", "key: U, required: true, many"), "span role “Cue” (Quote) is required from now on"),
        (('name: Other, colour: ["#5a5a5a"', 'name: Other, colour: ["#5a5a5b"'), "kind “Other” has other colours"),
        ((", guidance: What is said.", ""), "span role “Content” (Quote) has no guidance"),
        (("plural: Quotes", "plural: Utterances"), "layer “Quote” has the plural “Utterances”"),
        (
            (
                "          - {id: mixed, name: mixed,",
                "          - {id: summary, name: summary, key: P}\n          - {id: mixed, name: mixed,",
            ),
            "choice “summary” (Quote, Kind) is new",
        ),
    ],
)
def test_a_difference_is_told_in_words(edit: tuple[str, str], told: str) -> None:
    assert words(news(edit)) == [told]


def test_a_new_layer_is_told_once_and_what_is_in_it_not(project: Project) -> None:
    data = to_data(load_schema())
    data["layers"].append({**data["layers"][0], "id": "place", "name": "Place", "key": "P"})
    assert words(to_yaml(data)) == ["layer “Place” is new"]


def test_another_order_is_told_by_the_list() -> None:
    data = to_data(load_schema())
    data["kinds"].reverse()
    data["layers"][1]["fields"][0]["choices"].reverse()
    assert words(to_yaml(data)) == [
        "the kinds stand in another order",
        "the choices of field “Kind” (Quote) stand in another order",
    ]


def test_many_differences_are_told_in_short() -> None:
    found = differences(load_schema(), labels(NEWS.replace("required: true, ", "")))
    assert in_short(found).endswith(f"; and {len(found) - 3} more")
    assert in_short([]) == "only the wording of the file"


# YAML


def test_what_is_written_reads_as_the_same_labels() -> None:
    text = to_yaml(to_data(load_schema()))
    assert labels(text) == load_schema()
    assert "  - {id: person, name: Person, colour: ['#2a5db0', '#8ab4f8']}\n" in text


_DATA = to_data(load_schema())
_NAMES = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300).filter(str.strip),
    st.sampled_from(
        [
            "no",
            "1",
            "- a",
            "# x",
            "a: b",
            "👩\u200d👩\u200d👧",
            "العربية",
            "“”’",
            "x\n\n  y\n",
            "\ufeff",
            " é ",
            "a\x85b\u2028c",
            "\x07",
        ]
    ),
)


@settings(deadline=None, max_examples=40)
@given(name=_NAMES, guidance=_NAMES, key=st.characters(exclude_categories=["Cs"]))
def test_any_name_guidance_and_key_come_back_as_they_were_written(name: str, guidance: str, key: str) -> None:
    data = deepcopy(_DATA)
    layer = data["layers"][2]
    layer["name"] = data["kinds"][0]["name"] = name
    layer["guidance"] = layer["spans"][0]["guidance"] = guidance
    layer["fields"][0]["choices"][0]["key"] = key
    with suppress(SchemaProblem):  # the key may be another one's
        assert to_data(labels(to_yaml(data))) == data


def test_comments_stay_when_a_text_is_numbered() -> None:
    text, schema = numbered(NEWS.replace("version: 1", "version: 1  # the first"), 7, name="x.yaml")
    assert text == NEWS.replace("version: 1", "version: 7  # the first")
    assert schema.version == 7


def test_a_byte_order_mark_is_no_part_of_a_schema() -> None:
    assert numbered("\ufeff" + NEWS, 2, name="x.yaml")[1].version == 2


# What is refused


@pytest.mark.parametrize(
    ("edit", "refusal"),
    [
        (GONE, "2 annotations use the choice “direct” (Quote, Kind); merge it into another or retire it instead"),
        (
            ('  - {id: country, name: Country, colour: ["#1e7a4c", "#81c995"]}\n', ""),
            "1 actor uses the kind “Country”; merge it into another or retire it instead of removing it.",
        ),
        (
            ("      - {id: cue, name: Cue, key: U, many: true, look: thin, guidance: The words that report it.}\n", ""),
            "2 annotations use the span role “Cue” (Quote); retire it instead of removing it.",
        ),
        (
            ("      - {id: holder, name: Holder,", "      - {id: bearer, name: Holder,"),
            "2 annotations use the actor role “Holder” (Stance); retire it instead of removing it.",
        ),
        (("  - id: stance\n", "  - id: attitude\n"), "2 annotations use the layer “Stance”; merge it into another or"),
        (("      - id: kind\n", "      - id: sort\n"), "2 annotations use the field “Kind” (Quote); retire it instead"),
    ],
)
def test_an_edit_that_would_orphan_annotations_is_refused_with_the_count(
    project: Project, edit: tuple[str, str], refusal: str
) -> None:
    before = [newest_tag(project.store), project.store.all_annotations(ARTICLE.id)]
    with pytest.raises(SchemaProblem) as caught:
        project.change_schema(news(edit))
    assert str(caught.value).startswith(refusal)
    assert "\n" not in str(caught.value)
    assert [newest_tag(project.store), project.store.all_annotations(ARTICLE.id)] == before
    assert project.store.history(annotator="mk", limit=5) == []


def test_everybody_s_annotations_count_whatever_their_status(project: Project) -> None:
    project.reject(in_layer(project, "quote"))
    project.annotator = "ana"
    project.lay_out(ARTICLE.id)
    with pytest.raises(SchemaProblem, match=r"^3 annotations use the choice"):
        project.change_schema(news(GONE))


def test_a_role_that_is_filled_several_times_stays_so(project: Project) -> None:
    quote = in_layer(project, "quote")
    first, *_ = quote.spans["cue"]
    project.fix(quote, quote.with_spans("cue", (first, replace_end(first))))
    with pytest.raises(SchemaProblem, match=r"^1 annotation has more than one in the span role “Cue”"):
        project.change_schema(news(("key: U, many: true", "key: U")))
    assert project.change_schema(news(("key: O, many: true", "key: O")))


def replace_end(span):  # another span behind it
    return type(span)(span.end + 1, span.end + 3)


def test_a_layer_whose_suggestions_were_asked_for_is_not_removed() -> None:
    old, new = load_schema(), labels(NEWS[: NEWS.index("  - id: stance")])
    assert refusals(old, new, Usage(shown={"stance": 3})) == [
        "Suggestions of the layer “Stance” were asked for in 3 articles; retire it instead of removing it."
    ]
    assert refusals(old, new, Usage()) == []


def test_what_nothing_uses_can_be_removed(project: Project) -> None:
    project.change_schema(news(("          - {id: mixed, name: mixed, key: B}\n", "")))
    assert project.schema.tag == "news@2"


def test_the_same_labels_again_are_refused(project: Project) -> None:
    with pytest.raises(Problem, match="labels of version 1 already"):
        project.change_schema(NEWS)
    project.change_schema(f"# only a comment\n{NEWS}")
    assert project.store.history(annotator="mk", limit=1)[0].action.endswith("only the wording of the file")


@pytest.mark.parametrize("text", ["", "name: x", "- a", "\x00", NEWS.replace("key: U", "key: c"), "👍" * 5000])
def test_what_is_no_schema_is_refused_in_a_sentence(project: Project, text: str) -> None:
    with pytest.raises(SchemaProblem) as caught:
        project.change_schema(text)
    assert str(caught.value).startswith("The labels")
    assert newest_tag(project.store) == "news@1"


# What is kept


def test_old_annotations_know_the_version_that_they_were_made_under(project: Project) -> None:
    old = project.accept(in_layer(project, "quote")).edits[0].after
    project.change_schema(news(RENAMED))
    project.accept(in_layer(project, "stance"))
    assert in_layer(project, "stance").schema == "news@2"
    assert in_layer(project, "quote") == old
    assert in_layer(project, "quote").schema == "news@1"
    made = replace(MENTION, id="m-9", schema="")
    project.add(made)
    stored = project.store.annotation("m-9")
    assert stored is not None
    assert stored.schema == "news@2"


def test_a_new_requirement_binds_new_decisions_only(project: Project) -> None:
    quote = in_layer(project, "quote")
    project.fix(quote, quote.with_actors("speaker", ()))
    required = news(
        ("id: speaker, name: Speaker, key: W, many: true", "id: speaker, name: Speaker, key: W, required: true")
    )
    project.change_schema(required)
    assert project.schema.complaint(in_layer(project, "quote")) is None
    with pytest.raises(Problem, match="no speaker yet"):
        project.accept(in_layer(project, "quote"))


def test_the_history_tells_what_was_changed_and_undo_passes_it_over(project: Project) -> None:
    project.accept(in_layer(project, "quote"))
    project.change_schema(news(RENAMED))
    newest = project.store.history(annotator="mk", limit=1)[0]
    assert newest.action == "labels, version 2: renamed kind “Group” to “Bloc”"
    assert project.undo().action == "accept quote"
    with pytest.raises(Problem, match="nothing to undo"):
        project.undo()
    assert project.redo().action == "accept quote"
    assert project.schema.tag == "news@2"


def test_an_older_version_can_be_taken_up_again(project: Project) -> None:
    project.change_schema(news(RENAMED))
    project.change_schema(versions(project.store)[0].text)
    assert [one.tag for one in versions(project.store)] == ["news@1", "news@2", "news@3"]
    kind = project.schema.kind("group")
    assert kind is not None
    assert kind.name == "Group"


def test_an_older_version_that_lacks_what_is_used_is_refused(project: Project) -> None:
    data = to_data(load_schema())
    tone: Data = {"id": "tone", "name": "Tone", "choices": [{"id": "calm", "name": "calm", "key": "K"}]}
    data["layers"][1]["fields"].append(tone)
    project.change_schema(to_yaml(data))
    quote = in_layer(project, "quote")
    project.fix(quote, quote.with_value("tone", "calm"))
    with pytest.raises(SchemaProblem, match=r"^1 annotation uses the field “Tone”"):
        project.change_schema(NEWS)


# Merging


def test_merging_a_choice_moves_everybody_s_annotations_as_one_step(project: Project) -> None:
    project.change_schema(news(MERGED))
    choices = {
        one.annotator: one.values["kind"] for one in project.store.all_annotations(ARTICLE.id) if one.layer == "quote"
    }
    assert choices == {None: "indirect", "mk": "indirect"}
    assert in_layer(project, "quote").schema == "news@2"
    assert project.undo().action == "merge choice “direct” (Quote, Kind) into “indirect”"
    assert (in_layer(project, "quote").values, in_layer(project, "quote").schema) == ({"kind": "direct"}, "news@1")
    assert project.schema.complaint(in_layer(project, "quote")) is None
    project.redo()
    assert in_layer(project, "quote").values == {"kind": "indirect"}


def test_merging_a_kind_moves_actors(project: Project) -> None:
    project.change_schema(news(MERGED_KIND))
    assert {actor.name: actor.kind for actor in project.store.actors_of(ARTICLE.id)}["Ukraine"] == "group"
    project.undo()
    assert {actor.name: actor.kind for actor in project.store.actors_of(ARTICLE.id)}["Ukraine"] == "country"


def test_several_merges_are_one_step(project: Project) -> None:
    project.change_schema(news(MERGED, MERGED_KIND))
    assert project.undo().action == "merge 2 labels into others"
    assert in_layer(project, "quote").values == {"kind": "direct"}
    assert "country" in {actor.kind for actor in project.store.actors_of(ARTICLE.id)}


def test_a_merge_moves_once_and_what_was_undone_stays(project: Project) -> None:
    project.change_schema(news(MERGED))
    project.undo()
    project.change_schema(news(MERGED, RENAMED))
    assert in_layer(project, "quote").values == {"kind": "direct"}


def test_what_is_merged_in_turn_ends_in_the_last(project: Project) -> None:
    last = (
        "id: indirect, name: indirect, key: I}",
        "id: indirect, name: indirect, key: I, retired: true, merged_into: mixed}",
    )
    project.change_schema(news(MERGED, last))
    assert in_layer(project, "quote").values == {"kind": "mixed"}


def test_a_layer_of_the_same_shape_can_be_merged() -> None:
    data = to_data(load_schema())
    data["layers"].append({**data["layers"][1], "id": "speech", "name": "Speech", "plural": "Speeches", "key": "P"})
    with tempfile.TemporaryDirectory() as folder, closing(laid_out(Path(folder) / "a.db")) as project:
        project.change_schema(to_yaml(data))
        data["layers"][1] |= {"retired": True, "merged_into": "speech"}
        project.change_schema(to_yaml(data))
        assert in_layer(project, "speech").spans == QUOTE.spans
        project.undo()
        assert in_layer(project, "quote").spans == QUOTE.spans


def test_a_layer_of_another_shape_is_refused_with_the_count(project: Project) -> None:
    edit = ("    plural: Quotes\n", "    plural: Quotes\n    retired: true\n    merged_into: stance\n")
    with pytest.raises(SchemaProblem, match=r"^2 annotations do not fit what the layer is merged into"):
        project.change_schema(news(edit))
    assert in_layer(project, "quote").layer == "quote"


def test_nothing_is_merged_into_what_is_retired(project: Project) -> None:
    retired = ("id: indirect, name: indirect, key: I}", "id: indirect, name: indirect, key: I, retired: true}")
    with pytest.raises(SchemaProblem, match="cannot be merged into what is retired"):
        project.change_schema(news(MERGED, retired))


@pytest.mark.parametrize(
    ("edits", "told"),
    [
        ([("key: D}", "key: D, merged_into: mixed}")], "write `retired: true` beside it"),
        ([("key: D}", "key: D, retired: true, merged_into: nothing}")], "cannot be merged into “nothing”"),
        ([("key: D}", "key: D, retired: true, merged_into: direct}")], "cannot be merged into “direct”"),
        ([MERGED, ("key: I}", "key: I, retired: true, merged_into: direct}")], "cannot be merged into"),
    ],
)
def test_a_merge_that_leads_nowhere_is_told(edits: list[tuple[str, str]], told: str) -> None:
    with pytest.raises(SchemaProblem, match=told):
        labels(news(*edits))


# Retiring


def test_what_is_retired_stays_valid_and_is_offered_no_more(project: Project) -> None:
    retired = news(("id: direct, name: direct, key: D}", "id: direct, name: direct, key: D, retired: true}"))
    project.change_schema(retired)
    assert project.schema.complaint(in_layer(project, "quote")) is None
    project.accept(in_layer(project, "quote"))
    quote = project.schema.offered.layer("quote")
    assert quote is not None
    assert [choice.id for choice in quote.fields[0].choices] == ["indirect", "mixed"]


def test_the_key_of_a_retired_part_is_free_for_others() -> None:
    twice = ("          - {id: mixed, name: mixed, key: B}", "          - {id: mixed, name: mixed, key: D}")
    with pytest.raises(SchemaProblem, match="stands there twice"):
        labels(news(twice))
    assert labels(news(twice, ("name: direct, key: D}", "name: direct, key: D, retired: true}")))


def test_nobody_has_to_fill_what_is_retired() -> None:
    schema = labels(news(("id: polarity\n", "id: polarity\n        retired: true\n")))
    assert schema.missing(replace(STANCE, values={})) is None
    assert load_schema().missing(replace(STANCE, values={})) is not None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (re.sub(r"(  - \{id: \w+, name: \w+, )(?=colour)", r"\1retired: true, ", NEWS), "every kind is retired"),
        (NEWS.replace("    plural", "    retired: true\n    plural"), "every layer is retired"),
        (news(("look: bar,", "look: bar, retired: true,")), "the first span role of “quote” is retired"),
        (re.sub(r"key: [DIB]", r"\g<0>, retired: true", NEWS), "every choice of “quote.kind” is retired"),
    ],
)
def test_something_is_left_to_choose(text: str, told: str) -> None:
    with pytest.raises(SchemaProblem, match=told):
        labels(text)


# What a reader suggests


def fitted(edit: tuple[str, str], annotation: Annotation) -> Annotation | None:
    return Fitting(labels(news(edit))).annotation(annotation)


def test_suggestions_follow_merges_and_leave_out_what_is_retired() -> None:
    merged = fitted(MERGED, QUOTE)
    assert merged is not None
    assert merged.values == {"kind": "indirect"}
    retired = fitted(("key: D}", "key: D, retired: true}"), QUOTE)
    assert retired is not None
    assert retired.values == {}
    role = fitted(("key: U, many: true", "key: U, retired: true, many: true"), QUOTE)
    assert role is not None
    assert "cue" not in role.spans
    assert fitted(("    plural: Quotes\n", "    plural: Quotes\n    retired: true\n"), QUOTE) is None
    assert fitted(("  - id: quote\n", "  - id: speech\n"), QUOTE) is None
    assert fitted(RENAMED, QUOTE) == QUOTE


def test_suggested_actors_are_of_a_kind_that_is_offered() -> None:
    assert Fitting(load_schema()).kind("group") == "group"
    assert Fitting(load_schema()).kind("ship") == "other"
    assert Fitting(labels(news(MERGED_KIND))).kind("country") == "group"
    without = labels(news(('  - {id: other, name: Other, colour: ["#5a5a5a", "#bdbdbd"]}\n', "")))
    assert Fitting(without).kind("ship") == "group"


def test_a_reader_s_answer_comes_in_as_the_labels_have_it(tmp_path: Path) -> None:
    with closing(Project.create(tmp_path / "a.db", annotator="mk")) as project:
        from tests.annotation.projects import SUGGESTED, add_articles

        add_articles(project, [ARTICLE])
        project.change_schema(news(MERGED, MERGED_KIND))
        project.keep_suggestions(ARTICLE.id, SUGGESTED)
        project.lay_out(ARTICLE.id)
        assert in_layer(project, "quote").values == {"kind": "indirect"}
        assert in_layer(project, "quote").schema == "news@2"
        assert {actor.kind for actor in project.store.actors_of(ARTICLE.id)} == {"person", "group"}


def test_kept_suggestions_of_a_retired_layer_are_not_laid_out(tmp_path: Path) -> None:
    with closing(make(tmp_path / "a.db")) as project:
        project.change_schema(news(("    plural: Stances\n", "    plural: Stances\n    retired: true\n")))
        assert project.lay_out(ARTICLE.id)
        assert {one.layer for one in project.annotations(ARTICLE.id)} == {"mention", "quote"}


# Two windows on one file


@pytest.fixture
def second(project: Project) -> Iterator[Project]:
    with closing(Project.open(project.store.path, annotator="mk")) as opened:
        yield opened


def test_another_window_sees_that_the_labels_are_new(project: Project, second: Project) -> None:
    assert second.labels_are_newest
    project.change_schema(news(RENAMED))
    assert project.labels_are_newest
    assert not second.labels_are_newest


def test_two_edits_of_the_same_version_do_not_overwrite_each_other(project: Project, second: Project) -> None:
    project.change_schema(news(RENAMED), base="news@1")
    with pytest.raises(Conflict, match="changed in another window"):
        second.change_schema(news(RETIRED), base="news@1")
    assert newest_tag(second.store) == "news@2"


def test_a_window_with_older_labels_cannot_write_what_the_newer_ones_have_no_place_for(
    project: Project, second: Project
) -> None:
    project.change_schema(news(("          - {id: mixed, name: mixed, key: B}\n", "")))
    quote = in_layer(second, "quote")
    with pytest.raises(Conflict, match="“mixed” is no choice"):
        second.fix(quote, quote.with_value("kind", "mixed"))
    second.fix(quote, quote.with_value("kind", "indirect"))
    assert in_layer(project, "quote").values == {"kind": "indirect"}


def test_undo_does_not_bring_back_what_the_labels_have_no_place_for(project: Project) -> None:
    quote = in_layer(project, "quote")
    project.fix(quote, quote.with_value("kind", "mixed"))
    project.undo()
    project.change_schema(news(("          - {id: mixed, name: mixed, key: B}\n", "")))
    with pytest.raises(Conflict, match="“mixed” is no choice"):
        project.redo()
    project.change_schema(NEWS)
    project.redo()
    assert in_layer(project, "quote").values == {"kind": "mixed"}


def test_taking_back_does_not_bring_back_what_the_labels_have_no_place_for(project: Project) -> None:
    quote = replace(in_layer(project, "quote"), id="q-own", values={"kind": "mixed"})
    made = project.add(quote).edits[0].after
    assert isinstance(made, Annotation)
    deleted = project.reject(made)
    project.change_schema(news(("          - {id: mixed, name: mixed, key: B}\n", "")))
    with pytest.raises(Conflict, match="“mixed” is no choice"):
        project.take_back(deleted)
    assert project.store.annotation("q-own") is None


# Counting


def test_every_part_is_counted(project: Project) -> None:
    usage = usage_of(project.store)
    assert usage.counts["kinds", "person"] == 2
    assert usage.counts["layers", "stance", "spans", "target"] == 2
    assert usage.counts["layers", "stance", "actors", "target"] == 2
    assert usage.counts["layers", "stance", "fields", "polarity", "choices", "oppose"] == 2
    assert usage.told(("kinds", "country")) == "1 actor"
    assert usage.told(("layers", "quote")) == "2 annotations"
    assert usage.told(("layers", "nothing")) == ""
    assert not any(usage.several.values())
    project.reveal(ARTICLE.id, "stance")
    assert usage_of(project.store).shown == {"stance": 1}


# Any edit


_EDITS: tuple[Callable[[list[Data], Data, random.Random], object], ...] = (
    lambda parts, part, _: parts.remove(part),
    lambda _parts, part, _: part.update(retired=True),
    lambda parts, part, chance: part.update(retired=True, merged_into=chance.choice(parts)["id"]),
    lambda _parts, part, _: part.update(id=f"{part['id']}_2"),
    lambda _parts, part, _: part.update(name="👍 العربية"),
    lambda parts, part, chance: parts.append({**part, "id": f"new_{len(parts)}", "key": chance.choice("XYZVNL")}),
    lambda parts, _part, chance: chance.shuffle(parts),
    lambda _parts, part, _: part.update(many=not part.get("many", False)),
    lambda _parts, part, _: (part.pop("retired", None), part.pop("merged_into", None)),
)


def _any_edit(data: Data, chance: random.Random) -> None:
    """Does one thing at random to the data of a schema: right or wrong, allowed or refused."""
    lists = [data["kinds"], data["layers"]]
    for layer in data["layers"]:
        fields = layer.get("fields", [])
        lists += [layer["spans"], layer.get("actors", []), fields, *(field["choices"] for field in fields)]
    parts = chance.choice([found for found in lists if found])
    chance.choice(_EDITS)(parts, chance.choice(parts), chance)


def everything(project: Project) -> tuple[list[Annotation], list[Actor]]:
    return project.store.all_annotations(ARTICLE.id), project.store.actors_of(ARTICLE.id)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32), st.integers(1, 4), st.integers(1, 3))
def test_any_edit_that_is_accepted_leaves_everything_valid_and_any_other_changes_nothing(
    seed: int, versions_made: int, edits: int
) -> None:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, closing(laid_out(Path(folder) / "a.db")) as project:
        quote = in_layer(project, "quote")
        project.fix(quote, quote.with_value("kind", "mixed").with_spans("cue", ()))
        for _ in range(versions_made):
            data, before, tag = to_data(project.schema), everything(project), project.schema.tag
            for _ in range(edits):
                _any_edit(data, chance)
            try:
                project.change_schema(to_yaml(data))
            except Problem:
                assert (everything(project), newest_tag(project.store)) == (before, tag)
            _check_valid(project)
            for step in (project.undo, project.undo, project.redo):
                with suppress(Problem):
                    step()
                _check_valid(project)


def _check_valid(project: Project) -> None:
    annotations, actors = everything(project)
    assert [project.schema.complaint(one) for one in annotations] == [None] * len(annotations)
    assert all(project.schema.kind(actor.kind) for actor in actors)


def test_every_part_is_walked_once() -> None:
    paths = [path for path, _ in walk(load_schema())]
    assert len(paths) == len(set(paths))
    assert ("layers", "quote", "fields", "kind", "choices", "direct") in paths
