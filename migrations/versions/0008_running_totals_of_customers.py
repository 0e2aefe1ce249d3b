"""Running totals of customers, and cohorts by month; both are filled from what the rollups hold already.

The total of everything stands at a mark after all days, where it does not move with the data's last day.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_END = "date '9999-01-01'"
_MEASURES = ("revenue", "returns", "units", "lines", "return_lines", "orders")
_FILL_RUNNING = f"""
do $$
declare
    whole record;
    mark date;
    before date;
begin
    select first_day, last_day into whole from dataset;
    before := whole.first_day;
    for mark in
        select day::date from generate_series(whole.first_day + 1, whole.last_day, interval '1 day') day
        where extract(day from day) in (1, 16)
        union all select {_END} where whole.first_day is not null
        order by 1
    loop
        insert into rollup_customers_running (day, customer_id, country_id, {", ".join(_MEASURES)}, last_sale)
        select mark, customer_id, country_id, {", ".join(f"sum({each})" for each in _MEASURES)}, max(last_sale) from (
            select customer_id, country_id, {", ".join(_MEASURES)}, last_sale
            from rollup_customers_running where day = before
            union all
            select customer_id, country_id, {", ".join(_MEASURES)}, case when lines > 0 then day end
            from rollup_customers_countries_day where day >= before and day < mark
        ) parts group by customer_id, country_id order by customer_id, country_id;
        before := mark;
    end loop;
end $$
"""
_FILL_COHORTS = """
insert into rollup_cohorts (day, first_day, customers, revenue)
select day, first_day, count(*), sum(revenue) from (
    select day, customer_id, sum(revenue) as revenue
    from rollup_customers_countries_month where orders > 0 group by 1, 2
) bought join customers using (customer_id) group by 1, 2
"""


def upgrade() -> None:
    op.create_table(
        "rollup_customers_running",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("country_id", sa.Integer(), nullable=False),
        sa.Column("revenue", sa.Numeric(), nullable=False),
        sa.Column("returns", sa.Numeric(), nullable=False),
        sa.Column("units", sa.Numeric(), nullable=False),
        sa.Column("lines", sa.BigInteger(), nullable=False),
        sa.Column("return_lines", sa.BigInteger(), nullable=False),
        sa.Column("orders", sa.BigInteger(), nullable=False),
        sa.Column("last_sale", sa.Date(), nullable=True),
    )
    _index("customers", "customer_id")
    op.drop_index("ix_rollup_products_running_day", table_name="rollup_products_running")
    _index("products", "product_id")
    op.create_table(
        "rollup_cohorts",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("customers", sa.BigInteger(), nullable=False),
        sa.Column("revenue", sa.Numeric(), nullable=False),
    )
    op.create_index("ix_rollup_cohorts_day", "rollup_cohorts", ["day"], unique=False)
    op.execute(_FILL_RUNNING)
    op.execute(_FILL_COHORTS)
    op.execute(f"update rollup_products_running set day = {_END} from dataset where day > last_day")
    op.execute("analyze rollup_customers_running, rollup_cohorts, rollup_products_running")


def downgrade() -> None:
    op.execute(f"update rollup_products_running set day = last_day + 1 from dataset where day = {_END}")
    op.drop_table("rollup_cohorts")
    op.drop_table("rollup_customers_running")
    op.drop_index("ix_rollup_products_running_day_product_id", table_name="rollup_products_running")
    op.create_index("ix_rollup_products_running_day", "rollup_products_running", ["day"], unique=False)


def _index(members: str, key: str) -> None:
    """The rows of a mark in the order in which they are added up."""
    table = f"rollup_{members}_running"
    op.create_index(f"ix_{table}_day_{key}", table, ["day", key], unique=False)
