"""The window in a real Chromium, from a query to its proof.

Every page opened here must stay quiet: see ``open_page`` in conftest.
"""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from rag.reply import Stage, Status
from ui.chat import wording

LOCATIONS = "Hoeveel reguliere locaties opende het COA?"
HOSTILE = (
    "<script>window.pwned=1</script> <img src=x onerror=window.pwned=2> [klik](javascript:window.pwned=3) "
    "![](https://evil.example/x.png) <a href=javascript:window.pwned=4>hier</a> ${window.pwned=5} {{constructor}} "
    "\"'><svg onload=window.pwned=6> `${window.pwned=7}` </h2></article> &lt;b&gt;"
)


def box(page: Page) -> Locator:
    return page.get_by_label(wording.QUERY_LABEL)


def ask(page: Page, query: str) -> Locator:
    """Ask, and wait until the turn is done; the turn."""
    number = page.locator(".vb-turn").count()
    box(page).fill(query)
    box(page).press("Enter")
    turn = page.locator(f"#beurt-{number}")
    expect(turn.locator(".vb-actions")).to_be_visible()
    return turn


def test_a_query_is_answered_in_a_stream_and_a_mark_leads_to_the_proof(
    open_page: Callable[..., Page], served: Any
) -> None:
    page = open_page()
    gate = served.vraagbaak.hold("gestroomd")
    box(page).fill(f"{LOCATIONS} (gestroomd)")
    box(page).press("Enter")
    turn = page.locator("#beurt-0")
    expect(turn.locator(".vb-text")).to_have_text("In")
    expect(turn.locator(".vb-state")).to_have_text(wording.STAGES[Stage.ANSWER])
    expect(page.get_by_role("button", name=wording.STOP)).to_be_visible()
    expect(page.get_by_role("button", name=wording.SEND, exact=True)).to_be_hidden()
    gate.set()
    expect(turn.locator(".vb-state")).to_have_text(wording.STATUSES[Status.ANSWERED])
    expect(turn.locator(".vb-text")).to_contain_text("2 reguliere locaties gesloten [Vraag 3].")
    expect(box(page)).to_have_value("")

    turn.get_by_role("link", name="[Vraag 3]").last.click()
    card = page.locator(".vb-card.is-lit")
    expect(card).to_be_focused()
    lit = card.locator("mark.is-lit")
    expect(lit).to_have_count(1)
    expect(lit).to_contain_text("de noodopvang en/of tijdelijke gemeentelijke opvanglocaties niet opgenomen")
    expect(lit).to_be_in_viewport()
    expect(card).to_contain_text("Hoeveel reguliere locaties heeft het Centraal Orgaan opvang Asielzoekers (COA)")
    expect(card).to_contain_text("Kamerstukken II 2024/25, 36740-VI, nr. 15, vraag 3")


def test_a_cited_cell_is_lit_in_its_table_and_brought_into_view(open_page: Callable[..., Page]) -> None:
    page = open_page()
    ask(page, "Wat was het inwilligingspercentage van Duitsland in 2024-Q1?").get_by_role("link").click()
    cell = page.locator("td mark.is-lit")
    expect(cell).to_have_text("58%")
    expect(cell).to_be_in_viewport()
    expect(page.locator(".vb-table tbody tr")).to_have_count(28)


def test_a_hostile_query_is_only_text(open_page: Callable[..., Page]) -> None:
    page = open_page()
    turn = ask(page, HOSTILE)
    expect(turn.locator(".vb-query bdi")).to_have_text(HOSTILE)
    expect(turn.locator(".vb-read-as bdi")).to_contain_text("<script>window.pwned=1</script>")
    expect(page.locator(".vb-subject")).to_contain_text("<script>window.pwned=1</script>")
    assert page.locator(".vb-query *").count() == 2  # the hidden "U vroeg" and the text
    # Characters that no page can hold: typed as a script would, since a keyboard cannot.
    box(page).evaluate(
        "(area, text) => { area.value = text; area.dispatchEvent(new Event('input', {bubbles: true})); }",
        "\x00\x07\x1b[31m\u202etekst\ufffd <b>",
    )
    box(page).evaluate("area => { area.value += '\\ud800'; area.dispatchEvent(new Event('input', {bubbles: true})); }")
    box(page).press("Enter")
    expect(page.locator("#beurt-1 .vb-query bdi")).to_have_text("[31mtekst\ufffd <b>")
    ask(page, LOCATIONS)
    assert page.locator("#vb-main :is(script, img, svg, iframe, [onload], [onerror])").count() == 0
    assert page.evaluate("window.pwned") is None


