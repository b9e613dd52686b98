"""``vraagbaak index``: the collection of documents and its search index."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from index.collection import Collection
from index.display import display_text
from index.errors import DocumentError, VraagbaakError
from index.records import Document
from index.typography import tidy
from ui.commands.cite import table_json, table_text
from ui.commands.home import home_folder
from ui.commands.output import print_json, progress


def add_parser(commands: Any, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser(
        "index",
        help="add, list, inspect and remove documents; build the index",
        description="The collection of documents and the index that is searched.",
        epilog="example: vraagbaak index add antwoorden.txt",
        parents=[common],
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    add = _action(actions, common, "add", "add or update documents", "add antwoorden.txt", add_documents)
    add.add_argument("paths", nargs="+", metavar="PATH", help="text files with numbered questions and answers")
    _action(actions, common, "list", "list the documents", "list --json", list_documents)
    inspect = _action(
        actions, common, "inspect", "show how a document was parsed", "inspect kst-36740-VI-15", inspect_document
    )
    inspect.add_argument("document", metavar="DOC", help="the document's id")
    remove = _action(actions, common, "remove", "take a document out", "remove kst-36740-VI-15", remove_document)
    remove.add_argument("document", metavar="DOC", help="the document's id")
    _action(actions, common, "build", "build the index anew", "build", build)


def _action(
    actions: Any, common: argparse.ArgumentParser, name: str, text: str, example: str, run: Any
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(
        name,
        help=text,
        description=text[0].upper() + text[1:] + ".",
        epilog=f"example: vraagbaak index {example}",
        parents=[common],
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)
    return parser


def _collection(options: argparse.Namespace) -> Collection:
    return Collection(home_folder(options))


def add_documents(options: argparse.Namespace) -> int:
    """Add every file that can be added; report each that cannot."""
    collection = _collection(options)
    changes: list[dict[str, Any]] = []
    failures: list[DocumentError] = []
    for path in options.paths:
        try:
            document, replaced = collection.add(Path(path))
        except DocumentError as error:
            failures.append(error)
            continue
        except OSError as error:  # a name that no file can have
            failures.append(DocumentError(f"{path}: cannot be read ({error.strerror}); check the path"))
            continue
        state = "added" if replaced is None else "unchanged" if replaced == document else "replaced"
        changes.append(_change(document, state))
    if changes:
        _report(options, changes, _build(collection))
    for failure in failures[:-1]:
        print(f"vraagbaak: {failure}", file=sys.stderr)
    if failures:
        raise failures[-1]
    return 0


def list_documents(options: argparse.Namespace) -> int:
    rows = [
        {
            "id": document.id,
            "source": document.source,
            "title": document.metadata.title,
            "questions": len(document.numbers),
            "warnings": len(document.warnings),
        }
        for document in _collection(options)
    ]
    if options.json:
        print_json(rows)
    else:
        for row in rows:
            print("\t".join(str(value) for value in row.values()))
    return 0


def inspect_document(options: argparse.Namespace) -> int:
    document = _collection(options).get(options.document)
    if options.json:
        print_json(document_json(document))
    else:
        print(document_text(document))
    return 0


def remove_document(options: argparse.Namespace) -> int:
    collection = _collection(options)
    document = collection.remove(options.document)
    _report(options, [_change(document, "removed")], _build(collection) if len(collection) else None)
    return 0


def build(options: argparse.Namespace) -> int:
    collection = _collection(options)
    if not len(collection):
        raise VraagbaakError("index build: the collection is empty; add a document with: vraagbaak index add FILE")
    _report(options, [], _build(collection))
    return 0


def _build(collection: Collection) -> dict[str, Any]:
    """Build and save the index of the collection; says what it is made of."""
    from index.embedding import load_encoder
    from index.settings import load_settings
    from index.store import build_index, save_index

    settings = load_settings(collection.home)
    progress("building the index …")
    encoder = load_encoder(settings)
    documents = collection.documents.values()
    index = build_index(documents, encoder, settings)
    save_index(index, documents, collection.home, encoder, settings)
    return {"fingerprint": index.fingerprint, "documents": len(collection), "units": len(index.chunks)}


def _change(document: Document, state: str) -> dict[str, Any]:
    return {
        "id": document.id,
        "state": state,
        "questions": len(document.numbers),
        "warnings": len(document.warnings),
    }


def _report(options: argparse.Namespace, changes: list[dict[str, Any]], index: dict[str, Any] | None) -> None:
    """Print what changed in the collection and the index that was made of it, if any."""
    if options.json:
        print_json({"documents": changes, "index": index})
        return
    for change in changes:
        print("{id}\t{state}\t{questions} questions\t{warnings} warnings".format(**change))
    if index is not None:
        print("index {fingerprint}\t{documents} documents\t{units} units".format(**index))


def document_json(document: Document) -> dict[str, Any]:
    """The parse as the contract promises it."""
    metadata = document.metadata
    return {
        "id": document.id,
        "source": document.source,
        "metadata": {
            "title": metadata.title,
            "kind": metadata.kind,
            "dossier": metadata.dossier,
            "number": metadata.number,
            "adopted": metadata.adopted.isoformat() if metadata.adopted else None,
            "letter": metadata.letter.isoformat() if metadata.letter else None,
            "committee": metadata.committee,
            "minister": metadata.minister,
        },
        "items": [
            {
                "numbers": list(item.numbers),
                "question": display_text(document.text, item.question),
                "answer": display_text(document.text, item.answer) if item.answer else None,
                "question_span": [item.question.start, item.question.end],
                "answer_span": [item.answer.start, item.answer.end] if item.answer else None,
                "tables": [table_json(document, table) for table in item.tables],
                "notes": [
                    {"kind": n.kind.value, "text": tidy(n.span.of(document.text)), "span": [n.span.start, n.span.end]}
                    for n in item.notes
                ],
            }
            for item in document.items
        ],
        "warnings": [{"kind": w.kind.value, "message": w.message, "number": w.number} for w in document.warnings],
    }


def document_text(document: Document) -> str:
    """The parse for a person to check: what is known, every item in short, what to mind."""
    metadata = document.metadata
    facts = {
        "id": document.id,
        "bestand": document.source,
        "titel": metadata.title,
        "soort": metadata.kind,
        "dossier": metadata.dossier,
        "nummer": metadata.number,
        "vastgesteld": metadata.adopted,
        "brief van": metadata.letter,
        "commissie": metadata.committee,
        "bewindspersoon": metadata.minister,
        "vragen": _numbers_text(document),
    }
    lines = [f"{name:<15}{value if value is not None else 'onbekend'}" for name, value in facts.items()]
    lines += ["", "Waarschuwingen:" if document.warnings else "Geen waarschuwingen."]
    lines += [f"- {warning.message}" for warning in document.warnings]
    for item in document.items:
        label = f"Vraag {', '.join(map(str, item.numbers))}"
        lines += [
            "",
            f"{label}  [{item.question.start}:{item.question.end}]",
            display_text(document.text, item.question),
        ]
        if item.answer is None:
            lines += ["", "Antwoord ontbreekt"]
        else:
            lines += [
                "",
                f"Antwoord  [{item.answer.start}:{item.answer.end}]",
                display_text(document.text, item.answer),
            ]
        lines += [f"  ({n.kind.value}: {tidy(n.span.of(document.text))})" for n in item.notes]
        for table in item.tables:
            lines += ["", table_text(document, table)]
    return "\n".join(lines)


def _numbers_text(document: Document) -> str:
    numbers = document.numbers
    if not numbers:
        return "geen"
    answered = sum(len(item.numbers) for item in document.items if item.answer is not None)
    return f"{len(numbers)} ({numbers[0]} tot en met {numbers[-1]}), waarvan {answered} beantwoord"
