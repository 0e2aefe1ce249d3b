"""The contract's whole dashboard as one document: every field below `sales`, made from the schema that is served."""

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema, get_named_type

ARGUMENTS = {
    "Sales.explore": "(measures: [REVENUE, ORDERS], dimensions: [MONTH, COUNTRY])",
    "Forecast.target": '(amount: "100000.00")',
}
# Other ways to the same: a page that shows them asks for them on their own.
LEFT_OUT = {"Product.sales", "Customer.sales", "Customer.orders"}


def dashboard(schema: GraphQLSchema, sales: str = "sales") -> str:
    """A query for everything; lists are of the size they have by default, a comparison holds its key figures."""
    root = schema.type_map["Sales"]
    assert isinstance(root, GraphQLObjectType)
    return f"query Dashboard {{ dataset {{ from to version }} {sales} {selections(root)} }}"


def selections(parent: GraphQLObjectType) -> str:
    return (
        "{ " + " ".join(selection(f"{parent.name}.{name}", name, field) for name, field in parent.fields.items()) + " }"
    )


def selection(path: str, name: str, field: GraphQLField) -> str:
    below = get_named_type(field.type)
    if path in LEFT_OUT:
        return ""
    if path == "Sales.compare":
        return "compare { period { from to complete } kpis { revenue netRevenue orders units customers } }"
    more = selections(below) if isinstance(below, GraphQLObjectType) else ""
    return name + ARGUMENTS.get(path, "") + more
