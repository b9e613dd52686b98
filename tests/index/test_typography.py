"""Stored text to what a person reads: nothing odd is left, no figure is changed."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.display import display_blocks, display_text
from index.records import Span
from index.typography import BULLETS, tidied_offsets, tidy

ODD = "\ufffd•\uf0b7▪ \n\r\t\f\x0b\x85\x00\x07\u00ad\u200b\u202e\ufeff\xa0\u2028?.,;:()-–o*'“”€%"
TEXTS = st.text(alphabet=st.sampled_from(ODD + "aAbzeénZ019") | st.characters(codec="utf-8"), max_size=60)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("een zin over\ntwee regels", "een zin over twee regels"),
        ("een zin over \r\n twee regels", "een zin over twee regels"),
        ("voor \n\n\n \n\n \n\nen na het einde van de bladzijde", "voor en na het einde van de bladzijde"),
        ("voor\fen na", "voor en na"),
        ("een zachte\x0bregel\x85van een tekstverwerker", "een zachte regel van een tekstverwerker"),
        (
            "� Vreemdelingen van wie de vergunning is \ningetrokken.      ",
            "Vreemdelingen van wie de vergunning is ingetrokken.",
        ),
        ("\uf0b7 opvang", "opvang"),
        ("Kunt u ingaan op:\n• opvang;\n• terugkeer?", "Kunt u ingaan op: opvang; terugkeer?"),
        ("- terugkeer", "terugkeer"),
        ("o terugkeer", "terugkeer"),
        ("- 500", "- 500"),
        ("-", "-"),
        ("tekorten z?n en bl?ven", "tekorten zijn en blijven"),
        ("T?dens de zitting", "Tijdens de zitting"),
        ("waarvoor tekorten z?n?", "waarvoor tekorten zijn?"),
        ("Is dat zo?\nen waarom", "Is dat zo? en waarom"),
        ("zie https://www.coa.nl/zoek?term=azc", "zie https://www.coa.nl/zoek?term=azc"),
        ("de COA-\nopvang en het REAN-\n \nprogramma", "de COA-opvang en het REAN-programma"),
        ("bezwaar-\nen beroepsprocedures", "bezwaar- en beroepsprocedures"),
        ("zowel in-\nals uitstroom", "zowel in- als uitstroom"),
        ("asiel\u00ad\naanvraag", "asielaanvraag"),
        ("was 74.800 . Op 1/1/2025", "was 74.800. Op 1/1/2025"),
        ("bij COA ( €7,9 miljoen )", "bij COA (€7,9 miljoen)"),
        ("€     6.564.785,00", "€ 6.564.785,00"),
        ("twee\xa0duizend", "twee duizend"),
        ("om\u202egekeerd\u200b", "omgekeerd"),
        (" \n ", ""),
        ("•", ""),
    ],
)
def test_tidy_shows_what_a_person_would_have_typed(stored: str, shown: str) -> None:
    assert tidy(stored) == shown


@given(TEXTS)
@settings(max_examples=400, deadline=None, derandomize=True)
def test_tidy_is_idempotent(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(TEXTS)
@settings(max_examples=400, deadline=None, derandomize=True)
def test_tidy_leaves_no_line_end_control_or_leading_bullet(text: str) -> None:
    shown = tidy(text)
    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Zl", "Zp") or (c.isspace() and c != " ")]
    assert shown == shown.strip()
    assert "  " not in shown
    assert shown[:1] not in tuple(BULLETS)
    first_of_lines = [line.strip()[:1] for line in text.splitlines()]
    if set(BULLETS) & set(text) <= set(first_of_lines) and text.count("\ufffd") == first_of_lines.count("\ufffd"):
        assert "\ufffd" not in shown


@given(TEXTS)
@settings(max_examples=400, deadline=None, derandomize=True)
def test_tidy_never_changes_a_digit_or_a_word(text: str) -> None:
    def printed(quote: str) -> str:
        return re.sub(rf"[^\w€%]|[{BULLETS}]", "", quote).replace("ij", "")

    assert [c for c in tidy(text) if c.isdigit()] == [c for c in text if c.isdigit()]
    dropped = len(printed(text)) - len(printed(tidy(text)))
    assert 0 <= dropped <= len(re.findall(r"(?<!\w)o(?=\s)", text))  # the "o" of a list


@given(TEXTS)
@settings(max_examples=400, deadline=None, derandomize=True)
def test_tidied_offsets_walk_from_the_first_to_the_last_character(text: str) -> None:
    shown, offsets = tidy(text), tidied_offsets(text)
    assert len(offsets) == len(text) + 1
    assert offsets == sorted(offsets)
    assert (offsets[0], offsets[-1]) == (0, len(shown))
    for character, start, end in zip(text, offsets, offsets[1:], strict=False):
        if end > start and not character.isspace():
            assert shown[start:end] in (character, "ij")


@given(TEXTS, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4))
@settings(max_examples=400, deadline=None, derandomize=True)
def test_highlighting_never_changes_the_words_of_a_block(text: str, bounds: list[tuple[int, int]]) -> None:
    whole = Span(0, len(text))
    highlights = [Span(min(pair), max(pair)) for pair in bounds]
    plain = display_blocks(text, whole)
    lit = display_blocks(text, whole, highlights)
    assert [block.text for block in lit] == [block.text for block in plain]
    for block in lit:
        assert "".join(segment.text for segment in block.segments) == block.text == tidy(block.text)
        assert all(segment.text for segment in block.segments)
        pairs = zip(block.segments, block.segments[1:], strict=False)
        assert all(a.highlighted != b.highlighted for a, b in pairs)


@pytest.mark.parametrize(
    ("text", "quote", "segments"),
    [
        ("Er zijn 20 locaties. En 5\nmeer.", "En 5\nmeer.", [("Er zijn 20 locaties. ", False), ("En 5 meer.", True)]),
        ("kost (circa € 5) nu", "€ 5", [("kost (circa ", False), ("€ 5", True), (") nu", False)]),
        ("COA-\nopvang", "opvang", [("COA-", False), ("opvang", True)]),
        ("De tekorten z?n groot", "z?n", [("De tekorten ", False), ("zijn", True), (" groot", False)]),
        ("� Afgewezen", "� Afgewezen", [("Afgewezen", True)]),
        ("was 74.800 . Op", "74.800 .", [("was ", False), ("74.800.", True), (" Op", False)]),
    ],
)
def test_a_quote_is_lit_to_the_character(text: str, quote: str, segments: list[tuple[str, bool]]) -> None:
    start = text.index(quote)
    (block,) = display_blocks(text, Span(0, len(text)), [Span(start, start + len(quote))])
    assert [(segment.text, segment.highlighted) for segment in block.segments] == segments


def test_a_highlight_may_run_over_several_blocks() -> None:
    text = "Dit zijn:\n\n• een;\n\n• twee."
    blocks = display_blocks(text, Span(0, len(text)), [Span(4, len(text) - 3)])
    assert [[(s.text, s.highlighted) for s in block.segments] for block in blocks] == [
        [("Dit ", False), ("zijn:", True)],
        [("een;", True)],
        [("tw", True), ("ee.", False)],
    ]


def test_plain_text_keeps_paragraphs_apart_and_lists_together() -> None:
    text = "Het gaat om:\n\n�  opvang;\n\n�  terugkeer.\n\nDaarnaast is er\nmeer.\n-  een streepje\n•\n"
    assert display_text(text, Span(0, len(text))).split("\n") == [
        *("Het gaat om:", "", "- opvang;", "- terugkeer.", "", "Daarnaast is er meer.", "", "- een streepje"),
    ]


def test_what_prints_nothing_shows_nothing() -> None:
    assert display_blocks(" \n\f", Span(0, 3)) == []
    assert display_text("•", Span(0, 1)) == ""
