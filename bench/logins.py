"""What logins cost, and what they cost others: `python -m bench.logins [--rounds N]`.

Serves the application on an empty database of its own. Each round signs in one after the other, asks queries one after
the other, and asks them again while 50 clients sign in at once, over and over. Told are medians over the rounds; the
ratio is that of queries with logins beside them to queries without, of the same round. The kept query's answer is
ready, the made one is worked out each time.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx

from bench.hostile import EMAIL, PASSWORD, server
from bench.shop import ROOT

RESULT = ROOT / "bench" / "results" / "logins.json"
CLIENTS, LOGINS, QUERIES = 50, 9, 60
LOGIN_MS, RATIO = 250, 2.0
DOCUMENTS = {"kept": "{ dataset { version } }", "made": "{ loads(first: 1) { totalCount } me { email } }"}


@dataclass(frozen=True)
class Round:
    """Milliseconds: a login alone, and each query alone and beside logins; `logged_in` counts the latter a second."""

    login: float
    alone: dict[str, float]
    beside: dict[str, float]
    logged_in: float


async def signed_in(client: httpx.AsyncClient) -> str:
    document = (
        "mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { accessToken } }"
    )
    body = {"query": document, "variables": {"email": EMAIL, "password": PASSWORD}}
    answer = (await client.post("/graphql", json=body)).json()
    return str(answer["data"]["login"]["accessToken"])


async def login_ms(client: httpx.AsyncClient) -> float:
    begun = time.perf_counter()
    await signed_in(client)
    return (time.perf_counter() - begun) * 1000


async def query_ms(client: httpx.AsyncClient, document: str, token: str) -> float:
    begun = time.perf_counter()
    answer = await client.post("/graphql", json={"query": document}, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.text
    return (time.perf_counter() - begun) * 1000


async def queries_ms(client: httpx.AsyncClient, token: str) -> dict[str, float]:
    return {
        name: statistics.median([await query_ms(client, document, token) for _ in range(QUERIES)])
        for name, document in DOCUMENTS.items()
    }


async def one_round(address: str) -> Round:
    limits = httpx.Limits(max_connections=CLIENTS + 1)
    async with (
        httpx.AsyncClient(base_url=address, timeout=120) as client,
        httpx.AsyncClient(base_url=address, timeout=120, limits=limits) as crowd,
    ):
        token = await signed_in(client)
        login = statistics.median([await login_ms(client) for _ in range(LOGINS)])
        alone = await queries_ms(client, token)
        done = 0

        async def again_and_again() -> None:
            nonlocal done
            while True:
                await signed_in(crowd)
                done += 1

        tasks = [asyncio.create_task(again_and_again()) for _ in range(CLIENTS)]
        await asyncio.sleep(1)
        begun, before = time.perf_counter(), done
        beside = await queries_ms(client, token)
        rate = (done - before) / (time.perf_counter() - begun)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return Round(login, alone, beside, rate)


def report(rounds: list[Round]) -> None:
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps([asdict(each) for each in rounds], indent=2) + "\n")
    login = statistics.median(each.login for each in rounds)
    print(f"login alone: {login:.0f} ms (at most {LOGIN_MS})")
    for name in DOCUMENTS:
        alone = statistics.median(each.alone[name] for each in rounds)
        beside = statistics.median(each.beside[name] for each in rounds)
        ratio = statistics.median(each.beside[name] / each.alone[name] for each in rounds)
        print(f"{name} query: {alone:.1f} ms alone, {beside:.1f} ms beside {CLIENTS} logins: {ratio:.2f} x ({RATIO})")
    print(f"logins meanwhile: {statistics.median(each.logged_in for each in rounds):.1f} a second")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    rounds = options.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="sales-bench-") as folder:
        home = Path(folder) / "home"
        home.mkdir()
        with server(home) as (_, address):
            report([asyncio.run(one_round(address)) for _ in range(rounds)])


if __name__ == "__main__":
    main()
