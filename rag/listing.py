"""Counting and listing the questions themselves: "welke vragen noemen Nidos", "hoeveel vragen zijn er".

Answered from the stored records, so that the count is complete, and with the criterion said: a question
is listed if all content words that were asked for stand in it or in its answer, inflected or as
part of a longer word. A country is found under each of its names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from index.analysis import Analyzer, fold, words
from index.records import Document, Part
from rag.corpus import Corpus
from rag.decomposition import split_query
from rag.outcome import Outcome
from rag.places import find_places
from rag.reply import Hit, Route, Statement

MOST_QUOTED = 10
"""Of more questions than this the numbers are given, and no sentence of each."""

# Of several: who asks which question is about something wants the one, and that is found by searching.
_NOUN = r"(?P<noun>(?:kamer)?vragen|antwoorden|questions|answers)"
_OPENER = (
    r"(?:hoeveel|welke|how\s+many|which|what|(?:geef|toon|noem|laat|list|show|give)(?:\s+(?:me|mij|eens|zien))*"
    r"(?:\s+(?:een|the|a)?\s*(?:lijst|overzicht|list)\s+(?:van|met|of))?)"
)
_OF_ALL = r"(?:\s+(?:alle|all|de|deze|the|van\s+(?:de|deze)(?:\s+\d+)?|of\s+the(?:\s+\d+)?))*"
_FILLER = r"(?:\s+(?:er|allemaal|ook|nog|precies|also|die|that|dat|which))*"
_RELATION = (
    r"(?:(?:gaan|gaat|gingen|ging|handelen|handelt)\s+(?:er\s+|ook\s+|allemaal\s+)?over|noem(?:en|t|de)|vermeld(?:en|t)|"
    r"bevat(?:ten)?|betreffen|betreft|(?:spreken|spreekt)\s+over|(?:verwijzen|verwijst)\s+naar|(?:hebben|heeft)\s+(?:het\s+over|"
    r"betrekking\s+op)|(?:zijn|werden)\s+(?:er\s+)?(?:gesteld\s+)?over|over|met\s+betrekking\s+tot|mentions?|names?|"
    r"(?:is|are)\s+about|about|concerns?|concerning|discuss(?:es)?|refers?\s+to)"
)
_NAMED = (
    r"(?:genoemd|vermeld|besproken|behandeld|aangehaald|voor|voorkomt|aan\s+(?:de\s+orde|bod)|mentioned|named|"
    r"discussed|appear)"
)
_START = r"^\W*(?:(?:en|and|kun\s+je|kunt\s+u|can\s+you|please|graag)\W+(?:zeggen\s+|me\s+|tell\s+me\s+)?)?"
_ASKS_FOR = tuple(
    re.compile(rf"{_START}{pattern}\W*$", re.I)
    for pattern in (
        rf"{_OPENER}{_OF_ALL}\s+{_NOUN}{_FILLER}\s+{_RELATION}\s+(?P<what>[^?;]+)",
        rf"(?:in|bij)\s+{_OPENER}{_OF_ALL}\s+{_NOUN}\s+(?:wordt|worden|komt|komen|is|are|does|do)\s+(?:er\s+)?"
        rf"(?:verwezen\s+naar\s+)?(?P<what>[^?;]+?)(?:\s+{_NAMED})?",
        rf"(?:in|bij)\s+{_OPENER}{_OF_ALL}\s+{_NOUN}\s+(?:staat|staan|gaat\s+het\s+(?:over|om))\s+(?P<what>[^?;]+)",
        rf"{_OPENER}{_OF_ALL}\s+{_NOUN}\s+(?:waarin|where|in\s+which)\s+(?P<what>[^?;]+?)\s+(?:staat|{_NAMED}(?:\s+wordt)?|"
        r"(?:wordt|is)\s+(?:genoemd|mentioned))",
    )
)
_TAIL = re.compile(
    r"\s+(?:(?:zijn|staan|werden)\s+(?:er|gesteld)|gesteld|are\s+there|aub|a\.u\.b\.|alsjeblieft|alstublieft|graag|please)$",
    re.I,
)
_TERM = re.compile(
    r"^(?:(?:het|de|een|the|an?)\s+)?(?:(?:woord|term|begrip|naam|word|name)\s+)?(?:(?:het|de|een|the|an?)\s+)?", re.I
)
_NO_TERM = re.compile(
    r"\b(?:niet|geen|not|no)\b|\b(?:hoeveel|waarom|wanneer|wat|welke?|wie|how|why|when|what|which|who)\b|"
    r"\b(?:werd|werden|is|was|wordt|moeten|kunnen|gaf|gaven|stelde|stelden|were|being)\b|\bvra(?:ag|gen)\s+\d|^(?:dit|dat|deze|die|this|that|it|hetzelfde)\b|\b(?:aan|door|tijdens)\b.*\bgesteld\b|"
    r"\bin\s+(?:het|een)\s+(?:gehoor|interview)\b",
    re.I,
)
"""Where the listed things are not those that are named, or more is asked than a list."""
_EITHER = re.compile(r"\s+(?:of|or|dan\s+wel)\s+", re.I)
_ASKS_ALL = re.compile(
    r"^\W*(?:(?:hoeveel|how\s+many)\s+(?:kamer)?(?:vragen|questions|antwoorden|answers)(?:\s+(?:en|and)\s+(?:antwoorden|answers))?|"
    r"wat\s+is\s+het\s+aantal\s+(?:kamer)?vragen|what\s+is\s+the\s+number\s+of\s+questions)\b(?P<rest>[^?]*)\W*$",
    re.I,
)
_OF_THE_LIST = frozenset(
    """er in het de dit deze document documenten lijst stuk kamerstuk verslag totaal gesteld beantwoord bij elkaar van
    alles samen zijn zitten staan werden worden telt bevat heeft door kamer commissie are were does has there the this
    document list total in all asked answered contain have of""".split()
)


@dataclass(frozen=True, slots=True)
class ListRequest:
    """Which questions are wanted: those with all words of one of ``terms``, or all; ``what`` is how it was asked."""

    what: str
    terms: tuple[str, ...]
    answers_only: bool = False


def parse_list_request(query: str) -> ListRequest | None:
    """What ``query`` wants counted or listed, or None if it asks for something else.

    >>> parse_list_request("Welke vragen noemen Nidos?").what
    'Nidos'
    >>> parse_list_request("Hoeveel vragen zijn er in totaal?")
    ListRequest(what='', terms=(), answers_only=False)
    >>> parse_list_request("Hoeveel locaties gaan over de grens?") is None
    True
    """
    whole = _ASKS_ALL.match(query)
    if whole is not None and all(word in _OF_THE_LIST or word.isdigit() for word in words(whole["rest"])):
        return ListRequest("", ())
    for pattern in _ASKS_FOR:
        asked = pattern.search(query)
        if asked is None:
            continue
        what = _TAIL.sub("", asked["what"].strip())
        if _NO_TERM.search(what) or len(split_query(query)) > 1:
            return None
        what = _TERM.sub("", what).strip(" \"'“”‘’«»?.!")
        answers_only = fold(asked["noun"]).startswith(("antwoord", "answer"))
        if words(what):
            return ListRequest(what, tuple(_EITHER.split(what)), answers_only)
    return None


def list_questions(query: str, corpus: Corpus, selected: Collection[str] | None, analyzer: Analyzer) -> Outcome | None:
    """The questions of the selected documents that ``query`` wants counted or listed; None if it wants neither."""
    request = parse_list_request(query)
    if request is None:
        return None
    documents = [d for d in corpus.documents.values() if selected is None or d.id in selected]
    if not request.terms:
        return _outcome([_count(document, corpus) for document in documents if document.items])
    search = _Search(request, analyzer)
    if not search.is_possible:
        return None
    heads, quotes = [], []
    for document in documents:
        found = search.matches(document, corpus)
        if found:
            heads.append(_head(request, document, found, corpus))
            quotes += [replace(quote, is_list_item=True) for quote in found.values()]
    if not heads:
        scope = "geen van de antwoorden" if request.answers_only else "geen van de vragen en antwoorden"
        return Outcome(Route.LISTING, message=f"“{request.what}” staat letterlijk in {scope}.")
    return _outcome([*heads, *(quotes if len(quotes) <= MOST_QUOTED else ())])


class _Search:
    """Finds what a request names in the records."""

    def __init__(self, request: ListRequest, analyzer: Analyzer) -> None:
        self._answers_only = request.answers_only
        self._analyzer = analyzer
        self._wanted = [wanted for term in request.terms if (wanted := self._wanted_of(term))]

    @property
    def is_possible(self) -> bool:
        """Whether the request names anything but function words."""
        return bool(self._wanted)

    def matches(self, document: Document, corpus: Corpus) -> dict[tuple[int, ...], Statement]:
        """By the numbers of each question that has it: the first sentence that has most of it."""
        composer, found = corpus.composer(document.id), {}
        for item in document.items:
            sentences = [
                sentence
                for sentence in composer.sentences(item, item.numbers[0])
                if not (self._answers_only and sentence.citations[0].part is Part.QUESTION)
            ]
            held = [self._held(sentence.text) for sentence in sentences]
            of_item = frozenset[str]().union(*held)
            met = [wanted for wanted in self._wanted if wanted <= of_item]
            if met:
                found[item.numbers] = sentences[max(range(len(held)), key=lambda n: max(len(w & held[n]) for w in met))]
        return found

    def _wanted_of(self, term: str) -> frozenset[str]:
        """The index terms of a term's content words, and the countries that it names."""
        # The first term of a word is the word itself; the others are the parts it may be composed of.
        of_words = (self._analyzer.analyze(word)[:1] for word in words(term) if not find_places(word))
        return frozenset(stem for stems in of_words for stem in stems) | _marked(find_places(term))

    def _held(self, text: str) -> frozenset[str]:
        return frozenset(self._analyzer.analyze(text)) | _marked(find_places(text))


