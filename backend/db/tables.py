"""Table definitions, for migrations alone: queries are SQL by hand.

Facts are `orders` and `lines`, keyed by the order so that they can be distributed by it. Keys of dimensions are given
by the load, which runs alone; `lines` has no foreign keys because the load builds every line by joining the dimensions
(checking them row by row doubles the time of a load). Text keys sort by bytes (collation C), the same on every server.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    Text,
    false,
    func,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB

from backend.db.account_tables import define_accounts
from backend.db.forecast_tables import define_forecasts
from backend.db.rollup_tables import define_rollups

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Key = Text(collation="C")


def _count(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False, server_default=text("0"))


dataset = Table(
    "dataset",
    metadata,
    Column("one", Boolean, primary_key=True, server_default=true()),
    _count("version"),
    Column("currency", Text),
    Column("loaded_at", DateTime(timezone=True)),
    Column("first_day", Date),
    Column("last_day", Date),
    _count("orders"),
    _count("lines"),
    Column("rollups_current", Boolean, nullable=False, server_default=false(), comment="set when they were all filled"),
    CheckConstraint("one", name="one_row"),
)

loads = Table(
    "loads",
    metadata,
    Column("load_id", BigInteger, Identity(always=True), primary_key=True),
    Column("source", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("mapping", JSONB, nullable=False),
    Column("status", Text, nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("finished_at", DateTime(timezone=True)),
    Column("version", BigInteger),
    Column("error", Text),
    _count("orders_added"),
    _count("orders_replaced"),
    _count("orders_unchanged"),
    _count("rows_read"),
    _count("rows_loaded"),
    _count("rows_rejected"),
    CheckConstraint("status in ('RUNNING', 'COMMITTED', 'FAILED', 'UNDONE')", name="status"),
    Index("ix_loads_digest", "digest"),
)

rejects = Table(
    "rejects",
    metadata,
    Column("load_id", ForeignKey("loads.load_id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("file", Text, nullable=False),
    Column("row_number", BigInteger, nullable=False),
    Column("column_name", Text, nullable=False),
    Column("value", Text),
    Column("reason", Text, nullable=False),
)

countries = Table(
    "countries",
    metadata,
    Column("country_id", Integer, primary_key=True, autoincrement=False),
    Column("name", Key, nullable=False, unique=True),
    Column("load_id", BigInteger, nullable=False, comment="the load that brought it"),
)

customers = Table(
    "customers",
    metadata,
    Column("customer_id", Integer, primary_key=True, autoincrement=False),
    Column("code", Key, nullable=False, unique=True),
    Column("country_id", ForeignKey("countries.country_id"), comment="of the latest order"),
    Column("first_order_id", BigInteger, comment="earliest order with a sale line, then lowest number"),
    Column("first_country_id", Integer, comment="of the first order with a sale line"),
    Column("first_day", Date, comment="of the first order with a sale line"),
    Column("last_day", Date, comment="of the last order with a sale line"),
    Column("load_id", BigInteger, nullable=False, comment="the load that brought it"),
    Index("ix_customers_first_day", "first_day"),
)

products = Table(
    "products",
    metadata,
    Column("product_id", Integer, primary_key=True, autoincrement=False),
    Column("code", Key, nullable=False, unique=True),
    Column("name", Key, nullable=False),
    Column("kind", Text, nullable=False),
    CheckConstraint("kind in ('MERCHANDISE', 'SERVICE')", name="kind"),
    Column("load_id", BigInteger, nullable=False, comment="the load that brought it"),
)

product_kinds = Table(
    "product_kinds",
    metadata,
    Column("product_id", Integer, primary_key=True, autoincrement=False),
    Column("load_id", BigInteger, primary_key=True, autoincrement=False, comment="the load that says so"),
    Column("kind", Text, nullable=False),
    CheckConstraint("kind in ('MERCHANDISE', 'SERVICE')", name="kind"),
    Index("ix_product_kinds_load_id", "load_id"),
)

descriptions = Table(
    "descriptions",
    metadata,
    Column("description_id", Integer, primary_key=True, autoincrement=False),
    Column("product_id", ForeignKey("products.product_id"), nullable=False),
    Column("description", Key, nullable=False),
    Column("sales", BigInteger, nullable=False, server_default=text("0"), comment="sale lines that use it"),
    Column("uses", BigInteger, nullable=False, server_default=text("0"), comment="lines that use it"),
    Index("uq_descriptions_product_id_description", "product_id", "description", unique=True),
    Column("load_id", BigInteger, nullable=False, comment="the load that brought it"),
)

orders = Table(
    "orders",
    metadata,
    Column("order_id", BigInteger, primary_key=True, autoincrement=False),
    Column("number", Key, nullable=False, unique=True),
    Column("customer_id", ForeignKey("customers.customer_id")),
    Column("country_id", ForeignKey("countries.country_id"), nullable=False),
    Column("placed_at", DateTime(timezone=False), nullable=False, comment="the shop's own clock"),
    Column("load_id", ForeignKey("loads.load_id"), nullable=False),
    Column("revenue", Numeric, nullable=False),
    Column("returns", Numeric, nullable=False),
    Column("units", Numeric, nullable=False, comment="of sale lines"),
    Column("sale_lines", Integer, nullable=False),
    Column("line_count", Integer, nullable=False),
    Index("ix_orders_placed_at", "placed_at"),
    Index("ix_orders_customer_id_placed_at", "customer_id", "placed_at"),
    Index("ix_orders_country_id_placed_at", "country_id", "placed_at"),
    Index("ix_orders_load_id", "load_id"),
)

lines = Table(
    "lines",
    metadata,
    Column("order_id", BigInteger, primary_key=True, autoincrement=False),
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("product_id", Integer, nullable=False),
    Column("description_id", Integer),
    Column("is_return", Boolean, nullable=False),
    Column("quantity", Numeric, nullable=False, comment="negative on return lines"),
    Column("unit_price", Numeric, nullable=False),
    Column("amount", Numeric, nullable=False, comment="negative on return lines"),
    Index("ix_lines_product_id", "product_id"),
)

matched_returns = Table(
    "matched_returns",
    metadata,
    Column("order_id", BigInteger, primary_key=True, autoincrement=False, comment="of the return line"),
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("sale_order_id", BigInteger, nullable=False),
    Column("sale_line", Integer, nullable=False),
    Index("ix_matched_returns_sale_order_id", "sale_order_id"),
)

# What loads replaced, as it was, and what they found unchanged: that a load can be undone.
replaced_orders = Table(
    "replaced_orders",
    metadata,
    Column("replaced_by", ForeignKey("loads.load_id"), primary_key=True, comment="the load that replaced it"),
    Column("order_id", BigInteger, primary_key=True, autoincrement=False),
    Column("customer_id", Integer),
    Column("country_id", Integer, nullable=False),
    Column("placed_at", DateTime(timezone=False), nullable=False),
    Column("load_id", BigInteger, nullable=False, comment="the load that it came from"),
    Column("revenue", Numeric, nullable=False),
    Column("returns", Numeric, nullable=False),
    Column("units", Numeric, nullable=False),
    Column("sale_lines", Integer, nullable=False),
    Column("line_count", Integer, nullable=False),
    Index("ix_replaced_orders_load_id", "load_id"),
)

replaced_lines = Table(
    "replaced_lines",
    metadata,
    Column("replaced_by", BigInteger, primary_key=True, autoincrement=False),
    Column("order_id", BigInteger, primary_key=True, autoincrement=False),
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("product_id", Integer, nullable=False),
    Column("description_id", Integer),
    Column("is_return", Boolean, nullable=False),
    Column("quantity", Numeric, nullable=False),
    Column("unit_price", Numeric, nullable=False),
    Column("amount", Numeric, nullable=False),
)

confirmed_orders = Table(
    "confirmed_orders",
    metadata,
    Column("load_id", ForeignKey("loads.load_id"), primary_key=True, comment="the load that held the order unchanged"),
    Column("order_id", BigInteger, primary_key=True, autoincrement=False),
    Index("ix_confirmed_orders_order_id", "order_id"),
)

define_accounts(metadata)
define_rollups(metadata)
define_forecasts(metadata)
