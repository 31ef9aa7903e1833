// Bundle catalogs: 1 Regal event in one transformation.
// Paste all of this into a Braze Data Transformation with the destination PUT: Update multiple catalog items.
// Each event gives exactly what its own transformation gives. The events:
// agent.activity.updated.
// Generated from the schemas of these events; digest 152f42e5ad1a0dc9

const event = asObject(payload);
const name = event.name === undefined ? event.event : event.name;
const properties = asObject(event.properties);

const brazecall = transformationOf(name)();

// Each case is a function, so that only the one that is needed is compiled.
function transformationOf(eventName) {
  switch (eventName) {
    // agent.activity.updated → catalog regal_agents
    case undefined:
    case "agent.activity.updated": return () => {
      const id = itemId(properties.agent_email);
      if (id === undefined) throw new Error("No usable item id: looked for properties.agent_email");

      const fields = convert(properties, {
        agent_email: cutText(5000),
        agent_activity_name: cutText(5000),
        agent_availability: boolean,
        agent_previous_activity_name: cutText(5000),
        agent_previous_availability: boolean,
        agent_time_in_previous_activity: cutText(5000),
      });

      const brazecall = {
        catalog_name: "regal_agents",
        items: [{
          ...withoutNulls(fields),
          updated_at: happenedAt(),
          id,
        }],
      };

      return brazecall;
    };

    // Another event changes no profile.
    default: throw new Error(`Expected an event of the bundle catalogs, got ${text(eventName)}`);
  }
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

// Catalog ids contain letters, digits, - and _. Other characters become _hex_. So does _ in an id that would read the same.
function itemId(value) {
  const given = externalId(value) || "";
  const code = (unit) => `_${unit < "\u0100" ? "" : "u"}${unit.charCodeAt(0).toString(16)}_`;
  const isAmbiguous = /^([A-Za-z0-9-]*_([0-9a-f]{1,2}|u[0-9a-f]+)_)+[A-Za-z0-9-]*$/.test(given);
  const id = /^[\w-]*$/.test(given) && !isAmbiguous ? given : given.replace(/[^A-Za-z0-9-]/g, code);
  return id !== "" && id.length <= 250 ? id : undefined;
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

// Cuts a text of over `limit` characters.
function cutText(limit) {
  return (value) => text(value, limit);
}

function boolean(value) {
  if (typeof value === "boolean") return value;
  const read = text(value)?.toLowerCase();
  return read === "true" ? true : read === "false" ? false : undefined;
}

// A null would erase the value in the profile or the catalog.
function withoutNulls(fields) {
  const kept = {};
  for (const key of Object.keys(fields)) if ((fields[key] ?? null) !== null) kept[key] = fields[key];
  return kept;
}

return brazecall;
