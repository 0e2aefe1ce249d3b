"""From a raw export to orders and lines in the database: sources, understanding, reading, staging, load."""
