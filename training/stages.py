"""The stages in order, each a function from the outputs before it to its own output.

Outputs are files in the work folder, written aside and renamed, so that a file that exists
is whole and an interrupted run goes on where it stopped.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.analysis import words
from index.lexicon import BUNDLED_WORDS, Lexicon
from training import data

if TYPE_CHECKING:
    from training.reading import Reading

SIZE = 20_000
"""Pieces of the student; 18,000 cover 99.8% and 22,000 cover 99.96% of the pieces of the text."""
INNER = 1152
"""Inner neurons of a layer, of 1,536. On unseen sentences the vectors keep a cosine of 0.991 with the unpruned."""
ENGLISH_WORDS = 15_000
SEEN, SEEN_OFTEN = 5, 40
MODEL = Path(__file__).parent.parent / "index" / "model"
READER = MODEL.parent.parent / "rag" / "model"


@dataclass(frozen=True)
class Place:
    """Where a stage reads and writes, and how many threads it may use."""

    data: Path
    work: Path
    threads: int = 2
    force: bool = False

    def output(self, name: str, make: Callable[[Path], None]) -> Path:
        """The file `name`, made by `make(path)` unless it stands."""
        path = self.work / name
        if path.exists() and not self.force:
            print(f"{name}: stands", flush=True)
            return path
        start = time.monotonic()
        aside = path.with_name(f"{path.stem}.part{path.suffix}")
        make(aside)
        aside.replace(path)
        print(f"{name}: made in {time.monotonic() - start:.0f} s", flush=True)
        return path


def text(place: Place) -> None:
    """Gather the guarded running text, one block a line."""

    def make(path: Path) -> None:
        with path.open("w", encoding="utf-8") as out:
            for number, block in enumerate(data.running_text(place.data), start=1):
                out.write(" ".join(block.split()) + "\n")
                if number % 50_000 == 0:
                    print(f"text: {number:,} blocks", flush=True)

    place.output("text.txt", make)


def lexicon(place: Place) -> None:
    """Write the list of known words that ships with Vraagbaak."""

    def make(path: Path) -> None:
        counted: Counter[str] = Counter()
        with (place.work / "text.txt").open(encoding="utf-8") as blocks:
            for block in blocks:
                counted.update(words(block))
        approved = data.approved_words(place.data)
        known = {w for w, n in counted.items() if n >= SEEN_OFTEN or (n >= SEEN and w in approved)}
        english = Counter(w for _, en in data.translations(place.data, 30_000) for w in words(en))
        known |= {word for word, _ in english.most_common(ENGLISH_WORDS)}
        made = Lexicon.of(word for word in known if word.isalpha())
        made.save(path)
        print(f"lexicon: {len(made):,} words", flush=True)

    BUNDLED_WORDS.write_bytes(place.output("lexicon.npy", make).read_bytes())


def vocabulary(place: Place) -> None:
    """Choose the pieces that the student keeps, and count what each weighs."""
    from training import vocabulary as pieces

    def make(path: Path) -> None:
        with (place.work / "text.txt").open(encoding="utf-8") as blocks:
            dutch = [block for number, block in enumerate(blocks) if number % 3 == 0]
        english = [en for _, en in data.translations(place.data)]
        tokenizer, kept = pieces.trim(pieces.count(dutch), pieces.count(english), SIZE)
        print(f"vocabulary: {len(kept):,} pieces", flush=True)
        pieces.save(path, tokenizer, kept, pieces.weights(tokenizer, [*dutch[::2], *english[::3]]))

    place.output("vocabulary.npz", make)


def _stands(place: Place, state: Path, steps: int) -> bool:
    """Whether a course has come to its end; with `--force` it begins anew."""
    import torch

    if place.force:
        state.unlink(missing_ok=True)
    stands = state.exists() and int(torch.load(state)["step"]) == steps
    if stands:
        print(f"{state.name}: stands", flush=True)
    return stands


def _teach(place: Place, name: str, start: str | None, state: Path, negatives: str | None = None) -> None:
    """Go through a course from the weights in `start`; an interrupted course goes on from its state."""
    import torch

    from training.course import Lessons, Tutor
    from training.courses import COURSES
    from training.sources import sources
    from training.student import Student, Teacher

    course = COURSES[name]
    if _stands(place, state, course.steps):
        return
    torch.set_num_threads(place.threads)
    torch.manual_seed(course.seed)
    pieces = place.work / "vocabulary.npz"
    student = (
        Student.from_state(pieces, torch.load(place.work / start)["student"]) if start else Student.untrained(pieces)
    )
    mined = json.loads((place.work / negatives).read_text(encoding="utf-8")) if negatives else {}
    mined = {query: tuple(texts) for query, texts in mined.items()}
    lessons = Lessons(
        sources=sources(place.data, place.work / "text.txt", mined) if course.shares else {},
        sentences=data.lesson_sentences(place.data),
        graded=data.graded(place.data, "train"),
    )
    Tutor(student, Teacher(pieces), lessons, course).run(state)


def distil(place: Place) -> None:
    """Teach the student what the whole ancestor makes of sentences."""
    _teach(place, "distil", None, place.work / "distilled.pt")


def prune(place: Place) -> None:
    """Leave out the quarter of the inner neurons that matter least, for speed."""
    import torch

    from training.student import Student

    def make(path: Path) -> None:
        state = torch.load(place.work / "distilled.pt")["student"]
        student = Student.from_state(place.work / "vocabulary.npz", state)
        student.prune(INNER, data.lesson_sentences(place.data)[:2000])
        torch.save({"student": student.state_dict()}, path)

    place.output("pruned.pt", make)


def retrieve(place: Place) -> None:
    """Teach it retrieval, with sentences of the teacher so that nothing is forgotten."""
    _teach(place, "retrieve", "pruned.pt", place.work / "retrieving.pt")


def mine(place: Place) -> None:
    """Find what the student takes for an answer and is none."""
    import torch

    from training.mining import mine
    from training.student import Student

    def make(path: Path) -> None:
        torch.set_num_threads(place.threads)
        state = torch.load(place.work / "retrieving.pt")["student"]
        student = Student.from_state(place.work / "vocabulary.npz", state)
        found = mine(student, data.own_queries(place.data, "train"))
        path.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")

    place.output("mined.json", make)


def polish(place: Place) -> None:
    """Teach it to tell what it took for an answer from what is one."""
    _teach(place, "polish", "retrieving.pt", place.work / "polished.pt", "mined.json")


def deliver(place: Place) -> None:
    """Write the model folder that ships with Vraagbaak: the mean of the weights before and after polishing
    (Wortsman et al. 2022, https://arxiv.org/abs/2203.05482)."""
    import torch

    from training.export import export
    from training.student import Student

    before, after = (torch.load(place.work / name)["student"] for name in ("retrieving.pt", "polished.pt"))
    state = {name: (before[name] + after[name]) / 2 for name in before}
    student = Student.from_state(place.work / "vocabulary.npz", state)
    export(student, MODEL)
    print(f"export: {MODEL.name} written", flush=True)


def read(place: Place) -> None:
    """Teach the reader, over the vectors of the delivered embedder."""
    from training.courses import READING

    _read(place, "reading.pt", READING)


def read_on(place: Place) -> None:
    """Teach it further, from where the first course ended, on more exercises a step."""
    from training.courses import READING_ON

    _read(place, "reading-on.pt", READING_ON, "reading.pt")


def _read(place: Place, name: str, course: Reading, before: str | None = None) -> None:
    import torch
    from transformers import BertModel

    from index.embedding import load_encoder
    from index.settings import Settings
    from training.exercises import exercises
    from training.joint import JointReader
    from training.reading import ReadingTutor

    state = place.work / name
    if _stands(place, state, course.steps):
        return
    torch.set_num_threads(place.threads)
    torch.manual_seed(course.seed)
    reader = JointReader.untrained(BertModel.from_pretrained(MODEL, add_pooling_layer=False))
    if before is not None:
        reader.load_state_dict(torch.load(place.work / before)["reader"])
    ReadingTutor(load_encoder(Settings()), reader, exercises(place.data), course).run(state)


def deliver_reader(place: Place) -> None:
    """Write the reader's folder that ships with Vraagbaak, for the embedder that ships with it."""
    import torch
    from transformers import BertModel

    from index.embedding import load_encoder
    from index.settings import Settings
    from training.export import export_reader
    from training.joint import JointReader

    reader = JointReader.untrained(BertModel.from_pretrained(MODEL, add_pooling_layer=False))
    reader.load_state_dict(torch.load(place.work / "reading-on.pt")["reader"])
    encoder = load_encoder(Settings()).identity
    export_reader(reader, encoder, READER)
    print(f"export: reader for {encoder} written", flush=True)


def evaluate(place: Place) -> None:
    """Print the development figures of the delivered models."""
    _figures(place, "dev")


def examine(place: Place) -> None:
    """Print the test figures. For the end of a line of work: they may guide no choice."""
    _figures(place, "test")


def _figures(place: Place, split: data.Split) -> None:
    from training import evaluate, examination

    print(evaluate.report(MODEL, place.data, split), flush=True)
    print(examination.report(place.data, split), flush=True)


STAGES: dict[str, Callable[[Place], None]] = {
    "text": text,
    "lexicon": lexicon,
    "vocabulary": vocabulary,
    "distil": distil,
    "prune": prune,
    "retrieve": retrieve,
    "mine": mine,
    "polish": polish,
    "export": deliver,
    "read": read,
    "read-on": read_on,
    "export-reader": deliver_reader,
    "evaluate": evaluate,
    "test": examine,
}
