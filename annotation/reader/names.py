"""Names of actors: people behind titles, capitalised runs, acronyms, organisations, countries and groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.language import Language
from spacy.tokens import Doc

from annotation.reader import gazetteer, lexicon, phrases, seats
from annotation.reader.reading import Name, Reading, Stretch, reading
from annotation.reader.sentences import is_dateline

_LONGEST_TITLE = 7
_MOST_NAMES = 4


@Language.component("names")
def names(doc: Doc) -> Doc:
    """Find the words that name an actor; the cast says afterwards which of them are the same."""
    known = reading(doc)
    headlines: list[Stretch] = []
    lower_case = frozenset(word for word in known.words if word[0].islower())
    starts = {sentence.start for sentence in known.sentences}
    inner = frozenset(word for at, word in enumerate(known.words) if at not in starts)
    all_words = frozenset(known.words)
    for sentence in known.sentences:
        if _is_headline(known, sentence):
            headlines.append(sentence)
        elif not is_dateline(known, sentence):
            known.add_names(_outside_titles(_Sentence(known, sentence, lower_case, all_words, inner).names()))
    for headline in headlines:
        known.add_names(list(_repeated(known, headline)))
    return doc


def _outside_titles(found: Iterable[Name]) -> list[Name]:
    """Those that are not part of another's title: the Kremlin in "Kremlin spokesman Dmitry Peskov"."""
    names = list(found)
    titles = [name.title for name in names if name.title is not None]
    return [name for name in names if not any(title.holds(name.start) for title in titles)]


