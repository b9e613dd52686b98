"""Stored text to what a person reads, without moving an offset.

The stored text keeps page breaks, soft line ends and damaged glyphs as they were read, since
offsets refer to it. ``tidy`` is applied at the last moment, to a slice that is about to be
shown, embedded or analysed; ``tidied_offsets`` says where each stored character went.
"""

from __future__ import annotations

import re

BULLETS = "\ufffd•·▪▫●○◦‣⁃\uf0b7\uf0a7\uf02d"
"""Glyphs that stand for a list bullet, among them what PDF extraction leaves of symbol fonts."""

# Control and format characters, those that turn the direction of a text among them; the controls
# that are white space (vertical tab, next line, …) part words and are left to _WHITESPACE.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SOFT_HYPHEN = re.compile(r"\u00ad\s*")
# "COA-" + line end + "opvang" is one word; in "bezwaar-" + line end + "en beroep" the hyphen ends it.
_HYPHEN_AT_LINE_END = re.compile(
    r"(?<=\w)-[^\S\n]*\n\s*(?!(?:en|of|als|tot|noch|maar|respectievelijk|dan wel)\b)(?=\w)"
)
_WHITESPACE = re.compile(r"\s+")
# The ligature "ĳ" is lost as "?" by some converters: "tekorten z?n". A question mark between
# two letters of a word is nothing else in running Dutch; in addresses it stands beside / = & or a dot.
_LOST_LIGATURE = re.compile(r"(?<![\w/=&.])[^\W\d_][a-zà-öø-ÿ]*(?:\?[a-zà-öø-ÿ]+)+(?![\w=&/])")
_SPACE_BEFORE_STOP = re.compile(r"\s+(?=[.,;:](?:\s|$))")
_SPACE_INSIDE_PARENTHESIS = re.compile(r"(?<=\()\s+|\s+(?=\))")
_BULLET = re.compile(rf"^[^\S\n]*(?:[{BULLETS}]\s*)+", re.M)
# A dash is a bullet before a word; before a figure it may be a minus sign.
_LEADING_MARKER = re.compile(rf"\A(?:[{BULLETS}]\s*|[-–—*o]\s+(?=[^\W\d_]))+")


def tidy(quote: str) -> str:
    """``quote`` on one line as a person would have typed it.

    Soft line ends, page breaks and runs of spaces become one space, bullet glyphs and control
    characters go, a word broken after its hyphen is joined, and the lost ligature of "z?n" is
    restored. Words and figures are never changed otherwise.
    """
    text = _CONTROL.sub("", quote)
    text = _SOFT_HYPHEN.sub("", text)
    text = _HYPHEN_AT_LINE_END.sub("-", text)
    text = _BULLET.sub("", _LEADING_MARKER.sub("", text.strip()))
    text = _WHITESPACE.sub(" ", text).strip()
    text = _LOST_LIGATURE.sub(lambda match: match.group().replace("?", "ij"), text)
    text = _SPACE_BEFORE_STOP.sub("", text)
    return _SPACE_INSIDE_PARENTHESIS.sub("", text)


def tidied_offsets(quote: str) -> list[int]:
    """For each offset into ``quote``, its end included, the offset into ``tidy(quote)``.

    ``tidy`` only drops characters, writes white space as a space and "?" as "ij", so that both
    texts can be walked side by side.
    """
    shown = tidy(quote)
    offsets = []
    at = 0
    for character in quote:
        offsets.append(at)
        if shown[at : at + 1] == character or (shown[at : at + 1] == " " and character.isspace()):
            at += 1
        elif character == "?" and shown.startswith("ij", at):
            at += 2
    return [*offsets, len(shown)]
