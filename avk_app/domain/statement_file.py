"""Statements in the exchange format of banks and 1C (`1CClientBankExchange`), as text of any usual encoding.

The file must be whole: one that was cut short, or has a line that belongs to nothing, is refused as a whole.
"""

from dataclasses import dataclass, field
from datetime import date

from avk_app.domain import statement_words as words
from avk_app.domain.statement import MAX_PURPOSE_LENGTH, Statement, StatementBuilder, only_account, wrong_file
from avk_app.errors import InvalidInput
from avk_app.money import parse_kopecks

MAX_BYTES = 64 * 1024 * 1024
_BOM = "\ufeff"
_HEAD_BYTES = 1024


def is_exchange_file(data: bytes) -> bool:
    """Whether the bytes begin like a file of the exchange format."""
    return data[:_HEAD_BYTES].removeprefix(_BOM.encode()).lstrip().startswith(words.SIGNATURE.encode())


def parse_exchange(data: bytes, own_account: str, today: date) -> Statement:
    """All money of the file that came in to `own_account`. Raises WrongStatement with every problem."""
    if not is_exchange_file(data):
        raise wrong_file("statement_signature")
    if len(data) > MAX_BYTES:
        raise wrong_file("statement_too_large", limit=MAX_BYTES // 1024 // 1024)
    text = _decoded(data).removeprefix(_BOM).replace("\r\n", "\n").replace("\r", "\n")
    reader = _Reader(StatementBuilder(own_account, today))
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip("\x00\x1a \t"):
            reader.read(number, line.strip())
    reader.finish(text.count("\n") + 1)
    return reader.builder.finish()


def _decoded(data: bytes) -> str:
    dos = words.DOS_MARK.encode("cp866") in data[:_HEAD_BYTES]
    for encoding in ("utf-8", "cp866" if dos else "cp1251"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise wrong_file("statement_encoding")


@dataclass
class _Reader:
    """Where in the file we are: in its head, in an account's section, in a document, or behind the end."""

    builder: StatementBuilder
    section: str = words.SIGNATURE
    began_at: int = 0
    values: dict[str, str] = field(default_factory=dict)
    last_key: str = ""
    accounts: set[str] = field(default_factory=set)
    version: str = ""

    def read(self, number: int, line: str) -> None:
        key, equals, value = (part.strip() for part in line.partition("="))
        if self.section == words.FILE_END:
            self.builder.complain(number, "statement_after_end")
        elif key in (words.DOCUMENT_SECTION, words.ACCOUNT_SECTION):
            self._open(number, key)
        elif key in (words.DOCUMENT_SECTION_END, words.ACCOUNT_SECTION_END, words.FILE_END):
            self._close(number, key)
        elif equals:
            self._note(number, key, value)
        else:
            self._go_on(number, line)

    def finish(self, last_line: int) -> None:
        """The end of the text, which must be the end of the file."""
        if self.section != words.FILE_END:
            self.builder.complain(last_line, "statement_cut_short")
        if self.version not in words.VERSIONS:
            self.builder.complain(1, "statement_version", version=self.version[:20])
        if self.accounts and self.builder.own_account not in self.accounts:
            self.builder.complain(1, "statement_foreign_account", own=self.builder.own_account)

    def _open(self, number: int, key: str) -> None:
        if self.section != words.SIGNATURE:
            self.builder.complain(self.began_at, "statement_unfinished")
        self.section, self.began_at, self.values, self.last_key = key, number, {}, ""

    def _close(self, number: int, key: str) -> None:
        expected = {
            words.DOCUMENT_SECTION: words.DOCUMENT_SECTION_END,
            words.ACCOUNT_SECTION: words.ACCOUNT_SECTION_END,
            words.SIGNATURE: words.FILE_END,
        }[self.section]
        if key != expected:
            where = number if self.section == words.SIGNATURE else self.began_at
            self.builder.complain(where, "statement_unfinished")
        elif key == words.DOCUMENT_SECTION_END:
            self.builder.take(self.began_at, _cells(self.values))
        elif key == words.ACCOUNT_SECTION_END:
            self._note_stated()
        self.section = words.FILE_END if key == words.FILE_END else words.SIGNATURE

    def _note(self, number: int, key: str, value: str) -> None:
        """A filled-in key may be repeated with the same value only; the head may name several accounts."""
        if key == words.OWN_ACCOUNT_KEY and self.section != words.DOCUMENT_SECTION:
            self.accounts.add(only_account(value))
        if key == words.VERSION_KEY and not self.version:
            self.version = value
        if self.values.get(key, value) != value and self.section != words.SIGNATURE:
            self.builder.complain(number, "statement_key_repeated", key=key[:40])
        self.values[key], self.last_key = value, key

    def _go_on(self, number: int, line: str) -> None:
        """Some banks write a purpose of several lines as it is."""
        if self.section == words.DOCUMENT_SECTION and self.last_key.startswith(words.PURPOSE_KEY):
            if len(self.values[self.last_key]) <= MAX_PURPOSE_LENGTH:
                self.values[self.last_key] += f" {line}"
        elif line != words.SIGNATURE or number > 1:
            self.builder.complain(number, "statement_garbage", text=line[:40])

    def _note_stated(self) -> None:
        """A section a day is allowed: what they state is added up."""
        stated = self.values.get(words.STATED_INCOMING_KEY, "")
        if only_account(self.values.get(words.OWN_ACCOUNT_KEY, "")) != self.builder.own_account or not stated:
            return
        try:
            kopecks = parse_kopecks(stated)
        except InvalidInput:
            self.builder.complain(self.began_at, "amount_format", "stated")
        else:
            self.builder.stated_kopecks = (self.builder.stated_kopecks or 0) + kopecks


def _cells(values: dict[str, str]) -> dict[str, str]:
    cells = {
        column: next((values[key] for key in keys if values.get(key)), "")
        for column, keys in words.COLUMN_KEYS.items()
    }
    parts = (values.get(f"{words.PURPOSE_KEY}{part}", "") for part in range(1, 10))
    return cells | {"purpose": values.get(words.PURPOSE_KEY) or " ".join(filter(None, parts))}
