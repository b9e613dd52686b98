"""Write the student as the folder that `SentenceTransformer(path)` loads, and the reader as `rag.joint` does."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import torch
from transformers import BertModel, PreTrainedTokenizerFast

from index.bert import WORD_WEIGHTS
from rag.joint import CONFIG, WEIGHTS
from training.joint import SCALE, JointReader
from training.student import Student
from training.vocabulary import BEGIN, END, PAD, UNKNOWN


def export(student: Student, folder: Path) -> None:
    """fp16 weights, tokenizer, configuration, and the weights of the tokens.

    The configuration says float32, so that libraries compute in it. The names of the modules are
    those that every release of sentence-transformers knows. The README is kept.
    """
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.name != "README.md":
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    whole = BertModel(student.model.config)  # with the pooler that libraries expect: unused, so zero and not random
    for unused in whole.pooler.parameters():
        torch.nn.init.zeros_(unused)
    whole.load_state_dict(student.model.state_dict(), strict=False)
    whole.eval().half().save_pretrained(folder)
    positions, width = whole.config.max_position_embeddings, whole.config.hidden_size
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=student.tokenizer,
        model_max_length=positions,
        model_input_names=["input_ids", "attention_mask"],
        bos_token=BEGIN,
        pad_token=PAD,
        eos_token=END,
        unk_token=UNKNOWN,
    )
    tokenizer.save_pretrained(folder)
    student.tokenizer.save(str(folder / "tokenizer.json"), pretty=False)  # on one line, to save space
    save_file({"weights": student.weights.detach().half()}, str(folder / WORD_WEIGHTS))
    kinds = {"Transformer": "", "Pooling": "1_Pooling", "Normalize": "2_Normalize"}
    modules = [
        {"idx": n, "name": str(n), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for n, (kind, path) in enumerate(kinds.items())
    ]
    config = json.loads((folder / "config.json").read_text(encoding="utf-8")) | {"dtype": "float32"}
    names = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
    pooling = {"word_embedding_dimension": width, "pooling_mode_mean_tokens": True}
    written = {
        "config.json": config,
        "tokenizer_config.json": names | {"tokenizer_class": "PreTrainedTokenizerFast"},
        "modules.json": modules,
        "sentence_bert_config.json": {"max_seq_length": positions, "do_lower_case": False},
        "1_Pooling/config.json": pooling,
        "2_Normalize/config.json": {},
    }
    for name, content in written.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    for file in folder.rglob("*"):
        if file.is_file():
            file.chmod(0o644)


def export_reader(reader: JointReader, encoder: str, folder: Path) -> None:
    """fp16 weights and configuration of a reader of the vectors of `encoder`, an identity. The README is kept."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    names = ("num_attention_heads", "num_hidden_layers", "max_position_embeddings", "layer_norm_eps", "hidden_act")
    config = {name: getattr(reader.model.config, name) for name in names} | {"scale": SCALE, "encoder": encoder}
    weights = {name.removeprefix("model."): value.half().contiguous() for name, value in reader.state_dict().items()}
    (folder / CONFIG).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    save_file(weights, str(folder / WEIGHTS))
    (folder / WEIGHTS).chmod(0o644)