def _marked(places: Sequence[str]) -> frozenset[str]:
    """Countries as terms of their own kind, which no word equals."""
    return frozenset(f"place:{place}" for place in places)


def _head(
    request: ListRequest, document: Document, found: Mapping[tuple[int, ...], Statement], corpus: Corpus
) -> Statement:
    """How many there are, and which: "“Nidos” staat in 3 van de 37 vragen of hun antwoord"."""
    numbers = [number for of_item in found for number in of_item]
    total = len(document.numbers)
    scope = f"{len(numbers)} van de {total} {'antwoorden' if request.answers_only else 'vragen of hun antwoord'}"
    citations = tuple(c for quote in found.values() for c in quote.citations)
    return Statement(
        f"“{request.what}” staat in {scope}", corpus.composer(document.id).mark(*numbers), citations, starts_block=True
    )


def _count(document: Document, corpus: Corpus) -> Statement:
    """How many questions a document has, with the first and the last of them."""
    numbers, composer = document.numbers, corpus.composer(document.id)
    ends = dict.fromkeys((numbers[0], numbers[-1]))
    quotes = [composer.sentences(item, n)[0] for n in ends if (item := document.item(n)) is not None]
    return Statement(
        f"{document.metadata.title}: {len(numbers)} vragen, genummerd {numbers[0]} tot en met {numbers[-1]}",
        composer.mark(*ends),
        tuple(c for quote in quotes for c in quote.citations),
        starts_block=True,
    )


def _outcome(statements: Sequence[Statement]) -> Outcome | None:
    refs = dict.fromkeys(c.ref for statement in statements for c in statement.citations)
    if not refs:
        return None
    return Outcome(Route.LISTING, tuple(statements), sources=tuple(Hit(ref, 1.0) for ref in refs))
