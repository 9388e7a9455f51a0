"""The hosted page as a browser without scripts uses it."""

import html
import re
from typing import Any

import httpx
import pytest

from avk_app.texts import sandbox as texts
from tests.sandbox.server import DAY, HostedPage, Sandbox, session_params

VISA = {"way": "card", "number": "4242 4242 4242 4242", "expiry": "12/34", "cvc": "123"}
DECLINED = "4000 0000 0000 0002"


def _session(sandbox: Sandbox, **changes: Any) -> Any:
    return sandbox.stripe.v1.checkout.sessions.create(session_params(**changes))


def _status(sandbox: Sandbox, session: Any) -> tuple[str | None, str]:
    now = sandbox.stripe.v1.checkout.sessions.retrieve(session.id)
    return now.status, now.payment_status


def _said(answer: httpx.Response) -> str:
    return html.unescape(answer.text)


def test_the_page_says_that_it_is_a_demo_and_shows_the_sum_before_paying(sandbox: Sandbox) -> None:
    page = HostedPage(_session(sandbox).url)
    said = _said(page.get())
    assert texts.DEMO in said
    for shown in ("Вода и стоки", "422,65", "Комиссия", "4,23", "426,88"):
        assert shown in said


def test_another_currency_is_not_called_roubles(sandbox: Sandbox) -> None:
    params = session_params()
    for line in params["line_items"]:
        line["price_data"]["currency"] = "USD"
    said = _said(HostedPage(str(sandbox.stripe.v1.checkout.sessions.create(params).url)).get())
    assert "426,88\u202fUSD" in said
    assert "₽" not in said


def test_paying_leads_back_with_the_number_of_the_session(sandbox: Sandbox) -> None:
    session = _session(sandbox)
    page = HostedPage(session.url)
    answer = page.post(**VISA)
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"https://portal.example/paid?session={session.id}",
    )
    assert _status(sandbox, session) == ("complete", "paid")


def test_a_paid_session_says_so_and_takes_no_second_payment(sandbox: Sandbox) -> None:
    session = _session(sandbox)
    page = HostedPage(session.url)
    page.post(**VISA)
    for answer in (page.get(), page.post(**VISA), page.get(f"{session.url}/confirm")):
        assert texts.PAID_TITLE in answer.text
    charges = sandbox.stripe.v1.charges.list({"payment_intent": str(session.payment_intent)})
    assert len(charges.data) == 1


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (DECLINED, "generic_decline"),
        ("4000000000009995", "insufficient_funds"),
        ("5555 5555 5555 4444", "test_mode_live_card"),
    ],
)
def test_a_refused_card_says_why_keeps_what_was_typed_and_another_may_pay(
    sandbox: Sandbox, number: str, reason: str
) -> None:
    session = _session(sandbox)
    page = HostedPage(session.url)
    answer = page.post(**VISA | {"number": number})
    assert texts.DECLINES[reason] in answer.text
    assert f'value="{number}"' in answer.text
    assert _status(sandbox, session) == ("open", "unpaid")
    assert page.post(**VISA).status_code == 303
    sandbox.utility.wait_for("payment_intent.payment_failed", "checkout.session.completed")


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("number", "", texts.NUMBER_EMPTY),
        ("number", "4242 4242 4242 4243", texts.NUMBER_WRONG),
        ("number", "\u202e4242", texts.NUMBER_WRONG),
        ("number", "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢", texts.NUMBER_WRONG),
        ("expiry", "13/34", texts.EXPIRY_WRONG),
        ("expiry", "10/26", texts.EXPIRY_PAST),
        ("cvc", "12", texts.CVC_WRONG),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_tried(
    sandbox: Sandbox, field: str, value: str, problem: str
) -> None:
    session = _session(sandbox)
    page = HostedPage(session.url)
    answer = page.post(**VISA | {field: value})
    assert answer.text.count(problem) == 2, "in the summary and at the field"
    assert 'aria-invalid="true"' in answer.text
    assert _status(sandbox, session) == ("open", "unpaid")


def test_links_fill_the_form_with_each_test_card(sandbox: Sandbox) -> None:
    page = HostedPage(_session(sandbox).url)
    links = re.findall(r'href="(\?card=[a-z-]+)#card"', page.get().text)
    filled = [re.findall(r'name="number" value="([^"]+)"', page.get(link).text) for link in links]
    assert [DECLINED] in filled
    assert len(filled) == 7


def test_a_card_that_asks_is_confirmed_on_a_page_of_its_own(sandbox: Sandbox) -> None:
    session = _session(sandbox)
    page = HostedPage(session.url)
    asked = page.post(**VISA | {"number": "4000 0025 0000 3155"})
    assert asked.headers["location"] == f"{sandbox.path}/c/pay/{session.id}/confirm"
    assert _status(sandbox, session) == ("open", "unpaid")
    assert texts.CONFIRM in page.follow(asked).text
    done = page.follow(asked, decision="yes")
    assert done.headers["location"].startswith("https://portal.example/paid")
    assert _status(sandbox, session) == ("complete", "paid")


def test_refusing_to_confirm_takes_nothing_and_says_so(sandbox: Sandbox) -> None:
    session = _session(sandbox)
    page = HostedPage(session.url)
    confirm = page.post(**VISA | {"number": "4000002500003155"}).headers["location"]
    back = page.post(confirm, decision="no").headers["location"]
    assert texts.DECLINES["refused"] in page.get(back).text
    assert page.get(confirm).headers["location"] == f"{sandbox.path}/c/pay/{session.id}"
    assert page.post(confirm, decision="yes").status_code == 303
    assert _status(sandbox, session) == ("open", "unpaid")


