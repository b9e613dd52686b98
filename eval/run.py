"""A run: what was asked and what came back, stored so that it can be scored again.

Knows no gold judgements beyond the queries themselves, and no scores. A reply is kept as the
JSON of the contract, so that a run that was read back scores exactly as the one that was made.
"""

from __future__ import annotations

import gzip
import json
import time
import zlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from eval.errors import GoldError
from eval.gold import Gold, GoldConversation, check_references
from eval.lines import Line, parse_lines, read_file, shown
from index.errors import UsageError
from index.records import Document
from rag.reply import Reply, Status

_FORMAT = "vraagbaak-run"
_VERSION = 1
RUN_FILE = "run.jsonl"
"""Its name in the folder of a report."""
_MS_PER_S = 1000.0
_Shape = Mapping[str, type | tuple[type, ...]]
_PLACE: _Shape = {"document": str, "question": int}
_SHAPES: Mapping[str, _Shape] = {
    "citations": {**_PLACE, "quote": str, "start": int, "end": int},
    "sources": {**_PLACE, "score": (int, float)},
}
"""The keys of a reply's lists that scoring reads, and the kinds of their values."""


class Answerer(Protocol):
    """What is evaluated: ``rag.pipeline.Vraagbaak``, or a scripted one in the tests."""

    @property
    def documents(self) -> Mapping[str, Document]: ...

    def answer(self, query: str, history: Sequence[Reply] = (), documents: Collection[str] | None = None) -> Reply: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One query, the reply as JSON, and the wall-clock time that a caller waited for it.

    ``reply`` is None where the query was rejected; ``error`` then says why.
    """

    id: str
    query: str
    elapsed_ms: float
    reply: Mapping[str, Any] | None = field(default=None, repr=False)
    error: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """The entries in the order in which they were asked, and the gold that they were asked from."""

    gold: str
    gold_sha256: str
    entries: tuple[Entry, ...]


def run_gold(
    vraagbaak: Answerer,
    gold: Gold,
    documents: Collection[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Run:
    """Ask every query of ``gold``, each turn of a conversation knowing the turns before it.

    Args:
        documents: the documents to search; None is the whole collection.
        progress: told the number of queries done and the number there are, after each.
        clock: seconds, from any zero.

    Raises:
        GoldError: the gold names a document or question that does not exist.
    """
    check_references(gold, vraagbaak.documents)
    total = len(gold.items)
    entries: list[Entry] = []
    for group in gold.entries:
        history: list[Reply] = []
        for item in group.turns if isinstance(group, GoldConversation) else (group,):
            start = clock()
            reply, error = None, ""
            try:
                reply = vraagbaak.answer(item.query, history=tuple(history), documents=documents)
            except UsageError as rejection:
                error = str(rejection)
            elapsed = round((clock() - start) * _MS_PER_S, 3)
            if reply is not None:
                history.append(reply)
            entries.append(Entry(item.id, item.query, elapsed, None if reply is None else reply.to_json(), error))
            if progress is not None:
                progress(len(entries), total)
    return Run(gold.name, gold.sha256, tuple(entries))


def save_run(run: Run, path: Path) -> None:
    """Write ``run`` as JSON Lines: a heading, then one line for each query; compressed if the name ends in ".gz"."""
    heading = {"format": _FORMAT, "version": _VERSION, "gold": run.gold, "gold_sha256": run.gold_sha256}
    lines = [heading, *map(_entry_to_json, run.entries)]
    data = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
    # Without a time of making, so that the same run gives the same bytes.
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)


def find_run(path: Path) -> Path:
    """The stored run that ``path`` names: itself, or the one in the folder of a report."""
    return path / RUN_FILE if path.is_dir() else path


def load_run(path: Path) -> Run:
    """Read a run that ``save_run`` wrote.

    Raises:
        GoldError: the file cannot be read, is no stored run, or a line of it is malformed.
    """
    faults: list[str] = []
    lines = list(parse_lines(_read(path), path, faults))
    heading = lines[0].values if lines else {}
    if heading.get("format") != _FORMAT or heading.get("version") != _VERSION:
        raise GoldError([f"{path}: expected a stored run ({_FORMAT} {_VERSION}), found another kind of file"])
    entries: dict[str, Entry] = {}
    for line in lines[1:]:
        fault = _entry_fault(line.values)
        if not fault and line.values["id"] in entries:
            fault = f"expected an id of its own, found {shown(line.values['id'])} again"
        if fault:
            faults.append(f"{line.place}: {fault}")
        else:
            entry = _entry_from_json(line)
            entries[entry.id] = entry
    if faults:
        raise GoldError(faults)
    return Run(str(heading.get("gold", "")), str(heading.get("gold_sha256", "")), tuple(entries.values()))


def _read(path: Path) -> bytes:
    data = read_file(path)
    if path.suffix != ".gz":
        return data
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise GoldError([f"{path}: expected a stored run compressed with gzip, found a damaged file"]) from error


def _entry_to_json(entry: Entry) -> dict[str, Any]:
    outcome = {"error": entry.error} if entry.reply is None else {"reply": entry.reply}
    return {"id": entry.id, "query": entry.query, "elapsed_ms": entry.elapsed_ms} | outcome


def _entry_from_json(line: Line) -> Entry:
    values = line.values
    return Entry(
        values["id"], values["query"], float(values["elapsed_ms"]), values.get("reply"), values.get("error", "")
    )


def _entry_fault(values: Mapping[str, Any]) -> str:
    """What keeps a stored line from being an entry, or nothing."""
    wrong = _first_wrong(values, {"id": str, "query": str, "elapsed_ms": (int, float)})
    if wrong:
        return wrong
    reply = values.get("reply")
    if reply is None:
        return _first_wrong(values, {"error": str})
    if not isinstance(reply, dict):
        return f"reply: expected an object, found {shown(reply)}"
    wrong = _first_wrong(reply, {"status": str, "answer": str, "citations": list, "sources": list, "timings_ms": dict})
    if wrong:
        return f"reply: {wrong}"
    if reply["status"] not in tuple(Status):
        return f"reply: status: expected one of {', '.join(Status)}, found {shown(reply['status'])}"
    confidence = reply.get("confidence")
    if confidence is not None and not (_is_number(confidence) and 0 <= confidence <= 1):
        return f"reply: confidence: expected a number from 0 to 1 or null, found {shown(confidence)}"
    for key, shape in _SHAPES.items():
        for value in reply[key]:
            wrong = (
                _first_wrong(value, shape) if isinstance(value, dict) else f"expected an object, found {shown(value)}"
            )
            if wrong:
                return f"reply: {key}: {wrong}"
    for stage, ms in reply["timings_ms"].items():
        if not _is_number(ms):
            return f"reply: timings_ms: {stage}: expected milliseconds, found {shown(ms)}"
    return ""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _first_wrong(values: Mapping[str, Any], shape: _Shape) -> str:
    for key, kind in shape.items():
        value = values.get(key)
        if not isinstance(value, kind) or isinstance(value, bool):
            names = " or ".join(k.__name__ for k in (kind if isinstance(kind, tuple) else (kind,)))
            return f"{key}: expected {names}, found {shown(value) if key in values else 'no such key'}"
    return ""
