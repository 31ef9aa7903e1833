// Regal's contact.attribute.edited → Braze's profile attributes
// Paste all of this into a Braze Data Transformation with the destination POST: Track users.
// An agent changed attributes, phone numbers or email addresses of a contact.
// Generated from schemas/events/contact.attribute.edited.json; digest 7e93e191b88d2752

const event = asObject(payload);
const name = event.name === undefined ? event.event : event.name;
const properties = asObject(event.properties);
// Without an object "properties", nothing identifies a contact.
const contact = properties === event.properties ? event : {};
const traits = asObject(contact.traits);

// Another event changes no profile.
if (name !== undefined && name !== "contact.attribute.edited") {
  throw new Error(`Expected the event contact.attribute.edited, got ${text(name)}`);
}

const identity = identify();

// --- What Braze gets ---

// A value that an agent has cleared is null, and is cleared in Braze too.
const attributes = customAttributes(newValues(asObject(properties.changes)));
// An identifying address cannot be set, nor an email if a phone identifies.
if (identity.email || identity.phone) delete attributes.email;
if (identity.phone) delete attributes.phone;

const brazecall = {
  attributes: Object.keys(attributes).length > 0
    ? [{ ...(identity.user_alias && { phone: identity.user_alias.alias_name }), ...attributes, ...identity, _update_existing_only: false }]
    : [],
};

// The first usable identifier and no other: Braze refuses two.
function identify() {
  const id = externalId(contact.userId) ?? externalId(contact.externalId) ?? externalId(contact.external_id);
  if (id) return { external_id: id };
  const email = emailAddress(traits.email) ?? emailAddress(contact.contact_email) ?? emailAddress(properties.contact_email);
  if (email) return { email };
  const alias = [
    traits.phone, contact.contact_phone, properties.contact_phone, properties.contactPhone,
    properties.contact_number,
  ].map(phoneNumber).find(Boolean);
  if (alias) return { user_alias: { alias_name: alias, alias_label: "regal_phone" } };
  throw new Error("No usable identity: looked for external_id, email, user_alias");
}

// --- Helpers. Nothing below needs a change. ---

function asObject(value) {
  return value && typeof value === "object" && !Array.isArray(value) ? value : {};
}

// Braze accepts ids up to 987 bytes.
function externalId(value) {
  const id = typeof value === "string" ? value.trim() : text(value);
  if (!id || id === "null" || id === "undefined" || id !== text(id, 987)) return undefined;
  return id.length < 330 || encodeURIComponent(id).replace(/%../g, "-").length <= 987 ? id : undefined;
}

function emailAddress(value) {
  const email = typeof value === "string" ? value.trim() : "";
  return /^[^\s@]+@[^\s@]+$/.test(email) && email === text(email) ? email : undefined;
}

// E.164, with +1 exactly 10 digits. Carriers send these numbers for a withheld caller ID.
function phoneNumber(value) {
  const phone = text(value)
    ?.replace(/[\s.\-\xad\u200b-\u2015\u202a-\u202e\u2060-\u2069\u2212]/g, "")
    .replace(/(\+\d{1,3})\)?\(0\)/, "$1")
    .replace(/[()]/g, "");
  if (["+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"].includes(phone)) return undefined;
  return /^\+(1[2-9]\d{9}|[2-9]\d{6,14})$/.test(phone) ? phone : undefined;
}

function hasOwn(source, key) {
  return Object.prototype.hasOwnProperty.call(source, key);
}

// Braze accepts 255 characters and no half of an emoji, which JSON writes as \ud83d.
function text(value, limit = 255) {
  if (typeof value === "number" && Math.abs(value) < 2 ** 53) value = String(value);
  if (typeof value !== "string") return undefined;
  if (value.length > limit) value = value.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, "") + "…";
  return JSON.stringify(value).includes("\\ud") ? value.replace(/[\ud800-\udfff]/gu, "\ufffd") : value;
}

// Braze refuses dates in lists.
function textInList(value) {
  const item = text(value);
  const dates = /^(\d{4}(-\d\d){2}([T ]\d\d:[\d:.,]+ ?[Z\d:+-]*)?|\d\d\/\d\d\/\d{4}|[a-z]{3} \d\d \d\d \S+ \d{4})$/i;
  return dates.test(item) ? undefined : item;
}

// JavaScript changes numbers from 2 ** 53 on.
function number(value) {
  const read = typeof value === "string" && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
  return typeof read === "number" && Math.abs(read) < 2 ** 53 ? read + 0 : undefined; // -0 becomes 0.
}

