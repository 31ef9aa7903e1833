"""Strategies of hypothesis for what a workspace decides: all of regal-braze.toml, about one event above all.

Most of what is drawn can be done; names are often hostile, and often those of something else.
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from regal_braze.documents.pointer import escape
from regal_braze.schema.annotation import declared_at, split_path, types_of
from regal_braze.schema.load import EventSchema

Document: TypeAlias = dict[str, Any]

HOSTILE_NAMES: Final = (
    "1", "0", "length", "constructor", "toString", "__defineGetter__", "firstName", "regal_time", "regal_event_id ",
    "a.b", "a b", "a/b", "a~b", "</script>", "*/", "`${payload}`", "{{ x }}", "{% x %}", "x\u2028y", "x\u202ey", "\x7f",
    "é", "\U0001f921", "k" * 255, "é" * 255, "\U0001f921" * 127, "regal_label_a", "regal_external_id", "custom_1", "a",
    "home_city", "image_url", "time_zone", "first_name", "last_name", "email", "phone", "name", "id", "properties",
)  # fmt: skip
"""Names that can be given; some only to an event, some only to an attribute."""
REFUSED_NAMES: Final = (
    "time", "event_name", "regal_event_id", "__proto__", "$a", "\ufeffa", "\U0001f921" * 128, "external_id",
    "user_alias", "braze_id", "push_tokens", "_update_existing_only", "dob", "subscription_groups",
)  # fmt: skip
"""Names that at least one place refuses."""

_NAMES: Final = (
    st.integers(1, 9999).map("own {}".format)
    | st.integers(1, 9999).map("own_{}".format)
    | st.integers(1, 9999).map("Own.{}".format)
    | st.sampled_from(HOSTILE_NAMES)
    | st.sampled_from((*HOSTILE_NAMES, *REFUSED_NAMES)).filter(lambda name: name == name.strip())
)
_NAMES_OF_EVENTS: Final = st.sampled_from(
    (*HOSTILE_NAMES[:27], "Call Completed", "\u00a0Regal", "call_completed")
).filter(lambda name: name == name.strip())
_PREFIXES: Final = st.sampled_from(
    ("", "Regal ", "regal_", "R\u2028", "\U0001f921" * 100, "*/", "</script>", '"', "`${x}`")
)
_UUIDS: Final = st.uuids(version=4).map(str)
_VALUES: Final[SearchStrategy[Any]] = st.sampled_from(
    ("Sold", "", " ", "a" * 255, "a" * 256, "</script>", "12", 0, 1, 7, -1, 12.5, 1657855059, True, False)
)


def documents(schema: EventSchema) -> SearchStrategy[Document]:
    """Return a strategy for files that decide about this event, and about all."""
    tables: dict[str, SearchStrategy[Any]] = {
        "identity": _identities(),
        "update_existing_only": _some(
            {kind: st.booleans() for kind in ("events", "attributes", "purchases", "subscribe", "unsubscribe")}
        ),
        "subscription_groups": _groups(or_attributes=True),
        "channels": _some({name: st.sampled_from(("voice", "sms", "email")) for name in ("text", "constructor")}),
        "names": _some({"case": st.sampled_from(("title", "snake")), "prefix": _PREFIXES}),
        "properties": _some({**_policies(), "undeclared": st.sampled_from(("drop", "properties"))}),
    }
    recipes = schema.annotation.get("recipes", {})
    if recipes:
        keys = st.lists(st.sampled_from(("score", "a/b", "a~b", "email", "length", "custom_1")), unique=True)
        tables["recipes"] = _some(
            {name: keys if "keys_of" in each else st.booleans() for name, each in recipes.items()}
        )
    with_catalogs = "objects" in schema.annotation
    if with_catalogs:
        tables["catalogs"] = _catalogs()
    general = _some(tables)
    own = _tables(schema)
    # A pattern says less than a name: a setting that an event cannot have is not a mistake.
    pattern = st.sampled_from((schema.event, "*", f"{schema.event[:4]}*"))
    return st.builds(
        lambda said, table, where: {
            **said, **({"events": {"*" if "catalogs" in said and with_catalogs else where: table}} if table else {})
        },
        general, own, pattern if not own.is_empty else st.just(schema.event),
    )  # fmt: skip


def _tables(schema: EventSchema) -> SearchStrategy[Document]:
    """Return a strategy for the event's own table: with keys that its destination has."""
    annotation = schema.annotation
    if "changes" in annotation:
        return st.just({})
    if "subscription" in annotation:
        return _some({"subscription_groups": _groups()})
    declared = schema.properties.get("properties", {})
    scalars = _named(schema, "string", "integer", "number", "boolean", "null")
    times = [name for name in _named(schema, "string", "integer", "number") if name not in annotation.get("omit", [])]
    sized = list(_named(schema, "string", only=True) + _named(schema, "array", only=True))
    sent = [name for name in declared if name not in (*annotation.get("omit", []), *annotation.get("flatten", []))]
    keys = {
        "omit": st.lists(st.sampled_from(list(declared)), max_size=3 if len(declared) > 10 else 1, unique=True),
        "rename": _table(sent, _NAMES | st.sampled_from([*(name.strip() for name in declared)])),
        "convert": _table([*map(escape, times), *_nested(schema)], st.sampled_from(("iso8601", "unix_seconds"))),
        "limits": _table(sized, st.sampled_from((1, 2, 3, 10, 254, 255))),
        "long_texts": st.sampled_from(("cut", "omit")),
        "times": st.sampled_from(("keep", "iso8601")),
    }
    if "catalog" not in annotation:
        paths = [*(escape(name) for name in declared), *_nested(schema)]
        keys |= {
            "name": _NAMES_OF_EVENTS,
            "attributes": _table(paths, _NAMES),
            "nulls": st.sampled_from(("keep", "omit")),
            "undeclared": st.sampled_from(("drop", "properties", "attributes")),
            "purchases": st.lists(_purchases(schema, scalars), min_size=1, max_size=3),
            "orders": st.lists(_orders(schema, scalars), min_size=1, max_size=3),
        }
    return _some(keys)


