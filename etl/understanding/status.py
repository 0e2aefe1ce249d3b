"""Which words of a status column say that a row is a return."""

import re

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
_YES_COLUMNS = {"returned", "is return", "is returned", "is refund", "refunded", "return", "refund"}


def return_pattern(column: str | None, statuses: tuple[str, ...]) -> str | None:
    """A regular expression that a return's lower-cased status matches: the preset's words, else any known."""
    if column is None:
        return None
    if statuses:
        return f"^(?:{'|'.join(map(re.escape, statuses))})$"
    words = rf"^(?:wc-|fully )?(?:{'|'.join(map(re.escape, _RETURN_WORDS))})(?:\b.*)?$"
    return words + (_YES if normalised(column) in _YES_COLUMNS else "")
