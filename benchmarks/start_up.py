"""``make bench``: cold starts of the commands, warm replies, memory.

Machines differ and wobble, so each command is timed in turn with a bare Python start and the
ratio of the pair is printed beside the median in seconds. The bars are those of the first
release: ``cite`` under 0.7 s cold, ``ask`` under 8 s cold, a warm reply under 150 ms median.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

QUERY = "Hoeveel reguliere locaties opende het COA in 2024?"
COMMANDS = {
    "vraagbaak cite 7": (["cite", "7"], 0.7),
    "vraagbaak index list": (["index", "list"], None),
    "vraagbaak ask": (["ask", QUERY], 8.0),
}


def time_command(arguments: Sequence[str], environment: dict[str, str]) -> float:
    """Wall-clock seconds of one whole process.

    Raises:
        subprocess.CalledProcessError: the command failed, so its time says nothing.
    """
    started = time.perf_counter()
    subprocess.run(arguments, check=True, env=environment, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def measure_cold(runs: int, environment: dict[str, str]) -> None:
    """Each command against a bare Python start, in pairs."""
    bare = [sys.executable, "-c", "pass"]
    print(f"{'command, cold':<24}{'median s':>9}{'bar s':>7}{'x bare python':>15}")
    for name, (arguments, bar) in COMMANDS.items():
        command = [sys.executable, "-m", "ui.cli", *arguments]
        time_command(command, environment)  # the first run may build the index
        pairs = [(time_command(command, environment), time_command(bare, environment)) for _ in range(runs)]
        ratio = statistics.median(a / b for a, b in pairs)
        print(f"{name:<24}{statistics.median(a for a, _ in pairs):>9.2f}{bar or '':>7}{ratio:>15.1f}")


def measure_warm(home: Path) -> None:
    """Every development query once to warm up and once timed, in one process."""
    from eval.gold import DEVELOPMENT_GOLD, load_gold
    from rag.pipeline import Vraagbaak

    vraagbaak = Vraagbaak.open(home)
    queries = [item.query for item in load_gold(DEVELOPMENT_GOLD).items if not item.conversation]
    for query in queries:
        vraagbaak.answer(query)
    totals = sorted(vraagbaak.answer(query).timings_ms["total"] for query in queries)
    p95 = totals[int(0.95 * (len(totals) - 1))]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    print(
        f"\nwarm replies: median {statistics.median(totals):.0f} ms (bar 150), 95th percentile {p95:.0f} ms, n "
        f"{len(totals)}"
    )
    print(f"peak memory of this process: {peak:.0f} MB")
    started = time.perf_counter()
    sentences = [chunk.embedded for chunk in vraagbaak.index.chunks]
    vraagbaak.encoder.encode(sentences)
    print(f"indexing: {len(sentences) / (time.perf_counter() - started):,.0f} units embedded a second")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="timed runs of each command (default 5)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure_cold(options.runs, os.environ | {"VRAAGBAAK_HOME": folder})
        measure_warm(Path(folder))


if __name__ == "__main__":
    main()
