"""Files made from the code: `python -m scripts.generate` writes them, with `--check` names the stale ones and fails."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from pydantic.fields import FieldInfo

import schema
from backend.analytics.metrics import Metric
from backend.app.persisted import register_of
from backend.settings import Settings
from frontend import queries

ROOT = Path(__file__).resolve().parent.parent
START, END = "<!-- settings: made by scripts/generate.py -->\n", "<!-- /settings -->\n"
UNITS = {"money": "money, exact", "count": "count", "quantity": "quantity"}


def settings_rows() -> Iterator[tuple[str, str, FieldInfo]]:
    """Variable, default as text, field; in the order of the class."""
    for field in Settings.model_fields.values():
        default = field.get_default(call_default_factory=True, validated_data={})
        text = "" if default in (None, []) else str(default).lower() if isinstance(default, bool) else str(default)
        yield field.alias or "", text, field


def readme(present: str) -> str:
    """The README with a fresh table of settings between its two marks."""
    before, _, rest = present.partition(START)
    _, _, after = rest.partition(END)
    rows = (
        f"| `{name}` | {f'`{value}`' if value else ''} | {field.description} |\n"
        for name, value, field in settings_rows()
    )
    return f"{before}{START}| Variable | Default | Meaning |\n|---|---|---|\n{''.join(rows)}{END}{after}"


def environment(_present: str) -> str:
    """Every setting as a commented line."""
    lines = (f"\n# {field.description}\n#{name}={value}\n" for name, value, field in settings_rows())
    return "# Copy to .env and uncomment what you change. Made from backend/settings.py.\n" + "".join(lines)


def sdl(_present: str) -> str:
    """The whole public schema."""
    return schema.build().as_str().rstrip() + "\n"


def metrics(_present: str) -> str:
    """The table of metrics."""
    rows = (
        f"| `{metric.name}` | {metric.value.label} | {UNITS[metric.value.unit]} "
        f"| {'yes' if metric.value.additive else 'no'} | {metric.value.meaning} |\n"
        for metric in Metric
    )
    head = "| Name | Label | Unit | Adds up over parts | Meaning |\n|---|---|---|---|---|\n"
    return f"# Metrics\n\nMade from `backend/analytics/metrics.py` by `scripts/generate.py`.\n\n{head}{''.join(rows)}"


def persisted(_present: str) -> str:
    """The register of the dashboard's documents."""
    return register_of(vars(queries))


ARTEFACTS: dict[str, Callable[[str], str]] = {
    ".env.example": environment,
    "README.md": readme,
    "backend/app/persisted.json": persisted,
    "docs/metrics.md": metrics,
    "schema/schema.graphql": sdl,
}


def main(arguments: list[str]) -> int:
    """Write, or with --check compare; 1 when something is stale."""
    stale = []
    for name, make in ARTEFACTS.items():
        path = ROOT / name
        present = path.read_text(encoding="utf-8") if path.exists() else ""
        wanted = make(present)
        if wanted == present:
            continue
        stale.append(name)
        if "--check" not in arguments:
            path.write_text(wanted, encoding="utf-8")
    if not stale:
        sys.stdout.write("generated files are fresh\n")
        return 0
    if "--check" not in arguments:
        sys.stdout.write(f"written: {', '.join(stale)}\n")
        return 0
    sys.stderr.write(f"stale: {', '.join(stale)}; refresh with `.venv/bin/python -m scripts.generate`\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
