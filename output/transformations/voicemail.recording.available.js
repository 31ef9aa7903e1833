// Regal's voicemail.recording.available → Braze's custom event "Voicemail Recording Available"
// A voicemail can be listened to.
// Paste it all into a Data Transformation (POST: Track users).
// Generated from schemas/events/voicemail.recording.available.json; digest 57973f70e90cf12d

const event = object(payload);
const traits = object(event.traits);
const data = object(event.properties);
const outer = data === event.properties ? event : {};

// Another event shows up in Braze's log and changes no profile.
if (event.name !== undefined && event.name !== "voicemail.recording.available") {
  throw new Error(`Expected the event voicemail.recording.available, got ${text(event.name)}`);
}

// The first usable identifier, and no other: Braze refuses two.
const id = first(externalId, event.userId, event.external_id);
const email = first(emailAddress, traits.email, outer.contact_email, data.contact_email);
const alias = first(phoneNumber, traits.phone, outer.contact_phone, data.contact_phone, data.contactPhone, data.contact_number);
const identity =
  id ? { external_id: id } :
  email ? { email } :
  alias ? { user_alias: { alias_name: alias, alias_label: "regal_phone" } } :
  undefined;
if (!identity) throw new Error("No usable identity: looked for external_id, email, user_alias");

const properties = convert(data, {
  agent_email: text,
  direction: text,
  regal_voice_phone: text,
  regal_voice_phone_internal_name: text,
  contact_phone: text,
  channel: text,
  call_id: text,
  call_sid: text,
  type: text,
  recording_link: text,
  started_at: integer,
  ended_at: integer,
  talk_time: integer,
});
const eventId = text(event.eventId ?? event.event_id);
if (eventId !== undefined) properties.regal_event_id = eventId;

const brazecall = {
  events: [{
    name: "Voicemail Recording Available",
    time: first(isoTime, event.originalTimestamp, event.original_timestamp, event.created_at) || new Date().toISOString(),
    properties,
    ...identity,
    _update_existing_only: false,
  }],
};

function object(value) {
  return value && typeof value === "object" && !Array.isArray(value) ? value : {};
}

function first(usable, ...values) {
  for (const value of values) {
    const found = usable(value);
    if (found !== undefined) return found;
  }
}

// Braze takes ids of up to 987 bytes.
function externalId(value) {
  const id = typeof value === "string" ? value.trim() : text(value);
  const isWhole = id && !/[\ud800-\udfff]/u.test(id);
  return isWhole && encodeURIComponent(id).replace(/%../g, "-").length <= 987 ? id : undefined;
}

function emailAddress(value) {
  const email = typeof value === "string" ? value.trim() : "";
  return /^[^\s@]+@[^\s@]+$/.test(email) && email === text(email) ? email : undefined;
}

// E.164, written with or without spaces, dots, dashes and parentheses.
function phoneNumber(value) {
  const phone = typeof value === "string" ? value.replace(/[\s.()-]/g, "") : "";
  return /^\+[1-9]\d{1,14}$/.test(phone) ? phone : undefined;
}

// Unix seconds or milliseconds, or a date-time (without a zone: UTC), 2000 to 2100.
function isoTime(value) {
  let ms = typeof value === "object" ? NaN : Number(value);
  if (ms <= 4102444800) ms *= 1000;
  if (typeof value === "string" && !(ms > 0)) {
    const parts = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d[\d:.]*))?\s*(Z|[+-]\d\d:?\d\d)?$/i.exec(value.trim());
    if (parts) ms = Date.parse(`${parts[1]}T${parts[2] || "00:00"}${(parts[3] || "Z").replace(/(\d\d)(\d\d)$/, "$1:$2")}`);
  }
  return ms >= 946684800000 && ms <= 4102444800000 ? new Date(ms).toISOString() : undefined;
}

// Each declared value as its type; null stays, what is absent or of another type goes.
function convert(source, types) {
  const kept = { ...source };
  let others = Object.keys(kept).length;
  for (const key in types) {
    const value = kept[key];
    if (value === undefined) continue;
    others -= 1;
    const converted = value === null ? null : types[key](value);
    if (converted === undefined) delete kept[key];
    else if (!Object.is(converted, value)) kept[key] = converted;
  }
  if (others > 0) for (const key of Object.keys(kept)) if (!Object.keys(types).includes(key)) delete kept[key];
  return kept;
}

// Braze takes strings of up to 255 characters; a cut never leaves half an emoji.
function text(value) {
  if (typeof value === "number" && Math.abs(value) < 2 ** 53) return String(value);
  if (typeof value !== "string") return undefined;
  if (value.length > 255) value = value.slice(0, 254).replace(/[\ud800-\udbff]$/, "") + "…";
  return /[\ud800-\udfff]/.test(value) ? value.replace(/[\ud800-\udfff]/gu, "\ufffd") : value;
}

function integer(value) {
  const read = typeof value === "string" && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(read) ? read + 0 : undefined;
}

return brazecall;
