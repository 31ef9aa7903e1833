"""Put the facts of an explanation in order, as sections of sentences and tables. `text` writes them."""

from __future__ import annotations

from collections.abc import Iterator

from regal_braze.explain import facts
from regal_braze.explain.data_points import DataPoints
from regal_braze.explain.words import path_words, update_words, value_words
from regal_braze.findings.finding import listed
from regal_braze.immutable import Immutable
from regal_braze.resources import CONFIG_NAME


class Table(Immutable):
    """Rows under a header, and a caption, which may be empty; the first column contains names of Braze or Regal."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Section(Immutable):
    """A part of an explanation. `pairs` are labels with their text."""

    title: str
    sentences: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    tables: tuple[Table, ...] = ()


def sections(explained: facts.Explanation) -> Iterator[Section]:
    """Yield all sections of an explanation; the first one is the summary."""
    title = f"Regal's {explained.event} → Braze's {explained.becomes}"
    yield Section(title, (explained.description,), _summary(explained))
    if explained.custom_event:
        yield _custom_event(explained.custom_event)
    if explained.profile:
        yield _profile(explained.profile)
    if explained.purchases:
        yield _purchases(explained.purchases)
    if explained.orders:
        yield _orders(explained.orders)
    if explained.subscription:
        yield _subscription(explained.subscription)
    if explained.catalogs:
        yield _catalogs(explained.catalogs)
    omitted = tuple((", ".join(omission.what), omission.why) for omission in explained.left_out)
    yield Section("What Braze does not get", tables=(Table("", ("Regal's property", "Why"), omitted),))
    if explained.samples:
        rows = tuple((str(sample.sample), loss) for sample in explained.samples for loss in sample.losses)
        yield Section("Documented samples", tables=(Table("", ("Sample", "Compared with the request"), rows),))
    if explained.identity:
        yield _identity(explained.identity)
    if explained.times:
        first = f"The first usable time of {listed(explained.times)}, between 2000 and 2100."
        without = "If there is none, the time at which Braze runs the transformation."
        yield Section("Time of the event", (f"{first} {without}",))
    yield Section("Payloads", tuple(_payloads(explained)))
    if explained.decisions:
        lines = tuple((str(line.line or ""), line.key, line.value) for line in explained.decisions)
        yield Section(f"Settings in {CONFIG_NAME}", tables=(Table("", ("Line", "Key", "Value"), lines),))


def _summary(explained: facts.Explanation) -> tuple[tuple[str, str], ...]:
    number = len(explained.decisions)
    settings = f"{number} setting{'s' * (number > 1)} for this event, listed at the end"
    return (
        ("Schema", explained.schema),
        ("Destination", explained.destination),
        ("Bundle", ", ".join(explained.bundles) or "none: the event needs its own transformation"),
        ("Data points", _points(explained.data_points)),
        ("Workspace", f"{CONFIG_NAME} has {settings if number else 'no settings for this event'}"),
    )


def _points(points: DataPoints) -> str:
    text = f"{points.range} per payload ({listed(points.parts, 'and')})."
    if points.samples:
        numbers = ", ".join("refused" if number is None else str(number) for number in points.samples)
        text += f" Documented sample{'s' * (len(points.samples) > 1)}: {numbers}"
    return text


def _custom_event(event: facts.CustomEventFact) -> Section:
    sentences = (
        update_words(event.update_existing_only),
        f"{event.nulls} A value of another type is left out, because Braze keeps the type of the first value it gets.",
        "A text that is too long is cut and ends in ….",
    )
    table = _properties("Property in Braze", event.properties)
    return Section(f"Custom event {value_words(event.name)}", sentences, tables=(table,))


def _properties(header: str, properties: tuple[facts.PropertyFact, ...], caption: str = "") -> Table:
    rows = tuple((fact.name, fact.meaning, _source(fact), fact.type, "; ".join(fact.notes)) for fact in properties)
    return Table(caption, (header, "Meaning", "From Regal's", "Type", "Notes"), rows)


def _source(fact: facts.PropertyFact | facts.AttributeFact) -> str:
    """Return where a value comes from; nothing if it has the same name in Regal."""
    return "" if fact.source in (fact.name, path_words((fact.name,))) else fact.source


def _profile(profile: facts.ProfileFact) -> Section:
    rows = []
    for attribute in profile.attributes:
        conditions = [f"only if {attribute.condition}"] if attribute.condition else []
        notes = "; ".join([*conditions, *attribute.notes])
        rows.append((attribute.name, _source(attribute), attribute.type, notes))
    sentences = (update_words(profile.update_existing_only), profile.nulls, *profile.notes)
    table = Table("", ("Attribute in Braze", "From Regal's", "Type", "Notes"), tuple(rows))
    return Section("Attributes of the profile", sentences, tables=(table,))


def _purchases(purchases: facts.PurchasesFact) -> Section:
    rows = tuple(
        (purchase.product, purchase.price, purchase.currency, purchase.quantity, " and ".join(purchase.conditions))
        for purchase in purchases.purchases
    )
    sentences = (
        update_words(purchases.update_existing_only),
        "Without a usable product, price and currency there is no purchase.",
    )
    table = Table("", ("Product", "Price", "Currency", "Quantity", "Condition"), rows)
    return Section("Purchases", sentences, tables=(table,))


def _orders(orders: facts.OrdersFact) -> Section:
    sentences = (
        update_words(orders.update_existing_only),
        "An order is left out if one of its values is missing or not usable. The event itself is sent.",
    )
    tables = []
    for order in orders.orders:
        caption = f"{order.event}, if {' and '.join(order.conditions)}" if order.conditions else order.event
        tables.append(Table(caption, ("Property in Braze", "Value"), order.values))
    return Section("Orders", sentences, tables=tuple(tables))


def _subscription(subscription: facts.SubscriptionFact) -> Section:
    rows = tuple((group.channel, group.id or "none", "; ".join(group.notes)) for group in subscription.groups)
    change = f"The contact becomes {subscription.state} in the group of this channel only."
    sentences = (
        f"The property {subscription.source} contains the channel. {change} {subscription.otherwise}",
        update_words(subscription.update_existing_only),
    )
    table = Table("", ("Channel", "Subscription group", "Notes"), rows)
    return Section("Subscription group", sentences, tables=(table,))


def _catalogs(catalogs: facts.CatalogsFact) -> Section:
    by_type = f", in the catalog for the type that {catalogs.type_source} names" if catalogs.type_source else ""
    sentences = (
        f"One item{by_type}; its id comes from {catalogs.id_source}. {catalogs.effect}",
        " ".join((catalogs.nulls, *catalogs.otherwise)),
        "Each catalog must exist in Braze, with all of these fields.",
    )
    tables = []
    for catalog in catalogs.catalogs:
        of_type = "" if catalog.object_type is None else f", for the type {value_words(catalog.object_type)}"
        tables.append(_properties("Field in Braze", catalog.fields, f"Catalog {catalog.name}{of_type}"))
    return Section("Catalog item", sentences, tables=tuple(tables))


def _identity(identity: facts.IdentityFact) -> Section:
    rows = tuple(
        (f"{number}. {identifier.kind}", ", ".join(identifier.places), identifier.usable)
        for number, identifier in enumerate(identity.identifiers, 1)
    )
    first = f"Braze gets only the first usable identifier. If there is none, {identity.otherwise}."
    table = Table("", ("Identifier", "Looked up in", "Usable"), rows)
    return Section("Which profile is updated", (first, *identity.notes), tables=(table,))


def _payloads(explained: facts.Explanation) -> Iterator[str]:
    names = [name.name + (f" if {name.condition}" if name.condition else "") for name in explained.accepted]
    yield f"Accepts payloads with the name {listed(names)}, and payloads without a name."
    for other in explained.rejected:
        yield f"Refuses payloads in which {other.condition}: they belong to {other.event}."
    yield "For any other payload, the transformation throws an error, and nothing changes in Braze."
