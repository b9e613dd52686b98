"""The package as others meet it: the examples in its docstrings, its errors, what it imports."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import index
from index import errors

MODULES = sorted(f"index.{module.name}" for module in pkgutil.iter_modules(index.__path__) if not module.ispkg)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_every_error_of_a_user_shares_one_base_and_is_in_the_tree() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    assert all(issubclass(kind, errors.VraagbaakError) for kind in kinds)
    assert errors.__doc__ is not None
    assert all(kind.__name__ in errors.__doc__ for kind in kinds)


def test_reading_a_document_imports_nothing_heavy() -> None:
    script = (
        "import sys; from index.collection import Collection; from pathlib import Path;"
        "assert Collection(Path('/nonexistent')).documents;"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'faiss', 'numpy', 'bm25s', 'gradio', 'tokenizers'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
