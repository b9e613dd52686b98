"""The student's tokenizer: the pieces of multilingual-e5-small that Dutch and English use.

Text is put in lower case and loses its accents, so that a query typed without either reads the same;
1.200 becomes 1200. What is left of the 250,000 pieces of a hundred languages covers 99.9% of the
pieces of Dutch parliamentary text, and the rows of the others are not carried along.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from training import e5

BEGIN, PAD, END, UNKNOWN = "<s>", "<pad>", "</s>", "<unk>"
SPECIAL = 4
"""The special pieces are the first ones, here as in the ancestor."""
SIF = 1e-4
"""Constant of the smooth inverse frequency (Arora et al. 2017), the weight that a piece starts with."""

Counts = NDArray[np.int64]


def _tokenizer(pieces: list[tuple[str, float]]) -> Tokenizer:
    made = Tokenizer(models.Unigram(pieces, unk_id=SPECIAL - 1))
    made.normalizer = normalizers.Sequence(
        [
            normalizers.Nmt(),
            normalizers.NFKD(),
            normalizers.StripAccents(),
            normalizers.Lowercase(),
            normalizers.Replace(Regex(r"(?<=\d)\.(?=\d{3}(?!\d))"), ""),
            normalizers.Replace(Regex(r" {2,}"), " "),
            normalizers.Strip(),
        ]
    )
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    made.post_processor = processors.TemplateProcessing(
        single=f"{BEGIN} $A {END}", special_tokens=[(BEGIN, 0), (END, 2)]
    )
    return made


def count(texts: Iterable[str], batch: int = 4096) -> Counts:
    """How often each piece of the ancestor occurs in `texts`, lower case and without accents; shape (pieces,)."""
    tokenizer, total = _tokenizer(e5.packed().pieces), np.zeros(len(e5.packed().pieces), dtype=np.int64)
    block: list[str] = []

    def add() -> None:
        encodings = tokenizer.encode_batch_fast(block, add_special_tokens=False)
        ids = np.concatenate([np.array(e.ids, dtype=np.int64) for e in encodings])
        total[:] += np.bincount(ids, minlength=len(total))
        block.clear()

    for text in texts:
        block.append(text)
        if len(block) == batch:
            add()
    if block:
        add()
    return total


def trim(dutch: Counts, english: Counts, size: int) -> tuple[Tokenizer, NDArray[np.int64]]:
    """A tokenizer of at most `size` pieces, and the ancestor's number of each.

    The commonest pieces stay, and every single character that occurs at all.
    """
    pieces = e5.packed().pieces
    share = dutch / dutch.sum() + 0.7 * english / english.sum()
    share[:SPECIAL] = 0
    single = {n for n, (piece, _) in enumerate(pieces) if len(piece.lstrip("▁")) <= 1 and share[n] > 0}
    common = np.argsort(-share, kind="stable")[: size - SPECIAL - len(single)]
    kept = sorted(({int(n) for n in common if share[n] > 0} | single) - set(range(SPECIAL)))
    kept = [*range(SPECIAL), *kept]
    return _tokenizer([pieces[n] for n in kept]), np.array(kept)


def weights(tokenizer: Tokenizer, texts: Iterable[str]) -> NDArray[np.float32]:
    """The smooth inverse frequency of every piece of `tokenizer`, shape (pieces,); special pieces weigh nothing."""
    total = np.zeros(tokenizer.get_vocab_size())
    for encoding in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False):
        np.add.at(total, encoding.ids, 1)
    out: NDArray[np.float32] = (SIF / (SIF + total / total.sum())).astype(np.float32)
    out[: SPECIAL - 1] = 0
    return out


def save(path: Path, tokenizer: Tokenizer, kept: NDArray[np.int64], weight: NDArray[np.float32]) -> None:
    with path.open("wb") as file:
        np.savez(file, tokenizer=np.array(tokenizer.to_str()), kept=kept, weights=weight)


def load(path: Path) -> tuple[Tokenizer, NDArray[np.int64], NDArray[np.float32]]:
    held = np.load(path)
    return Tokenizer.from_str(str(held["tokenizer"])), held["kept"], held["weights"]
