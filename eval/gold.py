"""Gold: queries with what a right reply must cite, say and leave unsaid.

Knows the gold format of the contract and checks all of it; knows nothing of replies or scores.
``cite_all``: each must be cited; ``cite_any``: one of them at least, if there are any;
``cite_ok``: harmless beside those. Any other citation is wrong.
"""

from __future__ import annotations

import difflib
import hashlib
import re
import warnings
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.errors import GoldError
from eval.lines import parse_lines, read_file, shown
from index.records import Document, QuestionRef

GOLD_FOLDER = Path(__file__).parent / "gold"
DEVELOPMENT_GOLD = GOLD_FOLDER / "development.jsonl"
"""The set to tune and calibrate on. The held-out half beside it is for reporting only."""

_TURN_KEYS = frozenset(
    ("type", "question", "answerable", "cite_any", "cite_all", "cite_ok", "must", "must_not", "reference", "document")
)
_ITEM_KEYS = _TURN_KEYS | {"id"}
_CONVERSATION_KEYS = frozenset(("id", "type", "turns", "document"))


@dataclass(frozen=True, slots=True)
class GoldItem:
    """One query and what its reply is judged by.

    ``must`` and ``must_not`` are regular expressions, searched ignoring case. A turn of a
    conversation has the id ``"<conversation>#<turn>"`` and ``turn`` counted from 1; an item that
    stands alone has ``conversation == ""`` and ``turn == 0``.
    """

    id: str
    type: str
    query: str
    answerable: bool
    document: str | None = None
    cite_any: tuple[int, ...] = ()
    cite_all: tuple[int, ...] = ()
    cite_ok: tuple[int, ...] = ()
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    reference: str = ""
    conversation: str = ""
    turn: int = 0
    place: str = field(default="", compare=False)

    @property
    def cluster(self) -> str:
        """What stands or falls together with it: its conversation, or itself."""
        return self.conversation or self.id

    @property
    def relevant(self) -> frozenset[QuestionRef]:
        """The questions that retrieval should find: cite_any and cite_all together."""
        return self.refs(self.cite_any + self.cite_all)

    @property
    def allowed(self) -> frozenset[QuestionRef]:
        """The questions that may be cited without fault."""
        return self.refs(self.cite_any + self.cite_all + self.cite_ok)

    def refs(self, numbers: Collection[int]) -> frozenset[QuestionRef]:
        """The given question numbers as identities in this item's document."""
        return frozenset(QuestionRef(self.document or "", number) for number in numbers)


