"""What a user of the evaluation can put right, added to the tree of ``index.errors``.

VraagbaakError
├── DocumentError
│   └── GoldError      a gold file or a stored run that cannot be used
└── ReportError        a report that cannot be written
"""

from __future__ import annotations

from collections.abc import Sequence

from index.errors import DocumentError, VraagbaakError


class GoldError(DocumentError):
    """A gold file or stored run that cannot be used.

    The message is the first fault and the number of others; ``faults`` holds them all, one line
    each, naming file, line, what was expected and what was found.
    """

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        others = len(self.faults) - 1
        super().__init__(self.faults[0] + (f" (and {others} more)" if others else ""))


class ReportError(VraagbaakError):
    """The report folder cannot be made or written to."""
