"""The turns of a conversation to the column in the middle of the page.

Pure: values in, markup out. A reply under way and the same reply complete have the same shape,
so that nothing moves when the last word arrives.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from index.records import Document, QuestionRef
from rag.reply import Citation, Reply, Route, Statement, Status
from ui.chat import wording
from ui.chat.anchors import source_anchor, turn_anchor
from ui.chat.history import Conversation, Turn
from ui.chat.markup import Html, element, joined, one_line, prose
from ui.chat.sources_panel import question_text

_SHOWN_QUERY = 1500
"""Characters of a query that are shown: a pasted page must not push its reply off the screen."""

_MARK = re.compile(r"(\[(?:[^\[\]]{1,80}, )?Vra(?:ag|gen) [^\[\]]{1,80}\])")
_NUMBERS_OF_MARK = re.compile(r"(?<=\D)\d+")

_Block = tuple[bool, Html]
"""Whether it is a list item, and what it holds."""


def past_turns(conversation: Conversation, documents: Mapping[str, Document]) -> Html:
    """Every turn but the last. It changes only when a new query is asked."""
    turns = conversation.turns[:-1]
    return joined(_turn(turn, number, documents, is_last=False) for number, turn in enumerate(turns))


def current_turn(conversation: Conversation, documents: Mapping[str, Document], examples: Sequence[str]) -> Html:
    """The last turn, under way or done; the welcome where there is none yet."""
    if conversation.last is None:
        return welcome(documents, examples)
    return _turn(conversation.last, len(conversation.turns) - 1, documents, is_last=True)


def welcome(documents: Mapping[str, Document], examples: Sequence[str]) -> Html:
    """What a person sees first: what this is, and queries that the documents answer."""
    offers = [element("li", _ask_button(example, example)) for example in examples]
    suggestions = element(
        "div", element("h3", wording.EXAMPLES, class_="vb-label"), element("ul", *offers), class_="vb-offers"
    )
    return element(
        "div",
        element("h2", wording.WELCOME, class_="vb-welcome-title"),
        element("p", wording.WELCOME_HINT, class_="vb-hint"),
        suggestions if offers else None,
        class_="vb-welcome",
    )


def notice(text: str) -> Html:
    """A line below the query box, for input that makes no turn; empty for none."""
    return element("p", text, class_="vb-notice", role="status") if text else Html()


def reply_as_text(reply: Reply) -> str:
    """A reply as one pastes it into a text: what was said, then the official references."""
    references = dict.fromkeys(f"{s.mark} {c.reference}" for s in reply.statements for c in s.citations)
    return "\n".join([reply.answer, *(["", *references] if references else [])])


def _turn(turn: Turn, number: int, documents: Mapping[str, Document], is_last: bool) -> Html:
    words = _cut(turn.query)
    query = element(
        "h2", element("span", f"{wording.YOU}: ", class_="vb-unseen"), element("bdi", words), class_="vb-query"
    )
    reply = turn.reply
    if turn.problem is not None:
        problem = element("strong", f"{wording.PROBLEM}.")
        body = element(
            "p", problem, " ", f"{turn.problem[:1].upper()}{turn.problem[1:]}", class_="vb-problem", role="alert"
        )
    elif reply is not None:
        body = joined([_state(turn), _reply_text(reply, number), _after(reply, documents)])
    else:
        body = joined([_state(turn), _arriving_text(turn.text)])
    actions = None if turn.under_way else _actions(turn, number, is_last)
    return element(
        "article",
        query,
        element("div", body, actions, class_="vb-reply"),
        id=turn_anchor(number),
        class_="vb-turn",
        data_busy=turn.under_way,
        tabindex=-1,
    )


def _state(turn: Turn) -> Html | None:
    """One line in one place: what is being done, and then what became of it."""
    if turn.stage is not None:
        shown, kind, hint = wording.STAGES[turn.stage], "busy", None
    elif turn.reply is None:
        shown, kind, hint = wording.STOPPED, "stopped", None
    elif turn.reply.route in (Route.SMALL_TALK, Route.DECLINED):
        return None
    else:
        status = turn.reply.status
        shown, kind, hint = wording.STATUSES[status], status.value, wording.STATUS_HINTS[status]
    return element("p", shown, class_=f"vb-state vb-state-{kind}", role="status", title=hint)


def _reply_text(reply: Reply, turn: int) -> Html:
    """The statements, each mark a link to its source card; the same text as ``Reply.answer``."""
    blocks = _text_blocks(reply.message) if reply.message else []
    opened = False
    for statement in reply.statements:
        sentence = _sentence(statement, turn)
        if statement.is_list_item or statement.starts_block or not opened:
            blocks.append((statement.is_list_item, sentence))
        else:
            is_item, before = blocks[-1]
            blocks[-1] = (is_item, joined([before, sentence], " "))
        opened = True
    return _layout(blocks)


def _sentence(statement: Statement, turn: int) -> Html:
    before, mark, after = statement.marked.rpartition(statement.mark)
    return element("span", _lines(before), _mark(mark, statement.citations, turn), _lines(after), class_="vb-sentence")


def _mark(mark: str, citations: Sequence[Citation], turn: int) -> Html:
    """``mark`` as a link; where it names several questions, each number is a link of its own."""
    by_number = {citation.ref.number: citation for citation in reversed(citations)}
    if len({citation.ref for citation in citations}) == 1:
        return _link(mark, citations[0], turn)
    parts: list[Html | str] = []
    end = 0
    opening = mark.casefold().rfind("vra")
    for number in _NUMBERS_OF_MARK.finditer(mark, max(opening, 0)):
        citation = by_number.pop(int(number.group()), None)
        if citation is not None:
            parts += [mark[end : number.start()], _link(number.group(), citation, turn)]
            end = number.end()
    if not parts:
        return _link(mark, citations[0], turn)
    return element("span", *parts, mark[end:], class_="vb-marks")


def _link(text: str, citation: Citation, turn: int) -> Html:
    target = source_anchor(turn, citation.ref)
    return element(
        "a",
        text,
        href=f"#{target}",
        class_="vb-mark",
        title=citation.reference,
        data_action="source",
        data_turn=turn,
        data_target=target,
        data_quote=citation.span.start,
    )


def _arriving_text(text: str) -> Html:
    """What has arrived of ``Reply.answer``, laid out as the whole will be; marks lead nowhere yet."""
    return _layout(_text_blocks(text))


def _text_blocks(text: str) -> list[_Block]:
    """Answer text to blocks: a blank line ends a paragraph, a dash at the start of a line is an item."""
    blocks: list[_Block] = []
    for paragraph in re.split(r"\n{2,}", text.strip("\n")):
        opened = False
        for line in paragraph.split("\n"):
            is_item = line.startswith("- ")
            words = _with_marks(line[2:] if is_item else line)
            if is_item or not opened:
                blocks.append((is_item, words))
            else:
                was_item, before = blocks[-1]
                blocks[-1] = (was_item, joined([before, words], Html("<br>")))
            opened = True
    return [block for block in blocks if block[1]]


def _with_marks(line: str) -> Html:
    pieces = _MARK.split(line)
    return joined(element("span", p, class_="vb-mark") if number % 2 else p for number, p in enumerate(pieces))


def _layout(blocks: Sequence[_Block]) -> Html:
    return element("div", prose(blocks), class_="vb-text")


def _lines(text: str) -> Html:
    return joined(text.split("\n"), Html("<br>"))


def _after(reply: Reply, documents: Mapping[str, Document]) -> Html:
    """What stands below a reply: warnings, how it was read, and where to go from a refusal."""
    parts: list[Html] = [element("p", warning, class_="vb-warning") for warning in reply.warnings]
    if one_line(reply.standalone_query) not in ("", one_line(reply.query)):
        reading = _cut(reply.standalone_query, 300)
        parts.append(element("p", f"{wording.READ_AS}: ", element("bdi", f"“{reading}”"), class_="vb-read-as"))
    if reply.related and reply.status is not Status.ANSWERED:
        offers = [element("li", _related_button(ref, documents)) for ref in reply.related]
        title = element("h3", wording.RELATED, class_="vb-label")
        parts.append(element("div", title, element("ul", *offers), class_="vb-offers vb-related"))
    return joined(parts)


def _related_button(ref: QuestionRef, documents: Mapping[str, Document]) -> Html:
    """A numbered question to go to: asking for it by number gives its answer word for word."""
    document = documents.get(ref.document)
    words = question_text(document, document.item(ref.number) if document else None)
    number = element("span", f"{wording.QUESTION} {ref.number}", class_="vb-folded-title")
    shown = joined([number, " ", words])
    return _ask_button(shown, f"{wording.QUESTION} {ref.number}", ref.document if len(documents) > 1 else None)


def _ask_button(shown: str, query: str, document: str | None = None) -> Html:
    return element(
        "button",
        shown,
        type="button",
        class_="vb-offer",
        data_action="ask",
        data_query=query,
        data_document=document,
    )


def _actions(turn: Turn, number: int, is_last: bool) -> Html:
    """The small buttons below a turn that is done."""
    buttons = []
    if turn.reply is not None:
        copy_text = reply_as_text(turn.reply)
        buttons.append(_action(wording.COPY, "copy", title=wording.COPY_HINT, data_copy=copy_text))
        if turn.reply.citations or turn.reply.sources:
            buttons.append(_action(wording.SHOW_SOURCES, "sources", data_turn=number))
    if is_last:
        buttons.append(_action(wording.RETRY, "retry", title=wording.RETRY_HINT))
        buttons.append(_action(wording.EDIT, "edit"))
    return element("div", *buttons, class_="vb-actions")


def _action(text: str, action: str, **attributes: str | int) -> Html:
    return element("button", text, type="button", class_="vb-quiet", data_action=action, **attributes)


def _cut(text: str, limit: int = _SHOWN_QUERY) -> str:
    """``text`` on one line, at most ``limit`` characters, with the number of characters left out."""
    line = one_line(text[: 2 * limit])
    left_out = len(text) - limit
    if len(line) <= limit and left_out <= 0:
        return line
    return line[:limit] + wording.MORE_CHARACTERS.format(count=wording.dutch_number(max(left_out, len(line) - limit)))
