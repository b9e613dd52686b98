"""The home folder that a command works in, checked before anything is read from it."""

from __future__ import annotations

import argparse
import stat
from pathlib import Path

from index.errors import CollectionError
from index.home import ENVIRONMENT_VARIABLE, find_home


def home_folder(options: argparse.Namespace) -> Path:
    """The folder that ``--home``, the environment or the platform names; it need not exist yet.

    Raises:
        CollectionError: a file stands in its place or above it, or it cannot be looked at.
    """
    home = find_home(getattr(options, "home", None))
    remedy = f"choose another with --home DIR or {ENVIRONMENT_VARIABLE}"
    for place in (home, *home.parents):
        try:
            mode = place.stat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise CollectionError(f"home folder {home}: cannot be used ({reason}); {remedy}") from error
        if not stat.S_ISDIR(mode):
            raise CollectionError(f"home folder {home}: expected a folder, found the file {place}; {remedy}")
        break
    return home
