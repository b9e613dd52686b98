"""Gold files: what is read of a sound one, and the one clear line for each fault of another."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eval.errors import GoldError
from eval.gold import DEVELOPMENT_GOLD, GOLD_FOLDER, Gold, GoldConversation, check_references, load_gold, read_gold
from index.collection import bundled_document
from index.records import QuestionRef

SOUND = {
    "id": "q1",
    "type": "fact",
    "question": "Hoeveel locaties opende het COA?",
    "answerable": True,
    "cite_any": [1, 2],
    "cite_all": [3],
    "cite_ok": [4],
    "must": ["\\b12\\b"],
    "must_not": ["\\b13\\b"],
    "reference": "Twaalf.",
    "document": "kst-1-2",
}
TURN = {key: value for key, value in SOUND.items() if key != "id"}


def test_reads_items_and_the_turns_of_conversations_in_order(gold_file):
    path = gold_file(SOUND, "", {"id": "c1", "type": "conversation", "turns": [TURN, TURN | {"type": "table"}]})
    gold = load_gold(path)
    assert gold.name == "eigen.jsonl"
    assert [(i.id, i.type, i.conversation, i.turn) for i in gold.items] == [
        ("q1", "fact", "", 0),
        ("c1#1", "fact", "c1", 1),
        ("c1#2", "table", "c1", 2),
    ]
    first = gold.items[0]
    assert first.query == SOUND["question"]
    assert first.relevant == {QuestionRef("kst-1-2", n) for n in (1, 2, 3)}
    assert first.allowed == first.relevant | {QuestionRef("kst-1-2", 4)}
    assert (first.must, first.must_not, first.reference) == (("\\b12\\b",), ("\\b13\\b",), "Twaalf.")
    assert isinstance(gold.entries[1], GoldConversation)
    assert gold.types == ("fact", "table")
    assert gold.documents == ("kst-1-2",)


def test_a_turn_takes_type_and_document_from_its_conversation(gold_file):
    turn = {"question": "En België?", "answerable": True, "cite_any": [9]}
    path = gold_file({"id": "c1", "type": "vervolg", "document": "kst-1-2", "turns": [turn]})
    (item,) = load_gold(path).items
    assert (item.type, item.document) == ("vervolg", "kst-1-2")


def test_lists_and_reference_may_be_left_out_of_an_unanswerable_item(gold_file):
    (item,) = load_gold(gold_file({"id": "x", "type": "off_topic", "question": "Weer?", "answerable": False})).items
    assert (item.answerable, item.relevant, item.must, item.reference) == (False, frozenset(), (), "")


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path):
    path = tmp_path / "w.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(SOUND).encode() + b"\r\n")
    assert [item.id for item in load_gold(path).items] == ["q1"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"must": ["("]}, ("must", "regular expression", "'('")),
        ({"must_not": ["a{9999999999999999999}"]}, ("must_not", "regular expression")),
        ({"must": [""]}, ("must", "regular expression", "''")),
        ({"must": "twaalf"}, ("must", "list of regular expressions", "'twaalf'")),
        ({"must": [7]}, ("must", "regular expression", "7")),
        ({"cite_any": [0]}, ("cite_any", "question numbers from 1", "0")),
        ({"cite_any": [True]}, ("cite_any", "question numbers", "true")),
        ({"cite_all": ["3"]}, ("cite_all", "question numbers", "'3'")),
        ({"cite_ok": [2.0]}, ("cite_ok", "question numbers", "2.0")),
        ({"cite_ok": 3}, ("cite_ok", "list of question numbers", "3")),
        ({"answerable": "ja"}, ("answerable", "true or false", "'ja'")),
        ({"answerable": False}, ("answerable is false", "[1, 2, 3]")),
        ({"question": "  "}, ("question", "a text", "'  '")),
        ({"id": 5}, ("id", "a text", "5")),
        ({"reference": None}, ("reference", "a text", "null")),
        ({"document": None}, ("expected a document", "found none")),
        ({"cite_al": [3]}, ("unknown key 'cite_al'", "did you mean 'cite_all'?")),
    ],
)
def test_a_fault_is_one_line_with_place_expected_and_found(gold_file, change: dict[str, Any], words: tuple[str, ...]):
    path = gold_file(SOUND | {"id": "q0"}, SOUND | change)
    with pytest.raises(GoldError) as caught:
        load_gold(path)
    message = str(caught.value)
    assert message.startswith(f"{path}, line 2: ")
    assert "\n" not in message
    for word in words:
        assert word in message


@pytest.mark.parametrize("key", ["id", "type", "question", "answerable"])
def test_a_missing_key_is_named(gold_file, key: str):
    path = gold_file({k: v for k, v in SOUND.items() if k != key})
    with pytest.raises(GoldError, match=rf"line 1: {key}: expected .*, found no such key"):
        load_gold(path)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"id": "q1", ', "expected a JSON object"),
        ("[1, 2]", "expected a JSON object, found [1, 2]"),
        ('{"id": "a", "id": "b"}', "the key 'id' stands in it twice"),
        ('{"id": NaN}', "NaN is no number"),
        ('{"id": "\\ud800"}', "half a surrogate pair"),
        ("[" * 100_000, "expected a JSON object"),
    ],
)
def test_a_line_that_is_no_object_is_named(gold_file, line: str, words: str):
    with pytest.raises(GoldError) as caught:
        load_gold(gold_file(SOUND, "", line))
    assert "line 3: " in str(caught.value)
    assert words in str(caught.value)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    ("turns", "words"),
    [
        ([], "at least one turn"),
        ({}, "at least one turn"),
        (["hoi"], "an object as turn 1"),
        ([TURN, TURN | {"id": "x"}], "turn 2: unknown key 'id'"),
        ([TURN, TURN | {"must": ["["]}], "turn 2: must: expected a regular expression"),
    ],
)
def test_a_malformed_turn_is_named(gold_file, turns: object, words: str):
    with pytest.raises(GoldError) as caught:
        load_gold(gold_file({"id": "c1", "type": "conversation", "turns": turns}))
    assert words in str(caught.value)


def test_a_repeated_id_is_reported_with_the_line_that_has_it_already(gold_file):
    with pytest.raises(GoldError, match=r"line 3: expected an id of its own, found 'q1' again; see line 1"):
        load_gold(gold_file(SOUND, SOUND | {"id": "q2"}, SOUND))
    conversation = {"id": "c", "turns": [TURN]}
    with pytest.raises(GoldError, match=r"found 'c#1' again"):
        load_gold(gold_file(SOUND | {"id": "c#1"}, conversation))


def test_all_faults_are_kept_and_the_message_counts_them(gold_file):
    path = gold_file(SOUND | {"must": ["("]}, SOUND | {"id": "q2"}, SOUND | {"id": "q3", "cite_any": [-1]})
    gold, faults = read_gold(path)
    assert [item.id for item in gold.items] == ["q2"]
    assert [fault.split(": ")[0].removeprefix(str(path)) for fault in faults] == [", line 1", ", line 3"]
    with pytest.raises(GoldError, match=r"\(and 1 more\)$"):
        load_gold(path)


def test_a_file_that_is_absent_empty_binary_or_a_folder(tmp_path: Path):
    with pytest.raises(GoldError, match=r"geen\.jsonl: expected a file of JSON Lines, found: No such file"):
        load_gold(tmp_path / "geen.jsonl")
    with pytest.raises(GoldError, match="expected a file of JSON Lines"):
        load_gold(tmp_path)
    (tmp_path / "leeg.jsonl").write_text("\n")
    with pytest.raises(GoldError, match="at least one gold item, found none"):
        load_gold(tmp_path / "leeg.jsonl")
    (tmp_path / "beeld.jsonl").write_bytes(b"{}\n\xff\xfe")
    with pytest.raises(GoldError, match="line 2: expected UTF-8 text, found the byte 0xff"):
        load_gold(tmp_path / "beeld.jsonl")


def test_questions_and_documents_that_do_not_exist_are_named(gold_file, documents):
    gold = load_gold(gold_file(SOUND | {"cite_ok": [99]}))
    with pytest.raises(GoldError, match=r"line 1: expected a question of kst-1-2 \(1 to 6\), found 99"):
        check_references(gold, documents)
    gold = load_gold(gold_file(SOUND | {"document": "kst-9-9"}))
    with pytest.raises(GoldError, match=r"found 'kst-9-9'; it holds: kst-1-2; add it with vraagbaak index add"):
        check_references(gold, documents)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 9) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["turns", *SOUND]), inner, max_size=4),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(st.sampled_from(["turns", *SOUND]), JSON) | JSON, min_size=1, max_size=3))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_a_line_holds_the_outcome_is_gold_or_a_clear_error(tmp_path: Path, values: list[object]):
    path = tmp_path / "v.jsonl"
    path.write_text("".join(json.dumps(value) + "\n" for value in values), encoding="utf-8")
    try:
        items, faults = load_gold(path).items, ()
    except GoldError as error:
        items, faults = (), error.faults
    assert bool(items) != bool(faults)
    assert all("expected" in fault and "\n" not in fault for fault in faults)
    assert all(item.id and item.query for item in items)


@pytest.fixture(scope="module")
def bundled_gold() -> dict[str, Gold]:
    return {path.name: load_gold(path) for path in sorted(GOLD_FOLDER.glob("*.jsonl"))}


def test_the_bundled_gold_is_sound_and_names_only_questions_that_exist(bundled_gold):
    document = bundled_document()
    assert DEVELOPMENT_GOLD.name in bundled_gold
    for gold in bundled_gold.values():
        check_references(gold, {document.id: document})
    assert len(bundled_gold[DEVELOPMENT_GOLD.name].items) >= 120


def test_no_query_of_one_bundled_set_stands_in_another(bundled_gold):
    queries = {
        name: {" ".join(item.query.casefold().split()) for item in gold.items if not item.turn}
        for name, gold in bundled_gold.items()
    }
    names = sorted(queries)
    shared = {(a, b): queries[a] & queries[b] for a in names for b in names if a < b}
    assert len(names) >= 2
    assert not any(shared.values()), shared
