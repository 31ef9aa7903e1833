// Regal's contact.subscribed → Braze's subscription group of the channel: subscribed
// A contact agreed to receive calls, text messages or e-mail.
// Paste it all into a Data Transformation (POST: Track users).
// Generated from schemas/events/contact.subscribed.json; digest 1923f6b78c7d235a

const event = object(payload);
const traits = object(event.traits);
const data = object(event.properties);
const outer = data === event.properties ? event : {};

// Another event shows up in Braze's log and changes no profile.
if (event.name !== undefined && event.name !== "contact.subscribed") {
  throw new Error(`Expected the event contact.subscribed, got ${text(event.name)}`);
}

// The first usable identifier, and no other: Braze refuses two.
const id = first(externalId, event.userId, event.external_id);
const email = first(emailAddress, traits.email, outer.contact_email, data.contact_email);
const alias = first(phoneNumber, traits.phone, outer.contact_phone, data.contact_phone, data.contactPhone, data.contact_number);
const identity =
  id ? { external_id: id } :
  email ? { email } :
  alias ? { user_alias: { alias_name: alias, alias_label: "regal_phone" } } :
  undefined;
if (!identity) throw new Error("No usable identity: looked for external_id, email, user_alias");

// Each channel has a subscription group of its own: leaving one must not change another.
const groups = {
  voice: "REPLACE_WITH_YOUR_VOICE_SUBSCRIPTION_GROUP_ID",
  sms: "REPLACE_WITH_YOUR_SMS_SUBSCRIPTION_GROUP_ID",
  email: "REPLACE_WITH_YOUR_EMAIL_SUBSCRIPTION_GROUP_ID",
};
const channel = typeof data.channel === "string" ? data.channel.trim().toLowerCase() : "";
if (!Object.keys(groups).includes(channel)) return { attributes: [] };

const brazecall = {
  attributes: [{
    ...(channel === "email" && { email_subscribe: "subscribed" }),
    subscription_groups: [{ subscription_group_id: groups[channel], subscription_state: "subscribed" }],
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

// Braze takes ids of up to 987 bytes.
function externalId(value) {
  const id = typeof value === "string" ? value.trim() : text(value);
  const isWhole = id && !/[\ud800-\udfff]/u.test(id);
  return isWhole && encodeURIComponent(id).replace(/%../g, "-").length <= 987 ? id : undefined;
}

function emailAddress(value) {
  const email = typeof value === "string" ? value.trim() : "";
  return /^[^\s@]+@[^\s@]+$/.test(email) && email === text(email) ? email : undefined;
}

// E.164, written with or without spaces, dots, dashes and parentheses.
function phoneNumber(value) {
  const phone = typeof value === "string" ? value.replace(/[\s.()-]/g, "") : "";
  return /^\+[1-9]\d{1,14}$/.test(phone) ? phone : undefined;
}

// Braze takes strings of up to 255 characters; a cut never leaves half an emoji.
function text(value) {
  if (typeof value === "number" && Math.abs(value) < 2 ** 53) return String(value);
  if (typeof value !== "string") return undefined;
  if (value.length > 255) value = value.slice(0, 254).replace(/[\ud800-\udbff]$/, "") + "…";
  return /[\ud800-\udfff]/.test(value) ? value.replace(/[\ud800-\udfff]/gu, "\ufffd") : value;
}

return brazecall;
