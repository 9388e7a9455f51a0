"""The receipt of a payment: what was paid, what the paper is before the law, and how to prove it."""

import reflex as rx

from avk_app import routes
from avk_app.components.actions import plain_link, quiet_button, quiet_link
from avk_app.components.facts import fact_rows, facts
from avk_app.components.frame import content, subscriber_page, title
from avk_app.components.surfaces import card, note, skeleton
from avk_app.state.receipt import ReceiptState
from avk_app.texts import receipt as texts
from avk_app.texts import shell
from avk_app.view_models.receipt import ItemView, RelatedView

RECEIPT = ReceiptState.receipt


def page() -> rx.Component:
    return subscriber_page(
        content(
            title(rx.cond(RECEIPT.title != "", RECEIPT.title, texts.TAB_TITLE)),
            rx.cond(ReceiptState.is_loaded, _loaded(), _loading()),
            is_form=True,
        ),
        active=routes.PAYMENTS,
    )


def register(app: rx.App) -> None:
    app.add_page(
        page, route=routes.RECEIPT, title=shell.page_title(texts.TAB_TITLE), on_load=ReceiptState.load
    )


def _loading() -> rx.Component:
    return rx.el.div(
        rx.el.p(texts.LOADING, class_name="visually-hidden"), skeleton(4), skeleton(8), class_name="stack"
    )


def _loaded() -> rx.Component:
    return rx.cond(
        RECEIPT.title != "",
        rx.el.div(_total(), _items(), _details(), _marks(), _proof(), class_name="stack"),
        rx.el.div(
            note(ReceiptState.problem, tone="warn"),
            rx.el.div(quiet_link(texts.TO_HISTORY, href=routes.HISTORY)),
            class_name="stack min-h-screen",
        ),
    )


def _total() -> rx.Component:
    return card(
        rx.el.h2(RECEIPT.total_label),
        rx.el.p(RECEIPT.total, class_name="big num"),
        rx.cond(RECEIPT.fee_note != "", rx.el.p(RECEIPT.fee_note, class_name="muted small")),
        rx.el.p(RECEIPT.standing, class_name=f"note note-{RECEIPT.tone}"),
        rx.cond(RECEIPT.waiting_note != "", _waiting()),
        rx.foreach(RECEIPT.related, _related),
        rx.el.div(
            plain_link(texts.PDF, href=RECEIPT.pdf_href, class_name="btn no-print"), class_name="actions"
        ),
    )


def _waiting() -> rx.Component:
    return rx.el.div(
        rx.el.p(RECEIPT.waiting_note),
        rx.el.div(quiet_button(texts.REFRESH, on_click=ReceiptState.load)),
        class_name="gap-s no-print",
    )


def _related(related: RelatedView) -> rx.Component:
    return rx.el.div(plain_link(related.label, href=related.href, class_name="tap"))


def _items() -> rx.Component:
    return card(
        rx.el.h2(RECEIPT.lines_title),
        rx.el.ul(rx.foreach(RECEIPT.lines, _item), _sum(), class_name="lines"),
    )


def _sum() -> rx.Component:
    return rx.el.li(rx.el.b(texts.TOTAL), rx.el.b(RECEIPT.total, class_name="num"))


def _item(item: ItemView) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.el.span(item.name), rx.el.span(item.vat, class_name="muted small"), class_name="line-name"
        ),
        rx.el.b(item.amount, class_name="num"),
    )


def _details() -> rx.Component:
    return card(rx.el.h2(texts.DETAILS), fact_rows(RECEIPT.details))


def _marks() -> rx.Component:
    return rx.cond(
        RECEIPT.marks,
        card(
            rx.el.h2(texts.MARKS),
            rx.cond(RECEIPT.marks_note != "", rx.el.p(RECEIPT.marks_note, class_name="muted")),
            fact_rows(RECEIPT.marks),
        ),
    )


def _proof() -> rx.Component:
    return card(
        rx.el.h2(texts.PROOF),
        rx.el.p(texts.PROOF_TEXT, class_name="muted"),
        facts(RECEIPT.proof),
        rx.el.div(
            plain_link(texts.VERIFY, href=RECEIPT.verify_href, class_name="btn btn-quiet no-print"),
            class_name="actions",
        ),
    )
