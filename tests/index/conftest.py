"""The bundled document, tiny models of both kinds made here, and a way to write small documents."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from index.collection import bundled_document
from index.parsing import parse_document
from index.records import Document, QAItem, Span
from index.settings import Settings
from index.static import StaticEncoder
from index.typography import tidy

VOCABULARY = (
    "[UNK] de het een van in is zijn hoeveel locaties opvang asiel aanvragen kosten miljoen ingediend "
    "ind coa 2024 2025 12 bron vreemdelingen ##locaties ##en query passage : . ? ,"
).split()


@pytest.fixture(scope="session")
def bundled() -> Document:
    return bundled_document()


@pytest.fixture(scope="session")
def parse() -> Callable[..., Document]:
    def parse_text(text: str, source: str = "proef.txt") -> Document:
        return parse_document(text, source)

    return parse_text


@pytest.fixture(scope="session")
def shown() -> Callable[[Document], list[tuple[tuple[int, ...], str, str | None]]]:
    """What a person reads of each item: its numbers, its question, its answer."""

    def show(document: Document) -> list[tuple[tuple[int, ...], str, str | None]]:
        def read(span: Span) -> str:
            return tidy(span.of(document.text))

        def show_item(item: QAItem) -> tuple[tuple[int, ...], str, str | None]:
            return item.numbers, read(item.question), read(item.answer) if item.answer else None

        return [show_item(item) for item in document.items]

    return show


@pytest.fixture(scope="session")
def static_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A static embedding of a few Dutch words, 8 numbers a token, as sentence-transformers stores one."""
    from safetensors.numpy import save_file

    folder = tmp_path_factory.mktemp("models") / "klein"
    folder.mkdir()
    save_tokenizer(folder / "tokenizer.json")
    vectors = np.random.default_rng(7).normal(size=(len(VOCABULARY), 8)).astype(np.float32)
    save_file({"embedding.weight": vectors}, folder / "model.safetensors")
    module = {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"}
    (folder / "modules.json").write_text(json.dumps([module]), encoding="utf-8")
    return folder


def save_tokenizer(path: Path, special: Sequence[str] = ()) -> None:
    from tokenizers import Tokenizer
    from tokenizers.models import WordPiece
    from tokenizers.normalizers import BertNormalizer
    from tokenizers.pre_tokenizers import BertPreTokenizer

    tokenizer = Tokenizer(WordPiece({word: i for i, word in enumerate([*VOCABULARY, *special])}, unk_token="[UNK]"))
    tokenizer.normalizer = BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.save(str(path))


@pytest.fixture(scope="session")
def settings(static_folder: Path) -> Settings:
    return Settings(embedder=str(static_folder))


@pytest.fixture(scope="session")
def encoder(static_folder: Path, settings: Settings) -> StaticEncoder:
    return StaticEncoder.from_folder(static_folder, "klein", settings)


@pytest.fixture(scope="session")
def transformer_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of one layer with random weights and mean pooling, stored as models of the hub are."""
    import torch
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("models") / "bert"
    folder.mkdir()
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *VOCABULARY[1:]]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    BertTokenizerFast(str(folder / "vocab.txt"), model_max_length=64).save_pretrained(folder)
    torch.manual_seed(7)
    shape = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    BertModel(BertConfig(vocab_size=len(words), max_position_embeddings=64, **shape)).save_pretrained(folder)
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
    ]
    (folder / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    (folder / "sentence_bert_config.json").write_text('{"max_seq_length": 64}', encoding="utf-8")
    (folder / "1_Pooling").mkdir()
    pooling = {"word_embedding_dimension": 16, "pooling_mode_mean_tokens": True}
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(pooling), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def numpy_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of the bundled one's form: a BERT of two layers with random weights and weighted tokens."""
    import torch
    from safetensors.torch import save_file
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Normalize, Pooling, Transformer
    from tokenizers import Tokenizer, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    plain = tmp_path_factory.mktemp("plain")
    save_tokenizer(plain / "tokenizer.json", special=("<s>", "</s>"))
    tokenizer = Tokenizer.from_file(str(plain / "tokenizer.json"))
    size = tokenizer.get_vocab_size()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", size - 2), ("</s>", size - 1)]
    )
    special = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "[UNK]", "pad_token": "[UNK]"}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=64, **special).save_pretrained(plain)
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=size,
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
        type_vocab_size=1,
        hidden_act="gelu_pytorch_tanh",
        initializer_range=0.5,
    )
    BertModel(config, add_pooling_layer=False).eval().save_pretrained(plain)
    folder = tmp_path_factory.mktemp("models") / "numpy"
    modules = [Transformer(str(plain)), Pooling(16, pooling_mode="mean"), Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder), create_model_card=False)
    tokenizer.save(str(folder / "tokenizer.json"))
    save_file({"weights": torch.linspace(0.1, 2.0, size).half()}, str(folder / "word_weights.safetensors"))
    return folder


@pytest.fixture
def document_file(tmp_path: Path) -> Callable[..., Path]:
    """Write a text (or bytes) to a file of its own folder and give the path."""

    def write(content: str | bytes, name: str = "antwoorden.txt", folder: str = "bron") -> Path:
        path = tmp_path / folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write
