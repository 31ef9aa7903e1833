// 2 of Regal's events → Braze, each as by its own transformation: the bundle opt-ins
// contact.subscribed, contact.unsubscribed.
// Paste it into a Data Transformation (POST: Track users).
// Generated from the schemas of these events; digest 90e849aff73c32fa

const event = object(payload);
const traits = object(event.traits);
const data = object(event.properties);
const outer = data === event.properties ? event : {};

const brazecall = transformationOf(event.name)();

function transformationOf(name) {
  switch (name) {
    // contact.subscribed → subscription group of the channel: subscribed
    case "contact.subscribed": return () => {
      const identity = identify();

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

      return brazecall;
    };

    // contact.unsubscribed → subscription group of the channel: unsubscribed
    case "contact.unsubscribed": return () => {
      const identity = identify();

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
          ...(channel === "email" && { email_subscribe: "unsubscribed" }),
          subscription_groups: [{ subscription_group_id: groups[channel], subscription_state: "unsubscribed" }],
          ...identity,
          _update_existing_only: true,
        }],
      };

      return brazecall;
    };

    // Another event shows in Braze's log and changes no profile.
    default: throw new Error(`Expected an event of the bundle opt-ins, got ${text(name)}`);
  }
}

// The first usable identifier and no other: Braze refuses two.
function identify() {
  let found;
  const identity =
    (found = first(externalId, event.userId, event.external_id)) ? { external_id: found } :
    (found = first(emailAddress, traits.email, outer.contact_email, data.contact_email)) ? { email: found } :
    (found = first(phoneNumber, traits.phone, outer.contact_phone, data.contact_phone, data.contactPhone, data.contact_number))
    ? { user_alias: { alias_name: found, alias_label: "regal_phone" } } :
    null;
  if (!identity) throw new Error("No usable identity: looked for external_id, email, user_alias");
  return identity;
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

function emailAddress(value) {
  const email = typeof value === "string" ? value.trim() : "";
  return /^[^\s@]+@[^\s@]+$/.test(email) && email === text(email) ? email : undefined;
}

function phoneNumber(value) {
  const phone = typeof value === "string" ? value.replace(/[\s.()-]/g, "") : "";
  return /^\+[1-9]\d{1,14}$/.test(phone) ? phone : undefined;
}

// Braze takes 255 characters; a cut never leaves half an emoji.
function text(value) {
  if (typeof value === "number" && Math.abs(value) < 2 ** 53) return String(value);
  if (typeof value !== "string") return undefined;
  if (value.length > 255) value = value.slice(0, 254).replace(/[\ud800-\udbff]$/, "") + "…";
  return /[\ud800-\udfff]/.test(value) ? value.replace(/[\ud800-\udfff]/gu, "\ufffd") : value;
}

return brazecall;
