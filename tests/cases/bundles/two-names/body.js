// 3 of Regal's events → Braze, each as by its own transformation: the bundle two-names
// call.completed, contact.phone.created, custom.task.completed.
// Paste it into a Data Transformation (POST: Track users).
// Generated from the schemas of these events; digest 87cd08ced9112b2a

const event = object(payload);
const traits = object(event.traits);
const data = object(event.properties);
const outer = data === event.properties ? event : {};

// Some events arrive under the name of another.
const name =
  event.name === "call.completed" && data.type === "Custom Task" ? "custom.task.completed" :
  event.name;

const brazecall = transformationOf(name)();

function transformationOf(name) {
  switch (name) {
    // call.completed → custom event "Call Completed"
    case "call.completed": return () => {
      const identity = identify();

      const properties = convert(data, {
        agent_firstname: text,
        agent_fullname: text,
        agent_id: text,
        agent_email: text,
        direction: text,
        regal_voice_phone: text,
        regal_voice_phone_internal_name: text,
        contact_phone: text,
        call_id: text,
        type: text,
        disposition: text,
        notes: text,
        objections: list(undated, 500, 70054),
        campaign_name: text,
        campaign_friendly_id: text,
        campaign_id: text,
        conversation_happened: boolean,
        started_at: integer,
        ended_at: integer,
        completed_at: integer,
        talk_time: integer,
        wrapup_time: integer,
        handle_time: integer,
        journey_uuid: text,
        journey_name: text,
        journey_friendly_id: integer,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "Call Completed",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // contact.phone.created → custom event "Contact Phone Created" and profile attributes
    case "contact.phone.created": return () => {
      const identity = identifyByTraits();

      const properties = convert(data, {
        contactPhone: text,
        firstName: text,
        lastName: text,
        isPrimary: boolean,
        label: text,
        source: text,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const attributes = present({
        first_name: text(data.firstName),
        last_name: text(data.lastName),
        phone: boolean(data.isPrimary) ? phoneNumber(data.contactPhone) : undefined,
      });
      if (identity.email || identity.phone) {
        // An object without external_id or alias is identified by its addresses: only the one chosen above may stay.
        delete attributes.email;
        delete attributes.phone;
      }

      const brazecall = {
        events: [{
          name: "Contact Phone Created",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
        attributes: Object.keys(attributes).length > 0 ? [Object.assign(attributes, identity, { _update_existing_only: false })] : [],
      };

      // A null would erase the profile's value: it is left out.
      function present(fields) {
        const kept = {};
        for (const key of Object.keys(fields)) if (fields[key] !== undefined && fields[key] !== null) kept[key] = fields[key];
        return kept;
      }

      return brazecall;
    };

    // custom.task.completed → custom event "Custom Task Completed"
    case "custom.task.completed": return () => {
      const identity = identify();

      const properties = convert(data, {
        agent_email: text,
        agent_firstname: text,
        agent_fullname: text,
        agent_id: text,
        completed_at: integer,
        contact_phone: text,
        custom_task_name: text,
        disposition: text,
        journey_friendly_id: integer,
        journey_name: text,
        journey_uuid: text,
        notes: text,
        objections: list(undated, 500, 80422),
        type: text,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "Custom Task Completed",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // Another event shows in Braze's log and changes no profile.
    default: throw new Error(`Expected an event of the bundle two-names, got ${text(name)}`);
  }
}

// The first usable identifier and no other: Braze refuses two.
function identify() {
  let found;
  const identity =
    (found = first(externalId, event.userId, event.external_id)) ? { external_id: found } :
    (found = first(emailAddress, traits.email, outer.contact_email, data.contact_email)) ? { email: found } :
    (found = first(phoneNumber, traits.phone, outer.contact_phone, data.contact_phone, data.contactPhone, data.contact_number))
    ? { user_alias: { alias_name: found, alias_label: "regal_phone" } } :
    null;
  if (!identity) throw new Error("No usable identity: looked for external_id, email, user_alias");
  return identity;
}

// The first usable identifier and no other: Braze refuses two. Addresses in the properties are new data.
function identifyByTraits() {
  let found;
  const identity =
    (found = first(externalId, event.userId, event.external_id)) ? { external_id: found } :
    (found = first(emailAddress, traits.email)) ? { email: found } :
    (found = first(phoneNumber, traits.phone)) ? { user_alias: { alias_name: found, alias_label: "regal_phone" } } :
    null;
  if (!identity) throw new Error("No usable identity: looked for external_id, email, user_alias");
  return identity;
}

function happenedAt() {
  return first(isoTime, event.originalTimestamp, event.original_timestamp, event.created_at) || new Date().toISOString();
}

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
