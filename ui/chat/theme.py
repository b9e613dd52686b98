"""The look of the window: system fonts, one accent colour, light and dark, nothing fetched.

The colours stand in ``window.css`` as variables; the gradio theme only hands those variables to
the few gradio components in the page (the query box and its buttons).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr
from gradio.themes.utils import colors, sizes

from ui.chat import wording

_HERE = Path(__file__).parent
FAVICON = _HERE / "favicon.svg"


def theme() -> gr.themes.Base:
    """A gradio theme made of the variables of ``window.css``."""
    look = gr.themes.Base(
        primary_hue=colors.teal,
        secondary_hue=colors.teal,
        neutral_hue=colors.stone,
        radius_size=sizes.radius_sm,
        # Families that the machine has; gradio's own defaults would be fetched. The stylesheet refines them.
        font=[gr.themes.Font("system-ui"), gr.themes.Font("sans-serif")],
        font_mono=[gr.themes.Font("ui-monospace"), gr.themes.Font("monospace")],
    )
    both = {
        "body_background_fill": "var(--vb-paper)",
        "body_text_color": "var(--vb-ink)",
        "background_fill_primary": "var(--vb-surface)",
        "background_fill_secondary": "var(--vb-paper)",
        "border_color_primary": "var(--vb-line)",
        "border_color_accent": "var(--vb-accent)",
        "block_background_fill": "transparent",
        "input_background_fill": "var(--vb-surface)",
        "input_border_color": "var(--vb-line-strong)",
        "input_border_color_focus": "var(--vb-accent)",
        "input_placeholder_color": "var(--vb-muted)",
        "button_primary_background_fill": "var(--vb-accent)",
        "button_primary_background_fill_hover": "var(--vb-accent-strong)",
        "button_primary_text_color": "var(--vb-on-accent)",
        "button_primary_border_color": "var(--vb-accent)",
        "button_secondary_background_fill": "var(--vb-surface)",
        "button_secondary_background_fill_hover": "var(--vb-accent-soft)",
        "button_secondary_text_color": "var(--vb-ink)",
        "button_secondary_border_color": "var(--vb-line-strong)",
    }
    # The variables change with the colour scheme themselves, so both schemes name the same ones.
    settings: dict[str, Any] = both | {f"{name}_dark": value for name, value in both.items()}
    return look.set(
        **settings,
        color_accent="var(--vb-accent)",
        block_border_width="0px",
        block_shadow="none",
        input_border_width="1px",
    )


def appearance() -> dict[str, Any]:
    """What ``Blocks.launch`` (or ``mount_gradio_app``) needs to dress the window."""
    # Typed flat, but gradio reads its own nested keys too. English is where it ends up for any
    # language that it lacks; Dutch it has.
    translations: dict[str, Any] = {"en": wording.GRADIO}
    script = (_HERE / "window.js").read_text(encoding="utf-8")
    style = (_HERE / "window.css").read_text(encoding="utf-8")
    return {
        "theme": theme(),
        # In the head, since gradio rewrites what it is given as css, and loses media queries by it.
        "head": f"<style>{style}</style><script>{script}</script>",
        "i18n": gr.I18n(**translations),
        "favicon_path": str(FAVICON),
        "footer_links": [],
    }
