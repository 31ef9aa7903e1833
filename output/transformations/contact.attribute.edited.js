// Regal's contact.attribute.edited → Braze's profile attributes
// An agent changed what is known about a contact: attributes, phone numbers or e-mail addresses.
// Paste it into a Data Transformation (POST: Track users).
// Generated from schemas/events/contact.attribute.edited.json; digest 2331b51aa931abf2

const event = object(payload);
const traits = object(event.traits);
const data = object(event.properties);
const outer = data === event.properties ? event : {};

// Another event shows in Braze's log and changes no profile.
if (event.name !== undefined && event.name !== "contact.attribute.edited") {
  throw new Error(`Expected the event contact.attribute.edited, got ${text(event.name)}`);
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

// What an agent has cleared is null, and is cleared in Braze too.
const attributes = customAttributes(newValues(object(data.changes)));
if (identity.email || identity.phone) {
  // An object without external_id or alias is identified by its addresses: only the one chosen above may stay.
  delete attributes.email;
  delete attributes.phone;
}

const brazecall = {
  attributes: Object.keys(attributes).length > 0 ? [Object.assign(attributes, identity, { _update_existing_only: false })] : [],
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

function own(source, key) {
  return Object.prototype.hasOwnProperty.call(source, key);
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

function number(value) {
  const read = typeof value === "string" && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
  return Number.isFinite(read) ? read + 0 : undefined;
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

// Braze refuses keys that are blank, start with $, have outer spaces or over 255 characters.
function legalKey(key) {
  const name = key.trim().replace(/^[\s$]+/, "");
  return name === "" || name === "__proto__" || name.length > 255 ? undefined : text(name);
}

// Four names of Regal's are profile fields of Braze's; what Braze reserves beside them gets a prefix.
function attributeName(key) {
  const name = legalKey(key);
  if (name === "firstName") return "first_name";
  if (name === "lastName") return "last_name";
  if (name === "email" || name === "phone") return name;
  const reserved = [
    "external_id", "user_alias", "braze_id", "alias_name", "alias_label", "_update_existing_only",
    "_merge_objects", "__proto__", "push_tokens", "push_token_import", "push_subscribe", "email_subscribe",
    "subscription_groups", "subscription_group_id", "subscription_state", "country", "current_location",
    "date_of_first_session", "date_of_last_session", "dob", "email", "email_click_tracking_disabled",
    "email_open_tracking_disabled", "facebook", "first_name", "gender", "home_city", "image_url", "language",
    "last_name", "marked_email_as_spam_at", "phone", "time_zone", "twitter",
  ];
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
      if (unique.size === 500) break;
    }
    held = [...unique.values()];
  } else {
    held = entries(value, (item) => attribute(item, depth + 1, leaf), nestedKey);
    if (Object.keys(held).length === 0) return undefined;
  }
  return depth === 0 ? fit(held, 99000) : held;
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

return brazecall;
