"""What a visitor does and sees, in the words of the tests."""

import contextlib
import re
import time
from decimal import Decimal
from typing import Any, Protocol
from urllib.parse import urlencode

from playwright.sync_api import Error, Page, expect

FIGURES = ("revenue", "netRevenue", "returns", "orders", "averageOrderValue", "customers", "units", "products")
PATIENCE_MS = 30_000
SETTLED = "document.querySelector('.numbers[aria-busy=false]')?.dataset.view === location.search.slice(1)"


class Site(Protocol):
    """Where a dashboard answers and who may enter."""

    @property
    def url(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def password(self) -> str: ...


class Dashboard:
    """One browser page on one dashboard."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page, self.site = page, site
        page.set_default_timeout(PATIENCE_MS)

    def open(self, **chosen: str | list[str]) -> None:
        """Go to the Overview under a filter: from, to, country."""
        query = urlencode(chosen, doseq=True)
        self.page.goto(f"{self.site.url}/{'?' if query else ''}{query}")

    def sign_in(self, password: str | None = None) -> None:
        self.page.wait_for_url(re.compile("/login"))
        self.page.get_by_label("E-mail").fill(self.site.email)
        self.page.get_by_label("Password").fill(self.site.password if password is None else password)
        self.page.get_by_role("button", name="Sign in").click()

    def enter(self, **chosen: str | list[str]) -> None:
        """Open the Overview and sign in on the way."""
        self.open(**chosen)
        self.sign_in()
        self.settled()

    def settled(self) -> None:
        """Wait until the numbers of the present address are shown."""
        deadline = time.monotonic() + PATIENCE_MS / 1000
        while time.monotonic() < deadline:  # the page's policy lets nobody evaluate text in it, not even Playwright
            with contextlib.suppress(Error):  # the page is being left
                if self.page.evaluate(SETTLED):
                    return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"no numbers at {self.page.url}")

    def figures(self) -> dict[str, Decimal | None]:
        """The exact value of every card."""
        return {name: exact(self.page.locator(f"[data-kpi={name}]").get_attribute("title")) for name in FIGURES}

    def shown(self) -> dict[str, str]:
        """Every card as it reads."""
        return {name: self.page.locator(f"[data-kpi={name}]").inner_text() for name in FIGURES}

    def ranking(self, name: str) -> dict[str, Decimal | None]:
        """A ranked list: key to exact revenue, in order."""
        cells = self.page.locator(f"[data-list={name}] [data-rank]").all()
        return {str(cell.get_attribute("data-rank")): exact(cell.get_attribute("title")) for cell in cells}

    def drawn(self, name: str, trace: int = 0) -> dict[str, Any]:
        """What Plotly drew in a chart: one trace's x, y and hatching."""
        chart = self.page.locator(f"[data-chart={name}] .js-plotly-plot")
        expect(chart).to_be_visible(timeout=PATIENCE_MS)
        data: dict[str, Any] = chart.evaluate(
            f"""(plot) => {{
                const trace = plot._fullData[{trace}];
                return {{x: Array.from(trace.x), y: Array.from(trace.y), shapes: trace.marker?.pattern?.shape}};
            }}"""
        )
        return data

    def choose_days(self, start: str, end: str) -> None:
        self.page.locator(".opener[popovertarget=filter-days]").click()
        self.page.get_by_label("From").fill(start)
        self.page.get_by_label("To", exact=True).fill(end)
        self.page.locator("#filter-days").get_by_role("button", name="Apply").click()
        self.page.wait_for_url(f"**from={start}&to={end}**")
        self.settled()

    def choose_countries(self, *names: str) -> None:
        self.page.locator(".opener[popovertarget=filter-countries]").click()
        panel = self.page.locator("#filter-countries")
        for name in names:
            panel.get_by_label("Search countries").fill(name)
            panel.get_by_label(name, exact=True).click()
            expect(panel.get_by_label(name, exact=True)).to_be_checked()
        panel.get_by_role("button", name="Apply").click()
        self.page.wait_for_url(f"**country={urlencode({'': sorted(names)[-1]})[1:]}**")
        self.settled()

    def overflow(self) -> int:
        """Pixels by which the page is wider than its window."""
        pixels: int = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        return pixels

    def clipped(self) -> list[str]:
        """Cards' figures and titles that do not fit their place."""
        texts: list[str] = self.page.evaluate(
            """() => [...document.querySelectorAll('.kpi-value, .kpi-note, .card-title, .kpi-label, .button, .number')]
                .filter((e) => {
                    const card = e.closest('.card, .header, .filters, .popover');
                    const box = e.getBoundingClientRect();
                    return box.width && card && box.right > card.getBoundingClientRect().right + 1;
                }).map((e) => e.textContent)"""
        )
        return texts


def exact(text: str | None) -> Decimal | None:
    """The number in a text such as -£896,812.49; None where the text says there is none."""
    if not text or text == "\N{EM DASH}":
        return None
    digits = re.sub(r"[^0-9.]", "", text)
    return -Decimal(digits) if text.startswith("\N{MINUS SIGN}") else Decimal(digits)
