"""Names by capital letters and what stands around them, for when no encoder has found the entities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from annotation.reader import gazetteer, lexicon, phrases
from annotation.reader.reading import Reading, Stretch, Tagged
from annotation.reader.sentences import is_dateline
from annotation.reader.titles import Capitals

_MOST_NAMES = 4
# How often a rule was right on the Worldwide newswire's development articles.
_TITLED, _BODY, _ACRONYM, _ACTS, _RUN, _REPEATED = 0.93, 0.67, 0.64, 0.73, 0.62, 0.85


def entities(known: Reading) -> list[Tagged]:
    """People and organisations, in words; places and groups are left to the gazetteer. In reading order."""
    capitals = Capitals(known)
    headlines = [sentence for sentence in known.sentences if _is_headline(known, sentence)]
    found: list[Tagged] = []
    for sentence in known.sentences:
        if not _is_headline(known, sentence) and not is_dateline(known, sentence):
            found.extend(_Sentence(known, sentence, capitals).entities())
    by_words = {tuple(known.lower[one.start : one.end]): one for one in found}
    repeated = [one for headline in headlines for one in _repeated(known, headline, by_words)]
    return sorted([*found, *repeated])


class _Sentence:
    """Reads the runs of capitals of one sentence from left to right."""

    def __init__(self, known: Reading, sentence: Stretch, capitals: Capitals) -> None:
        self._known = known
        self._sentence = sentence
        self._capitals = capitals

    def entities(self) -> Iterator[Tagged]:
        at = self._sentence.start
        while at < self._sentence.end:
            end = at + 1
            place = gazetteer.match(self._known.words, at, self._sentence.end)
            if place is not None and not self._continues(place[0]):
                end = place[0]
            elif self._capitals.is_name_like(at):
                end = self._run_end(at)
                yield from self._run(at, end)
            at = end

    def _capital(self, at: int) -> bool:
        return at < self._sentence.end and self._capitals.is_capital(at)

    def _continues(self, end: int) -> bool:
        return end < self._sentence.end and (
            self._capital(end) or (self._known.words[end] == "of" and self._capital(end + 1))
        )

    def _run_end(self, at: int) -> int:
        end = at + 1
        while end < self._sentence.end:
            word = self._known.lower[end]
            joins = word == "&" and self._capital(end + 1)
            if self._capital(end) or word in lexicon.words("suffixes") or joins:
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
        if stop == at or not self._capital(stop):
            return at
        if word in {"of", "for", "the", "-"}:
            heads = lexicon.words("organisations") | {"secretary", "minister", "house"}
            return stop if word == "of" and self._known.lower[at - 1] in heads else at
        return stop if "the" not in self._known.lower[at:stop] and at > start else at

    def _run(self, start: int, end: int) -> Iterator[Tagged]:
        """What a run of capitals names: a person behind a title, a body, an acronym, or a person without a title."""
        title = self._title_end(start, end)
        if title is None:
            yield from self._untitled(start, end)
        elif title < end and not self._is_place(title, end) and self._is_person(title, end):
            yield Tagged(title, end, "person", _TITLED)

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

    def _is_place(self, start: int, end: int) -> bool:
        found = gazetteer.match(self._known.words, start, end)
        return found is not None and found[0] == end

    def _untitled(self, start: int, end: int) -> Iterator[Tagged]:
        if self._is_body(start, end):
            yield Tagged(start, end, "organisation", _BODY)
            return
        place = gazetteer.match(self._known.words, start, end)
        if place is not None:
            yield from self._run(place[0], end) if place[0] < end else ()
        elif self._is_acronym(start, end):
            yield Tagged(start, end, "organisation", _ACRONYM)
        else:
            yield from self._person(start, end)

    def _is_body(self, start: int, end: int) -> bool:
        """Whether a word for a body ends the run, or stands before "of"."""
        if end - start < 2:
            return False
        lower = self._known.lower
        heads = lexicon.words("organisations")
        return lower[end - 1] in heads | lexicon.words("administrations") or any(
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
            and word.lower() not in lexicon.words("not_names") | lexicon.words("suffixes")
        )

    def _person(self, start: int, end: int) -> Iterator[Tagged]:
        """A person without a title in capitals; "EU foreign policy chief" and "spokesman" before it are titles too."""
        before = self._known.lower[start - 1] if start > self._sentence.start else ""
        if not self._is_person(start, end):
            return
        if end - start == 1 and self._capitals.is_first(start) and not self._capitals.elsewhere(start):
            return
        if before in lexicon.words("titles"):
            yield Tagged(start, end, "person", _TITLED)
        elif self._acts(end, only_speaks=end - start == 1) or self._of_administration(end):
            yield Tagged(start, end, "person", _ACTS)
        elif end - start > 1 and not self._is_somewhere(before) and self._stands_as_person(start, end):
            yield Tagged(start, end, "person", _RUN)

    def _of_administration(self, end: int) -> bool:
        return end < self._sentence.end and self._known.lower[end] in lexicon.words("administrations")

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
        bodies = lexicon.words("organisations")
        return (
            end - start <= _MOST_NAMES + 1
            and lower[0] not in lexicon.words("place_starts")
            and lower[-1] not in lexicon.words("place_ends")
            and not any(word in lexicon.words("not_names") for word in lower)
            and not (one and (lower[0] in bodies or lower[0] in lexicon.words("titles")))
            and all(word[0].isalpha() for word in lower)
            and (one or not any(word in bodies for word in lower))
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

    def _is_somewhere(self, before: str) -> bool:
        return before in lexicon.words("places") | {"the", "a", "an", "'s", "our", "their", "this", "his", "her"}


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


def _repeated(known: Reading, headline: Stretch, by_words: dict[tuple[str, ...], Tagged]) -> Iterable[Tagged]:
    """The names in a headline that the text below it has too."""
    longest = max((len(words) for words in by_words), default=0)
    at = headline.start
    while at < headline.end:
        for length in range(min(longest, headline.end - at), 0, -1):
            same = by_words.get(tuple(known.lower[at : at + length]))
            if same is not None:
                yield Tagged(at, at + length, same.label, _REPEATED)
                at += length - 1
                break
        at += 1
