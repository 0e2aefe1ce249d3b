"""The settings' documentation, made from the Settings class: the README's table and `.env.example`."""

from collections.abc import Iterator

from pydantic.fields import FieldInfo

from backend.settings import Settings


def as_markdown() -> str:
    """A Markdown table of every setting."""
    head = "| Variable | Default | Meaning |\n|---|---|---|\n"
    return head + "".join(
        f"| `{name}` | {f'`{default}`' if default else ''} | {field.description} |\n"
        for name, default, field in _settings()
    )


def as_env() -> str:
    """Every setting as a commented line of an environment file."""
    head = "# Copy to .env and uncomment what you change. Made from backend/settings.py.\n"
    return head + "".join(f"\n# {field.description}\n#{name}={default}\n" for name, default, field in _settings())


def _settings() -> Iterator[tuple[str, str, FieldInfo]]:
    for field in Settings.model_fields.values():
        default = field.get_default(call_default_factory=True, validated_data={})
        text = "" if default in (None, []) else str(default).lower() if isinstance(default, bool) else str(default)
        yield field.alias or "", text, field
