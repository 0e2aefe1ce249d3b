"""Keep what loads replace."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "replaced_lines",
        sa.Column("replaced_by", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("order_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("description_id", sa.Integer(), nullable=True),
        sa.Column("is_return", sa.Boolean(), nullable=False),
        sa.Column("quantity", sa.Numeric(), nullable=False),
        sa.Column("unit_price", sa.Numeric(), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.PrimaryKeyConstraint("replaced_by", "order_id", "line", name=op.f("pk_replaced_lines")),
    )
    op.create_table(
        "confirmed_orders",
        sa.Column("load_id", sa.BigInteger(), nullable=False, comment="the load that held the order unchanged"),
        sa.Column("order_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["loads.load_id"], name=op.f("fk_confirmed_orders_load_id")),
        sa.PrimaryKeyConstraint("load_id", "order_id", name=op.f("pk_confirmed_orders")),
    )
    op.create_index("ix_confirmed_orders_order_id", "confirmed_orders", ["order_id"], unique=False)
    op.create_table(
        "replaced_orders",
        sa.Column("replaced_by", sa.BigInteger(), nullable=False, comment="the load that replaced it"),
        sa.Column("order_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("country_id", sa.Integer(), nullable=False),
        sa.Column("placed_at", sa.DateTime(), nullable=False),
        sa.Column("load_id", sa.BigInteger(), nullable=False, comment="the load that it came from"),
        sa.Column("revenue", sa.Numeric(), nullable=False),
        sa.Column("returns", sa.Numeric(), nullable=False),
        sa.Column("units", sa.Numeric(), nullable=False),
        sa.Column("sale_lines", sa.Integer(), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["replaced_by"], ["loads.load_id"], name=op.f("fk_replaced_orders_replaced_by")),
        sa.PrimaryKeyConstraint("replaced_by", "order_id", name=op.f("pk_replaced_orders")),
    )
    op.create_index("ix_replaced_orders_load_id", "replaced_orders", ["load_id"], unique=False)
    for table in ("countries", "customers", "descriptions", "products"):
        column = sa.Column(
            "load_id", sa.BigInteger(), nullable=False, server_default="0", comment="the load that brought it"
        )
        op.add_column(table, column)
        op.alter_column(table, "load_id", server_default=None)


def downgrade() -> None:
    for table in ("countries", "customers", "descriptions", "products"):
        op.drop_column(table, "load_id")
    op.drop_index("ix_replaced_orders_load_id", table_name="replaced_orders")
    op.drop_table("replaced_orders")
    op.drop_index("ix_confirmed_orders_order_id", table_name="confirmed_orders")
    op.drop_table("confirmed_orders")
    op.drop_table("replaced_lines")
