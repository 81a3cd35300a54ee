"""Quotes: what is said (content), the verb that reports it (cue), who says it (source), by rules around each cue."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from annotation.reader import lexicon, phrases
from annotation.reader.reading import Name, Quote, Reading, Stretch, reading

_STOPS = frozenset({".", "!", "?", "…", "...", ";"})
_DASHES = frozenset({"—", "–", "--", "-"})
# These take a clause whatever it looks like.
_SAY = frozenset({"say", "says", "said", "saying", "think", "thinks", "thought", "believe", "believes", "believed"})
_PAST = frozenset({"said", "told", "thought", "wrote", "knew", "felt", "held", "swore"})
_OPENERS = frozenset({"that", "whether", "how", "why", "what", "if"})
# How far behind its cue a "that" or a quotation may begin: "told reporters at a rally in Ohio on Tuesday that …"
_SETTING = 18
# A quotation that no cue introduces is taken for speech only from this length on.
_LOOSE = 6


@Language.component("quotes")
def quotes(doc: Doc) -> Doc:
    """Find the quotes, then who speaks."""
    known = reading(doc)
    for sentence in known.sentences:
        found = _Sentence(known, sentence)
        known.quotes.extend(found.quotes())
    _carry_on(known)
    known.quotes.sort(key=lambda quote: quote.content[0])
    for quote in known.quotes:
        quote.speakers = _speakers(known, quote)
    _inherit(known)
    return doc


class _Sentence:
    """Reads the quotes of one sentence, from its first cue to its last; none inside the content of another."""

    def __init__(self, known: Reading, sentence: Stretch) -> None:
        self._known = known
        self._start = sentence.start
        self._end = sentence.end
        while self._end > self._start and known.words[self._end - 1] in _STOPS and known.outside(self._end - 1):
            self._end -= 1
        self._taken: set[int] = set()  # words that are part of a quote already
        self._said: set[int] = set()  # those that are content
        self._found: list[Quote] = []

    def quotes(self) -> list[Quote]:
        for at in self._cues():
            quote = None if at in self._taken else self._of_cue(at)
            if quote is not None:
                self._keep(quote)
        for number in sorted({self._known.quotation_at[at] for at in range(self._start, self._end)} - {-1}):
            self._loose(number)
        return self._found

    def _cues(self) -> Iterator[int]:
        """Where a reporting verb or "according to" stands outside quotation marks."""
        for at in range(self._start, self._end):
            if not self._known.outside(at) or at in self._known.name_at:
                continue
            word = self._known.lower[at]
            according = word == "according" and at + 1 < self._end and self._known.lower[at + 1] == "to"
            if according or (
                word in lexicon.cues() and not self._known.words[at][0].isupper() and not self._is_noun_use(at)
            ):
                yield at

    def _keep(self, quote: Quote) -> None:
        self._found.append(quote)
        for piece in quote.content:
            self._said.update(range(piece.start, piece.end))
        for piece in (*quote.content, quote.cue or Stretch(0, 0), quote.source or Stretch(0, 0)):
            self._taken.update(range(piece.start, piece.end))

    def _of_cue(self, cue: int) -> Quote | None:
        if self._known.lower[cue] == "according":
            return self._according(cue)
        return self._around(cue) or self._after(cue)

    # "according to X"

    def _according(self, cue: int) -> Quote | None:
        source = phrases.phrase_from(self._known, cue + 2, end=self._end)
        if source is None:
            return None
        source = self._with_apposition(source)
        before, after = self._trim(self._start, cue), self._trim(source.end, self._end)
        if cue > self._start and before is not None:
            pieces = [before]
            if after is not None and self._known.words[source.end] == "," and self._known.words[cue - 1] == ",":
                pieces.append(after)
        else:
            pieces = [after] if after is not None else []
        return Quote(pieces, Stretch(cue, cue + 2), source, "according") if pieces else None

    # "C, said X" and "C, X said", also with the rest of C behind it

    def _around(self, cue: int) -> Quote | None:
        """The content before a closing reporting clause, and what goes on behind it."""
        for source in (self._left_source(cue), self._right_source(cue)):
            if source is None:
                continue
            first = min(source.start, cue)
            last = max(source.end, cue + 1)
            if not self._closes_content(first):
                continue
            rest = self._past_setting(last)
            if rest is None or (rest < self._end and not self._known.outside(rest) and self._known.outside(first - 2)):
                continue
            pieces = self._pieces_around(first, rest)
            if pieces and (not self._known.outside(pieces[0].end - 1) or self._could_say(cue, pieces)):
                rule = "around-marks" if not self._known.outside(pieces[0].end - 1) else "around"
                return Quote(pieces, self._cue_span(cue), source, rule)
        return None

    def _could_say(self, cue: int, pieces: list[Stretch]) -> bool:
        """Without marks only a clause is content, before a verb that takes one, and no setting ("In Paris, X said")."""
        content = pieces[0]
        first = self._known.lower[content.start]
        interrupts = len(pieces) > 1 and phrases.is_verb(self._known, pieces[1].start)
        return (
            "clause" in lexicon.cues()[self._known.lower[cue]]
            and not self._known.lower[cue].endswith("ing")
            and first
            not in lexicon.words("prepositions")
            | lexicon.words("subordinators") - {"that", "what"}
            | lexicon.words("days")
            and not phrases.is_adverb(first)
            and (interrupts or any(phrases.is_verb(self._known, at) for at in range(content.start, content.end)))
        )

    def _left_source(self, cue: int) -> Stretch | None:
        if phrases.is_passive(self._known, cue, self._start) or self._is_infinitive(cue):
            return None
        if self._known.lower[cue].endswith("ing") and self._known.lower[cue - 1] not in lexicon.words("auxiliaries"):
            return None
        return phrases.subject(self._known, cue, floor=self._content_end(cue))

    def _right_source(self, cue: int) -> Stretch | None:
        """The source in “…,” said X: only right behind a comma or quotation mark, and only where X can be somebody."""
        if cue == self._start or not self._closes_content(cue) or cue + 1 >= self._end:
            return None
        source = phrases.phrase_from(self._known, cue + 1, end=self._end)
        if source is None or not phrases.names_somebody(self._known, source):
            return None
        return self._with_apposition(source)

    def _content_end(self, cue: int) -> int:
        """Where the last quotation before the cue ends, or the sentence begins: no source reaches over it."""
        for at in range(cue - 1, self._start - 1, -1):
            if not self._known.outside(at):
                return at + 1
        return self._start

    def _closes_content(self, first: int) -> bool:
        before = first - 1
        return (
            before > self._start
            and (
                not self._known.outside(before)
                or self._known.words[before] == ","
                or self._known.words[before] in _DASHES
            )
            and before not in self._taken
        )

    def _past_setting(self, at: int) -> int | None:
        """Where a closing reporting clause ends ("… told reporters on Tuesday"), or None when content goes on in it."""
        if at >= self._end:
            return self._end
        if self._known.words[at] in {",", ":"} or not self._known.outside(at):
            return at
        word = self._known.lower[at]
        starts = (
            word in lexicon.words("prepositions")
            or word in lexicon.words("days")
            or phrases.is_adverb(word)
            or word.endswith("ing")
            or at in self._known.name_at
            or word in {"reporters", "me", "us", "the", "journalists", "a", "delegates", "lawmakers", "voters"}
        )
        if not starts or word == "that":
            return None
        for end in range(at, self._end):
            if self._known.lower[end] == "that" and self._known.outside(end):
                return None
            if self._known.words[end] in {",", ":", ";"} or not self._known.outside(end):
                return end
        return self._end

    def _pieces_around(self, first: int, rest: int) -> list[Stretch]:
        before = self._content_before(first)
        if before is None:
            return []
        after = self._trim(rest + 1, self._end) if rest < self._end and self._known.words[rest] in {",", ":"} else None
        if rest < self._end and not self._known.outside(rest):
            after = self._trim(rest, self._end)
        if after is not None and not self._continues_content(before, after):
            after = None
        return [before, after] if after is not None else [before]

    def _continues_content(self, before: Stretch, after: Stretch) -> bool:
        """Behind marks only marks go on; without marks anything does but a participle ("…, adding that …")."""
        marked = not self._known.outside(before.end - 1)
        if marked or not self._known.outside(after.start):
            return not self._known.outside(after.start)
        return (
            not self._known.lower[after.start].endswith("ing")
            and after.end - after.start > 2
            and (
                self._known.lower[after.start]
                not in lexicon.words("relatives") | lexicon.words("coordinators") | {"as", "while", "after"}
            )
        )

    def _content_before(self, first: int) -> Stretch | None:
        start = max((at + 1 for at in self._taken if at < first), default=self._start)
        return self._trim(start, first)

    # "X said (that) C", "X told Y C", "X called Y 'C'"

    def _after(self, cue: int) -> Quote | None:
        groups = lexicon.cues()[self._known.lower[cue]]
        if self._is_silence(cue):
            return None
        content, rule = self._content_after(cue, groups)
        if content is None:
            return None
        source = self._subject(cue)
        if source is not None and not self._may_speak(cue, source):
            return None
        if source is None and (rule != "marks" or content.end - content.start < _LOOSE):
            return None
        return Quote([content], self._cue_span(cue), source, rule)

    def _is_silence(self, cue: int) -> bool:
        """Whether nothing is reported: "He did not say when …"."""
        return self._known.lower[cue] == "say" and any(
            word in {"not", "never"} or word.endswith("n't")
            for word in self._known.lower[max(self._start, cue - 2) : cue]
        )

    def _may_speak(self, cue: int, source: Stretch) -> bool:
        """Not the reader or the author, and, where the cue could be a noun ("states"), somebody."""
        could_be_noun = not self._known.lower[cue].endswith(("ed", "ing")) and self._known.lower[cue] not in _PAST
        first = self._known.lower[source.start]
        return first not in {"i", "we", "you"} and not (could_be_noun and not phrases.is_somebody(self._known, source))

    def _subject(self, cue: int) -> Stretch | None:
        if phrases.is_passive(self._known, cue, self._start) or self._is_infinitive(cue):
            return None
        participle = self._known.lower[cue].endswith("ing") and self._known.lower[cue - 1] not in lexicon.words(
            "auxiliaries"
        )
        if participle or self._known.words[cue - 1] == ",":
            direct = None if participle else phrases.subject(self._known, cue, floor=self._start)
            return direct or phrases.nearest_subject(self._known, cue, floor=self._start, skip=self._said)
        return phrases.subject(self._known, cue, floor=self._start)

    def _is_infinitive(self, verb: int) -> bool:
        return self._start < verb < self._end and self._known.lower[verb - 1] == "to"

    def _is_noun_use(self, cue: int) -> bool:
        before = self._known.lower[cue - 1] if cue > self._start else ""
        return before in lexicon.words("determiners") or before == "'s"

    def _content_after(self, cue: int, groups: frozenset[str]) -> tuple[Stretch | None, str]:
        opening = self._opening(cue + 1)
        if (
            "to" in groups
            and (start := self._infinitive_after(cue)) is not None
            and (opening is None or start < opening)
        ):
            return self._action(start), "to"
        if (
            opening is not None
            and not self._known.outside(opening)
            and not ("clause" in groups and self._clause_before(cue + 1, opening))
        ):
            describes = "describe" in groups and opening > cue + 1 and not groups & {"clause", "tell"}
            return self._marked_content(opening, describes=describes), "marks"
        if opening is not None and self._known.outside(opening) and groups & {"clause", "that", "tell"}:
            return self._clause(opening), "that"
        start = self._past_day(cue + 1)
        if "clause" in groups and start < self._end and self._begins_clause(cue, start):
            return self._clause(start), "bare"
        return None, ""

    def _clause_before(self, start: int, quotation: int) -> bool:
        """Whether the author's own clause runs into the quotation: said the plan was "a mistake"."""
        runs_in = self._known.words[quotation - 1] not in {",", ":"}
        return runs_in and any(phrases.is_verb(self._known, at) for at in range(start, quotation))

    def _opening(self, at: int) -> int | None:
        """Where a "that" or a quotation begins behind a cue, over addressees and settings; else None."""
        for index in range(at, min(at + _SETTING, self._end)):
            if not self._known.outside(index):
                return index
            word = self._known.lower[index]
            if word in _OPENERS and (
                index == at or word in {"that", "whether"} or self._known.lower[at] not in lexicon.words("prepositions")
            ):
                return index if index == at or self._may_be_between(at, index) else None
            if word in _STOPS or word in {"but", "which", "who"} or (index > at and self._is_cue(index)):
                return None
        return None

    def _is_cue(self, at: int) -> bool:
        return (
            self._known.lower[at] in lexicon.cues() and phrases.is_verb(self._known, at) and not self._is_noun_use(at)
        )

    def _may_be_between(self, start: int, end: int) -> bool:
        """An addressee, a day or a setting, but no clause of its own."""
        verbs = sum(self._known.lower[at] in lexicon.words("auxiliaries") for at in range(start, end))
        return verbs == 0

    def _infinitive_after(self, cue: int) -> int | None:
        """Where "to" stands: right behind the cue, or behind the person spoken to."""
        at = cue + 1
        if self._is_infinitive(at + 1):
            return at if self._takes_verb(at) else None
        person = phrases.phrase_from(self._known, at, end=self._end) if at < self._end else None
        if person is not None and self._is_infinitive(person.end + 1) and self._takes_verb(person.end):
            return person.end
        return None

    def _takes_verb(self, to: int) -> bool:
        """Whether a verb can follow the "to": "urged Europe to lead", not "offered concessions to Moscow"."""
        after = self._known.lower[to + 1]
        known_not = to + 1 in self._known.name_at or self._known.words[to + 1][0].isupper()
        return not known_not and after not in lexicon.words("determiners") | lexicon.words("pronouns")

    def _past_day(self, at: int) -> int:
        while at < self._end and (
            self._known.lower[at] in lexicon.words("days")
            or (
                self._known.lower[at] == "on"
                and at + 1 < self._end
                and self._known.lower[at + 1] in lexicon.words("days")
            )
        ):
            at += 1
        return at

    def _begins_clause(self, cue: int, at: int) -> bool:
        """Whether a subject and, soon, a finite verb follow, as behind "said" without "that"."""
        word = self._known.lower[at]
        if word in lexicon.words("prepositions") - {"after", "before", "despite", "in", "with", "under"} or word in {
            "to",
            ",",
        }:
            return False
        if self._end - at < 3:
            return False
        if self._known.lower[cue] in _SAY:
            return True
        near = range(at + 1, min(at + 12, self._end))
        comma = next((index for index in near if self._known.words[index] == ","), near.stop)
        return any(self._is_finite(index) for index in range(at + 1, comma))

    def _is_finite(self, at: int) -> bool:
        word = self._known.lower[at]
        return (
            word.endswith("n't")
            or word in {"'re", "'ll", "'d", "'ve"}
            or (word == "'s" and self._known.lower[at - 1] in lexicon.words("pronouns") | {"there", "that"})
            or (phrases.is_verb(self._known, at) and not self._is_noun_use(at))
        )

    def _marked_content(self, opening: int, *, describes: bool) -> Stretch:
        """The quotation at `opening`; the rest of the sentence too where the author's own words go on with it."""
        quotation = self._known.quotations[self._known.quotation_at[opening]]
        end = min(quotation.end, self._end)
        goes_on = (
            end < self._end
            and self._known.words[end - 2].isalnum()
            and self._known.words[end] not in {",", "and", "—", "–"}
        )
        if goes_on and not describes:
            return Stretch(opening, self._clause(opening).end)
        return Stretch(opening, end)

    def _clause(self, start: int) -> Stretch:
        """From `start` to where another reporting clause takes over, or the sentence ends."""
        end = start + 1
        while end < self._end and not self._takes_over(end):
            end += 1
        return self._trim(start, end) or Stretch(start, end)

    def _speaks_next(self, start: int) -> bool:
        """Whether somebody else takes the word: ", while the Belgian prime minister joked that …"."""
        for at in range(start + 1, min(start + 12, self._end - 1)):
            if not self._known.outside(at) or self._known.words[at] in {",", ";"}:
                return False
            if self._is_cue(at) and (self._known.lower[at + 1] in {"that", "to"} or not self._known.outside(at + 1)):
                return phrases.subject(self._known, at, floor=start) is not None
        return False

    def _action(self, start: int) -> Stretch:
        """What somebody is to do: up to a comma with a participle (", leading to accusations …") too."""
        whole = self._clause(start)
        for at in range(start, whole.end - 1):
            if self._known.words[at] == "," and self._known.lower[at + 1].endswith("ing") and self._known.outside(at):
                return Stretch(start, at)
        return whole

    def _takes_over(self, at: int) -> bool:
        """A comma or "and" with a further cue of the same subject: ", adding that …", "but warned …"."""
        if not self._known.outside(at):
            return False
        word = self._known.lower[at]
        if word == ";":
            return True
        if word not in {",", "and", "but", "while"} or at + 2 >= self._end:
            return False
        after = at + 1
        while after + 1 < self._end and (
            self._known.lower[after] in {"and", "but", "while"} or phrases.is_adverb(self._known.lower[after])
        ):
            after += 1
        if self._known.lower[after] == "according" or (after > at + 1 and self._speaks_next(after)):
            return True
        return self._is_cue(after) and (
            self._known.lower[after].endswith("ing")
            or (word != "," and self._known.lower[after].endswith(("ed", "said", "told")))
        )

    # A quotation that no rule above took

    def _loose(self, number: int) -> None:
        """A fragment in marks behind a cue further off, or a long one alone."""
        quotation = self._known.quotations[number]
        piece = Stretch(max(quotation.start, self._start), min(quotation.end, self._end))
        if any(at in self._taken for at in range(piece.start, piece.end)):
            return
        cue = self._cue_before(piece.start)
        if cue is not None:
            self._keep(Quote([piece], self._cue_span(cue), self._subject(cue), "fragment"))
        elif piece.end - piece.start >= _LOOSE:
            self._keep(Quote([piece], None, None, "loose"))

    def _cue_before(self, start: int) -> int | None:
        for at in range(start - 1, self._start - 1, -1):
            if not self._known.outside(at) or at in self._taken:
                return None
            if self._is_cue(at) and not self._known.words[at][0].isupper():
                return at
        return None

    # Helpers

    def _cue_span(self, cue: int) -> Stretch:
        return Stretch(cue, cue + 1)

    def _with_apposition(self, source: Stretch) -> Stretch:
        """With ", the German chancellor" behind the name where a comma or the sentence's end closes it."""
        at = source.end
        if (
            at + 1 >= self._end
            or self._known.words[at] != ","
            or self._known.lower[at + 1] not in lexicon.words("determiners")
        ):
            return source
        for end in range(at + 2, min(at + 16, self._end)):
            if self._known.words[end] == ",":
                return Stretch(source.start, end)
            if not self._known.outside(end) or phrases.is_verb(self._known, end):
                return source
        return Stretch(source.start, self._end)

    def _trim(self, start: int, end: int) -> Stretch | None:
        """Without commas and dashes at its ends; None when nothing is left."""
        loose = _STOPS | _DASHES | {",", ":"}
        while start < end and self._known.words[start] in loose and self._known.outside(start):
            start += 1
        while end > start and self._known.words[end - 1] in loose and self._known.outside(end - 1):
            end -= 1
        return Stretch(start, end) if end > start else None


