// Regal's email.conversation.completed → Braze's custom event "Email Conversation Completed"
// An agent closed an exchange of e-mails with a contact.
// Paste it into a Data Transformation (POST: Track users).
// Generated from schemas/events/email.conversation.completed.json; digest 7286b6987acdd392

const event = object(payload);
const traits = object(event.traits);
const data = object(event.properties);
const outer = data === event.properties ? event : {};

// Another event shows in Braze's log and changes no profile.
if (event.name !== undefined) {
  if (event.name !== "email.conversation.completed") throw new Error(`Expected the event email.conversation.completed, got ${text(event.name)}`);
  if (data.type === "Voicemail") throw new Error("Expected the event email.conversation.completed, got voicemail.completed");
}

// The first usable identifier and no other: Braze refuses two.
let found;
const identity =
  (found = first(externalId, event.userId, event.external_id)) ? { external_id: found } :
  (found = first(emailAddress, traits.email, outer.contact_email, data.contact_email)) ? { email: found } :
  (found = first(phoneNumber, traits.phone, outer.contact_phone, data.contact_phone, data.contactPhone, data.contact_number))
    ? { user_alias: { alias_name: found, alias_label: "regal_phone" } } :
  null;
if (!identity) throw new Error("No usable identity: looked for external_id, email, user_alias");

const properties = convert(data, {
  agent_email: text,
  agent_firstname: text,
  agent_fullname: text,
  agent_id: text,
  agent_tags: text,
  agent_teams: list(undated, 500, 32477),
  campaign_friendly_id: text,
  campaign_id: text,
  campaign_name: text,
  completed_at: integer,
  contact_phone: text,
  conversation_happened: boolean,
  direction: text,
  disposition: text,
  ended_at: integer,
  handle_time: integer,
  journey_execution_name: text,
  journey_friendly_id: integer,
  journey_name: text,
  journey_node_friendly_id: integer,
  journey_node_uuid: text,
  journey_uuid: text,
  notes: text,
  objections: list(undated, 500, 32477),
  related_object_id: text,
  related_object_type: text,
  started_at: integer,
  talk_time: integer,
  task_id: text,
  type: text,
  wrapup_time: integer,
});
const eventId = text(event.eventId ?? event.event_id);
if (eventId !== undefined) properties.regal_event_id = eventId;

const brazecall = {
  events: [{
    name: "Email Conversation Completed",
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

// Braze takes ids up to 987 bytes.
function externalId(value) {
  const id = typeof value === "string" ? value.trim() : text(value);
  if (!id || /[\ud800-\udfff]/u.test(id)) return undefined;
  return id.length < 330 || encodeURIComponent(id).replace(/%../g, "-").length <= 987 ? id : undefined;
}

function emailAddress(value) {
  const email = typeof value === "string" ? value.trim() : "";
  return /^[^\s@]+@[^\s@]+$/.test(email) && email === text(email) ? email : undefined;
}

function phoneNumber(value) {
  const phone = typeof value === "string" ? value.replace(/[\s.()-]/g, "") : "";
  return /^\+[1-9]\d{1,14}$/.test(phone) ? phone : undefined;
}

// Unix seconds or milliseconds, or a date-time (UTC by default), 2000 to 2100.
function isoTime(value) {
  let ms = typeof value === "object" ? NaN : Number(value);
  if (ms <= 4102444800) ms *= 1000;
  if (typeof value === "string" && !(ms > 0)) {
    const [, date, time = "00:00", hours, minutes = "00"] =
      /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)\d*)?\s*(?:Z|([+-][01]\d):?([0-5]\d)?)?$/i.exec(value.trim()) || [];
    const local = `${date}T${time}`;
    const utc = new Date(`${local}Z`);
    const exists = utc > 0 && utc.toISOString().startsWith(local);
    if (exists) ms = Date.parse(local + (hours ? `${hours}:${minutes}` : "Z"));
  }
  return ms >= 946684800000 && ms <= 4102444800000 ? new Date(ms).toISOString() : undefined;
}

// Declared values by type; null stays, absent or unfit ones go.
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

// Braze takes 255 characters; a cut never leaves half an emoji.
function text(value) {
  if (typeof value === "number" && Math.abs(value) < 2 ** 53) return String(value);
  if (typeof value !== "string") return undefined;
  if (value.length > 255) value = value.slice(0, 254).replace(/[\ud800-\udbff]$/, "") + "…";
  return /[\ud800-\udfff]/.test(value) ? value.replace(/[\ud800-\udfff]/gu, "\ufffd") : value;
}

// Braze refuses times in lists.
function undated(value) {
  const cut = text(value);
  return /^\d{4}(-\d\d){2}([T ]\d\d:[\d:.,]+ ?[Z\d:+-]*)?$/i.test(cut) ? undefined : cut;
}

function integer(value) {
  const read = typeof value === "string" && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(read) ? read + 0 : undefined;
}

function boolean(value) {
  return [true, "true"].includes(value) ? true : [false, "false"].includes(value) ? false : undefined;
}

// Up to 500 items, within `room` of the 100 KB that Braze takes.
function list(item, most, room) {
  return (values) => {
    if (!Array.isArray(values)) return undefined;
    const kept = [];
    let left = room;
    for (const value of values) {
      const result = value === null ? undefined : item(value);
      if (result === undefined) continue;
      left -= JSON.stringify(result).replace(/[^\0-\x7f]/g, "\\u....").length + 1;
      if (left < 0 || kept.push(result) === most) break;
    }
    return kept;
  };
}

return brazecall;
