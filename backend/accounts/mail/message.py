"""What the mails say, as text and as HTML. They hold nothing that a stranger could have written, such as names."""

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from html import escape

from backend.accounts.mail.outbox import MailKind

VERIFY_PAGE, RESET_PAGE, REGISTER_PAGE, FORGOT_PAGE = "/verify", "/reset", "/register", "/forgot"
_PRODUCT = "Sales Analytics"
_PARAGRAPH = '<p style="margin:0 0 16px">{}</p>'
_BUTTON = (
    '<p style="margin:0 0 16px"><a href="{}" style="background:#1a56db;border-radius:6px;color:#fff;'
    'display:inline-block;padding:10px 18px;text-decoration:none">{}</a></p>'
)
_HTML = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{}</title></head>'
    '<body style="color:#111827;font:16px/1.5 sans-serif;margin:24px auto;max-width:36em">{}</body></html>'
)


@dataclass(frozen=True, slots=True)
class Text:
    """A mail's subject, its paragraphs, and the page that its link opens, with the words on it."""

    subject: str
    before: str
    after: str
    page: str | None = None
    label: str = ""
    with_token: bool = True


_EXISTS = Text(
    "You have an account already",
    "Somebody, perhaps you, wants to register this address. There is an account for it already, and nothing was "
    "changed. If you forgot your password, choose a new one here:",
    "If it was not you, there is nothing to do.",
    FORGOT_PAGE,
    "Choose a new password",
    with_token=False,
)
_TEXTS = {
    MailKind.VERIFY: Text(
        "Confirm your e-mail address",
        "Confirm this address to finish your registration. The link works once, within 24 hours:",
        "If you did not register, do not follow the link; nothing happens then.",
        VERIFY_PAGE,
        "Confirm the address",
    ),
    MailKind.RESET: Text(
        "Choose a new password",
        "Somebody, perhaps you, asked for a new password. The link works once, within 30 minutes:",
        "If it was not you, do not follow the link; your password stays as it is.",
        RESET_PAGE,
        "Choose a new password",
    ),
    MailKind.INVITE: Text(
        f"You are invited to {_PRODUCT}",
        "An administrator invites you. Register with this address; the link works once, within 7 days:",
        "If you do not expect this, there is nothing to do.",
        REGISTER_PAGE,
        "Register",
    ),
    MailKind.WELCOME: Text(
        f"Your account at {_PRODUCT}",
        "An administrator made an account for you. Choose a password; the link works once, within 7 days:",
        "If you do not expect this, there is nothing to do.",
        RESET_PAGE,
        "Choose a password",
    ),
    MailKind.LOCKED: Text(
        "Signing in to your account is locked",
        "Somebody, perhaps you, tried too many wrong passwords. Signing in is locked for 15 minutes. A new password "
        "unlocks it at once; the link works once, within 30 minutes:",
        "If it was not you, your password was not found out, and there is nothing you need to do.",
        RESET_PAGE,
        "Choose a new password",
    ),
    MailKind.PASSWORD_CHANGED: Text(
        "Your password was changed",
        "The password of your account was changed just now, and all other sessions were ended.",
        "If it was not you, choose a new password at once and tell your administrator:",
        FORGOT_PAGE,
        "Choose a new password",
        with_token=False,
    ),
}


@dataclass(frozen=True, slots=True)
class Sender:
    """From whom mails come, and the address of the dashboard that their links begin with."""

    mail_from: str
    public_url: str

    def message(
        self, mail_id: int, recipient: str, kind: MailKind, token: str | None, *, known: bool = False
    ) -> EmailMessage:
        """The mail; the same one has the same Message-ID however often it is sent. `known`: the user exists already.

        The token stands behind `#`, which browsers send to no server: it is in no log and no Referer.
        """
        text = _EXISTS if kind is MailKind.VERIFY and known else _TEXTS[kind]
        link = None
        if text.page is not None:
            link = f"{self.public_url}{text.page}" + (f"#{token}" if text.with_token and token else "")
        mail = EmailMessage(policy=SMTP)
        name, address = parseaddr(self.mail_from)
        mail["From"] = Address(name, addr_spec=address)
        mail["To"] = Address(addr_spec=recipient)
        mail["Subject"] = f"{text.subject}"
        mail["Message-ID"] = f"<sales-{mail_id}-{kind.value.lower()}@{address.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content("\n\n".join(part for part in (text.before, link, text.after) if part) + f"\n\n{_PRODUCT}\n")
        mail.add_alternative(_html(text, link), subtype="html")
        return mail


def _html(text: Text, link: str | None) -> str:
    parts = [_PARAGRAPH.format(escape(text.before))]
    if link is not None:
        parts.append(_BUTTON.format(escape(link), escape(text.label)))
    return _HTML.format(escape(text.subject), "".join([*parts, _PARAGRAPH.format(escape(text.after))]))
