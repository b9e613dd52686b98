"""Write a table as the folder that `SentenceTransformer(path)` loads."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from training.table import Table


def export(table: Table, folder: Path) -> None:
    """fp16 weights, the tokenizer, and the two JSON files that name the module.

    The tokenizer file is written on one line to save space. The README is kept.
    """
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    weights = np.ascontiguousarray(table.vectors, dtype=np.float16)
    save_file({"embedding.weight": weights}, folder / "model.safetensors")
    (folder / "model.safetensors").chmod(0o644)
    table.tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    modules = [
        {
            "idx": 0,
            "name": "0",
            "path": "",
            "type": "sentence_transformers.models.StaticEmbedding",
        }
    ]
    settings: dict[str, object] = {
        "model_type": "SentenceTransformer",
        "prompts": {},
        "default_prompt_name": None,
        "similarity_fn_name": "cosine",
    }
    for name, content in (
        ("modules.json", modules),
        ("config_sentence_transformers.json", settings),
    ):
        (folder / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
