// What the code of the partner page makes of contact.attribute.edited, written anew.
const updated = { external_id: payload.userId, _update_existing_only: false };
for (const [name, change] of Object.entries(payload.properties.changes.custom_properties)) {
  updated[name] = change.new_value;
}
return { attributes: [updated] };
