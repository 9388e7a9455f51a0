"""Plain HTTP routes and ASGI layers: session cookie, health, security headers."""
