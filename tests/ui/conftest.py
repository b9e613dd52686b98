"""A scripted stand-in with the shape of the pipeline, on the real parse of the bundled document.

It answers a handful of queries with real quotes at real offsets, refuses the rest, and can be
held in the middle of a reply, so that a test of stopping or of two people at once depends on
no clock.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import index
from index.errors import VraagbaakError
from index.parsing import parse_document
from index.reading import read_document_text
from index.records import Document, Part, QuestionRef, Span
from rag.reply import NOT_IN_DOCUMENTS, Citation, Hit, Reply, ReplyDelta, Route, Stage, Statement, Status

CORPUS = Path(index.__file__).parent / "corpus" / "kst-36740-VI-15.txt"
ID = "kst-36740-VI-15"


class ScriptedVraagbaak:
    """``ui.chat.answerer.Answerer`` by the book: what it says is decided by words in the query."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.documents = {document.id: document}
        self.histories: list[tuple[str, int]] = []
        self.gates: dict[str, threading.Event] = {}

    def hold(self, word: str) -> threading.Event:
        """Queries with ``word`` wait, half answered, until the event that is returned is set."""
        return self.gates.setdefault(word, threading.Event())

    def examples(self, k: int) -> list[str]:
        return [
            "Hoeveel reguliere locaties opende het COA in 2024?",
            "Wat was het inwilligingspercentage van Duitsland in 2024-Q1?",
            "Uit welke groepen bestaat de caseload van de DT&V?",
            "Hoe hoog zijn de REAN-voorschotten in totaal?",
        ][:k]

    def reference(self, ref: QuestionRef) -> str:
        return f"Kamerstukken II 2024/25, 36740-VI, nr. 15, vraag {ref.number}"

    def stream(
        self, query: str, history: Sequence[Reply] = (), documents: Collection[str] | None = None
    ) -> Iterator[ReplyDelta]:
        self.histories.append((query, len(history)))
        if "onbruikbaar" in query:
            raise VraagbaakError("de index is verouderd; herstel hem met: vraagbaak index build")
        if "kapot" in query:
            raise RuntimeError("a fault of our own: /secret/path")
        reply = self.reply(query)
        yield ReplyDelta(Stage.RETRIEVE)
        words = reply.answer.split(" ")
        for number, word in enumerate(words):
            yield ReplyDelta(Stage.ANSWER, text=word if number == 0 else f" {word}")
            if number == 0:
                for held, gate in self.gates.items():
                    if held in query and not gate.wait(30):
                        raise RuntimeError(f"nobody let go of {held}")
        yield ReplyDelta(Stage.VERIFY, reply=reply)

    def reply(self, query: str) -> Reply:
        asked = query.casefold()
        script: list[tuple[str, Callable[[str], Reply]]] = [
            ("duitsland", self._cell),
            ("caseload", self._list),
            ("rean", self._misprint),
            ("vraag 19", self._absent),
            ("vraag 4", self._follow_up),
            ("en in 2025", self._follow_up),
            ("coa", self._locations),
        ]
        return next((answer(query) for word, answer in script if word in asked), self._refusal(query))

    def cite(
        self, number: int, quote: str, part: Part = Part.ANSWER, row: str | None = None, column: str | None = None
    ) -> Citation:
        """A citation of ``quote``, whose white space may differ from that of the text."""
        ref = QuestionRef(ID, number)
        item = self.document.item(number)
        assert item is not None
        start = item.question.start
        if part is Part.TABLE:
            start = next(r.span.start for table in item.tables for r in table.rows if r.label == row)
        span = find(self.document.text, quote, start)
        return Citation(
            ref, part, span.of(self.document.text), span, self.reference(ref), row, column, ("quote", "figures")
        )

    def say(self, text: str, *citations: Citation, item: bool = False, opens: bool = False) -> Statement:
        numbers = dict.fromkeys(str(c.ref.number) for c in citations)
        return Statement(text, f"[Vraag {', '.join(numbers)}]", citations, item, opens)

    def done(self, query: str, *statements: Statement, status: Status = Status.ANSWERED, **more: object) -> Reply:
        hits = tuple(Hit(QuestionRef(ID, n), score) for n, score in ((3, 0.93), (4, 0.71), (18, 0.4), (20, 0.3)))
        settings = {"standalone_query": query, "route": Route.READING, "sources": hits} | more
        return Reply(query=query, status=status, statements=statements, **settings)  # type: ignore[arg-type]

    def _locations(self, query: str) -> Reply:
        first = "In 2024 zijn 12 reguliere locaties geopend en zijn 2 reguliere locaties gesloten."
        second = (
            "Om die reden zijn in deze beantwoording de noodopvang en/of tijdelijke "
            "gemeentelijke opvanglocaties niet opgenomen."
        )
        return self.done(query, self.say(first, self.cite(3, first)), self.say(second, self.cite(3, second)))

    def _follow_up(self, query: str) -> Reply:
        text = (
            "Op peildatum 5 juni 2025 is voorzien dat het COA tussen begin juni 2025 en eind december 2026 te maken "
            "krijgt met 59 reguliere openingen en 27 sluitingen voor reguliere opvang."
        )
        return self.done(
            query,
            self.say(text, self.cite(4, text)),
            standalone_query="Hoeveel reguliere locaties opent het COA in 2025?",
            status=Status.PARTIAL,
            warnings=("Dit aantal is een momentopname (peildatum 5 juni 2025).",),
        )

    def _cell(self, query: str) -> Reply:
        cell = self.cite(9, "58%", Part.TABLE, "Duitsland", "2024-Q1")
        text = "Duitsland, 2024-Q1: 58%."
        return self.done(query, self.say(text, cell), route=Route.TABLE)

    def _list(self, query: str) -> Reply:
        groups = [
            "Vreemdelingen die zijn aangehouden in het kader van het binnenlands (mobiel) vreemdelingentoezicht.",
            "Vreemdelingen aan wie de toegang is geweigerd in het kader van de grensbewaking.",
            "Vreemdelingen van wie de verblijfsvergunning is ingetrokken.",
            "Afgewezen asielzoekers die het land moeten verlaten.",
        ]
        opening = "De caseload bestaat hoofdzakelijk uit:"
        said = [self.say(group, self.cite(7, group), item=True) for group in groups]
        return self.done(query, self.say(opening, self.cite(7, opening)), *said)

    def _misprint(self, query: str) -> Reply:
        total = self.cite(24, "19.694,355,00", Part.TABLE, "Totaal", "bedrag")
        prose = "De totale contractwaarde van de looptijd van het programma is geraamd op 19,7 miljoen."
        return self.done(
            query,
            self.say("Totaal: € 19.694,355,00.", total),
            self.say(prose, self.cite(24, prose), opens=True),
            warnings=("“€ 19.694,355,00” is geen geldige Nederlandse getalnotatie; weergegeven zoals gedrukt.",),
        )

    def _absent(self, query: str) -> Reply:
        text = "De bezetting bij het COA is in 2024 niet gedaald"
        more = "Voor ontwikkeling van de bezetting zie de tabel in de bijlage."
        return self.done(
            query, self.say(text, self.cite(19, text)), self.say(more, self.cite(19, more), self.cite(18, "84.000"))
        )

    def _refusal(self, query: str) -> Reply:
        related = (QuestionRef(ID, 4), QuestionRef(ID, 3))
        read_as = f"{query}?" if "<" in query else query
        return self.done(
            query,
            status=Status.UNANSWERED,
            message=NOT_IN_DOCUMENTS,
            related=related,
            standalone_query=read_as,
        )


