// The helper functions of attributes, edits, purchases and catalog items, in reading order.

// Four of Regal's names are profile fields in Braze. Names that Braze keeps for itself get a prefix.
function attributeName(key) {
  const name = legalKey(key);
  if (name === "firstName") return "first_name";
  if (name === "lastName") return "last_name";
  const reserved = PREFIXED_ATTRIBUTES;
  return reserved.includes(name) ? "regal_" + name : name;
}

function namedAttribute(value, name) {
  if (value === null) return null;
  if (name === "email") return emailAddress(value);
  if (name === "phone") return phoneNumber(value);
  return name === "first_name" || name === "last_name" ? text(value) : attributeValue(value);
}

function customAttributes(map) {
  return legalEntries(map, namedAttribute, attributeName);
}

// Any JSON value as a custom attribute. A null below the top level would void every update of the attribute.
function attributeValue(value, depth = 0) {
  if (typeof value === "string") return text(value);
  if (typeof value === "number") return number(value);
  if (typeof value === "boolean") return value;
  if (!value || depth === 5) return undefined;
  let kept;
  if (Array.isArray(value)) {
    const unique = new Map();
    for (const item of value) {
      const isText = typeof item === "string";
      const result = Array.isArray(item) ? undefined : isText ? textInList(item) : attributeValue(item, depth + 1);
      if (result !== undefined) unique.set(JSON.stringify(result), result);
      if (unique.size === ARRAY_ITEMS) break;
    }
    kept = [...unique.values()];
  } else {
    kept = legalEntries(value, (item) => attributeValue(item, depth + 1), nestedKey);
    if (Object.keys(kept).length === 0) return undefined;
  }
  return depth === 0 ? withinRoom(ATTRIBUTE_ROOM, kept) : kept;
}

function shortList(items) {
  return (value) => {
    const kept = attributeValue(value);
    return Array.isArray(kept) ? kept.slice(0, items) : kept;
  };
}

// Any JSON value as a field of a catalog item. Braze accepts lists of CATALOG_LIST_ITEMS texts there, and no nulls.
function catalogValue(value, depth = 0) {
  if (typeof value === "string") return text(value, CATALOG_STRING_LIMIT);
  if (typeof value === "number") return number(value);
  if (typeof value === "boolean") return value;
  if (!value || depth === 5) return undefined;
  if (Array.isArray(value)) return list(cutText(CATALOG_STRING_LIMIT), { items: CATALOG_LIST_ITEMS })(value);
  const kept = legalEntries(value, (item) => catalogValue(item, depth + 1), nestedKey);
  return Object.keys(kept).length > 0 ? kept : undefined;
}

// Nested keys contain no spaces, dots or dollar signs, and are no commands of Braze's.
function nestedKey(key) {
  const name = legalKey(key.trim().replace(/^[\s$]+/, "").replace(/[\s.$]+/g, "_"));
  return ["add", "inc", "remove", "update"].includes(name) ? "regal_" + name : name;
}

// Agents change single fields (phone, email) and maps of fields (custom_properties). Single fields win.
function newValues(changes) {
  const mapped = {};
  const single = {};
  for (const key of Object.keys(changes).sort()) {
    const section = asObject(changes[key]);
    let isMap = false;
    for (const name of Object.keys(section)) {
      if (!("new_value" in asObject(section[name]))) continue;
      mapped[name] = section[name].new_value;
      isMap = true;
    }
    if (!isMap && "new_value" in section) single[key] = section.new_value;
  }
  return Object.assign(mapped, single);
}

// A null would erase the value in the profile or the catalog.
function withoutNulls(fields) {
  const kept = {};
  for (const key of Object.keys(fields)) if ((fields[key] ?? null) !== null) kept[key] = fields[key];
  return kept;
}

// An attribute whose name ends in a text from the payload.
function labeled(prefix, label, value) {
  const end = (text(label) || "").trim();
  const name = end === "" ? undefined : legalKey(prefix + end);
  return name === undefined || value === undefined ? {} : { [name]: value };
}

// A text that is neither blank nor longer than Braze accepts.
function filledText(value) {
  const given = typeof value === "string" ? value.trim() : text(value);
  return given && given === text(given) ? given : undefined;
}

function currencyCode(value) {
  const code = typeof value === "string" ? value.trim().toUpperCase() : "";
  const currencies = CURRENCY_CODES;
  return currencies.includes(code) ? code : undefined;
}

function amount(value) {
  const read = number(value);
  return read >= 0 ? read : undefined;
}

function count(value) {
  const read = number(value);
  return Number.isInteger(read) && read > 0 ? read : undefined;
}

// A purchase needs a product, a price and a currency. The quantity is 1 unless a usable one is given.
function purchase(product, price, currency, quantity) {
  const product_id = filledText(product);
  const code = currencyCode(currency);
  const cost = number(price);
  const pieces = Number.isInteger(number(quantity)) ? number(quantity) : 1;
  if (product_id === undefined || cost === undefined || code === undefined || pieces < 1) return undefined;
  return { product_id, currency: code, price: cost, quantity: Math.min(pieces, PURCHASE_QUANTITY) };
}

// Braze needs every value of an order and of its products. So an order without one of them is left out.
function order(name, properties) {
  const isComplete = (object) => !Object.values(object).includes(undefined);
  return [properties, ...properties.products].every(isComplete) ? { name, properties } : undefined;
}
