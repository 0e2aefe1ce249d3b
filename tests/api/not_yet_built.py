"""What the contract promises and the schema does not have yet, by the piece of work that will build it.

A name leaves this list with the change that builds it; nothing else may be missing.
"""

NOT_YET_BUILT = {
    "forecasts": """
        Call CallConnection CallEdge
        Sales.callList
    """,
}
