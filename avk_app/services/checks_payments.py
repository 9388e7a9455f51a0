"""Invariants of payments through the provider, of what went back of them and of their receipts, as SQL."""

# Money is out once a refund is pending or done. One that was undone has its entry and the reversal of it, or
# none where it failed before it was known to be out. A return of the fee alone moves nothing on the account.
PAYMENT_QUERIES = {
    "a refund that is out is posted once with its amount": """
        SELECT refund.payment_id, refund.id FROM refund
        JOIN payment ON payment.id = refund.payment_id
        LEFT JOIN ledger_entry AS entry ON entry.refund_id = refund.id
        LEFT JOIN ledger_entry AS reversal ON reversal.reverses_id = entry.id
        WHERE (refund.status IN ('pending', 'succeeded') AND refund.amount_kopecks > 0 AND entry.id IS NULL)
           OR (refund.status = 'requested' AND entry.id IS NOT NULL)
           OR (entry.id IS NOT NULL AND (reversal.id IS NOT NULL) <> (refund.status IN ('failed', 'won')))
           OR entry.amount_kopecks <> refund.amount_kopecks OR entry.debit <> 'receivable'
           OR entry.account_id <> payment.account_id
    """,
    "no more goes back of a payment than came": """
        SELECT payment.account_id, payment.id FROM payment
        JOIN refund ON refund.payment_id = payment.id AND refund.status NOT IN ('failed', 'won')
        GROUP BY payment.account_id, payment.id, payment.amount_kopecks, payment.fee_kopecks
        HAVING SUM(refund.amount_kopecks) > payment.amount_kopecks
            OR SUM(refund.fee_kopecks) > payment.fee_kopecks
    """,
    "a paid checkout has its payment with the same amount and fee": """
        SELECT checkout.account_id, checkout.id FROM checkout
        LEFT JOIN payment ON payment.id = checkout.payment_id
        WHERE (checkout.status = 'paid') <> (checkout.payment_id IS NOT NULL)
           OR payment.account_id <> checkout.account_id OR payment.channel <> checkout.channel
           OR payment.amount_kopecks <> checkout.amount_kopecks
           OR payment.fee_kopecks <> checkout.fee_kopecks
    """,
    "a payment through the provider has its receipt with its amount and fee": """
        SELECT payment.account_id, payment.id FROM payment
        JOIN checkout ON checkout.payment_id = payment.id
        LEFT JOIN receipt ON receipt.payment_id = payment.id AND receipt.part = 0
        WHERE receipt.id IS NULL OR receipt.kind <> 'income'
           OR receipt.amount_kopecks <> payment.amount_kopecks OR receipt.fee_kopecks <> payment.fee_kopecks
    """,
    "a receipt of a return says what went back": """
        SELECT refund.payment_id, refund.id FROM refund
        LEFT JOIN receipt ON receipt.refund_id = refund.id
        WHERE (refund.status = 'succeeded' AND refund.origin <> 'dispute' AND refund.amount_kopecks > 0
               AND receipt.id IS NULL)
           OR receipt.kind <> 'return' OR receipt.payment_id <> refund.payment_id
           OR receipt.amount_kopecks <> refund.amount_kopecks OR receipt.fee_kopecks <> refund.fee_kopecks
    """,
}
