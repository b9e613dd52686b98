"""The figures: a small run counted by hand, and random runs counted a second way."""

from __future__ import annotations

import re
import statistics
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.errors import GoldError
from eval.gold import Gold, GoldConversation, GoldItem
from eval.metrics import MEASURES, score
from eval.run import Entry, Run

DOCUMENT = "kst-1-2"


@pytest.fixture
def small(run_of, answer_with, refusal, item, gold_of, documents):
    """Ten items of three types, with one of each thing that can happen."""
    turns = (
        item("t1", type="gesprek", conversation="t", turn=1, cite_any=[1], must=["12"]),
        item("t2", type="gesprek", conversation="t", turn=2, cite_any=[2], must=["2"]),
    )
    items = [
        item("right", must=["12"], cite_any=[1]),
        item("extra", must=["12"], cite_any=[1], must_not=["dicht"]),  # cites 2 too, which says it
        item("half", must=["12"], cite_all=[1, 2]),
        item("refused", must=["12"], cite_any=[1]),
        item("lost", must=["12"], cite_any=[1]),  # not in the run
        item("rejected", must=["12"], cite_any=[1]),
        item("weer", type="naast", answerable=False),
        item("verzonnen", type="naast", answerable=False),
        GoldConversation("t", turns),
    ]
    run = run_of(
        {
            "right": answer_with(1, ranked=[1, 2], timings={"retrieve": 4.0, "total": 99.0}),
            "extra": answer_with(1, 2, ranked=[2, 1], timings={"retrieve": 8.0}),
            "half": answer_with(1, ranked=[1, 3, 4, 5, 6, 2]),
            "refused": refusal([3, 1]),
            "rejected": None,
            "weer": refusal([4]),
            "verzonnen": answer_with(3),
            "t1": answer_with(1),
            "t2": answer_with(1),
        }
    )
    return score(run, gold_of(items), documents)


@pytest.mark.parametrize(
    ("name", "value", "n"),
    [
        ("Success@1", 3 / 8, 8),  # right, half, t1
        ("R@5", (1 + 1 + 1 / 2 + 1 + 0 + 0 + 1 + 0) / 8, 8),
        ("R@10", (1 + 1 + 1 + 1 + 0 + 0 + 1 + 0) / 8, 8),
        ("RR@10", (1 + 1 / 2 + 1 + 1 / 2 + 0 + 0 + 1 + 0) / 8, 8),
        ("citation_precision", (1 + 1 / 2 + 1 + 0 + 0 + 0 + 1 + 0) / 8, 8),
        ("citation_recall", (1 + 1 + 1 / 2 + 0 + 0 + 0 + 1 + 0) / 8, 8),
        ("citation_precision_cited", (1 + 1 / 2 + 1 + 1 + 0) / 5, 5),
        ("unanswerable_cited", 1 / 2, 2),
        ("facts", 5 / 8, 8),  # right, extra, half, t1, t2 ("12" holds a 2)
        ("forbidden", 1, 1),
        ("right", 2 / 8, 8),  # right, t1
        ("right_and_cited_right", 2 / 8, 8),
        ("accuracy", 3 / 10, 10),  # and weer
        ("truthfulness", (2 * 3 + 3) / 10 - 1, 10),  # missing: refused, lost, rejected
        ("false_refusals", 3 / 8, 8),
        ("false_answers", 1 / 2, 2),
        ("quotes_exact", 1, 7),
        ("quotes_in_place", 1, 7),
        ("uncited_replies", 0, 6),
        ("uncited_sentences", 0, 7),
        ("unbacked_marks", 0, 7),
        ("facts_in_marks", 0, 10),
        ("missing", 2 / 10, 10),
    ],
)
def test_by_hand(small, name, value, n):
    figure = small.overall.figures[name]
    assert figure.value == pytest.approx(value, abs=1e-12)
    assert figure.n == n
    assert figure.low <= figure.value <= figure.high


def test_every_measure_has_a_figure_in_every_group(small):
    names = [measure.name for measure in MEASURES]
    assert len(set(names)) == len(names)
    for group in (small.overall, *small.types, *small.turns):
        assert list(group.figures) == names


