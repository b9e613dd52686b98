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
from index.bert import BertEncoder
from index.embedding import load_encoder
from index.encoder import Vectors, unit_rows
from index.errors import ModelError
from index.library import LibraryEncoder
from index.settings import BUNDLED, Settings
from index.static import StaticEncoder

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
        np.testing.assert_allclose(encoder.encode(texts).vectors, expected, atol=1e-6)

    def test_vectors_are_unit_and_an_empty_text_is_all_zero(self, encoder: StaticEncoder) -> None:
        vectors = encoder.encode(TEXTS).vectors
        assert vectors.shape == (len(TEXTS), encoder.dimension) == (6, 8)
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1, 1, 1, 1, 1, 0], atol=1e-6)

    def test_no_texts_give_no_vectors(self, encoder: StaticEncoder) -> None:
        assert encoder.encode([]).vectors.shape == (0, 8)
        assert encoder.encode_words([]) == []

    def test_token_vectors_average_to_the_text(self, encoder: StaticEncoder) -> None:
        encoded = encoder.encode(TEXTS[:-1])
        for vector, tokens in zip(encoded.vectors, encoded.tokens, strict=True):
            mean = tokens.mean(axis=0)
            np.testing.assert_allclose(vector, mean / np.linalg.norm(mean), atol=1e-6)

    def test_a_text_does_not_depend_on_those_beside_it(self, encoder: StaticEncoder) -> None:
        np.testing.assert_array_equal(encoder.encode(TEXTS).vectors[1], encoder.encode(TEXTS[1:2]).vectors[0])

    def test_prompts_stand_before_queries_and_passages(self, static_folder: Path, encoder: StaticEncoder) -> None:
        prompts = Settings(embedder=str(static_folder), query_prompt="query: ", passage_prompt="passage: ")
        prompted = StaticEncoder.from_folder(static_folder, "klein", prompts)
        query, passage = prompted.encode(["de ind"], is_query=True), prompted.encode(["de ind"])
        np.testing.assert_array_equal(query.vectors, encoder.encode(["query: de ind"]).vectors)
        np.testing.assert_array_equal(passage.vectors, encoder.encode(["passage: de ind"]).vectors)

    def test_loading_one_imports_no_torch(self, static_folder: Path) -> None:
        assert imported_by_loading(static_folder) == "[]"

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


