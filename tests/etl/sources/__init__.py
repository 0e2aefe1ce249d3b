"""Containers, encodings, delimiters."""
