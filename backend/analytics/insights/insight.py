"""What a finding is, and how its words and its query are written."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from backend.analytics.filters import Scope


@dataclass(frozen=True, slots=True)
class Insight:
    """One finding. `query` is a GraphQL document without variables that answers with the numbers named."""

    kind: str
    title: str
    detail: str
    start: date | None
    end: date | None
    query: str


def insight(scope: Scope, kind: str, title: str, detail: str, fields: str) -> Insight:
    query = f"{{ sales{filter_argument(scope)} {{ {fields} }} }}"
    return Insight(kind, title, detail, scope.first, scope.last, query)


def filter_argument(scope: Scope) -> str:
    """The scope's filter as a GraphQL argument; JSON strings are GraphQL strings."""
    asked = scope.filters
    parts = [f"from: {json.dumps(str(scope.first))}", f"to: {json.dumps(str(scope.last))}"]
    parts += [
        f"{name}: {json.dumps(list(values), ensure_ascii=False)}"
        for name, values in (
            ("countries", asked.countries),
            ("products", asked.products),
            ("customers", asked.customers),
        )
        if values is not None
    ]
    if asked.kind:
        parts.append(f"productKind: {asked.kind}")
    return f"(filter: {{{', '.join(parts)}}})"


def money(scope: Scope, amount: Decimal) -> str:
    rounded = amount.quantize(Decimal(1), ROUND_HALF_EVEN)
    return f"{rounded:,} {scope.dataset.currency or ''}".strip()


def percent(share: float) -> str:
    return f"{share:.1%}"


def counted(count: int, noun: str) -> str:
    """A number of things, as in 1 order or 1,200 orders."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
