"""The window itself: what stands where, and which event calls what.

Gradio gives the query box, the queue and the wire; the conversation and the sources are markup
of our own (``conversation_panel``, ``sources_panel``), because gradio's chatbot reads messages as
Markdown and HTML, and here a query or a document must never be read as either.
"""

from __future__ import annotations

import os
import sys
import threading
import webbrowser
from collections.abc import AsyncIterator
from typing import Any

import gradio as gr
from starlette.middleware import Middleware

from index.errors import VraagbaakError
from index.records import Document
from ui.chat import wording
from ui.chat.address import check_address, url_host
from ui.chat.answerer import Answerer
from ui.chat.conversation_panel import current_turn, notice, past_turns
from ui.chat.floor import Floor
from ui.chat.headers import PrivateHeaders
from ui.chat.history import Conversation, follow
from ui.chat.markup import Html, element, one_line
from ui.chat.sources_panel import empty_panel, sources_panel
from ui.chat.theme import appearance

EXAMPLES = 4
MAX_QUERY_CHARACTERS = 2000
"""As many as the pipeline takes; refused here already, so that a pasted report makes no turn."""

_AT_ONCE = 8
"""Replies worked on at the same time; who comes after waits in the queue, in order."""

_Update = dict[Any, Any]
"""What gradio is to change: component to new value."""


