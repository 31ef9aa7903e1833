// The helper functions of all transformations, in reading order; those in profile_helpers.js follow. A transformation gets the
// ones that it calls. Names in capitals stand for Braze's limits.

function asObject(value) {
  return value && typeof value === "object" && !Array.isArray(value) ? value : {};
}

// Braze accepts ids up to EXTERNAL_ID_BYTES bytes.
function externalId(value) {
  const id = typeof value === "string" ? value.trim() : text(value);
  if (!id || id === "null" || id === "undefined" || id !== text(id, EXTERNAL_ID_BYTES)) return undefined;
  return id.length < 330 || encodeURIComponent(id).replace(/%../g, "-").length <= EXTERNAL_ID_BYTES ? id : undefined;
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
  if (WITHHELD_NUMBERS.includes(phone)) return undefined;
  return /^\+(1[2-9]\d{9}|[2-9]\d{6,14})$/.test(phone) ? phone : undefined;
}

// Catalog ids contain letters, digits, - and _. Other characters become _hex_. So does _ in an id that would read the same.
function itemId(value) {
  const given = externalId(value) || "";
  const code = (unit) => `_${unit < "\u0100" ? "" : "u"}${unit.charCodeAt(0).toString(16)}_`;
  const isAmbiguous = /^([A-Za-z0-9-]*_([0-9a-f]{1,2}|u[0-9a-f]+)_)+[A-Za-z0-9-]*$/.test(given);
  const id = /^[\w-]*$/.test(given) && !isAmbiguous ? given : given.replace(/[^A-Za-z0-9-]/g, code);
  return id !== "" && id.length <= CATALOG_ID_LIMIT ? id : undefined;
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
  return ms >= EARLIEST_TIME && ms <= LATEST_TIME ? new Date(ms).toISOString() : undefined;
}

function unixSeconds(value) {
  const time = isoTime(value);
  return time && Math.floor(Date.parse(time) / 1000);
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

// Sets a property to the first of these values that is present, converted.
function setFirst(target, name, type, ...values) {
  const value = values.find((candidate) => candidate !== undefined);
  const result = value === null ? null : type(value);
  if (result !== undefined) target[name] = result;
}

function hasOwn(source, key) {
  return Object.prototype.hasOwnProperty.call(source, key);
}

// Braze accepts STRING_LIMIT characters and no half of an emoji, which JSON writes as \ud83d.
function text(value, limit = STRING_LIMIT) {
  if (typeof value === "number" && Math.abs(value) < 2 ** 53) value = String(value);
  if (typeof value !== "string") return undefined;
  if (value.length > limit) value = value.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, "") + "…";
  return JSON.stringify(value).includes("\\ud") ? value.replace(/[\ud800-\udfff]/gu, "\ufffd") : value;
}

// Cuts a text of over `limit` characters.
function cutText(limit) {
  return (value) => text(value, limit);
}

// Leaves out a text of over `limit` characters.
function shortText(limit) {
  return (value) => (text(value, limit) === text(value, Infinity) ? text(value, limit) : undefined);
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

// Turns the cells of an array into the fields of an object.
function row(names, types) {
  return (cells) => {
    if (!Array.isArray(cells)) return undefined;
    return convert(Object.fromEntries(names.map((name, index) => [name, cells[index]])), types);
  };
}

// An object with any keys, whose values have one type.
function mapOf(type, types = {}) {
  return (map) => {
    if (map !== asObject(map)) return undefined;
    const nameOf = (key) => (Object.keys(types).includes(legalKey(key)) ? undefined : legalKey(key));
    const others = legalEntries(map, (value) => (value === null ? null : type(value)), nameOf);
    return Object.assign(others, convert(map, types));
  };
}

// Braze accepts ARRAY_ITEMS items, and 100 KB in all: `bytes` is the share of this list.
function list(type, { items = ARRAY_ITEMS, bytes = Infinity } = {}) {
  return (values) => {
    if (!Array.isArray(values)) return undefined;
    const kept = [];
    let room = bytes;
    for (const value of values) {
      if (kept.length === items) break;
      const result = value === null ? undefined : type(value);
      const left = result === undefined ? -1 : room - jsonBytes(result) - 1;
      if (left < 0) continue;
      kept.push(result);
      room = left;
    }
    return kept;
  };
}

// The newest items are the last ones.
function newest(type, limits) {
  return (values) => (Array.isArray(values) ? list(type, limits)([...values].reverse()).reverse() : undefined);
}

// Braze accepts 100 KB of properties: `bytes` is the share of this one.
function maxBytes(bytes, type) {
  return (value) => {
    const result = type(value);
    return typeof result === "object" ? withinRoom(bytes, result) : result;
  };
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

function anyObject(value) {
  return value === asObject(value) ? anyValue(value) : undefined;
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

// Braze refuses keys that are blank, start with $, begin or end with a space, or have over KEY_LIMIT characters.
function legalKey(key) {
  let name = key.trim();
  while (name.startsWith("$")) name = name.slice(1).trim();
  return name === "" || name === "__proto__" || name.length > KEY_LIMIT ? undefined : text(name);
}

// Turns the entries of an open map into properties. A name that is taken gets the prefix.
function flattened(map, prefix, taken, type = anyValue) {
  const named = (key) => {
    const name = legalKey(key);
    const free = taken.includes(name) ? legalKey(prefix + name) : name;
    return taken.includes(free) ? undefined : free;
  };
  return legalEntries(map, (value) => (value === null ? null : type(value)), named);
}

// Braze keeps PROPERTY_COUNT properties of an event and drops the rest without a message.
function addProperties(properties, more) {
  for (const name in more) if (Object.keys(properties).length < PROPERTY_COUNT) properties[name] = more[name];
}

function without(source, names) {
  const kept = { ...source };
  for (const name of names) delete kept[name];
  return kept;
}
