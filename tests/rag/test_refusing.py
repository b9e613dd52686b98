"""Features of the decision to answer, each on a pair of queries that differ in it alone."""

from __future__ import annotations

import pytest

from rag.pipeline import Vraagbaak
from rag.refusing import is_foreign


@pytest.mark.parametrize(
    ("query", "missing"),
    [
        ("In welke gemeenten zijn in 2022 treinstations gesloopt?", True),
        ("welke steden hebben een gesloopt treinstation", True),
        ("Which countries demolished train stations in 2022?", True),
        ("Hoeveel treinstations zijn er in 2022 gesloopt?", False),
        ("In welke landen veranderde de punctualiteit van de treinen?", False),
    ],
)
def test_places_that_are_asked_for_and_not_named(small: Vraagbaak, query: str, missing: bool) -> None:
    read = small.reader.read(small.retriever.retrieve(query))
    assert small.reader.answerable_features(read)["asked_places_missing"] == missing


def test_a_year_a_country_and_a_town_decide_by_themselves() -> None:
    text = "In 2022 zijn in Zwolle 14 treinstations gesloopt, in België geen."
    for known in ("in 2022", "in Zwolle", "in België", "in Nederland", "in de EU", ""):
        assert not is_foreign(f"Hoeveel treinstations zijn er gesloopt {known}?", text, "")
    for foreign in ("in 2019", "in Rotterdam", "in Noorwegen"):
        assert is_foreign(f"Hoeveel treinstations zijn er gesloopt {foreign}?", text, "")
