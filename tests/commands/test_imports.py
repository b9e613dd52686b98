"""Light commands import nothing heavy, so that they start at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("torch", "transformers", "sentence_transformers", "gradio", "faiss", "bm25s", "sklearn", "ir_measures")
SCRIPT = """
import sys
from ui.cli import main
try:
    status = main(sys.argv[1:])
except SystemExit as exit_:
    status = exit_.code or 0
print("", *sorted({module.split(".")[0] for module in sys.modules}), sep="\\n", file=sys.stderr)
sys.exit(status)
"""


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        (["--help"], HEAVY),
        (["cite", "7"], HEAVY),
        (["cite", "9", "--json"], HEAVY),
        (["index", "list"], HEAVY),
        (["index", "inspect", "kst-36740-VI-15"], HEAVY),
        # The bundled model is a static embedding, which is read without torch.
        (["ask", "Hoeveel locaties opende het COA?"], ("torch", "gradio", "transformers", "sentence_transformers")),
    ],
)
def test_a_light_command_imports_nothing_heavy(home: Path, arguments: list[str], heavy: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        timeout=60,
        env={**os.environ, "VRAAGBAAK_HOME": str(home), "PYTHONPATH": "."},
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout
    imported = set(done.stderr.decode().splitlines())
    assert "index" in imported
    assert not imported & set(heavy)
