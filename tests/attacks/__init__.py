"""Attacks, each with a cause of its own, on the product as it is served."""
