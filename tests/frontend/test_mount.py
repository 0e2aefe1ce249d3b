"""The mounted dashboard as a browser's requests find it."""

import re

import httpx

from tests.api.server import Server


def test_pages_are_asked_for_anew_and_their_parts_are_kept_and_compressed(sample_server: Server) -> None:
    page = httpx.get(f"{sample_server.url}/")
    assert page.headers["Cache-Control"] == "no-cache"
    script = re.findall(r'/assets/entry\.client-[^"]+\.js', page.text)[0]
    part = httpx.get(f"{sample_server.url}{script}", headers={"Accept-Encoding": "gzip"})
    assert part.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert part.headers["Content-Encoding"] == "gzip"


def test_what_is_not_there_is_404_and_not_kept(sample_server: Server) -> None:
    missing = httpx.get(f"{sample_server.url}/assets/missing.js")
    assert (missing.status_code, missing.headers["Cache-Control"]) == (404, "no-cache")


def test_the_page_names_nothing_outside(sample_server: Server) -> None:
    page = httpx.get(f"{sample_server.url}/").text
    assert not re.findall(r'(?:src|href)="(?:https?:)?//[^"]+', page)