def build(vraagbaak: Answerer) -> gr.Blocks:
    """The page, not yet served. ``theme.appearance`` dresses it when it is."""
    documents = vraagbaak.documents
    examples = vraagbaak.examples(EXAMPLES)
    floor = Floor()
    window = gr.Blocks(title=wording.NAME, analytics_enabled=False, fill_width=True, fill_height=True)
    with window:
        conversation = gr.State(Conversation())
        _panel(_header(documents), "vb-header")
        with gr.Row(elem_id="vb-main", equal_height=False):
            with gr.Column(elem_id="vb-talk", scale=3, min_width=280):
                with gr.Column(elem_id="vb-scroll"):
                    past = _panel("", "vb-past", ["source", "sources"])
                    current = _panel(
                        current_turn(Conversation(), documents, examples),
                        "vb-current",
                        ["ask", "retry", "edit", "source", "sources"],
                    )
                with gr.Column(elem_id="vb-composer"):
                    with gr.Row(elem_id="vb-compose-row", equal_height=True):
                        box = gr.Textbox(
                            label=wording.QUERY_LABEL,
                            show_label=False,
                            container=False,
                            placeholder=wording.QUERY_PLACEHOLDER,
                            lines=1,
                            max_lines=6,
                            scale=1,
                            elem_id="vb-query-box",
                            html_attributes=gr.InputHTMLAttributes(
                                autocomplete="off", lang="nl", enterkeyhint="send", spellcheck=True
                            ),
                        )
                        send = gr.Button(wording.SEND, variant="primary", scale=0, min_width=112, elem_id="vb-send")
                        stop = gr.Button(wording.STOP, variant="secondary", scale=0, min_width=112, elem_id="vb-stop")
                    with gr.Row(elem_id="vb-below-box"):
                        message = _panel("", "vb-message")
                        clear = gr.Button(
                            wording.NEW_CONVERSATION, size="sm", scale=0, min_width=120, elem_id="vb-clear"
                        )
            with gr.Column(elem_id="vb-side", scale=2, min_width=280):
                sources = _panel(empty_panel(), "vb-sources-panel", ["back"])

        def shown(conversing: Conversation) -> _Update:
            return {conversation: conversing, current: current_turn(conversing, documents, examples)}

        def settled(conversing: Conversation) -> _Update:
            """The whole page after a turn, with the sources of its reply."""
            return shown(conversing) | {
                past: past_turns(conversing, documents),
                sources: _sources(conversing, len(conversing.turns) - 1, vraagbaak),
            }

        async def ask(
            typed: str, conversing: Conversation, event: gr.EventData, request: gr.Request
        ) -> AsyncIterator[_Update]:
            mine = floor.take(request.session_hash)
            if mine is None:
                yield {message: gr.skip()}  # the box keeps what was typed
                return
            try:
                async for update in answer(typed, conversing, _data(event)):
                    # Given up before the last picture is sent: who sees it may ask at once.
                    if update.get(conversation, conversing).is_settled:
                        floor.leave(mine)
                    yield update
            finally:
                floor.leave(mine)

        async def answer(typed: str, conversing: Conversation, given: dict[str, Any]) -> AsyncIterator[_Update]:
            query = str(given.get("query", typed))
            document = given.get("document")
            chosen: tuple[str, ...] | None = (
                (document,) if isinstance(document, str) and document in documents else None
            )
            if given.get("action") == "retry" and conversing.last is not None:
                query, chosen = conversing.last.query, conversing.last.documents
                conversing = conversing.without_last()
            # Half a surrogate pair can be typed, and can be neither searched nor sent back.
            query = query.encode("utf-8", "ignore").decode("utf-8")
            complaint = _complaint(query)
            if complaint:
                yield {message: notice(complaint)}
                return
            conversing = conversing.opened(query, chosen)
            opened = shown(conversing) | {
                past: past_turns(conversing, documents),
                sources: empty_panel(wording.SOURCES_WAITING),
                message: "",
            }
            # A query that was clicked leaves what is being typed alone.
            yield opened | ({} if given else {box: ""})
            history = conversing.replies
            async for grown in follow(conversing, lambda: vraagbaak.stream(query, history, chosen)):
                turn = grown.last
                yield shown(grown) if turn and turn.under_way else settled(grown)

        def stopped(conversing: Conversation, request: gr.Request) -> _Update:
            floor.clear(request.session_hash)
            return settled(conversing.settled()) | {message: ""}

        def begun_anew(request: gr.Request) -> _Update:
            floor.clear(request.session_hash)
            return settled(Conversation()) | {message: ""}

        def edit(conversing: Conversation) -> _Update:
            if conversing.last is None:
                return {message: ""}
            return settled(conversing.without_last()) | {box: conversing.last.query, message: ""}

        def show_sources(conversing: Conversation, event: gr.EventData) -> Html:
            return _sources(conversing, _data(event).get("turn"), vraagbaak)

        page = [conversation, past, current, sources, box, message]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        asking = gr.on(
            [box.submit, send.click, current.submit, current.retry],
            ask,
            [box, conversation],
            page,
            # Who may ask is decided by ``floor``: gradio's own "once" lasts longer than the reply,
            # and drops in silence what is asked on the heels of it.
            trigger_mode="multiple",
            concurrency_limit=_AT_ONCE,
            **quiet,
        )
        stop.click(stopped, [conversation], page, cancels=[asking], queue=False, **quiet)
        clear.click(begun_anew, None, page, cancels=[asking], queue=False, **quiet)
        current.edit(edit, [conversation], page, queue=False, **quiet)
        gr.on([past.select, current.select], show_sources, [conversation], [sources], queue=False, **quiet)
    window.queue(api_open=False)
    return window


def launch(vraagbaak: Answerer, host: str, port: int, open_browser: bool) -> None:
    """Serve the window until Ctrl+C; ``port`` 0 takes a free one.

    Raises:
        UsageError: the host or the port makes no sense.
        VraagbaakError: the port cannot be had.
    """
    window, address = serve(vraagbaak, host, port)
    print(f"Vraagbaak: {address} (Ctrl+C stops it)", file=sys.stderr, flush=True)
    if open_browser:
        webbrowser.open(address)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        print("Vraagbaak stopped", file=sys.stderr)
    finally:
        window.close(verbose=False)