def find(text: str, quote: str, start: int = 0) -> Span:
    """The first span of ``quote`` at or after ``start``, wherever its lines break."""
    match = re.compile(r"\s+".join(re.escape(word) for word in quote.split())).search(text, start)
    assert match is not None, quote
    return Span(match.start(), match.end())


@pytest.fixture(scope="session")
def document() -> Document:
    source = read_document_text(CORPUS)
    return parse_document(source.text, source.name)


@pytest.fixture
def scripted(document: Document) -> ScriptedVraagbaak:
    return ScriptedVraagbaak(document)


@dataclass(frozen=True)
class ServedWindow:
    """A window on a free port, and who answers in it."""

    url: str
    vraagbaak: ScriptedVraagbaak


@pytest.fixture(scope="session")
def served(document: Document) -> Iterator[ServedWindow]:
    from ui.chat.app import serve

    vraagbaak = ScriptedVraagbaak(document)
    window, url = serve(vraagbaak, "127.0.0.1", 0)
    yield ServedWindow(url, vraagbaak)
    for gate in vraagbaak.gates.values():
        gate.set()
    window.close(verbose=False)


@pytest.fixture(scope="session")
def scripted_reply(document: Document) -> Callable[[str], Reply]:
    """What the scripted pipeline replies to a query."""
    return ScriptedVraagbaak(document).reply


@pytest.fixture
def open_page(open_quietly: Callable[[str], Page], served: ServedWindow) -> Callable[..., Page]:
    """Opens the window, each time as another person."""

    def open_one(url: str = served.url) -> Page:
        page = open_quietly(url)
        expect(page.locator(".vb-welcome")).to_be_visible()
        return page

    return open_one
