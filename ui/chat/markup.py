"""HTML built from values, escaped unless it is markup already.

A plain ``str`` is text and is escaped; only ``Html``, which ``element`` makes, passes as it is.
Concatenating or formatting ``Html`` yields a plain ``str`` again, so a slip shows tags to the
reader instead of handing them to the browser.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

# What HTML cannot hold (control characters, lone surrogates) and what would reorder the text
# around it (bidirectional overrides). Tab and line end stay.
_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


class Html(str):
    """A string that is markup and safe to hand to a browser."""

    __slots__ = ()


def showable(text: str) -> str:
    """``text`` without the characters that a page cannot show, not escaped."""
    return _UNSHOWABLE.sub("", text)


def escape(text: str) -> Html:
    """``text`` as characters on a page, whatever it holds; ``Html`` is left as it is."""
    return text if isinstance(text, Html) else Html(html.escape(showable(text), quote=True))


def element(name: str, *content: str | None, **attributes: str | int | bool | None) -> Html:
    """An element with its content in order.

    An attribute that is None or False is left out, True stands alone; a trailing underscore is
    dropped and the others become hyphens (``class_``, ``data_ask``). A None in the content is
    left out.

    >>> element("p", "a < b", element("b", "c"), class_="x", title='"', hidden=None)
    '<p class="x" title="&quot;">a &lt; b<b>c</b></p>'
    """
    opening = name
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        opening += f" {key.rstrip('_').replace('_', '-')}"
        if value is not True:
            opening += f'="{html.escape(showable(str(value)), quote=True)}"'
    return Html(f"<{opening}>{joined(content)}</{name}>")


def prose(blocks: Iterable[tuple[bool, Html]]) -> Html:
    """Paragraphs, and lists of the items that follow each other; each block says whether it is an item."""
    shown: list[Html] = []
    for is_item, group in groupby(blocks, key=itemgetter(0)):
        words = [block for _, block in group]
        if is_item:
            shown.append(element("ul", *(element("li", word) for word in words)))
        else:
            shown += [element("p", word) for word in words]
    return joined(shown)


def joined(parts: Iterable[str | None], separator: str = "") -> Html:
    """The parts one after another, each escaped unless it is markup."""
    return Html(escape(separator).join(escape(part) for part in parts if part is not None))


def one_line(text: str) -> str:
    """What a person typed, on one line; words are left alone, as ``tidy`` would not leave them."""
    return " ".join(showable(text).split())
