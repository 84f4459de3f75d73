"""What stands below a reply, in its signature or footer: heard, but nothing is applied for it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from mail.understanding import footers, gist, sentences, tenses
from mail.understanding.facts import Cut, Intent, Kind, Reply


def unsigned(parts: Cut, reply: Reply) -> Cut:
    """Take away a signature that begins with the contact's own name, under words that announce
    nothing new: what stands in a signature is no correction. What is said in one is heard."""
    names = sentences.names_of(reply.record)
    at = footers.signed_at(parts.reply, names)
    if at is None:
        return parts
    lines = parts.reply.split("\n")
    kept, below = "\n".join(lines[:at]).rstrip(), "\n".join(lines[at:])
    announced = any(map(tenses.calls_new, sentences.read(kept, reply.record)))
    return (
        parts if announced or _says(below, reply) else replace(parts, reply=kept, signature=below)
    )


def _says(signature: str, reply: Reply) -> bool:
    said = map(gist.gist, sentences.read(signature, reply.record))
    return any(one.is_surely(*_NEVER_SIGNED, least=0.6) for one in said)


_NEVER_SIGNED = ("unsubscribe", "part", "erase", "access", "wrong_person", "complaint", "question")


def asked(found: Sequence[Intent], parts: Cut, reply: Reply) -> list[Intent]:
    """Return what a signature or footer seems to ask of us after all: for staff, mail is held.

    What speaks to everybody begins with an if, or tells what to reply.
    """
    kinds: set[str] = {intent.kind for intent in found}
    heard: dict[Kind, Intent] = {}
    for sentence in sentences.read(parts.signature, reply.record):
        general = sentence.asks or sentence.has("condition") or _IN_GENERAL.match(sentence.folded)
        for hit in () if general else sentence.found:
            kind = _SAID.get(hit.kind)
            if kind and hit.strength != "weak" and kind not in kinds:
                heard.setdefault(kind, Intent(kind, 0.45, sentence.text))
    return list(heard.values())


_SAID: dict[str, Kind] = {
    "unsubscribe": "unsubscribe",
    "partial": "unsubscribe",
    "erase": "erase",
    "access": "access",
    "wrong_person": "wrong_person",
}


_IN_GENERAL = re.compile(
    r"\W{0,3}(?:if|to|you|your|reply|click|unsubscribe (?:from|here|at)|si|para|puede|podra|podeis|"
    r"responda|pulse|haga|usted|este|this|the|these|any|all|la|el|los|conforme|de acuerdo|in line|"
    r"если|чтобы|вы|для|данное|это|настоящ\w+|ответьте|нажмите|отписаться (?:от|можно|здесь))\b"
)