def test_the_wallet_is_offered_where_the_session_allows_it(sandbox: Sandbox) -> None:
    page = HostedPage(_session(sandbox).url)
    assert texts.WALLET not in page.get().text
    assert page.post(way="link").status_code == 400
    session = _session(sandbox, payment_method_types=["link"])
    page = HostedPage(session.url)
    said = page.get().text
    assert texts.WALLET in said
    assert texts.NUMBER not in said
    page.follow(page.post(way="link"), decision="yes")
    assert _status(sandbox, session) == ("complete", "paid")


def test_a_card_does_not_pay_a_session_for_the_wallet(sandbox: Sandbox) -> None:
    session = _session(sandbox, payment_method_types=["link"])
    page = HostedPage(session.url)
    page.post(**VISA)
    assert _status(sandbox, session) == ("open", "unpaid")


@pytest.mark.parametrize(("action", "status", "event"), [
    ("settle", "paid", "async_payment_succeeded"), ("fail_payment", "unpaid", "async_payment_failed"),
])  # fmt: skip
def test_a_wallets_money_may_come_later_or_never(
    sandbox: Sandbox, action: str, status: str, event: str
) -> None:
    sandbox.faults.is_settlement_slow = True
    session = _session(sandbox, payment_method_types=["link"])
    page = HostedPage(session.url)
    page.follow(page.post(way="link"), decision="yes")
    assert _status(sandbox, session) == ("complete", "unpaid")
    assert texts.ON_ITS_WAY_TITLE in page.get().text
    sandbox.provider.act(action, payment_intent=str(session.payment_intent))
    assert _status(sandbox, session) == ("complete", status)
    sandbox.utility.wait_for("checkout.session.completed", f"checkout.session.{event}")


def test_an_expired_session_says_so_and_takes_nothing(sandbox: Sandbox) -> None:
    session = _session(sandbox)
    sandbox.clock.ahead = DAY
    page = HostedPage(session.url)
    assert texts.EXPIRED_TITLE in page.post(**VISA).text
    assert texts.EXPIRED_TITLE in page.get().text
    assert _status(sandbox, session) == ("expired", "unpaid")


def test_a_card_is_saved_without_paying(sandbox: Sandbox) -> None:
    session = sandbox.stripe.v1.checkout.sessions.create(
        {"mode": "setup", "currency": "rub", "success_url": "https://portal.example/saved"}
    )
    page = HostedPage(session.url)
    assert texts.SAVE_HINT in page.get().text
    assert texts.NOT_SAVED_TITLE in page.post(**VISA | {"number": DECLINED}).text
    confirm = page.post(**VISA | {"number": "4000002500003155"}).headers["location"]
    assert texts.CONFIRM_SAVING_TITLE in page.get(confirm).text
    assert page.post(confirm, decision="yes").headers["location"].endswith("/saved")
    assert texts.SAVED_TITLE in page.get().text


def test_an_unknown_session_has_no_page(sandbox: Sandbox) -> None:
    answer = httpx.get(f"{sandbox.url}/c/pay/cs_test_nothing")
    assert answer.status_code == 404
    assert texts.MISSING_TITLE in answer.text


def test_the_receipt_shows_what_was_paid_and_given_back(sandbox: Sandbox) -> None:
    session = _session(sandbox)
    intent = sandbox.provider.act("pay", session=session.id)
    sandbox.stripe.v1.refunds.create({"payment_intent": intent["id"], "amount": 100})
    charge = sandbox.stripe.v1.charges.retrieve(intent["latest_charge"])
    said = httpx.get(str(charge.receipt_url)).text
    assert "Visa •• 4242" in said
    assert texts.RECEIPT_REFUNDED in said


def test_whatever_stands_in_a_session_is_shown_as_text(sandbox: Sandbox) -> None:
    params = session_params(cancel_url='https://portal.example/"><script>alert(1)</script>')
    params["line_items"][0]["price_data"]["product_data"]["name"] = "<script>alert(1)</script>"
    page = HostedPage(sandbox.stripe.v1.checkout.sessions.create(params).url)
    pages = [page.get().text, page.post(**VISA | {"number": '"><script>'}).text]
    assert all("<script" not in text for text in pages)


def test_pages_forbid_scripts_frames_caches_and_foreign_forms(sandbox: Sandbox) -> None:
    page = HostedPage(_session(sandbox).url)
    headers = page.get().headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self' https://portal.example" in policy
    assert "unsafe" not in policy
    assert (headers["cache-control"], headers["x-frame-options"]) == ("no-store", "DENY")


def test_no_card_number_is_ever_written_down(sandbox: Sandbox) -> None:
    page = HostedPage(_session(sandbox).url)
    page.post(**VISA | {"number": DECLINED, "cvc": "987"})
    page.post(**VISA)
    folder = sandbox.app.state.engine.settings.database.parent
    written = b"".join(path.read_bytes() for path in folder.glob("sandbox.db*"))
    assert rb'"last4":"4242"' in written
    assert b"4242424242424242" not in written
    assert b"4000000000000002" not in written
    assert DECLINED.encode() not in written


@pytest.mark.parametrize(
    "body", [b"way=%ff", b"number[0]=1&number=2", b"a" * 70_000, b"number=%00&expiry=1&cvc=1", b"number[a]=1"]
)
def test_broken_forms_are_refused_without_breaking(sandbox: Sandbox, body: bytes) -> None:
    session = _session(sandbox)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert httpx.post(session.url, content=body, headers=headers).status_code in (200, 400, 413)
    assert _status(sandbox, session) == ("open", "unpaid")
