"""Is this statement carried by its quotes? The one checker of every reply.

"quote" means that the quote is exactly the slice of the stored text that the citation names;
"figures" that every number, amount, percentage and date of the statement occurs in its quotes or
in the headings of its cells with the same value and unit. A statement whose quote is not exact,
or stands elsewhere than in the question that its mark names, is never shown; nor is one that says
"gestegen" where its quotes say "gedaald" (``rag.polarity``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from index.records import Document, Part
from index.tables import misprint
from index.typography import tidy
from rag.figures import missing_figures
from rag.polarity import contradicts
from rag.reply import Citation, Statement

QUOTE = "quote"
FIGURES = "figures"
_QUOTED = re.compile(r"“[^”]*”")
"""What a statement repeats of the query or the question is not what it claims."""


def is_exact(citation: Citation, document: Document) -> bool:
    """Whether the quote is the slice that the citation says it is, and not empty."""
    return bool(citation.quote) and citation.span.of(document.text) == citation.quote


def is_in_place(citation: Citation, document: Document) -> bool:
    """Whether the quote stands in the part of the numbered question that the citation names."""
    item = document.item(citation.ref.number)
    if item is None:
        return False
    spans = {
        Part.QUESTION: (item.question,),
        Part.ANSWER: (item.answer,) if item.answer else (),
        Part.TABLE: tuple(table.span for table in item.tables),
    }
    return any(span.covers(citation.span) for span in spans[citation.part])


def verify(statement: Statement, documents: Mapping[str, Document]) -> Statement | None:
    """``statement`` with what was verified on each citation.

    None if a quote is not exact or not in its place, or if the quotes say the opposite.
    """
    for citation in statement.citations:
        document = documents.get(citation.ref.document)
        if document is None or not is_exact(citation, document) or not is_in_place(citation, document):
            return None
    evidence = " ; ".join(
        " ".join(filter(None, (citation.row, citation.column, tidy(citation.quote))))
        for citation in statement.citations
    )
    if contradicts(evidence, _QUOTED.sub(" ", statement.text)):
        return None
    figures_hold = not missing_figures(statement.text, evidence)
    return replace(
        statement,
        citations=tuple(
            replace(c, verified=(QUOTE, FIGURES) if figures_hold and not _is_misprinted(c) else (QUOTE,))
            for c in statement.citations
        ),
    )


def _is_misprinted(citation: Citation) -> bool:
    return citation.row is not None and misprint(citation.quote) is not None
