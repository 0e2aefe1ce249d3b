"""Table definitions of accounts, for migrations alone."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
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

_ROLES = "role in ('ADMIN', 'ANALYST', 'VIEWER')"


def define_accounts(metadata: MetaData) -> None:
    """Add the tables of users, of what keeps them signed in, of machines' keys, of mails, and of who did what."""
    _define_users(metadata)
    _define_sessions(metadata)
    _define_links(metadata)
    _define_keys(metadata)
    Table(
        "audit_log",
        metadata,
        Column("entry_id", BigInteger, Identity(always=True), primary_key=True),
        Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        Column("actor", Text, nullable=False, comment="as it was called then: an address, or a key's name"),
        Column("user_id", Uuid, comment="of the user who did it; no foreign key, as the entry outlives the user"),
        Column("action", Text, nullable=False),
        Column("target", Text),
        Column("address", Text, comment="from where: the client's network address"),
        Index("ix_audit_log_user_id_entry_id", "user_id", "entry_id"),
    )


def _moment(name: str, comment: str | None = None) -> Column[object]:
    return Column(name, DateTime(timezone=True), comment=comment)


def _now(name: str) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=False, server_default=func.now())


def _id(name: str) -> Column[object]:
    return Column(name, Uuid, primary_key=True, server_default=text("gen_random_uuid()"))


def _define_users(metadata: MetaData) -> None:
    Table(
        "users",
        metadata,
        _id("user_id"),
        Column("email", Text, nullable=False, unique=True, comment="lower case"),
        Column("name", Text, nullable=False),
        Column("role", Text, nullable=False),
        Column("password_hash", Text, comment="null until the user has set one"),
        Column("verified", Boolean, nullable=False, server_default=false()),
        Column("active", Boolean, nullable=False, server_default=true()),
        Column("countries", ARRAY(Text), comment="null: all"),
        _now("created_at"),
        CheckConstraint(_ROLES, name="role"),
        CheckConstraint("email = lower(email)", name="email_lower"),
    )


def _define_sessions(metadata: MetaData) -> None:
    Table(
        "sessions",
        metadata,
        _id("session_id"),
        Column("user_id", ForeignKey("users.user_id", ondelete="CASCADE"), nullable=False),
        _now("begun_at"),
        Index("ix_sessions_user_id", "user_id"),
        comment="one from each login; without its row no token of it counts",
    )
    Table(
        "refresh_tokens",
        metadata,
        Column("token_hash", LargeBinary, primary_key=True, comment="SHA-256 of the opaque token"),
        Column("session_id", ForeignKey("sessions.session_id", ondelete="CASCADE"), nullable=False),
        _now("issued_at"),
        Column("expires_at", DateTime(timezone=True), nullable=False),
        _moment("used_at", "set when rotated; a second use ends the session"),
        Index("ix_refresh_tokens_session_id", "session_id"),
    )


def _define_links(metadata: MetaData) -> None:
    Table(
        "links",
        metadata,
        _id("link_id"),
        Column("token_hash", LargeBinary, nullable=False, unique=True, comment="SHA-256 of what the mail's link holds"),
        Column("purpose", Text, nullable=False),
        Column("email", Text, nullable=False),
        Column("name", Text, comment="of who registers"),
        Column("role", Text, comment="that an invitation gives"),
        Column("password_hash", Text, comment="of who registers, until the address is verified"),
        _now("created_at"),
        Column("expires_at", DateTime(timezone=True), nullable=False),
        CheckConstraint("purpose in ('VERIFY', 'RESET', 'INVITE')", name="purpose"),
        Index("ix_links_email_purpose", "email", "purpose"),
        comment="each works once and is deleted then",
    )
    Table(
        "outbox",
        metadata,
        Column("mail_id", BigInteger, Identity(always=True), primary_key=True),
        Column("kind", Text, nullable=False),
        Column("recipient", Text, nullable=False),
        Column("link_id", ForeignKey("links.link_id", ondelete="CASCADE"), comment="whose token the mail shows"),
        _now("created_at"),
        _now("due_at"),
        Column("attempts", Integer, nullable=False, server_default=text("0")),
        _moment("sent_at"),
        Index("ix_outbox_due_at", "due_at", postgresql_where=text("sent_at is null")),
        Index("ix_outbox_link_id", "link_id"),
    )


def _define_keys(metadata: MetaData) -> None:
    Table(
        "api_keys",
        metadata,
        _id("key_id"),
        Column("name", Text, nullable=False),
        Column("secret_hash", LargeBinary, nullable=False, comment="SHA-256"),
        Column("role", Text, nullable=False),
        Column("countries", ARRAY(Text), comment="null: all"),
        Column("operations", ARRAY(Text), comment="root fields that it may ask; null: all that its role may"),
        Column("created_by", ForeignKey("users.user_id", ondelete="SET NULL")),
        _now("created_at"),
        _moment("expires_at"),
        _moment("last_used_at", "noted at most once a minute"),
        CheckConstraint(_ROLES, name="role"),
        Index("ix_api_keys_created_by", "created_by"),
    )
    Table(
        "signing_keys",
        metadata,
        Column("kid", Text, primary_key=True, comment="what the key is derived from, with SALES_SECRET_KEY"),
        _now("created_at"),
        _moment("retires_at", "set when the next one was made; tokens under it count until then"),
    )