def _identities() -> SearchStrategy[Document]:
    kinds = st.sampled_from(("external_id", "braze_id", "email", "phone", "user_alias"))
    places = st.sampled_from(
        ("userId", "contact_email", "traits.email", "traits.phone", "traits.a b", "properties.a.__proto__")
    )
    paths = st.lists(places, min_size=1, max_size=3, unique=True)
    return _some(
        {
            "order": st.lists(kinds, min_size=1, unique=True).filter(
                lambda order: not {"phone", "user_alias"} <= {*order}
            ),
            **dict.fromkeys(("external_id", "email", "phone"), paths),
            "braze_id_trait": st.sampled_from(("brazeId", "constructor", "__proto__", "email", "a b", "1")),
            "alias_label": st.sampled_from(("phone", '"\\', "`${x}`", "</script>", "x\u2028y", "\U0001f921" * 255)),
            "region": st.just("US"),
            "missing": st.sampled_from(("error", "skip")),
        }
    )


def _policies() -> dict[str, SearchStrategy[Any]]:
    return {
        "nulls": st.sampled_from(("keep", "omit")),
        "long_texts": st.sampled_from(("cut", "omit")),
        "times": st.sampled_from(("keep", "iso8601")),
    }


def _groups(or_attributes: bool = False) -> SearchStrategy[Document]:
    channels = ("voice", "sms", "email", "whatsapp")
    attributes = {channel: st.just({"attribute": f"{channel}_opt_in"}) for channel in channels}
    return _some({channel: _UUIDS | attributes[channel] if or_attributes else _UUIDS for channel in channels})


def _catalogs() -> SearchStrategy[Document]:
    names = ("length", "name-of-it", "1", "email", "name", "a-b", "Id", "stageName", "createdDate", "k" * 250)
    types = ("salesforce_opportunity", "toString", "__proto__", "a b", "</script>", "1")
    chosen = st.lists(st.sampled_from(types), min_size=1, max_size=3, unique=True)
    fields = st.lists(st.sampled_from(names), min_size=1, max_size=6, unique=True)
    times = st.none() | st.sampled_from(("updated_at", "valueOf", "0"))
    return chosen.flatmap(
        lambda some: st.fixed_dictionaries(
            {f"catalog-{number}": st.builds(_catalog, st.just(name), fields, times) for number, name in enumerate(some)}
        )
    )


def _catalog(object_type: str, fields: list[str], time: str | None) -> Document:
    return {"object_type": object_type, "fields": fields, **({} if time is None else {"time": time})}


