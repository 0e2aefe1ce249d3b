"""GraphiQL, served by the product itself: the page, and the libraries that `build` fetches once.

from backend.app.graphiql import build, fresh
build(print)          # a few seconds; returns at once when nothing has changed
"""

from backend.app.graphiql.build import BuildError, build, fresh
from backend.app.graphiql.routes import routes

__all__ = ["BuildError", "build", "fresh", "routes"]
