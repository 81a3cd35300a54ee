"""Where words may stand in a project, by its full-text index, and which mentions stand in some articles."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

import regex

from annotation.store_reading import LISTED, StoreReading

_RUN = regex.compile(r"[\p{L}\p{N}\p{M}\p{Co}]+")
# Scripts without blanks between words: the index takes a whole clause of them for one word.
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")


def articles_with(store: StoreReading, names: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Id, title and text of the articles that have every word of one of these names somewhere, in queue order.

    All articles, where the index does not know a name's words as such. Words that are written together with Chinese,
    Japanese or Thai letters are not found: the index does not know them either.
    """
    words = [_indexed_words(name) for name in names]
    if not all(words):
        return store.rows("SELECT id, title, text FROM articles ORDER BY number")
    either = " OR ".join(f"({' AND '.join(its)})" for its in words)
    query = (
        "SELECT id, articles.title, articles.text FROM articles_fts JOIN articles ON number = articles_fts.rowid "
        "WHERE articles_fts MATCH ? ORDER BY articles_fts.rowid"
    )
    return store.rows(query, either)


def mentions_in(
    store: StoreReading, articles: Sequence[str], annotator: str, layer: str, roles: tuple[str, str]
) -> list[tuple[Any, ...]]:
    """Article, annotation, start, end, status and actor (or none) of mentions in some articles.

    These are the annotator's, and the reader's where its answer was not laid out for them. `roles` are those of the
    span and of the actor.
    """
    waiting = "SELECT value FROM json_each(?1) EXCEPT SELECT article FROM progress WHERE annotator = ?2 AND suggested"
    return store.all_rows(
        'SELECT article, id, start, "end", status, actor FROM annotations '
        "JOIN spans ON spans.annotation = id AND spans.role = ?4 "
        "LEFT JOIN roles ON roles.annotation = id AND roles.role = ?5 "
        f"WHERE article IN ({LISTED.replace('?', '?1')}) AND layer = ?3 "
        f"AND (annotator = ?2 OR annotator IS NULL AND article IN ({waiting})) "
        "ORDER BY article, id, spans.position, roles.position",
        json.dumps(articles),
        annotator,
        layer,
        *roles,
    )


def progress_in(store: StoreReading, articles: Sequence[str], annotator: str) -> tuple[set[str], set[str]]:
    """Which of some articles are done for an annotator, and for which the reader's answer is still to be laid out."""
    query = f"SELECT article FROM progress WHERE article IN ({LISTED}) AND annotator = ? AND "
    listed = json.dumps(articles)
    done = {row[0] for row in store.rows(query + "state = 'done'", listed, annotator)}
    laid_out = {row[0] for row in store.rows(query + "suggested", listed, annotator)}
    return done, store.suggested(articles) - laid_out


def _indexed_words(name: str) -> list[str]:
    """The words of a name that the index is sure to take for the same words, quoted for a query.

    It knows the letters of an old Unicode, and takes an accent that is a character of its own for no letter.
    """
    return [f'"{run}"' for run in _RUN.findall(name) if all(map(_is_old_letter, run)) and not _UNSPACED.search(run)]


def _is_old_letter(character: str) -> bool:
    return unicodedata.ucd_3_2_0.category(character)[0] in "LN"
