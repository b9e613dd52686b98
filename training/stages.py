"""The stages in order, each a function from the outputs before it to its own output.

Outputs are files in the work folder, written aside and renamed, so that a file that exists
is whole and an interrupted run goes on where it stopped.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from training import data, teacher, vectors, vocabulary
from training.export import export
from training.table import Table

SIZE = 40_000
DIMENSION = 256
EPOCHS = 6
ENGLISH = 6_000
TAUGHT = 50_000
RARE = 15
NEW_SCORE = -12.0
MODEL = Path(__file__).parent.parent / "index" / "model"


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


def vocab(place: Place) -> None:
    """Train the tokenizer on Dutch and English."""

    def make(path: Path) -> None:
        with (place.work / "text.txt").open(encoding="utf-8") as blocks:
            pairs = data.translations(place.data)
            both = [text for pair in pairs for text in pair]
            names = [n for t in data.terms() for n in (*t.everyday, *t.official, *t.english)]
            english = teacher.english_words(place.data, ENGLISH)
            # A word is counted, not read: repeated often enough, it gets a piece of its own.
            tokenizer = vocabulary.train_unigram(chain(blocks, both, names * 30, english * 150), SIZE)
        tokenizer.save(str(path))

    place.output("tokenizer.json", make)


def words(place: Place) -> None:
    """Train the unsupervised vectors and give them their weights."""
    tokenizer = Tokenizer.from_file(str(place.work / "tokenizer.json"))
    size = tokenizer.get_vocab_size()

    def make_lines(path: Path) -> None:
        pairs = data.translations(place.data)
        with (place.work / "text.txt").open(encoding="utf-8") as blocks:
            running = vocabulary.encode(tokenizer, blocks)
            left = vocabulary.encode(tokenizer, (nl for nl, _ in pairs))
            right = vocabulary.encode(tokenizer, (en for _, en in pairs))
            total = vectors.write_lines(path, running, zip(left, right, strict=True))
        print(f"words: {total:,} pieces of text", flush=True)

    lines = place.output("lines.txt", make_lines)

    def make_table(path: Path) -> None:
        table = vectors.skip_gram(lines, size, DIMENSION, EPOCHS, threads=place.threads)
        np.savez(path, table=table, frequency=vectors.counts(lines, size))

    place.output("words.npz", make_table)


def taught(place: Place) -> None:
    """Have the English teacher encode common words and the English side of sentence pairs."""

    def make_words(path: Path) -> None:
        english = teacher.english_words(place.data, ENGLISH)
        wanted = {word for t in data.terms() for name in t.english for word in name.split()}
        wanted |= {word for m in data.material("train") for word in m.query_en.split()}
        english += teacher.known(wanted - set(english), place.data)
        np.savez(path, words=np.array(english), vectors=teacher.encode(english, place.threads))

    def make_pairs(path: Path) -> None:
        pairs = teacher.pairs(place.data, TAUGHT)
        encoded = teacher.encode([english for _, english in pairs], place.threads)
        np.savez(path, pairs=np.array(pairs), vectors=encoded)

    place.output("taught-words.npz", make_words)
    place.output("taught-pairs.npz", make_pairs)


def initial(place: Place) -> Table:
    """The unsupervised table: skip-gram, the teacher's English words, weights.

    Pieces that running text hardly uses give their place to English words that we need and
    that the text lacks ("asylum"); those have only what the teacher lends them.
    """
    tokenizer = Tokenizer.from_file(str(place.work / "tokenizer.json"))
    learned, lent = np.load(place.work / "words.npz"), np.load(place.work / "taught-words.npz")
    old: dict[str, int] = tokenizer.get_vocab()
    rare = {p for p, n in old.items() if len(p) > 1 and learned["frequency"][n] < RARE}
    english = [str(word) for word in lent["words"]]
    tokenizer = vocabulary.revise(tokenizer, rare - {vocabulary.UNKNOWN}, english, NEW_SCORE)
    new = sorted(tokenizer.get_vocab().items(), key=lambda entry: entry[1])
    rows = np.array([old.get(piece, -1) for piece, _ in new])
    table = np.where((rows >= 0)[:, None], learned["table"][rows], 0).astype(np.float32)
    frequency = np.where(rows >= 0, learned["frequency"][rows], 0)
    ids = np.array([tokenizer.token_to_id(word) for word in english])
    table = vectors.lend(table, frequency, ids, lent["vectors"].astype(np.float32))
    print(f"words: {len(table):,} pieces, {len(rare):,} rare ones gone", flush=True)
    return Table(tokenizer, vectors.condition(table, frequency))


def tune(place: Place) -> None:
    """Train on all pairs together."""
    import torch

    from training.contrastive import Settings, Trainer
    from training.sources import mixture

    torch.set_num_threads(place.threads)
    start = initial(place)
    lesson = np.load(place.work / "taught-pairs.npz")
    pairs = [(str(nl), str(en)) for nl, en in lesson["pairs"]]

    def make(path: Path) -> None:
        trainer = Trainer(start.tokenizer, start.vectors, Settings())
        table = trainer.run(
            mixture(place.data, place.work / "text.txt"),
            data.graded(place.data, "train"),
            (pairs, lesson["vectors"]),
        )
        np.savez(path, table=table.vectors)

    place.output("tuned.npz", make)


def deliver(place: Place) -> None:
    """Write the model folder that ships with Vraagbaak."""
    tokenizer = initial(place).tokenizer
    export(Table(tokenizer, np.load(place.work / "tuned.npz")["table"]), MODEL)
    print(f"export: {MODEL.name} written", flush=True)


def evaluate(place: Place) -> None:
    """Print the development figures of the delivered model."""
    from training.evaluate import report

    print(report(Table.from_folder(MODEL), place.data, "dev"))


def examine(place: Place) -> None:
    """Print the test figures. For the end of a line of work: they may guide no choice."""
    from training.evaluate import report

    print(report(Table.from_folder(MODEL), place.data, "test"))


STAGES: dict[str, Callable[[Place], None]] = {
    "text": text,
    "vocabulary": vocab,
    "words": words,
    "teacher": taught,
    "contrastive": tune,
    "export": deliver,
    "evaluate": evaluate,
    "test": examine,
}
