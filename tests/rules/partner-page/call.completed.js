// What the code of the partner page makes of call.completed, written anew.
const properties = {};
for (const name of [
  "agent_firstname", "agent_fullname", "agent_id", "direction", "regal_voice_phone",
  "regal_voice_phone_internal_name", "contact_phone", "call_id", "type", "disposition", "notes", "objections",
  "campaign_name", "campaign_friendly_id", "started_at", "ended_at", "completed_at", "talk_time",
  "wrapup_time", "handle_time", "journey_uuid", "journey_name", "journey_friendly_id",
]) properties[name] = payload.properties[name];
return {
  events: [{
    external_id: payload.userId,
    name: "Call Completed",
    time: new Date(payload.originalTimestamp * 1000).toISOString(),
    _update_existing_only: false,
    properties,
  }],
};
