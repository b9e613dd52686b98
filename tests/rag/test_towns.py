"""Dutch towns by name, and what only looks like one."""

from __future__ import annotations

import pytest

from rag.pipeline import Vraagbaak
from rag.reply import Status
from rag.towns import find_towns


@pytest.mark.parametrize(
    ("text", "towns"),
    [
        ("hoeveel daklozen wonen er in rotterdam", {"rotterdam"}),
        ("de Rotterdamse opvang", {"rotterdam"}),
        ("Amsterdams beleid", {"amsterdam"}),
        ("In Alphen aan den Rijn en 's-Hertogenbosch", {"alphen aan den rijn", "'s-hertogenbosch"}),
        ("Wat gebeurt er in Best?", {"best"}),
        ("Ede, Epe en Ommen", {"epe", "ommen"}),
        ("welke oplossing is het best", set()),
        ("Best een goed plan", set()),
        ("de buren houten de duiven", set()),
        ("het overleg in Den Haag", set()),
        ("de provincie Utrecht", set()),
        ("", set()),
    ],
)
def test_a_town_is_found_by_its_name(text: str, towns: set[str]) -> None:
    assert find_towns(text) == towns


def test_a_query_about_a_town_that_the_item_is_silent_about_is_refused(small: Vraagbaak) -> None:
    assert small.answer("Hoeveel treinstations zijn er in 2022 gesloopt?").status is Status.ANSWERED
    assert small.answer("Hoeveel treinstations zijn er in 2022 gesloopt in Zwolle?").status is Status.UNANSWERED