@dataclass(frozen=True, slots=True)
class GoldConversation:
    """Queries asked one after another, each knowing the turns before it."""

    id: str
    turns: tuple[GoldItem, ...]


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold file: its name, the SHA-256 of its bytes, and its entries in order."""

    name: str
    sha256: str
    entries: tuple[GoldItem | GoldConversation, ...]

    @property
    def items(self) -> tuple[GoldItem, ...]:
        """Every query of the file, the turns of conversations among them, in order."""
        return tuple(
            item
            for entry in self.entries
            for item in (entry.turns if isinstance(entry, GoldConversation) else (entry,))
        )

    @property
    def types(self) -> tuple[str, ...]:
        """The types of query, in order of first appearance."""
        return tuple(dict.fromkeys(item.type for item in self.items))

    @property
    def documents(self) -> tuple[str, ...]:
        """The ids of the documents that the gold is about, ascending."""
        return tuple(sorted({item.document for item in self.items if item.document}))


def load_gold(path: Path) -> Gold:
    """Read and check a gold file.

    Raises:
        GoldError: the file cannot be read, or a line of it is malformed.
    """
    gold, faults = read_gold(path)
    if faults:
        raise GoldError(faults)
    return gold


def read_gold(path: Path) -> tuple[Gold, tuple[str, ...]]:
    """The sound entries of a gold file, and one line for each fault.

    Raises:
        GoldError: the file cannot be read or is no UTF-8 text.
    """
    data = read_file(path)
    faults: list[str] = []
    entries: list[GoldItem | GoldConversation] = []
    first_places: dict[str, str] = {}
    for line in parse_lines(data, path, faults):
        reader = _Reader(line.values, line.place, faults)
        found_before = len(faults)
        entry = _read_conversation(reader) if "turns" in line.values else _read_item(reader, _ITEM_KEYS)
        items = entry.turns if isinstance(entry, GoldConversation) else (entry,)
        for name in dict.fromkeys([entry.id, *(item.id for item in items)]):
            if name and name in first_places:
                faults.append(
                    f"{line.place}: expected an id of its own, found {name!r} again; see {first_places[name]}"
                )
            first_places.setdefault(name, f"line {line.number}")
        if len(faults) == found_before:
            entries.append(entry)
    if not entries and not faults:
        faults.append(f"{path}: expected at least one gold item, found none")
    return Gold(path.name, hashlib.sha256(data).hexdigest(), tuple(entries)), tuple(faults)


def check_references(gold: Gold, documents: Mapping[str, Document]) -> None:
    """Check that every document and question that the gold names exists.

    Raises:
        GoldError: one does not; the message names the range or the documents that there are.
    """
    faults = []
    for item in gold.items:
        if item.document is None:
            continue
        document = documents.get(item.document)
        if document is None:
            held = ", ".join(sorted(documents)) or "none"
            faults.append(
                f"{item.place}: expected a document of the collection, found {item.document!r}; "
                f"it holds: {held}; add it with vraagbaak index add"
            )
            continue
        for ref in sorted(item.allowed):
            if document.item(ref.number) is None:
                numbers = document.numbers
                span = f"{numbers[0]} to {numbers[-1]}" if numbers else "no questions"
                faults.append(f"{item.place}: expected a question of {document.id} ({span}), found {ref.number}")
    if faults:
        raise GoldError(faults)


def _read_conversation(reader: _Reader) -> GoldConversation:
    reader.check_keys(_CONVERSATION_KEYS)
    name = reader.text("id")
    defaults = {"type": reader.text("type", default="conversation")}
    if "document" in reader.values:
        defaults["document"] = reader.text("document")
    turns = reader.values["turns"]
    if not isinstance(turns, list) or not turns:
        reader.fault("turns", "a list of at least one turn", turns)
        return GoldConversation(name, ())
    items = []
    for number, turn in enumerate(turns, start=1):
        if not isinstance(turn, dict):
            reader.fault("turns", f"an object as turn {number}", turn)
            continue
        within = _Reader(defaults | turn, f"{reader.place}, turn {number}", reader.faults)
        items.append(_read_item(within, _TURN_KEYS, conversation=name, turn=number))
    return GoldConversation(name, tuple(items))


def _read_item(reader: _Reader, keys: frozenset[str], conversation: str = "", turn: int = 0) -> GoldItem:
    reader.check_keys(keys)
    item = GoldItem(
        id=f"{conversation}#{turn}" if turn else reader.text("id"),
        type=reader.text("type"),
        query=reader.text("question"),
        answerable=reader.flag("answerable"),
        document=reader.text("document") if reader.values.get("document") is not None else None,
        cite_any=reader.numbers("cite_any"),
        cite_all=reader.numbers("cite_all"),
        cite_ok=reader.numbers("cite_ok"),
        must=reader.patterns("must"),
        must_not=reader.patterns("must_not"),
        reference=reader.text("reference", default="", may_be_empty=True),
        conversation=conversation,
        turn=turn,
        place=reader.place,
    )
    if item.allowed and item.document is None:
        reader.faults.append(f"{reader.place}: expected a document beside the questions to cite, found none")
    if item.relevant and reader.values.get("answerable") is False:
        numbers = sorted(ref.number for ref in item.relevant)
        reader.faults.append(f"{reader.place}: expected nothing to cite where answerable is false, found {numbers}")
    return item


@dataclass(frozen=True, slots=True)
class _Reader:
    """Takes values out of one JSON object; what is amiss is added to ``faults``."""

    values: Mapping[str, Any]
    place: str
    faults: list[str]

    def fault(self, key: str, expected: str, found: object) -> None:
        self.faults.append(f"{self.place}: {key}: expected {expected}, found {shown(found)}")

    def check_keys(self, known: frozenset[str]) -> None:
        for key in self.values:
            if key not in known:
                nearest = difflib.get_close_matches(key, sorted(known), n=1)
                hint = f"; did you mean {nearest[0]!r}?" if nearest else ""
                expected = ", ".join(sorted(known))
                self.faults.append(f"{self.place}: unknown key {shown(key)}{hint} (expected among: {expected})")

    def text(self, key: str, default: str | None = None, may_be_empty: bool = False) -> str:
        if key not in self.values:
            if default is None:
                self.faults.append(f"{self.place}: {key}: expected a text, found no such key")
            return default or ""
        value = self.values[key]
        if not isinstance(value, str) or not (may_be_empty or value.strip()):
            self.fault(key, "a text", value)
            return ""
        return value

    def flag(self, key: str) -> bool:
        if key not in self.values:
            self.faults.append(f"{self.place}: {key}: expected true or false, found no such key")
        elif not isinstance(self.values[key], bool):
            self.fault(key, "true or false", self.values[key])
        return self.values.get(key) is True

    def numbers(self, key: str) -> tuple[int, ...]:
        numbers = self._list(key, "a list of question numbers")
        for number in numbers:
            if type(number) is not int or number < 1:  # a bool is an int, and no question number
                self.fault(key, "question numbers from 1", number)
                return ()
        return tuple(dict.fromkeys(numbers))

    def patterns(self, key: str) -> tuple[str, ...]:
        patterns = self._list(key, "a list of regular expressions")
        for pattern in patterns:
            if not isinstance(pattern, str) or not pattern:
                self.fault(key, "a regular expression", pattern)
                return ()
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    re.compile(pattern, re.IGNORECASE)
            except (re.error, OverflowError, RecursionError) as error:
                self.fault(key, f"a regular expression ({error})", pattern)
                return ()
        return tuple(patterns)

    def _list(self, key: str, expected: str) -> list[Any]:
        value = self.values.get(key, [])
        if not isinstance(value, list):
            self.fault(key, expected, value)
            return []
        return value
