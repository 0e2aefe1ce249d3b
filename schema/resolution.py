"""Fields whose resolvers are coroutines and whose arguments the document itself gives: put together once.

The library reads and converts a field's arguments, and wraps its resolver in its extensions, for each answer. Where no
variable has a part in them all of this is the same each time, and is kept with the document.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial, reduce
from typing import Any

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    ListValueNode,
    ObjectValueNode,
    ValueNode,
    VariableNode,
)
from graphql.execution.values import VariableValues, get_argument_values
from strawberry import Info
from strawberry.extensions import FieldExtension
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

_ALIKE_FOR_ALL = (str, int, float, Enum, type(None))
_NO_VARIABLES = VariableValues({}, {})


@dataclass(frozen=True, slots=True)
class Resolution:
    """A field at a place of the document; `call` takes the object that it is a field of, and the field's info."""

    definition: GraphQLField
    field: StrawberryField
    nodes: list[FieldNode]
    call: Callable[[Any, Info], Awaitable[Any]]


def resolution_of(schema: GraphQLSchema, parent: GraphQLObjectType, details: Any) -> Resolution | None:
    """How to resolve the field; None where the ordinary way must."""
    if parent is schema.subscription_type:  # its resolvers make the stream, not the answers in it
        return None
    nodes = [each.node for each in details]
    definition = schema.get_field(parent, nodes[0].name.value)
    field = None if definition is None else definition.extensions.get("strawberry-definition")
    if definition is None or not isinstance(field, StrawberryField) or not field.is_async:
        return None
    resolver = _resolver(field)
    arguments = None if details[0].fragment_variable_values else _arguments(schema, definition, field, nodes[0])
    if resolver is None or arguments is None:
        return None
    return Resolution(definition, field, nodes, partial(resolver, **arguments))


def _resolver(field: StrawberryField) -> Callable[..., Awaitable[Any]] | None:
    """The field's function behind its extensions, as (source, info, **arguments); None for one of another form."""
    base = field.base_resolver
    if base is None or base.parent_parameter or base.root_parameter:
        return None
    for extension in field.extensions:
        if not extension.supports_async or type(extension).map_arguments is not FieldExtension.map_arguments:
            return None
    function: Callable[..., Any] = base  # calls what it wraps
    takes_self = base.self_parameter is not None
    name = base.info_parameter.name if base.info_parameter else None

    def resolve(source: Any, info: Info, **arguments: Any) -> Any:
        if name is not None:
            arguments[name] = info
        return function(source, **arguments) if takes_self else function(**arguments)

    return reduce(lambda inner, extension: partial(extension.resolve_async, inner), field.extensions, resolve)


def _arguments(
    schema: GraphQLSchema, definition: GraphQLField, field: StrawberryField, node: FieldNode
) -> dict[str, Any] | None:
    """The field's arguments as its function takes them; None if variables, or values that can change, are in them."""
    if any(_variables(argument.value) for argument in node.arguments or ()):
        return None
    served = schema._strawberry_schema  # type: ignore[attr-defined]
    try:
        given = get_argument_values(definition, node, _NO_VARIABLES)
        registry = served.schema_converter.scalar_registry
        found = convert_arguments(given, field.arguments, scalar_registry=registry, config=served.config)
    except (GraphQLError, TypeError, ValueError):  # the ordinary way tells of it
        return None
    return found if all(isinstance(value, _ALIKE_FOR_ALL) for value in found.values()) else None


def _variables(value: ValueNode) -> bool:
    if isinstance(value, ObjectValueNode):
        return any(_variables(each.value) for each in value.fields)
    if isinstance(value, ListValueNode):
        return any(map(_variables, value.values))
    return isinstance(value, VariableNode)