def _carry_on(known: Reading) -> None:
    """A quotation right behind a quote in marks, or carried on over a paragraph, is more of the same content."""
    by_end: dict[int, Quote] = {}
    of_quotation: dict[int, Quote] = {}
    kept: list[Quote] = []
    for quote in sorted(known.quotes, key=lambda quote: quote.content[0]):
        earlier = _carried_from(known, quote, by_end, of_quotation)
        if earlier is not None and quote.rule == "loose":
            earlier.content.extend(quote.content)
        else:
            if earlier is not None and earlier.rule == "loose":
                quote.content[:0] = earlier.content
                kept.remove(earlier)
            kept.append(quote)
            earlier = quote
        for piece in quote.content:
            of_quotation.update(
                {known.quotation_at[at]: earlier for at in (piece.start, piece.end - 1) if not known.outside(at)}
            )
        if not known.outside(quote.content[-1].end - 1) or earlier.rule == "around-marks":
            by_end[_sentence_end(known, quote)] = earlier
    known.quotes = kept


def _carried_from(
    known: Reading, quote: Quote, by_end: dict[int, Quote], of_quotation: dict[int, Quote]
) -> Quote | None:
    first = quote.content[0].start
    if known.outside(first):
        return None
    follows = known.quotations[known.quotation_at[first]].follows
    if follows is not None:
        return of_quotation.get(follows)
    return None if known.opens_paragraph[first] else by_end.get(first)


