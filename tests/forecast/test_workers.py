"""Worker processes: real ones, killed for real."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from backend.errors import BadInput, Timeout, Unavailable
from backend.forecast import ForecastWorkers
from backend.forecast.daily import forecast_daily
from backend.forecast.task import DailyForecast
from tests.forecast.synthetic import shop, weekly

ROOT = Path(__file__).parents[2]
SERVE = """
import asyncio
from backend.forecast import ForecastWorkers

async def main():
    async with ForecastWorkers(1) as workers:
        await workers.warm()
        print(*workers.pids(), flush=True)
        await asyncio.sleep(60)

if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.fixture(scope="module")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """The event loop uvicorn runs; the cache's tests run on asyncio's own."""
    return "asyncio", {"use_uvloop": True}


def running(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


async def gone(pids: list[int], seconds: float = 5.0) -> bool:
    """Whether all of them end within the time."""
    for _ in range(int(seconds / 0.05)):
        if not any(running(pid) for pid in pids):
            return True
        await asyncio.sleep(0.05)
    return False


@pytest.mark.anyio
async def test_life_and_death_of_a_worker() -> None:
    history = weekly(120)
    async with ForecastWorkers(1) as workers:
        assert await workers.run(DailyForecast(history, 7, 0.8)) == forecast_daily(history, 7, 0.8)
        with pytest.raises(BadInput, match="No sales") as refusal:
            await workers.run(DailyForecast(shop([0.0]), 7, 0.8))
        assert refusal.value.extensions == {"field": "filter"}

        [busy] = workers.pids()
        os.kill(busy, signal.SIGINT)
        fit = asyncio.create_task(workers.run(DailyForecast(weekly(700), 365, 0.8)))
        await asyncio.sleep(0.3)
        os.kill(busy, signal.SIGKILL)
        with pytest.raises(Unavailable, match="try again"):
            await fit
        assert len((await workers.run(DailyForecast(history, 7, 0.8))).points) == 7

        [idle] = workers.pids()
        assert idle != busy
        os.kill(idle, signal.SIGKILL)
        assert await gone([idle])
        await asyncio.sleep(0.5)  # a zombie's last thread may still be ending
        assert len((await workers.run(DailyForecast(history, 7, 0.8))).points) == 7
        pids = workers.pids()
        assert workers.scratch.is_dir()
    assert await gone([busy, idle, *pids], seconds=0.1)
    assert not workers.scratch.exists()


@dataclass(frozen=True)
class Square:
    """A task of another kind."""

    number: int

    def run(self) -> object:
        if self.number < 0:
            raise BadInput("number is negative; give 0 or more.", field="number")
        if self.number == 0:
            return lambda: None
        return {"square": self.number**2, "pid": os.getpid(), "half": 1 / (self.number - 1)}


@pytest.mark.anyio
async def test_any_task_runs_in_the_worker() -> None:
    async with ForecastWorkers(1) as workers:
        answer = await workers.run(Square(3))
        assert answer == {"square": 9, "pid": workers.pids()[0], "half": 0.5}
        with pytest.raises(BadInput, match="negative") as refusal:
            await workers.run(Square(-1))
        assert refusal.value.extensions == {"field": "number"}
        with pytest.raises(RuntimeError, match="ZeroDivisionError"):
            await workers.run(Square(1))
        with pytest.raises(RuntimeError, match="pickle"):
            await workers.run(Square(0))
        assert workers.pids() == [answer["pid"]]


@pytest.mark.anyio
async def test_a_stuck_worker_is_stopped_and_the_next_call_works() -> None:
    async with ForecastWorkers(1, timeout_seconds=3.0) as workers:
        await workers.warm()
        [stuck] = workers.pids()
        os.kill(stuck, signal.SIGSTOP)
        with pytest.raises(Timeout, match="over 3 s"):
            await workers.run(DailyForecast(weekly(60), 7, 0.8))
        assert await gone([stuck])
        await workers.warm()
        assert len((await workers.run(DailyForecast(shop([5.0] * 10), 7, 0.8))).points) == 7


@pytest.mark.anyio
async def test_two_workers_fit_side_by_side_and_a_third_call_waits() -> None:
    async with ForecastWorkers(2) as workers:
        forecasts = await asyncio.gather(
            *(workers.run(DailyForecast(weekly(60 + extra), 7, 0.8)) for extra in range(3))
        )
        assert [len(forecast.history) for forecast in forecasts] == [60, 61, 62]
        assert len(workers.pids()) == 2


@pytest.mark.anyio
async def test_shutting_down_ends_a_fit_under_way_and_refuses_the_next() -> None:
    async with ForecastWorkers(1) as workers:
        fit = asyncio.create_task(workers.run(DailyForecast(weekly(700), 365, 0.8)))
        waiting = asyncio.create_task(workers.run(DailyForecast(weekly(60), 7, 0.8)))
        await asyncio.sleep(0.1)
        pids = workers.pids()
    for call in (fit, waiting):
        with pytest.raises(Unavailable):
            await call
    assert await gone(pids, seconds=0.1)
    with pytest.raises(Unavailable, match="shut down"):
        await workers.run(DailyForecast(weekly(60), 7, 0.8))


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_workers_die_with_their_parent(how: signal.Signals, tmp_path: Path) -> None:
    script = tmp_path / "serve.py"
    script.write_text(SERVE)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, script], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as parent:
        assert parent.stdout
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        assert pids
        assert all(running(pid) for pid in pids)
        os.kill(pids[0], signal.SIGINT)
        time.sleep(0.1)
        assert running(pids[0]), "Ctrl-C is the parent's business"
        parent.send_signal(how)
        parent.wait(timeout=60)
    assert asyncio.run(gone(pids))