def _purchases(schema: EventSchema, names: list[str]) -> SearchStrategy[Document]:
    source = _sources(schema)
    return st.fixed_dictionaries(
        {
            "when": _conditions(schema, names),
            "product": _NAMES | source,
            "price": st.sampled_from((0, 49.5, -1, 1e-7, 1e12)) | source,
            "currency": st.sampled_from(("USD", "EUR", "JPY")) | source,
        },
        optional={"quantity": st.integers(1, 100) | source},
    )


def _orders(schema: EventSchema, names: list[str]) -> SearchStrategy[Document]:
    source = _sources(schema)
    text = _NAMES | source | st.just({"event_id": True})
    product = st.fixed_dictionaries(
        {
            **dict.fromkeys(("product_id", "product_name", "variant_id"), text),
            "quantity": st.integers(1, 100) | source,
            "price": st.sampled_from((0, 49.5, -1, 1e-7, 1e12)) | source,
        }
    )
    values: dict[str, SearchStrategy[Any]] = {
        "order_id": text,
        "total_value": st.sampled_from((0, 49.5, 1e12)) | source,
        "currency": st.sampled_from(("USD", "EUR", "JPY")) | source,
        "source": text,
        "products": st.lists(product, min_size=1, max_size=2),
    }
    optional = {"when": _conditions(schema, names)}
    others = st.sampled_from(("ecommerce.order_placed", "ecommerce.order_refunded"))
    return st.fixed_dictionaries({"event": others, **values}, optional=optional) | st.fixed_dictionaries(
        {"event": st.just("ecommerce.order_cancelled"), "cancel_reason": text, **values}, optional=optional
    )


def _sources(schema: EventSchema) -> SearchStrategy[Document]:
    """Return paths of properties that can be texts or numbers."""
    nested = [path for path in _nested(schema) if _is_convertible(schema, path)]
    paths = [*map(escape, _named(schema, "string", "integer", "number")), *nested]
    return st.sampled_from(paths).map(lambda path: {"property": path})


def _is_convertible(schema: EventSchema, path: str) -> bool:
    types = types_of(declared_at(schema.properties, split_path(path)))
    return not types or not {"string", "integer", "number"}.isdisjoint(types)


def _conditions(schema: EventSchema, names: list[str]) -> SearchStrategy[Document]:
    declared = schema.properties.get("properties", {})
    comparable = [name for name in names if types_of(declared[name])]
    fitting: dict[str, type | tuple[type, ...]] = {
        "string": str,
        "integer": int,
        "number": (int, float),
        "boolean": bool,
    }

    def wanted(name: str) -> SearchStrategy[Any]:
        kinds = types_of(declared[name])
        values: SearchStrategy[Any] = _VALUES.filter(
            lambda value: any(
                isinstance(value, fitting[kind]) and isinstance(value, bool) == (kind == "boolean") for kind in kinds
            )
        )
        return values | st.lists(values, min_size=1, max_size=3, unique_by=repr)

    return st.lists(st.sampled_from(comparable), min_size=1, max_size=2, unique=True).flatmap(
        lambda some: st.fixed_dictionaries({escape(name): wanted(name) for name in some})
    )


def _named(schema: EventSchema, *types: str, only: bool = False) -> list[str]:
    """Return the properties that can be, or with `only` are, of one of these types."""
    declared = schema.properties.get("properties", {})
    return [
        name
        for name, each in declared.items()
        if (set(types_of(each)) <= set(types) if only else set(types_of(each)) & set(types)) and types_of(each)
    ]


def _nested(schema: EventSchema) -> list[str]:
    """Return paths of nested properties that are not objects, and one below each open map."""
    declared = schema.properties.get("properties", {})
    paths = [
        f"{escape(name)}/{escape(inner)}"
        for name, each in declared.items()
        for inner, node in each.get("properties", {}).items()
        if types_of(node) != ("object",)
    ]
    maps = [name for name, each in declared.items() if types_of(each) == ("object",) and "properties" not in each]
    return paths + [f"{escape(name)}/custom_1" for name in maps]


def _table(names: list[str], values: SearchStrategy[Any]) -> SearchStrategy[Document]:
    if not names:
        return st.just({})
    return st.dictionaries(st.sampled_from(names), values, max_size=3)


def _some(keys: dict[str, SearchStrategy[Any]]) -> SearchStrategy[Document]:
    """Return a strategy for tables with some of these keys, and no empty tables in them."""
    drawn: SearchStrategy[Document] = st.fixed_dictionaries({}, optional=keys)
    return drawn.map(lambda table: {key: value for key, value in table.items() if value not in ({}, [])})
