"""Dutch words to index terms: what a person types finds what the document writes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import STEMMERS, Analyzer, fold, words

CORPUS = [
    "De opvang van asielzoekers op reguliere locaties kost miljoenen.",
    "Het COA opent locaties voor opvang; gemeenten bieden noodopvang.",
    "Zaken over terugkeer en vertrek; de aanvraag en de aanvragen.",
]


@pytest.fixture(params=STEMMERS)
def analyzer(request: pytest.FixtureRequest) -> Analyzer:
    return Analyzer.from_texts(request.param, CORPUS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("België, Oekraïne en coördinatie", ["belgie", "oekraine", "en", "coordinatie"]),
        ("De DT&V telde 1.230 azc's: 14,8%", ["de", "dt&v", "telde", "1.230", "azc's", "14,8%"]),
        ("op 31-05-2025 en 1/1/2025", ["op", "31-05-2025", "en", "1/1/2025"]),
        ("€50.250 in 2024-Q1", ["50.250", "in", "2024", "q1"]),
        ("COA-locaties o.a. veiligheidsregio’s", ["coa-locaties", "o.a", "veiligheidsregio’s"]),
        ("", []),
        ("!? — …", []),
    ],
)
def test_words_keep_figures_and_abbreviations_whole(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("belgie", "België"),
        ("BELGIË", "Belgie\u0308"),
        ("DTenV", "DT&V"),
        ("dtenv", "dt&v"),
        ("azc", "azc's"),
        ("azc", "azc’s"),
        ("vris", "VRIS-ers"),
        ("14,8", "14,8%"),
    ],
)
def test_what_is_typed_meets_what_is_written(typed: str, written: str, analyzer: Analyzer) -> None:
    assert analyzer.analyze(typed) == analyzer.analyze(written) != []


@pytest.mark.parametrize(
    ("typed", "compound"),
    [
        ("opvang", "opvanglocaties"),
        ("locaties", "opvanglocaties"),
        ("opvang", "COA-opvang"),
        ("coa", "COA-opvang"),
        ("terugkeer", "terugkeerzaken"),
        ("aanvraag", "aanvraagsopvang"),
    ],
)
def test_a_part_of_a_compound_finds_the_compound(typed: str, compound: str, analyzer: Analyzer) -> None:
    assert set(analyzer.analyze(typed)) <= set(analyzer.analyze(compound))


def test_a_compound_keeps_its_own_term_first(analyzer: Analyzer) -> None:
    whole, *parts = analyzer.analyze("opvanglocaties")
    assert len(parts) == 2
    assert whole not in parts


def test_only_words_of_the_corpus_are_parts(analyzer: Analyzer) -> None:
    assert analyzer.split_compound("noodverordening") == []
    assert analyzer.split_compound("opvang") == []
    assert Analyzer.from_texts("none", []).split_compound("opvanglocaties") == []


def test_the_stemmer_decides_which_forms_meet() -> None:
    def meet(stemmer: str, a: str, b: str) -> bool:
        analyzer = Analyzer.from_texts(stemmer, [])
        return analyzer.analyze(a) == analyzer.analyze(b)

    # Snowball 3 gave the name "dutch" to another algorithm: the two are known by what they do.
    forms = [("locatie", "locaties"), ("antwoord", "antwoorden"), ("vreemdeling", "vreemdelingen")]
    assert [meet("dutch", *pair) for pair in forms] == [True, False, True]
    assert [meet("dutch_porter", *pair) for pair in forms] == [False, True, True]
    assert [meet("none", *pair) for pair in forms] == [False, False, False]


def test_function_words_are_dropped_and_repeats_kept() -> None:
    analyzer = Analyzer.from_texts("none", CORPUS)
    assert analyzer.analyze("Hoeveel zijn er van de") == []
    assert analyzer.analyze("zaken en zaken") == ["zaken", "zaken"]


def test_an_unknown_stemmer_is_refused() -> None:
    with pytest.raises(ValueError, match="dutch_porter"):
        Analyzer.from_texts("english", [])


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_any_text_analyses_alike_in_any_case_and_form(text: str) -> None:
    analyzer = Analyzer.from_texts("dutch", CORPUS)
    terms = analyzer.analyze(text)
    assert analyzer.analyze(text) == terms
    assert all(terms)
    assert analyzer.analyze(fold(text)) == terms


def test_a_word_of_any_length_is_no_trouble() -> None:
    analyzer = Analyzer.from_texts("dutch", CORPUS)
    assert analyzer.analyze("opvang" * 20_000)
