"""`sales forecast`: the next days' revenue as a table."""

import asyncio
from typing import TYPE_CHECKING

from backend.cli.database import connected, database_of, require_migrated
from backend.settings import Settings, load_settings

if TYPE_CHECKING:
    from backend.forecast import Forecast


def run_forecast(horizon: int, level: float) -> None:
    """Print the forecast. Raises BadInput without data, UsageError without tables, Timeout."""
    settings = load_settings()
    with database_of(settings) as dsn:
        forecast, currency = asyncio.run(_forecast(dsn, settings, horizon, level))
    _print(forecast, currency)


async def _forecast(dsn: str, settings: Settings, horizon: int, level: float) -> "tuple[Forecast, str]":
    from backend.analytics.dataset import dataset
    from backend.app.forecasts import forecasts_of
    from backend.forecast import ForecastRequest, ForecastWorkers

    async with connected(dsn, settings) as db, ForecastWorkers() as workers:
        await require_migrated(db)
        forecasts = forecasts_of(db, workers)
        try:
            made = await forecasts.forecast(ForecastRequest(horizon=horizon, level=level))
            return made, (await dataset(db)).currency or ""
        finally:
            await forecasts.close()


def _print(forecast: "Forecast", currency: str) -> None:
    from rich.console import Console
    from rich.table import Table

    title = f"Revenue a day in {currency}, {forecast.level:.0%} band, {forecast.model}"
    table = Table("day", "low", "forecast", "high", title=title, title_justify="left")
    for column in table.columns[1:]:
        column.justify = "right"
    for point in forecast.points:
        table.add_row(f"{point.date:%a %Y-%m-%d}", *(_amount(each) for each in (point.lower, point.value, point.upper)))
    total = forecast.total
    if total is not None:
        table.add_section()
        table.add_row("total", _amount(total.lower), _amount(total.value), _amount(total.upper))
    console = Console()
    console.print(table)
    tested = forecast.backtest
    if tested is not None and tested.wape is not None and tested.coverage is not None:
        baseline = f"{tested.baseline_wape:.1%}" if tested.baseline_wape is not None else "unknown"
        console.print(
            f"Tested on {tested.origins} past dates: off by {tested.wape:.1%} of revenue (WAPE; {tested.baseline}: "
            f"{baseline}), the band held {tested.coverage:.0%} of the days."
        )


def _amount(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"
