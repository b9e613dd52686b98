"""What a query compares: extremes, bounds, another row; and which way round."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rag.comparison import Comparison, Kind, parse_comparison, parse_row_comparison, turned


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("welke landen zaten boven de 80%?", "Boven 80%"),
        ("onder de 10 procent", "Onder 10%"),
        ("minstens 90% in q2", "Minstens 90%"),
        ("hoogstens 5 %", "Hoogstens 5%"),
        ("tussen 50 en 60 procent", "Tussen 50% en 60%"),
        ("welke landen stonden op nul?", "Gelijk aan 0%"),
        ("exactly 50%", "Gelijk aan 50%"),
        ("kreeg daar niemand asiel, dus nul procent?", "Gelijk aan 0%"),
        ("de top drie van q1", "Hoogste waarden"),
        ("welke 3 landen waren het strengst?", "Laagste waarden"),
        ("het hoogste percentage", "Hoogste waarde"),
        ("wie stond onderaan?", "Laagste waarde"),
    ],
)
def test_a_comparison_is_read_as_it_was_said(query: str, said: str) -> None:
    comparison = parse_comparison(query)
    assert comparison is not None
    assert comparison.said() == said


@pytest.mark.parametrize("query", ["het percentage van belgie in q1", "op 1 januari 2025", "de cijfers van polen"])
def test_a_plain_query_compares_nothing(query: str) -> None:
    assert parse_comparison(query) is None


@pytest.mark.parametrize(
    ("kind", "bounds", "holding", "failing"),
    [
        (Kind.ABOVE, ("50%",), "50.1", "50"),
        (Kind.AT_LEAST, ("50%",), "50", "49.9"),
        (Kind.BELOW, ("50%",), "49.9", "50"),
        (Kind.AT_MOST, ("50%",), "50", "50.1"),
        (Kind.EQUAL, ("0%",), "0", "5"),
        (Kind.BETWEEN, ("60%", "50%"), "50", "60.1"),
        (Kind.ABOVE, ("€ 1.500",), "1501", "50"),
    ],
)
def test_bounds_compare_by_value(kind: Kind, bounds: tuple[str, ...], holding: str, failing: str) -> None:
    comparison = Comparison(kind, bounds)
    assert comparison.holds(Decimal(holding))
    assert not comparison.holds(Decimal(failing))


def test_a_bound_that_is_no_figure_holds_for_nothing() -> None:
    assert not Comparison(Kind.ABOVE, ("veel",)).holds(Decimal(10))


def test_another_row_can_be_the_bound() -> None:
    assert parse_row_comparison("welke landen zaten hoger dan duitsland?") is Kind.ABOVE
    assert parse_row_comparison("minder dan het eu-gemiddelde") is Kind.BELOW
    assert parse_row_comparison("hoeveel zaten er in duitsland?") is None


def test_who_refuses_most_grants_least() -> None:
    highest, lowest = Comparison(Kind.HIGHEST), Comparison(Kind.LOWEST)
    assert turned(highest, "welk land wijst het vaakst af", "inwilligingspercentage") == lowest
    assert turned(highest, "wie wees het vaakst af", "afgewezen aanvragen") == highest
    assert turned(highest, "wie willigde het vaakst in", "inwilligingspercentage") == highest
    above = Comparison(Kind.ABOVE, ("5%",))
    assert turned(above, "wie wees meer dan 5% af", "inwilligingspercentage") == above
