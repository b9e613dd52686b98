"""The folder that holds a person's documents, indexes and settings."""

from __future__ import annotations

import os
from pathlib import Path

from index.errors import CollectionError, UsageError

ENVIRONMENT_VARIABLE = "VRAAGBAAK_HOME"


def find_home(option: str | None = None) -> Path:
    """The home folder: the option, else the environment variable, else the platform's own.

    The folder need not exist yet; reading never makes it.

    Raises:
        UsageError: the name begins with a user that does not exist.
    """
    named = option or os.environ.get(ENVIRONMENT_VARIABLE)
    if named:
        try:
            return Path(named).expanduser().absolute()
        except RuntimeError as error:  # "~somebody"
            raise UsageError(f"home folder {named!r}: expected a folder, found no such user; see --home") from error
    import platformdirs

    return Path(platformdirs.user_data_dir("vraagbaak", appauthor=False))


def make_folder(folder: Path) -> None:
    """Make ``folder`` and its parents.

    Raises:
        CollectionError: it cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise unwritable(folder, None)


def unwritable(folder: Path, error: OSError | None) -> CollectionError:
    """The error for a folder that cannot be written to."""
    reason = (error.strerror or str(error)) if error else "no permission"
    return CollectionError(
        f"home folder: expected to write to {folder}, found: {reason}; "
        f"choose another with --home DIR or {ENVIRONMENT_VARIABLE}"
    )
