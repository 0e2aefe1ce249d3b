"""The contract's enumerations."""

from enum import Enum

import strawberry

from backend.analytics.calendar import Granularity
from backend.analytics.comparison import Comparison
from backend.analytics.explore import Dimension
from backend.analytics.metrics import Metric
from backend.analytics.source import ReturnDate

strawberry.enum(Comparison)
strawberry.enum(Dimension)
strawberry.enum(Granularity)
strawberry.enum(Metric)
strawberry.enum(ReturnDate)


@strawberry.enum
class BridgeCause(Enum):
    VOLUME = "VOLUME"
    PRICE = "PRICE"
    MIX = "MIX"
    NEW_PRODUCTS = "NEW_PRODUCTS"
    LOST_PRODUCTS = "LOST_PRODUCTS"
    RETURNS = "RETURNS"


@strawberry.enum
class RfmSegmentName(Enum):
    CHAMPIONS = "CHAMPIONS"
    LOYAL = "LOYAL"
    POTENTIAL_LOYALIST = "POTENTIAL_LOYALIST"
    NEW = "NEW"
    PROMISING = "PROMISING"
    NEED_ATTENTION = "NEED_ATTENTION"
    ABOUT_TO_SLEEP = "ABOUT_TO_SLEEP"
    AT_RISK = "AT_RISK"
    CANNOT_LOSE = "CANNOT_LOSE"
    HIBERNATING = "HIBERNATING"
    LOST = "LOST"


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


__all__ = [
    "AbcClass",
    "BridgeCause",
    "Comparison",
    "Dimension",
    "Granularity",
    "Metric",
    "ProductKind",
    "ReturnDate",
    "RfmSegmentName",
    "SortDirection",
    "SpendTierName",
]
