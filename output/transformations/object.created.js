// Regal's object.created → Braze's custom event "Object Created"
// Paste all of this into a Braze Data Transformation with the destination POST: Track users.
// A CRM object of a contact was created, for example an opportunity.
// Generated from schemas/events/object.created.json; digest 01311c954d65a258

const event = asObject(payload);
const name = event.name === undefined ? event.event : event.name;
const properties = asObject(event.properties);
// Without an object "properties", nothing identifies a contact.
const contact = properties === event.properties ? event : {};
const traits = asObject(contact.traits);

// Another event is refused: no profile changes.
if (name !== undefined && name !== "object.created") {
  throw new Error(`Expected the event object.created, got ${text(name)}`);
}

const identity = identify();

// --- What Braze gets ---

const types = {
  Id: text,
  Name: text,
  accountId: text,
  createdDate: text,
  opportunityOwner: text,
  opportunityOwnerFirstName: text,
  product: text,
  regalName: text,
  related_object_id: text,
  related_object_source: text,
  related_object_type: text,
  related_object_type_name: text,
  stageName: text,
};
const eventProperties = convert(properties, types);
const eventId = text(event.eventId ?? event.event_id);
if (eventId !== undefined) eventProperties.regal_event_id = eventId;
const declared = Object.keys(types);
addProperties(eventProperties, withinRoom(77374, flattened(
  without(properties, declared), "regal_", ["time", "event_name", "regal_event_id", ...declared],
)));

const brazecall = {
  events: [{
    name: "Object Created",
    time: happenedAt(),
    properties: eventProperties,
    ...identity,
    _update_existing_only: false,
  }],
};

// The first usable identifier and no other: Braze refuses two.
function identify() {
  const id = firstUsable(externalId, contact.userId, contact.externalId, contact.external_id);
  if (id) return { external_id: id };
  const email = firstUsable(emailAddress, traits.email, contact.contact_email, properties.contact_email);
  if (email) return { email };
  const alias = firstUsable(
    phoneNumber, traits.phone, contact.contact_phone, properties.contact_phone, properties.contactPhone,
    properties.contact_number,
  );
  if (alias) return { user_alias: { alias_name: alias, alias_label: "regal_phone" } };
  throw new Error("No usable identity: looked for external_id, email, user_alias");
}

// The time of the event or, without a usable one, of this call.
function happenedAt() {
  const time = firstUsable(isoTime, event.originalTimestamp, event.original_timestamp, event.created_at);
  return time || new Date().toISOString();
}

// --- Helpers: the same in every transformation. Nothing below needs a change. ---

function asObject(value) {
  return value && typeof value === "object" && !Array.isArray(value) ? value : {};
}

function firstUsable(usable, ...values) {
  for (const value of values) {
    const result = usable(value);
    if (result !== undefined) return result;
  }
}

// Braze accepts ids up to 987 bytes.
function externalId(value) {
  const id = typeof value === "string" ? value.trim() : text(value);
  if (/^(null|undefined)?$/.test(id) || /[\ud800-\udfff]/u.test(id)) return undefined;
  return id.length < 330 || encodeURIComponent(id).replace(/%../g, "-").length <= 987 ? id : undefined;
}

function emailAddress(value) {
  const email = typeof value === "string" ? value.trim() : "";
  return /^[^\s@]+@[^\s@]+$/.test(email) && email === text(email) ? email : undefined;
}

// E.164, with +1 exactly 10 digits. Carriers send these numbers for a withheld caller ID.
function phoneNumber(value) {
  if (typeof value !== "string") return undefined;
  const digits = value.replace(/[\s.\-\xad\u200b-\u2015\u202a-\u202e\u2060-\u2069\u2212]/g, "");
  const phone = digits.replace(/(\+\d{1,3})\)?\(0\)/, "$1").replace(/[()]/g, "");
  const withheld = ["+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"];
  return /^\+(1[2-9]\d{9}|[2-9]\d{6,14})$/.test(phone) && !withheld.includes(phone) ? phone : undefined;
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
// Copying and deleting is faster than adding keys.
function convert(source, types) {
  const kept = { ...source };
  let others = Object.keys(kept).length;
  for (const key in types) {
    const value = kept[key];
    if (value === undefined) continue;
    others -= 1;
    const result = value === null ? null : types[key](value);
    if (result === undefined) delete kept[key];
    else if (!Object.is(result, value)) kept[key] = result;
  }
  if (others > 0) for (const key of Object.keys(kept)) if (!Object.keys(types).includes(key)) delete kept[key];
  return kept;
}

