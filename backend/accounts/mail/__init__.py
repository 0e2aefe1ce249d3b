"""Mails: written into a table by the transaction that they tell of, sent after it by any process."""
