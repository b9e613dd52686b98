"""The evaluation's page in a real browser: whole by itself, and every miss can be found in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from eval.gold import load_gold
from eval.report import write_report
from eval.suite import evaluate
from index.records import Document
from rag.reply import Reply

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"


class _Answerer:
    """The scripted window's replies, for the evaluation."""

    def __init__(self, document: Document, reply: Callable[[str], Reply]) -> None:
        self.documents: Mapping[str, Document] = {document.id: document}
        self._reply = reply

    def answer(self, query: str, history: Sequence[Reply] = (), documents: Collection[str] | None = None) -> Reply:
        return self._reply(query)


@pytest.fixture
def page(
    document: Document, scripted_reply: Callable[[str], Reply], tmp_path: Path, open_quietly: Callable[[str], Page]
) -> Page:
    common = {"document": document.id, "answerable": True, "cite_any": [9]}
    lines = [
        common | {"id": "goed", "type": "table", "question": "Duitsland in 2024-Q1?"},
        common | {"id": "geweigerd", "type": "fact", "question": f"Wat doet {HOSTILE}?", "reference": HOSTILE},
        {"id": "weer", "type": "off_topic", "question": "Duitsland of het weer?", "answerable": False},
    ]
    gold = tmp_path / "proef.jsonl"
    gold.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    write_report(evaluate(_Answerer(document, scripted_reply), load_gold(gold)), tmp_path / "verslag")
    return open_quietly((tmp_path / "verslag" / "report.html").as_uri())


def test_the_page_shows_figures_plots_and_misses_offline(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Vraagbaak on proef.jsonl")
    expect(page.locator("svg[role=img]")).to_have_count(5)
    assert page.get_by_role("row", name="right share of the answerable").first.is_visible()
    refused = page.locator("#misses details", has_text="geweigerd")
    expect(refused.locator("summary .wrong")).to_have_text("refused, but the document answers it")


def test_what_queries_and_gold_say_is_text_and_nothing_else(page: Page) -> None:
    refused = page.locator("#misses details", has_text="geweigerd")
    refused.locator("summary").click()
    expect(refused).to_contain_text(f"Wat doet {HOSTILE}?")
    assert page.locator("main img").count() == 0


def test_misses_are_filtered_by_type_and_words(page: Page) -> None:
    page.locator("#type").select_option("fact")
    expect(page.locator("#shown")).to_have_text("1")
    page.locator("#type").select_option("")
    page.locator("#words").fill("weer?")
    expect(page.locator("#misses details:visible")).to_have_count(1)
    page.locator("#words").fill("bestaat niet")
    expect(page.locator("#shown")).to_have_text("0")