def serve(vraagbaak: Answerer, host: str, port: int) -> tuple[gr.Blocks, str]:
    """Start serving in the background; the window, to be closed by the caller, and its address.

    Raises:
        UsageError, VraagbaakError: as ``launch``.
    """
    port = check_address(host, port)
    window = build(vraagbaak)
    _spare_the_proxy()
    try:
        window.launch(
            server_name=f"[{host}]" if ":" in host and not host.startswith("[") else host,
            server_port=port,
            app_kwargs={"middleware": [Middleware(PrivateHeaders)]},
            prevent_thread_lock=True,
            quiet=True,
            inbrowser=False,
            share=False,
            run_history=False,  # gradio would keep every query in the browser
            enable_monitoring=False,
            ssr_mode=False,
            pwa=False,
            mcp_server=False,
            root_path="",
            max_file_size="1kb",  # nothing is uploaded here
            **appearance(),
        )
    except OSError as error:
        raise VraagbaakError(f"port {port} on {host} was taken meanwhile; try: vraagbaak chat --port 7861") from error
    return window, f"http://{url_host(host)}:{port}/"


def _spare_the_proxy() -> None:
    """Gradio greets its own server over HTTP, which a proxy in the environment would swallow."""
    for name in ("no_proxy", "NO_PROXY"):
        hosts = [h for h in os.environ.get(name, "").split(",") if h]
        os.environ[name] = ",".join(dict.fromkeys([*hosts, "127.0.0.1", "localhost", "::1"]))


def _panel(content: str, elem_id: str, actions: list[str] | None = None) -> gr.HTML:
    """A part of the page that is markup of ours; ``actions`` are those of ``window.js`` that it offers.

    Gradio compiles ``html_template``, so no text may ever be put there; the value is inserted in
    the compiled template and not read as one.
    """
    listening = f"window.vraagbaak.listen(element, trigger, watch, {actions or []!r});"
    return gr.HTML(
        content, elem_id=elem_id, html_template="${value}", js_on_load=listening, apply_default_css=False, padding=False
    )


def _header(documents: Any) -> Html:
    name = element("h1", wording.NAME, class_="vb-name")
    return element(
        "div",
        element("div", name, element("p", wording.PURPOSE, class_="vb-purpose"), class_="vb-brand"),
        element("div", *(_document_line(d) for d in list(documents.values())[:3]), class_="vb-documents"),
        class_="vb-header",
    )


def _document_line(document: Document) -> Html:
    """A document in two lines: what it is called, and what it is."""
    about = document.metadata
    official = f"Kamerstuk {about.dossier}, nr. {about.number}" if about.dossier and about.number is not None else None
    adopted = about.adopted and f"{about.adopted.day} {wording.MONTHS[about.adopted.month - 1]} {about.adopted.year}"
    facts = [official, about.kind, adopted, f"{len(document.numbers)} vragen"]
    return element(
        "div",
        element("p", about.title, class_="vb-document-title"),
        element("p", " · ".join(fact for fact in facts if fact), class_="vb-document-facts"),
        class_="vb-document",
    )


def _sources(conversation: Conversation, turn: Any, vraagbaak: Answerer) -> Html:
    """The sources of the reply of a turn, or why there are none."""
    if not conversation.turns:
        return empty_panel()
    turns = conversation.turns
    number = turn if isinstance(turn, int) and 0 <= turn < len(turns) else len(turns) - 1
    reply = turns[number].reply
    if reply is None:
        return empty_panel()
    return sources_panel(reply, vraagbaak.documents, vraagbaak.reference, number)


def _complaint(query: str) -> str:
    """Why ``query`` cannot be asked, in words for its writer; empty if it can."""
    if not one_line(query):
        return wording.EMPTY_QUERY
    if len(query) > MAX_QUERY_CHARACTERS:
        return wording.TOO_LONG.format(
            count=wording.dutch_number(len(query)), limit=wording.dutch_number(MAX_QUERY_CHARACTERS)
        )
    return ""


def _data(event: gr.EventData) -> dict[str, Any]:
    """What the page sent along with an event; a browser can send anything."""
    data = event._data
    return data if isinstance(data, dict) else {}
