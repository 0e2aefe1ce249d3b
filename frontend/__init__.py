"""The dashboard: a Reflex application that knows the product only through its GraphQL API over HTTP."""
