"""Sentences of Dutch official prose, across line ends and pages."""

from __future__ import annotations

import pytest

from index.records import Span
from index.sentences import split_blocks, split_sentences
from index.typography import tidy


def sentences(text: str) -> list[str]:
    return [tidy(span.of(text)) for span in split_sentences(text, Span(0, len(text)))]


def blocks(text: str) -> list[tuple[str, bool]]:
    return [(tidy(b.content.of(text)), b.is_list_item) for b in split_blocks(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    "sentence",
    [
        "Op 10 juni jl. is uw Kamer geïnformeerd over het ambtsbericht van 29 mei jl.",
        "Er is € 6,8 mln. uitgegeven en € 2 mld. begroot.",
        "Er verblijven tussen de ca. 23.000 en ca. 58.000 mensen.",
        "Dit komt o.a. Doordat het COA groeide.",
        "Zie Kamerstuk 36740-VI, nr. 15, en Stcrt. 2025, nrs. 4 en 5.",
        "In art. 3, lid 2, Sub B. Vreemdelingenwet staat het.",
        "Cijfers t/m mei zijn bekend.",
        "De heer dhr. Jansen sprak met mevr. De Vries, drs. Bakker en prof.dr. Van Dam.",
        "Minister M.H.M. Faber-van de Klashorst antwoordde J. Vijlbrief.",
        "Dit geldt i.v.m. Europese regels, m.u.v. Nederland en d.w.z. Duitsland.",
        "Dit is (o.a. IND) geregeld, zie bijv. Eurostat of blz. 3.",
        "Het percentage is min. 5 en max. 10, excl. BTW en incl. Toeslag.",
        "Vanaf 1 sept. 2024 tot 31 dec. 2024 gold dit, zie tel. 070.",
        "De ‘o.a. Syrische’ groep en COA-nr. 5 telden mee.",
        "Op 1.1.2025 om 10.30 uur waren er 1.230,5 punten.",
        "Zie www.coa.nl voor meer.",
        "Hij vroeg “Waarom?” en ging weg.",
        "Dat is … niet zeker.",
        "Het woord (zie hieronder!) telt.",
    ],
)
@pytest.mark.parametrize("space", [" ", "\n", " \r\n", "  \n\n\n\n \n\n \n\n", " \f"])
def test_one_sentence_stays_one_wherever_its_lines_and_pages_break(sentence: str, space: str) -> None:
    assert sentences(sentence.replace(" ", space)) == [sentence]


@pytest.mark.parametrize(
    "expected",
    [
        ["Dat kostte € 6,8 mln.", "Daarna niets."],
        ["Dat was op 29 mei jl.", "Op 30 mei niet."],
        ["De capaciteit was op 1/1/2025 74.800.", "Op 1/1/2025 verbleven er 70.300 personen."],
        ["Er zijn afspraken met de VS.", "Het kabinet volgt die."],
        ["Het gaat om opvang, terugkeer, enz.", "Daarnaast is er zorg."],
        ["Wat kost dat?", "Hoeveel is er over?"],
        ["Genoeg!", "20 locaties zijn open."],
        ["Het kabinet wacht af…", "Dan volgt een brief."],
        ["Hij wacht af...", "Dan niet."],
        ["De minister zei: “Dat klopt.”", "‘Nee’, zei de Kamer."],
        ["Dat klopt (zie boven).", "(Zie ook onder.)", "Klaar."],
        ["Er waren er 12.", "€ 5 bleef over.", "<5 zaken lopen."],
        ["Dit was 's avonds.", "'s Ochtends niet.", "’s Middags wel."],
        ["Dat speelt in 2025.", "Één zaak loopt nog.", "Überhaupt niets."],
        ["Zie www.coa.nl.", "Daar staat meer."],
        ["Zie bijlage 2.", "Dat is alles."],
    ],
)
@pytest.mark.parametrize("space", [" ", "\n", "\n\n"])
def test_sentences_part_where_a_reader_parts_them(expected: list[str], space: str) -> None:
    assert sentences(space.join(expected)) == expected


def test_a_stray_space_before_a_full_stop_does_not_join_sentences() -> None:
    assert sentences("Er waren er 74.800 . Op 1 mei niet.") == ["Er waren er 74.800.", "Op 1 mei niet."]


def test_each_quote_is_an_exact_slice() -> None:
    text = "  Een \nzin.  \f Nog  een.\n\n• Drie "
    assert [span.of(text) for span in split_sentences(text, Span(0, len(text)))] == [
        "Een \nzin.",
        "Nog  een.",
        "• Drie",
    ]
    assert [span.of(text) for span in split_sentences(text, Span(4, 14))] == [text[4:14].strip()]


@pytest.mark.parametrize("marker", ["•", "\ufffd", "\uf0b7", "-", "–", "*", "o"])
def test_list_items_are_sentences_of_their_own(marker: str) -> None:
    items = f"{marker} mensen zonder\nvergunning;\n{marker} anderen\n\n{marker} Wie vertrekt. Of niet."
    text = f"De groep bestaat uit:\n\n{items}\n\nDaarna meer."
    assert blocks(text) == [
        ("De groep bestaat uit:", False),
        ("mensen zonder vergunning;", True),
        ("anderen", True),
        ("Wie vertrekt. Of niet.", True),
        ("Daarna meer.", False),
    ]
    assert sentences(text) == [
        "De groep bestaat uit:",
        "mensen zonder vergunning;",
        "anderen",
        "Wie vertrekt.",
        "Of niet.",
        "Daarna meer.",
    ]


@pytest.mark.parametrize("counters", [("1.", "2.", "3."), ("1)", "2)", "3)"), ("a.", "b.", "c."), ("a)", "b)", "c)")])
def test_counted_items_keep_their_number(counters: tuple[str, ...]) -> None:
    items = [f"{counter} deel van het geheel" for counter in counters]
    assert sentences("Er zijn drie delen:\n" + "\n".join(items)) == ["Er zijn drie delen:", *items]


@pytest.mark.parametrize(
    "prose",
    [
        "Vanwege de aanvraag\n– het betreft een vervolg –\nduurt het langer.",
        "Dit volgt uit artikel\n37. Meer niet.",
        "Dit is de wet uit\n12) van de lijst.",
        "De kosten van ca.\n- 5 procent.",
    ],
)
def test_a_dash_or_number_where_a_line_broke_is_no_list_item(prose: str) -> None:
    assert [is_item for _, is_item in blocks(prose)] == [False]


def test_a_list_does_not_make_the_next_paragraph_one() -> None:
    text = "Dit is:\n- een\n- twee\n\nVanwege de aanvraag\n- dat is nieuw - duurt het."
    assert [is_item for _, is_item in blocks(text)] == [False, True, True, False]


def test_a_bullet_on_a_line_of_its_own_belongs_to_the_text_below() -> None:
    assert blocks("Namelijk:\n•\n\nVreemdelingen;\n\n•\nAsielzoekers.\n1.\n\nEerst.") == [
        ("Namelijk:", False),
        ("Vreemdelingen;", True),
        ("Asielzoekers.", True),
        ("1. Eerst.", True),
    ]


def test_a_page_break_after_an_open_sentence_joins_and_a_blank_line_parts() -> None:
    assert sentences("De inzet van het\n\n\n\n\n\n\n\nCOA is groot.") == ["De inzet van het COA is groot."]
    assert sentences("De inzet van het\n\f\nCOA is groot.") == ["De inzet van het COA is groot."]
    assert sentences("De inzet van het\n\nkabinet is groot.") == ["De inzet van het kabinet is groot."]
    assert sentences("Afgerond op tientallen\n\nHet COA is groot.") == ["Afgerond op tientallen", "Het COA is groot."]


@pytest.mark.parametrize("note", ["Bron: IND", "Cijfers zijn afgerond", "Peildatum 1 mei", "Tabel 2 Instroom"])
def test_a_page_break_before_a_note_never_joins(note: str) -> None:
    assert sentences(f"Er waren er 20\n\n\n\n\n\n\n\n{note}") == ["Er waren er 20", note]


def test_nothing_yields_nothing() -> None:
    assert split_sentences("tekst", Span(2, 2)) == []
    assert split_blocks(" \n\n\f ", Span(0, 5)) == []


def test_a_long_text_takes_time_in_proportion_to_its_length() -> None:
    text = "Dit is een zin van A. B. Jansen.\n\n- en een punt.\n" * 2000
    assert len(sentences(text)) == 4000
