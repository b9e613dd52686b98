"""Each preset by its name, offline: a tiny model of the same architecture in the hub's cache."""

from __future__ import annotations

import socket
from pathlib import Path

import numpy as np
import pytest

from index.embedding import load_encoder
from index.presets import PRESETS
from index.settings import Settings
from tests.index.standins import COMMIT, MAKERS, WIDTH, add_to_cache

TEXTS = ["Hoeveel opvanglocaties zijn er?", "De IND"]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of the hub, and no network."""
    from huggingface_hub import constants

    def connect(*_: object) -> None:
        pytest.fail("nothing may be fetched")

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(socket.socket, "connect", connect)
    return tmp_path


def test_every_preset_has_a_stand_in() -> None:
    assert PRESETS.keys() == MAKERS.keys()


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_gives_the_vectors_of_the_library_behind_its_prompts(name: str, cache: Path) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(add_to_cache(cache, name)), device="cpu")
    encoder, preset = load_encoder(Settings(embedder=name)), PRESETS[name]
    for is_query, prompt in ((True, preset.query_prompt), (False, preset.passage_prompt)):
        found = encoder.encode(TEXTS, is_query=is_query)
        expected = model.encode([prompt + text for text in TEXTS], normalize_embeddings=True)
        np.testing.assert_allclose(found.vectors, expected, atol=2e-5)
        assert all(t.shape[0] >= 2 and t.shape[1] == WIDTH for t in found.tokens)
        assert all(w.shape[0] >= 2 for w in encoder.encode_words(TEXTS, is_query=is_query))
    assert encoder.dimension == WIDTH


@pytest.mark.parametrize("name", PRESETS)
def test_the_identity_names_commit_and_prompts(name: str, cache: Path) -> None:
    add_to_cache(cache, name)
    preset = PRESETS[name]
    identity = load_encoder(Settings(embedder=name)).identity
    assert identity.startswith(f"{name}@{COMMIT[:12]}")
    assert (repr(preset.query_prompt) in identity) == bool(preset.query_prompt)
    other = load_encoder(Settings(embedder=name, query_prompt="vraag: "))
    assert other.identity != identity


def test_a_setting_goes_before_the_preset(cache: Path) -> None:
    add_to_cache(cache, "clips/e5-small-trm-nl")
    plain = Settings(embedder="clips/e5-small-trm-nl", query_prompt="", passage_prompt="")
    encoder = load_encoder(plain)
    prompted = load_encoder(Settings(embedder="clips/e5-small-trm-nl"))
    expected = encoder.encode(["query: " + TEXTS[0]]).vectors
    np.testing.assert_allclose(prompted.encode(TEXTS[:1], is_query=True).vectors, expected, atol=1e-6)


def test_a_model_without_a_preset_keeps_the_prompts_that_it_brings(cache: Path) -> None:
    from sentence_transformers import SentenceTransformer

    folder = add_to_cache(cache, "clips/e5-small-trm-nl")
    model = SentenceTransformer(str(folder), device="cpu", prompts={"query": "zoek: ", "document": "text: "})
    own = cache / "eigen"
    model.save(str(own), create_model_card=False)
    encoder = load_encoder(Settings(embedder=str(own)))
    bare = load_encoder(Settings(embedder=str(own), query_prompt="", passage_prompt=""))
    expected = bare.encode(["zoek: " + TEXTS[0]]).vectors
    np.testing.assert_allclose(encoder.encode(TEXTS[:1], is_query=True).vectors, expected, atol=1e-6)
    expected = bare.encode(["text: " + TEXTS[0]]).vectors
    np.testing.assert_allclose(encoder.encode(TEXTS[:1]).vectors, expected, atol=1e-6)


def test_the_documentation_names_each_preset_with_its_size_licence_and_prompts() -> None:
    text = (Path(__file__).parents[2] / "docs" / "models.md").read_text(encoding="utf-8")
    for preset in PRESETS.values():
        (line,) = [line for line in text.splitlines() if line.startswith(f"| `{preset.name}` |")]
        assert f"| {preset.megabytes} | {preset.licence} |" in line
        for prompt in (preset.query_prompt, preset.passage_prompt):
            assert not prompt or f"`{prompt}`".replace("|", "\\|") in line or "an instruction" in line
