"""What a user can put right.

    VraagbaakError                 the one base: shown as a single line, exit status 1
    ├── UsageError                 the command or the request is malformed, exit status 2
    │   └── SettingsError          an unknown or impossible setting
    ├── DocumentError              a file that cannot be read or is no text
    │   └── UnknownDocumentError   no document has this id
    ├── CollectionError            the home folder cannot be read or written
    ├── ModelError                 a model folder is missing or does not load
    └── UnusableIndexError     an index that may not be searched
        ├── IndexMissingError      there is none yet
        ├── IndexDamagedError      truncated, incomplete, or not ours
        └── IndexStaleError        made from other documents, settings or models

A message states what was expected, what was found and what to do. A traceback is for our own
faults only.
"""

from __future__ import annotations

REBUILD = "vraagbaak index build"


class VraagbaakError(Exception):
    """Base of every error that a user can act on."""


class UsageError(VraagbaakError):
    """The command, request or query is malformed."""


class SettingsError(UsageError):
    """An unknown or impossible setting."""


class DocumentError(VraagbaakError):
    """A document that cannot be read."""


class UnknownDocumentError(DocumentError):
    """No document of the collection has this id."""


class CollectionError(VraagbaakError):
    """The home folder or a stored document cannot be read or written."""


class ModelError(VraagbaakError):
    """A model that is missing or does not load."""


class UnusableIndexError(VraagbaakError):
    """An index that may not be searched; the message names the command that repairs it."""


class IndexMissingError(UnusableIndexError):
    """There is no index yet."""


class IndexDamagedError(UnusableIndexError):
    """The index is truncated, incomplete or not one of ours."""


class IndexStaleError(UnusableIndexError):
    """The index was made from other documents, settings or models."""
