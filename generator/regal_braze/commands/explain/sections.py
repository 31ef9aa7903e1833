"""Put the facts of an explanation in order: sections of sentences and tables, which `written` spells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from regal_braze.commands.explain import facts
from regal_braze.commands.explain.data_points import DataPoints
from regal_braze.commands.explain.words import both, path_words, quoted, update_words
from regal_braze.immutable import Immutable
from regal_braze.resources import CONFIG_NAME


class Table(Immutable):
    """Rows under a header; the first column holds names, as Braze or Regal spells them."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Section(Immutable):
    """A part of an explanation; `pairs` are labels with what they name."""

    title: str
    sentences: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    tables: tuple[tuple[str, Table], ...] = ()
    """Each with a line that stands above it, which may be empty."""


def sections(explained: facts.Explanation) -> tuple[Section, ...]:
    """Return all sections of an explanation; the first one tells the most."""
    return tuple(_sections(explained))


def points_words(points: DataPoints) -> str:
    """Return the data points of a payload in a sentence."""
    said = f"{points.range} a payload: {both(points.parts)}"
    if points.samples:
        numbers = ", ".join("refused" if each is None else str(each) for each in points.samples)
        said += f"; documented sample{'s' * (len(points.samples) > 1)}: {numbers}"
    return said


def _sections(explained: facts.Explanation) -> Iterator[Section]:
    yield Section(
        f"Regal's {explained.event} → Braze's {explained.becomes}", (explained.description,), _head(explained)
    )
    if explained.custom_event:
        yield _custom_event(explained.custom_event)
    if explained.profile:
        yield _profile(explained.profile)
    if explained.purchases:
        yield _purchases(explained.purchases)
    if explained.subscription:
        yield _subscription(explained.subscription)
    if explained.catalogs:
        yield _catalogs(explained.catalogs)
    left_out = tuple((", ".join(each.what), each.why) for each in explained.left_out)
    yield Section("What Braze does not get", tables=(("", Table(("Regal's property", "Why"), left_out)),))
    if explained.identity:
        yield _identity(explained.identity)
    if explained.times:
        yield Section("When it happened", tuple(_times(explained.times)))
    yield Section("Which payloads", tuple(_payloads(explained)))
    if explained.settings:
        decided = tuple((str(each.line or ""), each.key, each.value) for each in explained.settings)
        yield Section(f"What {CONFIG_NAME} decides", tables=(("", Table(("Line", "Key", "Value"), decided)),))


def _head(explained: facts.Explanation) -> tuple[tuple[str, str], ...]:
    decided = len(explained.settings)
    lines = f"decides {decided} thing{'s' * (decided > 1)} about it, listed at the end"
    return (
        ("Schema", explained.schema),
        ("Destination", explained.destination),
        ("Bundle", ", ".join(explained.bundles) or "none: it needs a transformation of its own"),
        ("Data points", points_words(explained.data_points)),
        ("Workspace", lines if decided else "decides nothing about it"),
    )


def _custom_event(event: facts.CustomEvent) -> Section:
    rows = tuple((each.name, _source(each), each.type, "; ".join(each.notes)) for each in event.properties)
    sentences = (
        update_words("Profile", event.update_existing_only),
        f"{event.nulls} One that does not fit its type is left out: Braze fixes a property's type by its first value.",
        "A text that is cut ends in ….",
    )
    table = Table(("Property in Braze", "From Regal's", "Type", "Notes"), rows)
    return Section(f"Custom event {quoted(event.name)}", sentences, tables=(("", table),))


def _source(described: facts.Property | facts.Attribute) -> str:
    is_same = described.source in (described.name, path_words((described.name,)))
    return "the same" if is_same else described.source


def _profile(profile: facts.Profile) -> Section:
    rows = tuple(
        (
            each.name,
            _source(each),
            each.type,
            "; ".join([*([f"only where {each.condition}"] if each.condition else []), *each.notes]),
        )
        for each in profile.attributes
    )
    sentences = (update_words("Profile", profile.update_existing_only), profile.nulls, *profile.notes)
    table = Table(("Attribute in Braze", "From Regal's", "Type", "Notes"), rows)
    return Section("Attributes of the profile", sentences, tables=(("", table),))


def _purchases(purchases: facts.Purchases) -> Section:
    rows = tuple(
        (each.product, each.price, each.currency, each.quantity, " and ".join(each.conditions))
        for each in purchases.purchases
    )
    sentences = (
        update_words("Profile", purchases.update_existing_only),
        "Without a usable product, price and currency there is no purchase.",
    )
    table = Table(("Product", "Price", "Currency", "Quantity", "Where"), rows)
    return Section("Purchases", sentences, tables=(("", table),))


def _subscription(subscription: facts.Subscription) -> Section:
    rows = tuple((each.channel, each.id, "; ".join(each.notes)) for each in subscription.groups)
    group = f"the contact becomes {subscription.state} in its group, and in no other"
    change = f"{subscription.source} names the channel: {group}"
    sentences = (
        f"{change}. {subscription.otherwise}",
        update_words("Profile", subscription.update_existing_only),
    )
    table = Table(("Channel", "Subscription group", "Notes"), rows)
    return Section("Subscription group", sentences, tables=(("", table),))


def _catalogs(catalogs: facts.Catalogs) -> Section:
    by_type = f", in the catalog for the type that {catalogs.type_source} names" if catalogs.type_source else ""
    sentences = (
        f"One item{by_type}; its id is made of {catalogs.id_source}. {catalogs.effect}",
        " ".join((catalogs.nulls, *catalogs.otherwise)),
        "Each catalog must be there in Braze, with all of these fields.",
    )
    return Section("Catalog item", sentences, tables=tuple(_catalog(each) for each in catalogs.catalogs))


def _catalog(catalog: facts.Catalog) -> tuple[str, Table]:
    of_type = "" if catalog.object_type is None else f", for the type {quoted(catalog.object_type)}"
    rows = tuple((each.name, _source(each), each.type, "; ".join(each.notes)) for each in catalog.fields)
    return f"Catalog {catalog.name}{of_type}", Table(("Field in Braze", "From Regal's", "Type", "Notes"), rows)


def _identity(identity: facts.Identity) -> Section:
    rows = tuple(
        (f"{number}. {each.kind}", ", ".join(each.places), each.usable)
        for number, each in enumerate(identity.identifiers, 1)
    )
    sentences = (f"The first usable identifier, and no other. If there is none, {identity.otherwise}.", *identity.notes)
    return Section("Who it is about", sentences, tables=(("", Table(("Identifier", "Looked for in", "Usable"), rows)),))


def _times(times: Iterable[str]) -> Iterator[str]:
    yield f"The first usable of {', '.join(times)}, between 2000 and 2100; otherwise the moment at which Braze runs it."


def _payloads(explained: facts.Explanation) -> Iterator[str]:
    names = [each.name + (f" where {each.condition}" if each.condition else "") for each in explained.accepted]
    yield f"Those named {' or '.join(names)}, and those without a name."
    for other in explained.rejected:
        yield f"Not those where {other.condition}: such a payload is {other.event}."
    yield "Any other ends in an error that Braze's log shows, and nothing changes."
