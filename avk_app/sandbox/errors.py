"""Refusals in the shape of the provider's API."""

from typing import Any

from avk_app.errors import AvkError

Body = dict[str, Any]


class Refusal(AvkError):
    """The API answers with an error; `fields` are further keys of it, empty ones are left out."""

    def __init__(self, status: int, kind: str, message: str, **fields: Any) -> None:
        super().__init__(message)
        self.status, self.kind, self.message, self.fields = status, kind, message, fields

    @property
    def body(self) -> Body:
        given = {name: value for name, value in self.fields.items() if value}
        return {"error": {"type": self.kind, "message": self.message, **given}}


def invalid(message: str, param: str = "", code: str = "") -> Refusal:
    """The request asks for what cannot be."""
    return Refusal(400, "invalid_request_error", message, param=param, code=code)


def missing(kind: str, object_id: str, param: str = "id") -> Refusal:
    """The address, or a parameter of a request, names an object that does not exist."""
    status = 404 if param == "id" else 400
    noun = kind.replace(".", " ").replace("_", " ")
    message = f"No such {noun}: '{object_id}'"
    return Refusal(status, "invalid_request_error", message, param=param, code="resource_missing")


def unauthorized(key: str) -> Refusal:
    """No key or a wrong one; of a wrong one only the end is shown."""
    message = f"Invalid API Key provided: ****{key[-4:]}" if key else "You did not provide an API key."
    return Refusal(401, "invalid_request_error", message)


def unknown_address(method: str, path: str) -> Refusal:
    return Refusal(404, "invalid_request_error", f"Unrecognized request URL ({method}: {path}).")


def key_in_use(key: str) -> Refusal:
    """Another request with this idempotency key is still being worked on."""
    message = f"There is currently another in-progress request using this Idempotent Key: {key}"
    return Refusal(409, "invalid_request_error", message, code="idempotency_key_in_use")


def key_misused(key: str) -> Refusal:
    """The idempotency key was used before for something else."""
    message = f"Keys for idempotent requests can only be used with the same parameters: {key}"
    return Refusal(400, "idempotency_error", message)


def broken() -> Refusal:
    return Refusal(500, "api_error", "An error occurred on our side.")
