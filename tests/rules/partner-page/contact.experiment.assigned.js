// What the code of the partner page makes of contact.experiment.assigned, written anew.
const properties = {};
for (const name of [
  "experiment_name", "experiment_id", "experiment_variant", "journey_uuid", "journey_friendly_id",
  "journey_name",
]) properties[name] = payload.properties[name];
return {
  events: [{
    external_id: payload.userId,
    name: "Contact Experiment Assigned",
    time: new Date(payload.originalTimestamp * 1000).toISOString(),
    _update_existing_only: false,
    properties,
  }],
};
