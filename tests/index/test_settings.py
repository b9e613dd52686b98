"""Settings and the home folder: validated where they are read, an unknown key names the nearest known one."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import CollectionError, SettingsError, UsageError
from index.home import ENVIRONMENT_VARIABLE, find_home, make_folder
from index.settings import FILE_NAME, Settings, load_settings


def refused(home: Path, content: str | bytes) -> str:
    (home / FILE_NAME).write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(SettingsError) as caught:
        load_settings(home)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_a_home_without_settings_has_the_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == load_settings(tmp_path / "missing") == Settings()
    assert (Settings().embedder, Settings().stemmer) == ("bundled", "dutch")


def test_what_is_set_is_read(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(
        '# mijn instellingen\nembedder = "~/modellen/e5"\nquery_prompt = "query: "\nstemmer = "dutch_porter"\n',
        encoding="utf-8",
    )
    expected = Settings(embedder="~/modellen/e5", query_prompt="query: ", stemmer="dutch_porter")
    assert load_settings(tmp_path) == expected


@pytest.mark.parametrize(
    ("key", "nearest"),
    [
        ("embeder", "embedder"),
        ("Embedder", "embedder"),
        ("query-prompt", "query_prompt"),
        ("passage_promt", "passage_prompt"),
        ("stemming", "stemmer"),
    ],
)
def test_an_unknown_key_names_the_nearest_known_one(key: str, nearest: str, tmp_path: Path) -> None:
    message = refused(tmp_path, f'{key} = "x"\n')
    assert repr(key) in message
    assert f"did you mean {nearest!r}?" in message
    assert str(tmp_path / FILE_NAME) in message


def test_a_key_like_none_still_names_one(tmp_path: Path) -> None:
    assert "did you mean" in refused(tmp_path, "[qqqq]\nx = 1\n")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("embedder = 3\n", "setting embedder: expected a text, found 3"),
        ("embedder = true\n", "setting embedder: expected a text, found True"),
        ("[stemmer]\nname = 'x'\n", "setting stemmer: expected a text"),
        ('embedder = " "\n', "setting embedder"),
        ('stemmer = "english"\n', "expected one of dutch, dutch_porter, none, found 'english'"),
        ("embedder = \n", "expected TOML"),
        ("{}", "expected TOML"),
        (b"\xff\xfe", "cannot be read"),
        (b"embedder = '\x00'", "expected TOML"),
    ],
)
def test_an_impossible_value_is_one_line(content: str | bytes, words: str, tmp_path: Path) -> None:
    assert words in refused(tmp_path, content)


def test_a_folder_in_place_of_the_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(tmp_path)


def test_a_wrong_setting_is_wrong_usage() -> None:
    with pytest.raises(UsageError):
        Settings(stemmer="")


def test_the_option_comes_before_the_variable_and_the_variable_before_the_platform(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path / "variable"))
    assert find_home(str(tmp_path / "option")) == tmp_path / "option"
    assert find_home() == find_home("") == tmp_path / "variable"
    monkeypatch.delenv(ENVIRONMENT_VARIABLE)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert find_home().name == "vraagbaak"
    assert not list(tmp_path.iterdir())


def test_a_home_is_absolute_and_may_begin_with_a_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert find_home("map") == tmp_path / "map"
    assert find_home("~/map") == tmp_path / "map"
    with pytest.raises(UsageError, match="no such user"):
        find_home("~nobody-here/map")


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(CollectionError) as caught:
            make_folder(folder)
        assert str(folder) in str(caught.value)
        assert "--home" in str(caught.value)
        assert "\n" not in str(caught.value)