def _sentence_end(known: Reading, quote: Quote) -> int:
    """The end of the sentence that the last part of the quote stands in."""
    last = max(piece.end for piece in (*quote.content, quote.cue or Stretch(0, 0), quote.source or Stretch(0, 0)))
    low, high = 0, len(known.sentences)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if known.sentences[middle].end < last else (low, middle)
    return known.sentences[low].end


def _speakers(known: Reading, quote: Quote) -> tuple[str, ...]:
    """The actors whom the source names: all of a list, else the person, else the first."""
    if quote.source is None:
        return ()
    names = _names_in(known, quote.source)
    if not names:
        return ()
    listed = _listed(known, names)
    if len(listed) > 1:
        return tuple(dict.fromkeys(name.key for name in listed))
    people = [name for name in names if name.kind == "person" and not _is_possessor(known, name)]
    owners = [name for name in names if not _is_possessor(known, name)]
    chosen = people or owners
    return (chosen[0].key,) if chosen else ()


def _names_in(known: Reading, stretch: Stretch) -> list[Name]:
    found = {id(name): name for at in range(stretch.start, stretch.end) if (name := known.name_at.get(at)) is not None}
    return list(found.values())


def _is_possessor(known: Reading, name: Name) -> bool:
    return name.end < len(known.words) and known.lower[name.end] in {"'s", "'"}


