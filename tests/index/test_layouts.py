"""Small documents in the layouts of real life: each question with its own answer, the rest reported."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from index.records import Document, WarningKind

Parse = Callable[..., Document]
Shown = Callable[[Document], list[tuple[tuple[int, ...], str, str | None]]]


def reported(document: Document) -> list[tuple[str, int | None]]:
    return [(warning.kind.value, warning.number) for warning in document.warnings]


def pairs(*numbers: int) -> list[tuple[tuple[int, ...], str, str | None]]:
    return [((n,), f"Hoe gaat het met {n}?", f"Met {n} gaat het goed.") for n in numbers]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Vraag ({}):", "Antwoord:"),
        ("Vraag ({}): ", "Antwoord: "),
        ("Vraag {}", "Antwoord {}"),
        ("Vraag {}:", "Antwoord {}:"),
        ("Vraag {}.", "Antwoord"),
        ("Vraag {}", "Antwoord op vraag {}"),
        ("Vraag {}", "Antwoord op vraag {}."),
        ("Vraag {}", "Antwoord vraag {}"),
        ("VRAAG {}", "ANTWOORD {}"),
        ("   Vraag  ({})  :", "\tAntwoord ({})"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_headings_of_real_life(question: str, answer: str, line_end: str, parse: Parse, shown: Shown) -> None:
    lines = []
    for n in (1, 2, 3):
        lines += [question.format(n), f"Hoe gaat het met {n}?", "", answer.format(n), f"Met {n} gaat het goed.", ""]
    document = parse(line_end.join(lines))
    assert shown(document) == pairs(1, 2, 3)
    assert reported(document) == []


def test_one_answer_to_several_questions_is_one_item(parse: Parse, shown: Shown) -> None:
    document = parse(
        "Vraag 1\nWaarom?\nAntwoord 1\nDaarom.\n"
        "Vragen 2 en 3\nHoe en wanneer?\nAntwoord 2 en 3\nZo en dan.\n"
        "Vraag 4, 5 en 6\nWie?\nAntwoord op de vragen 4, 5, en 6\nZij.\n"
        "Vraag 7 t/m 9\nWat?\nAntwoord op vraag 7 t/m 9\nDat.\n"
        "Vragen 10 tot en met 12\nWaar?\nAntwoord 10-12\nDaar.\n"
        "Vraag 13 & 14\nHoe?\nAntwoord:\nZo."
    )
    assert shown(document) == [
        ((1,), "Waarom?", "Daarom."),
        ((2, 3), "Hoe en wanneer?", "Zo en dan."),
        ((4, 5, 6), "Wie?", "Zij."),
        ((7, 8, 9), "Wat?", "Dat."),
        ((10, 11, 12), "Waar?", "Daar."),
        ((13, 14), "Hoe?", "Zo."),
    ]
    assert reported(document) == []
    assert document.item(8) == document.items[3]
    assert document.item(15) is None


def test_questions_with_headings_of_their_own_share_an_answer(parse: Parse, shown: Shown) -> None:
    document = parse("Vraag 2\nHoe?\nVraag 3\nWanneer?\nAntwoord 2 en 3\nZo en dan.\nVraag 1\nA?\nAntwoord 1\nB.")
    numbers, question, answer = shown(document)[0]
    assert numbers == (2, 3)
    assert question.startswith("Hoe?")
    assert question.endswith("Wanneer?")
    assert answer == "Zo en dan."


def test_a_shared_answer_takes_no_text_of_the_question_in_between(parse: Parse, shown: Shown) -> None:
    document = parse("Vraag 1\nHoe?\nVraag 2\nWie?\nVraag 3\nWanneer?\nAntwoord 1 en 3\nZo en dan.\nAntwoord 2\nHij.")
    assert shown(document) == [((1,), "Hoe?", "Zo en dan."), ((2,), "Wie?", "Hij."), ((3,), "Wanneer?", "Zo en dan.")]
    assert reported(document) == []


def test_questions_first_and_answers_after(parse: Parse, shown: Shown) -> None:
    questions = "\n".join(f"Vraag {n}\nHoe gaat het met {n}?\n" for n in (1, 2, 3))
    answers = "\n".join(f"Antwoord op vraag {n}\nMet {n} gaat het goed.\n" for n in (2, 1, 3))
    document = parse(questions + answers)
    assert shown(document) == pairs(1, 2, 3)
    assert reported(document) == []


def test_answers_without_a_number_are_not_dealt_out_by_guessing(parse: Parse, shown: Shown) -> None:
    document = parse("Vraag 1\nHoe gaat het met 1?\nVraag 2\nHoe gaat het met 2?\nAntwoord\nEerste.\nAntwoord\nTweede.")
    assert shown(document) == [((1,), "Hoe gaat het met 1?", None), ((2,), "Hoe gaat het met 2?", "Eerste.")]
    assert reported(document) == [("answer_without_question", None), ("unanswered_question", 1)]


@pytest.mark.parametrize("gap", ["", "Antwoord 2\n", "Antwoord 2\n \n\n"])
def test_a_question_without_an_answer_is_reported(gap: str, parse: Parse, shown: Shown) -> None:
    document = parse(f"Vraag 1\nA?\nAntwoord 1\nB.\nVraag 2\nC?\n{gap}Vraag 3\nD?\nAntwoord 3\nE.")
    assert shown(document) == [((1,), "A?", "B."), ((2,), "C?", None), ((3,), "D?", "E.")]
    assert reported(document) == [("unanswered_question", 2)]
    assert document.warnings[0].message == "vraag 2 heeft geen antwoord"


@pytest.mark.parametrize("answer", ["Antwoord:", "Antwoord 1"])
def test_of_a_repeated_number_the_first_question_counts(answer: str, parse: Parse, shown: Shown) -> None:
    document = parse(f"Vraag 1\nEerste?\n{answer}\nJa.\nVraag 1\nTweede?\n{answer}\nNee.\nVraag 2\nC?\nAntwoord 2\nD.")
    assert shown(document) == [((1,), "Eerste?", "Ja."), ((2,), "C?", "D.")]
    assert ("duplicate_number", 1) in reported(document)


def test_numbers_out_of_order_are_kept_and_reported(parse: Parse, shown: Shown) -> None:
    document = parse(
        "".join(f"Vraag {n}\nHoe gaat het met {n}?\nAntwoord:\nMet {n} gaat het goed.\n" for n in (1, 3, 2))
    )
    assert shown(document) == pairs(1, 3, 2)
    assert document.numbers == (1, 2, 3)
    assert reported(document) == [("number_out_of_order", 2)]


def test_missing_numbers_are_reported_in_one_line_a_gap(parse: Parse) -> None:
    text = "".join(f"Vraag {n}\nHoe?\nAntwoord {n}\nZo.\n" for n in (3, 4, 6, 900))
    assert [warning.message for warning in parse(text).warnings] == [
        "vragen 1 tot en met 2 ontbreken in de nummering",
        "vraag 5 ontbreekt in de nummering",
        "vragen 7 tot en met 899 ontbreken in de nummering",
    ]


def test_an_answer_to_a_question_that_is_not_there_is_reported_and_given_to_none(parse: Parse, shown: Shown) -> None:
    document = parse("Antwoord 7\nZomaar.\nVraag 1\nA?\nAntwoord 9\nVerdwaald.\nAntwoord 1 en 2\nB.")
    assert shown(document) == [((1,), "A?", "B.")]
    assert reported(document) == [("answer_without_question", n) for n in (7, 9, 2)]


def test_a_second_answer_is_reported_as_such(parse: Parse, shown: Shown) -> None:
    document = parse("Vraag 1\nA?\nAntwoord 1\nB.\nAntwoord 1\nC.")
    assert shown(document) == [((1,), "A?", "B.")]
    assert [w.message for w in document.warnings] == ["antwoord op vraag 1, maar die vraag heeft al een antwoord"]


@pytest.mark.parametrize(
    "text", ["", "\n \n", "Een brief zonder vragen.\n\nMet groet.", "Vraag: hoe laat is het?", "\ufeff"]
)
def test_a_text_without_questions_says_so(text: str, parse: Parse) -> None:
    document = parse(text)
    assert document.items == ()
    assert [warning.kind for warning in document.warnings] == [WarningKind.NO_QUESTIONS]
    assert "Vraag (1):" in document.warnings[0].message


@pytest.mark.parametrize(
    "answer",
    [
        "Voor de toelichting verwijs ik naar het antwoord op\nvraag 2.\nDaar staat meer.",
        "Zie het\nantwoord op vraag 2.\nDaar staat meer.",
        "Dat is het\nantwoord.\nDaar staat meer.",
        "Ik deel uw zorg. Vraag 2\nwordt hieronder behandeld.",
        "Dit blijkt uit de\nBijlage 2 bij het rapport van\nhet instituut, vraag 2.",
        "Zie de\ntabel vraag 1\nin het rapport.",
    ],
)
def test_running_text_that_mentions_a_heading_is_no_heading(answer: str, parse: Parse, shown: Shown) -> None:
    document = parse(f"Vraag 1\nA?\nAntwoord 1\n{answer}\nVraag 2\nC?\nAntwoord 2\n{answer}")
    whole = " ".join(answer.split())
    assert shown(document) == [((1,), "A?", whole), ((2,), "C?", whole)]
    assert reported(document) == []


def test_an_annex_is_no_part_of_the_last_answer(parse: Parse, shown: Shown) -> None:
    document = parse("Vraag 1\nA?\nAntwoord 1\nB.\n\nBijlage: tabellen bij de antwoorden\n\nTabel vraag 1\nx 1\ny 2\n")
    assert shown(document) == [((1,), "A?", "B.")]
    assert reported(document) == []


def test_annex_text_that_belongs_to_no_question_is_reported(parse: Parse, shown: Shown) -> None:
    document = parse("Vraag 1\nA?\nAntwoord 1\nB.\n\nBijlage 1\nLijst van locaties\nUtrecht\n\nTabel vraag 8\nx 1\ny 2")
    assert shown(document) == [((1,), "A?", "B.")]
    assert reported(document) == [("unattached_text", None), ("unattached_table", 8)]
    assert "“Lijst van locaties Utrecht”" in document.warnings[0].message


def test_every_span_is_exact_where_line_ends_are_of_both_kinds(parse: Parse) -> None:
    text = "Vraag 1\r\n  Hoe  \r\n veel?\r\nAntwoord 1\n\n\fEen  \r\n twee.\n\r\n"
    (item,) = parse(text).items
    assert item.question.of(text) == "Hoe  \r\n veel?"
    assert item.answer is not None
    assert item.answer.of(text) == "Een  \r\n twee."


class TestMetadata:
    FRONT = (
        "36 725 XX Vaststelling van de begroting van het Ministerie van Asiel\nen Migratie voor het jaar 2025\n\n"
        "Nr. 7 LIJST VAN VRAGEN EN ANTWOORDEN\nVastgesteld op 3 oktober 2024\n\n"
        "De vaste commissie voor Asiel en Migratie heeft vragen voorgelegd aan de minister van Asiel en Migratie over\n"
        "de begroting. De minister heeft geantwoord bij brief van 1 oktober 2024.\n\n"
    )
    BODY = "Vraag 1\nHoe?\nAntwoord 1\nZo, bij brief van 9 mei 2020.\n"

    def test_a_title_page_is_read(self, parse: Parse) -> None:
        document = parse(self.FRONT + self.BODY)
        metadata = document.metadata
        assert document.id == "kst-36725-XX-7"
        assert metadata.title == (
            "Vaststelling van de begroting van het Ministerie van Asiel en Migratie voor het jaar 2025"
        )
        assert (metadata.dossier, metadata.number) == ("36725-XX", 7)
        assert (str(metadata.adopted), str(metadata.letter)) == ("2024-10-03", "2024-10-01")
        assert metadata.committee == "vaste commissie voor Asiel en Migratie"
        assert metadata.minister == "minister van Asiel en Migratie"

    def test_a_title_ends_where_the_number_begins(self, parse: Parse) -> None:
        front = self.FRONT.replace("2025\n\nNr. 7", "2025\nNr. 7")
        assert parse(front + self.BODY).metadata == parse(self.FRONT + self.BODY).metadata

    def test_what_the_text_does_not_say_stays_unknown(self, parse: Parse) -> None:
        document = parse(self.BODY, "Antwoorden COA (def).txt")
        metadata = document.metadata
        assert document.id == "antwoorden-coa-def"
        assert metadata.title == "Antwoorden COA (def)"
        unknown = (metadata.kind, metadata.dossier, metadata.number, metadata.adopted, metadata.letter)
        assert unknown == (None, None, None, None, None)
        assert (metadata.committee, metadata.minister) == (None, None)

    def test_figures_in_an_answer_are_no_dossier(self, parse: Parse) -> None:
        document = parse("Vraag 1\nHoe?\nAntwoord 1\nEr waren\n12 500 Vluchtelingen en\n36 740 VI Andere.")
        assert document.metadata.dossier is None

    def test_an_impossible_date_is_unknown(self, parse: Parse) -> None:
        front = self.FRONT.replace("3 oktober", "31 februari")
        assert parse(front + self.BODY).metadata.adopted is None

    @pytest.mark.parametrize("name", ["…", "", "---.txt", "😀.txt"])
    def test_a_file_name_without_letters_still_has_an_id(self, name: str, parse: Parse) -> None:
        assert parse(self.BODY, name).id == "document"

    def test_an_id_of_a_long_file_name_fits_in_a_file_name(self, parse: Parse) -> None:
        assert len(parse(self.BODY, "antwoord-" * 40 + ".txt").id) <= 100
