"""Why a mention is of its actor: each rule of the names and the cast in a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping

# By `Name.rule`. Each goes on from "because".
_REASONS: Mapping[str, str] = {
    "decided": "you accepted it",
    "person": "it is the name of a person",
    "title": "a title stands before the name",
    "surname": "it is the surname or given name of a person named in full",
    "body": "it is the name of an organisation",
    "acronym": "it is made of the initials of an organisation named in full, or stands in brackets behind it",
    "short": "it is a short form of an organisation named in full before",
    "name": "it is a known name of a country, organisation or group",
    "seat": "a capital or seat of government acts here, and so stands for its state",
    "government": "the government of a country is taken for the country",
    "speaks": "the place is said to speak",
    "group": "the words name a group of people",
    "apposition": "the description stands right beside the name",
    "copula": "the sentence says that the person is this",
    "role": "only one person was named with this role",
    "head": "this organisation was named last with this word in its name",
    "nominal": "the text last spoke of this organisation or country",
    "pronoun": "the last sentences are most about this person",
    "it": "no other organisation or country is the subject here",
    "they": "no other group is the subject here",
    "interviewee": "in an interview the person it introduces answers",
    "author": "outside quotes “I” is whoever wrote or spoke the text",
    "label": "the paragraph opens with the speaker's name",
    "speaker": "inside a quote the first person is its speaker",
    "source": "the words are the source of a quote",
}


def reason(rule: str) -> str:
    """The sentence for a rule of `Name.rule`, to go on from "because"; raises `KeyError` for an unknown rule."""
    return _REASONS[rule]
