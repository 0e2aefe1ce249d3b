"""Plain columns: lists and objects whose selected fields only read attributes are completed column by column.

GraphQL completes a list field by field, with a path, a resolver and its arguments for each value. Where nothing but
attributes is selected, a function made once for a selection does the same for whole columns. It gives up at the first
value that is not as declared, and the ordinary way does the list again: reading attributes twice changes nothing, and
all errors are that way's own.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from math import isfinite
from operator import attrgetter
from typing import Any

from graphql import (
    GRAPHQL_MAX_INT,
    GRAPHQL_MIN_INT,
    GraphQLBoolean,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLString,
    Undefined,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)
from strawberry import Info
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from schema.context import Context
from schema.prepared import Completion, Prepared
from schema.resolution import Resolution, resolution_of

MOST_PLACES = 500  # remembered of one document
_UNKNOWN: Any = object()
_MISSING = frozenset({type(None), type(Undefined)})


class Irregular(Exception):
    """A value that only the ordinary way can complete, or refuse."""


class Executor(StrawberryGraphQLCoreExecutionContext):
    """Strawberry's, with a short way for plain columns and for fields whose arguments are known before."""

    def execute_field(self, parent_type: Any, source: Any, details: Any, path: Any, at: Any) -> Any:
        """Resolve a field and complete its value."""
        resolution = self._resolution(parent_type, details)
        if resolution is None:
            return super().execute_field(parent_type, source, details, path, at)
        info = self.build_resolve_info(resolution.definition, resolution.nodes, parent_type, path)
        return self._resolved(resolution, source, details, info, at)

    async def _resolved(self, resolution: Resolution, source: Any, details: Any, info: Any, at: Any) -> Any:
        returned = resolution.definition.type
        try:
            result = await resolution.call(source, Info(_raw_info=info, _field=resolution.field))
            completed = self.complete_value(returned, details, info, info.path, result, at)
            return await completed if self.is_awaitable(completed) else completed
        except Exception as error:  # noqa: BLE001 - the library says what becomes of it
            self.handle_field_error(error, returned, details, info.path)
            return None

    def _resolution(self, parent_type: Any, details: Any) -> Resolution | None:
        prepared = self._prepared
        if prepared is None or self.abort_signal is not None:
            return None
        place = (parent_type, *(id(each.node) for each in details))
        found = prepared.resolutions.get(place, _UNKNOWN)
        if found is _UNKNOWN:
            found = _kept(prepared.resolutions, place, resolution_of(self.schema, parent_type, details))
        resolution: Resolution | None = found
        return resolution

    def collect_subfields(self, return_type: Any, details: Any) -> Any:
        """What is selected below a place of the document."""
        prepared = self._prepared
        if prepared is None:
            return super().collect_subfields(return_type, details)
        place = self._place(prepared, return_type, details)
        found = prepared.selected.get(place)
        return found or _kept(prepared.selected, place, super().collect_subfields(return_type, details))

    def complete_list_value(self, return_type: Any, details: Any, info: Any, path: Any, result: Any, at: Any) -> Any:
        """Complete a list, by columns if all its items' fields are plain."""
        if type(result) is list:
            completion = self._completion(return_type.of_type, details)
            if completion is not None:
                with suppress(Exception):
                    return completion(result)
        return super().complete_list_value(return_type, details, info, path, result, at)

    def complete_object_value(self, return_type: Any, details: Any, info: Any, path: Any, result: Any, at: Any) -> Any:
        """Complete an object, at once if all its fields are plain."""
        completion = self._completion(return_type, details)
        if completion is not None:
            with suppress(Exception):
                return completion([result])[0]
        return super().complete_object_value(return_type, details, info, path, result, at)

    @property
    def _prepared(self) -> Prepared | None:
        context: Context = self.context_value
        return context.outcome.prepared

    def _place(self, prepared: Prepared, declared: GraphQLOutputType, details: Any) -> object:
        """A type at a place of the document, and the conditions that decide what is selected there."""
        nodes = (id(each.node) for each in details)
        if not prepared.conditions:
            return (declared, *nodes)
        variables = self.variable_values.coerced
        return (declared, *nodes, *(variables.get(name) for name in prepared.conditions))

    def _completion(self, item_type: GraphQLOutputType, details: Any) -> Completion | None:
        """The function for a type at a place of the document, kept with it; None if not all is plain there."""
        prepared = self._prepared
        if prepared is None:
            return None
        place = self._place(prepared, item_type, details)
        found = prepared.completions.get(place, _UNKNOWN)
        if found is _UNKNOWN:
            found = _kept(prepared.completions, place, self._column(item_type, details))
        completion: Completion | None = found
        return completion

    def _column(self, declared: GraphQLOutputType, details: Any) -> Completion | None:
        """What completes a column of values of one type."""
        if is_non_null_type(declared):
            return self._values(declared.of_type, details)
        values = self._values(declared, details)
        return None if values is None else partial(_with_nulls, values)

    def _values(self, declared: GraphQLOutputType, details: Any) -> Completion | None:
        """What completes a column without nulls, and gives up at one."""
        if is_leaf_type(declared):
            return _LEAVES.get(declared) or partial(_coerced, declared.coerce_output_value)
        if is_list_type(declared):
            items = self._column(declared.of_type, details)
            return None if items is None else partial(_lists, items)
        return self._object(declared, details) if is_object_type(declared) else None

    def _object(self, declared: GraphQLObjectType, details: Any) -> Completion | None:
        if declared.is_type_of or any(each.defer_usage or each.fragment_variable_values for each in details):
            return None
        columns: dict[str, Completion] = {}
        reads = False
        for key, nodes in self.collect_subfields(declared, details).grouped_field_set.items():
            name = nodes[0].node.name.value
            column = (
                partial(_constant, declared.name) if name == "__typename" else self._attribute(declared, name, nodes)
            )
            if column is None:
                return None
            columns[key] = column
            reads = reads or name != "__typename"
        return _objects(columns) if reads else None

    def _attribute(self, declared: GraphQLObjectType, name: str, details: Any) -> Completion | None:
        field = declared.fields.get(name)
        if field is None or not getattr(field.resolve, "_is_default", False):
            return None
        column = self._column(field.type, details)
        if column is None:
            return None
        read = attrgetter(field.extensions["strawberry-definition"].python_name)
        return lambda items: column(list(map(read, items)))


