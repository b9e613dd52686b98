"""The tokenizer: lower case, no accents, no punctuation, pieces without a word mark.

The pieces carry no mark for "start of word" on purpose. Dutch writes compounds as one word,
and so "opvang" is one and the same piece, with one vector, in "opvang" and inside
"asielzoekersopvang". The unigram model (Kudo 2018, https://arxiv.org/abs/1804.10959) picks
the likeliest split, where WordPiece would take the longest prefix.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

UNKNOWN = "[UNK]"


def _normalizer() -> normalizers.Normalizer:
    return normalizers.Sequence(
        [
            normalizers.NFKD(),
            normalizers.StripAccents(),
            normalizers.Lowercase(),
            # 1.200 and 1200 are one number.
            normalizers.Replace(Regex(r"(?<=\d)\.(?=\d{3}(?!\d))"), ""),
            normalizers.Replace(Regex(r"[^\p{L}\p{N}%€]+"), " "),
            normalizers.Strip(),
        ]
    )


def train_unigram(texts: Iterable[str], size: int) -> Tokenizer:
    """Pieces of at most 24 letters; a lower limit cuts "verblijfsvergunning" in odd places."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = _normalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    trainer = trainers.UnigramTrainer(vocab_size=size, special_tokens=[UNKNOWN], unk_token=UNKNOWN, max_piece_length=24)
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def revise(tokenizer: Tokenizer, drop: set[str], add: Iterable[str], score: float) -> Tokenizer:
    """The same unigram tokenizer without the pieces `drop` and with `add` at log-probability
    `score`. Ids change: old pieces keep their order, new ones come last."""
    content = json.loads(tokenizer.to_str())
    kept = [entry for entry in content["model"]["vocab"] if entry[0] not in drop]
    present = {piece for piece, _ in kept}
    kept += [[piece, score] for piece in dict.fromkeys(add) if piece not in present]
    content["model"]["vocab"] = kept
    return Tokenizer.from_str(json.dumps(content))


def encode(tokenizer: Tokenizer, texts: Iterable[str], batch: int = 4096) -> Iterator[list[int]]:
    """Ids of each text, in order, in batches that use all threads."""
    block: list[str] = []
    for text in texts:
        block.append(text)
        if len(block) == batch:
            yield from (e.ids for e in tokenizer.encode_batch_fast(block, add_special_tokens=False))
            block = []
    if block:
        yield from (e.ids for e in tokenizer.encode_batch_fast(block, add_special_tokens=False))
