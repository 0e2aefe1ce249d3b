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
    get_named_type,
    is_required_argument,
)

NESTED = {"compare": 2}
"""Fields followed into their own type again, and how often."""
MAY_BE_EMPTY = {"dimensions"}
"""Arguments whose list may be empty."""


def document(schema: GraphQLSchema, values: dict[str, str]) -> str:
    """A query of every field of Query and of the types beneath it, each as deep as no type repeats.

    Fields right below a root get one alias more for each value of each enumeration among their arguments. `values`
    gives arguments as GraphQL text, among them all required ones that cannot be made up: "order.number" -> '"1"'.
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
    given = {key: values[f"{name}.{key}"] for key in field.args if f"{name}.{key}" in values}
    given |= {key: _all(name, key, each) for key, each in field.args.items() if _lacks(key, each, given)}
    yield f"{name}{_arguments(given)} {beneath}"
    if len(path) > 2:
        return
    for key, argument in field.args.items():
        for place, value in enumerate(_choices(key, argument)):
            yield f"{name}_{key}_{place}: {name}{_arguments(given | {key: value})} {beneath}"


def _lacks(key: str, argument: GraphQLArgument, given: dict[str, str]) -> bool:
    return is_required_argument(argument) and key not in given


def _arguments(given: dict[str, str]) -> str:
    return f"({', '.join(f'{key}: {value}' for key, value in given.items())})" if given else ""


def _all(name: str, key: str, argument: GraphQLArgument) -> str:
    """All values of a list's enumeration; nothing else can be made up."""
    named = get_named_type(argument.type)
    assert isinstance(named, GraphQLEnumType), f"say in `values` what {name}.{key} is"
    assert _is_list(argument.type), f"say in `values` what {name}.{key} is"
    return f"[{', '.join(named.values)}]"


def _choices(key: str, argument: GraphQLArgument) -> list[str]:
    """Every value of an enumeration, each alone where the argument is a list; none for other arguments."""
    named = get_named_type(argument.type)
    if not isinstance(named, GraphQLEnumType):
        return []
    if _is_list(argument.type):
        return [*(["[]"] if key in MAY_BE_EMPTY else []), *(f"[{name}]" for name in named.values)]
    return list(named.values)


def _is_list(kind: GraphQLType) -> bool:
    return isinstance(kind.of_type if isinstance(kind, GraphQLNonNull) else kind, GraphQLList)
