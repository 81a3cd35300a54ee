from __future__ import annotations

import pytest

from annotation.reader.language import looks_english

ENGLISH = "The minister said on Monday that she would not support the plan, which was agreed by all of the parties."
GERMAN = (
    "Der Minister sagte am Montag, dass er den Plan nicht unterstützen werde, den alle Parteien vereinbart hatten, "
)
FRENCH = "Le ministre a déclaré lundi qu'il ne soutiendrait pas le plan que tous les partis avaient accepté la veille. "
HEBREW = "ראש הממשלה אמר ביום שני כי לא יתמוך בתוכנית שהוסכמה על ידי כל המפלגות בכנסת אתמול בערב לאחר דיון ארוך מאוד."


@pytest.mark.parametrize("text", [ENGLISH, ENGLISH.upper(), "", "Oui", "😀" * 50, f"{ENGLISH}\n{ENGLISH}\n{GERMAN}"])
def test_english_and_texts_of_a_few_words_are_read(text: str):
    assert looks_english(text)


@pytest.mark.parametrize("text", [GERMAN * 3, FRENCH * 3, HEBREW])
def test_other_languages_are_not(text: str):
    assert not looks_english(text)
