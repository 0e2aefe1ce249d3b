"""How large a query may be: its text while it is read, its shape before it is validated, its cost before it runs."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from graphql import DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode, get_operation_ast, validate
from graphql.validation.rules import overlapping_fields_can_be_merged
from graphql.validation.validate import ValidationAbortedError
from strawberry.extensions import SchemaExtension

from backend.errors import BadInput, SalesError
from schema.context import Context
from schema.cost import cost
from schema.prepared import Prepared, PreparedDocuments
from schema.structure import FragmentCycle, structure

MAX_CHARACTERS, MAX_TOKENS, MAX_COMMENTS = 100_000, 2_000, 2_000
# What a query may amount to with its fragments spread; introspection nests deeper than sales do.
SHAPE = {"fields": 2_000, "depth": 12, "introspection": 16, "aliases": 30, "directives": 20}
MAX_ERRORS = 20
# Costs remembered of one document, by operation and variables.
MOST_COSTS, MOST_COST_CHARACTERS = 100, 1000
MOST_TOLD = 2**31 - 1
# Fields of one name are compared in pairs. The library's own limit is 100 times as high, nearly a second's work.
MAX_COMPARISONS = 5_000
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = MAX_COMPARISONS

STOPPED_READING = re.compile(
    r"Syntax Error: (?:Document|Source) contains more than \d+ (tokens|comments|code points)\."
)
SAYS = {
    "characters": "the document has {} characters",
    "fields": "the query has {} fields where its fragments are spread",
    "depth": "the query is {} levels deep",
    "introspection": "the introspection is {} levels deep",
    "aliases": "the query has {} aliases",
    "directives": "the query has {} directives",
    "cost": "the query costs {} points, for fields that ask the database and the objects they return",
}


class TooComplex(SalesError):
    """A query is larger than allowed: `cost` by what `measure` counts, where `limit` is allowed."""

    code = "QUERY_TOO_COMPLEX"

    @classmethod
    def by(cls, measure: str, found: int, limit: int) -> "TooComplex":
        """By a measure whose value is known, told as at most the largest Int of GraphQL."""
        found = min(found, MOST_TOLD)
        text = f"{SAYS[measure].format(found)}; at most {limit} are allowed"
        return cls(text, cost=found, limit=limit, measure=measure)

    @classmethod
    def beyond(cls, measure: str, text: str, limit: int) -> "TooComplex":
        """By a measure that was given up at its limit."""
        return cls(text, cost=limit + 1, limit=limit, measure=measure)


class Limits(SchemaExtension):
    """Refuses what is too large, each time before the work that its size would make dear.

    It stands behind the closed door: who is not signed in learns of no limit but those of reading.
    """

    _cost: int | None = None

    def on_operation(self) -> Iterator[None]:
        """Let reading stop at the limits; a comment is no token, but takes as much memory."""
        self.execution_context.parse_options = {  # type: ignore[typeddict-unknown-key]
            "max_source_length": MAX_CHARACTERS,
            "max_lexical_tokens": MAX_TOKENS,
            "max_comments": MAX_COMMENTS,
        }
        yield

    def on_parse(self) -> Iterator[None]:
        """Take a document that is known; give reading that was stopped its code, the error is already in the answer."""
        known = self._known.find(self.execution_context.query or "")
        if known is not None:
            self._context.outcome.prepared = known
            self.execution_context.graphql_document = known.document
        yield
        for error in self.execution_context.pre_execution_errors or ():
            refusal = unread(error, self.execution_context.query or "")
            if refusal is not None:
                error.message, error.extensions = refusal.message, {"code": refusal.code, **refusal.extensions}

    def on_validate(self) -> Iterator[None]:
        """Check the shape, validate, check the cost, in place of Strawberry, which only validates."""
        asked = self.execution_context
        document = asked.graphql_document
        operation = get_operation_ast(document, asked.operation_name) if document is not None else None
        if asked.pre_execution_errors is None and document is not None and operation is not None:
            asked.pre_execution_errors = self._errors(document, operation)
        yield

    def get_results(self) -> dict[str, Any]:
        """What the query costs, once that is known."""
        if self._cost is None:
            return {}
        return {"cost": {"requested": self._cost, "limit": self._context.settings.cost_limit}}

    @property
    def _context(self) -> Context:
        context: Context = self.execution_context.context
        return context

    @property
    def _known(self) -> PreparedDocuments:
        known: PreparedDocuments = self.execution_context.schema.prepared  # type: ignore[attr-defined]
        return known

    def _errors(self, document: DocumentNode, operation: OperationDefinitionNode) -> list[GraphQLError]:
        asked = self.execution_context
        schema: GraphQLSchema = asked.schema._schema
        prepared = self._context.outcome.prepared or Prepared(document)
        if asked.operation_name not in prepared.operations:
            errors = misshapen(document, operation) or invalid(schema, document)
            if errors:
                return errors
            prepared.operations.add(asked.operation_name)
            self._keep(prepared)
        return self._too_dear(prepared, schema, operation, asked.variables or {})

    def _keep(self, prepared: Prepared) -> None:
        self._context.outcome.prepared = prepared
        if self._context.identity is not None:  # a visitor's must not push out those of users
            self._known.keep(self.execution_context.query or "", prepared)

    def _too_dear(
        self,
        prepared: Prepared,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
    ) -> list[GraphQLError]:
        self._cost = self._context.cost = _remembered_cost(prepared, schema, operation, variables)
        limit = self._context.settings.cost_limit
        return [_error(TooComplex.by("cost", self._cost, limit), operation)] if self._cost > limit else []


def _remembered_cost(
    prepared: Prepared, schema: GraphQLSchema, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> int:
    asked = f"{id(operation)} {variables}"
    found = prepared.costs.get(asked)
    if found is None:
        found = cost(schema, prepared.document, operation, variables)
        if len(prepared.costs) >= MOST_COSTS:
            prepared.costs.clear()
        if len(asked) <= MOST_COST_CHARACTERS:
            prepared.costs[asked] = found
    return found


def unread(error: GraphQLError, text: str) -> TooComplex | None:
    """The limit at which reading stopped, if it is that and no mistake in the document."""
    stopped = STOPPED_READING.match(error.message)
    if stopped is None:
        return None
    if stopped[1] == "code points":
        return TooComplex.by("characters", len(text), MAX_CHARACTERS)
    limit = MAX_TOKENS if stopped[1] == "tokens" else MAX_COMMENTS
    return TooComplex.beyond(stopped[1], f"the document has more than the {limit} {stopped[1]} allowed", limit)


def misshapen(document: DocumentNode, operation: OperationDefinitionNode) -> list[GraphQLError]:
    """An error for each limit that the operation's shape exceeds, or one for fragments in a circle."""
    try:
        shape = structure(document, operation)
    except FragmentCycle as cycle:
        named = ", ".join(cycle.names[:5]) + (", ..." if len(cycle.names) > 5 else "")
        return [_error(BadInput(f"fragments spread each other in a circle: {named}", field="query"), operation)]
    found = {measure: getattr(shape, measure) for measure in SHAPE}
    return [
        _error(TooComplex.by(measure, found[measure], limit), operation)
        for measure, limit in SHAPE.items()
        if found[measure] > limit
    ]


def invalid(schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
    """The first validation errors; one of its own when validating would take too long."""
    errors = validate(schema, document, max_errors=MAX_ERRORS)
    if not any(isinstance(error, ValidationAbortedError) for error in errors) or len(errors) > MAX_ERRORS:
        return errors
    text = "the document takes too long to validate: it repeats fields of one name, or nests fragments, too often"
    return [_error(TooComplex.beyond("comparisons", text, MAX_COMPARISONS))]


def _error(refusal: SalesError, node: OperationDefinitionNode | None = None) -> GraphQLError:
    return GraphQLError(refusal.message, [node] if node else None, original_error=refusal)
