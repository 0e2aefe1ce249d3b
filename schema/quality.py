"""What is odd about the data."""

from typing import Self

import strawberry

from etl import quality as etl


@strawberry.type(description="Something odd: how often, and a few examples.")
class QualityFinding:
    count: int
    examples: list[str]

    @classmethod
    def of(cls, found: etl.Finding) -> Self:
        return cls(count=found.count, examples=list(found.examples))


@strawberry.type
class Quality:
    share_without_customer: float = strawberry.field(description="Of all lines, 0..1.")
    outliers: QualityFinding = strawberry.field(description="Orders whose revenue is far from the others'.")
    duplicates: int = strawberry.field(description="Lines that repeat another of their order in everything.")
    several_names: QualityFinding = strawberry.field(description="Product codes with more than one name.")
    gaps: QualityFinding = strawberry.field(description="Days without an order on weekdays that mostly have some.")
    unknown_countries: QualityFinding = strawberry.field(description="Names that are no country of ISO 3166.")

    @classmethod
    def of(cls, found: etl.Quality) -> Self:
        return cls(
            share_without_customer=found.share_without_customer,
            outliers=QualityFinding.of(found.outliers),
            duplicates=found.duplicates,
            several_names=QualityFinding.of(found.several_names),
            gaps=QualityFinding.of(found.gaps),
            unknown_countries=QualityFinding.of(found.unknown_countries),
        )
