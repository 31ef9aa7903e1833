// Regal's sms.received → Braze's custom event "SMS Received"
// Paste all of this into a Braze Data Transformation with the destination POST: Track users.
// A contact sent a text message.
// Generated from schemas/events/sms.received.json; digest 6b37b801f217d695

const event = asObject(payload);
const name = event.name === undefined ? event.event : event.name;
const properties = asObject(event.properties);
// Without an object "properties", nothing identifies a contact.
const contact = properties === event.properties ? event : {};
const traits = asObject(contact.traits);

// Another event changes no profile.
if (name !== undefined && name !== "sms.received") {
  throw new Error(`Expected the event sms.received, got ${text(name)}`);
}

const identity = identify();

// --- What Braze gets ---

const eventProperties = convert(properties, {
  agent_fullname: text,
  agent_id: text,
  direction: text,
  content: text,
  media_url: shortText(255),
  regal_voice_phone: text,
  regal_voice_phone_internal_name: text,
  contact_phone: text,
  from_number: text,
  to_number: text,
  sms_conversation_id: text,
  sms_message_id: text,
});
const eventId = text(event.eventId ?? event.event_id);
if (eventId !== undefined) eventProperties.regal_event_id = eventId;

const brazecall = {
  events: [{
    name: "SMS Received",
    time: happenedAt(),
    properties: eventProperties,
    ...identity,
    _update_existing_only: false,
  }],
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

// Leaves out a text of over `limit` characters.
function shortText(limit) {
  return (value) => (text(value, limit) === text(value, Infinity) ? text(value, limit) : undefined);
}

return brazecall;
