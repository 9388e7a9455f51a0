"""What the commands about refused receipts say."""

REFUSED = "{number}  {reason}"
NOTHING_REFUSED = "Отклонённых чеков нет."
RETRIED = "Отправлено в кассу заново: {count}"
