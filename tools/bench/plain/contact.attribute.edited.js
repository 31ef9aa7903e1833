// The new value of each custom property becomes an attribute, under the name that the agent saw.
const edited = payload.properties.changes.custom_properties;
const current = {};
for (const name in edited) current[name] = edited[name].new_value;

return {
  attributes: [{ external_id: payload.userId, _update_existing_only: false, ...current }],
};