def _kept(places: dict[object, Any], place: object, found: Any) -> Any:
    if len(places) >= MOST_PLACES:
        places.clear()
    places[place] = found
    return found


def _objects(columns: dict[str, Completion]) -> Completion:
    """Objects of a few columns: a dictionary display, compiled for these keys, is three times as fast as `dict`."""
    complete = tuple(columns.values())
    names = [f"_{number}" for number in range(len(columns))]
    pairs = ", ".join(f"{key!r}: {name}" for key, name in zip(columns, names, strict=True))
    # The keys are names by GraphQL's grammar, and quoted.
    rows = eval(f"lambda columns: [{{{pairs}}} for {', '.join(names)}, in zip(*columns, strict=True)]")  # noqa: S307
    return lambda items: rows([column(items) for column in complete])


def _lists(complete: Completion, values: list[Any]) -> list[Any]:
    if any(type(value) is not list for value in values):
        raise Irregular
    return [complete(value) for value in values]


def _with_nulls(complete: Completion, values: list[Any]) -> list[Any]:
    present = [value for value in values if value is not None]
    if len(present) == len(values):
        return complete(values)
    completed = iter(complete(present))
    return [None if value is None else next(completed) for value in values]


def _constant(value: str, items: list[Any]) -> list[Any]:
    return [value] * len(items)


def _coerced(coerce: Callable[[Any], Any], values: list[Any]) -> list[Any]:
    """A column of a scalar of our own, or of an enumeration."""
    completed = list(map(coerce, values))
    if not _MISSING.isdisjoint(map(type, completed)):
        raise Irregular
    return completed


def _exact(kind: type, values: list[Any]) -> list[Any]:
    """A column of values that are what JSON has; anything else is for the ordinary way to convert."""
    if values and set(map(type, values)) != {kind}:
        raise Irregular
    return values


def _integers(values: list[Any]) -> list[Any]:
    if values and not (min(_exact(int, values)) >= GRAPHQL_MIN_INT and max(values) <= GRAPHQL_MAX_INT):
        raise Irregular
    return values


def _floats(values: list[Any]) -> list[Any]:
    if not all(map(isfinite, _exact(float, values))):
        raise Irregular
    return values


_LEAVES: dict[GraphQLLeafType, Completion] = {
    GraphQLString: partial(_exact, str),
    GraphQLID: partial(_exact, str),
    GraphQLBoolean: partial(_exact, bool),
    GraphQLInt: _integers,
    GraphQLFloat: _floats,
}
