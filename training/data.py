"""What the shared data folder holds, as values: running text, pairs, graded pairs, terms.

Every reader takes the folder as an argument. Question-answer pairs are split by document
(`split_of`), so that no document is on both sides; the test splits of STS-b and SICK and
the NTREX/FLORES file have no reader here at all.
"""

from __future__ import annotations

import json
import lzma
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Literal

from index.analysis import fold
from training.guard import Guard

Split = Literal["train", "dev", "test"]

MATERIAL = Path(__file__).parent / "material"
ASKED = ("fact", "why", "whole", "two", "false", "unknown")
MISSED = ("miss_time", "miss_who", "miss_what", "miss_kind")
"""The kinds of query in an examination: those that the answer answers, and those that it seems to."""

# The Dutch abbreviations after which a full stop seldom ends a sentence.
_ABBREVIATION = re.compile(
    r"\b(?:[a-z]|nr|art|dhr|mevr|mw|dr|drs|mr|ir|prof|ca|resp|incl|excl|jl|zgn|o\.a|m\.b\.t)\.$",
    re.IGNORECASE,
)
_STOP = re.compile(r"(?<=[.!?])\s+(?=[\"'(A-Z0-9À-Ý])|\s*\n\s*|\s+[•▪–]\s+")


@dataclass(frozen=True)
class Pair:
    """A query and the passages (sentences, in order) of the text that answers it."""

    query: str
    passages: tuple[str, ...]
    group: str
    source: str

    @property
    def text(self) -> str:
        return " ".join(self.passages)


@dataclass(frozen=True)
class Graded:
    """Two sentences with their relatedness, 0 to 1."""

    left: str
    right: str
    score: float


@dataclass(frozen=True)
class Material:
    """Own material: an everyday query, its English form, the official passage, a near miss."""

    query: str
    query_en: str
    passage: str
    negative: str
    domain: str


@dataclass(frozen=True)
class Term:
    """Names for one thing: in everyday words, in official words, in English."""

    everyday: tuple[str, ...]
    official: tuple[str, ...]
    english: tuple[str, ...]


def split_of(key: str) -> Split:
    """80/10/10 by hash of `key`: the same on every machine and in every run."""
    bucket = int.from_bytes(blake2b(key.encode(), digest_size=4).digest(), "big") % 10
    return "dev" if bucket == 8 else "test" if bucket == 9 else "train"


def sentences(text: str) -> list[str]:
    """Split Dutch prose into sentences; a rule of thumb, good enough to train on."""
    out: list[str] = []
    for part in _STOP.split(text):
        part = part.strip()
        if not part:
            continue
        if out and (_ABBREVIATION.search(out[-1]) or len(out[-1].split()) < 3):
            out[-1] = f"{out[-1]} {part}"
        else:
            out.append(part)
    return out


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def read_lines(path: Path) -> Iterator[str]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n")


def bundled_guard(data: Path) -> Guard:
    """The guard of the document that ships with Vraagbaak, which is never trained on."""
    return Guard.from_file(data.parent / "corpus" / "kst-36740-VI-15.txt")


# --- question-answer pairs ---------------------------------------------------------------


def _tidy(text: str) -> str:
    return re.sub(r"[ \t]+", " ", text).strip()


@cache
def _parliament(data: Path) -> tuple[Pair, ...]:
    pairs = []
    for row in read_jsonl(data / "pairs" / "question_answer.jsonl.xz"):
        if row["soort"] != "parlement":
            continue
        question, answer = _tidy(row["vraag"]), _tidy(row["antwoord"])
        if len(question) < 10 or len(answer) < 2:
            continue
        group = row["doc"] or blake2b(answer.lower().encode(), digest_size=8).hexdigest()
        source = re.sub(r"-(deelvraag|heel)$", "", row["bron"])
        pairs.append(Pair(question, tuple(sentences(answer)), f"{source}:{group}", row["bron"]))
    return tuple(pairs)


def parliament(data: Path, split: Split) -> list[Pair]:
    """Real parliamentary questions with their answers; `group` is the document."""
    return [pair for pair in _parliament(data) if split_of(pair.group) == split]


