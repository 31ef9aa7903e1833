// Regal's sms.received → Braze's custom event "SMS Received"
// Paste all of this into a Braze Data Transformation with the destination POST: Track users.
// A contact sent a text message.
// Generated from schemas/events/sms.received.json; digest 4d9c0e22fad6f477

const event = asObject(payload);
const name = event.name === undefined ? event.event : event.name;
const properties = asObject(event.properties);
// Without an object "properties", nothing identifies a contact.
const contact = properties === event.properties ? event : {};
const traits = asObject(contact.traits);

// Another event is refused: no profile changes.
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

// Braze accepts 255 characters. A cut never leaves half an emoji.
function text(value, limit = 255) {
  if (typeof value === "number" && Math.abs(value) < 2 ** 53) value = String(value);
  if (typeof value !== "string") return undefined;
  if (value.length > limit) value = value.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, "") + "…";
  return /[\ud800-\udfff]/.test(value) ? value.replace(/[\ud800-\udfff]/gu, "\ufffd") : value;
}

// A text of at most `limit` characters: a longer one is left out.
function shortText(limit) {
  return (value) => {
    const whole = typeof value === "string" ? value : text(value);
    return whole === undefined || whole.length > limit ? undefined : text(whole, limit);
  };
}

return brazecall;
