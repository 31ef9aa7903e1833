// Bundle opt-ins: 2 Regal events in one transformation.
// Paste all of this into a Braze Data Transformation with the destination POST: Track users.
// Each event gives exactly what its own transformation gives. The events:
// contact.subscribed, contact.unsubscribed.
// Generated from the schemas of these events; digest e705b31541922b63

const event = asObject(payload);
const name = event.name === undefined ? event.event : event.name;
const properties = asObject(event.properties);
// Without an object "properties", nothing identifies a contact.
const contact = properties === event.properties ? event : {};
const traits = asObject(contact.traits);

const brazecall = transformationOf(name)();

// Each case is a function, so that only the one that is needed is compiled.
function transformationOf(eventName) {
  switch (eventName) {
    // contact.subscribed → subscription group of the channel: subscribed
    case "contact.subscribed": return () => {
      const identity = identify();

      // A change of one channel must not change another.
      const groups = {
        voice: "REPLACE_WITH_YOUR_VOICE_SUBSCRIPTION_GROUP_ID",
        sms: "REPLACE_WITH_YOUR_SMS_SUBSCRIPTION_GROUP_ID",
        email: "REPLACE_WITH_YOUR_EMAIL_SUBSCRIPTION_GROUP_ID",
      };
      const channel = text(properties.channel)?.trim().toLowerCase();
      // An error, so that the change is not lost.
      if (!Object.keys(groups).includes(channel)) {
        throw new Error(`No known channel: looked for voice, sms, email, got ${channel}`);
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

      return brazecall;
    };

    // contact.unsubscribed → subscription group of the channel: unsubscribed
    case "contact.unsubscribed": return () => {
      const identity = identify();

      // A change of one channel must not change another.
      const groups = {
        voice: "REPLACE_WITH_YOUR_VOICE_SUBSCRIPTION_GROUP_ID",
        sms: "REPLACE_WITH_YOUR_SMS_SUBSCRIPTION_GROUP_ID",
        email: "REPLACE_WITH_YOUR_EMAIL_SUBSCRIPTION_GROUP_ID",
      };
      const channel = text(properties.channel)?.trim().toLowerCase();
      // An error, so that the change is not lost.
      if (!Object.keys(groups).includes(channel)) {
        throw new Error(`No known channel: looked for voice, sms, email, got ${channel}`);
      }

      const brazecall = {
        attributes: [{
          ...(channel === "email" && { email_subscribe: "unsubscribed" }),
          subscription_groups: [{ subscription_group_id: groups[channel], subscription_state: "unsubscribed" }],
          ...(identity.user_alias && { phone: identity.user_alias.alias_name }),
          ...identity,
          _update_existing_only: true,
        }],
      };

      return brazecall;
    };

    // Another event changes no profile.
    default: throw new Error(`Expected an event of the bundle opt-ins, got ${text(eventName)}`);
  }
}

// The first usable identifier and no other: Braze refuses two.
function identify() {
  const id = externalId(contact.userId) ?? externalId(contact.externalId) ?? externalId(contact.external_id);
  if (id) return { external_id: id };
  const email = emailAddress(traits.email) ?? emailAddress(contact.contact_email) ?? emailAddress(properties.contact_email);
  if (email) return { email };
  const alias = [
    traits.phone, contact.contact_phone, properties.contact_phone, properties.contactPhone,
    properties.contact_number,
  ].map(phoneNumber).find(Boolean);
  if (alias) return { user_alias: { alias_name: alias, alias_label: "regal_phone" } };
  throw new Error("No usable identity: looked for external_id, email, user_alias");
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
  if (["+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"].includes(phone)) return undefined;
  return /^\+(1[2-9]\d{9}|[2-9]\d{6,14})$/.test(phone) ? phone : undefined;
}

// Braze accepts 255 characters and no half of an emoji, which JSON writes as \ud83d.
function text(value, limit = 255) {
  if (typeof value === "number" && Math.abs(value) < 2 ** 53) value = String(value);
  if (typeof value !== "string") return undefined;
  if (value.length > limit) value = value.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, "") + "…";
  return JSON.stringify(value).includes("\\ud") ? value.replace(/[\ud800-\udfff]/gu, "\ufffd") : value;
}

return brazecall;