// Leaves out the items or entries that do not fit.
function withinRoom(bytes, value) {
  if (jsonBytes(value) <= bytes) return value;
  const fits = (part) => {
    const left = bytes - jsonBytes(part) - 1;
    if (left >= 0) bytes = left;
    return left >= 0;
  };
  if (Array.isArray(value)) return value.filter(fits);
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, value[key]]).filter(fits));
}

// encodeURIComponent writes a byte of UTF-8 as one character or as %XX.
function jsonBytes(value) {
  const encoded = encodeURIComponent(JSON.stringify(value));
  return encoded.length - 2 * (encoded.split("%").length - 1);
}

// Keeps the entries of an open map that have legal names. The order of its keys changes nothing.
function legalEntries(map, convert, nameOf) {
  const kept = {};
  for (const key of Object.keys(map).sort()) {
    const name = nameOf(key);
    if (name === undefined || (name !== key && hasOwn(kept, name))) continue;
    const value = convert(map[key], name);
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

// Braze refuses keys that are blank, start with $, begin or end with a space, or have over 255 characters.
function legalKey(key) {
  let name = key.trim();
  while (name.startsWith("$")) name = name.slice(1).trim();
  return name === "" || name === "__proto__" || name.length > 255 ? undefined : text(name);
}

// Four of Regal's names are profile fields in Braze. Names that Braze keeps for itself get a prefix.
function attributeName(key) {
  const name = legalKey(key);
  if (name === "firstName") return "first_name";
  if (name === "lastName") return "last_name";
  const reserved = [
    "external_id", "user_alias", "braze_id", "alias_name", "alias_label", "_update_existing_only",
    "_merge_objects", "push_tokens", "push_token_import", "push_subscribe", "email_subscribe",
    "subscription_groups", "subscription_group_id", "subscription_state", "country", "current_location",
    "date_of_first_session", "date_of_last_session", "dob", "email_click_tracking_disabled",
    "email_open_tracking_disabled", "facebook", "first_name", "gender", "home_city", "image_url", "language",
    "last_name", "marked_email_as_spam_at", "time_zone", "twitter",
  ];
  return reserved.includes(name) ? "regal_" + name : name;
}

function namedAttribute(value, name) {
  if (value === null) return null;
  if (name === "email") return emailAddress(value);
  if (name === "phone") return phoneNumber(value);
  return name === "first_name" || name === "last_name" ? text(value) : attributeValue(value);
}

function customAttributes(map) {
  return legalEntries(map, namedAttribute, attributeName);
}

// Any JSON value as a custom attribute. A null below the top level would void every update of the attribute.
function attributeValue(value, depth = 0) {
  if (typeof value === "string") return text(value);
  if (typeof value === "number") return number(value);
  if (typeof value === "boolean") return value;
  if (!value || depth === 5) return undefined;
  let kept;
  if (Array.isArray(value)) {
    const unique = new Map();
    for (const item of value) {
      const isText = typeof item === "string";
      const result = Array.isArray(item) ? undefined : isText ? textInList(item) : attributeValue(item, depth + 1);
      if (result !== undefined) unique.set(JSON.stringify(result), result);
      if (unique.size === 500) break;
    }
    kept = [...unique.values()];
  } else {
    kept = legalEntries(value, (item) => attributeValue(item, depth + 1), nestedKey);
    if (Object.keys(kept).length === 0) return undefined;
  }
  return depth === 0 ? withinRoom(99000, kept) : kept;
}

// Nested keys contain no spaces, dots or dollar signs, and are no commands of Braze's.
function nestedKey(key) {
  const name = legalKey(key.trim().replace(/^[\s$]+/, "").replace(/[\s.$]+/g, "_"));
  return ["add", "inc", "remove", "update"].includes(name) ? "regal_" + name : name;
}

// Agents change single fields (phone, email) and maps of fields (custom_properties). Single fields win.
function newValues(changes) {
  const mapped = {};
  const single = {};
  for (const key of Object.keys(changes).sort()) {
    const section = asObject(changes[key]);
    let isMap = false;
    for (const name of Object.keys(section)) {
      if (!("new_value" in asObject(section[name]))) continue;
      mapped[name] = section[name].new_value;
      isMap = true;
    }
    if (!isMap && "new_value" in section) single[key] = section.new_value;
  }
  return Object.assign(mapped, single);
}

return brazecall;
