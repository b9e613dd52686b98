"""Plots say what they show, with nothing and with anything to draw."""

from __future__ import annotations

from eval.plots import Bar, bars, curve, histogram


def test_plots_say_what_they_show_and_escape_it() -> None:
    drawn = bars("aandeel", [Bar("a<b", 0.9, 0.8, 1.0), Bar("niets", None)])
    assert "90.0%" in drawn
    assert "a&lt;b" in drawn
    assert "<title>risico</title>" in curve("risico", [(0.5, 0.1), (1.0, 0.2)], "dekking", "risico")
    assert "median 3 ms" in histogram("tijd", [1.0, 3.0, 9.0], [("median", 3.0)], "ms")


def test_nothing_to_draw_is_drawn_too() -> None:
    assert "svg" in histogram("tijd", [], [], "ms")
    assert "svg" in bars("aandeel", [])
    assert "svg" in curve("risico", [], "dekking", "risico")