def test_types_and_turns_are_counted_apart(small):
    groups = {group.name: group for group in (*small.types, *small.turns)}
    assert {name: group.items for name, group in groups.items()} == {
        "fact": 6,
        "naast": 2,
        "gesprek": 2,
        "turn 1": 1,
        "turn 2": 1,
    }
    assert groups["fact"].figures["right"].value == pytest.approx(1 / 6)
    assert groups["turn 1"].figures["right"].value == 1
    assert groups["turn 2"].figures["right"].value == 0
    assert (groups["naast"].figures["right"].value, groups["naast"].figures["right"].n) == (None, 0)
    assert groups["naast"].figures["accuracy"].value == 1 / 2


def test_latency_is_what_the_caller_waited_and_each_stage(small):
    total = small.overall.latency["total"]
    assert (total.median, total.n) == (statistics.median([10, 20, 30, 40, 60, 70, 80, 90]), 8)
    assert total.p95 == pytest.approx(80 + 0.65 * 10)
    retrieve = small.overall.latency["retrieve"]
    assert (retrieve.median, retrieve.n) == (6.0, 2)
    assert list(small.overall.latency) == ["total", "retrieve"]


def test_a_planted_fault_moves_its_own_figure(run_of, answer_with, item, gold_of, documents):
    def figures(reply: dict[str, Any]) -> dict[str, float | None]:
        scores = score(
            run_of({"a": reply, "b": answer_with(2)}), gold_of([item("a"), item("b", cite_any=[2])]), documents
        )
        return {name: figure.value for name, figure in scores.overall.figures.items()}

    sound = answer_with(1).to_json()
    (citation,) = sound["citations"]
    before = figures(sound)
    faults = {
        "quotes_exact": sound | {"citations": [citation | {"quote": "In 2024 openden 21 locaties."}]},
        "quotes_in_place": sound | {"citations": [citation, citation | {"question": 3}]},
        "uncited_replies": sound | {"citations": []},
        "uncited_sentences": sound | {"answer": sound["answer"] + " Dat is veel."},
        "unbacked_marks": sound | {"answer": sound["answer"] + " Dat is veel [Vraag 5]."},
    }
    for name, reply in faults.items():
        after = figures(reply)
        assert before[name] == (1 if name.startswith("quotes") else 0)
        assert after[name] != before[name], name


def test_a_run_of_other_queries_is_refused(run_of, answer_with, item, gold_of, documents):
    run = run_of({"a": answer_with(1)})
    with pytest.raises(GoldError, match=r"expected the query 'iets anders' under 'a', found 'a\?'"):
        score(run, gold_of([item("a", query="iets anders")]), documents)


def test_scoring_twice_gives_the_same_intervals(run_of, answer_with, refusal, item, gold_of, documents):
    items = [item(str(n)) for n in range(9)]
    run = run_of({str(n): answer_with(1) if n % 3 else refusal() for n in range(9)})
    first, second = (score(run, gold_of(items), documents).overall for _ in range(2))
    assert first == second
    assert first.figures["right"].low < 6 / 9 < first.figures["right"].high


def test_the_turns_of_a_conversation_count_as_one_draw(run_of, answer_with, refusal, item, gold_of, documents):
    def width(conversation: bool) -> float:
        items = [
            item(f"{c}#{t}", conversation=str(c) if conversation else "", turn=t) for c in range(12) for t in (1, 2, 3)
        ]
        run = run_of({i.id: answer_with(1) if int(i.id.split("#")[0]) % 2 else refusal() for i in items})
        figure = score(run, gold_of(items), documents).overall.figures["right"]
        return figure.high - figure.low

    assert width(conversation=True) > 1.4 * width(conversation=False)


# The second way of counting, from the words of the contract and of the two papers, item by item.

WORDS = ("twaalf", "dicht", "vijf", "eind")
NUMBERS = st.integers(1, 6)


