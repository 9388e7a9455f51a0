"""Lists as the provider gives them: newest first, a page at a time, from after or before an object."""

from collections.abc import Callable

from avk_app.sandbox.errors import Body, invalid
from avk_app.sandbox.shapes import listing
from avk_app.sandbox.work import Filter, Work

MAX_PAGE, USUAL_PAGE = 100, 10
FAR_FUTURE = 10**12
_COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
_ADDRESSES = {
    "checkout.session": "/v1/checkout/sessions",
    "payment_intent": "/v1/payment_intents",
    "charge": "/v1/charges",
    "refund": "/v1/refunds",
    "dispute": "/v1/disputes",
    "event": "/v1/events",
    "payment_method": "/v1/payment_methods",
}


def retrieving(kind: str) -> Callable[[Work], Body]:
    """The operation that shows the object which the address names."""
    return lambda work: work.get_addressed(kind)


def listing_of(kind: str, *names: str) -> Callable[[Work], Body]:
    """The operation that lists objects, filtered by parameters of these names."""
    return lambda work: list_objects(work, kind, list(names))


def list_objects(work: Work, kind: str, names: list[str], more: list[Filter] | None = None) -> Body:
    """A page of one kind, filtered by those of `names` that are given and by `more`."""
    params = work.params
    filters: list[Filter] = [(name, params.text(name)) for name in names if params.text(name)]
    filters += [*(more or []), *_created(work)]
    limit = params.integer("limit", 1, MAX_PAGE, USUAL_PAGE)
    if before := params.text("ending_before"):
        filters.append(("sequence > ?", _sequence(work, before, "ending_before")))
        page = work.select(kind, filters, "ASC", limit + 1)
        return listing(_ADDRESSES[kind], page[:limit][::-1], has_more=len(page) > limit)
    if after := params.text("starting_after"):
        filters.append(("sequence < ?", _sequence(work, after, "starting_after")))
    page = work.select(kind, filters, "DESC", limit + 1)
    return listing(_ADDRESSES[kind], page[:limit], has_more=len(page) > limit)


def _created(work: Work) -> list[Filter]:
    """`created=…` or `created[gte]=…` and its like."""
    if "created" not in work.params:
        return []
    if isinstance(work.params.raw("created"), str):
        return [("created", work.params.integer("created", 0, FAR_FUTURE))]
    bounds = work.params.inner("created")
    bounds.allow_only(*_COMPARISONS)
    return [
        (f"json_extract(body, '$.created') {sign} ?", bounds.integer(name, 0, FAR_FUTURE))
        for name, sign in _COMPARISONS.items()
        if name in bounds
    ]


def _sequence(work: Work, object_id: str, param: str) -> int:
    row = work.connection.execute("SELECT sequence FROM object WHERE id = ?", (object_id,)).fetchone()
    if row is None:
        raise invalid(f"No such object: '{object_id[:100]}'", param, "resource_missing")
    return int(row[0])


def list_events(work: Work) -> Body:
    """Filtered by `type`, which may end in `.*`, or by several `types`, and by whether all was delivered."""
    types = work.params.texts("types") or [kind for kind in [work.params.text("type")] if kind]
    filters: list[Filter] = []
    if types:
        either = " OR ".join(["json_extract(body, '$.type') GLOB ?"] * len(types))
        filters.append((f"({either})", tuple(types)))
    if "delivery_success" in work.params:
        is_delivered = work.params.flag("delivery_success")
        filters.append(("(json_extract(body, '$.pending_webhooks') = 0) = ?", is_delivered))
    return list_objects(work, "event", [], filters)