def _listed(known: Reading, names: list[Name]) -> list[Name]:
    """Those of the names that commas, "and" or "including" join."""
    listed = [names[0]]
    for name in names[1:]:
        start = name.title.start if name.title else name.start
        between = known.lower[listed[-1].end : start]
        if (
            between
            and set(between) <= {",", "and", "&", "including", "the", "of"}
            and set(between) & {"and", "&", "including"}
        ) or (between == [","] and len(names) > 2):
            listed.append(name)
    joined = {"and", "&", "including"} & set(known.lower[listed[0].end : listed[-1].start])
    return listed if joined else listed[:1]


def _inherit(known: Reading) -> None:
    """A long quotation without a cue is taken for the speaker of the quote just before it."""
    previous: Quote | None = None
    kept: list[Quote] = []
    for quote in known.quotes:
        if quote.rule == "loose":
            if previous is None or not _near(known, previous, quote):
                continue
            quote.speakers = previous.speakers
        kept.append(quote)
        previous = quote
    known.quotes = kept


def _near(known: Reading, earlier: Quote, later: Quote) -> bool:
    """Whether at most one paragraph begins between the two, right where the later one does."""
    between = range(earlier.content[-1].end, later.content[0].start + 1)
    return sum(known.opens_paragraph[at] for at in between) <= 1 and len(between) < 60