@st.composite
def cases(draw: st.DrawFn) -> tuple[GoldItem, dict[str, Any] | None]:
    answerable = draw(st.booleans())
    some = st.lists(NUMBERS, max_size=3, unique=True)
    words = st.lists(st.sampled_from(WORDS), max_size=2, unique=True)
    lists = {"cite_any": draw(some), "cite_all": draw(some), "cite_ok": draw(some)} if answerable else {}
    item = GoldItem(
        id="",
        type=draw(st.sampled_from(["fact", "table"])),
        query="?",
        answerable=answerable,
        document=DOCUMENT,
        must=tuple(draw(words)),
        must_not=tuple(draw(words)),
        **{key: tuple(value) for key, value in lists.items()},
    )
    status = draw(st.sampled_from(["answered", "partial", "unanswered", None]))
    if status is None:
        return item, None
    cited = [] if status == "unanswered" else draw(st.lists(NUMBERS, max_size=4))
    return item, {
        "status": status,
        "answer": " ".join(draw(words)).upper(),
        "citations": [{"document": DOCUMENT, "question": n, "quote": "x", "start": 0, "end": 1} for n in cited],
        "sources": [{"document": DOCUMENT, "question": n, "score": 0.1} for n in draw(st.permutations(range(1, 7)))],
        "timings_ms": {},
    }


def second_way(pairs: list[tuple[GoldItem, dict[str, Any] | None]]) -> dict[str, Fraction | None]:
    counts: dict[str, list[Fraction]] = {}

    def add(name: str, value: Fraction | bool | int) -> None:
        counts.setdefault(name, []).append(Fraction(value))

    for item, reply in pairs:
        status = reply["status"] if reply else None
        answered = status in ("answered", "partial")
        cited = {citation["question"] for citation in reply["citations"]} if reply else set()
        said = [bool(reply and re.search(word, reply["answer"], re.I)) for word in item.must]
        forbidden = [bool(reply and re.search(word, reply["answer"], re.I)) for word in item.must_not]
        wanted = set(item.cite_any) | set(item.cite_all)
        harmless = wanted | set(item.cite_ok)
        requirements = [{n} for n in item.cite_all] + ([set(item.cite_any)] if item.cite_any else [])
        met = [bool(requirement & cited) for requirement in requirements]
        facts = reply is not None and all(said)
        right = item.answerable and answered and facts and not any(forbidden) and all(met)
        good = right or (not item.answerable and status == "unanswered" and facts and not any(forbidden))
        if wanted:
            precision = Fraction(len(cited & harmless), len(cited)) if cited else Fraction(0)
            add("citation_precision", precision)
            add("citation_recall", Fraction(sum(met), len(met)))
            if cited:
                add("citation_precision_cited", precision)
        if item.answerable:
            add("facts", facts)
            add("right", right)
            add("false_refusals", not answered)
        else:
            add("unanswerable_cited", bool(cited))
            add("false_answers", answered)
        if item.must_not:
            add("forbidden", any(forbidden))
        if answered:
            add("uncited_replies", not cited)
        add("accuracy", good)
        add("truthfulness", 2 * good + (not good and not answered) - 1)
        add("missing", reply is None)
    return {name: sum(values, Fraction(0)) / len(values) for name, values in counts.items()}


@given(st.lists(cases(), min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_equals_the_second_way_on_random_runs(documents, pairs):
    items = [
        GoldItem(**{name: getattr(item, name) for name in item.__slots__} | {"id": f"q{n}"})
        for n, (item, _) in enumerate(pairs)
    ]
    entries = tuple(Entry(f"q{n}", "?", 1.0, reply) for n, (_, reply) in enumerate(pairs))
    scores = score(Run("", "", entries), Gold("", "", tuple(items)), documents)
    groups = {group.name: group for group in scores.types}
    for name, chosen in [("", pairs), *((t, [p for p in pairs if p[0].type == t]) for t in groups)]:
        figures = (groups[name] if name else scores.overall).figures
        expected = second_way(chosen)
        for measure in ("citation_precision", "citation_recall", "citation_precision_cited", "facts", "forbidden"):
            assert (figures[measure].value is None) == (measure not in expected)
        for measure, value in expected.items():
            assert figures[measure].value == pytest.approx(float(value), abs=1e-9), measure
