// All helper functions, in reading order. A transformation gets the ones that it calls. Names in capitals stand for Braze's limits.

function asObject(value) {
  return value && typeof value === "object" && !Array.isArray(value) ? value : {};
}

function firstUsable(usable, ...values) {
  for (const value of values) {
    const result = usable(value);
    if (result !== undefined) return result;
  }
}

// Braze accepts ids up to EXTERNAL_ID_BYTES bytes.
function externalId(value) {
  const id = typeof value === "string" ? value.trim() : text(value);
  if (["", "null", "undefined", undefined].includes(id) || /[\ud800-\udfff]/u.test(id)) return undefined;
  return id.length < 330 || encodeURIComponent(id).replace(/%../g, "-").length <= EXTERNAL_ID_BYTES ? id : undefined;
}

function emailAddress(value) {
  const email = typeof value === "string" ? value.trim() : "";
  return /^[^\s@]+@[^\s@]+$/.test(email) && email === text(email) ? email : undefined;
}

// E.164: 7 to 15 digits, with +1 exactly 10 more. Some carriers send a fixed number for a withheld caller ID.
function phoneNumber(value) {
  if (typeof value !== "string") return undefined;
  const digits = value.replace(/[\s.\-\xad\u200b-\u2015\u202a-\u202e\u2060-\u2069\u2212]/g, "");
  const phone = digits.replace(/^(\+\d{1,3})\(0\)/, "$1").replace(/[()]/g, "");
  const withheld = WITHHELD_NUMBERS;
  return /^\+(1[2-9]\d{9}|[2-9]\d{6,14})$/.test(phone) && !withheld.includes(phone) ? phone : undefined;
}

// Catalog ids contain letters, digits, - and _. Other characters become _hex_, so that different ids stay different.
function itemId(value) {
  const id = (externalId(value) || "").replace(/[^A-Za-z0-9-]/g, (unit) => `_${unit.charCodeAt(0).toString(16)}_`);
  return id !== "" && id.length <= CATALOG_ID_LIMIT ? id : undefined;
}

