"""Greetings and thanks, which ask nothing and get a kind word without citations."""

from __future__ import annotations

import re

from index.analysis import STOPWORDS, fold, words
from rag.outcome import Outcome
from rag.reply import Route

REPLY = "Ik antwoord uit de documenten. Stel een vraag, bijvoorbeeld naar een aantal, een bedrag of een datum."

_GREETING = re.compile(
    r"^\W*(?:hallo|hoi|hey|hi|hello|goede(?:morgen|middag|navond|ndag)|goeie\w*|dag|dank(?:jewel|je)?|bedankt|"
    r"hartelijk|"
    r"thanks|thank|prima|top|tot ziens|doei|fijn|mooi|oke|ok)\b"
)
_PLEASANTRIES = frozenset(
    """hallo hoi hey hi hello goedemorgen goedemiddag goedenavond goedendag dag dank dankje dankjewel bedankt
    hartelijk thanks thank you prima top tot ziens doei fijn mooi oke ok alles goed gaat vraagbaak allemaal hoor
    hulp antwoord uitleg daar ermee morgen middag avond leuk weekend help how are wel zeer super werkt""".split()
)


def small_talk(query: str) -> Outcome | None:
    """The reply to a greeting or thanks; None if ``query`` asks anything."""
    folded = fold(query)
    if _GREETING.match(folded) and all(word in _PLEASANTRIES or word in STOPWORDS for word in words(folded)):
        return Outcome(Route.SMALL_TALK, message=REPLY)
    return None
