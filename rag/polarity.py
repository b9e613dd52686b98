"""Which way a change goes: "gestegen" never supports "gedaald".

A text speaks of a rise, of a fall, or of neither; a negation turns "gedaald" into its denial, which
says only that there was no fall.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from index.analysis import content_words, fold


class Direction(StrEnum):
    """The way of a change."""

    RISE = "rise"
    FALL = "fall"

    @property
    def opposite(self) -> Direction:
        return Direction.FALL if self is Direction.RISE else Direction.RISE


@dataclass(frozen=True, slots=True)
class Change:
    """A change that a text asserts, or denies."""

    direction: Direction
    denied: bool = False

    def contradicts(self, other: Change) -> bool:
        """Whether both cannot hold of the same thing: a rise and a fall, a fall and no fall."""
        if self.direction is other.direction:
            return self.denied is not other.denied
        return not (self.denied or other.denied)


_RISE = (
    r"gestegen|stijg(?:t|en|ende?)|toegenomen|toeneemt|toenemen|toenemende?|gegroeid|groei(?:t|en|ende?)|verhoogd|"
    r"opgelopen|oplopen|vermeerderd|increas(?:e[sd]?|ing)|r[io]se|risen|rising|grew|grown|went\s+up"
)
_FALL = (
    r"gedaald|dal(?:en|ende?)|afgenomen|afneemt|afnemen|afnemende?|gekrompen|krimp(?:t|en)|verlaagd|verminderd|"
    r"gehalveerd|teruggelopen|teruglopen|decreas(?:e[sd]?|ing)|fell|fallen|declin(?:e[sd]?|ing)|dropped|shrunk|reduced|"
    r"went\s+down"
)
# Of a main clause the denial stands behind: "daalde in 2024 niet".
_FINITE_RISE = r"steeg|stegen|groeide(?:n)?|toenam(?:en)?|verhoog(?:t|de(?:n)?)"
_FINITE_FALL = r"daal(?:t|de(?:n)?)|afnam(?:en)?|kromp(?:en)?|verlaag(?:t|de(?:n)?)|verminder(?:t|de(?:n)?)"
_NOUN_RISE = r"\w*(?:stijging(?:en)?|toename[ns]?|groei|verhoging(?:en)?)|growth|an?\s+increase"
_NOUN_FALL = (
    r"\w*(?:daling(?:en)?|afname[ns]?|krimp|verlaging(?:en)?|vermindering(?:en)?|terugloop)|"
    r"a\s+(?:fall|decline|decrease)"
)
_WITHIN = r"(?:(?!\b(?:en|of|wijst?|zegt?)\b)[^.;:?!]){0,60}?"
_TAKES, _RUNS = rf"\b(?:nam(?:en)?|neemt|nemen)\b{_WITHIN}\b", rf"\b(?:liep(?:en)?|loopt|lopen)\b{_WITHIN}\b"
_CHANGE = re.compile(
    rf"(?P<noun_rise>\b(?:{_NOUN_RISE})\b)|(?P<noun_fall>\b(?:{_NOUN_FALL})\b)|"
    rf"(?P<finite_rise>\b(?:{_FINITE_RISE})\b|{_TAKES}toe\b|{_RUNS}op\b)|"
    rf"(?P<finite_fall>\b(?:{_FINITE_FALL})\b|{_TAKES}af\b|{_RUNS}terug\b)|"
    rf"(?P<rise>\b(?:{_RISE})\b)|(?P<fall>\b(?:{_FALL})\b)"
)
_BOTH = re.compile(r"\btoe-?\s*(?:of|en|dan\s+wel)\s+af(?=\w)|\baf-?\s*(?:of|en|dan\s+wel)\s+toe(?=\w)")
_CLAUSE_END = re.compile(r"[.;:?!]|,\s(?!\w+\s*(?:,|en\b))|\b(?:en|maar|of|and|but)\b")
_NOT = r"(?:niet|geenszins|nooit|not|never)\b(?!\s+(?:alleen|verder|meer|zo|only|enkel))"
_DENIED_BEFORE = re.compile(rf"\b(?:{_NOT}|geen\b|zonder\b|without\b|no\b)|n't\b")
_DENIED_BEHIND = re.compile(rf"\b{_NOT}|n't\b")
# Of a noun only its occurrence is denied: "de stijging is niet het gevolg van" tells of a rise.
_NOT_OCCURRED = re.compile(
    r"\b(?:geen\s+sprake|(?:niet|geenszins)\s+(?:\w+\s+){0,3}(?:voorgedaan|opgetreden|plaatsgevonden|het\s+geval|aan\s+de\s+orde)"
    r"|klopt\s+niet|did\s+not\s+(?:occur|happen))\b"
)
_SUPPOSED = re.compile(r"\b(?:indien|als|zou|zouden|zodra|mocht|tenzij|doel|streven|if|would|unless)\b")
_TAKEN_OFF = re.compile(
    r"\b(?:gehoor|gehoren|interviews?|vingerafdruk(?:ken)?|examens?|toets(?:en)?|dna|diensten?|tolkdiensten|verklaring(?:en)?|"
    r"enquete|eed)\b"
)
"""What is taken off people and bought, where "afnemen" is no change."""
_STEM = 6
"""Letters by which two content words are of one kind."""


def changes(text: str) -> tuple[Change, ...]:
    """The changes that ``text`` asserts or denies, in order.

    >>> changes("De bezetting is niet gedaald")
    (Change(direction=<Direction.FALL: 'fall'>, denied=True),)
    >>> [change.direction.value for change in changes("De instroom nam licht toe en de kosten daalden")]
    ['rise', 'fall']
    """
    return tuple(change for change, _ in _changes(fold(text)))


def contradicts(text: str, claim: str) -> bool:
    """Whether ``text`` goes against a change that ``claim`` speaks of, and bears none of these out.

    Only a clause that shares a content word with the claim is about the same thing, and none that is supposed
    ("als de instroom daalt").

    >>> contradicts("De bezetting is niet gedaald.", "Waarom daalde de bezetting?")
    True
    >>> contradicts("De kosten stegen, de bezetting daalde.", "Waarom daalde de bezetting?")
    False
    >>> contradicts("Doordat de instroom daalde bleven plekken leeg.", "Waarom stegen de kosten?")
    False
    """
    claimed = changes(claim)
    said = [(change, clause) for change, clause in _changes(fold(text)) if not _SUPPOSED.search(clause)]
    if not claimed or not said or any(change in claimed for change, _ in said):
        return False
    topic = _topic(claim)
    return any(change.contradicts(other) and topic & _topic(clause) for change, clause in said for other in claimed)


def _changes(folded: str) -> Iterator[tuple[Change, str]]:
    """Each change with the clause that it stands in."""
    for both in _BOTH.finditer(folded):
        for direction in Direction:
            yield Change(direction), folded[both.start() : both.end() + 20]
    for match in _CHANGE.finditer(folded):
        kind = str(match.lastgroup)
        before = _CLAUSE_END.split(folded[: match.start()])[-1]
        behind = _CLAUSE_END.split(folded[match.end() :])[0]
        direction = Direction.RISE if kind.endswith("rise") else Direction.FALL
        if direction is Direction.FALL and _TAKEN_OFF.search(f"{before} {match.group()} {behind}"):
            continue
        yield Change(direction, _is_denied(kind, before, match.group(), behind)), f"{before}{match.group()}{behind}"


def _is_denied(kind: str, before: str, said: str, behind: str) -> bool:
    if _DENIED_BEFORE.search(before) or _NOT_OCCURRED.search(behind):
        return True
    return kind.startswith("finite") and _DENIED_BEHIND.search(f"{said} {behind}") is not None


def _topic(text: str) -> frozenset[str]:
    """The beginnings of the content words of ``text``, without its changes: inflected forms share theirs."""
    rest = _CHANGE.sub(" ", fold(text))
    return frozenset(word[:_STEM] for word in content_words(rest) if not word.isdigit())