class TestBert:
    @pytest.fixture
    def encoder(self, numpy_folder: Path) -> BertEncoder:
        loaded = load_encoder(Settings(embedder=str(numpy_folder)))
        assert isinstance(loaded, BertEncoder)
        return loaded

    def test_vectors_and_tokens_equal_those_of_sentence_transformers(
        self, numpy_folder: Path, encoder: BertEncoder
    ) -> None:
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(str(numpy_folder), device="cpu")
        texts = TEXTS[:-1]  # the library gives an empty text the vector of its special tokens
        encoded = encoder.encode(texts)
        np.testing.assert_allclose(encoded.vectors, model.encode(texts), atol=1e-5)
        for text, tokens in zip(texts, encoded.tokens, strict=True):
            expected = model.encode(text, output_value="token_embeddings").numpy()
            np.testing.assert_allclose(unit_rows(tokens), unit_rows(expected[1:-1]), atol=1e-5)

    def test_an_empty_text_is_all_zero_and_no_texts_give_no_vectors(self, encoder: BertEncoder) -> None:
        encoded = encoder.encode(TEXTS)
        np.testing.assert_allclose(np.linalg.norm(encoded.vectors, axis=1), [1, 1, 1, 1, 1, 0], atol=1e-5)
        assert encoded.tokens[-1].shape == (0, encoder.dimension)
        assert encoder.encode([]).vectors.shape == (0, encoder.dimension)
        assert encoder.encode_words([""])[0].shape == (0, 16)

    def test_a_text_does_not_depend_on_those_beside_it(self, encoder: BertEncoder) -> None:
        for text, vector in zip(TEXTS, encoder.encode(TEXTS).vectors, strict=True):
            np.testing.assert_allclose(encoder.encode([text]).vectors[0], vector, atol=1e-6)

    def test_a_token_has_the_weight_of_its_word_with_and_without_context(self, encoder: BertEncoder) -> None:
        (words,), (tokens,) = encoder.encode_words(["de ind 2024"]), encoder.encode(["de ind 2024"]).tokens
        np.testing.assert_allclose(np.linalg.norm(words, axis=1), np.linalg.norm(tokens, axis=1), atol=1e-5)
        assert len(set(np.linalg.norm(words, axis=1).round(3).tolist())) == 3
        (reordered,) = encoder.encode_words(["ind 2024 de"])
        np.testing.assert_array_equal(words[1], reordered[0])

    def test_loading_one_imports_no_torch(self, numpy_folder: Path) -> None:
        assert imported_by_loading(numpy_folder) == "[]"

    @pytest.mark.parametrize("file", ["tokenizer.json", "model.safetensors", "word_weights.safetensors"])
    def test_a_damaged_file_is_one_line(self, file: str, numpy_folder: Path, copy_of: Callable[[Path], Path]) -> None:
        folder = copy_of(numpy_folder)
        (folder / file).write_bytes((folder / file).read_bytes()[:20])
        refused(Settings(embedder=str(folder)), "does not load", str(folder))

    def test_a_missing_matrix_is_one_line(self, numpy_folder: Path, copy_of: Callable[[Path], Path]) -> None:
        from safetensors.numpy import load_file, save_file

        folder = copy_of(numpy_folder)
        weights = load_file(folder / "model.safetensors")
        del weights["encoder.layer.0.output.dense.weight"]
        save_file(weights, folder / "model.safetensors")
        refused(Settings(embedder=str(folder)), "does not load", "encoder.layer.0.output.dense.weight")

    def test_weights_for_another_vocabulary_are_refused(
        self, numpy_folder: Path, copy_of: Callable[[Path], Path]
    ) -> None:
        from safetensors.numpy import save_file

        folder = copy_of(numpy_folder)
        save_file({"weights": np.ones(3, dtype=np.float16)}, folder / "word_weights.safetensors")
        refused(Settings(embedder=str(folder)), "one vector and one weight for each of", "and 3")


class TestLibrary:
    @pytest.fixture
    def prompted(self, transformer_folder: Path) -> LibraryEncoder:
        prompts = Settings(embedder=str(transformer_folder), query_prompt="query: ", passage_prompt="passage: ")
        loaded = load_encoder(prompts)
        assert isinstance(loaded, LibraryEncoder)
        return loaded

    def test_vectors_are_the_mean_of_the_tokens_behind_their_prompt(
        self, transformer_folder: Path, prompted: LibraryEncoder
    ) -> None:
        for is_query, prompt in ((True, "query: "), (False, "passage: ")):
            found = prompted.encode(TEXTS[:3], is_query=is_query).vectors
            expected = [mean_pooled(transformer_folder, prompt + text) for text in TEXTS[:3]]
            np.testing.assert_allclose(found, expected, atol=1e-5)

    def test_shapes_norms_and_tokens(self, prompted: LibraryEncoder) -> None:
        vectors = prompted.encode(TEXTS).vectors
        assert vectors.shape == (len(TEXTS), prompted.dimension) == (6, 16)
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
        assert prompted.encode([]).vectors.shape == (0, 16)
        (tokens,) = prompted.encode(["de ind"], is_query=True).tokens
        assert tokens.shape == (6, 16)  # [CLS] query : de ind [SEP]
        np.testing.assert_allclose(np.linalg.norm(tokens, axis=1), 1, atol=1e-5)

    def test_words_are_the_same_wherever_they_stand(self, prompted: LibraryEncoder) -> None:
        alone, together = prompted.encode_words(["ind", "de ind"])
        assert alone.shape == (1, 16)
        np.testing.assert_array_equal(alone[0], together[1])
        in_context = prompted.encode(["ind", "de ind"]).tokens
        assert not np.allclose(in_context[0][-2], in_context[1][-2])

    def test_its_identity_names_folder_and_weights(self, prompted: LibraryEncoder) -> None:
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


def imported_by_loading(folder: Path) -> str:
    """Which of the slow libraries a process imports that encodes one text with the model in ``folder``."""
    script = (
        "import sys; from index.embedding import load_encoder; from index.settings import Settings;"
        f"load_encoder(Settings(embedder={str(folder)!r})).encode(['de ind']);"
        "print(sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.strip()


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
