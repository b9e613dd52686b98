"""Encoders: a folder read directly equals the library; any other model goes through the library."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index import embedding
from index.embedding import StaticEncoder, TransformerEncoder, Vectors, load_encoder
from index.errors import ModelError
from index.settings import BUNDLED, Settings

TEXTS = ["Hoeveel opvanglocaties zijn in 2024 geopend?", "De IND", "De IND de IND", "opvang " * 400, "é", ""]


@pytest.fixture
def copy_of(tmp_path: Path) -> Callable[[Path], Path]:
    """A copy of a model folder that a test may damage."""

    def copy(folder: Path) -> Path:
        return Path(shutil.copytree(folder, tmp_path / folder.name))

    return copy


class TestStatic:
    def test_vectors_equal_those_of_sentence_transformers(self, static_folder: Path, encoder: StaticEncoder) -> None:
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(str(static_folder), device="cpu")
        texts = TEXTS[:-1]  # the library divides an empty text by zero
        expected = model.encode(texts, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False)
        np.testing.assert_allclose(encoder.encode(texts), expected, atol=1e-6)

    def test_vectors_are_unit_and_an_empty_text_is_all_zero(self, encoder: StaticEncoder) -> None:
        vectors = encoder.encode(TEXTS)
        assert vectors.shape == (len(TEXTS), encoder.dimension) == (6, 8)
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1, 1, 1, 1, 1, 0], atol=1e-6)

    def test_no_texts_give_no_vectors(self, encoder: StaticEncoder) -> None:
        assert encoder.encode([]).shape == (0, 8)
        assert encoder.encode_tokens([]) == []

    def test_token_vectors_average_to_the_text(self, encoder: StaticEncoder) -> None:
        for text, tokens in zip(TEXTS[:-1], encoder.encode_tokens(TEXTS[:-1]), strict=True):
            mean = tokens.mean(axis=0)
            np.testing.assert_allclose(encoder.encode([text])[0], mean / np.linalg.norm(mean), atol=1e-6)

    def test_a_text_does_not_depend_on_those_beside_it(self, encoder: StaticEncoder) -> None:
        np.testing.assert_array_equal(encoder.encode(TEXTS)[1], encoder.encode(TEXTS[1:2])[0])

    def test_prompts_stand_before_queries_and_passages(self, static_folder: Path, encoder: StaticEncoder) -> None:
        prompts = Settings(embedder=str(static_folder), query_prompt="query: ", passage_prompt="passage: ")
        prompted = StaticEncoder.from_folder(static_folder, prompts)
        np.testing.assert_array_equal(prompted.encode(["de ind"], is_query=True), encoder.encode(["query: de ind"]))
        np.testing.assert_array_equal(prompted.encode(["de ind"]), encoder.encode(["passage: de ind"]))

    def test_loading_one_imports_no_torch(self, static_folder: Path) -> None:
        script = (
            "import sys; from index.embedding import load_encoder; from index.settings import Settings;"
            f"load_encoder(Settings(embedder={str(static_folder)!r})).encode(['de ind']);"
            "print(sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
        )
        root = Path(__file__).parents[2]
        done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "[]"

    def test_the_identity_names_folder_and_weights(
        self, static_folder: Path, settings: Settings, copy_of: Callable[[Path], Path]
    ) -> None:
        original = load_encoder(settings)
        copy = copy_of(static_folder)
        assert original.identity.startswith("klein@")
        same = Settings(embedder=str(copy))
        assert load_encoder(same).identity == original.identity
        (copy / "README.md").write_text("words only", encoding="utf-8")
        assert load_encoder(same).identity == original.identity
        weights = (copy / "model.safetensors").read_bytes()
        (copy / "model.safetensors").write_bytes(weights[:-1] + bytes([weights[-1] ^ 1]))
        assert load_encoder(same).identity != original.identity

    @pytest.mark.parametrize("file", ["tokenizer.json", "model.safetensors"])
    @pytest.mark.parametrize("damage", ["missing", "empty", "truncated", "foreign"])
    def test_a_missing_or_damaged_file_is_one_line(
        self, file: str, damage: str, static_folder: Path, copy_of: Callable[[Path], Path]
    ) -> None:
        folder = copy_of(static_folder)
        content = (folder / file).read_bytes()
        (folder / file).unlink()
        if damage != "missing":
            changed = {"empty": b"", "truncated": content[: len(content) // 2], "foreign": b"\x89PNG\r\n"}
            (folder / file).write_bytes(changed[damage])
        refused(Settings(embedder=str(folder)), "does not load", str(folder))

    def test_too_few_vectors_for_the_tokenizer_are_refused(
        self, static_folder: Path, copy_of: Callable[[Path], Path]
    ) -> None:
        from safetensors.numpy import save_file

        folder = copy_of(static_folder)
        save_file({"embedding.weight": np.ones((3, 8), dtype=np.float32)}, folder / "model.safetensors")
        refused(Settings(embedder=str(folder)), "one vector for each of", "(3, 8)")


class TestTransformer:
    @pytest.fixture
    def prompted(self, transformer_folder: Path) -> TransformerEncoder:
        prompts = Settings(embedder=str(transformer_folder), query_prompt="query: ", passage_prompt="passage: ")
        loaded = load_encoder(prompts)
        assert isinstance(loaded, TransformerEncoder)
        return loaded

    def test_vectors_are_the_mean_of_the_tokens_behind_their_prompt(
        self, transformer_folder: Path, prompted: TransformerEncoder
    ) -> None:
        for is_query, prompt in ((True, "query: "), (False, "passage: ")):
            found = prompted.encode(TEXTS[:3], is_query=is_query)
            expected = [mean_pooled(transformer_folder, prompt + text) for text in TEXTS[:3]]
            np.testing.assert_allclose(found, expected, atol=1e-5)

    def test_shapes_norms_and_tokens(self, prompted: TransformerEncoder) -> None:
        vectors = prompted.encode(TEXTS)
        assert vectors.shape == (len(TEXTS), prompted.dimension) == (6, 16)
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
        assert prompted.encode([]).shape == (0, 16)
        (tokens,) = prompted.encode_tokens(["de ind"], is_query=True)
        assert tokens.shape == (6, 16)  # [CLS] query : de ind [SEP]
        mean = tokens.mean(axis=0)
        np.testing.assert_allclose(
            prompted.encode(["de ind"], is_query=True)[0], mean / np.linalg.norm(mean), atol=1e-5
        )

    def test_its_identity_names_folder_and_weights(self, prompted: TransformerEncoder) -> None:
        assert prompted.identity.startswith("bert@")

    @pytest.mark.parametrize("file", ["config.json", "model.safetensors", "1_Pooling/config.json"])
    def test_a_damaged_file_is_one_line(
        self, file: str, transformer_folder: Path, copy_of: Callable[[Path], Path]
    ) -> None:
        folder = copy_of(transformer_folder)
        (folder / file).write_bytes((folder / file).read_bytes()[:10])
        refused(Settings(embedder=str(folder)), "does not load", "correct the setting embedder")


@pytest.mark.parametrize("name", ["no-such-model", "somebody/no-such-model", "/no/such/folder", "~nobody-here/model"])
def test_a_name_that_leads_to_no_model_is_one_line(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: object) -> None:
        pytest.fail("nothing may be fetched")

    monkeypatch.setattr(socket.socket, "connect", connect)
    refused(Settings(embedder=name), name, "correct the setting embedder")


def test_a_folder_without_a_model_is_one_line(tmp_path: Path) -> None:
    refused(Settings(embedder=str(tmp_path)), "does not load")
    (tmp_path / "modules.json").write_text(json.dumps([{"type": "unknown", "path": ""}]), encoding="utf-8")
    refused(Settings(embedder=str(tmp_path)), "does not load")


def test_the_bundled_model_that_is_not_there_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(embedding, "BUNDLED_FOLDER", tmp_path / "model")
    refused(Settings(embedder=BUNDLED), "bundled model", "reinstall vraagbaak")


def refused(settings: Settings, *words: str) -> None:
    with pytest.raises(ModelError) as caught:
        load_encoder(settings)
    message = str(caught.value)
    assert "\n" not in message
    for word in words:
        assert word in message


def mean_pooled(folder: Path, text: str) -> Vectors:
    """The same vector by transformers alone."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    tokens = AutoTokenizer.from_pretrained(folder)(text, return_tensors="pt")
    with torch.no_grad():
        states = AutoModel.from_pretrained(folder)(**tokens).last_hidden_state[0].mean(dim=0).numpy()
    unit: Vectors = states / np.linalg.norm(states)
    return unit
