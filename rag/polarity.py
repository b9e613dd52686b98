"""Which way a change goes: "gestegen" never supports "gedaald".

A text speaks of a rise, of a fall, or of neither; a negation turns "gedaald" into its denial, which
says only that there was no fall.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from index.analysis import fold


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
    r"gestegen|stijg(?:t|en|ing(?:en)?|ende?)|steeg|stegen|toename[ns]?|toegenomen|toenam(?:en)?|toeneemt|toenemen|"
    r"toenemende?|gegroeid|groei(?:de(?:n)?|t|en|ende?)?|verhoging(?:en)?|verhoogd|vermeerderd|"
    r"increas(?:e[sd]?|ing)|r[io]se|risen|rising|grew|grown|growth"
)
_FALL = (
    r"gedaald|daal(?:t|de(?:n)?)|dal(?:en|ing(?:en)?|ende?)|afname[ns]?|afgenomen|afnam(?:en)?|afneemt|afnemen|"
    r"afnemende?|gekrompen|krimp(?:t|en)?|kromp(?:en)?|verlaging(?:en)?|verlaagd|verminder(?:d|t|en|ing|de)|"
    r"teruggelopen|terugloop|terugliep(?:en)?|decreas(?:e[sd]?|ing)|fell|fallen|declin(?:e[sd]?|ing)|dropped|shrunk"
)
_SPLIT_RISE, _SPLIT_FALL = (
    rf"\b(?:nam(?:en)?|neemt|nemen)\b[^.;,?!]{{0,60}}?\b{particle}\b" for particle in ("toe", "af")
)
_CHANGE = re.compile(rf"\b(?P<rise>{_RISE})\b|\b(?P<fall>{_FALL})\b|(?P<rise2>{_SPLIT_RISE})|(?P<fall2>{_SPLIT_FALL})")
_DENIED_BEHIND = re.compile(
    r"^\s+(?:(?:heeft|hebben|is|zijn|was|waren|deed|trad|has|have|did)\s+)?(?:zich\s+)?(?:niet|not)\b"
)
_DENIAL = re.compile(r"\b(?:niet|geen|nooit|noch|zonder|not|no|never)\b(?:\s+\w+){0,2}\s*$|\bn't\s*$")


def changes(text: str) -> tuple[Change, ...]:
    """The changes that ``text`` asserts or denies, in order.

    >>> changes("De bezetting is niet gedaald")
    (Change(direction=<Direction.FALL: 'fall'>, denied=True),)
    >>> [change.direction.value for change in changes("De instroom nam licht toe en de kosten daalden")]
    ['rise', 'fall']
    """
    folded = fold(text)
    found = []
    for match in _CHANGE.finditer(folded):
        direction = Direction.RISE if match["rise"] or match["rise2"] else Direction.FALL
        clause = re.split(r"[.;:!?]|,\s", folded[: match.start()])[-1]
        denied = (
            _DENIAL.search(clause) is not None
            or _DENIED_BEHIND.match(folded[match.end() :]) is not None
            or re.search(r"\b(?:niet|not)\b", match.group()) is not None
        )
        found.append(Change(direction, denied))
    return tuple(found)


def contradicts(text: str, claim: str) -> bool:
    """Whether ``text`` goes against a change that ``claim`` speaks of, and bears none of these out.

    >>> contradicts("De bezetting is niet gedaald.", "Waarom daalde de bezetting?")
    True
    >>> contradicts("De kosten stegen, de bezetting daalde.", "Waarom daalde de bezetting?")
    False
    """
    claimed, said = changes(claim), changes(text)
    if not claimed or not said:
        return False
    borne_out = any(change in said for change in claimed)
    return not borne_out and any(one.contradicts(other) for one in said for other in claimed)
