"""REST's reference as a page, made from its own description: no script, and nothing from elsewhere. Pure."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

_PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    '<title>Quoth: REST</title><base href="/"><link rel="stylesheet" href="ui/tokens.css">'
    '<link rel="stylesheet" href="ui/quoth.css"></head><body class="q-alone"><main class="q-source">'
    '<h1>REST</h1><p>The same as <a href="api/v1/openapi.json">OpenAPI</a>.</p>{}</main></body></html>'
)


def reference_page(description: Mapping[str, Any]) -> str:
    """The page of a description as OpenAPI has it."""
    schemas = description["components"]["schemas"]
    parts = [
        _operation(method, path, each)
        for path, methods in description["paths"].items()
        for method, each in methods.items()
    ]
    shapes = [f'<h2 id="{escape(name)}">{escape(name)}</h2>{_shape(each)}' for name, each in sorted(schemas.items())]
    return _PAGE.format("".join(parts) + "".join(shapes))


def _operation(method: str, path: str, given: Mapping[str, Any]) -> str:
    lines = [f"<h2>{method.upper()} {escape(path)}</h2><p>{escape(given.get('description', ''))}</p>"]
    parameters = given.get("parameters", ())
    if parameters:
        lines.append(_table((each["name"], each["schema"], each.get("description", "")) for each in parameters))
    taken = given.get("requestBody", {}).get("content", {}).values()
    lines += [f"<p>Takes {_kind(each['schema'])}.</p>" for each in taken]
    for status, response in given["responses"].items():
        gives = next((_kind(each["schema"]) for each in response.get("content", {}).values() if "schema" in each), "")
        lines.append(f"<p>{escape(status)}: {escape(response['description'])} {gives}</p>")
    return "".join(lines)


def _shape(schema: Mapping[str, Any]) -> str:
    told = f"<p>{escape(schema.get('description', ''))}</p>"
    fields = schema.get("properties", {})
    return told + _table((name, each, each.get("description", "")) for name, each in fields.items())


def _table(rows: Iterator[tuple[str, Mapping[str, Any], str]]) -> str:
    cells = "".join(f"<tr><th>{escape(n)}</th><td>{_kind(s)}</td><td>{escape(d)}</td></tr>" for n, s, d in rows)
    return f"<table>{cells}</table>"


def _kind(schema: Mapping[str, Any]) -> str:
    """What a value is, in words; other shapes by their names, as links."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f'<a href="api/v1/docs#{escape(name)}">{escape(name)}</a>'
    if "anyOf" in schema:
        return " or ".join(_kind(each) for each in schema["anyOf"])
    if "enum" in schema:
        return " or ".join(escape(repr(each)) for each in schema["enum"])
    if "const" in schema:
        return escape(repr(schema["const"]))
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return escape(schema.get("type", "anything"))
