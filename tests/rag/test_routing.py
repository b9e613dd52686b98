"""Look-ups by number: the many ways to name a question, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.routing import parse_number_reference

LOOKUPS = {
    "vraag 21": (21,),
    "Vraag 21?": (21,),
    "VRAAG 21!": (21,),
    "vraag21": (21,),
    "vraag  21": (21,),
    "Vraag (21):": (21,),
    "[Vraag 21]": (21,),
    "vraag #21": (21,),
    "#21": (21,),
    "vraag nr. 21": (21,),
    "vraag nummer 21": (21,),
    "vraag 021": (21,),
    "vr. 21": (21,),
    "nummer 21": (21,),
    "Kamervraag 21": (21,),
    "antwoord 27": (27,),
    "antwoord 27 letterlijk": (27,),
    "het antwoord op vraag 27 letterlijk": (27,),
    "hoe luidt het antwoord op vraag 27?": (27,),
    "wat antwoordde de minister op vraag 27?": (27,),
    "Wat staat er bij vraag 7?": (7,),
    "Wat is vraag 5?": (5,),
    "toon vraag 5": (5,),
    "Kun je vraag 3 laten zien?": (3,),
    "ga naar vraag 13": (13,),
    "lees vraag 3 voor": (3,),
    "geef mij de volledige tekst van vraag 13 alstublieft": (13,),
    "vraag en antwoord 13": (13,),
    "citeer vraag 13 woordelijk": (13,),
    "vraag zeven": (7,),
    "vraag eenentwintig": (21,),
    "vraag tweeëntwintig": (22,),
    "vraag één": (1,),
    "vragen drie en vier": (3, 4),
    "de zevende vraag": (7,),
    "de eerste vraag": (1,),
    "de 7e vraag": (7,),
    "21ste vraag": (21,),
    "de eerste en tweede vraag": (1, 2),
    "de eerste drie vragen": (1, 2, 3),
    "laat vraag 8 en 9 zien": (8, 9),
    "vraag 8 en vraag 9": (8, 9),
    "vraag 8, vraag 9": (8, 9),
    "vraag 8 & 9": (8, 9),
    "vraag 8/9": (8, 9),
    "vraag 8 of 9": (8, 9),
    "vragen 5, 6 en 8": (5, 6, 8),
    "vragen 5 t/m 8": (5, 6, 7, 8),
    "vraag 5 tot en met 8": (5, 6, 7, 8),
    "vraag 5-8": (5, 6, 7, 8),
    "vraag 5–8": (5, 6, 7, 8),
    "vraag 3 en 99": (3, 99),
    "vraag 99": (99,),
    "vraag 0": (0,),
    "vraag 12345": (12345,),
    "question 7": (7,),
    "show me questions 7 and 8 please": (7, 8),
    "questions 3 to 5": (3, 4, 5),
    "what is the answer to question 7?": (7,),
}


@pytest.mark.parametrize(("query", "numbers"), LOOKUPS.items())
def test_a_question_named_by_its_number_is_looked_up(query: str, numbers: tuple[int, ...]) -> None:
    reference = parse_number_reference(query)
    assert reference is not None
    assert (reference.numbers, reference.rest, reference.from_end) == (numbers, (), False)


@pytest.mark.parametrize("query", ["de laatste vraag", "laatste vraag", "toon de laatste vraag", "last question"])
def test_the_last_question_is_counted_from_the_end(query: str) -> None:
    reference = parse_number_reference(query)
    assert reference is not None
    assert reference.from_end
    assert not reference.rest


@pytest.mark.parametrize(
    "query",
    [
        "Hoeveel locaties opende het COA?",
        "Hoeveel vragen gaan over geld?",
        "80% van de middelen",
        "Waarom is slechts 80% van de middelen aan Nidos toegekend?",
        "de vraag naar 50 plekken",
        "Waarom is vraag 80% van het aanbod?",
        "vraag 1.230",
        "Wat gebeurde er in 2024?",
        "In 2024",
        "2024",
        "Wat is de vraag naar asielopvang in 2024?",
        "antwoord in 2024",
        "Antwoord binnen 4 weken",
        "Kamerstuk 36740-VI, nr. 15",
        "Kamerstuk 36740-VI nr. 15",
        "36740-VI-15",
        "kst-36740-VI-15",
        "artikel 37",
        "SPUK 2 en 3",
        "EES fase 2",
        "peildatum 5 juni 2025",
        "28 dagen",
        "de eerste procesbeschikbaarheidslocatie",
        "de eerste vraag naar opvang",
        "eerste asielaanvragen in 2025",
        "nummer van het Kamerstuk",
        "Zijn er 64 gemeenten met plannen?",
    ],
)
def test_a_number_that_names_no_question_is_no_look_up(query: str) -> None:
    reference = parse_number_reference(query)
    assert reference is None or reference.rest


@pytest.mark.parametrize(
    "query",
    [
        "Wat zegt vraag 3 over de sluiting van locaties?",
        "Vraag 9: hoe verhoudt Nederland zich tot België?",
        "vraag 3,5 miljoen",
    ],
)
def test_what_else_a_query_asks_is_kept(query: str) -> None:
    reference = parse_number_reference(query)
    assert reference is not None
    assert 3 in reference.numbers or 9 in reference.numbers
    assert reference.rest


@given(
    st.integers(1, 999), st.sampled_from(["vraag {}", "antwoord op vraag {}", "question {}", "nr. {}", "Vraag ({})"])
)
def test_any_number_is_read(number: int, phrase: str) -> None:
    reference = parse_number_reference(phrase.format(number))
    assert reference is not None
    assert (reference.numbers, reference.rest) == ((number,), ())


@given(st.lists(st.integers(1, 99), min_size=2, max_size=5, unique=True))
def test_any_list_is_read(numbers: list[int]) -> None:
    listed = ", ".join(map(str, numbers[:-1])) + f" en {numbers[-1]}"
    reference = parse_number_reference(f"toon de vragen {listed}")
    assert reference is not None
    assert (reference.numbers, reference.rest) == (tuple(sorted(numbers)), ())


@given(st.text(max_size=80))
def test_no_text_breaks_it(text: str) -> None:
    parse_number_reference(text)
    parse_number_reference(f"vraag {text}")