function hasOwn(source, key) {
  return Object.prototype.hasOwnProperty.call(source, key);
}

// Braze accepts 255 characters. A cut never leaves half an emoji.
function text(value, limit = 255) {
  if (typeof value === "number" && Math.abs(value) < 2 ** 53) value = String(value);
  if (typeof value !== "string") return undefined;
  if (value.length > limit) value = value.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, "") + "…";
  return /[\ud800-\udfff]/.test(value) ? value.replace(/[\ud800-\udfff]/gu, "\ufffd") : value;
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

// Braze accepts 500 items, and 100 KB in all: `bytes` is the share of this list.
function list(type, { items = 500, bytes = Infinity } = {}) {
  return (values) => {
    if (!Array.isArray(values)) return undefined;
    const kept = [];
    let room = bytes;
    for (const value of values) {
      if (kept.length === items) break;
      const result = value === null ? undefined : type(value);
      if (result === undefined) continue;
      const size = jsonBytes(result) + 1;
      if (size > room) continue;
      kept.push(result);
      room -= size;
    }
    return kept;
  };
}

// Leaves out the items or entries that do not fit.
function withinRoom(bytes, value) {
  if (jsonBytes(value) <= bytes) return value;
  const isArray = Array.isArray(value);
  const kept = isArray ? [] : {};
  for (const key of isArray ? value.keys() : Object.keys(value).sort()) {
    const size = jsonBytes(isArray ? value[key] : [key, value[key]]) + 1;
    if (size > bytes) continue;
    if (isArray) kept.push(value[key]);
    else kept[key] = value[key];
    bytes -= size;
  }
  return kept;
}

// In UTF-8: a surrogate pair has four bytes.
function jsonBytes(value) {
  const json = JSON.stringify(value).replace(/[\u0080-\u07ff\ud800-\udfff]/g, "--");
  return json.replace(/[\u0800-\uffff]/g, "---").length;
}

// Any JSON value, up to five levels deep, with keys that Braze accepts.
function anyValue(value, depth = 0) {
  if (typeof value === "string") return text(value);
  if (typeof value === "number") return number(value);
  if (value === null || typeof value === "boolean") return value;
  if (value === undefined || depth === 5) return undefined;
  if (Array.isArray(value)) return list((item) => anyItem(item, depth + 1))(value);
  return legalEntries(value, (item) => anyValue(item, depth + 1), legalKey);
}

// Any JSON value as an item of a list.
function anyItem(value, depth = 0) {
  return typeof value === "string" ? textInList(value) : anyValue(value, depth);
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
  const name = key.trim().replace(/^[\s$]+/, "");
  return name === "" || name === "__proto__" || name.length > 255 ? undefined : text(name);
}

// Turns the entries of an open map into properties. A name that is taken gets the prefix.
function flattened(map, prefix, taken, type = anyValue) {
  const named = (key) => {
    const name = legalKey(key);
    const free = taken.includes(name) ? prefix + name : name;
    return free === undefined || free.length > 255 || taken.includes(free) ? undefined : free;
  };
  return legalEntries(map, (value) => (value === null ? null : type(value)), named);
}

// Braze keeps 256 properties of an event and drops the rest without a message.
function addProperties(properties, more) {
  const free = Math.max(256 - Object.keys(properties).length, 0);
  for (const name of Object.keys(more).slice(0, free)) properties[name] = more[name];
}

function without(source, names) {
  const kept = { ...source };
  for (const name of names) delete kept[name];
  return kept;
}

return brazecall;