class _Sentence:
    """Reads the names of one sentence from left to right."""

    def __init__(
        self,
        known: Reading,
        sentence: Stretch,
        lower_case: frozenset[str],
        all_words: frozenset[str],
        inner: frozenset[str],
    ) -> None:
        """`inner` are the words that stand elsewhere than at the beginning of a sentence."""
        self._inner = inner
        self._known = known
        self._sentence = sentence
        self._lower_case = lower_case
        self._all_words = all_words

    def names(self) -> Iterator[Name]:
        at = self._sentence.start
        while at < self._sentence.end:
            found = self._group(at) or self._known_place(at)
            end = at + 1
            if found is None and self._begins_run(at):
                end = self._run_end(at)
                yield from (name for name in self._run(at, end) if self._stands_alone(name))
            elif found is not None:
                end = found.end
                if found.kind != "other" and self._stands_alone(found):
                    yield found
            at = max(end, at + 1)

    def _stands_alone(self, name: Name) -> bool:
        """Not the first half of a compound: "U.S.-brokered"."""
        words, offsets = self._known.words, self._known.offsets
        glued = name.end + 1 < len(words) and offsets[name.end - 1][1] == offsets[name.end][0]
        return not (glued and words[name.end] in "-–" and words[name.end + 1][0].islower())

    def _group(self, at: int) -> Name | None:
        """What an adjective of place makes: "European leaders", "EU foreign ministers", "the Polish parliament"."""
        found = gazetteer.match(self._known.words, at, self._sentence.end)
        if found is None or found[1].sense == "seat":
            return None
        end, entry = found
        for last in range(end, min(end + 3, self._sentence.end)):
            word = self._known.words[last]
            if word in lexicon.words("groups"):
                key = f"group:{' '.join(self._known.words[at : last + 1])}"
                return Name(at, last + 1, "group", key, "group")
            if word in lexicon.words("administrations"):
                return self._body(at, last, entry)
            if not phrases.is_noun(self._known, last) or not word.islower():
                return None
        return None

    def _body(self, at: int, last: int, entry: gazetteer.Entry) -> Name | None:
        words = self._known.words
        if (
            last + 1 < self._sentence.end
            and phrases.is_noun(self._known, last + 1)
            and not phrases.is_verb(self._known, last + 1)
        ):
            return None
        if words[last] == "government" and entry.kind == "country" and last == at + 1:
            return Name(at, last + 1, entry.kind, entry.key, "government")
        return Name(at, last + 1, "organisation", f"organisation:{' '.join(words[at : last + 1])}", "body")

    def _known_place(self, at: int) -> Name | None:
        """A name of the gazetteer, unless it goes on as the name of something else."""
        found = gazetteer.match(self._known.words, at, self._sentence.end)
        if found is None:
            return None
        end, entry = found
        if self._continues(end) and (self._run_end(at) > end):
            return None
        if entry.sense in {"demonym", "adjective"} and not self._is_people(at, entry):
            return Name(at, end, "other")
        if entry.sense == "seat" and not seats.acts(self._known, at, end):
            return Name(at, end, "other")
        proofs = gazetteer.ambiguous().get(entry.name)
        if proofs is not None and not proofs & self._all_words:
            return Name(at, end, "other")
        return Name(at, end, entry.kind, entry.key, entry.sense)

    def _is_people(self, at: int, entry: gazetteer.Entry) -> bool:
        """Whether the word is a plural ("Russians"), or opens a title, which `_run` takes care of."""
        return (
            entry.sense == "demonym"
            and self._known.words[at].endswith("s")
            and not self._known.words[at].endswith("ss")
        )

    def _continues(self, end: int) -> bool:
        return end < self._sentence.end and (
            self._capitalised(end) or (self._known.words[end] == "of" and self._capitalised(end + 1))
        )

    def _capitalised(self, at: int) -> bool:
        return (
            at < self._sentence.end
            and self._known.words[at][0].isupper()
            and self._known.lower[at] not in lexicon.words("days") | lexicon.words("months") - {"may", "march"}
            and self._known.lower[at] not in {"i", "i'm"}
        )

    def _begins_run(self, at: int) -> bool:
        """A capital that is not there only because a sentence or a quotation begins."""
        if not self._capitalised(at):
            return False
        if not self._first(at):
            return self._known.lower[at] not in lexicon.words("determiners") | lexicon.words("pronouns")
        word = self._known.lower[at]
        if word in lexicon.words("titles"):
            return True
        common = (
            word in self._lower_case or phrases.is_function(word) or phrases.is_adverb(word) or word.endswith("ing")
        )
        return not (common or word in lexicon.words("determiners") or word in lexicon.words("pronouns"))

    def _first(self, at: int) -> bool:
        before = self._known.words[at - 1] if at > self._sentence.start else ""
        return not before or not (before[-1].isalnum() or before in {",", "'s", "’s", "-", "'", "’"})

    def _run_end(self, at: int) -> int:
        end = at + 1
        while end < self._sentence.end:
            word = self._known.lower[end]
            joins = word == "&" and self._capitalised(end + 1)
            if self._capitalised(end) or word in lexicon.words("suffixes") or joins:
                end += 1
            elif (stop := self._over_particles(at, end)) > end:
                end = stop
            else:
                break
        return end

    def _over_particles(self, start: int, at: int) -> int:
        """Past "van der", and past "of the" where it goes on with the name of a body or an office."""
        word = self._known.lower[at]
        stop = at
        while stop < self._sentence.end and self._known.lower[stop] in lexicon.words("particles") | {"the", "-"}:
            stop += 1
        if stop == at or not self._capitalised(stop):
            return at
        if word in {"of", "for", "the", "-"}:
            heads = lexicon.words("organisations") | {"secretary", "minister", "house"}
            return stop if word == "of" and self._known.lower[at - 1] in heads else at
        return stop if "the" not in self._known.lower[at:stop] and at > start else at

    def _run(self, start: int, end: int) -> Iterator[Name]:
        """What a run of capitals names: a person behind a title, a body, an acronym, or a person without a title."""
        title = self._title_end(start, end)
        if title is not None and title < end:
            yield from self._titled(start, title, end)
        elif title == end:
            return
        else:
            yield from self._untitled(start, end)

    def _title_end(self, start: int, end: int) -> int | None:
        """Where the title that opens the run ends; None when there is none."""
        if self._known.lower[end - 1] in lexicon.words("organisations"):
            return None
        for at in range(end - 1, start - 1, -1):
            if self._known.lower[at] not in lexicon.words("titles"):
                continue
            if at + 2 < end and self._known.lower[at + 1] == "of":
                return min(at + 3, end)
            return at + 1
        return None

    def _titled(self, start: int, title: int, end: int) -> Iterator[Name]:
        found = gazetteer.match(self._known.words, title, end)
        if found is not None and found[0] == end:
            return
        if self._is_person(title, end):
            yield Name(title, end, "person", rule="title", title=Stretch(self._title_start(start), title))

    def _untitled(self, start: int, end: int) -> Iterator[Name]:
        if self._known.lower[end - 1] in lexicon.words("administrations") and end - start > 1:
            yield self._organisation(start, end)
            return
        if self._is_body(start, end):
            yield self._organisation(start, end)
            return
        found = gazetteer.match(self._known.words, start, end)
        if found is not None:
            yield from (name for name in [self._place_of_run(start, *found)] if name.kind != "other")
            if found[0] < end:
                yield from self._run(found[0], end)
            return
        following = self._known.lower[end] if end < self._sentence.end else ""
        if following in lexicon.words("administrations"):
            yield self._organisation(start, end + 1)
        elif self._is_acronym(start, end):
            yield self._organisation(start, end, rule="acronym")
        else:
            yield from self._person(start, end)

    def _place_of_run(self, start: int, end: int, entry: gazetteer.Entry) -> Name:
        acts = entry.sense == "name" or (entry.sense == "seat" and seats.acts(self._known, start, end))
        return Name(start, end, entry.kind if acts else "other", entry.key, entry.sense)

    def _organisation(self, start: int, end: int, *, rule: str = "body") -> Name:
        return Name(start, end, "organisation", f"organisation:{self._known.text(Stretch(start, end))}", rule)

    def _is_body(self, start: int, end: int) -> bool:
        """Whether a word for a body ends the run, or stands before "of"."""
        if end - start < 2:
            return False
        lower = self._known.lower
        heads = lexicon.words("organisations")
        return lower[end - 1] in heads or any(
            lower[at] in heads and lower[at + 1] in {"of", "for"} for at in range(start, end - 1)
        )

    def _is_acronym(self, start: int, end: int) -> bool:
        word = self._known.words[start]
        letters = word.replace(".", "").replace("-", "")
        return (
            end - start == 1
            and 2 <= len(letters) <= 6
            and letters.isupper()
            and letters.isalpha()
            and word.lower() not in lexicon.words("not_names")
            and word.lower() not in lexicon.words("suffixes")
        )

    def _person(self, start: int, end: int) -> Iterator[Name]:
        """A person without a title in capitals; "EU foreign policy chief" and "spokesman" before it are titles too."""
        before = self._known.lower[start - 1] if start > self._sentence.start else ""
        titled = before in lexicon.words("titles")
        if not self._is_person(start, end) or (
            end - start == 1 and self._first(start) and self._known.words[start] not in self._inner
        ):
            return
        if titled:
            yield Name(start, end, "person", rule="title", title=Stretch(self._title_start(start - 1), start))
        elif self._acts(end, only_speaks=end - start == 1):
            yield Name(start, end, "person", rule="acts")
        elif end - start > 1 and not self._is_somewhere(start, before) and self._stands_as_person(start, end):
            yield Name(start, end, "person", rule="run")

    def _stands_as_person(self, start: int, end: int) -> bool:
        """Whether what is around two or more capitals is more often around people: "by Ann Hale", "Ann Hale, 54,"."""
        before = self._known.lower[start - 1] if start > self._sentence.start else ""
        after = self._known.lower[end] if end < self._sentence.end else ""
        return (
            after in {",", "'s", "(", "who"}
            or before in lexicon.cues()
            or before in {"by", "with", "that", "and"}
            or (before == "to" and self._known.lower[start - 2] == "according")
        )

    def _is_person(self, start: int, end: int) -> bool:
        lower = self._known.lower[start:end]
        one = end - start == 1
        return (
            end - start <= _MOST_NAMES + 1
            and lower[0] not in lexicon.words("place_starts")
            and lower[-1] not in lexicon.words("place_ends")
            and not any(word in lexicon.words("not_names") for word in lower)
            and not (one and (lower[0] in lexicon.words("organisations") or lower[0] in lexicon.words("titles")))
            and all(word[0].isalpha() for word in lower)
            and (one or not any(word in lexicon.words("organisations") for word in lower))
            and not (one and (len(lower[0]) < 2 or lower[0] in lexicon.words("groups")))
            and not self._known.words[end - 1][:2].isupper()
        )

    def _acts(self, end: int, *, only_speaks: bool) -> bool:
        """Whether a verb (or only a reporting verb) follows: people without a title are known by what they do."""
        at = end
        while at < self._sentence.end and phrases.is_adverb(self._known.lower[at]):
            at += 1
        if at >= self._sentence.end or not self._known.outside(at):
            return False
        return self._known.lower[at] in lexicon.cues() if only_speaks else phrases.is_verb(self._known, at)

    def _is_somewhere(self, start: int, before: str) -> bool:
        return before in lexicon.words("places") or before in {
            "the",
            "a",
            "an",
            "'s",
            "our",
            "their",
            "this",
            "his",
            "her",
        }

    def _title_start(self, at: int) -> int:
        """Where the title begins whose last word is at or behind `at`: back to a determiner, a verb or a comma."""
        known = self._known
        start = at
        while start > self._sentence.start and at - start < _LONGEST_TITLE:
            before = start - 1
            capital_part = known.words[before][0].isupper() and not self._first_and_common(before)
            if not known.outside(before) or not (capital_part or self._plain_title_word(before)):
                break
            start = before
        return start

    def _first_and_common(self, at: int) -> bool:
        return self._first(at) and not self._begins_run(at) and gazetteer.match(self._known.words, at, at + 1) is None

    def _plain_title_word(self, at: int) -> bool:
        word = self._known.lower[at]
        return (
            (phrases.is_noun(self._known, at) or word == "press")
            and not word.endswith(("ed", "ing"))
            and (word not in lexicon.words("determiners") and word not in lexicon.words("pronouns"))
        )


def _is_headline(known: Reading, sentence: Stretch) -> bool:
    """Whether nearly all long words of a whole paragraph are capitalised, so that capitals tell nothing."""
    if not known.opens_paragraph[sentence.start] or sentence.end - sentence.start < 4:
        return False
    if known.words[sentence.end - 1] == ".":
        return False
    if sentence.end < len(known.words) and not known.opens_paragraph[sentence.end]:
        return False
    long_words = [word for word in known.words[sentence.start : sentence.end] if word.isalpha() and len(word) > 3]
    return len(long_words) > 2 and sum(word[0].isupper() for word in long_words) > 0.75 * len(long_words)


def _repeated(known: Reading, headline: Stretch) -> Iterator[Name]:
    """The names in a headline that the text below it has too."""
    by_words = {tuple(known.lower[name.start : name.end]): name for name in known.names}
    longest = max((len(words) for words in by_words), default=0)
    at = headline.start
    while at < headline.end:
        for length in range(min(longest, headline.end - at), 0, -1):
            same = by_words.get(tuple(known.lower[at : at + length]))
            if same is not None:
                yield Name(at, at + length, same.kind, same.key, "repeated")
                at += length - 1
                break
        at += 1
