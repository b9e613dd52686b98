"""What was fitted belongs to the bundled embedder, and was never fitted on the held-out half."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from eval.calibration import calibrate
from eval.gold import DEVELOPMENT_GOLD, GOLD_FOLDER
from index.collection import bundled_document
from index.embedding import load_encoder
from index.errors import ModelError, UsageError
from index.settings import Settings
from index.store import build_index
from rag.calibration import Calibration
from rag.joint import JointReader
from rag.pipeline import Vraagbaak
from rag.retrieval import SIGNALS


@pytest.fixture(scope="module")
def vraagbaak() -> Vraagbaak:
    document, encoder = bundled_document(), load_encoder(Settings())
    index = build_index([document], encoder, Settings())
    return Vraagbaak({document.id: document}, index, encoder, JointReader.load(), Calibration.load())


def test_the_bundled_calibration_was_made_for_the_bundled_models(vraagbaak: Vraagbaak):
    assert vraagbaak.calibration.embedder == vraagbaak.encoder.identity == vraagbaak.joint.encoder
    assert vraagbaak.calibration.reader == vraagbaak.joint.identity
    assert set(vraagbaak.calibration.fusion) == set(SIGNALS)
    assert sum(vraagbaak.calibration.fusion.values()) == pytest.approx(1.0, abs=1e-3)
    for gate in (vraagbaak.calibration.subject, vraagbaak.calibration.point):
        assert 0.0 < gate.threshold < 1.0


@pytest.mark.parametrize("other", ["embedder", "reader"])
def test_a_reply_by_another_model_says_that_refusing_is_uncalibrated(vraagbaak: Vraagbaak, other: str):
    foreign = replace(Calibration.load(), **{other: "other@1"})
    reply = Vraagbaak(vraagbaak.documents, vraagbaak.index, vraagbaak.encoder, vraagbaak.joint, foreign).answer(
        "Wat kost Nidos?"
    )
    assert any("niet geijkt" in warning for warning in reply.warnings)
    assert not any("niet geijkt" in warning for warning in vraagbaak.answer("Wat kost Nidos?").warnings)


def test_the_held_out_half_is_refused(vraagbaak: Vraagbaak, tmp_path: Path):
    held_out = GOLD_FOLDER / "test.jsonl"
    with pytest.raises(UsageError, match="never tuned on"):
        calibrate(vraagbaak, held_out)
    renamed = tmp_path / "innocent.jsonl"
    renamed.write_bytes(held_out.read_bytes())
    with pytest.raises(UsageError, match="never tuned on"):
        calibrate(vraagbaak, renamed)


def test_too_little_gold_is_refused(vraagbaak: Vraagbaak, tmp_path: Path):
    few = tmp_path / "few.jsonl"
    few.write_text("\n".join(DEVELOPMENT_GOLD.read_text(encoding="utf-8").splitlines()[:12]), encoding="utf-8")
    with pytest.raises(UsageError, match="at least 30 answerable"):
        calibrate(vraagbaak, few)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"embedder": "x"}', '{"embedder": "x", "fusion": 3}'])
def test_a_damaged_calibration_is_one_clear_error(tmp_path: Path, content: str):
    path = tmp_path / "calibration.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match="expected a calibration file"):
        Calibration.load(path)