def held_out_guard(data: Path) -> Guard:
    """The guard of the development and test answers, for use on running text."""
    held = [*parliament(data, "dev"), *parliament(data, "test")]
    return Guard.from_texts(text for pair in held for text in (pair.query, pair.text))


def other_answers(data: Path) -> list[Pair]:
    """Question-answer pairs that are not from parliament; all of them are for training."""
    pairs = []
    for row in read_jsonl(data / "pairs" / "question_answer.jsonl.xz"):
        if row["soort"] == "parlement":
            continue
        passages = tuple(sentences(_tidy(row["antwoord"])))
        if passages and len(row["vraag"]) >= 10:
            kind = "docs" if row["soort"].startswith("vertaalde") else "government"
            pairs.append(Pair(_tidy(row["vraag"]), passages, row["bron"], kind))
    for row in read_jsonl(data / "pairs" / "xquad.jsonl.xz"):
        pairs.append(Pair(row["question"], tuple(sentences(row["context"])), row["id"], "xquad"))
    for row in read_jsonl(data / "pairs" / "civics_multiple_choice.jsonl.xz"):
        answer = ". ".join(str(row.get(key) or "") for key in ("answer", "explanation"))
        if len(answer) > 20:
            pairs.append(Pair(row["question"], tuple(sentences(answer)), str(row.get("path")), "civics"))
    return pairs


def titles(data: Path) -> list[Pair]:
    """Titles of motions, information requests and answered questions, with their text."""
    pairs = []
    for row in read_jsonl(data / "pairs" / "title_text.jsonl.xz"):
        bodies = ("samenvatting", "implicaties", "toelichting", "beschrijving")
        body = next((row[key] for key in bodies if row.get(key)), None)
        title = row.get("onderwerp") or row["titel"]
        if title and body and str(body) != title:
            pairs.append(Pair(str(title), tuple(sentences(str(body))), str(title), "title"))
    for row in read_jsonl(data / "pairs" / "question_answer.jsonl.xz"):
        if row["soort"] != "parlement" or not row.get("titel") or not row["doc"]:
            continue
        source = re.sub(r"-(deelvraag|heel)$", "", row["bron"])
        group = f"{source}:{row['doc']}"
        if split_of(group) == "train":
            answer = tuple(sentences(_tidy(row["antwoord"])))
            if answer:
                pairs.append(Pair(row["titel"], answer, group, "title"))
                pairs.append(Pair(row["titel"], (_tidy(row["vraag"]),), group, "title"))
    return pairs


def subjects(data: Path) -> list[str]:
    """Subjects of real parliamentary questions: short, and worded like a search."""
    rows = read_jsonl(data / "pairs" / "kamervraag_subjects.jsonl.xz")
    return [row["onderwerp"] for row in rows if row.get("onderwerp")]


def paraphrases(data: Path) -> list[tuple[str, str]]:
    rows = read_jsonl(data / "pairs" / "paraphrase_tatoeba.jsonl.xz")
    return [(row["s1"], row["s2"]) for row in rows if len(row["s1"].split()) >= 3]


def translations(data: Path, software: int = 100_000) -> list[tuple[str, str]]:
    """Dutch-English sentence pairs; all everyday ones and a sample of the software ones."""
    everyday: list[tuple[str, str]] = []
    manuals: list[tuple[str, str]] = []
    for row in read_jsonl(data / "pairs" / "dutch_english.jsonl.xz"):
        length = len(row["nl"].split())
        if 2 <= length <= 60:
            (manuals if row["source"] == "software docs" else everyday).append((row["nl"], row["en"]))
    manuals = sorted(set(manuals))
    random.Random(7).shuffle(manuals)
    return sorted(set(everyday)) + manuals[:software]


def synonyms(data: Path) -> list[tuple[str, str]]:
    """Pairs of Dutch words that a lexicon lists together, spelling corrections included."""
    pairs = []
    for line in read_lines(data / "lexical" / "synonyms.tsv.xz"):
        lemma, *others = line.split("\t")
        if lemma != "lemma":
            pairs += [(lemma, other) for other in others[:4]]
    for line in read_lines(data / "lexical" / "corrections.tsv.xz"):
        wrong, _, right = line.partition("\t")
        if right and min(len(wrong), len(right)) > 4:
            pairs.append((wrong, right.split("\t")[0]))
    return pairs


