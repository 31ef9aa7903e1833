// Regal's contact.subscribed → Braze's subscription group of the channel: subscribed
// Paste all of this into a Braze Data Transformation with the destination POST: Track users.
// A contact agreed to receive calls, text messages or email.
// Generated from schemas/events/contact.subscribed.json; digest 59b5e6184b727651

const event = asObject(payload);
const name = event.name === undefined ? event.event : event.name;
const properties = asObject(event.properties);
// Without an object "properties", nothing identifies a contact.
const contact = properties === event.properties ? event : {};
const traits = asObject(contact.traits);

// Another event is refused: no profile changes.
if (name !== undefined && name !== "contact.subscribed") {
  throw new Error(`Expected the event contact.subscribed, got ${text(name)}`);
}

const identity = identify();

// --- What Braze gets ---

// Each channel has its own subscription group: a change of one must not change another.
const groups = {
  voice: "REPLACE_WITH_YOUR_VOICE_SUBSCRIPTION_GROUP_ID",
  sms: "REPLACE_WITH_YOUR_SMS_SUBSCRIPTION_GROUP_ID",
  email: "REPLACE_WITH_YOUR_EMAIL_SUBSCRIPTION_GROUP_ID",
};
const channel = typeof properties.channel === "string" ? properties.channel.trim().toLowerCase() : "";
// A change that cannot be made is an error, so that no contact stays subscribed by mistake.
if (!Object.keys(groups).includes(channel)) {
  throw new Error(`No known channel: looked for voice, sms, email, got ${text(properties.channel)}`);
}

const brazecall = {
  attributes: [{
    ...(channel === "email" && { email_subscribe: "subscribed" }),
    subscription_groups: [{ subscription_group_id: groups[channel], subscription_state: "subscribed" }],
    ...(identity.user_alias && { phone: identity.user_alias.alias_name }),
    ...identity,
    _update_existing_only: false,
  }],
};

// The first usable identifier and no other: Braze refuses two.
function identify() {
  const id = firstUsable(externalId, contact.userId, contact.externalId, contact.external_id);
  if (id) return { external_id: id };
  const email = firstUsable(emailAddress, traits.email, contact.contact_email, properties.contact_email);
  if (email) return { email };
  const alias = firstUsable(
    phoneNumber, traits.phone, contact.contact_phone, properties.contact_phone, properties.contactPhone,
    properties.contact_number,
  );
  if (alias) return { user_alias: { alias_name: alias, alias_label: "regal_phone" } };
  throw new Error("No usable identity: looked for external_id, email, user_alias");
}

// --- Helpers: the same in every transformation. Nothing below needs a change. ---

function asObject(value) {
  return value && typeof value === "object" && !Array.isArray(value) ? value : {};
}

function firstUsable(usable, ...values) {
  for (const value of values) {
    const result = usable(value);
    if (result !== undefined) return result;
  }
}

// Braze accepts ids up to 987 bytes.
function externalId(value) {
  const id = typeof value === "string" ? value.trim() : text(value);
  if (/^(null|undefined)?$/.test(id) || /[\ud800-\udfff]/u.test(id)) return undefined;
  return id.length < 330 || encodeURIComponent(id).replace(/%../g, "-").length <= 987 ? id : undefined;
}

function emailAddress(value) {
  const email = typeof value === "string" ? value.trim() : "";
  return /^[^\s@]+@[^\s@]+$/.test(email) && email === text(email) ? email : undefined;
}

// E.164, with +1 exactly 10 digits. Carriers send these numbers for a withheld caller ID.
function phoneNumber(value) {
  if (typeof value !== "string") return undefined;
  const digits = value.replace(/[\s.\-\xad\u200b-\u2015\u202a-\u202e\u2060-\u2069\u2212]/g, "");
  const phone = digits.replace(/(\+\d{1,3})\)?\(0\)/, "$1").replace(/[()]/g, "");
  const withheld = ["+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"];
  return /^\+(1[2-9]\d{9}|[2-9]\d{6,14})$/.test(phone) && !withheld.includes(phone) ? phone : undefined;
}

// Braze accepts 255 characters. A cut never leaves half an emoji.
function text(value, limit = 255) {
  if (typeof value === "number" && Math.abs(value) < 2 ** 53) value = String(value);
  if (typeof value !== "string") return undefined;
  if (value.length > limit) value = value.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, "") + "…";
  return /[\ud800-\udfff]/.test(value) ? value.replace(/[\ud800-\udfff]/gu, "\ufffd") : value;
}

return brazecall;
