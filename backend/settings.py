"""All settings, from environment variables and `.env`; the README's table and `.env.example` are made from here."""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from backend.errors import UsageError

MINIMUM_SECRET_LENGTH, MINIMUM_DISTINCT = 32, 8
EXAMPLES = ("change", "default", "example", "password", "secret", "your-", "your_")
Registration = Literal["open", "invitation", "closed"]


class Settings(BaseSettings):
    """Settings of one installation: a field's alias is its variable, its description the documentation."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    database_url: str | None = Field(
        None, alias="DATABASE_URL", description="PostgreSQL 15 to 18; `sslmode` is honoured. Absent: an embedded one."
    )
    home: Path = Field(
        Path(".sales"), alias="SALES_HOME", description="Where embedded data, keys, logs and the outbox live."
    )
    env: Literal["development", "production"] = Field(
        "development", alias="SALES_ENV", description="`development` or `production` (JSON logs, secrets required)."
    )
    admin_email: str = Field(
        "admin@example.com", alias="SALES_ADMIN_EMAIL", description="E-mail of the first administrator."
    )
    admin_password: str | None = Field(
        None,
        alias="SALES_ADMIN_PASSWORD",
        description="The first administrator's password. Absent: generated, shown once.",
    )
    secret_key: str | None = Field(
        None,
        alias="SALES_SECRET_KEY",
        description="Keys of access tokens and links derive from it; at least 32 characters. Absent in development: "
        "made and kept in SALES_HOME.",
    )
    token_minutes: int = Field(
        15, ge=1, le=1440, alias="SALES_TOKEN_MINUTES", description="How long an access token is valid, in minutes."
    )
    refresh_days: int = Field(
        30, ge=1, le=365, alias="SALES_REFRESH_DAYS", description="How long an unused refresh token is valid, in days."
    )
    registration: Registration = Field(
        "invitation",
        alias="SALES_REGISTRATION",
        description="Who may register: `open` (anybody), by `invitation` of an administrator, or `closed`.",
    )
    public_url: str | None = Field(
        None,
        alias="SALES_PUBLIC_URL",
        description="Address that links in mails begin with, as people reach the dashboard. Absent: where it listens.",
    )
    smtp_url: str | None = Field(
        None,
        alias="SALES_SMTP_URL",
        description="Mail server: `smtp://user:password@host:587` (STARTTLS) or `smtps://` (TLS); the certificate is "
        "verified. Absent: mails are files in SALES_HOME/outbox.",
    )
    mail_from: str = Field("Sales Analytics <sales@localhost>", alias="SALES_MAIL_FROM", description="Sender of mails.")
    currency: str = Field(
        "GBP", pattern=r"^[A-Z]{3}$", alias="SALES_CURRENCY", description="Currency (ISO 4217) of the first load."
    )
    timezone: str = Field(
        "UTC", alias="SALES_TIMEZONE", description="The shop's own clock; converts only times that carry an offset."
    )
    cors_origins: Annotated[list[str], NoDecode] = Field(
        default_factory=list,
        alias="SALES_CORS_ORIGINS",
        description="Origins, separated by commas, whose pages may call the API. Absent: none.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", alias="LOG_LEVEL", description="`DEBUG`, `INFO`, `WARNING` or `ERROR`."
    )
    pool_size: int = Field(
        10, ge=2, le=200, alias="SALES_POOL_SIZE", description="Database connections the server keeps at most."
    )
    pooled: bool = Field(
        False, alias="SALES_POOLED", description="`true` behind a transaction pooler: no prepared statements are kept."
    )
    statement_seconds: float = Field(
        10, gt=0, alias="SALES_STATEMENT_SECONDS", description="A query running longer is stopped, in seconds."
    )
    uploads_per_user: int = Field(
        20, ge=1, alias="SALES_UPLOADS_PER_USER", description="How many uploaded files not yet loaded a user may have."
    )
    upload_megabytes_per_user: int = Field(
        4096, ge=1, alias="SALES_UPLOAD_MEGABYTES_PER_USER", description="How large these may be together, in MB."
    )
    upload_hours: float = Field(
        24, gt=0, alias="SALES_UPLOAD_HOURS", description="After how many hours an unused upload is removed."
    )
    cost_limit: int = Field(
        1000, ge=1, alias="SALES_COST_LIMIT", description="The most points that one GraphQL operation may cost."
    )
    shadow_share: float = Field(
        0,
        ge=0,
        le=1,
        alias="SALES_SHADOW_SHARE",
        description="Share of answers from rollups, 0 to 1, that are checked afterwards against orders and lines.",
    )
    answer_cache_mb: int = Field(
        64,
        ge=0,
        alias="SALES_ANSWER_CACHE_MB",
        description="Memory for answers of the present data set, in MB; 0 keeps none.",
    )
    receipts: bool = Field(
        True, alias="SALES_RECEIPTS", description="Whether answers tell in `extensions.receipt` how they came to be."
    )
    persisted_only: bool = Field(
        False, alias="SALES_PERSISTED_ONLY", description="Whether only registered GraphQL documents are answered."
    )
    api_url: str | None = Field(
        None, alias="API_URL", description="GraphQL address for a dashboard that runs alone. Absent: this process."
    )
    proxy_ips: str = Field(
        "",
        alias="SALES_PROXY_IPS",
        description="Addresses of proxies, separated by commas, whose forwarded headers are trusted. Absent: none.",
    )
    allowed_hosts: Annotated[list[str], NoDecode] = Field(
        default_factory=list,
        alias="SALES_ALLOWED_HOSTS",
        description="Host names, separated by commas, that requests may name; `*.example.com` is a pattern. Absent: "
        "any.",
    )
    redis_url: str | None = Field(
        None,
        alias="SALES_REDIS_URL",
        description="Redis in which several processes count together for limits. Absent: each counts for itself.",
    )
    cost_budget: int = Field(
        20_000,
        ge=0,
        alias="SALES_COST_BUDGET",
        description="Points a user may spend on queries at once; kept answers cost none. 0: no bound.",
    )
    cost_per_second: float = Field(
        1000, gt=0, alias="SALES_COST_PER_SECOND", description="Points of that budget that come back each second."
    )
    introspection: bool = Field(
        True,
        alias="SALES_INTROSPECTION",
        description="Whether signed-in users may ask for the schema, and GraphiQL is served.",
    )

    @field_validator("cors_origins", "allowed_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("public_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value is not None and not (value.startswith(("http://", "https://")) and value.isprintable()):
            raise ValueError("write an address like https://sales.example.com")
        return value.rstrip("/") if value is not None else None

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, value: str | None) -> str | None:
        if value is not None and not _is_mail_server(value):
            raise ValueError("write smtp://user:password@host:587 or smtps://user:password@host:465")
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"{value!r} is not a time zone; use a name like Europe/Berlin") from error
        return value

    @model_validator(mode="after")
    def _secrets(self) -> "Settings":
        if self.secret_key is not None and len(self.secret_key) < MINIMUM_SECRET_LENGTH:
            raise ValueError(f"SALES_SECRET_KEY needs at least {MINIMUM_SECRET_LENGTH} characters")
        if self.env == "production" and self.secret_key is None:
            raise ValueError("SALES_SECRET_KEY is required in production; make one with `openssl rand -hex 32`")
        if self.env == "production" and self.secret_key is not None and _guessable(self.secret_key):
            raise ValueError("SALES_SECRET_KEY is easy to guess; make one with `openssl rand -hex 32`")
        if self.env == "production" and self.log_level == "DEBUG":
            raise ValueError("LOG_LEVEL=DEBUG is not for production, where it would fill the log; use INFO")
        return self


def _guessable(secret: str) -> bool:
    """Whether a secret is an example's, or a few characters over and over."""
    return len(set(secret)) < MINIMUM_DISTINCT or any(word in secret.lower() for word in EXAMPLES)


def _is_mail_server(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"smtp", "smtps"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def load_settings() -> Settings:
    """Settings from the environment and `.env`. Raises UsageError that names the variable and what it accepts."""
    try:
        return Settings()
    except ValidationError as error:
        problem = error.errors()[0]
        name = str(problem["loc"][0]) if problem["loc"] else ""
        reason = problem["msg"].removeprefix("Value error, ")
        raise UsageError(f"setting {name}: {reason}" if name else reason) from error
