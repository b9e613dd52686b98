"""Escaping: what is text stays text."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.chat.markup import Html, element, escape, joined, one_line, showable


class Seen(HTMLParser):
    """What a browser makes of a piece of markup: its tags, its attributes and its text."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text())
def test_any_text_is_one_element_and_reads_as_it_was_written(text: str) -> None:
    seen = Seen(element("p", text, title=text))
    assert seen.tags == ["p"]
    assert [name for name, _ in seen.attributes] == ["title"]
    assert seen.text.replace("\r", "") == showable(text).replace("\r", "")


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onclick='x", "&lt;b&gt;", "</p><p>"]
)
def test_hostile_text_makes_no_element_and_no_attribute(text: str) -> None:
    seen = Seen(element("p", text, data_copy=text))
    assert seen.tags == ["p"]
    assert seen.attributes == [("data-copy", text)]
    assert seen.text == text


def test_markup_passes_and_what_is_made_of_it_by_hand_does_not() -> None:
    bold = element("b", "x")
    assert element("p", bold) == "<p><b>x</b></p>"
    assert element("p", bold + "y") == "<p>&lt;b&gt;x&lt;/b&gt;y</p>"
    assert element("p", f"{bold}") == "<p>&lt;b&gt;x&lt;/b&gt;</p>"
    assert joined([bold, "<"], Html("<br>")) == "<b>x</b><br>&lt;"


def test_attributes_that_are_none_or_false_are_left_out() -> None:
    assert element("p", None, class_="a", hidden=True, title=None, data_busy=False) == '<p class="a" hidden></p>'


def test_unshowable_characters_are_dropped() -> None:
    assert escape("a\x00b\x1bc\u202ed\ud800e\tf\n") == "abcde\tf\n"
    assert one_line("  z?n\r\n\x07 ging  ") == "z?n ging"
