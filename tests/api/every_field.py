"""One document that asks for every field of the schema, made from the schema, so that a new field is in it unasked."""

from collections.abc import Iterator

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLType,
    Undefined,
    get_named_type,
    is_required_argument,
)

NESTED = {"compare": 2}
"""Fields followed into their own type again, and how often."""


def document(schema: GraphQLSchema, values: dict[str, str]) -> str:
    """A query of every field of Query and of the types beneath it, each as deep as no type repeats.

    Fields right below a root get one alias more for each value of each enumeration among their arguments. `values`
    names the required arguments that cannot be made up: "order.number" -> GraphQL text.
    """
    assert schema.query_type is not None
    return _selection(schema.query_type, (schema.query_type.name,), values)


def _selection(kind: GraphQLObjectType, path: tuple[str, ...], values: dict[str, str]) -> str:
    chosen = [text for name, field in kind.fields.items() for text in _asked(name, field, path, values)]
    return f"{{ {' '.join(chosen) or '__typename'} }}"


def _asked(name: str, field: GraphQLField, path: tuple[str, ...], values: dict[str, str]) -> Iterator[str]:
    """The field with its required arguments, and near the root once more with each value of its other enumerations."""
    returned = get_named_type(field.type)
    again = path.count(returned.name)
    if again > NESTED.get(name, 0) or (again and name not in NESTED):
        return
    beneath = _selection(returned, (*path, returned.name), values) if isinstance(returned, GraphQLObjectType) else ""
    required = {key: _value(f"{name}.{key}", each, values) for key, each in field.args.items() if _needed(each)}
    yield f"{name}{_arguments(required)} {beneath}"
    if len(path) > 2:
        return
    for key, argument in field.args.items():
        for place, value in enumerate(_choices(argument)):
            yield f"{name}_{key}_{place}: {name}{_arguments(required | {key: value})} {beneath}"


def _needed(argument: GraphQLArgument) -> bool:
    return is_required_argument(argument)


def _arguments(given: dict[str, str]) -> str:
    return f"({', '.join(f'{key}: {value}' for key, value in given.items())})" if given else ""


def _value(place: str, argument: GraphQLArgument, values: dict[str, str]) -> str:
    """A required argument: as given, else all values of a list's enumeration."""
    if place in values:
        return values[place]
    named = get_named_type(argument.type)
    assert isinstance(named, GraphQLEnumType), f"every_field: say in VALUES what {place} is"
    assert _is_list(argument.type), f"every_field: say in VALUES what {place} is"
    return f"[{', '.join(named.values)}]"


def _choices(argument: GraphQLArgument) -> list[str]:
    """Every value of an enumeration, each alone where the argument is a list; none for other arguments."""
    named = get_named_type(argument.type)
    if not isinstance(named, GraphQLEnumType):
        return []
    if _is_list(argument.type):
        return ["[]" if argument.default_value is Undefined else "null", *(f"[{name}]" for name in named.values)]
    return list(named.values)


def _is_list(kind: GraphQLType) -> bool:
    return isinstance(kind.of_type if isinstance(kind, GraphQLNonNull) else kind, GraphQLList)
