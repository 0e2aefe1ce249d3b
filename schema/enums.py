"""The contract's enumerations."""

from enum import Enum

import strawberry

from backend.analytics.calendar import Granularity
from backend.analytics.metrics import Metric

strawberry.enum(Granularity)
strawberry.enum(Metric)


@strawberry.enum
class SortDirection(Enum):
    ASC = "ASC"
    DESC = "DESC"


@strawberry.enum
class ProductKind(Enum):
    MERCHANDISE = "MERCHANDISE"
    SERVICE = "SERVICE"


@strawberry.enum
class AbcClass(Enum):
    A = "A"
    B = "B"
    C = "C"


@strawberry.enum
class SpendTierName(Enum):
    VIP = "VIP"
    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"


__all__ = ["AbcClass", "Granularity", "Metric", "ProductKind", "SortDirection", "SpendTierName"]
