"""What loads say of products' kinds."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "product_kinds",
        sa.Column("product_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("load_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="the load that says so"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.CheckConstraint("kind in ('MERCHANDISE', 'SERVICE')", name=op.f("ck_product_kinds_kind")),
        sa.PrimaryKeyConstraint("product_id", "load_id", name=op.f("pk_product_kinds")),
    )
    op.create_index("ix_product_kinds_load_id", "product_kinds", ["load_id"], unique=False)
    op.execute(
        "insert into product_kinds (product_id, load_id, kind) "
        "select product_id, load_id, kind from products where kind = 'SERVICE'"
    )


def downgrade() -> None:
    op.drop_index("ix_product_kinds_load_id", table_name="product_kinds")
    op.drop_table("product_kinds")
