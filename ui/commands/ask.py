"""``vraagbaak ask``: one cited reply, or a batch of them."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from index.collection import Collection
from index.errors import UsageError, VraagbaakError
from ui.commands.home import home_folder
from ui.commands.output import json_line, open_result, print_json, progress

if TYPE_CHECKING:
    from rag.pipeline import Vraagbaak
    from rag.reply import Reply

MAX_STANDARD_INPUT = 1_000_000


class _Line(NamedTuple):
    """A line of a batch and its number in the file, from 1."""

    number: int
    text: str


def add_parser(commands: Any, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser(
        "ask",
        help="answer one query, or a file of them",
        description="Answer a query from the documents, each sentence with the numbered question it rests on.",
        epilog='example: vraagbaak ask "Hoeveel statushouders verblijven er in de opvang?" --json',
        parents=[common],
    )
    parser.add_argument("query", nargs="?", help="the query; - or a pipe reads it from standard input")
    parser.add_argument("--json", action="store_true", help="print the reply as JSON")
    parser.add_argument("--document", action="append", metavar="ID", help="ask this document only (repeatable)")
    parser.add_argument("--batch", metavar="FILE", help="answer a file of JSON Lines; - reads standard input")
    parser.add_argument("--output", metavar="FILE", help="where the batch's replies go (default: standard output)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    if options.batch is not None and options.query is not None:
        raise UsageError("ask: expected a query or --batch FILE, found both; give one of them")
    if options.output is not None and options.batch is None:
        raise UsageError("ask: --output belongs to --batch FILE; add --batch or leave --output out")
    lines = _batch_lines(options.batch) if options.batch is not None else None
    query = _query(options.query) if lines is None else ""
    from rag.pipeline import Vraagbaak, clean_query

    if lines is None:
        clean_query(query)  # a bad query is reported before the models load
    home = home_folder(options)
    for document in options.document or ():
        Collection(home).get(document)
    vraagbaak = Vraagbaak.open(home)
    if lines is not None:
        return _run_batch(vraagbaak, lines, options)
    reply = vraagbaak.answer(query, documents=options.document)
    if options.json:
        print_json(reply.to_json())
    else:
        print(reply_text(vraagbaak, reply))
    return 0


def reply_text(vraagbaak: Vraagbaak, reply: Reply) -> str:
    """A reply for a terminal: the answer, what to mind, and where it stands."""
    lines = [reply.answer]
    lines += [f"Let op: {warning}" for warning in reply.warnings]
    cited = dict.fromkeys(citation.ref for citation in reply.citations)
    if cited:
        lines += ["", "Bronnen:"]
        lines += [f"- {vraagbaak.reference(ref)}" for ref in cited]
    if reply.related:
        lines += ["", "Verwante vragen:"]
        for ref in reply.related:
            lines.append(f"- Vraag {ref.number}: {vraagbaak.question_text(ref)}")
    return "\n".join(lines)


def _query(argument: str | None) -> str:
    if argument is not None and argument != "-":
        return _text(os.fsencode(argument), "as the query")
    if argument is None and sys.stdin.isatty():
        raise UsageError(
            'ask: expected a query, found none; for example: vraagbaak ask "Hoeveel locaties opende het COA?"'
        )
    data = sys.stdin.buffer.read(MAX_STANDARD_INPUT + 1)
    if len(data) > MAX_STANDARD_INPUT:
        raise UsageError(f"ask: expected a query on standard input, found more than {MAX_STANDARD_INPUT} bytes")
    return _text(data, "on standard input")


def _text(data: bytes, where: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"ask: expected UTF-8 text {where}, found other bytes; convert it first") from error


def _batch_lines(file: str) -> list[_Line]:
    """The lines that hold anything, with their numbers in the file."""
    name = "-" if file == "-" else repr(file)
    data = sys.stdin.buffer.read() if file == "-" else _batch_bytes(Path(file), name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_text(name) from error
    if "\x00" in text:
        raise _not_text(name)
    # Only "\n" ends a line of JSON Lines: a JSON string may hold every other separator.
    lines = [_Line(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not lines:
        raise UsageError(f"--batch {name}: expected a line of JSON for each query, found an empty file; check the file")
    return lines


def _batch_bytes(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        raise UsageError(f"--batch {name}: expected a file of JSON Lines, found none there; check the path") from error
    except OSError as error:
        raise UsageError(f"--batch {name}: cannot be read ({error.strerror}); check the path") from error


def _not_text(name: str) -> UsageError:
    return UsageError(f"--batch {name}: expected UTF-8 JSON Lines, found binary data; check the file")


def _run_batch(vraagbaak: Vraagbaak, lines: list[_Line], options: argparse.Namespace) -> int:
    if options.output is None:
        for line in lines:
            print(json_line(_answer_line(vraagbaak, line, options.document), sys.stdout.encoding), flush=True)
        return 0
    with open_result(Path(options.output)) as output:
        for done, line in enumerate(lines, 1):
            output.write(json_line(_answer_line(vraagbaak, line, options.document)) + "\n")
            output.flush()
            progress(f"{done} of {len(lines)}")
    return 0


def _answer_line(vraagbaak: Vraagbaak, line: _Line, documents: list[str] | None) -> dict[str, Any]:
    """The result of one line: what was replied, or why it could not be read."""
    identity: Any = None
    try:
        entry = _read_entry(line)
        identity = entry.get("id")
        return {"id": identity} | _answer_entry(vraagbaak, entry, documents, line.number)
    except VraagbaakError as error:
        return {"id": identity, "error": str(error)}


def _read_entry(line: _Line) -> dict[str, Any]:
    try:
        entry = json.loads(line.text, parse_constant=_no_constant)
    except ValueError as error:
        raise UsageError(f"line {line.number}: expected JSON, found a mistake ({error})") from error
    except RecursionError as error:
        raise UsageError(f"line {line.number}: expected JSON, found it nested too deeply") from error
    if not isinstance(entry, dict):
        raise UsageError(
            f'line {line.number}: expected an object like {{"id": "q1", "question": "…"}}, found {line.text[:40]!r}'
        )
    return entry


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _answer_entry(
    vraagbaak: Vraagbaak, entry: dict[str, Any], documents: list[str] | None, number: int
) -> dict[str, Any]:
    documents = _documents(entry, number) or documents
    question, turns = entry.get("question"), entry.get("turns")
    if isinstance(question, str) and turns is None:
        return {"reply": vraagbaak.answer(_whole(question), documents=documents).to_json()}
    if isinstance(turns, list) and turns and all(isinstance(turn, str) for turn in turns) and question is None:
        history: list[Reply] = []
        for turn in turns:
            history.append(vraagbaak.answer(_whole(turn), history, documents))
        return {"replies": [reply.to_json() for reply in history]}
    raise UsageError(
        f'line {number}: expected "question" with a text or "turns" with a list of texts, found {sorted(entry)}'
    )


def _whole(text: str) -> str:
    """``text`` with each half of a surrogate pair, which JSON can hold and no model reads, replaced."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _documents(entry: dict[str, Any], number: int) -> list[str] | None:
    named = entry.get("documents", entry.get("document"))
    if named is None:
        return None
    if isinstance(named, str):
        return [named]
    if isinstance(named, list) and named and all(isinstance(document, str) for document in named):
        return named
    raise UsageError(f'line {number}: expected "document" with an id, found {named!r}')
