"""Table cells: the right one however it is named, and none where the table is silent."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rag.pipeline import Vraagbaak
from rag.reply import Citation, Reply, Route, Status


@pytest.fixture(scope="session")
def cells() -> Callable[[Reply], list[tuple[str | None, str | None, str]]]:
    """The cells that a reply cites: row, column and value, in the order given."""

    def cell(citation: Citation) -> tuple[str | None, str | None, str]:
        return citation.row, citation.column, " ".join(citation.quote.split())

    return lambda reply: [cell(citation) for citation in reply.citations if citation.row is not None]


Cells = Callable[[Reply], list[tuple[str | None, str | None, str]]]


@pytest.mark.parametrize(
    "query",
    [
        "Wat was het inwilligingspercentage van Duitsland in 2024-Q1?",
        "Wat was het inwilligingspercentage van Duitsland in Q1 2024?",
        "Wat was het inwilligingspercentage in Duitsland in het eerste kwartaal van 2024?",
        "Hoe hoog was het Duitse inwilligingspercentage in het eerste kwartaal van 2024?",
        "inwilligingspercentage duitsland 1e kwartaal 2024",
        "inwilligingspercentage Duitsland 2024Q1",
        "inwilligingspercentage Germany Q1 2024",
        "inwilligingspercentage Duitsland eerste drie maanden van 2024",
        "inwilligingspercentage Dutisland Q1 2024",
        "INWILLIGINGSPERCENTAGE DUITSLAND Q1 2024",
    ],
)
def test_a_cell_is_found_by_any_name_of_its_row_and_column(vraagbaak: Vraagbaak, cells: Cells, query: str) -> None:
    reply = vraagbaak.answer(query)
    assert reply.route is Route.TABLE
    assert cells(reply) == [("Duitsland", "2024-Q1", "58%")]
    assert "58%" in reply.answer
    assert {c.ref.number for c in reply.citations} == {9}
    assert reply.citations[0].verified == ("quote", "figures")


@pytest.mark.parametrize(
    ("country", "quarter", "value"),
    [
        ("België", "Q4", "49%"),
        ("Hongarije", "Q2", "0%"),
        ("Slovenië", "Q1", "48%"),
        ("Slowakije", "Q1", "33%"),
        ("Nederland", "Q3", "65%"),
        ("Malta", "Q2", "42%"),
        ("Tsjechië", "Q3", "22%"),
    ],
)
def test_any_cell_of_the_table(vraagbaak: Vraagbaak, cells: Cells, country: str, quarter: str, value: str) -> None:
    reply = vraagbaak.answer(f"Wat was het inwilligingspercentage van {country} in {quarter} 2024?")
    assert cells(reply) == [(country, f"2024-{quarter}", value)]


def test_the_average_of_the_union_is_a_row_as_well(vraagbaak: Vraagbaak, cells: Cells) -> None:
    reply = vraagbaak.answer("Wat was het EU-gemiddelde van het inwilligingspercentage in Q3 2024?")
    assert cells(reply) == [("EU-27", "2024-Q3", "50%")]


def test_several_rows_and_several_columns(vraagbaak: Vraagbaak, cells: Cells) -> None:
    rows = vraagbaak.answer("Wat was het inwilligingspercentage van België en Frankrijk in Q2 2024?")
    assert cells(rows) == [("België", "2024-Q2", "50%"), ("Frankrijk", "2024-Q2", "37%")]
    columns = vraagbaak.answer("Wat was het inwilligingspercentage van Malta in Q1 t/m Q3 2024?")
    assert cells(columns) == [("Malta", "2024-Q1", "29%"), ("Malta", "2024-Q2", "42%"), ("Malta", "2024-Q3", "58%")]
    listed = vraagbaak.answer("Inwilligingspercentage van Malta in het eerste, tweede en derde kwartaal van 2024")
    assert cells(listed) == cells(columns)


@pytest.mark.parametrize(
    "query",
    [
        "Hoe verliep het inwilligingspercentage van Bulgarije in 2024?",
        "Steeg of daalde het inwilligingspercentage van Bulgarije in 2024?",
        "inwilligingspercentage Bulgarije per kwartaal 2024",
        "Wat was het inwilligingspercentage van Bulgarije in 2024?",
    ],
)
def test_a_trend_is_the_whole_row_in_order(vraagbaak: Vraagbaak, cells: Cells, query: str) -> None:
    values = [value for _, _, value in cells(vraagbaak.answer(query))]
    assert values == ["87%", "79%", "48%", "12%"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Welk land had het hoogste inwilligingspercentage in Q1 2024?", [("Estland", "96%")]),
        (
            "In welk land was het inwilligingspercentage in het derde kwartaal van 2024 het hoogst?",
            [("Estland", "98%")],
        ),
        ("Welk land had in Q4 2024 het laagste inwilligingspercentage?", [("Kroatië", "5%"), ("Portugal", "5%")]),
        (
            "Welke lidstaat had het laagste inwilligingspercentage in Q3 2024?",
            [("Hongarije", "0%"), ("Portugal", "0%")],
        ),
    ],
)
def test_the_highest_and_lowest_with_all_that_share_the_place(
    vraagbaak: Vraagbaak, cells: Cells, query: str, found: list[tuple[str, str]]
) -> None:
    assert [(row, value) for row, _, value in cells(vraagbaak.answer(query))] == found


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("Welke landen hadden in Q1 2024 een inwilligingspercentage boven 80%?", "Bulgarije Estland Ierland Nederland"),
        ("Welke landen hadden in Q1 2024 een inwilligingspercentage hoger dan 86%?", "Bulgarije Estland"),
        ("Welke landen hadden in Q4 2024 een inwilligingspercentage onder 12%?", "Kroatië Cyprus Portugal"),
        ("Welke landen hadden in Q4 2024 een inwilligingspercentage lager dan 12 procent?", "Kroatië Cyprus Portugal"),
        ("Welke van de EU-lidstaten hadden in Q1 2024 een inwilligingspercentage boven 90%?", "Estland"),
        ("Welke van de EU lidstaten hadden in Q1 2024 een inwilligingspercentage boven 90%?", "Estland"),
    ],
)
def test_above_and_below_a_bound(vraagbaak: Vraagbaak, cells: Cells, query: str, rows: str) -> None:
    assert [row for row, _, _ in cells(vraagbaak.answer(query))] == rows.split()


def test_the_best_quarter_of_one_country(vraagbaak: Vraagbaak, cells: Cells) -> None:
    reply = vraagbaak.answer("In welk kwartaal was het inwilligingspercentage van Cyprus het hoogst?")
    assert cells(reply) == [("Cyprus", "2024-Q1", "47%")]


def test_rows_by_year(vraagbaak: Vraagbaak, cells: Cells) -> None:
    reply = vraagbaak.answer("Hoe hoog is het REAN-voorschot in 2026?")
    assert [(row, value) for row, _, value in cells(reply)] == [("2026", "€ 6.564.785,00")]
    reply = vraagbaak.answer("Wat zijn de REAN-voorschotten in 2025 en 2027?")
    assert [row for row, _, _ in cells(reply)] == ["2025", "2027"]


def test_a_misprinted_total_is_shown_as_printed_with_a_warning(vraagbaak: Vraagbaak, cells: Cells) -> None:
    reply = vraagbaak.answer("Wat is het totaal van de REAN-voorschotten?")
    assert [(row, value) for row, _, value in cells(reply)] == [("Totaal", "€ 19.694,355,00")]
    assert "19.694,355,00" in reply.answer
    assert "19.694.355" not in reply.answer
    assert any("19.694,355,00" in warning for warning in reply.warnings)
    assert reply.citations[0].verified == ("quote",)


@pytest.mark.parametrize(
    "query",
    [
        "Wat was het inwilligingspercentage van Duitsland in 2023?",
        "Wat was het inwilligingspercentage van Duitsland in Q1 2025?",
        "Wat was het inwilligingspercentage van Duitsland in het vierde kwartaal van 2022?",
        "Wat was het inwilligingspercentage van Noorwegen in Q1 2024?",
        "Inwilligingspercentage van het Verenigd Koninkrijk in Q1 2024",
        "Welk land had het hoogste inwilligingspercentage in Q1 2019?",
        "Hoe hoog is het REAN-voorschot in 2028?",
    ],
)
def test_what_the_table_does_not_hold_is_not_read_from_it(vraagbaak: Vraagbaak, cells: Cells, query: str) -> None:
    reply = vraagbaak.answer(query)
    assert reply.route is not Route.TABLE
    assert cells(reply) == []


def test_a_country_that_no_table_has_is_refused(vraagbaak: Vraagbaak) -> None:
    reply = vraagbaak.answer("Wat was het inwilligingspercentage van Noorwegen in Q1 2024?")
    assert reply.status is Status.UNANSWERED


def test_sums_and_averages_take_no_part_in_a_ranking(small: Vraagbaak, cells: Cells) -> None:
    highest = small.answer("Welk land had in 2021 de hoogste punctualiteit van treinen?")
    assert [(row, value) for row, _, value in cells(highest)] == [("België", "4%"), ("Frankrijk", "4%")]
    above = small.answer("Welke landen hadden in 2021 een punctualiteit van treinen boven 3%?")
    assert [row for row, _, _ in cells(above)] == ["België", "Frankrijk"]


def test_a_loss_is_lower_than_nothing_and_a_misprint_is_neither(small: Vraagbaak, cells: Cells) -> None:
    lowest = small.answer("Welk land had in 2022 de laagste punctualiteit van treinen?")
    assert [(row, value) for row, _, value in cells(lowest)] == [("België", "-5%")]
    highest = small.answer("Welk land had in 2022 de hoogste punctualiteit van treinen?")
    assert [(row, value) for row, _, value in cells(highest)] == [("Duitsland", "3%")]
    below = small.answer("Welke landen hadden in 2022 een punctualiteit van treinen onder 0%?")
    assert [row for row, _, _ in cells(below)] == ["België"]


def test_a_misprinted_cell_is_shown_as_printed(small: Vraagbaak, cells: Cells) -> None:
    reply = small.answer("Wat was de punctualiteit van treinen in Polen in 2022?")
    assert cells(reply) == [("Polen", "2022", "1.50%")]
    assert any("1.50%" in warning for warning in reply.warnings)


def test_cells_come_with_the_source_of_the_table(vraagbaak: Vraagbaak) -> None:
    answer = vraagbaak.answer("Wat was het inwilligingspercentage van Duitsland in Q1 2024?").answer
    assert "Bron: Eurostat" in answer
    assert "30 mei 2025" in answer


@pytest.mark.parametrize(
    ("turns", "found"),
    [
        (["En België?"], ("België", "2024-Q1", "46%")),
        (["En in Q2?"], ("Duitsland", "2024-Q2", "57%")),
        (["En België?", "En in het tweede kwartaal?"], ("België", "2024-Q2", "50%")),
        (["Hoe zit dat in Zweden?"], ("Zweden", "2024-Q1", "31%")),
        (["En de Belgen?"], ("België", "2024-Q1", "46%")),
    ],
)
def test_a_follow_up_asks_for_the_next_cell(
    vraagbaak: Vraagbaak, cells: Cells, turns: list[str], found: tuple[str, str, str]
) -> None:
    history = [vraagbaak.answer("Wat was het inwilligingspercentage van Duitsland in Q1 2024?")]
    for turn in turns:
        history.append(vraagbaak.answer(turn, history))
    assert cells(history[-1]) == [found]
    assert history[-1].query == turns[-1]
    assert history[-1].standalone_query != turns[-1]
