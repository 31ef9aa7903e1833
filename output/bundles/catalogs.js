// One of Regal's events → Braze, each as by its own transformation: the bundle catalogs
// agent.activity.updated.
// Paste it into a Data Transformation (PUT: Update multiple catalog items).
// Generated from the schemas of these events; digest 2b2064c04f4c12fc

const event = object(payload);
const data = object(event.properties);

const brazecall = transformationOf(event.name)();

function transformationOf(name) {
  switch (name) {
    // agent.activity.updated → catalog regal_agents
    case undefined:
    case "agent.activity.updated": return () => {
      const id = itemId(data.agent_email);
      if (id === undefined) throw new Error("No usable item id: looked for properties.agent_email");

      const fields = convert(data, {
        agent_email: text,
        agent_activity_name: text,
        agent_availability: boolean,
        agent_previous_activity_name: text,
        agent_previous_availability: boolean,
        agent_time_in_previous_activity: text,
      });

      const brazecall = {
        catalog_name: "regal_agents",
        items: [{
          ...present(fields),
          updated_at: happenedAt(),
          id,
        }],
      };

      return brazecall;
    };

    // Another event shows in Braze's log and changes no profile.
    default: throw new Error(`Expected an event of the bundle catalogs, got ${text(name)}`);
  }
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

// Catalog ids hold letters, digits, - and _: other characters become _hex_, so that no two ids can meet.
function itemId(value) {
  const id = (externalId(value) || "").replace(/[^A-Za-z0-9-]/g, (unit) => `_${unit.charCodeAt(0).toString(16)}_`);
  return id !== "" && id.length <= 250 ? id : undefined;
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

function boolean(value) {
  return [true, "true"].includes(value) ? true : [false, "false"].includes(value) ? false : undefined;
}

// A null would erase the profile's value: it is left out.
function present(fields) {
  const kept = {};
  for (const key of Object.keys(fields)) if (fields[key] !== undefined && fields[key] !== null) kept[key] = fields[key];
  return kept;
}

return brazecall;
