"""The only place where it all meets: a query goes in, a verified reply comes out.

``answer`` drains ``stream``, so what the evaluation measures is what the window shows.
"""

from __future__ import annotations

import re
import time
from collections.abc import Collection as CollectionOf
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from index.collection import Collection
from index.embedding import load_encoder
from index.encoder import Encoder
from index.errors import CollectionError, IndexMissingError, UsageError
from index.lexicon import Lexicon
from index.records import Document, QuestionRef
from index.settings import Settings, load_settings
from index.store import SearchIndex, build_index, load_index, save_index
from rag.answering import ExtractiveReader
from rag.calibration import Calibration
from rag.conversation import standalone_query
from rag.corpus import Corpus
from rag.instructions import decline, without_orders
from rag.joint import JointReader
from rag.judging import Judge
from rag.listing import list_questions
from rag.lookup import look_up
from rag.outcome import Outcome
from rag.places import find_places
from rag.reply import NOT_IN_DOCUMENTS, Reply, ReplyDelta, Route, Stage, Status
from rag.retrieval import Retrieval, Retriever
from rag.routing import NumberReference, parse_number_reference
from rag.smalltalk import small_talk
from rag.spelling import Speller
from rag.tabulating import answer_from_tables
from rag.verification import verify

MAX_QUERY_CHARACTERS = 2000
EXAMPLE_CHARACTERS = 100

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff\ud800-\udfff]+")

_STRAY = re.compile(r"(?<=[?!.])\s+[^\w\s]+$")


def clean_query(query: str) -> str:
    """``query`` without control characters, surplus space and signs that follow its end ("…? €").

    Raises:
        UsageError: nothing is left, or it is longer than 2,000 characters.
    """
    cleaned = re.sub(r"\s+", " ", _CONTROL.sub(" ", query)).strip()
    cleaned = _STRAY.sub("", cleaned)
    if not re.search(r"\w", cleaned):
        raise UsageError("De vraag is leeg: er zijn woorden nodig om op te zoeken. Typ een vraag.")
    if len(cleaned) > MAX_QUERY_CHARACTERS:
        raise UsageError(
            f"De vraag is te lang: hoogstens {MAX_QUERY_CHARACTERS} tekens, dit zijn er {len(cleaned)}. "
            "Stel een kortere vraag."
        )
    return cleaned


