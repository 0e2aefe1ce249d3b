"""What each finding's own query answers, in the words in which the finding says it."""

from typing import Any

Answer = dict[str, Any]


def money(amount: str | float) -> str:
    return f"{round(float(amount)):,} GBP"


def percent(share: float) -> str:
    return f"{share:.1%}"


def growth(answer: Answer) -> list[str]:
    last = next(point for point in reversed(answer["sales"]["growth"]) if point["change"] is not None)
    return [percent(abs(last["change"])), money(last["revenue"]), money(last["previous"])]


def concentration(answer: Answer) -> list[str]:
    (top,) = answer["sales"]["byCountry"]
    return [top["country"], percent(top["share"]), money(top["revenue"]), f"{top['customers']:,} known"]


def pareto(answer: Answer) -> list[str]:
    best, _, last = classes = answer["sales"]["abcClasses"]
    products = sum(each["products"] for each in classes)
    return [
        f"{best['products']} of {products} products",
        percent(best["share"]),
        percent(best["products"] / products),
        f"last {last['products']} product",
        percent(last["share"]),
    ]


def tiers(answer: Answer) -> list[str]:
    best = answer["sales"]["spendTiers"][0]
    buyers = sum(each["customers"] for each in answer["sales"]["spendTiers"])
    return [
        f"{best['customers']} VIP",
        percent(best["revenueShare"]),
        percent(best["customers"] / buyers),
        f"{buyers} known",
        money(best["averageRevenue"]),
    ]


def at_risk(answer: Answer) -> list[str]:
    quiet = [each for each in answer["sales"]["rfm"] if each["segment"] in ("AT_RISK", "CANNOT_LOSE")]
    return [
        f"{sum(each['customers'] for each in quiet)} good customer",
        money(sum(float(each["revenue"]) for each in quiet)),
    ]


def losing(answer: Answer) -> list[str]:
    product = answer["product"]
    return [product["name"], *(money(product[period]["kpis"]["revenue"]) for period in ("now", "before"))]


def returned(answer: Answer) -> list[str]:
    kpis = answer["sales"]["kpis"]
    return [percent(kpis["returnRate"]), money(-float(kpis["returns"])), money(kpis["netRevenue"])]


def cancelled(answer: Answer) -> list[str]:
    order = answer["order"]
    assert order["cancelled"] is True
    return [f"Order {order['number']}", money(order["revenue"]), order["placedAt"][:10]]


def pair(answer: Answer) -> list[str]:
    (best,) = answer["sales"]["productPairs"]
    return [
        f"{best['a']['name']} sells with {best['b']['name']}",
        percent(best["confidence"]),
        f"{best['lift']:.1f} times",
        f"{best['orders']} orders",
    ]


def weekday(answer: Answer) -> list[str]:
    points = answer["sales"]["byWeekday"]
    best = max(points, key=lambda point: float(point["revenue"]))
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    total = sum(float(point["revenue"]) for point in points)
    return [
        names[best["weekday"] - 1],
        percent(float(best["revenue"]) / total),
        money(best["revenue"]),
        f"{best['orders']} orders",
    ]


def hour(answer: Answer) -> list[str]:
    points = answer["sales"]["byHour"]
    best = max(points, key=lambda point: point["orders"])
    total = sum(point["orders"] for point in points)
    return [
        f"between {best['hour']}:00 and",
        f"{best['orders']} of {total} orders",
        percent(best["orders"] / total),
        money(best["revenue"]),
    ]


def unknown(answer: Answer) -> list[str]:
    revenue = float(answer["sales"]["kpis"]["revenue"])
    share = 1 - sum(each["revenueShare"] for each in answer["sales"]["spendTiers"])
    return [percent(share), money(revenue * share)]
