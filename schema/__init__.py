"""The GraphQL schema: types, resolvers that map, call and return, and nothing else."""
