"""Table definitions of accounts, for migrations alone."""

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    false,
    func,
    text,
    true,
)


def define_accounts(metadata: MetaData) -> None:
    """Add the tables of users and of what keeps them signed in."""
    Table(
        "users",
        metadata,
        Column("user_id", Uuid, primary_key=True, server_default=text("gen_random_uuid()")),
        Column("email", Text, nullable=False, unique=True, comment="lower case"),
        Column("name", Text, nullable=False),
        Column("role", Text, nullable=False),
        Column("password_hash", Text, nullable=False),
        Column("verified", Boolean, nullable=False, server_default=false()),
        Column("active", Boolean, nullable=False, server_default=true()),
        Column("countries", ARRAY(Text), comment="null: all"),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        CheckConstraint("role in ('ADMIN', 'ANALYST', 'VIEWER')", name="role"),
        CheckConstraint("email = lower(email)", name="email_lower"),
    )
    Table(
        "refresh_tokens",
        metadata,
        Column("token_hash", LargeBinary, primary_key=True, comment="SHA-256 of the opaque token"),
        Column("user_id", ForeignKey("users.user_id", ondelete="CASCADE"), nullable=False),
        Column("family", Uuid, nullable=False, comment="all tokens rotated from one login"),
        Column("issued_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        Column("expires_at", DateTime(timezone=True), nullable=False),
        Column("used_at", DateTime(timezone=True), comment="set when rotated; a second use revokes the family"),
        Index("ix_refresh_tokens_user_id", "user_id"),
        Index("ix_refresh_tokens_family", "family"),
    )
