"""The web application; doors: `application.create_app`, `server.serve`, `logging.configure_logging`, `graphiql.build`.

Nothing is imported here, so that a command that only builds or logs does not load the schema.
"""
