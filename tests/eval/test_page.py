"""The report's page in a real browser: whole by itself, and every miss can be found in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from eval.gold import Gold, GoldItem
from eval.metrics import Scores, score
from eval.plots import Bar, bars, curve, histogram
from eval.report import write_report
from eval.run import Run
from index.records import Document
from rag.reply import Reply

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture
def scores(
    run_of: Callable[..., Run],
    answer_with: Callable[..., Reply],
    refusal: Callable[..., Reply],
    item: Callable[..., GoldItem],
    gold_of: Callable[..., Gold],
    documents: dict[str, Document],
) -> Scores:
    items = [
        item("goed", must=["12"]),
        item("geweigerd", type="table", must=["12"], reference=HOSTILE),
        item("weer", type="off_topic", answerable=False, query="weer?"),
    ]
    hostile = answer_with(2).to_json() | {"answer": f"{HOSTILE} [Vraag 2]."}
    run = run_of({"goed": answer_with(1), "geweigerd": refusal([2]), "weer": hostile})
    return score(run, gold_of(items), documents)


@pytest.fixture
def page(scores: Scores, tmp_path: Path, open_quietly: Callable[[str], Page]) -> Page:
    write_report(scores, tmp_path / "verslag")
    return open_quietly((tmp_path / "verslag" / "report.html").as_uri())


def test_the_page_shows_figures_plots_and_misses_offline(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Vraagbaak on proef.jsonl")
    expect(page.locator("svg[role=img]")).to_have_count(5)
    assert page.get_by_role("row", name="right share of the answerable").first.is_visible()
    expect(page.locator("#misses details")).to_have_count(2)
    fault = page.locator("#misses summary .wrong").first
    expect(fault).to_have_text("refused, but the document answers it")


def test_what_replies_and_gold_say_is_text_and_nothing_else(page: Page) -> None:
    page.locator("#misses summary").first.click()
    expect(page.locator("#misses details").first).to_contain_text(HOSTILE)
    assert page.locator("main img").count() == 0


def test_misses_are_filtered_by_type_and_words(page: Page) -> None:
    page.locator("#type").select_option("table")
    expect(page.locator("#shown")).to_have_text("1")
    page.locator("#type").select_option("")
    page.locator("#words").fill("weer")
    expect(page.locator("#misses details:visible")).to_have_count(1)
    page.locator("#words").fill("bestaat niet")
    expect(page.locator("#shown")).to_have_text("0")


def test_plots_say_what_they_show_and_escape_it() -> None:
    assert "90.0%" in bars("aandeel", [Bar("a<b", 0.9, 0.8, 1.0), Bar("niets", None)])
    assert "a&lt;b" in bars("aandeel", [Bar("a<b", 0.9, 0.8, 1.0)])
    assert "<title>risico</title>" in curve("risico", [(0.5, 0.1), (1.0, 0.2)], "dekking", "risico")
    assert "median 3 ms" in histogram("tijd", [1.0, 3.0, 9.0], [("median", 3.0)], "ms")
    assert "svg" in histogram("tijd", [], [], "ms")
