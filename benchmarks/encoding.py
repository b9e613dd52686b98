"""How fast the configured embedder is: one query at a time, and 1,000 answer sentences.

Seconds differ from machine to machine and wobble on one, so each is timed beside a fixed matrix
product and the ratio of the pair is printed with it. The bars: a query under 10 ms, 1,000 sentences
under 5 s, on two cores.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from functools import partial
from itertools import cycle, islice

import numpy as np

from eval.gold import DEVELOPMENT_GOLD, load_gold
from index.chunking import chunk_document
from index.collection import bundled_document
from index.embedding import load_encoder
from index.records import Part
from index.settings import Settings

SENTENCES = 1000
_YARDSTICK = np.random.default_rng(1).normal(size=(1024, 1024)).astype(np.float32)


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def yardstick() -> float:
    """Seconds of one product of two matrices of 1024 x 1024."""
    return seconds(lambda: _YARDSTICK @ _YARDSTICK)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--embedder", default=Settings().embedder, help="as in the settings (default bundled)")
    parser.add_argument("--runs", type=int, default=3, help="times that the sentences are encoded (default 3)")
    options = parser.parse_args()
    encoder = load_encoder(Settings(embedder=options.embedder))
    queries = [item.query for item in load_gold(DEVELOPMENT_GOLD).items if not item.conversation]
    answers = [c.embedded for c in chunk_document(bundled_document()) if c.part is Part.ANSWER]
    sentences = list(islice(cycle(answers), SENTENCES))
    for query in queries[:10]:
        encoder.encode([query], is_query=True)
    pairs = [(seconds(partial(encoder.encode, [query], is_query=True)), yardstick()) for query in queries]
    times = sorted(t for t, _ in pairs)
    print(f"embedder: {encoder.identity}, {encoder.dimension} numbers")
    print(
        f"one query: median {1000 * statistics.median(times):.1f} ms (bar 10), 95th percentile "
        f"{1000 * times[int(0.95 * (len(times) - 1))]:.1f} ms, {statistics.median(a / b for a, b in pairs):.2f} x the "
        f"yardstick, n {len(times)}"
    )
    runs = [(seconds(lambda: encoder.encode(sentences)), yardstick()) for _ in range(options.runs)]
    print(
        f"{SENTENCES:,} answer sentences: median {statistics.median(t for t, _ in runs):.1f} s (bar 5), "
        f"{statistics.median(a / b for a, b in runs):.0f} x the yardstick, mean length "
        f"{statistics.mean(len(s.split()) for s in sentences):.0f} words"
    )


if __name__ == "__main__":
    main()
