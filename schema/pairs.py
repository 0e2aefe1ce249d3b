"""Products bought together."""

from typing import Self

import strawberry

from backend.analytics import pairs as analytics
from schema.products import Product


@strawberry.type(
    description="Of all orders `support` hold both; of those with a, `confidence` hold b: `lift` times as many as by "
    "chance. pValue: Fisher's one-sided test, adjusted by Benjamini and Hochberg."
)
class ProductPair:
    a: Product
    b: Product
    orders: int
    support: float
    confidence: float
    lift: float
    p_value: float

    @classmethod
    def of(cls, found: analytics.ProductPair) -> Self:
        return cls(
            a=Product.of(found.a),
            b=Product.of(found.b),
            orders=found.orders,
            support=found.support,
            confidence=found.confidence,
            lift=found.lift,
            p_value=found.p_value,
        )