def test_a_refusal_offers_related_questions_that_can_be_clicked(open_page: Callable[..., Page]) -> None:
    page = open_page()
    turn = ask(page, "Wat kost een brood?")
    expect(turn.locator(".vb-state")).to_have_text(wording.STATUSES[Status.UNANSWERED])
    expect(turn).to_contain_text("Dat staat niet in de documenten.")
    expect(page.locator(".vb-card")).to_have_count(0)
    page.get_by_text(wording.UNCITED_UNANSWERED).click()
    expect(page.locator(".vb-folded")).to_have_count(4)
    box(page).fill("half getypt")
    turn.get_by_role("button", name="Vraag 4").click()
    asked = page.locator("#beurt-1")
    expect(asked.locator(".vb-query")).to_contain_text("Vraag 4")
    expect(asked).to_contain_text("59 reguliere openingen")
    expect(asked.locator(".vb-read-as")).to_contain_text("Hoeveel reguliere locaties opent het COA in 2025?")
    expect(box(page)).to_have_value("half getypt")


def test_an_example_is_asked_with_one_click(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.locator(".vb-offer").first.click()
    expect(page.locator("#beurt-0 .vb-text")).to_contain_text("12 reguliere locaties")
    expect(page.locator(".vb-welcome")).to_have_count(0)


def test_a_mark_of_an_earlier_turn_brings_its_sources_back(open_page: Callable[..., Page]) -> None:
    page = open_page()
    first = ask(page, LOCATIONS)
    ask(page, "Wie zitten er in de caseload?")
    expect(page.locator(".vb-card-title")).to_have_text("Vraag 7")
    first.get_by_role("link").first.click()
    expect(page.locator(".vb-card-title")).to_have_text("Vraag 3")
    expect(page.locator("mark.is-lit")).to_contain_text("12 reguliere locaties geopend")
    expect(page.locator(".vb-subject")).to_contain_text(LOCATIONS)


def test_queries_on_the_heels_of_a_reply_are_all_taken_and_a_double_click_asks_once(
    open_page: Callable[..., Page], served: Any
) -> None:
    page = open_page()
    page.locator(".vb-offer").first.dblclick()
    expect(page.locator("#beurt-0 .vb-actions")).to_be_visible()
    ask_next = """async numbers => {
        const box = document.querySelector("#vb-query-box textarea");
        for (const number of numbers) {
            box.value = `COA ${number}?`;
            box.dispatchEvent(new Event("input", {bubbles: true}));
            await new Promise(requestAnimationFrame);
            document.querySelector("#vb-send").click();
            while (!document.querySelector(`#beurt-${number} .vb-actions`)) await new Promise(requestAnimationFrame);
        }
    }"""
    page.evaluate(ask_next, list(range(1, 11)))
    expect(page.locator(".vb-query bdi")).to_have_text(
        [served.vraagbaak.examples(1)[0], *(f"COA {n}?" for n in range(1, 11))]
    )


def test_what_is_asked_while_a_reply_is_under_way_stays_in_the_box(open_page: Callable[..., Page], served: Any) -> None:
    page = open_page()
    gate = served.vraagbaak.hold("bezet")
    box(page).fill(f"{LOCATIONS} (bezet)")
    box(page).press("Enter")
    turn = page.locator("#beurt-0")
    expect(turn.locator(".vb-text")).to_have_text("In")
    box(page).fill("Duitsland?")
    box(page).press("Enter")
    gate.set()
    expect(turn.locator(".vb-actions")).to_be_visible()
    expect(page.locator(".vb-turn")).to_have_count(1)
    expect(box(page)).to_have_value("Duitsland?")
    box(page).press("Enter")
    expect(page.locator("#beurt-1 .vb-actions")).to_be_visible()


def test_two_people_at_once_have_a_conversation_each(open_page: Callable[..., Page], served: Any) -> None:
    slow, quick = open_page(), open_page()
    gate = served.vraagbaak.hold("traag")
    box(slow).fill(f"{LOCATIONS} (traag)")
    box(slow).press("Enter")
    expect(slow.locator("#beurt-0 .vb-text")).to_have_text("In")
    ask(quick, "Wie zitten er in de caseload?")
    ask(quick, "Duitsland?")
    expect(slow.locator("#beurt-0[data-busy]")).to_have_count(1)
    gate.set()
    expect(slow.locator("#beurt-0 .vb-actions")).to_be_visible()
    expect(slow.locator(".vb-turn")).to_have_count(1)
    expect(slow.locator(".vb-card-title")).to_have_text("Vraag 3")
    expect(quick.locator(".vb-query bdi")).to_have_text(["Wie zitten er in de caseload?", "Duitsland?"])
    expect(quick.locator(".vb-card-title")).to_have_text("Vraag 9")
    assert (f"{LOCATIONS} (traag)", 0) in served.vraagbaak.histories
    assert ("Duitsland?", 1) in served.vraagbaak.histories


def test_a_reply_can_be_stopped_and_asked_again(open_page: Callable[..., Page], served: Any) -> None:
    page = open_page()
    gate = served.vraagbaak.hold("eindeloos")
    box(page).fill(f"{LOCATIONS} (eindeloos)")
    box(page).press("Enter")
    turn = page.locator("#beurt-0")
    expect(turn.locator(".vb-text")).to_have_text("In")
    page.get_by_role("button", name=wording.STOP).click()
    expect(turn.locator(".vb-state")).to_have_text(wording.STOPPED)
    expect(turn.locator(".vb-text")).to_have_text("In")
    expect(page.get_by_role("button", name=wording.SEND, exact=True)).to_be_visible()
    ask(page, "Duitsland?")  # while the thread of the stopped reply still hangs
    gate.set()
    page.get_by_role("button", name=wording.EDIT).click()
    expect(page.locator(".vb-turn")).to_have_count(1)
    turn.get_by_role("button", name=wording.RETRY).click()
    expect(turn.locator(".vb-state")).to_have_text(wording.STATUSES[Status.ANSWERED])
    expect(page.locator(".vb-turn")).to_have_count(1)


def test_a_query_can_be_changed_and_a_conversation_begun_anew(open_page: Callable[..., Page]) -> None:
    page = open_page()
    ask(page, LOCATIONS)
    turn = ask(page, "Wat kost een brood?")
    turn.get_by_role("button", name=wording.EDIT).click()
    expect(box(page)).to_have_value("Wat kost een brood?")
    expect(page.locator(".vb-query bdi")).to_have_text([LOCATIONS])
    page.get_by_role("button", name=wording.NEW_CONVERSATION).click()
    expect(page.locator(".vb-welcome")).to_be_visible()
    expect(page.locator(".vb-turn")).to_have_count(0)
    expect(page.locator(".vb-sources")).to_contain_text(wording.SOURCES_EMPTY)


def test_a_reply_is_copied_with_its_references(open_page: Callable[..., Page]) -> None:
    page = open_page()
    turn = ask(page, LOCATIONS)
    turn.get_by_role("button", name=wording.COPY).click()
    expect(turn.get_by_role("button", name=wording.COPIED)).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("In 2024 zijn 12 reguliere locaties geopend")
    assert copied.endswith("[Vraag 3] Kamerstukken II 2024/25, 36740-VI, nr. 15, vraag 3")
    page.get_by_role("button", name=wording.QUOTE_COPY).click()
    expect(page.get_by_role("button", name=wording.COPIED).last).to_be_visible()
    assert "(Kamerstukken II 2024/25, 36740-VI, nr. 15, vraag 3)" in page.evaluate("navigator.clipboard.readText()")


def test_input_that_is_no_query_gets_a_friendly_line_and_loses_nothing(open_page: Callable[..., Page]) -> None:
    page = open_page()
    ask(page, LOCATIONS)
    complaints = {"   \n ": wording.EMPTY_QUERY, "woord " * 17_000: "102.000 tekens", "\x00\x01": wording.EMPTY_QUERY}
    for query, complaint in complaints.items():
        box(page).fill(query)
        page.get_by_role("button", name=wording.SEND, exact=True).click()
        expect(page.locator(".vb-notice")).to_contain_text(complaint)
        expect(box(page)).to_have_value(query)
        expect(page.locator(".vb-turn")).to_have_count(1)
    ask(page, "Duitsland?")
    expect(page.locator(".vb-notice")).to_have_count(0)


def test_what_goes_wrong_is_one_line_in_the_conversation(open_page: Callable[..., Page]) -> None:
    page = open_page()
    ask(page, LOCATIONS)
    refused = ask(page, "onbruikbaar")
    expect(refused.get_by_role("alert")).to_contain_text("herstel hem met: vraagbaak index build")
    broken = ask(page, "kapot")
    expect(broken.get_by_role("alert")).to_contain_text(wording.OWN_FAULT)
    assert "Traceback" not in page.content()
    assert "/secret" not in page.content()
    ask(page, "Duitsland?")
    expect(page.locator(".vb-turn")).to_have_count(4)


def test_nothing_sticks_out_at_any_size(open_page: Callable[..., Page]) -> None:
    page = open_page()
    ask(page, "x" * 300)
    turn = ask(page, "Duitsland?")
    for width, height in ((1440, 900), (1024, 768), (390, 844), (320, 640)):
        page.set_viewport_size({"width": width, "height": height})
        turn.get_by_role("link").click()
        expect(page.locator("td mark.is-lit")).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        talk, side = page.locator("#vb-current").bounding_box(), page.locator("#vb-side").bounding_box()
        assert talk is not None
        assert side is not None
        if width > 900:
            assert side["x"] >= talk["x"] + talk["width"]
        else:
            assert side["y"] >= talk["y"] + talk["height"]
            page.get_by_role("link", name=wording.BACK_TO_REPLY).click()
            expect(turn.locator(".vb-query")).to_be_in_viewport()


def test_the_keyboard_is_enough(open_page: Callable[..., Page]) -> None:
    page = open_page()
    box(page).focus()
    page.keyboard.type("Hoeveel locaties")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("opende het COA?")
    page.keyboard.press("Enter")
    turn = page.locator("#beurt-0")
    expect(turn.locator(".vb-query")).to_contain_text("Hoeveel locaties opende het COA?")
    mark = turn.get_by_role("link").first
    mark.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".vb-card.is-lit")).to_be_focused()


