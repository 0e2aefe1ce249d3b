"""The palette keeps WCAG's contrasts in both themes."""

import pytest

from frontend.tokens import DARK, LIGHT, Palette, stylesheet

TEXT_CONTRAST, GRAPHIC_CONTRAST = 4.5, 3.0


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.2)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_is_readable_on_every_ground(palette: Palette) -> None:
    for ground in (palette.background, palette.surface, palette.raised, palette.accent_soft):
        assert contrast(palette.text, ground) >= TEXT_CONTRAST
    for ground in (palette.background, palette.surface, palette.raised):
        for colour in (palette.muted, palette.good, palette.bad):
            assert contrast(colour, ground) >= TEXT_CONTRAST, (colour, ground)
    for ground in (palette.accent, palette.accent_strong):
        assert contrast(palette.on_accent, ground) >= TEXT_CONTRAST


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_marks_and_focus_stand_out(palette: Palette) -> None:
    for colour in (palette.accent, palette.second, palette.focus, palette.control):
        for ground in (palette.surface, palette.raised):
            assert contrast(colour, ground) >= GRAPHIC_CONTRAST, (colour, ground)


def test_the_stylesheet_holds_both_themes() -> None:
    sheet = stylesheet()
    assert f"--accent:{LIGHT.accent};" in sheet
    assert f":root.dark{{--background:{DARK.background};" in sheet
