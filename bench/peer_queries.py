"""The dashboard's questions as SQL for DuckDB, over one flat table of cleaned lines.

Each text is formatted with `rows`: the table, or the part of it within a range of days. Columns: number, product,
quantity, placed_at, customer, country, amount, is_return.
"""

import os
import tempfile
from pathlib import Path

import duckdb

from backend.db import Database

_FLAT = """
select number, products.code as product, quantity, placed_at, customers.code as customer,
    countries.name as country, amount, is_return
from lines join orders using (order_id) join products using (product_id)
join countries on countries.country_id = orders.country_id
left join customers on customers.customer_id = orders.customer_id
"""
_READ = """
create table lines as select * from read_csv('{path}', header = true, columns = {{'number': 'VARCHAR',
    'product': 'VARCHAR', 'quantity': 'DECIMAL(18, 3)', 'placed_at': 'TIMESTAMP', 'customer': 'VARCHAR',
    'country': 'VARCHAR', 'amount': 'DECIMAL(18, 4)', 'is_return': 'BOOLEAN'}})
"""

_TREND = """
select date_trunc('{unit}', placed_at) as start, coalesce(sum(amount) filter (not is_return), 0),
    coalesce(sum(amount) filter (is_return), 0), coalesce(sum(quantity) filter (not is_return), 0),
    count(distinct number) filter (not is_return), count(distinct customer) filter (not is_return)
from {{rows}} group by 1 order by 1
"""
_PART = """
select {part}(placed_at) as part, coalesce(sum(amount) filter (not is_return), 0),
    coalesce(sum(quantity) filter (not is_return), 0), count(distinct number) filter (not is_return)
from {{rows}} group by 1 order by 1
"""
_BOUGHT = """
select customer, sum(amount) as monetary, count(distinct number) as frequency, max(placed_at)::date as last_day
from {rows} where customer is not null and not is_return group by customer
"""

QUERIES = {
    "kpis": """
        select coalesce(sum(amount) filter (not is_return), 0) as revenue,
            coalesce(sum(amount) filter (is_return), 0), coalesce(sum(quantity) filter (not is_return), 0),
            count(*) filter (not is_return), count(distinct number) filter (not is_return),
            count(distinct customer) filter (not is_return), count(distinct product) filter (not is_return),
            count(distinct country) filter (not is_return),
            (select count(*) from (select customer, min(placed_at) as first_at from lines
                where not is_return and customer is not null group by customer) firsts
             where first_at >= (select min(placed_at) from {rows}) and first_at <= (select max(placed_at) from {rows}))
        from {rows}""",
    "trend by day": _TREND.format(unit="day"),
    "trend by month": _TREND.format(unit="month"),
    "growth": """
        select start, revenue, lag(revenue) over (order by start) from (
            select date_trunc('month', placed_at) as start, sum(amount) filter (not is_return) as revenue
            from {rows} group by 1) months order by start""",
    "byHour": _PART.format(part="hour"),
    "byWeekday": _PART.format(part="isodow"),
    "byCountry": """
        select *, revenue / sum(revenue) over () from (
            select country, coalesce(sum(amount) filter (not is_return), 0) as revenue,
                coalesce(sum(amount) filter (is_return), 0), coalesce(sum(quantity) filter (not is_return), 0),
                count(distinct number) filter (not is_return), count(distinct customer) filter (not is_return)
            from {rows} group by country) grouped order by revenue desc, country""",
    "products": """
        select *, count(*) over () from (
            select *, revenue / sum(revenue) over () as share, sum(revenue) over (
                order by revenue desc, product rows unbounded preceding) / sum(revenue) over () as cumulative
            from (select product, coalesce(sum(amount) filter (not is_return), 0) as revenue,
                coalesce(sum(amount) filter (is_return), 0) as returns,
                coalesce(sum(quantity) filter (not is_return), 0) as units,
                count(distinct number) filter (not is_return) as orders
                from {rows} group by product) grouped) ranked
        order by revenue desc, product limit 10""",
    "customers": """
        select *, count(*) over () from (
            select customer, coalesce(sum(amount) filter (not is_return), 0) as revenue,
                coalesce(sum(amount) filter (is_return), 0) as returns,
                coalesce(sum(quantity) filter (not is_return), 0) as units,
                count(distinct number) filter (not is_return) as orders
            from {rows} where customer is not null group by customer) grouped
        order by revenue desc, customer limit 10""",
    "spendTiers": f"""
        select case when monetary > 5000 then 'VIP' when monetary > 2000 then 'HIGH'
            when monetary > 500 then 'MEDIUM' else 'LOW' end, count(*), sum(monetary), sum(frequency)
        from ({_BOUGHT}) group by 1""",
    "rfm": f"""
        select r, f, count(*), sum(monetary), sum(frequency), min(last_day) from (
            select *, 1 + 5 * (rank() over (order by last_day) - 1) // count(*) over () as r,
                1 + 5 * (rank() over (order by frequency) - 1) // count(*) over () as f,
                1 + 5 * (rank() over (order by monetary) - 1) // count(*) over () as m
            from ({_BOUGHT}))
        group by r, f""",
    "cohorts": """
        with firsts as (
            select customer, date_trunc('month', min(placed_at)) as start
            from lines where not is_return and customer is not null group by customer)
        select start, date_trunc('month', placed_at) as bucket, count(distinct customer), sum(amount)
        from {rows} as scoped join firsts using (customer) where not is_return group by 1, 2""",
}


async def filled(db: Database) -> duckdb.DuckDBPyConnection:
    """DuckDB in memory with all lines in one flat table, on as many threads as there are cores."""
    peer = duckdb.connect(config={"threads": os.cpu_count() or 1})
    with tempfile.TemporaryDirectory(prefix="sales-bench-") as place:
        path = Path(place) / "lines.csv"
        async with db.connection() as connection:
            await connection.copy_from_query(_FLAT, output=path, format="csv", header=True)
        peer.execute(_READ.format(path=path))
    return peer
