"""Accounts: sessions, links and mails, keys of machines, keys that sign tokens, and who did what."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ROLES = "role in ('ADMIN', 'ANALYST', 'VIEWER')"
_APPEND_ONLY = """
create function audit_log_is_append_only() returns trigger language plpgsql as
$$ begin raise exception 'audit_log is append-only'; end $$
"""
_TRIGGER = """
create trigger append_only before update or delete on audit_log
for each statement execute function audit_log_is_append_only()
"""


def upgrade() -> None:
    op.alter_column("users", "password_hash", nullable=True, comment="null until the user has set one")
    _sessions()
    _links()
    _keys()
    op.create_table(
        "audit_log",
        sa.Column("entry_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        _now("at"),
        sa.Column("actor", sa.Text(), nullable=False, comment="as it was called then: an address, or a key's name"),
        sa.Column(
            "user_id",
            sa.Uuid(),
            nullable=True,
            comment="of the user who did it; no foreign key, as the entry outlives the user",
        ),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True, comment="from where: the client's network address"),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_audit_log")),
    )
    op.create_index("ix_audit_log_user_id_entry_id", "audit_log", ["user_id", "entry_id"], unique=False)
    op.execute(_APPEND_ONLY)
    op.execute(_TRIGGER)


def downgrade() -> None:
    op.drop_table("audit_log")
    op.execute("drop function audit_log_is_append_only()")
    for table in ("outbox", "links", "api_keys", "signing_keys"):
        op.drop_table(table)
    op.drop_index("ix_refresh_tokens_session_id", table_name="refresh_tokens")
    op.drop_constraint(op.f("fk_refresh_tokens_session_id"), "refresh_tokens")
    op.alter_column(
        "refresh_tokens", "session_id", new_column_name="family", comment="all tokens rotated from one login"
    )
    op.alter_column("refresh_tokens", "used_at", comment="set when rotated; a second use revokes the family")
    op.add_column("refresh_tokens", sa.Column("user_id", sa.Uuid(), nullable=True))
    op.execute("update refresh_tokens set user_id = sessions.user_id from sessions where session_id = family")
    op.alter_column("refresh_tokens", "user_id", nullable=False)
    op.create_foreign_key(
        op.f("fk_refresh_tokens_user_id"), "refresh_tokens", "users", ["user_id"], ["user_id"], ondelete="CASCADE"
    )
    op.create_index("ix_refresh_tokens_user_id", "refresh_tokens", ["user_id"], unique=False)
    op.create_index("ix_refresh_tokens_family", "refresh_tokens", ["family"], unique=False)
    op.drop_table("sessions")
    op.execute("delete from users where password_hash is null")
    op.alter_column("users", "password_hash", nullable=False, comment=None)


def _now(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)


def _moment(name: str, comment: str | None = None) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True, comment=comment)


def _id(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False)


def _sessions() -> None:
    """What were families of refresh tokens become sessions; nobody is signed out."""
    op.create_table(
        "sessions",
        _id("session_id"),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        _now("begun_at"),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name=op.f("fk_sessions_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_sessions")),
        comment="one from each login; without its row no token of it counts",
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"], unique=False)
    op.execute("""insert into sessions (session_id, user_id, begun_at)
        select family, user_id, min(issued_at) from refresh_tokens group by family, user_id""")
    op.drop_index("ix_refresh_tokens_family", table_name="refresh_tokens")
    op.drop_column("refresh_tokens", "user_id")
    op.alter_column("refresh_tokens", "family", new_column_name="session_id", comment=None)
    op.alter_column("refresh_tokens", "used_at", comment="set when rotated; a second use ends the session")
    op.create_foreign_key(
        op.f("fk_refresh_tokens_session_id"),
        "refresh_tokens",
        "sessions",
        ["session_id"],
        ["session_id"],
        ondelete="CASCADE",
    )
    op.create_index("ix_refresh_tokens_session_id", "refresh_tokens", ["session_id"], unique=False)


def _links() -> None:
    op.create_table(
        "links",
        _id("link_id"),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False, comment="SHA-256 of what the mail's link holds"),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True, comment="of who registers"),
        sa.Column("role", sa.Text(), nullable=True, comment="that an invitation gives"),
        sa.Column("password_hash", sa.Text(), nullable=True, comment="of who registers, until the address is verified"),
        _now("created_at"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("purpose in ('VERIFY', 'RESET', 'INVITE')", name=op.f("ck_links_purpose")),
        sa.PrimaryKeyConstraint("link_id", name=op.f("pk_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_links_token_hash")),
        comment="each works once and is deleted then",
    )
    op.create_index("ix_links_email_purpose", "links", ["email", "purpose"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("mail_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=True, comment="whose token the mail shows"),
        _now("created_at"),
        _now("due_at"),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        _moment("sent_at"),
        sa.ForeignKeyConstraint(["link_id"], ["links.link_id"], name=op.f("fk_outbox_link_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("mail_id", name=op.f("pk_outbox")),
    )
    op.create_index("ix_outbox_due_at", "outbox", ["due_at"], unique=False, postgresql_where=sa.text("sent_at is null"))
    op.create_index("ix_outbox_link_id", "outbox", ["link_id"], unique=False)


def _keys() -> None:
    op.create_table(
        "api_keys",
        _id("key_id"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False, comment="SHA-256"),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("countries", sa.ARRAY(sa.Text()), nullable=True, comment="null: all"),
        sa.Column(
            "operations",
            sa.ARRAY(sa.Text()),
            nullable=True,
            comment="root fields that it may ask; null: all that its role may",
        ),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        _now("created_at"),
        _moment("expires_at"),
        _moment("last_used_at", "noted at most once a minute"),
        sa.CheckConstraint(_ROLES, name=op.f("ck_api_keys_role")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.user_id"], name=op.f("fk_api_keys_created_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_api_keys")),
    )
    op.create_index("ix_api_keys_created_by", "api_keys", ["created_by"], unique=False)
    op.create_table(
        "signing_keys",
        sa.Column("kid", sa.Text(), nullable=False, comment="what the key is derived from, with SALES_SECRET_KEY"),
        _now("created_at"),
        _moment("retires_at", "set when the next one was made; tokens under it count until then"),
        sa.PrimaryKeyConstraint("kid", name=op.f("pk_signing_keys")),
    )
