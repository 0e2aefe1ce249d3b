"""Literals for every argument of the schema."""

from collections.abc import Callable, Iterator
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_required_argument,
    is_required_input_field,
)

NOBODY = "00000000-0000-0000-0000-000000000000"
SCALARS = {
    "Int": "1",
    "Float": "1.5",
    "Boolean": "true",
    "ID": f'"{NOBODY}"',
    "String": '"1"',
    "Date": '"2024-03-04"',
    "DateTime": '"2099-01-01T00:00:00Z"',
    "LocalDateTime": '"2024-03-04T10:00:00"',
    "Decimal": '"1.5"',
}
Choose = Callable[[str, Any], str | None]


def literal(kind: Any, choose: Choose = lambda _name, _kind: None, name: str = "") -> str:
    """A valid value; `choose` may give another by the argument's name and its named type."""
    inner = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    if is_list_type(inner):
        return f"[{literal(inner.of_type, choose, name)}]"
    chosen = choose(name, inner)
    if chosen is not None:
        return chosen
    if isinstance(inner, GraphQLEnumType):
        return next(iter(inner.values))
    if isinstance(inner, GraphQLInputObjectType):
        fields = {
            key: literal(field.type, choose, key)
            for key, field in inner.fields.items()
            if is_required_input_field(field) or choose(key, get_named_type(field.type)) is not None
        }
        return "{" + ", ".join(f"{key}: {value}" for key, value in fields.items()) + "}"
    return SCALARS[inner.name]


def selection(kind: Any) -> str:
    """The first leaf below a type."""
    named = get_named_type(kind)
    if is_leaf_type(named):
        return ""
    name, field = next(
        (name, field)
        for name, field in sorted(
            named.fields.items(), key=lambda each: (not is_leaf_type(get_named_type(each[1].type)), len(each[1].args))
        )
    )
    return f" {{ {name}{selection(field.type)} }}"


def call(name: str, field: GraphQLField, choose: Choose = lambda _name, _kind: None) -> str:
    """The field with its required arguments, and those that `choose` gives."""
    given = {
        key: literal(each.type, choose, key)
        for key, each in field.args.items()
        if is_required_argument(each) or choose(key, get_named_type(each.type)) is not None
    }
    arguments = ", ".join(f"{key}: {value}" for key, value in given.items())
    return f"{name}{f'({arguments})' if arguments else ''}{selection(field.type)}"


def roots(schema: Any) -> Iterator[tuple[str, str, GraphQLField]]:
    """Operation, name and field of everything that can be asked."""
    for operation in ("query", "mutation", "subscription"):
        root = getattr(schema, f"{operation}_type")
        assert isinstance(root, GraphQLObjectType)
        for name, field in root.fields.items():
            yield operation, name, field
