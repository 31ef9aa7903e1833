// Every helper, in the order a reader meets them; a body gets those that it calls. Names in capitals stand for Braze's limits.

function object(value) {
  return value && typeof value === "object" && !Array.isArray(value) ? value : {};
}

function first(usable, ...values) {
  for (const value of values) {
    const found = usable(value);
    if (found !== undefined) return found;
  }
}

// Braze takes ids up to EXTERNAL_ID_BYTES bytes.
function externalId(value) {
  const id = typeof value === "string" ? value.trim() : text(value);
  if (!id || /[\ud800-\udfff]/u.test(id)) return undefined;
  return id.length < 330 || encodeURIComponent(id).replace(/%../g, "-").length <= EXTERNAL_ID_BYTES ? id : undefined;
}

function emailAddress(value) {
  const email = typeof value === "string" ? value.trim() : "";
  return /^[^\s@]+@[^\s@]+$/.test(email) && email === text(email) ? email : undefined;
}

function phoneNumber(value) {
  const phone = typeof value === "string" ? value.replace(/[\s.()-]/g, "") : "";
  return /^\+[1-9]\d{1,14}$/.test(phone) ? phone : undefined;
}

// Catalog ids hold letters, digits, - and _: other characters become _hex_, so that no two ids can meet.
function itemId(value) {
  const id = (externalId(value) || "").replace(/[^A-Za-z0-9-]/g, (unit) => `_${unit.charCodeAt(0).toString(16)}_`);
  return id !== "" && id.length <= CATALOG_ID_LIMIT ? id : undefined;
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
  return ms >= EARLIEST_TIME && ms <= LATEST_TIME ? new Date(ms).toISOString() : undefined;
}

function unixSeconds(value) {
  const time = isoTime(value);
  return time && Math.floor(Date.parse(time) / 1000);
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

// The same where a name may be one that every object has a member of.
function pick(source, types) {
  const kept = {};
  for (const key of Object.keys(types)) if (own(source, key)) kept[key] = source[key];
  return convert(kept, types);
}

// The first of these values that is there, as its type.
function set(target, name, type, ...values) {
  const value = values.find((candidate) => candidate !== undefined);
  const result = value === null ? null : type(value);
  if (result !== undefined) target[name] = result;
}

function own(source, key) {
  return Object.prototype.hasOwnProperty.call(source, key);
}

// Braze takes STRING_LIMIT characters; a cut never leaves half an emoji.
function text(value) {
  if (typeof value === "number" && Math.abs(value) < 2 ** 53) return String(value);
  if (typeof value !== "string") return undefined;
  if (value.length > STRING_LIMIT) value = value.slice(0, STRING_CUT).replace(/[\ud800-\udbff]$/, "") + "…";
  return /[\ud800-\udfff]/.test(value) ? value.replace(/[\ud800-\udfff]/gu, "\ufffd") : value;
}

// A text of at most `limit` characters.
function cut(limit) {
  return (value) => {
    const whole = text(value);
    if (whole === undefined || whole.length <= limit) return whole;
    return whole.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, "") + "…";
  };
}

// A text, unless it is longer.
function within(limit) {
  return (value) => {
    const whole = typeof value === "string" ? value : text(value);
    return whole === undefined || whole.length > limit ? undefined : text(whole);
  };
}

// Braze refuses times in lists.
function undated(value) {
  const cut = text(value);
  return /^\d{4}(-\d\d){2}([T ]\d\d:[\d:.,]+ ?[Z\d:+-]*)?$/i.test(cut) ? undefined : cut;
}

function number(value) {
  const read = typeof value === "string" && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
  return Number.isFinite(read) ? read + 0 : undefined;
}

function integer(value) {
  const read = typeof value === "string" && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(read) ? read + 0 : undefined;
}

function boolean(value) {
  return [true, "true"].includes(value) ? true : [false, "false"].includes(value) ? false : undefined;
}

function record(types) {
  return (value) => (value && typeof value === "object" && !Array.isArray(value) ? convert(value, types) : undefined);
}

// The cells of an array, as fields of an object.
function row(names, types) {
  return (cells) => {
    if (!Array.isArray(cells)) return undefined;
    const fields = {};
    for (const [index, name] of names.entries()) if (cells[index] !== undefined) fields[name] = cells[index];
    return convert(fields, types);
  };
}

// Up to ARRAY_ITEMS items, within `room` of the 100 KB that Braze takes.
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

// Braze takes 100 KB of properties: what would pass the room that is left for this part is left out.
function fit(value, room) {
  if (size(value) <= room) return value;
  const isArray = Array.isArray(value);
  const kept = isArray ? [] : {};
  for (const key of isArray ? value.keys() : Object.keys(value).sort()) {
    room -= size(isArray ? value[key] : [key, value[key]]) + 1;
    if (room < 0) break;
    kept[key] = value[key];
  }
  return kept;
}

function size(value) {
  return JSON.stringify(value).replace(/[^\0-\x7f]/g, "\\u....").length;
}

