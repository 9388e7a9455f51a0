"""What the operator's commands say about tariffs, norms and rules that do not fit."""

from avk_app.domain.dated import RowChanged, RowsChangeInside, RowsHaveGap, RowsOverlap
from avk_app.texts.russian import format_date

UnfitRows = RowChanged | RowsChangeInside | RowsHaveGap | RowsOverlap

SAMPLES = (
    "Внимание: в базе только образцы тарифов или нормативов. Счета по ним недействительны. "
    "Пока ни одного месяца не начислено, впишите свои в avk_app/data/tariffs.csv и norms.csv "
    "(в последнем столбце — no) и повторите migrate: образцы заменятся. "
    "Если по образцам уже начислено, начните с пустой базы."
)
SUBJECTS = {
    "water": "тариф на водоснабжение",
    "wastewater": "тариф на водоотведение",
    "norm_cold": "норматив холодной воды",
    "norm_hot": "норматив горячей воды",
    "penalty_rate": "ставка пени",
    "penalty_steps": "ступени пени",
}
CHANGED = (
    "{subject}, строка с {day}: в avk_app/data она не такая, как в базе. Строки не правят и не закрывают: "
    "верните прежнюю и добавьте новую, которая начнётся позже. Ничего не записано."
)
GAP = "На {day} не задано: {subject}. Допишите строку в avk_app/data и выполните migrate."
OVERLAP = "{subject}: на {day} приходятся две строки. Новая должна начинаться позже последней из прежних."

CHANGES_INSIDE = (
    "{subject} меняется {day}, посреди месяца. Месяц начисляют по одной строке: она должна начинаться "
    "с 1-го числа. Ничего не записано."
)


def describe(refusal: UnfitRows) -> str:
    """The sentence for rows that do not fit: what they are about, the day, and what to do."""
    subject = SUBJECTS.get(refusal.subject, refusal.subject)
    match refusal:
        case RowChanged(valid_from=day):
            return CHANGED.format(subject=subject, day=format_date(day))
        case RowsChangeInside(day=day):
            return CHANGES_INSIDE.format(subject=subject, day=format_date(day))
        case RowsHaveGap(first_day=day):
            return GAP.format(subject=subject, day=format_date(day))
        case RowsOverlap(day=day):
            return OVERLAP.format(subject=subject, day=format_date(day))
