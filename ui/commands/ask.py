"""``vraagbaak ask``: one cited reply, or a batch of them."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import UsageError, VraagbaakError
from index.home import find_home
from ui.commands.output import json_line, print_json, progress, write_text

if TYPE_CHECKING:
    from rag.pipeline import Vraagbaak
    from rag.reply import Reply

MAX_STANDARD_INPUT = 1_000_000


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
    vraagbaak = Vraagbaak.open(find_home(getattr(options, "home", None)))
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
        return argument
    if argument is None and sys.stdin.isatty():
        raise UsageError('ask: expected a query, found none; for example: vraagbaak ask "Hoeveel locaties opende het COA?"')
    data = sys.stdin.buffer.read(MAX_STANDARD_INPUT)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError("ask: expected UTF-8 text on standard input, found other bytes; convert it first") from error


def _batch_lines(file: str) -> list[str]:
    if file == "-":
        data, name = sys.stdin.buffer.read(), "standard input"
    else:
        path, name = Path(file), file
        if not path.is_file():
            raise UsageError(f"--batch {file}: expected a file of JSON Lines, found none there; check the path")
        try:
            data = path.read_bytes()
        except OSError as error:
            raise UsageError(f"--batch {file}: cannot be read ({error.strerror}); check its permissions") from error
    try:
        return data.decode("utf-8-sig").splitlines() if b"\x00" not in data else _not_text(name)
    except UnicodeDecodeError:
        return _not_text(name)


def _not_text(name: str) -> list[str]:
    raise UsageError(f"--batch {name}: expected UTF-8 JSON Lines, found binary data; check the file")


def _run_batch(vraagbaak: Vraagbaak, lines: list[str], options: argparse.Namespace) -> int:
    filled = [line for line in lines if line.strip()]
    answered = _answer_lines(vraagbaak, filled, options.document)
    if options.output is None:
        for result in answered:
            print(json_line(result), flush=True)
        return 0
    results = []
    for number, result in enumerate(answered, 1):
        results.append(json_line(result) + "\n")
        progress(f"{number} of {len(filled)}")
    write_text(Path(options.output), "".join(results))
    return 0


def _answer_lines(vraagbaak: Vraagbaak, lines: list[str], documents: list[str] | None) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        identity: Any = None
        try:
            entry = json.loads(line)
            if not isinstance(entry, dict):
                raise UsageError(f'line {number}: expected an object like {{"id": "q1", "question": "…"}}, found {line[:40]!r}')
            identity = entry.get("id")
            yield {"id": identity} | _answer_entry(vraagbaak, entry, documents, number)
        except ValueError as error:
            yield {"id": identity, "error": f"line {number}: expected JSON, found a mistake ({error})"}
        except RecursionError:
            yield {"id": identity, "error": f"line {number}: nested too deeply"}
        except VraagbaakError as error:
            yield {"id": identity, "error": str(error)}


def _answer_entry(
    vraagbaak: Vraagbaak, entry: dict[str, Any], documents: list[str] | None, number: int
) -> dict[str, Any]:
    documents = _documents(entry, number) or documents
    question, turns = entry.get("question"), entry.get("turns")
    if isinstance(question, str) and turns is None:
        return {"reply": vraagbaak.answer(question, documents=documents).to_json()}
    if isinstance(turns, list) and turns and all(isinstance(turn, str) for turn in turns) and question is None:
        history: list[Reply] = []
        for turn in turns:
            history.append(vraagbaak.answer(turn, history, documents))
        return {"replies": [reply.to_json() for reply in history]}
    raise UsageError(f'line {number}: expected "question" with a text or "turns" with a list of texts, found {sorted(entry)}')


def _documents(entry: dict[str, Any], number: int) -> list[str] | None:
    named = entry.get("documents", entry.get("document"))
    if named is None:
        return None
    if isinstance(named, str):
        return [named]
    if isinstance(named, list) and all(isinstance(document, str) for document in named):
        return named
    raise UsageError(f'line {number}: expected "document" with an id, found {named!r}')
