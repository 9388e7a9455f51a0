"""The hosted page's HTML: plain, without scripts, everything from outside escaped."""

from html import escape

from avk_app.money import NARROW_SPACE, format_kopecks, format_kopecks_plain
from avk_app.sandbox.card_form import CardForm, filled_with
from avk_app.sandbox.cards import CARDS
from avk_app.sandbox.errors import Body
from avk_app.sandbox.methods import WALLET
from avk_app.texts import sandbox as texts

_PAGE = """<!doctype html>
<html lang="ru">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title} — {payee}</title>
<link rel="stylesheet" href="{root}/style.css">
<link rel="icon" href="data:,">
</head>
<body>
<aside class="demo">{demo} <small>{hint}</small></aside>
<main class="wrap {layout}">
{content}
</main>
</body>
</html>"""
# The action drops what stands behind # in the address: the answer is then shown from its top.
_POST = 'class="card" method="post" action="?"'
_FIELD = """<div class="field"><label for="{name}">{label}</label>{hint}
<input id="{name}" name="{name}" value="{value}" inputmode="numeric" autocomplete="off" maxlength="{longest}"
 required aria-describedby="{described}"{invalid}>{error}</div>"""


def page(root: str, title: str, content: str, *, layout: str = "narrow") -> str:
    """The whole document; `root` is where the app is mounted."""
    return _PAGE.format(
        title=escape(title),
        payee=texts.PAYEE,
        root=escape(root),
        demo=texts.DEMO,
        hint=texts.DEMO_HINT,
        layout=layout,
        content=content,
    )


def _sum(amount: int, of: Body) -> str:
    """Roubles as the portal writes them; another currency by its code."""
    if of["currency"] == "rub":
        return format_kopecks(amount)
    return f"{format_kopecks_plain(amount)}{NARROW_SPACE}{escape(of['currency'].upper())}"


def message_page(root: str, title: str, text: str, link: str = "") -> str:
    """Something to know, and the way back if there is one."""
    back = f'<a class="btn primary" href="{escape(link)}">{texts.TO_SITE}</a>' if link else ""
    return page(root, title, f'<section class="card"><h1>{title}</h1><p>{text}</p>{back}</section>')


def pay_page(root: str, session: Body, lines: list[Body], form: CardForm, problems: dict[str, str]) -> str:
    """`problems`: by field, or under "" the reason of a decline."""
    is_saving = session["mode"] == "setup"
    title = texts.SAVE_TITLE if is_saving else texts.PAY_TITLE
    head = f'<header class="head"><p class="muted">{texts.PAYEE}</p><h1>{title}</h1></header>'
    lead = f"<p>{texts.SAVE_HINT}</p>" if is_saving else _lines(session, lines)
    left = f'<section class="card">{lead}{_back(session, is_saving=is_saving)}</section>'
    ways = [_WAYS[way](session, form, problems) for way in session["payment_method_types"]]
    right = "".join([*ways, _test_cards() if "card" in session["payment_method_types"] else ""])
    content = f'{head}{_note(problems, is_saving=is_saving)}{left}<div class="ways">{right}</div>'
    return page(root, title, content, layout="two")


def _lines(session: Body, lines: list[Body]) -> str:
    rows = "".join(_line(line) for line in lines)
    total = _sum(session["amount_total"], session)
    return (
        f'<h2>{texts.WHAT_IS_PAID}</h2><dl>{rows}<div class="line total"><dt>{texts.TOTAL}</dt>'
        f'<dd class="num">{total}</dd></div></dl>'
    )


def _line(line: Body) -> str:
    count = line["quantity"]
    times = f" {texts.QUANTITY.format(quantity=count)}" if count > 1 else ""
    amount = _sum(line["amount_total"], line)
    return (
        f'<div class="line"><dt>{escape(line["description"])}{times}</dt><dd class="num">{amount}</dd></div>'
    )


def _back(session: Body, *, is_saving: bool) -> str:
    label = texts.BACK_FROM_SAVING if is_saving else texts.BACK
    address = session["cancel_url"]
    return f'<a class="back" href="{escape(address)}">{label}</a>' if address else ""


