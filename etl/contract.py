"""What a table must hold to be understood: which column is which field, and the rules of the shop it comes from."""

import json
import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files

from backend.errors import DataError


@dataclass(frozen=True, slots=True)
class Contract:
    """How to read one shop's export. `columns` maps a field (order, product, ...) to the file's column."""

    preset: str
    columns: dict[str, str]
    date_formats: tuple[str, ...]
    return_numbers: str | None
    service_codes: tuple[str, ...]

    @property
    def service_pattern(self) -> str:
        """A regular expression over upper-cased product codes; a trailing `*` in the list stands for any rest."""
        codes = (
            re.escape(code.removesuffix("*")) + (".*" if code.endswith("*") else "") for code in self.service_codes
        )
        return f"^(?:{'|'.join(codes)})$" if self.service_codes else "^$"

    def as_json(self) -> str:
        """The mapping as kept with a load; equal contracts give equal text."""
        mapping = {
            "preset": self.preset,
            "columns": self.columns,
            "date_formats": self.date_formats,
            "return_numbers": self.return_numbers,
            "service_codes": self.service_codes,
        }
        return json.dumps(mapping, sort_keys=True)


def read_preset(name: str) -> Contract:
    """A preset of `etl/presets/`."""
    preset = tomllib.loads((files("etl.presets") / f"{name}.toml").read_text(encoding="utf-8"))
    return Contract(
        preset=name,
        columns=preset["columns"],
        date_formats=tuple(preset["date_formats"]),
        return_numbers=preset.get("return_numbers"),
        service_codes=tuple(preset.get("service_codes", ())),
    )


def understand(name: str, header: list[str]) -> Contract:
    """The contract under which a table with this header is read. Raises DataError naming the columns that lack."""
    contract = read_preset("uci-online-retail")
    lacking = [column for column in contract.columns.values() if column not in header]
    if lacking:
        raise DataError(
            f"{name}: column{'s' if len(lacking) > 1 else ''} {', '.join(lacking)} not found; "
            f"the header has {', '.join(header[:12]) or 'nothing'}; rename the columns as the UCI export has them"
        )
    return contract
