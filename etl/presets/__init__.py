"""What is known beforehand of the exports of some shops: one TOML file each, matched by the header."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from backend.errors import UsageError
from etl.vocabulary import FIELDS, normalised


@dataclass(frozen=True, slots=True)
class Preset:
    """How one shop's export is read; the keys of the TOML file, which `docs/loading.md` explains.

    columns: field -> names of its column, the first that the header has. match: columns that the header must all have.
    tables: what each column list is called that comes apart (see etl.sources.joined).
    """

    name: str
    title: str
    columns: dict[str, tuple[str, ...]]
    match: tuple[str, ...] = ()
    date_order: str | None = None
    country: str | None = None
    carried: tuple[str, ...] = ()
    product_else_name: bool = False
    return_numbers: str | None = None
    return_statuses: tuple[str, ...] = ()
    service_codes: tuple[str, ...] = ()
    join: "Join | None" = None

    def fits(self, header: list[str]) -> bool:
        """Whether a table with this header is this shop's export."""
        names = {normalised(column) for column in header}
        return bool(self.match) and all(normalised(column) in names for column in self.match)

    def mapped(self, header: list[str]) -> dict[str, str]:
        """The header's column of each field."""
        names = {normalised(column): column for column in reversed(header)}
        found = {
            field: next((names[normalised(name)] for name in choices if normalised(name) in names), None)
            for field, choices in self.columns.items()
        }
        return {field: column for field, column in found.items() if column is not None}


@dataclass(frozen=True, slots=True)
class Join:
    """Tables that one shop exports apart: the columns that tell each, and the key by which it joins the lines."""

    lines: tuple[str, ...]
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    aside: tuple[tuple[str, ...], ...]


def read_preset(name: str) -> Preset:
    """A preset by its name, or the user's own by the path of its file. Raises UsageError."""
    if name in preset_names():
        return _parsed(name, (files("etl.presets") / f"{name}.toml").read_text(encoding="utf-8"))
    path = Path(name)
    if not path.is_file():
        raise UsageError(f"there is no preset {name!r}; name one of {', '.join(preset_names())}, or a TOML file")
    try:
        return _parsed(path.stem, path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: the preset cannot be read ({error})") from error


@cache
def preset_names() -> tuple[str, ...]:
    """The names of the presets that come with the product."""
    return tuple(sorted(Path(file.name).stem for file in files("etl.presets").iterdir() if file.name.endswith(".toml")))


@cache
def presets() -> tuple[Preset, ...]:
    """All presets that come with the product."""
    return tuple(read_preset(name) for name in preset_names())


def fitting_preset(header: list[str]) -> Preset | None:
    """The preset that knows most of a header's columns, if one fits."""
    fitting = [preset for preset in presets() if preset.fits(header)]
    return max(fitting, key=lambda preset: (len(preset.match), len(preset.mapped(header))), default=None)


def _parsed(name: str, text: str) -> Preset:
    try:
        found = tomllib.loads(text)
        columns = {field: _tuple(names) for field, names in found.pop("columns").items()}
        join = found.pop("join", None)
        unknown = [field for field in columns if field not in FIELDS]
        if unknown:
            raise ValueError(f"there is no field {unknown[0]!r}; the fields are {', '.join(FIELDS)}")
        rest: dict[str, Any] = {key: _tuple(value) if key in _LISTS else value for key, value in found.items()}
        return Preset(name, rest.pop("title", name), columns, join=_join(join) if join else None, **rest)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise UsageError(f"preset {name}: {error}; see docs/loading.md for what a preset holds") from error


_LISTS = ("match", "carried", "return_statuses", "service_codes")


def _tuple(value: str | list[str]) -> tuple[str, ...]:
    texts = (value,) if isinstance(value, str) else tuple(value)
    wrong = [text for text in texts if not isinstance(text, str)]
    if wrong:
        raise ValueError(f"{wrong[0]!r} is no text; write it in quotes")
    return texts


def _join(found: dict[str, Any]) -> Join:
    parts = tuple((part["key"], tuple(part["columns"])) for part in found["parts"])
    return Join(tuple(found["lines"]), parts, tuple(tuple(columns) for columns in found.get("aside", ())))