class Vraagbaak:
    """Answers queries about a fixed set of documents; holds the models, changes nothing."""

    def __init__(
        self,
        documents: Mapping[str, Document],
        index: SearchIndex,
        encoder: Encoder,
        joint: JointReader,
        calibration: Calibration,
    ) -> None:
        self.documents = documents
        self.index = index
        self.encoder = encoder
        self.joint = joint
        self.calibration = calibration
        self.corpus = Corpus(documents)
        self.retriever = Retriever(index, encoder, calibration.fusion)
        analyzer = index.lexical.analyzer
        judge = Judge(index, encoder, joint)
        self.reader = ExtractiveReader(self.corpus, index.chunks, analyzer, self.retriever, judge, calibration)
        lexicon = Lexicon.bundled()
        self._speller = Speller(analyzer.vocabulary, lambda word: word in lexicon or bool(find_places(word)))

    @classmethod
    def open(cls, home: Path, settings: Settings | None = None) -> Vraagbaak:
        """Open the collection of ``home`` with its index; build the index first if there is none.

        Raises:
            VraagbaakError: the home, a document, a model or the index cannot be used; the message
                says what to do.
        """
        settings = settings or load_settings(home)
        documents = Collection(home).documents
        if not documents:
            raise CollectionError("the collection is empty; add a document with: vraagbaak index add FILE")
        encoder = load_encoder(settings)
        try:
            index = load_index(documents.values(), home, encoder, settings)
        except IndexMissingError:
            index = build_index(documents.values(), encoder, settings)
            save_index(index, documents.values(), home, encoder, settings)
        return cls(documents, index, encoder, JointReader.load(), Calibration.load())

    def on(self, documents: Mapping[str, Document]) -> Vraagbaak:
        """The same models on other documents, indexed in memory."""
        index = build_index(documents.values(), self.encoder, Settings(stemmer=self.index.lexical.analyzer.stemmer))
        return Vraagbaak(documents, index, self.encoder, self.joint, self.calibration)

    def answer(self, query: str, history: Sequence[Reply] = (), documents: CollectionOf[str] | None = None) -> Reply:
        """The whole reply; see ``stream``."""
        reply = None
        for delta in self.stream(query, history, documents):
            reply = delta.reply
        if reply is None:
            raise AssertionError("a stream ends with its reply")
        return reply

    def stream(
        self, query: str, history: Sequence[Reply] = (), documents: CollectionOf[str] | None = None
    ) -> Iterator[ReplyDelta]:
        """Answer ``query``, knowing the replies so far (oldest first), from ``documents`` or all.

        Raises:
            UsageError: the query is empty or too long.
            UnknownDocumentError: a document is not in the collection.
        """
        timer = _Timer()
        typed, query = query, clean_query(query)
        selected = self.corpus.selection(documents)
        yield ReplyDelta(Stage.RETRIEVE)
        asked = without_orders(query)
        standalone = standalone_query(asked, history) if asked else query
        named = parse_number_reference(standalone)
        outcome = small_talk(standalone) if asked else decline()
        outcome = outcome or list_questions(
            self._speller.correct(standalone), self.corpus, selected, self.index.lexical.analyzer
        )
        if outcome is None and named is not None and not self._asks_within(named, selected):
            outcome = look_up(named, self.corpus, selected)
        if outcome is None:
            scope = self.corpus.scope(selected, named.numbers if named else None)
            retrieval = self.retrieve(standalone, scope)
            standalone = retrieval.query
            timer.lap(Stage.RETRIEVE)
            yield ReplyDelta(Stage.ANSWER)
            analyzer = self.index.lexical.analyzer
            outcome = answer_from_tables(retrieval, self.corpus, self.retriever, analyzer)
            outcome = outcome or self.reader.answer(retrieval, scope, is_named=named is not None)
            if named is not None and not outcome.statements:  # better all of it than a refusal
                outcome = look_up(named, self.corpus, selected)
            timer.lap(Stage.ANSWER)
        yield ReplyDelta(Stage.VERIFY)
        # As typed, unless that holds what may not be shown.
        reply = self._verified(query if _CONTROL.search(typed) else typed, standalone, outcome)
        timer.lap(Stage.VERIFY)
        for piece in re.findall(r"\S+\s*", reply.answer):
            yield ReplyDelta(Stage.VERIFY, piece)
        yield ReplyDelta(Stage.VERIFY, reply=replace(reply, timings_ms=timer.timings_ms()))

    def retrieve(self, query: str, scope: CollectionOf[QuestionRef] | None = None) -> Retrieval:
        """What is found for ``query`` in ``scope``, or everywhere, its typing errors mended first."""
        return self.retriever.retrieve(self._speller.correct(query), scope)

    def examples(self, k: int) -> list[str]:
        """``k`` short questions from the documents, spread over them, that they do answer."""
        questions = list(self.corpus.answered_questions())
        short = [q for q in questions if len(q) <= EXAMPLE_CHARACTERS and q.count("?") == 1] or questions
        return short[:: max(1, len(short) // max(1, k))][:k]

    def reference(self, ref: QuestionRef) -> str:
        """The official reference of a numbered question."""
        return self.corpus.reference(ref)

    def question_text(self, ref: QuestionRef) -> str:
        """The text of a numbered question on one line."""
        return self.corpus.question_text(ref)

    def _asks_within(self, reference: NumberReference, selected: frozenset[str] | None) -> bool:
        """Whether a query that names questions asks for something in them: "wat zegt vraag 13 over Ter Apel".

        What else it says must then be said in one of them; "ook alweer" is not.
        """
        analyzer = self.index.lexical.analyzer
        rest = {term for word in reference.rest for term in analyzer.analyze(word)}
        scope = self.corpus.scope(selected, reference.numbers) or ()
        named = (chunk for chunk in self.index.chunks if chunk.ref in scope)
        return any(rest & set(analyzer.analyze(chunk.embedded)) for chunk in named)

    def _verified(self, query: str, standalone: str, outcome: Outcome) -> Reply:
        """The reply of what survives the checker; a statement whose quote is not exact does not."""
        verified = tuple(filter(None, (verify(statement, self.documents) for statement in outcome.statements)))
        status = Status.UNANSWERED if not verified else Status.PARTIAL if outcome.missing else Status.ANSWERED
        return Reply(
            query=query,
            standalone_query=standalone,
            status=status,
            route=outcome.route,
            statements=verified,
            message=outcome.message or ("" if verified else NOT_IN_DOCUMENTS),
            related=outcome.related,
            sources=outcome.sources,
            warnings=tuple(dict.fromkeys((*outcome.warnings, *self._calibration_warning(outcome.route)))),
            confidence=outcome.confidence,
            models={"embedder": self.encoder.identity, "reader": self.joint.identity, "generator": "none"},
            index=self.index.fingerprint,
        )

    def _calibration_warning(self, route: Route) -> tuple[str, ...]:
        """Said where the calibrated gates decided, and they were made for another embedder or reader."""
        if route is not Route.READING or self.calibration.fits(self.encoder.identity, self.joint.identity):
            return ()
        return ("De grens tussen antwoorden en weigeren is niet geijkt voor dit taalmodel.",)


class _Timer:
    """Milliseconds by stage, and in total."""

    def __init__(self) -> None:
        self._started = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: Stage) -> None:
        now = time.perf_counter()
        self._laps[stage.value] = (now - self._last) * 1000.0
        self._last = now

    def timings_ms(self) -> dict[str, float]:
        return self._laps | {"total": (time.perf_counter() - self._started) * 1000.0}
