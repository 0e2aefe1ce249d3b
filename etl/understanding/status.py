"""Which words of a status column say that a row is a return."""

import re
from collections import Counter

from etl.vocabulary import normalised

_RETURN_WORDS = (
    "refund", "refunds", "refunded", "return", "returns", "returned", "cancel", "canceled", "cancelled",
    "cancellation", "void", "voided", "credit note", "credit memo", "creditnote", "chargeback", "reversal",
    "reversed", "storno", "storniert", "stornierung", "retoure", "rückgabe", "rücksendung", "gutschrift",
    "erstattet", "erstattung", "zurückgegeben", "retour", "retourné", "retournée", "avoir", "remboursé",
    "remboursée", "remboursement", "annulé", "annulée", "annulation", "devolución", "devolucion", "devuelto",
    "reembolso", "reembolsado", "cancelado", "anulado", "abono", "reso", "rimborso", "rimborsato", "annullato",
    "nota di credito", "geretourneerd", "terugbetaald", "geannuleerd", "creditnota", "devolvido", "estornado",
    "zwrot", "anulowane",
)  # fmt: skip
_YES = r"|^(?:yes|y|true|t|1|ja|oui|si|sí|x)$"
_SHOWN = 5
_YES_COLUMNS = {
    "returned",
    "is return",
    "is returned",
    "is refund",
    "refunded",
    "return",
    "refund",
    "void",
    "voided",
    "is void",
}


def return_pattern(column: str | None, statuses: tuple[str, ...]) -> str | None:
    """A regular expression that a return's lower-cased status matches: the preset's words, else any known."""
    if column is None:
        return None
    if statuses:
        return f"^(?:{'|'.join(re.escape(status.lower()) for status in statuses)})$"
    words = rf"^(?:wc-|fully |payment |order |shipped - )?(?:{'|'.join(map(re.escape, _RETURN_WORDS))})(?:\b.*)?$"
    return words + (_YES if normalised(column) in _YES_COLUMNS else "")


def told_returns(statuses: Counter[str], what: str) -> list[str]:
    """The remark on rows (or orders) that are returns by their status, the commonest first."""
    if not statuses:
        return []
    ranked = sorted(statuses.items(), key=lambda each: (-each[1], each[0]))
    shown = ", ".join(f"{count:,} {status!r}" for status, count in ranked[:_SHOWN])
    more = f" and {len(ranked) - _SHOWN} more" if len(ranked) > _SHOWN else ""
    told = f"{what} that count as returns by their status: {shown}{more}; their amounts are negative, "
    return [told + "also where the file holds no sale of them (--map status= makes them sales)"]
