// Straight from the payload to a custom event, one line a property.
const at = new Date(payload.originalTimestamp * 1000).toISOString();
const from = payload.properties;

return {
  events: [
    {
      external_id: payload.userId,
      name: "Call Completed",
      time: at,
      _update_existing_only: false,
      properties: {
        agent_firstname: from.agent_firstname,
        agent_fullname: from.agent_fullname,
        agent_id: from.agent_id,
        direction: from.direction,
        regal_voice_phone: from.regal_voice_phone,
        regal_voice_phone_internal_name: from.regal_voice_phone_internal_name,
        contact_phone: from.contact_phone,
        call_id: from.call_id,
        type: from.type,
        disposition: from.disposition,
        notes: from.notes,
        objections: from.objections,
        campaign_name: from.campaign_name,
        campaign_friendly_id: from.campaign_friendly_id,
        started_at: from.started_at,
        ended_at: from.ended_at,
        completed_at: from.completed_at,
        talk_time: from.talk_time,
        wrapup_time: from.wrapup_time,
        handle_time: from.handle_time,
        journey_uuid: from.journey_uuid,
        journey_name: from.journey_name,
        journey_friendly_id: from.journey_friendly_id,
      },
    },
  ],
};
