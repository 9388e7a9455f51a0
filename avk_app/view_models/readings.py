"""What the readings page shows: cards of meters with their answers, and the receipt."""

import json
from dataclasses import dataclass, replace
from datetime import date

from avk_app.domain.readings import ReadingFlag
from avk_app.domain.readings_guesses import Guess, Slip
from avk_app.errors import InvalidInput
from avk_app.models.meters import MeterKind
from avk_app.money import group_thousands
from avk_app.services.readings_check import CheckedReading, field_name
from avk_app.services.readings_form import MeterForm, ReadingsForm
from avk_app.texts import readings as texts
from avk_app.texts.dashboard import closed_lead
from avk_app.texts.errors import message_for
from avk_app.texts.meters import meter_name, meter_number
from avk_app.texts.russian import (
    TIMES,
    format_date,
    format_day,
    format_near_date,
    genitive_numeral,
    period_name,
    plural,
    remaining_days,
)
from avk_app.view_models.forms import FieldError, field_errors
from avk_app.volume import format_about, format_cubic_metres, format_dial

LOADING, EMPTY, CLOSED, FORM, SENT = "loading", "empty", "closed", "form", "sent"


@dataclass(frozen=True)
class MeterCard:
    """One meter: what it is, what it showed, and the answer to what was typed ("" while there is none)."""

    meter_id: int
    field: str
    name: str
    about: str
    digits: int
    before: str
    usual: str
    value: str
    verification: str
    verification_more: str
    consumption: str = ""
    comparison: str = ""
    error: str = ""
    question: str = ""
    question_more: str = ""
    suggestion: str = ""
    fills: str = ""


@dataclass(frozen=True)
class OtherPeriod:
    """A link to the form of another open period."""

    code: int = 0
    label: str = ""


def mode_of(form: ReadingsForm) -> str:
    """Whether the page begins with the form, with what was sent, or with why there is nothing to send."""
    if form.closed_on is not None:
        return CLOSED
    if not form.meters:
        return EMPTY
    return SENT if all(meter.sent is not None for meter in form.meters) else FORM


def page_title(form: ReadingsForm) -> str:
    """«Показания за ноябрь 2026»."""
    return texts.TITLE_FOR.format(period=period_name(form.period))


def page_lead(form: ReadingsForm) -> str:
    """Until when readings are taken, and how many days that leaves; "" without a meter.

    Of a closed account since when it is closed."""
    if form.closed_on is not None:
        return closed_lead(form.closed_on)
    if not form.meters:
        return ""
    day = format_day(form.closes_on)
    if form.has_ended:
        return texts.AFTER_MONTH
    if form.is_late:
        return texts.AFTER_CLOSE.format(day=day)
    return texts.IN_TIME.format(day=day, left=remaining_days(form.days_left))


def send_label(meters: int) -> str:
    """«Передать показания двух водомеров»."""
    return texts.SEND_ONE if meters == 1 else texts.SEND_SEVERAL.format(number=genitive_numeral(meters))


def other_period(form: ReadingsForm) -> OtherPeriod:
    """The open period that is not on the form; an empty link without a meter."""
    if not form.meters:
        return OtherPeriod()
    other = next(period for period in form.open_periods if period != form.period)
    return OtherPeriod(other.code, texts.OTHER_PERIOD.format(period=period_name(other)))


def draft_name(form: ReadingsForm) -> str:
    """What the browser keeps the draft under: never another account's, never another month's."""
    return f"{form.account_id}:{form.period.code}"


def meter_cards(form: ReadingsForm) -> list[MeterCard]:
    """A card for every meter, without answers yet."""
    return [_card(meter, form.today) for meter in form.meters]


def _card(meter: MeterForm, today: date) -> MeterCard:
    previous = format_dial(meter.previous_litres, meter.digits)
    usual = format_about(meter.usual_litres) if meter.usual_litres else ""
    verification, verification_more = _verification(meter)
    return MeterCard(
        meter_id=meter.meter_id,
        field=field_name(meter.meter_id),
        name=meter_name(meter.kind, meter.place),
        about=_about(meter),
        digits=meter.digits,
        before=texts.BEFORE.format(value=previous, day=format_near_date(meter.previous_on, today)),
        usual=texts.USUAL.format(volume=usual) if usual else "",
        value=format_dial(meter.sent.value_litres, meter.digits) if meter.sent else "",
        verification=verification,
        verification_more=verification_more,
    )


def _about(meter: MeterForm) -> str:
    is_noted = meter.is_verification_near or meter.is_verification_lapsed
    day = format_date(meter.verification_due_on)
    parts = [
        meter_number(meter.serial),
        "" if is_noted else texts.VERIFIED_UNTIL.format(day=day),
        texts.HOT_PURPOSE if meter.kind is MeterKind.HOT else "",
    ]
    return " · ".join(part for part in parts if part)


