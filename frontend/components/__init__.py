"""Parts that pages are made of; each takes state variables and returns a component."""
