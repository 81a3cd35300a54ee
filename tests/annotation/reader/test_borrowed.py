from __future__ import annotations

from pathlib import Path

import pytest
import spacy

from annotation.errors import Problem
from annotation.model import Article, Labels
from annotation.reader import load_reader

TEXT = (
    "The plan is dead, Zorblax announced on Monday after the talks with all of the ministers, and it was not his first."
)


def names_pipeline(folder: Path) -> str:
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": "Zorblax"}])
    nlp.to_disk(folder)
    return str(folder)


def quotes_pipeline(folder: Path, *, without: str = "") -> str:
    nlp = spacy.blank("en")
    patterns = [("content", "The plan is dead"), ("source", "Zorblax"), ("cue", "announced")]
    ruler = nlp.add_pipe("span_ruler")
    ruler.add_patterns([{"label": label.upper(), "pattern": words} for label, words in patterns if label != without])
    nlp.to_disk(folder)
    return str(folder)


def quotes_of(labels: Labels) -> list[tuple[str, str, str]]:
    return [
        tuple(TEXT[slice(*quote.spans[role][0])] for role in ("content", "cue", "source"))  # type: ignore[misc]
        for quote in labels.annotations
        if quote.layer == "quote"
    ]


def test_a_users_pipeline_finds_the_names(tmp_path: Path):
    name = f"names={names_pipeline(tmp_path / 'own')}"
    labels = load_reader(name).read(Article(id="a", text=TEXT), Labels())
    assert [(actor.name, actor.kind) for actor in labels.actors] == [("Zorblax", "person")]
    assert {annotation.model for annotation in labels.annotations} == {name}


def test_a_users_pipeline_finds_the_parts_of_quotes(tmp_path: Path):
    reader = load_reader(f"quotes={quotes_pipeline(tmp_path / 'own')}")
    assert quotes_of(reader.read(Article(id="a", text=TEXT), Labels())) == [
        ("The plan is dead", "announced", "Zorblax")
    ]


def test_two_pipelines_share_the_work(tmp_path: Path):
    name = f"names={names_pipeline(tmp_path / 'one')}, quotes={quotes_pipeline(tmp_path / 'two')}"
    labels = load_reader(name).read(Article(id="a", text=TEXT), Labels())
    (quote,) = [a for a in labels.annotations if a.layer == "quote"]
    (actor,) = labels.actors
    assert quote.actors["speaker"] == (actor.id,)


@pytest.mark.parametrize("name", ["no_such_pipeline", "names=no_such_pipeline"])
def test_a_pipeline_that_is_not_there_is_told(name: str):
    with pytest.raises(Problem, match="There is no spaCy pipeline “no_such_pipeline”, neither installed nor"):
        load_reader(name)


def test_what_a_pipeline_lacks_is_named_and_what_it_is_good_for(tmp_path: Path):
    folder = names_pipeline(tmp_path / "own")
    with pytest.raises(Problem, match="no component that labels source, cue, content, which quotes need") as found:
        load_reader(folder)
    assert f"names={folder}" in str(found.value)


def test_a_pipeline_without_one_of_the_parts_says_which(tmp_path: Path):
    with pytest.raises(Problem, match="no component that labels cue, which quotes need; choose another one"):
        load_reader(f"quotes={quotes_pipeline(tmp_path / 'own', without='cue')}")


def test_a_pipeline_that_cannot_be_loaded_is_told(tmp_path: Path):
    folder = names_pipeline(tmp_path / "own")
    config = Path(folder) / "config.cfg"
    config.write_text(config.read_text().replace('factory = "entity_ruler"', 'factory = "nobody_has_this"'))
    with pytest.raises(Problem, match="cannot be loaded: "):
        load_reader(f"names={folder}")


@pytest.mark.parametrize("name", ["=x", "stances=x", "names=", ","])
def test_a_name_that_says_nothing_is_told(name: str):
    with pytest.raises(Problem, match="names no reader; write a pipeline's name or folder"):
        load_reader(name)
