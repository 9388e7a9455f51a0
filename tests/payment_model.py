"""What an account must owe after any payments, refunds and disputes: in plain Python, without a database."""

from dataclasses import dataclass, field


@dataclass(eq=False)
class Back:
    """Money of a card payment that went back. `provider_id` is "" until the provider has it."""

    provider_id: str
    amount_kopecks: int
    fee_kopecks: int
    is_undone: bool = False


@dataclass(eq=False)
class CardPayment:
    """A payment through the provider, from its page on."""

    key: str
    page_id: str
    is_wallet: bool
    amount_kopecks: int
    fee_kopecks: int
    status: str = "open"
    intent_id: str = ""
    is_disputed: bool = False
    backs: list[Back] = field(default_factory=list)

    @property
    def expected_status(self) -> str:
        """Of our checkout: it stays open while the money is on its way."""
        return "open" if self.status == "processing" else self.status

    @property
    def amount_left_kopecks(self) -> int:
        return self.amount_kopecks - sum(back.amount_kopecks for back in self._gone())

    @property
    def left_kopecks(self) -> int:
        """Of the fee too."""
        return self.amount_left_kopecks + self.fee_kopecks - sum(back.fee_kopecks for back in self._gone())

    @property
    def advance_kopecks(self) -> int:
        """What the account has of it now."""
        return self.amount_left_kopecks if self.status == "paid" else 0

    def send_back(self, provider_id: str, total_kopecks: int) -> Back:
        """The amount goes back before the fee does."""
        amount = min(total_kopecks, self.amount_left_kopecks)
        back = Back(provider_id, amount, total_kopecks - amount)
        self.backs.append(back)
        return back

    def _gone(self) -> list[Back]:
        return [back for back in self.backs if not back.is_undone]


@dataclass
class AccountModel:
    """All that one account paid; kopecks by payment for what came without the provider."""

    cards: list[CardPayment] = field(default_factory=list)
    office: dict[int, int] = field(default_factory=dict)
    transfers: list[int] = field(default_factory=list)
    reversed_transfers: int = 0

    @property
    def balance_kopecks(self) -> int:
        """As in the ledger: what is paid ahead is negative."""
        by_card = sum(card.advance_kopecks for card in self.cards)
        by_bank = sum(self.transfers) - self.reversed_transfers
        return -(by_card + sum(self.office.values()) + by_bank)

    def find_open(self, amount_kopecks: int, *, is_wallet: bool) -> CardPayment | None:
        """The page that paying the same again leads to."""
        wanted = (amount_kopecks, is_wallet)
        unfinished = [card for card in self.cards if card.status in ("open", "processing")]
        same = [card for card in unfinished if (card.amount_kopecks, card.is_wallet) == wanted]
        return same[-1] if same else None
