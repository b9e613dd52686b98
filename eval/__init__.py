"""The evaluation suite: gold judgements, stored runs, pure scores and what people read of them.

Stands above ``index`` and ``rag``, below ``ui``. A run (what was asked, what came back) and the
gold (what should have come back) meet only in ``metrics``, so a stored run can be scored again.
"""
