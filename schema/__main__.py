"""`python -m schema` prints the schema; schema/schema.graphql is its committed copy."""

import schema

print(schema.build().as_str())  # noqa: T201 (printing is all it does)
