"""The audit log cannot be emptied either."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TRIGGER = """
create trigger append_only_whole before truncate on audit_log
for each statement execute function audit_log_is_append_only()
"""


def upgrade() -> None:
    op.execute(_TRIGGER)


def downgrade() -> None:
    op.execute("drop trigger append_only_whole on audit_log")
