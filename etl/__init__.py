"""From a raw export to orders and lines in the database: extract, contract, transform, load."""
