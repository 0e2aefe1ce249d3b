"""Published forecasts, kept as they were."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "forecasts",
        sa.Column("forecast_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("dataset_version", sa.BigInteger(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("filter", JSONB(), nullable=False),
        sa.Column("level", sa.Double(), nullable=False),
        sa.Column("horizon", sa.Integer(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False, comment="the day of the first of each of the arrays"),
        sa.Column("expected", ARRAY(sa.Double()), nullable=False),
        sa.Column("lower", ARRAY(sa.Double()), nullable=False),
        sa.Column("upper", ARRAY(sa.Double()), nullable=False),
        sa.Column("baseline", ARRAY(sa.Double()), nullable=False),
        sa.PrimaryKeyConstraint("forecast_id", name=op.f("pk_forecasts")),
        sa.UniqueConstraint(
            "dataset_version", "metric", "filter", "level", "horizon", "model", name=op.f("uq_forecasts_request")
        ),
    )
    op.create_index("ix_forecasts_metric_published_at", "forecasts", ["metric", "published_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_forecasts_metric_published_at", table_name="forecasts")
    op.drop_table("forecasts")