def _note(problems: dict[str, str], *, is_saving: bool) -> str:
    """At the top: a decline in words, or links to the fields."""
    if not problems:
        return ""
    declined = texts.NOT_SAVED_TITLE if is_saving else texts.DECLINED_TITLE
    if reason := problems.get(""):
        title, inside = declined, f"<p>{reason}</p>"
    else:
        links = (f'<li><a href="#{field}">{problem}</a></li>' for field, problem in problems.items())
        title, inside = texts.PROBLEMS_TITLE, f"<ul>{''.join(links)}</ul>"
    return f'<div class="note" role="alert"><h2>{title}</h2>{inside}</div>'


def _card(session: Body, form: CardForm, problems: dict[str, str]) -> str:
    is_saving = session["mode"] == "setup"
    label = texts.SAVE if is_saving else texts.PAY.format(amount=_sum(session["amount_total"], session))
    number = _field("number", texts.NUMBER, "", form.number, problems)
    expiry = _field("expiry", texts.EXPIRY, texts.EXPIRY_HINT, form.expiry, problems)
    cvc = _field("cvc", texts.CVC, texts.CVC_HINT, form.cvc, problems)
    return (
        f'<form id="card" novalidate {_POST}><h2>{texts.CARD}</h2>{number}'
        f'<div class="halves">{expiry}{cvc}</div>'
        f'<button class="btn primary" name="way" value="card">{label}</button></form>'
    )


def _field(name: str, label: str, hint: str, value: str, problems: dict[str, str]) -> str:
    problem = problems.get(name, "")
    return _FIELD.format(
        name=name,
        label=label,
        hint=f'<span class="hint" id="{name}-hint">{hint}</span>' if hint else "",
        value=escape(value),
        longest=40,
        described=f"{name}-hint {name}-error".removeprefix("" if hint else f"{name}-hint "),
        invalid=' aria-invalid="true"' if problem else "",
        error=f'<span class="error" id="{name}-error">{problem}</span>' if problem else "",
    )


def _test_cards() -> str:
    chips = "".join(
        f'<li><a class="chip" href="?card={card.name}#card"><b>{texts.CARD_NAMES[card.name]}</b>'
        f"<span>{filled_with(card).number}</span></a></li>"
        for card in CARDS
    )
    return (
        f'<section class="card"><h2>{texts.TEST_CARDS}</h2><p class="muted">{texts.TEST_CARDS_HINT}</p>'
        f'<ul class="chips">{chips}</ul></section>'
    )


def _wallet(session: Body, _form: CardForm, _problems: dict[str, str]) -> str:
    amount = _sum(session["amount_total"], session)
    return (
        f'<form {_POST}><h2>{texts.WALLET}</h2><p class="muted">{texts.WALLET_HINT}</p>'
        f'<button class="btn primary" name="way" value="{WALLET}">'
        f"{texts.PAY_BY_WALLET.format(amount=amount)}</button></form>"
    )


_WAYS = {"card": _card, WALLET: _wallet}


def confirm_page(root: str, session: Body) -> str:
    is_saving = session["mode"] == "setup"
    title = texts.CONFIRM_SAVING_TITLE if is_saving else texts.CONFIRM_TITLE
    amount = "" if is_saving else f'<p class="total num">{_sum(session["amount_total"], session)}</p>'
    return page(
        root,
        title,
        f'<form {_POST}><p class="muted">{texts.PAYEE}</p><h1>{title}</h1>{amount}'
        f"<p>{texts.CONFIRM_HINT}</p>"
        f'<button class="btn primary" name="decision" value="yes">{texts.CONFIRM}</button>'
        f'<button class="btn" name="decision" value="no">{texts.REFUSE}</button></form>',
    )


def receipt_page(root: str, charge: Body) -> str:
    card = charge["payment_method_details"].get("card")
    method = f"{card['brand'].capitalize()} •• {card['last4']}" if card else texts.WALLET_SHORT
    sums = {texts.TOTAL: charge["amount"], texts.RECEIPT_REFUNDED: charge["amount_refunded"]}
    rows = "".join(
        f'<div class="line"><dt>{name}</dt><dd class="num">{_sum(amount, charge)}</dd></div>'
        for name, amount in sums.items()
        if amount
    )
    text = texts.RECEIPT_TEXT.format(method=escape(method))
    return page(
        root,
        texts.RECEIPT_TITLE,
        f'<section class="card"><h1>{texts.RECEIPT_TITLE}</h1><dl>{rows}</dl><p>{text}</p></section>',
    )
