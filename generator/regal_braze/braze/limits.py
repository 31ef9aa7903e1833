"""Braze's limits and reserved names.

The comment above each group of constants is the path of their page in Braze's documentation repository.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

# _docs/_api/objects_filters/event_object.md
STRING_LIMIT = 255
"""Longest string in properties and attributes, in UTF-16 units: the strictest meaning of Braze's "characters"."""
KEY_LIMIT = 255
"""Longest key, in UTF-16 units."""
PROPERTIES_BYTES = 100_000
"""Largest properties object, in bytes of JSON. The limit of a nested attribute is the same (_docs/_user_guide/data/
activation/attributes/nested_custom_attribute_support.md). Braze says 100 KB; 1,000 bytes per KB is the safe reading."""
PROPERTY_COUNT = 256
"""Most properties of an event or a purchase (_docs/_user_guide/data/activation/custom_data/custom_events/
custom_event_properties.md). Braze keeps the first ones and drops the rest without a message."""
RESERVED_EVENT_PROPERTIES = ("time", "event_name")
"""Keys that make the request fail."""
DATE_TIME_PATTERN = (
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}"
    "(?:[Tt ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,:][0-9]+)?)?(?: ?(?:[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?))?)?$"
)
"""A date or date-time, for Python and JavaScript. If the date exists, arrays must not contain the text."""

# _docs/_api/objects_filters/user_attributes_object.md
ARRAY_ITEMS = 500
"""Most items in an array. Braze documents this for attributes only; properties get the same limit to be safe."""
PRIMARY_IDENTIFIERS = ("external_id", "user_alias", "braze_id")
"""Braze refuses an object with two of these. Email and phone identify only if all of these are absent."""
PROTECTED_ATTRIBUTES = (
    *PRIMARY_IDENTIFIERS, "alias_name", "alias_label",
    "_update_existing_only", "_merge_objects", "__proto__",
    "push_tokens", "push_token_import", "push_subscribe",
    "email_subscribe", "subscription_groups", "subscription_group_id", "subscription_state",
)  # fmt: skip
"""Identifier, control, push and subscription keys: no key of a payload may set them (M5)."""
PROFILE_FIELDS = (
    "country", "current_location", "date_of_first_session", "date_of_last_session", "dob", "email",
    "email_click_tracking_disabled", "email_open_tracking_disabled", "facebook", "first_name", "gender",
    "home_city", "image_url", "language", "last_name", "marked_email_as_spam_at", "phone", "time_zone",
    "twitter",
)  # fmt: skip
"""Standard attributes, which have a fixed meaning and format. `image_url` is only on the page of standard attributes
(_docs/_user_guide/data/activation/attributes/standard_attributes.md)."""
DATE_FIELDS = ("dob", "date_of_first_session", "date_of_last_session", "marked_email_as_spam_at")
"""Standard attributes that are dates or date-times."""
RESERVED_ATTRIBUTES = PROTECTED_ATTRIBUTES + PROFILE_FIELDS
"""Names that no custom attribute can have."""
PREFIXED_ATTRIBUTES = tuple(name for name in RESERVED_ATTRIBUTES if name not in {"email", "phone", "__proto__"})
"""Names that get a prefix. Regal's `email` and `phone` are those of Braze, and `__proto__` is left out."""

# _docs/_api/endpoints/user_data/post_user_track.md
EXTERNAL_ID_BYTES = 987
"""Longest external_id, in bytes of UTF-8."""
OBJECTS_PER_REQUEST = 50
"""Most attributes, events and purchases in one request: the smallest of three documented figures."""

# _docs/_api/objects_filters/purchase_object.md
CURRENCY_CODES = (
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BHD", "BIF",
    "BMD", "BND", "BOB", "BOV", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHE", "CHF", "CHW", "CLF",
    "CLP", "CNY", "COP", "COU", "CRC", "CUP", "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR",
    "FJD", "FKP", "GBP", "GEL", "GHS", "GIP", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS",
    "INR", "IQD", "IRR", "ISK", "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD", "KZT",
    "LAK", "LBP", "LKR", "LRD", "LSL", "LYD", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR",
    "MWK", "MXN", "MXV", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK", "PHP",
    "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB", "RWF", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE",
    "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TND", "TOP", "TRY", "TTD", "TWD", "TZS",
    "UAH", "UGX", "USD", "USN", "UYI", "UYU", "UYW", "UZS", "VED", "VES", "VND", "VUV", "WST", "XAF", "XCD", "XCG",
    "XDR", "XOF", "XPF", "XSU", "XUA", "YER", "ZAR", "ZMW", "ZWG",
)  # fmt: skip
"""Codes of currencies (ISO 4217)."""
PURCHASE_QUANTITY = 100
"""Largest quantity of one purchase. Braze counts a purchase as often as its quantity says."""

# _docs/_user_guide/data/activation/events/recommended_events.md
OrderKind: TypeAlias = Literal["text", "currency", "number", "amount", "count"]
"""What a value must be: a text that is not blank, a currency code, a number, a number from 0, a whole number from 1."""
_ORDER: dict[str, OrderKind] = {
    "order_id": "text", "total_value": "amount", "currency": "currency", "source": "text"
}  # fmt: skip
ORDER_PROPERTIES: dict[str, dict[str, OrderKind]] = {
    "ecommerce.order_placed": {**_ORDER, "total_value": "number"},
    "ecommerce.order_refunded": _ORDER,
    "ecommerce.order_cancelled": {**_ORDER, "cancel_reason": "text"},
}
"""The required properties of each eCommerce event about an order, besides `products`."""
PRODUCT_PROPERTIES: dict[str, OrderKind] = {
    "product_id": "text", "product_name": "text", "variant_id": "text", "quantity": "count", "price": "number"
}  # fmt: skip
"""The required properties of each product of an order."""

# _docs/_api/endpoints/catalogs/catalog_items/asynchronous/put_update_catalog_items.md
CATALOG_ID_LIMIT = 250
"""Longest id of an item; letters, digits, hyphens and underscores."""
CATALOG_STRING_LIMIT = 5000
"""Longest string in an item, in UTF-16 units."""
CATALOG_LIST_ITEMS = 100
"""Most items of an array, which holds strings only (_docs/_user_guide/data/activation/catalogs/create.md)."""
CATALOG_LEVELS = 50
"""Deepest nesting of an item."""

# _docs/_user_guide/data/unification/data_transformation/
FREE_TRANSFORMATIONS = 5
"""Active transformations of a company without Data Transformation Pro."""
PRO_TRANSFORMATIONS = 55
"""Active transformations of a company with Data Transformation Pro."""

# Twilio sends one of these for a caller who withholds the number: they spell ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN
# and UNAVAILABLE (M4).
WITHHELD_NUMBERS = ("+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253")
"""Numbers that carriers send for a withheld caller ID. They are not phone numbers of contacts (M4)."""

# Not Braze's limits, but the generator's
REQUEST_LEVELS = 100
"""Deepest nesting of a request: more could overflow the stack of the code that reads it next."""
ATTRIBUTE_ROOM = PROPERTIES_BYTES - 1_000
"""Bytes of JSON that one nested attribute may take: Braze's 100 KB, less its name."""
EARLIEST_TIME = 946_684_800_000
"""2000-01-01T00:00:00Z in unix milliseconds: an earlier time cannot be the time of an event (M6)."""
LATEST_TIME = 4_102_444_800_000
"""2100-01-01T00:00:00Z in unix milliseconds: a later time cannot be the time of an event."""