def approved_words(data: Path) -> set[str]:
    """Dutch words and their forms that a dictionary or subtitles have, lower case without accents."""
    folder = data / "lexical"
    found = {line.split()[0] for line in read_lines(folder / "nl_50k.txt.xz") if line}
    for name in ("basiswoorden-gekeurd.txt.xz", "inflections.tsv.xz"):
        found |= {word for line in read_lines(folder / name) for word in line.split("\t")}
    return {fold(word) for word in found}


def graded(data: Path, split: Literal["train", "dev"]) -> list[Graded]:
    """STS-b, and for training SICK too. Test rows are skipped while reading."""
    rows = read_jsonl(data / "pairs" / f"stsb_{split}.jsonl.xz")
    out = [Graded(row["s1"], row["s2"], float(row["score"]) / 5) for row in rows]
    if split == "train":
        for row in read_jsonl(data / "pairs" / "sick.jsonl.xz"):
            if row["split"] == "TRAIN":
                out.append(Graded(row["s1"], row["s2"], (float(row["rel"]) - 1) / 4))
    return out


def lesson_sentences(data: Path) -> list[str]:
    """Sentences for the teacher: of training documents, subjects, manifestos, and both sides of sentence pairs."""
    guard, chance = bundled_guard(data), random.Random(4)
    pairs = parliament(data, "train")
    found = [s for pair in pairs for s in (*sentences(pair.query), *pair.passages)]
    found += chance.sample(subjects(data), 15_000)
    blocks = _blocks(read_lines(data / "text" / "manifestos.txt.xz"))
    found += chance.sample([s for block in blocks for s in sentences(block)], 20_000)
    pairs_of_languages = chance.sample(translations(data, 30_000), 15_000)
    found += [text for pair in pairs_of_languages for text in pair]
    found += [q for row in own_queries(data, "train") for q, _ in row.queries]
    return [s for s in dict.fromkeys(found) if 3 <= len(s.split()) <= 45 and not guard.touches(s)]


# --- own material --------------------------------------------------------------------------


def material(split: Literal["train", "dev"], folder: Path = MATERIAL) -> list[Material]:
    """Own material. One passage in ten, by hash, is held out for development."""
    out = []
    for path in sorted(folder.glob("material-*.jsonl")):
        for row in read_jsonl(path):
            held = _tenth(row["passage"])
            if held == (split == "dev"):
                fields = ("query", "query_en", "passage", "negative", "domain")
                out.append(Material(*(str(row.get(key) or "") for key in fields)))
    return out


@dataclass(frozen=True)
class OwnQueries:
    """Queries that we wrote about one real answer.

    `queries` are those in a layman's words (`distant`), in English, and the bare subject, each with
    the numbers (from 1) of the sentences that answer it; none means all of them. `near` is close to
    the answer's own words; `miss` asks what the answer does not say.
    """

    pair: Pair
    queries: tuple[tuple[str, tuple[int, ...]], ...]
    distant: tuple[str, ...]
    english: str
    near: str
    near_at: tuple[int, ...]
    miss: str

    def sentences(self, at: tuple[int, ...]) -> tuple[str, ...]:
        """The sentences with those numbers, or all."""
        parts = self.pair.passages
        return tuple(parts[n - 1] for n in at if n <= len(parts)) or parts


def own_queries(data: Path, split: Split, folder: Path = MATERIAL) -> list[OwnQueries]:
    """Own queries about the real answers of `split`.

    The files name an answer by a hash and its sentences by number; of the answers themselves
    nothing is in the repository.
    """
    answers = _by_hash(data, split)
    out = []
    for path in _written(folder, "queries", split):
        for row in read_jsonl(path):
            if row["answer"] in answers:
                out.append(_own_queries(row, answers[row["answer"]]))
    return out


def _own_queries(row: dict[str, Any], pair: Pair) -> OwnQueries:
    def at(name: str) -> tuple[int, ...]:
        return tuple(row.get(f"{name}_at", ()))

    names = ("far", "far2", "en", "topic")
    queries = tuple((row[name], at(name)) for name in names if row.get(name))
    distant = tuple(row[name] for name in ("far", "far2") if row.get(name))
    return OwnQueries(pair, queries, distant, row["en"], row["near"], at("near"), row["miss"])


