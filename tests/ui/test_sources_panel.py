"""The source panel: what it shows of a reply, and that it shows it inertly."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from index.parsing import parse_document
from index.records import Document, Metadata, Part, QAItem, QuestionRef, Span
from rag.reply import NOT_IN_DOCUMENTS, Citation, Hit, Reply, Route, Statement, Status
from ui.chat import wording
from ui.chat.sources_panel import empty_panel, sources_panel


def panel(scripted: Any, query: str, turn: int = 0) -> str:
    return str(sources_panel(scripted.reply(query), scripted.documents, scripted.reference, turn))


def words(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def test_shows_the_whole_question_and_answer_with_the_quotes_marked(scripted: Any) -> None:
    shown = panel(scripted, "Hoeveel locaties opende het COA?")
    assert "Hoeveel reguliere locaties heeft het Centraal Orgaan opvang Asielzoekers (COA)" in shown
    quote = "In 2024 zijn 12 reguliere locaties geopend en zijn 2 reguliere locaties gesloten."
    start = scripted.document.text.index("In 2024 zijn 12")
    assert f'<mark data-quotes="{start}">{quote}</mark>' in shown
    assert "</mark> Hierbij wordt opgemerkt" in shown
    assert "Ook eventuele uitbreidingen op bestaande, reguliere locaties zijn niet opgenomen." in shown
    assert "Kamerstukken II 2024/25, 36740-VI, nr. 15, vraag 3" in shown
    assert 'id="bron-0-kst-36740-VI-15-3"' in shown
    assert wording.LITERAL in shown
    assert wording.FIGURES in shown


def test_quotes_that_touch_or_overlap_can_be_lit_apart() -> None:
    document = small_document("Wat?", "Een zin. Nog een. Slot.")
    ref = QuestionRef(document.id, 1)
    spans = [Span(5, 13), Span(14, 22), Span(9, 22)]
    cited = tuple(Citation(ref, Part.ANSWER, s.of(document.text), s, "ref") for s in spans)
    shown = str(sources_panel(reply_of(cited), {document.id: document}, lambda ref: "?"))
    assert re.findall(r"<p>(<mark.*?)</p>", shown) == [
        '<mark data-quotes="5">Een</mark> <mark data-quotes="5 9">zin.</mark> '
        '<mark data-quotes="14 9">Nog een.</mark> Slot.'
    ]


def test_lists_are_lists_and_page_breaks_do_not_show(scripted: Any) -> None:
    shown = panel(scripted, "Wie zitten er in de caseload?")
    assert shown.count("<li><mark ") == 4
    assert "\ufffd" not in shown
    assert "\f" not in shown
    assert "Naar verwachting brengt het WODC eind 2025" in shown  # a page break stands in the middle of this paragraph


def test_a_cited_cell_is_marked_and_no_other(scripted: Any) -> None:
    shown = panel(scripted, "Duitsland in 2024-Q1?")
    cells = re.findall(r'<td class="vb-lit"><mark data-quotes="\d+">([^<]+)</mark></td>', shown)
    assert cells == ["58%"]
    assert shown.count('scope="row"') == 28
    assert '<th scope="row" class="vb-lit-heading">Duitsland</th>' in shown
    assert '<th scope="col" class="vb-lit-heading">2024-Q1</th>' in shown
    assert "Eurostat, tabel migr_asydcfstq, geraadpleegd op 30 mei 2025" in shown


def test_a_citation_of_a_row_marks_its_cells(scripted: Any) -> None:
    table = scripted.document.item(9).tables[0]
    row = next(row for row in table.rows if row.label == "België")
    quote = row.span.of(scripted.document.text)
    cited = Citation(QuestionRef(scripted.document.id, 9), Part.TABLE, quote, row.span, "ref", row="België")
    reply = scripted.done("België?", Statement("België", "[Vraag 9]", (cited,)))
    shown = str(sources_panel(reply, scripted.documents, scripted.reference))
    assert re.findall(r'class="vb-lit"><mark data-quotes="\d+">([^<]+)<', shown) == ["46%", "50%", "50%", "49%"]


def test_a_misprint_is_shown_as_printed_with_a_warning_beside_it(scripted: Any) -> None:
    shown = panel(scripted, "Hoe hoog is de REAN-bijdrage?")
    total = shown[shown.index("€ 19.694,355,00</mark>") :]
    assert total.index("is geen geldige Nederlandse getalnotatie") < total.index("</td>")


def test_an_absent_table_is_said_to_be_absent(scripted: Any) -> None:
    shown = panel(scripted, "Laat vraag 19 zien")
    assert "Tabel vraag 19" in shown
    assert wording.TABLE_ABSENT in shown
    assert "<table" not in shown


def test_notes_are_said_once_under_the_answer(scripted: Any) -> None:
    item = scripted.document.item(8)
    cited = Citation(QuestionRef(scripted.document.id, 8), Part.ANSWER, "x", item.answer, "ref")
    reply = scripted.done("x", Statement("x", "[Vraag 8]", (cited,)))
    shown = str(sources_panel(reply, scripted.documents, scripted.reference))
    notes = words(shown[shown.index('<dl class="vb-notes">') : shown.index("</dl>")])
    assert "<mark" in shown[shown.index('<dl class="vb-notes">') :]  # cited with the whole answer
    assert notes == "Peildatum in 2025 tot en met mei Bron IND Afronding Cijfers afgerond op tientallen"


def test_uncited_sources_are_folded_below_the_cited_one_and_not_repeated(scripted: Any) -> None:
    shown = panel(scripted, "Hoeveel locaties opende het COA?")
    cited, folded = shown.split('<details class="vb-uncited">')
    assert shown.index("vb-card") < shown.index("vb-uncited")
    assert re.findall(r'class="vb-folded" id="bron-0-kst-36740-VI-15-(\d+)"', folded) == ["4", "18", "20"]
    assert " open" not in re.findall(r"<details[^>]*>", folded)
    assert wording.UNCITED in folded
    assert "vb-folded" not in cited


def test_a_refusal_has_no_cited_source_and_says_what_was_looked_at(scripted: Any) -> None:
    shown = panel(scripted, "Wat kost een brood?")
    assert wording.SOURCES_NONE in shown
    assert wording.UNCITED_UNANSWERED in shown
    assert "vb-card" not in shown
    assert "<mark" not in shown


def test_one_card_for_questions_that_are_answered_together() -> None:
    document = small_document("Waarom?", "Daarom niet.", (2, 3))
    span = document.items[0].answer
    assert span is not None
    cited = tuple(Citation(QuestionRef(document.id, n), Part.ANSWER, "Daarom niet.", span, f"ref {n}") for n in (3, 2))
    reply = reply_of(cited)
    shown = str(sources_panel(reply, {document.id: document}, lambda ref: f"ref {ref.number}"))
    assert shown.count("<article") == 1
    assert "Vragen 2 en 3" in shown
    assert f'id="bron-0-{document.id}-2"' in shown
    assert f'id="bron-0-{document.id}-3"' in shown


@pytest.mark.parametrize("known", [True, False])
def test_a_source_that_is_gone_still_shows_its_quote(known: bool) -> None:
    document = small_document("Wat?", "Dit.")
    missing = QuestionRef(document.id if known else "weg", 7)
    reply = reply_of((Citation(missing, Part.ANSWER, "een oud citaat", document.items[0].question, "oude ref"),))
    shown = str(sources_panel(reply, {document.id: document}, lambda ref: "?"))
    assert "een oud citaat" in shown
    assert "oude ref" in shown
    assert (wording.QUESTION_GONE if known else wording.DOCUMENT_GONE) in shown


def test_a_question_without_an_answer_says_so() -> None:
    document = small_document("Wat?", None)
    reply = Reply(
        "q", "q", Status.UNANSWERED, Route.READING, message="x", sources=(Hit(QuestionRef(document.id, 1), 1),)
    )
    assert wording.NO_ANSWER in sources_panel(reply, {document.id: document}, lambda ref: "?")


HOSTILE = (
    'Vraag 1\n<script>alert(1)</script> Wat is "dit" & <b onclick=x()>dat</b>?\n\n'
    "Antwoord\n<img src=x onerror=alert(1)> en [klik](javascript:alert(1)) ${alert(1)} {{constructor}} </article>.\n\n"
    "Bijlage\n\nTabel vraag 1\n<iframe src=//evil.example>\n<i>a</i> 1 2\n<u>b</u> 3 4\n"
    'Bron: "><a href="https://evil.example">x</a>\n'
)


class Inert(HTMLParser):
    """Fails on anything in the markup that can act or fetch."""

    allowed = frozenset(
        """div h2 h3 p article header footer span button a ul li mark details summary
        table caption thead tbody tr th td dl dt dd""".split()
    )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self.allowed, tag
        for name, value in attrs:
            assert not name.startswith("on"), name
            assert name not in ("style", "src"), name
            if name == "href":
                assert (value or "").startswith(("#", "https://zoek.officielebekendmakingen.nl/")), value


def test_a_hostile_document_is_shown_as_text() -> None:
    document = parse_document(HOSTILE, "<svg onload=alert(1)>.txt")
    document = Document('"><script>', document.source, document.text, document.metadata, document.items)
    item = document.items[0]
    assert item.answer is not None
    assert item.tables
    ref = QuestionRef(document.id, 1)
    quote = item.answer.of(document.text)
    cited = Citation(ref, Part.ANSWER, quote, item.answer, "<b>ref</b>", row="<i>a</i>", verified=("<u>",))
    reply = reply_of((cited,), query="<script>q</script>")
    shown = str(sources_panel(reply, {document.id: document}, lambda ref: "<b>"))
    Inert().feed(shown)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Wat is" in shown
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown
    assert "${alert(1)} {{constructor}}" in shown


def test_the_empty_panel_explains_itself() -> None:
    assert wording.SOURCES_EMPTY in empty_panel()


def small_document(question: str, answer: str | None, numbers: tuple[int, ...] = (1,)) -> Document:
    """A document of one item."""
    text = f"{question}\n{answer or ''}"
    answered = Span(len(question) + 1, len(text)) if answer else None
    item = QAItem(numbers, Span(0, len(question)), answered)
    return Document("klein", "klein.txt", text, Metadata("Klein"), (item,))


def reply_of(citations: tuple[Citation, ...], query: str = "q") -> Reply:
    return Reply(query, query, Status.ANSWERED, Route.READING, (Statement("Dit.", "[Vraag 1]", citations),))


def test_the_stand_in_refuses_as_the_pipeline_does(scripted: Any) -> None:
    assert scripted.reply("Wat kost een brood?").answer == NOT_IN_DOCUMENTS
