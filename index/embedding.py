"""The seam to the embedding model: a folder or a name in, an encoder out."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from index.bert import BertEncoder
from index.encoder import Encoder
from index.errors import ModelError
from index.library import LibraryEncoder
from index.settings import BUNDLED, Settings
from index.static import StaticEncoder

BUNDLED_FOLDER = Path(__file__).parent / "model"


def load_encoder(settings: Settings) -> Encoder:
    """The encoder that the settings name.

    Raises:
        ModelError: the folder or name does not lead to a model that loads here.
    """
    folder, name = _find_folder(settings.embedder)
    if BertEncoder.reads(folder):
        return BertEncoder.from_folder(folder, name, settings)
    if _is_static(folder):
        return StaticEncoder.from_folder(folder, name, settings)
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    try:
        model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except Exception as error:  # the library raises many kinds, all of them about the model
        raise _does_not_load(settings.embedder, error) from error
    return LibraryEncoder(model, name, settings)


def _find_folder(embedder: str) -> tuple[Path, str]:
    """The model's folder and what names its exact weights: a hash of its files, or its commit on the hub."""
    if embedder == BUNDLED:
        if not BUNDLED_FOLDER.is_dir():
            raise ModelError(f"bundled model: expected a folder {BUNDLED_FOLDER}, found none; reinstall vraagbaak")
        return BUNDLED_FOLDER, _folder_identity(BUNDLED_FOLDER)
    try:
        folder = Path(embedder).expanduser()
    except RuntimeError as error:  # "~somebody"
        raise ModelError(
            f"embedder {embedder!r}: expected a model, found no such user; correct the setting embedder"
        ) from error
    if folder.is_dir():
        return folder, _folder_identity(folder)
    from huggingface_hub import snapshot_download

    try:
        snapshot = Path(snapshot_download(embedder, local_files_only=True))
    except Exception as error:  # not a name of the hub's form, or not in the cache
        raise _does_not_load(embedder, error) from error
    return snapshot, f"{embedder}@{snapshot.name[:12]}"


def _does_not_load(embedder: str, error: Exception) -> ModelError:
    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return ModelError(
        f"embedder {embedder!r}: expected a model folder or a model in the local cache; "
        f"it does not load ({reason}); correct the setting embedder"
    )


def _is_static(folder: Path) -> bool:
    """Whether the folder holds one static embedding and at most a normalisation, which we do anyway."""
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        kinds = [str(module["type"]).rsplit(".", 1)[-1] for module in modules]
        return kinds[:1] == ["StaticEmbedding"] and set(kinds[1:]) <= {"Normalize"} and modules[0]["path"] in ("", ".")
    except (OSError, ValueError, LookupError, TypeError):
        return False


def _folder_identity(folder: Path) -> str:
    """The folder's name with a hash of the files that decide its vectors."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in {".json", ".safetensors", ".bin", ".txt", ".model"}:
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    name = "vraagbaak" if folder == BUNDLED_FOLDER else folder.name
    return f"{name}@{digest.hexdigest()[:12]}"
