// Straight from the payload to a custom event, one line a property.
const at = new Date(payload.originalTimestamp * 1000).toISOString();
const from = payload.properties;

return {
  events: [
    {
      external_id: payload.userId,
      _update_existing_only: false,
      name: "Contact Experiment Assigned",
      time: at,
      properties: {
        experiment_name: from.experiment_name,
        experiment_id: from.experiment_id,
        experiment_variant: from.experiment_variant,
        journey_uuid: from.journey_uuid,
        journey_friendly_id: from.journey_friendly_id,
        journey_name: from.journey_name,
      },
    },
  ],
};
