"""Write the student as the folder that `SentenceTransformer(path)` loads."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

import torch

from index.bert import WORD_WEIGHTS
from training.student import Student
from training.vocabulary import BEGIN, END, PAD, UNKNOWN


def export(student: Student, folder: Path) -> None:
    """fp16 weights, tokenizer, configuration, and the weights of the tokens.

    The configuration says float32, so that libraries compute in it. The README is kept.
    """
    from safetensors.torch import save_file
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Normalize, Pooling, Transformer
    from transformers import PreTrainedTokenizerFast

    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.name != "README.md":
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    special = {"bos_token": BEGIN, "pad_token": PAD, "eos_token": END, "unk_token": UNKNOWN}
    model = student.model.eval().half()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=student.tokenizer,
        model_max_length=model.config.max_position_embeddings,
        model_input_names=["input_ids", "attention_mask"],
        **special,
    )
    with tempfile.TemporaryDirectory() as plain:
        model.save_pretrained(plain)
        tokenizer.save_pretrained(plain)
        pooling = Pooling(model.config.hidden_size, pooling_mode="mean")
        transformer = Transformer(plain)
        if transformer.auto_model.pooler:  # unused, and else random
            for unused in transformer.auto_model.pooler.parameters():
                torch.nn.init.zeros_(unused)
        whole = SentenceTransformer(modules=[transformer, pooling, Normalize()], device="cpu").half()
        whole.save(str(folder), create_model_card=False)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8")) | {"dtype": "float32"}
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    save_file({"weights": student.weights.detach().half()}, str(folder / WORD_WEIGHTS))
    student.tokenizer.save(str(folder / "tokenizer.json"), pretty=False)  # on one line, to save space
    for file in folder.rglob("*"):
        if file.is_file():
            file.chmod(0o644)
