"""Tiny models with random weights, each of the architecture of a public one, stored as the hub's cache stores them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

COMMIT = "0123456789abcdef0123456789abcdef01234567"
WORDS = "hoeveel opvang locaties zijn er de ind query passage task search result title none text instruct".split()
WIDTH = 16


def add_to_cache(cache: Path, name: str) -> Path:
    """A stand-in for the model ``name`` in the hub's cache folder; returns its own folder."""
    repository = cache / f"models--{name.replace('/', '--')}"
    snapshot = repository / "snapshots" / COMMIT
    snapshot.mkdir(parents=True)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text(COMMIT, encoding="utf-8")
    MAKERS[name](snapshot)
    return snapshot


def _tokenizer() -> Any:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    letters = [(c, -9.0) for c in "▁abcdefghijklmnopqrstuvwxyz:|?.,"]
    pieces = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), *((f"▁{w}", -3.0) for w in WORDS), *letters]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=3))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    special = {"bos_token": "<s>", "pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>"}
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=64, **special)


def _library_model(transformer: Callable[[int], Any], pooling: str, dense: bool = False) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        import tempfile

        import torch
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.models import Dense, Normalize, Pooling, Transformer

        torch.manual_seed(7)
        tokenizer = _tokenizer()
        with tempfile.TemporaryDirectory() as plain:
            transformer(len(tokenizer)).save_pretrained(plain)
            tokenizer.save_pretrained(plain)
            modules: list[Any] = [Transformer(plain), Pooling(WIDTH, pooling_mode=pooling)]
        if dense:
            modules += [Dense(WIDTH, 2 * WIDTH, bias=False), Dense(2 * WIDTH, WIDTH, bias=False)]
        SentenceTransformer(modules=[*modules, Normalize()], device="cpu").save(str(folder), create_model_card=False)

    return make


_SIZE = {"hidden_size": WIDTH, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}


def _bert(size: int) -> Any:
    from transformers import BertConfig, BertModel

    return BertModel(BertConfig(vocab_size=size, max_position_embeddings=64, pad_token_id=1, **_SIZE))


def _xlm_roberta(size: int) -> Any:
    from transformers import XLMRobertaConfig, XLMRobertaModel

    return XLMRobertaModel(XLMRobertaConfig(vocab_size=size, max_position_embeddings=80, pad_token_id=1, **_SIZE))


def _gemma(size: int) -> Any:
    from transformers import Gemma3TextConfig, Gemma3TextModel

    config = Gemma3TextConfig(
        vocab_size=size, head_dim=8, num_key_value_heads=1, use_bidirectional_attention=True, pad_token_id=1, **_SIZE
    )
    return Gemma3TextModel(config)


def _qwen(size: int) -> Any:
    from transformers import Qwen3Config, Qwen3Model

    config = Qwen3Config(vocab_size=size, head_dim=8, num_key_value_heads=1, pad_token_id=1, **_SIZE)
    return Qwen3Model(config)


def _static(folder: Path) -> None:
    import numpy as np
    from safetensors.numpy import save_file

    tokenizer = _tokenizer()
    tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
    vectors = np.random.default_rng(7).normal(size=(len(tokenizer), WIDTH)).astype(np.float32)
    save_file({"embeddings": vectors}, folder / "model.safetensors")
    modules = [
        {"idx": 0, "name": "0", "path": ".", "type": "sentence_transformers.models.StaticEmbedding"},
        {"idx": 1, "name": "1", "path": "1_Normalize", "type": "sentence_transformers.models.Normalize"},
    ]
    (folder / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    (folder / "1_Normalize").mkdir()


MAKERS = {
    "minishlab/potion-multilingual-128M": _static,
    "clips/e5-small-trm-nl": _library_model(_bert, "mean"),
    "clips/e5-base-trm-nl": _library_model(_xlm_roberta, "mean"),
    "intfloat/multilingual-e5-small": _library_model(_bert, "mean"),
    "intfloat/multilingual-e5-base": _library_model(_xlm_roberta, "mean"),
    "BAAI/bge-m3": _library_model(_xlm_roberta, "cls"),
    "Snowflake/snowflake-arctic-embed-l-v2.0": _library_model(_xlm_roberta, "cls"),
    "google/embeddinggemma-300m": _library_model(_gemma, "mean", dense=True),
    "Qwen/Qwen3-Embedding-0.6B": _library_model(_qwen, "lasttoken"),
}
