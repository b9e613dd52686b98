"""The list of known words: what is in it, what is not, and that it survives a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.lexicon import Lexicon


def test_it_knows_the_words_it_was_made_of_and_no_others() -> None:
    lexicon = Lexicon.of(["opvang", "gemeente", "opvang"])
    assert len(lexicon) == 2
    assert "opvang" in lexicon
    assert "gemeente" in lexicon
    assert "opvnag" not in lexicon
    assert "" not in lexicon


def test_an_empty_one_knows_nothing() -> None:
    assert "opvang" not in Lexicon.of([])


def test_it_is_the_same_after_it_was_saved(tmp_path: Path) -> None:
    Lexicon.of(["opvang", "belgie"]).save(tmp_path / "words.npy")
    loaded = Lexicon.load(tmp_path / "words.npy")
    assert len(loaded) == 2
    assert "belgie" in loaded
    assert "belgië" not in loaded


@pytest.mark.parametrize("word", ["jeugdzorg", "wachtlijsten", "terugvordering", "stelen", "housing"])
def test_the_bundled_one_has_common_words(word: str) -> None:
    assert word in Lexicon.bundled()


@pytest.mark.parametrize("word", ["opvnag", "gemeenteh", "asielzoekrs", "vergunnning"])
def test_the_bundled_one_has_no_typing_errors(word: str) -> None:
    assert word not in Lexicon.bundled()
