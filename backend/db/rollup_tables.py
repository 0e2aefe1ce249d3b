"""Table definitions of the rollups (`backend.rollups.families` says what they hold), for migrations alone."""

from sqlalchemy import BigInteger, Column, Date, Index, Integer, MetaData, Numeric, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import BIT

FAMILIES = {
    "products_countries": ("product_id", "country_id"),
    "customers_countries": ("customer_id", "country_id"),
    "countries_hours": ("country_id", "hour"),
    "hours": ("hour",),
    "countries": ("country_id",),
    "total": (),
}
RUNNING = {"products": ("product_id",), "customers": ("customer_id", "country_id")}


def define_rollups(metadata: MetaData) -> None:
    """Add the rollups' tables. They have no primary keys: only the load writes them, days at a time."""
    for family, keys in FAMILIES.items():
        for grain in ("day", "month"):
            name = f"rollup_{family}_{grain}"
            Table(
                name,
                metadata,
                _day(),
                *(_key(key) for key in keys),
                *_measures(),
                *_last_sale(name),
                Index(f"ix_{name}_day", "day"),
            )
    for members, keys in RUNNING.items():
        name = f"rollup_{members}_running"
        Table(
            name,
            metadata,
            _day(),
            *(_key(key) for key in keys),
            *_measures(),
            *_last_sale(name),
            Index(f"ix_{name}_day_{keys[0]}", "day", keys[0]),
        )
    Table(
        "rollup_cohorts",
        metadata,
        _day(),
        Column("first_day", Date, nullable=False),
        Column("customers", BigInteger, nullable=False),
        Column("revenue", Numeric, nullable=False),
        Index("ix_rollup_cohorts_day", "day"),
    )
    for grain in ("day", "month"):
        name = f"rollup_members_{grain}"
        Table(
            name,
            metadata,
            _day(),
            Column("member", Text, nullable=False),
            _key("country_id"),
            Column("chunk", Integer, nullable=False),
            Column("bits", BIT(1024), nullable=False),
            Index(f"ix_{name}_member_country_id_day", "member", "country_id", "day"),
        )


def _last_sale(table: str) -> list[Column[object]]:
    kept = table in ("rollup_customers_countries_month", "rollup_customers_running")
    return [Column("last_sale", Date)] if kept else []


def _day() -> Column[object]:
    return Column("day", Date, nullable=False)


def _key(name: str) -> Column[object]:
    return Column(name, SmallInteger if name == "hour" else Integer, nullable=name == "customer_id")


def _measures() -> list[Column[object]]:
    return [
        Column("revenue", Numeric, nullable=False),
        Column("returns", Numeric, nullable=False),
        Column("units", Numeric, nullable=False),
        Column("lines", BigInteger, nullable=False),
        Column("return_lines", BigInteger, nullable=False),
        Column("orders", BigInteger, nullable=False),
    ]
