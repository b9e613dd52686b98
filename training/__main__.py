"""`python -m training STAGE --data DIR`: one stage of the recipe, or `all` of them.

A stage whose output stands already is skipped; `--force` makes it anew.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from training import stages


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("stage", choices=[*stages.STAGES, "all"])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--work", type=Path, default=Path(__file__).parent / "work")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--force", action="store_true", help="make the stage's output anew")
    arguments = parser.parse_args()
    os.environ["RAYON_NUM_THREADS"] = str(arguments.threads)
    os.environ["TOKENIZERS_PARALLELISM"] = "true"
    place = stages.Place(data=arguments.data, work=arguments.work, threads=arguments.threads, force=arguments.force)
    place.work.mkdir(parents=True, exist_ok=True)
    for name in stages.STAGES if arguments.stage == "all" else [arguments.stage]:
        stages.STAGES[name](place)


if __name__ == "__main__":
    main()
