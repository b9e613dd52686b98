"""What a person may set, validated where it is read.

Stored as ``settings.toml`` in the home folder; an unknown key is an error that names the
nearest known one.
"""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from index.analysis import STEMMERS
from index.errors import SettingsError

BUNDLED = "bundled"
FILE_NAME = "settings.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that shapes the index.

    ``embedder`` is "bundled", a model folder, or the name of a model that sentence-transformers
    finds in its own cache. ``query_prompt`` and ``passage_prompt`` are the texts that it wants before
    queries and passages; not set, those of its preset or its own apply.
    """

    embedder: str = BUNDLED
    query_prompt: str | None = None
    passage_prompt: str | None = None
    stemmer: str = "dutch"

    def __post_init__(self) -> None:
        for setting in fields(self):
            value = getattr(self, setting.name)
            if not isinstance(value, str) and not (value is None and setting.default is None):
                raise SettingsError(f"setting {setting.name}: expected a text, found {value!r}")
        if not self.embedder.strip():
            raise SettingsError('setting embedder: expected "bundled", a folder or a model name, found nothing')
        if self.stemmer not in STEMMERS:
            raise SettingsError(f"setting stemmer: expected one of {', '.join(STEMMERS)}, found {self.stemmer!r}")


def load_settings(home: Path) -> Settings:
    """The settings of ``home``, or the defaults if it has none.

    Raises:
        SettingsError: the file is not TOML, or has an unknown key or an impossible value.
    """
    path = home / FILE_NAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read ({error}); check the file") from error
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: expected TOML, found a mistake: {error}") from error
    known = [setting.name for setting in fields(Settings)]
    for key in values:
        if key not in known:
            nearest = difflib.get_close_matches(key, known, n=1, cutoff=0.0)[0]
            raise SettingsError(f"{path}: unknown setting {key!r}; did you mean {nearest!r}?")
    return Settings(**values)
