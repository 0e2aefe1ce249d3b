"""Design tokens: one neutral scale, one accent, an 8-pixel grid; light and dark. The charts use the same values."""

from dataclasses import dataclass, fields

FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif'


@dataclass(frozen=True)
class Palette:
    """Colours of one theme. Text has a contrast of at least 4.5 : 1 on every ground, marks and fields of 3 : 1."""

    background: str
    surface: str
    raised: str
    line: str
    control: str
    grid: str
    text: str
    muted: str
    accent: str
    accent_strong: str
    accent_soft: str
    on_accent: str
    second: str
    good: str
    bad: str
    focus: str


LIGHT = Palette(
    background="#f6f6f7",
    surface="#ffffff",
    raised="#ffffff",
    line="#e3e3e8",
    control="#8a8c97",
    grid="#ececf0",
    text="#17181c",
    muted="#5d5e68",
    accent="#2b66c9",
    accent_strong="#1f55b0",
    accent_soft="#e3ecfa",
    on_accent="#ffffff",
    second="#b35900",
    good="#14703d",
    bad="#b3261e",
    focus="#2b66c9",
)

DARK = Palette(
    background="#101114",
    surface="#18191d",
    raised="#212328",
    line="#2b2d33",
    control="#6f727d",
    grid="#26282e",
    text="#ececf0",
    muted="#a3a5b0",
    accent="#6d9eeb",
    accent_strong="#8db4f2",
    accent_soft="#22304a",
    on_accent="#0d1320",
    second="#e8a15c",
    good="#62c78f",
    bad="#ff8d82",
    focus="#8db4f2",
)


def variables(palette: Palette) -> str:
    """The palette as CSS custom properties."""
    return "".join(f"--{f.name.replace('_', '-')}:{getattr(palette, f.name)};" for f in fields(palette))


def stylesheet() -> str:
    """The tokens as CSS; light unless the page's root says dark."""
    scale = "".join(f"--space-{n}:{n * 4}px;" for n in (1, 2, 3, 4, 6, 8))
    shared = f"--font:{FONT};--radius:8px;{scale}"
    return f":root{{{shared}{variables(LIGHT)}}}\n:root.dark{{{variables(DARK)}}}\n"
