"""The card of the coming bill."""

from dataclasses import replace

from avk_app.domain.billing import ChargedService, ChargeLine
from avk_app.domain.metering import Method
from avk_app.domain.period import Period
from avk_app.services.bill_preview import BillPreview
from avk_app.view_models.bill_preview import NO_PREVIEW, preview_view

NOVEMBER = Period(2026, 11)
WATER = ChargeLine(ChargedService.WATER, NOVEMBER, Method.METER, 7_405, 20_85, 100, 154_39, ())
WASTE = ChargeLine(ChargedService.WASTEWATER, NOVEMBER, Method.METER, 10_510, 25_36, 100, 266_53, ())
BILL = BillPreview(NOVEMBER, (WATER, WASTE), 420_92, 75_90)


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_no_bill_is_no_card() -> None:
    assert preview_view(None) == NO_PREVIEW
    assert preview_view(replace(BILL, lines=())) == NO_PREVIEW


def test_each_line_says_what_it_is_made_of() -> None:
    view = preview_view(BILL)
    assert (view.title, _plain(view.total)) == ("Предварительный счёт за ноябрь", "420,92 ₽")
    assert [(_plain(line.label), _plain(line.amount)) for line in view.lines] == [
        ("Вода 7,405 м³ × 20,85", "154,39 ₽"),
        ("Водоотведение 10,510 м³ × 25,36", "266,53 ₽"),
    ]
    assert "По вашим показаниям" in view.remark


def test_an_estimate_and_a_raised_norm_are_told() -> None:
    raised = WATER._replace(method=Method.RAISED_NORM, coefficient_hundredths=300)
    view = preview_view(replace(BILL, lines=(raised, WASTE._replace(method=Method.RAISED_NORM))))
    assert _plain(view.lines[0].label).endswith("× 20,85 × 3")
    assert "повышенному нормативу" in view.remark
    average = preview_view(replace(BILL, lines=(WATER, WASTE._replace(method=Method.AVERAGE))))
    assert "по среднему" in average.remark


def test_earlier_months_are_promised_a_line_of_their_own() -> None:
    assert "пересчитаем" in preview_view(replace(BILL, ends_silence=True)).remark