def test_the_page_is_dutch_and_keeps_to_itself(open_page: Callable[..., Page], served: Any) -> None:
    page = open_page()
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    expect(page).to_have_title(wording.NAME)
    with urllib.request.urlopen(served.url) as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy
    config = page.evaluate("window.gradio_config")
    assert config["analytics_enabled"] is False
    assert page.evaluate("window.gradio_api_info")["named_endpoints"] == {}
    fonts = page.evaluate("[...document.fonts].map(font => font.family)")
    assert fonts == []


def test_the_real_pipeline_answers_in_the_window(open_page: Callable[..., Page], tmp_path: Path) -> None:
    from rag.pipeline import Vraagbaak
    from ui.chat.app import serve

    window, url = serve(Vraagbaak.open(tmp_path), "127.0.0.1", 0)
    try:
        page = open_page(url)
        expect(page.locator(".vb-offer")).not_to_have_count(0)
        page.locator(".vb-offer").first.click()
        first = page.locator("#beurt-0")
        expect(first.locator(".vb-state")).to_have_text(wording.STATUSES[Status.ANSWERED])
        first.locator("a.vb-mark").first.click()
        expect(page.locator(".vb-card.is-lit mark.is-lit").first).to_be_in_viewport()
        row = ask(page, "Wat was het inwilligingspercentage van Duitsland in 2024-Q1?")
        row.locator("a.vb-mark").first.click()
        expect(page.locator("td mark.is-lit").first).to_have_text("58%")
        expect(ask(page, "vraag 99")).to_contain_text("37")
    finally:
        window.close(verbose=False)
