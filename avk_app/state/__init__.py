"""One flat state class a page: parse, call a service, show."""