def _verification(meter: MeterForm) -> tuple[str, str]:
    day = format_date(meter.verification_due_on)
    if meter.is_verification_lapsed:
        return texts.VERIFICATION_LAPSED.format(day=day), texts.VERIFICATION_LAPSED_MORE
    if meter.is_verification_near:
        return texts.VERIFICATION_NEAR.format(day=day), texts.VERIFICATION_NEAR_MORE
    return "", ""


def with_answers(cards: list[MeterCard], checked: tuple[CheckedReading, ...]) -> list[MeterCard]:
    """The same cards with what each typed value means; a card without a value loses its answer."""
    answers = {one.meter_id: one for one in checked}
    fills = _swap_fills(checked)
    return [_answered(card, answers.get(card.meter_id), fills) for card in cards]


def _answered(card: MeterCard, checked: CheckedReading | None, swap_fills: str) -> MeterCard:
    plain = replace(
        card, consumption="", comparison="", error="", question="", question_more="", suggestion="", fills=""
    )
    if checked is None:
        return plain
    suggested = _with_suggestion(plain, checked, swap_fills)
    if checked.problem is not None:
        return replace(suggested, error=message_for(checked.problem))
    if checked.is_unchanged:
        return replace(plain, comparison=texts.UNCHANGED)
    if checked.is_question:
        return replace(suggested, question=_question(checked))
    return replace(
        plain,
        consumption=texts.CONSUMPTION.format(volume=format_cubic_metres(checked.verdict.consumption_litres)),
        comparison=_comparison(checked),
    )


def _comparison(checked: CheckedReading) -> str:
    usual_litres = checked.record.past.usual_litres
    usually = texts.USUALLY.format(volume=format_about(usual_litres)) if usual_litres else ""
    return texts.COMPARISONS[checked.comparison] + usually


def problems_of(refusal: InvalidInput, cards: list[MeterCard]) -> list[FieldError]:
    """The problems of the form, each with the name of its meter."""
    names = {card.field: card.name for card in cards}
    return [
        FieldError(
            error.field, texts.PROBLEM_OF_METER.format(meter=names[error.field], problem=error.message)
        )
        if error.field in names and len(cards) > 1
        else error
        for error in field_errors(refusal)
    ]


def _with_suggestion(card: MeterCard, checked: CheckedReading, swap_fills: str) -> MeterCard:
    guess = checked.guess
    if guess is None:
        return replace(card, question_more=_answer(checked))
    is_swap = guess.slip is Slip.SWAPPED
    value = format_dial(guess.value_litres, card.digits)
    return replace(
        card,
        question_more=texts.SLIPS[guess.slip],
        suggestion=texts.SWAP if is_swap else texts.SUGGESTION.format(value=value),
        fills=swap_fills if is_swap else json.dumps({card.field: value}),
    )


def _swap_fills(checked: tuple[CheckedReading, ...]) -> str:
    """Both fields of two meters that were entered the wrong way round, for one tap."""
    swapped = [(one, one.guess) for one in checked if one.guess and one.guess.slip is Slip.SWAPPED]
    return json.dumps({field_name(one.meter_id): _dial_of(one, guess) for one, guess in swapped})


def _dial_of(checked: CheckedReading, guess: Guess) -> str:
    return format_dial(guess.value_litres, checked.record.meter.digits)


def _question(checked: CheckedReading) -> str:
    used = checked.verdict.consumption_litres
    volume = format_cubic_metres(abs(used))
    times = checked.times_usual
    sentences = {
        ReadingFlag.ZERO: texts.NOTHING_USED,
        ReadingFlag.NEGATIVE: texts.LESS_THAN_BEFORE.format(volume=volume),
        ReadingFlag.ROLLOVER: texts.FULL_CIRCLE,
        ReadingFlag.ABOVE_NEXT: texts.ABOVE_NEXT,
    }
    counted = f"{group_thousands(times)}\u00a0{plural(times, TIMES)}"
    much = (
        texts.TIMES_USUAL.format(volume=volume, times=counted)
        if times > 1
        else texts.MUCH.format(volume=volume)
    )
    return sentences.get(checked.verdict.flags[0], much)


def _answer(checked: CheckedReading) -> str:
    if not checked.verdict.flags:
        return ""
    volume = format_cubic_metres(checked.verdict.consumption_litres)
    return texts.ANSWERS[checked.verdict.flags[0]].format(volume=volume)


def look_again(cards: list[MeterCard]) -> str:
    """What stands above the button while there are questions; "" without any."""
    questions = sum(card.question != "" for card in cards)
    if questions == 0:
        return ""
    return texts.LOOK_AGAIN_ONE if questions == 1 else texts.LOOK_AGAIN_SEVERAL
