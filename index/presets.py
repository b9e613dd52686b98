"""Public embedding models worth choosing in place of the bundled one.

Most of them were trained with a fixed text before every query or passage and lose much without
it. The texts stand here so that the setting ``embedder`` alone is enough; the settings
``query_prompt`` and ``passage_prompt`` go before them. Sizes are those of the published weights.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preset:
    """A model's name on the hub, the texts it wants before queries and passages, size and licence."""

    name: str
    query_prompt: str
    passage_prompt: str
    megabytes: int
    licence: str


_E5 = ("query: ", "passage: ")
_SEARCH = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"

PRESETS = {
    preset.name: preset
    for preset in (
        Preset("minishlab/potion-multilingual-128M", "", "", 512, "MIT"),
        Preset("clips/e5-small-trm-nl", *_E5, 164, "MIT"),
        Preset("clips/e5-base-trm-nl", *_E5, 499, "MIT"),
        Preset("intfloat/multilingual-e5-small", *_E5, 471, "MIT"),
        Preset("intfloat/multilingual-e5-base", *_E5, 1112, "MIT"),
        Preset("BAAI/bge-m3", "", "", 2271, "MIT"),
        Preset("Snowflake/snowflake-arctic-embed-l-v2.0", "query: ", "", 2271, "Apache-2.0"),
        Preset("google/embeddinggemma-300m", "task: search result | query: ", "title: none | text: ", 1211, "Gemma"),
        Preset("Qwen/Qwen3-Embedding-0.6B", _SEARCH, "", 1192, "Apache-2.0"),
    )
}
