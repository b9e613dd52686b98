"""The pipeline with the bundled model and with a tiny one, over the bundled document and a second, small one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings as hypothesis_settings

from index.analysis import fold
from index.collection import bundled_document
from index.embedding import load_encoder
from index.parsing import parse_document
from index.records import Document
from index.settings import Settings
from index.static import StaticEncoder
from index.store import build_index
from rag.calibration import Calibration
from rag.joint import JointReader
from rag.pipeline import Vraagbaak
from rag.reply import Reply

# The same examples on every run and machine, however busy it is.
hypothesis_settings.register_profile("vraagbaak", derandomize=True, deadline=None)
hypothesis_settings.load_profile("vraagbaak")

SMALL_TEXT = """
12 345 Toezicht op de spoorwegen

Nr. 7 LIJST VAN VRAGEN EN ANTWOORDEN

Vastgesteld 3 maart 2023

De vaste commissie voor Infrastructuur heeft vragen voorgelegd aan de minister van Infrastructuur.

Vraag (1):
Hoeveel treinstations zijn er in 2022 gesloopt?

Antwoord:
In 2022 zijn 14 treinstations gesloopt. De sloop kostte € 3,5 mln.

Bron: ProRail. Cijfers afgerond op tientallen.

Vraag (2):
Hoe veranderde de punctualiteit van de treinen in andere landen?

Antwoord:
Zie de tabel in de bijlage voor de verandering van de punctualiteit van treinen per land.

Vraag (3):
Wanneer komt de stoomlocomotief terug?

Antwoord:
De stoomlocomotief komt niet terug.

Vraag (40):
Welke spoorwegovergangen blijven bestaan?

Antwoord:
Alle spoorwegovergangen in Drenthe blijven bestaan.

Bijlage: tabellen bij de antwoorden

Tabel vraag 2

Verandering van de punctualiteit van treinen

Land 2021 2022
EU27 99% -99%
België 4% -5%
Duitsland -7% 3%
Frankrijk 4% 0%
Polen 2% 1.50%
Totaal 77% -88%

Bron: Eurostat, tabel rail_pt, geraadpleegd op 1 februari 2023
"""


@pytest.fixture(scope="session")
def document() -> Document:
    """The bundled document."""
    return bundled_document()


@pytest.fixture(scope="session")
def small_document() -> Document:
    """Four questions of another ministry and a table with ties, losses and a misprint."""
    return parse_document(SMALL_TEXT, "spoor.txt")


@pytest.fixture(scope="session")
def build() -> Callable[..., Vraagbaak]:
    """A pipeline over some documents, in memory."""

    def open_on(*documents: Document, settings: Settings | None = None) -> Vraagbaak:
        settings = settings or Settings()
        encoder = load_encoder(settings)
        index = build_index(documents, encoder, settings)
        return Vraagbaak({d.id: d for d in documents}, index, encoder, JointReader.load(), Calibration.load())

    return open_on


@pytest.fixture(scope="session")
def vraagbaak(build: Callable[..., Vraagbaak], document: Document) -> Vraagbaak:
    """The bundled document and model."""
    return build(document)


@pytest.fixture(scope="session")
def small(build: Callable[..., Vraagbaak], small_document: Document) -> Vraagbaak:
    """The small document and the bundled model."""
    return build(small_document)


@pytest.fixture(scope="session")
def both(build: Callable[..., Vraagbaak], document: Document, small_document: Document) -> Vraagbaak:
    """Two documents and the bundled model."""
    return build(document, small_document)


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory, document: Document) -> Path:
    """A folder with one random vector for each word of the bundled document: it knows words, no meanings."""
    from safetensors.numpy import save_file
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.normalizers import BertNormalizer
    from tokenizers.pre_tokenizers import BertPreTokenizer

    words = ["[UNK]", *sorted(set(re.findall(r"\w+", fold(document.text))))]
    tokenizer = Tokenizer(WordLevel({word: i for i, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.normalizer = BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    folder = tmp_path_factory.mktemp("models") / "klein"
    folder.mkdir()
    tokenizer.save(str(folder / "tokenizer.json"))
    vectors = np.random.default_rng(3).normal(size=(len(words), 16)).astype(np.float32)
    save_file({"embedding.weight": vectors}, folder / "model.safetensors")
    module = {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"}
    (folder / "modules.json").write_text(json.dumps([module]), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def tiny(build: Callable[..., Vraagbaak], document: Document, tiny_model: Path) -> Vraagbaak:
    """The bundled document and the tiny model."""
    opened = build(document, settings=Settings(embedder=str(tiny_model)))
    assert isinstance(opened.encoder, StaticEncoder)
    return opened


@pytest.fixture(scope="session")
def cited() -> Callable[[Reply], set[int]]:
    """The numbers of the questions that a reply cites."""
    return lambda reply: {citation.ref.number for citation in reply.citations}
