"""The closed door: an operation needs somebody who is let in, unless it only signs in or out, or leads to that."""

from collections.abc import Iterator

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
)
from strawberry.extensions import SchemaExtension

from backend.errors import BadInput, Forbidden, SalesError
from schema.context import Context

OPEN_MUTATIONS = frozenset(
    {"login", "refresh", "logout", "register", "verifyEmail", "requestPasswordReset", "resetPassword"}
)
INTROSPECTION = {"__schema", "__type"}


class Guard(SchemaExtension):
    """Refuses what is not open before it is validated, introspection included, so that nothing of the schema leaks."""

    def on_validate(self) -> Iterator[None]:
        """Put a refusal where validation errors go; the operation then never runs."""
        document = self.execution_context.graphql_document
        refusal = None if document is None else self._refusal(document)
        if refusal is not None:
            error = GraphQLError(refusal.message, original_error=refusal)
            self.execution_context.pre_execution_errors = [error]
        yield

    def _refusal(self, document: DocumentNode) -> SalesError | None:
        context: Context = self.execution_context.context
        if not is_open(document):
            try:
                _require_allowed(document, context.signed_in().operations)
                if not context.settings.introspection and roots(document) & INTROSPECTION:
                    raise Forbidden("this server does not tell its schema (SALES_INTROSPECTION); docs/graphql.md does")
            except SalesError as refusal:
                return refusal
        if len(operations(document)) > 1 and self.execution_context._provided_operation_name is None:
            # Strawberry would run the first; the specification wants a choice.
            return BadInput("the document holds several operations: name one in `operationName`", field="operationName")
        return None


def is_open(document: DocumentNode) -> bool:
    """Whether every operation of the document only signs in or out.

    A fragment at the root counts as closed: no client needs one to sign in, and nothing has to be followed.
    """
    found = operations(document)
    return bool(found) and all(
        operation.operation is OperationType.MUTATION
        and all(
            isinstance(selection, FieldNode) and selection.name.value in OPEN_MUTATIONS
            for selection in operation.selection_set.selections
        )
        for operation in found
    )


def _require_allowed(document: DocumentNode, allowed: frozenset[str] | None) -> None:
    """Raises Forbidden if an API key's document asks for other root fields than those allowed."""
    if allowed is None:
        return
    others = roots(document) - allowed - {"__typename"}
    if others:
        raise Forbidden(f"this API key may not ask for {min(others)}, only for {', '.join(sorted(allowed))}")


def roots(document: DocumentNode) -> set[str]:
    """The names of all operations' root fields, through fragments; the document need not be valid."""
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    waiting: list[SelectionSetNode] = [operation.selection_set for operation in operations(document)]
    found: set[str] = set()
    while waiting:
        for node in waiting.pop().selections:
            if isinstance(node, FieldNode):
                found.add(node.name.value)
            elif isinstance(node, InlineFragmentNode):
                waiting.append(node.selection_set)
            elif isinstance(node, FragmentSpreadNode) and (spread := fragments.pop(node.name.value, None)):
                waiting.append(spread.selection_set)  # once: taken out, so that a circle ends
    return found


def operations(document: DocumentNode) -> list[OperationDefinitionNode]:
    """The operations a document defines."""
    return [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
