// Regal's contact.email.created → Braze's custom event "Contact Email Created" and profile attributes
// Paste all of this into a Braze Data Transformation with the destination POST: Track users.
// A contact got another email address.
// Generated from schemas/events/contact.email.created.json; digest ec87733b748f2090

const event = asObject(payload);
const name = event.name === undefined ? event.event : event.name;
const properties = asObject(event.properties);
// Without an object "properties", nothing identifies a contact.
const contact = properties === event.properties ? event : {};
const traits = asObject(contact.traits);

// Another event changes no profile.
if (name !== undefined && name !== "contact.email.created") {
  throw new Error(`Expected the event contact.email.created, got ${text(name)}`);
}

const identity = identify();

// --- What Braze gets ---

const eventProperties = convert(properties, {
  firstName: text,
  lastName: text,
  leadStatus: text,
  new_email_properties: record({
    email: text,
    emailOptIn: record({
      ip: text,
      source: text,
      subscribed: boolean,
      text: text,
      timestamp: text,
      timestampTransformed: text,
    }),
    isPrimary: boolean,
    label: text,
    source: text,
  }),
});
const eventId = text(event.eventId ?? event.event_id);
if (eventId !== undefined) eventProperties.regal_event_id = eventId;

// A declared property wins over an undeclared one with the same name in Braze, unless it is absent.
const attributes = withoutNulls(customAttributes(without(properties, ["firstName", "lastName", "leadStatus", "new_email_properties"])));
Object.assign(attributes, withoutNulls({
  first_name: text(properties.firstName),
  last_name: text(properties.lastName),
  leadStatus: text(properties.leadStatus),
  email: boolean(asObject(properties.new_email_properties).isPrimary)
    ? emailAddress(asObject(properties.new_email_properties).email) : undefined,
}));
// An identifying address cannot be set, nor an email if a phone identifies.
if (identity.email || identity.phone) delete attributes.email;
if (identity.phone) delete attributes.phone;

const brazecall = {
  events: [{
    name: "Contact Email Created",
    time: happenedAt(),
    properties: eventProperties,
    ...identity,
    _update_existing_only: false,
  }],
  attributes: Object.keys(attributes).length > 0
    ? [{ ...(identity.user_alias && { phone: identity.user_alias.alias_name }), ...attributes, ...identity, _update_existing_only: false }]
    : [],
};

// The first usable identifier and no other: Braze refuses two. An address in the properties is new data.
function identify() {
  const id = externalId(contact.userId) ?? externalId(contact.externalId) ?? externalId(contact.external_id);
  if (id) return { external_id: id };
  const email = emailAddress(traits.email);
  if (email) return { email };
  const alias = phoneNumber(traits.phone);
  if (alias) return { user_alias: { alias_name: alias, alias_label: "regal_phone" } };
  throw new Error("No usable identity: looked for external_id, email, user_alias");
}

// The time of the event, or now.
function happenedAt() {
  return isoTime(event.originalTimestamp) ?? isoTime(event.original_timestamp) ?? isoTime(event.created_at)
    ?? new Date().toISOString();
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

// Reads unix seconds, milliseconds or a date-time (UTC by default), from 2000 to 2100.
function isoTime(value) {
  let ms = typeof value === "object" ? NaN : Number(value);
  if (ms <= 4102444800) ms *= 1000; // Beyond 2100 in seconds: milliseconds.
  if (typeof value === "string" && !(ms > 0)) {
    const pattern =
      /^(?<date>\d{4}-\d\d-\d\d)([T ](?<clock>\d\d:\d\d(:\d\d(\.\d{1,3})?)?)\d*)?\s*(Z|UTC|(?<hours>[+-][01]\d):?(?<minutes>[0-5]\d)?)?$/i;
    const { date, clock = "00:00", hours, minutes = "00" } = pattern.exec(value.trim())?.groups ?? {};
    const local = `${date}T${clock}`;
    const utc = new Date(`${local}Z`);
    const exists = utc > 0 && utc.toISOString().startsWith(local); // There is no 31 February.
    if (exists) ms = Date.parse(local + (hours ? `${hours}:${minutes}` : "Z"));
  }
  return ms >= 946684800000 && ms <= 4102444800000 ? new Date(ms).toISOString() : undefined;
}

// Keeps the declared values, converted by type; null stays null.
function convert(source, types) {
  const kept = { ...source }; // Faster than adding keys.
  for (const key in kept) {
    const value = kept[key];
    const result = !hasOwn(types, key) ? undefined : value === null ? null : types[key](value);
    if (result === undefined) delete kept[key];
    else kept[key] = result;
  }
  return kept;
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

function boolean(value) {
  if (typeof value === "boolean") return value;
  const read = text(value)?.toLowerCase();
  return read === "true" ? true : read === "false" ? false : undefined;
}

function record(types) {
  return (value) => (value === asObject(value) ? convert(value, types) : undefined);
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

function without(source, names) {
  const kept = { ...source };
  for (const name of names) delete kept[name];
  return kept;
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

// A null would erase the value in the profile or the catalog.
function withoutNulls(fields) {
  const kept = {};
  for (const key of Object.keys(fields)) if ((fields[key] ?? null) !== null) kept[key] = fields[key];
  return kept;
}

return brazecall;