// Any JSON value, at most five levels deep, under keys that Braze takes.
function open(value, depth = 0, leaf = text) {
  if (typeof value === "string") return leaf(value);
  if (typeof value === "number") return number(value);
  if (value === null || typeof value === "boolean") return value;
  if (value === undefined || depth === 5) return undefined;
  if (Array.isArray(value)) return list((item) => open(item, depth + 1, undated), ARRAY_ITEMS)(value);
  return entries(value, (item) => open(item, depth + 1, leaf), legalKey);
}

function openMap(room, leaf) {
  return (value) => {
    if (value === null || typeof value !== "object" || Array.isArray(value)) return undefined;
    const opened = open(value, 0, leaf);
    return room === undefined ? opened : fit(opened, room);
  };
}

function openWithin(room, leaf) {
  return (value) => {
    const opened = open(value, 0, leaf);
    return typeof opened === "object" ? fit(opened, room) : opened;
  };
}

// The entries of an open map under legal names; the order of its keys never matters.
function entries(map, convert, nameOf) {
  const kept = {};
  for (const key of Object.keys(map).sort()) {
    const name = nameOf(key);
    if (name === undefined || (name !== key && own(kept, name))) continue;
    const value = convert(map[key], name);
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

// Braze refuses keys that are blank, start with $, have outer spaces or over KEY_LIMIT characters.
function legalKey(key) {
  const name = key.trim().replace(/^[\s$]+/, "");
  return name === "" || name === "__proto__" || name.length > KEY_LIMIT ? undefined : text(name);
}

// An open map as properties of their own; a name that is taken gets the prefix.
function spread(map, prefix, taken, room) {
  const named = (key) => {
    const name = legalKey(key);
    const free = taken.includes(name) ? prefix + name : name;
    return free === undefined || free.length > KEY_LIMIT || taken.includes(free) ? undefined : free;
  };
  return fit(entries(map, (value) => open(value), named), room);
}

function without(source, names) {
  const kept = { ...source };
  for (const name of names) delete kept[name];
  return kept;
}

// Four names of Regal's are profile fields of Braze's; what Braze reserves beside them gets a prefix.
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
  return name === "first_name" || name === "last_name" ? text : attribute;
}

function customAttributes(map) {
  return entries(map, (value, name) => (value === null ? null : attributeType(name)(value)), attributeName);
}

// Any JSON value as a custom attribute. One null below the top level would void every update of it.
function attribute(value, depth = 0, leaf = text) {
  if (typeof value === "string") return leaf(value);
  if (typeof value === "number") return number(value);
  if (typeof value === "boolean") return value;
  if (!value || depth === 5) return undefined;
  let held;
  if (Array.isArray(value)) {
    const unique = new Map();
    for (const item of value) {
      const result = Array.isArray(item) ? undefined : attribute(item, depth + 1, undated);
      if (result !== undefined) unique.set(JSON.stringify(result), result);
      if (unique.size === ARRAY_ITEMS) break;
    }
    held = [...unique.values()];
  } else {
    held = entries(value, (item) => attribute(item, depth + 1, leaf), nestedKey);
    if (Object.keys(held).length === 0) return undefined;
  }
  return depth === 0 ? fit(held, ATTRIBUTE_ROOM) : held;
}

// Nested keys hold no spaces, dots or dollars.
function nestedKey(key) {
  return legalKey(key.trim().replace(/^[\s$]+/, "").replace(/[\s.$]+/g, "_"));
}

// Agents change single fields (phone, email) and maps of fields (custom_properties); single fields win.
function newValues(changes) {
  const mapped = {};
  const single = {};
  for (const key of Object.keys(changes).sort()) {
    const section = object(changes[key]);
    if (own(section, "new_value")) {
      single[key] = section.new_value;
      continue;
    }
    for (const name of Object.keys(section)) {
      const change = object(section[name]);
      if (own(change, "new_value")) mapped[name] = change.new_value;
    }
  }
  return { ...mapped, ...single };
}

// A null would erase the profile's value: it is left out.
function present(fields) {
  const kept = {};
  for (const key of Object.keys(fields)) if (fields[key] !== undefined && fields[key] !== null) kept[key] = fields[key];
  return kept;
}

// An attribute whose name ends in what the payload says.
function labelled(prefix, label, value) {
  const end = (text(label) || "").trim();
  const name = end === "" ? undefined : legalKey(prefix + end);
  return name === undefined || value === undefined ? {} : { [name]: value };
}

// A purchase needs a product, a price and a currency; without a usable quantity it is one.
function purchase(product, price, currency, quantity) {
  const product_id = (text(product) || "").trim();
  const code = typeof currency === "string" ? currency.trim() : "";
  const cost = number(price);
  const count = integer(quantity);
  if (product_id === "" || cost === undefined || count < 1 || !/^[A-Za-z]{3}$/.test(code)) return undefined;
  return { product_id, currency: code.toUpperCase(), price: cost, quantity: Math.min(count || 1, PURCHASE_QUANTITY) };
}