@dataclass(frozen=True)
class Examination:
    """Queries that we wrote about one real answer, to read it by.

    `asked` has each query with the numbers (from 1) of the sentences that together answer it: a figure or
    fact, a reason, a whole list, two things at once, something that the answer contradicts, something
    that it says is not known. `misses` ask nearly the same of another time, body or quantity, of which
    the answer says nothing.
    """

    pair: Pair
    asked: tuple[tuple[str, tuple[int, ...]], ...]
    misses: tuple[str, ...]


def examinations(data: Path, split: Split, folder: Path = MATERIAL) -> list[Examination]:
    """Own examinations of the real answers of `split`; the files are like those of `own_queries`."""
    answers = _by_hash(data, split)
    out = []
    for path in _written(folder, "reading", split):
        for row in read_jsonl(path):
            if row["answer"] in answers:
                asked = ((row.get(kind), tuple(row.get(f"{kind}_at") or ())) for kind in ASKED)
                misses = (row.get(kind) for kind in MISSED)
                out.append(
                    Examination(
                        answers[row["answer"]],
                        tuple((query, at) for query, at in asked if query and at),
                        tuple(filter(None, misses)),
                    )
                )
    return out


def _written(folder: Path, kind: str, split: Split) -> list[Path]:
    """The files of our own about answers of `split`; an answer that stands in two documents may be in two splits."""
    held_out = folder / f"{kind}-held-out.jsonl"
    if split != "train":
        return [held_out]
    return [path for path in sorted(folder.glob(f"{kind}-*.jsonl")) if path != held_out]


def _by_hash(data: Path, split: Split) -> dict[str, Pair]:
    return {blake2b(pair.text.encode(), digest_size=6).hexdigest(): pair for pair in parliament(data, split)}


def terms(folder: Path = MATERIAL) -> list[Term]:
    """Own list of everyday, official and English names for the same thing."""
    path = folder / "terms.jsonl"
    if not path.exists():
        return []
    keys = ("everyday", "official", "english")
    return [Term(*(tuple(row.get(key) or ()) for key in keys)) for row in read_jsonl(path)]


def _tenth(key: str) -> bool:
    return int.from_bytes(blake2b(key.encode(), digest_size=4).digest(), "big") % 10 == 0


# --- running text --------------------------------------------------------------------------


def _blocks(lines: Iterable[str], size: int = 60) -> Iterator[str]:
    """Join lines that a page broke, up to about `size` words."""
    block: list[str] = []
    length = 0
    for line in lines:
        line = line.strip()
        if line:
            block.append(line)
            length += len(line.split())
        if block and (length >= size or not line):
            yield " ".join(block)
            block, length = [], 0
    if block:
        yield " ".join(block)


def _law_sample(path: Path, part: float) -> Iterator[str]:
    """Whole stretches of 200 lines, so that the sample keeps running sentences."""
    chance = random.Random(11)
    keep = False
    for number, line in enumerate(read_lines(path)):
        if number % 200 == 0:
            keep = chance.random() < part
        if keep and len(line) > 60:
            yield line


def running_text(data: Path, laws: float = 0.12) -> Iterator[str]:
    """Blocks of Dutch text for unsupervised training, guarded, laws thinned to `laws`.

    The bundled document may not touch a block at all; the held-out answers may not make up
    a third of one (stock phrases are shared by all answers).
    """
    bundled, held = bundled_guard(data), held_out_guard(data)
    folder = data / "text"
    streams: list[Iterator[str]] = [
        _blocks(read_lines(folder / f"{name}.txt.xz"))
        for name in ("manifestos", "parliament", "government", "general", "software_docs_sample")
    ]
    streams.append(_blocks(_law_sample(folder / "laws.txt.xz", laws)))
    pairs = [*parliament(data, "train"), *other_answers(data), *titles(data)]
    streams.append(f"{pair.query} {pair.text}" for pair in pairs)
    streams.append(iter(subjects(data)))
    streams.append(f"{left} {right}" for left, right in paraphrases(data))
    for stream in streams:
        for block in stream:
            if not bundled.touches(block) and held.share(block) < 0.34:
                yield block
