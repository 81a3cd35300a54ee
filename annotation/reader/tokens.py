"""Text into words: one pass of one pattern, so that any text takes time in proportion to its length.

spaCy's own tokenizer peels punctuation off one mark at a time and needs half a minute for 20,000 quotation marks in a
row; this one also keeps the abbreviations of political news ("Sen.", "U.S.") and names ("O'Neill", "al-Assad") whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry

from annotation.reader import lexicon


def _pattern() -> re.Pattern[str]:
    abbreviations = "|".join(
        sorted((re.escape(word) for word in lexicon.words("abbreviations")), key=len, reverse=True)
    )
    return re.compile(
        rf"""(?<!\w)(?:{abbreviations})(?!\w)    # Sen.  a.m.
        |(?:[^\W\d_]\.){{2,}}                    # U.S.
        |\d[\d.,:/]*\d|\d                        # 1,250.5
        |(?-i:(?<!\w)[A-Z]\.)(?=\s*[A-Z])        # the J. of J. Smith
        |['’](?:s|ve|d|ll|re|m)\b                # Trump's
        |[^\W\d_](?:\w|[-‑'’&](?!(?:s|ve|d|ll|re|m)\b)(?=[^\W_])|\.(?=\w{{2}}))*
        |\s+|\.{{2,}}|``|''|.""",
        re.IGNORECASE | re.VERBOSE,
    )


@registry.tokenizers("standpoint.words.v1")
def _make_tokens() -> Callable[[Language], Tokens]:
    return Tokens


class Tokens:
    """A tokenizer for spaCy that keeps every character of the text."""

    def __init__(self, nlp: Language) -> None:
        self._vocab = nlp.vocab
        self._pattern = _pattern()

    def __call__(self, text: str) -> Doc:
        """The words of `text`, its white space among them as words of its own where it is not one blank."""
        words: list[str] = []
        spaces: list[bool] = []
        for word in self._pattern.findall(text):
            if word == " " and words and not spaces[-1]:
                spaces[-1] = True
            else:
                words.append(word)
                spaces.append(False)
        return Doc(self._vocab, words=words, spaces=spaces)
