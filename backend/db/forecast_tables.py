"""Table definitions of published forecasts, for migrations alone."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Double,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

_REQUEST = ("dataset_version", "metric", "filter", "level", "horizon", "model")


def define_forecasts(metadata: MetaData) -> None:
    """Add the table. A row is never changed: it is what was said at that version."""
    Table(
        "forecasts",
        metadata,
        Column("forecast_id", BigInteger, Identity(always=True), primary_key=True),
        Column("published_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        Column("dataset_version", BigInteger, nullable=False),
        Column("metric", Text, nullable=False),
        Column("filter", JSONB, nullable=False),
        Column("level", Double, nullable=False),
        Column("horizon", Integer, nullable=False),
        Column("model", Text, nullable=False),
        Column("first_day", Date, nullable=False, comment="the day of the first of each of the arrays"),
        *(Column(name, ARRAY(Double), nullable=False) for name in ("expected", "lower", "upper", "baseline")),
        UniqueConstraint(*_REQUEST, name="uq_forecasts_request"),
        Index("ix_forecasts_metric_published_at", "metric", "published_at"),
    )
