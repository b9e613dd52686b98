"""Dutch figures: read as written, the same only when they are, and nothing made of a misprint."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Document
from rag.figures import MONTHS, Unit, missing_figures, number_of_word, parse_figures

Value = Decimal | tuple[int, int, int]

NUMBERS = {
    "1.230": "1230",
    "10.990": "10990",
    "2.000.000": "2000000",
    "1100": "1100",
    "6,8": "6.8",
    "0,5": "0.5",
    "1.000,50": "1000.5",
    "€ 1.000,-": "1000",
    "6,8 mln": "6800000",
    "6,8 mln.": "6800000",
    "166,5 miljoen": "166500000",
    "2,3 miljard": "2300000000",
    "2,3 mld.": "2300000000",
    "2 duizend": "2000",
    "10 000": "10000",
    "10\u00a0000 plekken": "10000",
    "(78)": "78",
    "<5": "5",
    "twaalf": "12",
    "Twaalf": "12",
    "tweeëntwintig": "22",
    "negenennegentig": "99",
    "honderd": "100",
    "vijfhonderd": "500",
    "driehonderdtwaalf": "312",
    "elfhonderd": "1100",
    "tweeduizendvijfhonderd": "2500",
    "anderhalf miljoen": "1500000",
    "tweeënhalf miljoen": "2500000",
    "een miljoen": "1000000",
    "één": "1",
    "nul": "0",
    "-5": "-5",
    "−5": "-5",
}


@pytest.mark.parametrize(("written", "value"), NUMBERS.items())
def test_a_number_in_dutch_notation_has_its_value(written: str, value: str) -> None:
    (figure,) = parse_figures(written)
    assert figure.value == Decimal(value)
    assert figure.unit in (Unit.NUMBER, Unit.EURO)


@pytest.mark.parametrize(
    ("written", "unit", "value"),
    [
        ("€ 2,3 miljard", Unit.EURO, "2300000000"),
        ("€2,3 mld", Unit.EURO, "2300000000"),
        ("€431.568.000", Unit.EURO, "431568000"),
        ("EUR 6,8 miljoen", Unit.EURO, "6800000"),
        ("EUR6,8 miljoen", Unit.EURO, "6800000"),
        ("47 miljoen euro", Unit.EURO, "47000000"),
        ("twaalf miljoen euro", Unit.EURO, "12000000"),
        ("-€ 5", Unit.EURO, "-5"),
        ("€ -5", Unit.EURO, "-5"),
        ("12 procent", Unit.PERCENT, "12"),
        ("12%", Unit.PERCENT, "12"),
        ("12 %", Unit.PERCENT, "12"),
        ("14,8%", Unit.PERCENT, "14.8"),
        ("-5%", Unit.PERCENT, "-5"),
        ("twaalf procent", Unit.PERCENT, "12"),
        ("nul procent", Unit.PERCENT, "0"),
    ],
)
def test_money_and_percentages_keep_their_unit(written: str, unit: Unit, value: str) -> None:
    (figure,) = parse_figures(written)
    assert (figure.unit, figure.value) == (unit, Decimal(value))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("31-05-2025", (2025, 5, 31)),
        ("1/1/2025", (2025, 1, 1)),
        ("1-1-24", (2024, 1, 1)),
        ("31.05.2025", (2025, 5, 31)),
        ("2025-05-31", (2025, 5, 31)),
        ("30 april 2025", (2025, 4, 30)),
        ("10 juni jl.", (0, 6, 10)),
        ("1 jun jl.", (0, 6, 1)),
        ("december 2024", (2024, 12, 0)),
        ("29 februari 2024", (2024, 2, 29)),
        ("29 februari", (0, 2, 29)),
    ],
)
def test_a_date_is_year_month_and_day_with_zero_for_what_is_not_said(written: str, value: Value) -> None:
    (figure,) = parse_figures(written)
    assert (figure.unit, figure.value) == (Unit.DATE, value)


def test_eind_2026_is_the_number_of_the_year() -> None:
    (figure,) = parse_figures("eind 2026")
    assert figure.value == 2026


@pytest.mark.parametrize(
    "written",
    [
        "€ 19.694,355,00",
        "19.694,355,00",
        "12.34.567",
        "1.23",
        "1.2345",
        "20.00",
        "1,2,3",
        "31-02-2025",
        "29-02-2025",
        "30 februari",
        "99-99-2025",
        "2025-13-31",
        "mei",
        "in mei",
        "een",
        "eenheid",
        "achter",
        "half mei",
        "honderden",
        "duizenden",
        "miljoen",
        "derde",
        "COA",
        "",
    ],
)
def test_a_misprint_or_a_word_that_counts_nothing_is_no_figure(written: str) -> None:
    assert parse_figures(written) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("50", "1500"),
        ("50", "50.000"),
        ("50", "50 000"),
        ("50", "5"),
        ("5%", "6%"),
        ("5%", "5"),
        ("5%", "€ 5"),
        ("5%", "0,5%"),
        ("5%", "-5%"),
        ("6,8 mln", "6,8 mld"),
        ("6,8 mln", "68 mln"),
        ("6,8 mln", "6,8"),
        ("1.230", "1,230"),
        ("31-05-2025", "30-05-2025"),
        ("31-05-2025", "31-05-2024"),
        ("31 mei", "31-05-2025"),
        ("2025", "mei 2025"),
        ("twaalf", "twintig"),
        ("vijfhonderd", "vijf"),
    ],
)
def test_figures_that_differ_are_never_the_same(one: str, other: str) -> None:
    (a,), (b,) = parse_figures(one), parse_figures(other)
    assert not a.same_as(b)
    assert not b.same_as(a)
    assert missing_figures(f"Het was {one} toen.", f"Het was {other} toen.") == (one,)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("€ 6,8 mln.", "6,8 miljoen euro"),
        ("€ 6,8 mln.", "EUR 6.800.000"),
        ("€ 19,7 miljoen", "19,7 miljoen"),
        ("12%", "twaalf procent"),
        ("1.230", "1230"),
        ("1.230", "1 230"),
        ("31-05-2025", "31 mei 2025"),
        ("1/1/2025", "1 januari 2025"),
        ("1/1/2025", "2025-01-01"),
        ("12", "twaalf"),
        ("50", "50,00"),
        ("1,5 miljoen", "anderhalf miljoen"),
        ("500", "vijfhonderd"),
    ],
)
def test_two_ways_to_write_one_figure_are_the_same(one: str, other: str) -> None:
    (a,), (b,) = parse_figures(one), parse_figures(other)
    assert a.same_as(b)
    assert b.same_as(a)
    assert missing_figures(f"Het was {one} toen.", f"Het was {other} toen.") == ()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("In 2024 zijn 12 locaties geopend en 2 gesloten.", ["2024", "12", "2"]),
        ("waarvan 280 (76%) aantoonbaar en 90 (24%) zelfstandig", ["280", "76%", "90", "24%"]),
        ("op 30 april 2025 10.990 vreemdelingen", ["30 april 2025", "10.990"]),
        ("op 1/1/2025 74.800 .", ["1/1/2025", "74.800"]),
        ("looptijd van 2025-2027", ["2025", "2027"]),
        ("vanaf 1-1-24 t/m 1-6-25", ["1-1-24", "1-6-25"]),
        ("tussen de ca. 23.000 en ca. 58.000", ["23.000", "58.000"]),
        ("5-10 plekken", ["5", "10"]),
        ("2024 120 zaken", ["2024", "120"]),
        ("€70,1 miljoen, € 47,7 mln. en € 7,9 mln.", ["€70,1 miljoen", "€ 47,7 mln.", "€ 7,9 mln."]),
        ("Totaal € 19.694,355,00, geraamd op 19,7 miljoen", ["19,7 miljoen"]),
        ("Het DT&V-team telde 3,5.", ["3,5"]),
    ],
)
def test_figures_are_found_where_they_stand_in_running_text(text: str, written: list[str]) -> None:
    figures = parse_figures(text)
    assert [figure.span.of(text) for figure in figures] == written
    assert [figure.span for figure in figures] == sorted(figure.span for figure in figures)


def test_missing_figures_names_what_the_quote_does_not_say() -> None:
    quote = "In 2024 zijn 12 reguliere locaties geopend en zijn 2 reguliere locaties gesloten."
    assert missing_figures("In 2024 zijn 12 locaties geopend en 2 gesloten.", quote) == ()
    assert missing_figures("In 2023 zijn 13 locaties geopend, 5% meer.", quote) == ("2023", "13", "5%")
    assert missing_figures("Twaalf locaties.", quote) == ()
    assert missing_figures("Veertien locaties.", quote) == ("Veertien",)
    assert missing_figures("Er staan geen figuren in.", quote) == ()
    assert missing_figures("12", "") == ("12",)


def test_a_misprint_carries_no_figure() -> None:
    assert missing_figures("Totaal € 19.694.355,00", "Totaal € 19.694,355,00") == ("€ 19.694.355,00",)


@given(st.integers(0, 10**12))
def test_a_whole_number_with_thousand_points_reads_back(number: int) -> None:
    written = f"{number:,}".replace(",", ".")
    (figure,) = parse_figures(written)
    assert figure.value == number
    assert figure.span.of(written) == written


@given(st.integers(0, 10**9), st.integers(0, 99), st.sampled_from(["", "€ ", "€", "EUR "]))
def test_an_amount_with_cents_reads_back(whole: int, cents: int, currency: str) -> None:
    written = f"{currency}{whole:,}".replace(",", ".") + f",{cents:02}"
    (figure,) = parse_figures(f"Het kostte {written} in totaal.")
    assert figure.value == whole + Decimal(cents) / 100
    assert figure.unit is (Unit.EURO if currency else Unit.NUMBER)


@given(
    st.decimals(0, 999, places=1, allow_nan=False),
    st.sampled_from([(" mln.", 10**6), (" miljoen", 10**6), (" miljard", 10**9), (" mld", 10**9), (" duizend", 10**3)]),
)
def test_a_scaled_number_reads_back(number: Decimal, scale: tuple[str, int]) -> None:
    name, factor = scale
    (figure,) = parse_figures(str(number).replace(".", ",") + name)
    assert figure.value == number * factor


@given(st.decimals(-100, 100, places=1, allow_nan=False), st.sampled_from(["%", " %", " procent"]))
def test_a_percentage_reads_back(number: Decimal, sign: str) -> None:
    (figure,) = parse_figures("Een verschil van " + str(number).replace(".", ",") + sign)
    assert (figure.unit, figure.value) == (Unit.PERCENT, number)


@given(st.dates(), st.sampled_from(["{0.day}-{0.month}-{0.year:04}", "{0.day:02}/{0.month:02}/{0.year:04}"]))
def test_a_numeric_date_reads_back(day: date, notation: str) -> None:
    (figure,) = parse_figures(notation.format(day))
    assert figure.value == (day.year, day.month, day.day)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_a_written_date_reads_back(day: date) -> None:
    names = {number: name for name, number in reversed(MONTHS.items())}
    (figure,) = parse_figures(f"op {day.day} {names[day.month]} {day.year}")
    assert figure.value == (day.year, day.month, day.day)


@given(st.integers(1, 999_999))
def test_a_number_word_reads_back(number: int) -> None:
    word = _spelt(number)
    assert number_of_word(word) == number
    if word != "een":  # the article
        (figure,) = parse_figures(f"Er zijn {word} plekken.")
        assert figure.value == number


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_figure_stands_for_another_only_if_the_values_are_equal(one: int, other: int) -> None:
    a, b = (f"{number:,}".replace(",", ".") for number in (one, other))
    assert (missing_figures(f"{a} plekken", f"{b} plekken") == ()) == (one == other)


@given(st.text(max_size=60))
def test_no_text_breaks_the_parser_and_every_figure_is_a_slice(text: str) -> None:
    end = 0
    for figure in parse_figures(text):
        assert end <= figure.span.start < figure.span.end <= len(text)
        end = figure.span.end


@given(st.text(alphabet="0123456789.,-/€% ", max_size=20))
def test_a_text_carries_its_own_figures(text: str) -> None:
    assert missing_figures(text, text) == ()


def test_every_figure_of_the_bundled_document_is_carried_by_its_own_answer(document: Document) -> None:
    for item in document.items:
        assert item.answer is not None
        answer = item.answer.of(document.text)
        assert missing_figures(answer, answer) == ()


def _spelt(number: int) -> str:
    """A number in words, as Dutch spells it."""
    if number >= 1000:
        thousands, rest = divmod(number, 1000)
        return ("" if thousands == 1 else _spelt(thousands)) + "duizend" + (_spelt(rest) if rest else "")
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        return ("" if hundreds == 1 else _spelt(hundreds)) + "honderd" + (_spelt(rest) if rest else "")
    ones = (
        "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien "
        "achttien negentien"
    ).split()
    if number < 20:
        return ones[number]
    tens, one = divmod(number, 10)
    ten = "twintig dertig veertig vijftig zestig zeventig tachtig negentig".split()[tens - 2]
    return (ones[one] + ("ën" if ones[one].endswith("e") else "en") if one else "") + ten
