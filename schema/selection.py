"""What a query selects below a field, so that nobody computes what nobody asked for."""

from strawberry.types.nodes import FragmentSpread as Spread
from strawberry.types.nodes import InlineFragment, Selection

from schema.context import Info


def asks(info: Info, *path: str) -> bool:
    """Whether the field's selections, or fragments in them, reach the field at `path` (the schema's own names)."""
    return _reach([selection for field in info.selected_fields for selection in field.selections], path)


def _reach(selections: list[Selection], path: tuple[str, ...]) -> bool:
    return any(
        _reach(selection.selections, path)
        if isinstance(selection, (Spread, InlineFragment))
        else selection.name == path[0] and (len(path) == 1 or _reach(selection.selections, path[1:]))
        for selection in selections
    )
