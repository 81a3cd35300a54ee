"""Why a mention is of its actor: each rule of the names and the cast in a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping

from annotation.words import noted

# By `Name.rule`. Each goes on from "because". They are kept in English, and put into the language
# spoken by `tr` when they are shown.
_REASONS: Mapping[str, str] = {
    "decided": noted("you accepted it"),
    "person": noted("it is the name of a person"),
    "title": noted("a title stands before the name"),
    "surname": noted("it is the surname or given name of a person named in full"),
    "body": noted("it is the name of an organisation"),
    "acronym": noted("it is made of the initials of an organisation named in full, or stands in brackets behind it"),
    "short": noted("it is a short form of an organisation named in full before"),
    "name": noted("it is a known name of a country, organisation or group"),
    "seat": noted("a capital or seat of government acts here, and so stands for its state"),
    "government": noted("the government of a country is taken for the country"),
    "speaks": noted("the place is said to speak"),
    "group": noted("the words name a group of people"),
    "apposition": noted("the description stands right beside the name"),
    "copula": noted("the sentence says that the person is this"),
    "role": noted("only one person was named with this role"),
    "head": noted("this organisation was named last with this word in its name"),
    "nominal": noted("the text last spoke of this organisation or country"),
    "pronoun": noted("the last sentences are most about this person"),
    "it": noted("no other organisation or country is the subject here"),
    "they": noted("no other group is the subject here"),
    "interviewee": noted("in an interview the person it introduces answers"),
    "author": noted("outside quotes “I” is whoever wrote or spoke the text"),
    "label": noted("the paragraph opens with the speaker's name"),
    "speaker": noted("inside a quote the first person is its speaker"),
    "source": noted("the words are the source of a quote"),
}


def reason(rule: str) -> str:
    """The sentence for a rule of `Name.rule`, to go on from "because"; raises `KeyError` for an unknown rule."""
    return _REASONS[rule]
