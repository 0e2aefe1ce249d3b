"""Keep which sale each return line reverses."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "matched_returns",
        sa.Column("order_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="of the return line"),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sale_order_id", sa.BigInteger(), nullable=False),
        sa.Column("sale_line", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", "line", name=op.f("pk_matched_returns")),
    )
    op.create_index("ix_matched_returns_sale_order_id", "matched_returns", ["sale_order_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_matched_returns_sale_order_id", table_name="matched_returns")
    op.drop_table("matched_returns")
