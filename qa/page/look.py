"""Look: the page's colours as Gradio names them, and what stands in its head."""

from __future__ import annotations

# No request may leave the machine, whatever a text or a later Gradio brings along; official pages open in tabs of their own.
HEAD = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'\">"
    '<meta name="referrer" content="no-referrer">'
    # Gradio rewrites the selectors of its own style setting, and would take this one for a part of the page.
    "<style>@media (min-width: 1100px) { .gradio-container:has(#bench .panel) { max-width: 74rem !important; } }</style>"
)

_PAPER, _INK, _NIGHT, _CHALK = "#fbfaf6", "#1d1c1a", "#191816", "#e9e6df"
THEME = {
    "body_background_fill": _PAPER,
    "body_background_fill_dark": _NIGHT,
    "body_text_color": _INK,
    "body_text_color_dark": _CHALK,
    "block_background_fill": "transparent",
    "block_background_fill_dark": "transparent",
    "block_border_width": "0px",
    "block_label_text_color": _INK,
    "block_title_text_color": _INK,
    "block_title_text_color_dark": _CHALK,
    "block_info_text_color": "#5c5850",
    "block_info_text_color_dark": "#b5b0a6",
    "block_padding": "0px",
    "input_background_fill": "#ffffff",
    "input_background_fill_dark": "#242320",
    "input_border_width": "1px",
    "input_border_color": "#8f897c",
    "input_border_color_dark": "#77726a",
    "input_border_color_focus": "#1c4e80",
    "input_border_color_focus_dark": "#a5c8ee",
    "input_placeholder_color": "#6b665e",
    "input_placeholder_color_dark": "#a49f95",
    "button_primary_background_fill": "#1c4e80",
    "button_primary_background_fill_hover": "#163e66",
    "button_primary_background_fill_dark": "#2f659c",
    "button_primary_text_color": "#ffffff",
}
