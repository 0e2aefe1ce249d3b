"""Rollups: sums by day and by month, running totals of products, bitmaps of who bought and what was sold.

They are filled by the next load, or by `sales migrate` where there is data already.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import BIT

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_FAMILIES = {
    "products_countries": ("product_id", "country_id"),
    "customers_countries": ("customer_id", "country_id"),
    "countries_hours": ("country_id", "hour"),
    "hours": ("hour",),
    "countries": ("country_id",),
    "total": (),
}


def upgrade() -> None:
    for family, keys in _FAMILIES.items():
        for grain in ("day", "month"):
            _create(f"rollup_{family}_{grain}", keys)
    _create("rollup_products_running", ("product_id",))
    for grain in ("day", "month"):
        op.create_table(
            f"rollup_members_{grain}",
            sa.Column("day", sa.Date(), nullable=False),
            sa.Column("member", sa.Text(), nullable=False),
            sa.Column("country_id", sa.Integer(), nullable=False),
            sa.Column("chunk", sa.Integer(), nullable=False),
            sa.Column("bits", BIT(1024), nullable=False),
        )
        op.create_index(
            f"ix_rollup_members_{grain}_member_country_id_day",
            f"rollup_members_{grain}",
            ["member", "country_id", "day"],
            unique=False,
        )
    for name, comment in (("sales", "sale lines that use it"), ("uses", "lines that use it")):
        column = sa.Column(name, sa.BigInteger(), server_default=sa.text("0"), nullable=False, comment=comment)
        op.add_column("descriptions", column)
    op.add_column("rollup_customers_countries_month", sa.Column("last_sale", sa.Date(), nullable=True))
    op.add_column(
        "customers",
        sa.Column("first_country_id", sa.Integer(), nullable=True, comment="of the first order with a sale line"),
    )
    op.create_index("ix_customers_first_day", "customers", ["first_day"], unique=False)
    op.add_column(
        "dataset",
        sa.Column(
            "rollups_current",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="set when they were all filled",
        ),
    )


def downgrade() -> None:
    op.drop_column("dataset", "rollups_current")
    op.drop_index("ix_customers_first_day", table_name="customers")
    op.drop_column("customers", "first_country_id")
    op.drop_column("descriptions", "uses")
    op.drop_column("descriptions", "sales")
    for grain in ("day", "month"):
        op.drop_table(f"rollup_members_{grain}")
    op.drop_table("rollup_products_running")
    for family in _FAMILIES:
        for grain in ("day", "month"):
            op.drop_table(f"rollup_{family}_{grain}")


def _create(name: str, keys: tuple[str, ...]) -> None:
    op.create_table(
        name,
        sa.Column("day", sa.Date(), nullable=False),
        *(
            sa.Column(key, sa.SmallInteger() if key == "hour" else sa.Integer(), nullable=key == "customer_id")
            for key in keys
        ),
        sa.Column("revenue", sa.Numeric(), nullable=False),
        sa.Column("returns", sa.Numeric(), nullable=False),
        sa.Column("units", sa.Numeric(), nullable=False),
        sa.Column("lines", sa.BigInteger(), nullable=False),
        sa.Column("return_lines", sa.BigInteger(), nullable=False),
        sa.Column("orders", sa.BigInteger(), nullable=False),
    )
    op.create_index(f"ix_{name}_day", name, ["day"], unique=False)
