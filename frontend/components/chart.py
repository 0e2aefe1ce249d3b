"""A Plotly figure in a frame of fixed height, drawn with the theme of the page."""

# mypy: no-warn-return-any, disable-error-code="attr-defined,name-defined"
# Reflex types its element constructors as Any; Plotly comes without types.

from typing import Any

import plotly.graph_objects as go
import reflex as rx

from frontend.charts import TEMPLATES

CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False, "doubleClick": False, "showTips": False}


def chart(name: str, figure: rx.Var[go.Figure], label: rx.Var[str] | str, size: str = "medium") -> rx.Component:
    """The figure under a spoken label; size is small, medium or large."""
    light, dark = (rx.Var.create(template) for template in TEMPLATES)
    template: Any = rx.color_mode_cond(light, dark)
    return rx.el.div(
        rx.plotly.cartesian(
            data=figure,
            template=template.to(go.layout.Template),
            config=CONFIG,
            use_resize_handler=True,
            style={"width": "100%", "height": "100%"},
        ),
        role="img",
        aria_label=label,
        class_name=f"chart {size}",
        custom_attrs={"data-chart": name},
    )
