"""The evaluation in one call: ask the gold, score what came back."""

from __future__ import annotations

from collections.abc import Callable, Collection

from eval.gold import Gold
from eval.metrics import Scores, score
from eval.run import Answerer, run_gold


def evaluate(
    vraagbaak: Answerer,
    gold: Gold,
    documents: Collection[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Scores:
    """Ask every query of ``gold`` and score the replies.

    The gold comes loaded (``load_gold``), so that a malformed file or threshold is reported
    before any model is.

    Args:
        documents: the documents to search; None is the whole collection.
        progress: told the number of queries done and the number there are, after each.

    Raises:
        GoldError: the gold names a document or question that does not exist.
    """
    return score(run_gold(vraagbaak, gold, documents, progress), gold, vraagbaak.documents)