// Accepts unix seconds or milliseconds, or a date-time (UTC by default), from 2000 to 2100.
function isoTime(value) {
  let ms = typeof value === "object" ? NaN : Number(value);
  if (ms <= 4102444800) ms *= 1000; // This is 2100 in seconds: a larger number is in milliseconds.
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
// Copying and deleting is faster than building key by key.
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

// Like convert, for names that every object inherits, such as "constructor".
function pick(source, types) {
  const kept = {};
  for (const key of Object.keys(types)) if (hasOwn(source, key)) kept[key] = source[key];
  return convert(kept, types);
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

// Braze accepts STRING_LIMIT characters. A cut never leaves half an emoji.
function text(value) {
  if (typeof value === "number" && Math.abs(value) < 2 ** 53) return String(value);
  if (typeof value !== "string") return undefined;
  if (value.length > STRING_LIMIT) value = value.slice(0, STRING_CUT).replace(/[\ud800-\udbff]$/, "") + "…";
  return /[\ud800-\udfff]/.test(value) ? value.replace(/[\ud800-\udfff]/gu, "\ufffd") : value;
}

// A text of at most `limit` characters: a longer one is cut.
function cutText(limit) {
  return (value) => {
    const whole = text(value);
    if (whole === undefined || whole.length <= limit) return whole;
    return whole.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, "") + "…";
  };
}

// A text of at most `limit` characters: a longer one is left out.
function shortText(limit) {
  return (value) => {
    const whole = typeof value === "string" ? value : text(value);
    return whole === undefined || whole.length > limit ? undefined : text(whole);
  };
}

// Braze refuses times in lists.
function textInList(value) {
  const item = text(value);
  return /^\d{4}(-\d\d){2}([T ]\d\d:[\d:.,]+ ?[Z\d:+-]*)?$/i.test(item) ? undefined : item;
}

// JavaScript keeps numbers exactly up to 2 ** 53: a larger one would arrive changed.
function number(value) {
  const read = typeof value === "string" && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
  return typeof read === "number" && Math.abs(read) < 2 ** 53 ? read + 0 : undefined; // + 0 turns -0 into 0.
}

function integer(value) {
  const read = typeof value === "string" && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(read) ? read + 0 : undefined; // + 0 turns -0 into 0.
}

function boolean(value) {
  const read = typeof value === "string" ? value.toLowerCase() : value;
  return [true, "true"].includes(read) ? true : [false, "false"].includes(read) ? false : undefined;
}

function record(types) {
  return (value) => (value && typeof value === "object" && !Array.isArray(value) ? convert(value, types) : undefined);
}

// Turns the cells of an array into the fields of an object.
function row(names, types) {
  return (cells) => {
    if (!Array.isArray(cells)) return undefined;
    const fields = {};
    for (const [index, name] of names.entries()) if (cells[index] !== undefined) fields[name] = cells[index];
    return convert(fields, types);
  };
}

// Braze accepts ARRAY_ITEMS items, and 100 KB of properties: `bytes` is the share of this list.
function list(type, { items = ARRAY_ITEMS, bytes = Infinity } = {}) {
  return (values) => {
    if (!Array.isArray(values)) return undefined;
    const kept = [];
    let room = bytes;
    for (const value of values) {
      const result = value === null ? undefined : type(value);
      if (result === undefined) continue;
      room -= jsonBytes(result) + 1;
      if (room < 0 || kept.push(result) === items) break;
    }
    return kept;
  };
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
  const isArray = Array.isArray(value);
  const kept = isArray ? [] : {};
  for (const key of isArray ? value.keys() : Object.keys(value).sort()) {
    bytes -= jsonBytes(isArray ? value[key] : [key, value[key]]) + 1;
    if (bytes < 0) break;
    kept[key] = value[key];
  }
  return kept;
}

function jsonBytes(value) {
  return JSON.stringify(value).replace(/[^\0-\x7f]/g, "\\u....").length;
}

// Any JSON value, up to five levels deep, with keys that Braze accepts.
function anyValue(value, depth = 0, leaf = text) {
  if (typeof value === "string") return leaf(value);
  if (typeof value === "number") return number(value);
  if (value === null || typeof value === "boolean") return value;
  if (value === undefined || depth === 5) return undefined;
  if (Array.isArray(value)) return list((item) => anyValue(item, depth + 1, textInList))(value);
  return legalEntries(value, (item) => anyValue(item, depth + 1, leaf), legalKey);
}

function anyObject(value, leaf = text) {
  return value === null || typeof value !== "object" || Array.isArray(value) ? undefined : anyValue(value, 0, leaf);
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
  const name = key.trim().replace(/^[\s$]+/, "");
  return name === "" || name === "__proto__" || name.length > KEY_LIMIT ? undefined : text(name);
}

// Turns the entries of an open map into properties. A name that is taken gets the prefix.
function flattened(map, prefix, taken) {
  const named = (key) => {
    const name = legalKey(key);
    const free = taken.includes(name) ? prefix + name : name;
    return free === undefined || free.length > KEY_LIMIT || taken.includes(free) ? undefined : free;
  };
  return legalEntries(map, (value) => anyValue(value), named);
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
  if (name === "email" || name === "phone") return name;
  const reserved = RESERVED_ATTRIBUTES;
  return reserved.includes(name) ? "regal_" + name : name;
}

function attributeType(name) {
  if (name === "email") return emailAddress;
  if (name === "phone") return phoneNumber;
  return name === "first_name" || name === "last_name" ? text : attributeValue;
}

function customAttributes(map) {
  return legalEntries(map, (value, name) => (value === null ? null : attributeType(name)(value)), attributeName);
}

// Any JSON value as a custom attribute. A null below the top level would void every update of the attribute.
function attributeValue(value, depth = 0, leaf = text) {
  if (typeof value === "string") return leaf(value);
  if (typeof value === "number") return number(value);
  if (typeof value === "boolean") return value;
  if (!value || depth === 5) return undefined;
  let kept;
  if (Array.isArray(value)) {
    const unique = new Map();
    for (const item of value) {
      const result = Array.isArray(item) ? undefined : attributeValue(item, depth + 1, textInList);
      if (result !== undefined) unique.set(JSON.stringify(result), result);
      if (unique.size === ARRAY_ITEMS) break;
    }
    kept = [...unique.values()];
  } else {
    kept = legalEntries(value, (item) => attributeValue(item, depth + 1, leaf), nestedKey);
    if (Object.keys(kept).length === 0) return undefined;
  }
  return depth === 0 ? withinRoom(ATTRIBUTE_ROOM, kept) : kept;
}

// Nested keys contain no spaces, dots or dollar signs.
function nestedKey(key) {
  return legalKey(key.trim().replace(/^[\s$]+/, "").replace(/[\s.$]+/g, "_"));
}

// Agents change single fields (phone, email) and maps of fields (custom_properties). Single fields win.
function newValues(changes) {
  const mapped = {};
  const single = {};
  for (const key of Object.keys(changes).sort()) {
    const section = asObject(changes[key]);
    if (hasOwn(section, "new_value")) {
      single[key] = section.new_value;
      continue;
    }
    for (const name of Object.keys(section)) {
      const change = asObject(section[name]);
      if (hasOwn(change, "new_value")) mapped[name] = change.new_value;
    }
  }
  return { ...mapped, ...single };
}

// A null would erase the value in the profile or the catalog.
function withoutNulls(fields) {
  const kept = {};
  for (const key of Object.keys(fields)) if (fields[key] !== undefined && fields[key] !== null) kept[key] = fields[key];
  return kept;
}

// An attribute whose name ends in a text from the payload.
function labeled(prefix, label, value) {
  const end = (text(label) || "").trim();
  const name = end === "" ? undefined : legalKey(prefix + end);
  return name === undefined || value === undefined ? {} : { [name]: value };
}

// A purchase needs a product, a price and a currency. The quantity is 1 unless a usable one is given.
function purchase(product, price, currency, quantity) {
  const product_id = (text(product) || "").trim();
  const code = typeof currency === "string" ? currency.trim() : "";
  const cost = number(price);
  const count = integer(quantity);
  if (product_id === "" || cost === undefined || count < 1 || !/^[A-Za-z]{3}$/.test(code)) return undefined;
  return { product_id, currency: code.toUpperCase(), price: cost, quantity: Math.min(count || 1, PURCHASE_QUANTITY) };
}
