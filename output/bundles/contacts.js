// Bundle contacts: 39 Regal events in one transformation.
// Paste all of this into a Braze Data Transformation with the destination POST: Track users.
// Each event gives exactly what its own transformation gives. The events:
// call.analysis.available, call.completed, call.ivr.triggered, call.placed, call.recording.available,
// call.transcript.available, call.wrapup, cancel.all.automated.tasks, contact.attribute.edited,
// contact.created, contact.email.created, contact.experiment.assigned, contact.phone.created,
// contact.subscribed, contact.unsubscribed, contacted.after.hours, custom.task.completed,
// email.conversation.completed, email.received, email.sent, mms.received, mms.sent, object.attribute.edited,
// object.created, scheduled.callback.requested, scheduled.reminder.created, sms.conversation.completed,
// sms.failed, sms.queued, sms.received, sms.sent, sms.undelivered, task.canceled, task.created,
// task.reservation.accepted, task.reservation.created, voicemail.completed, voicemail.recording.available,
// voicemail.transcript.available.
// Generated from the schemas of these events; digest 89524dd27dcb4bf4

const event = asObject(payload);
const name = event.name === undefined ? event.event : event.name;
const properties = asObject(event.properties);
// Without an object "properties", nothing identifies a contact.
const contact = properties === event.properties ? event : {};
const traits = asObject(contact.traits);

// Some events arrive under the name of another event.
const brazecall = transformationOf(
  name === "call.completed" && properties.type === "Custom Task" ? "custom.task.completed" :
  name === "email.conversation.completed" && properties.type === "Voicemail" ? "voicemail.completed" :
  name,
)();

// Each case is a function, so that only the one that is needed is compiled.
function transformationOf(eventName) {
  switch (eventName) {
    // call.analysis.available → custom event "Call Analysis Available"
    case "call.analysis.available": return () => {
      const identity = identify();

      const types = {
        agent_email: text,
        contact_phone: text,
        is_ai_agent: boolean,
        task_id: text,
      };
      const eventProperties = convert(properties, types);
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) eventProperties.regal_event_id = eventId;
      addProperties(eventProperties, withinRoom(93490, flattened(
        asObject(properties.call_analysis), "call_analysis_", ["time", "event_name", "regal_event_id", ...Object.keys(types)],
      )));

      const brazecall = {
        events: [{
          name: "Call Analysis Available",
          time: happenedAt(),
          properties: eventProperties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // call.completed → custom event "Call Completed"
    case "call.completed": return () => customEvent("Call Completed", {
      agent_firstname: text,
      agent_fullname: text,
      agent_id: text,
      agent_email: text,
      direction: text,
      regal_voice_phone: text,
      regal_voice_phone_internal_name: text,
      contact_phone: text,
      call_id: text,
      type: text,
      disposition: text,
      notes: text,
      objections: list(textInList, { bytes: 70054 }),
      campaign_name: text,
      campaign_friendly_id: text,
      campaign_id: text,
      conversation_happened: boolean,
      started_at: number,
      ended_at: number,
      completed_at: number,
      talk_time: number,
      wrapup_time: number,
      handle_time: number,
      journey_uuid: text,
      journey_name: text,
      journey_friendly_id: number,
    });

    // call.ivr.triggered → custom event "Call IVR Triggered"
    case "call.ivr.triggered": return () => customEvent("Call IVR Triggered", {
      contact_number: text,
      direction: text,
      ivr_flow_id: text,
      ivr_flow_name: text,
      ivr_flow_trigger_id: text,
      ivr_flow_version: number,
      regal_voice_phone: text,
      regal_voice_phone_internal_name: text,
    });

    // call.placed → custom event "Call Placed"
    case "call.placed": return () => customEvent("Call Placed", {
      agent_fullname: text,
      agent_email: text,
      scheduling_agent_fullname: text,
      scheduling_agent_email: text,
      direction: text,
      regal_voice_phone: text,
      regal_voice_phone_internal_name: text,
      contact_phone: text,
      task_id: text,
      type: text,
      queue: text,
      channel: text,
      campaign_name: text,
      campaign_friendly_id: text,
      journey_uuid: text,
      journey_name: text,
      journey_friendly_id: number,
      journey_execution_name: text,
      journey_node_uuid: text,
      journey_node_friendly_id: number,
      related_object_id: text,
      related_object_type: text,
    });

    // call.recording.available → custom event "Call Recording Available"
    case "call.recording.available": return () => customEvent("Call Recording Available", {
      agent_email: text,
      direction: text,
      regal_voice_phone: text,
      regal_voice_phone_internal_name: text,
      contact_phone: text,
      call_id: text,
      call_sid: text,
      type: text,
      disposition: text,
      notes: text,
      objections: list(textInList, { bytes: 73732 }),
      campaign_name: text,
      campaign_friendly_id: text,
      recording_link: shortText(255),
      started_at: number,
      ended_at: number,
      talk_time: number,
      journey_uuid: text,
      journey_name: text,
      journey_friendly_id: number,
    });

    // call.transcript.available → custom event "Call Transcript Available" and profile attributes
    case "call.transcript.available": return () => {
      const identity = identify();

      const eventProperties = convert(properties, {
        agent_email: text,
        task_id: text,
        call_summary: text,
        contact_name: text,
        contact_phone: text,
        is_voicemail: boolean,
        moments_count: number,
        recording_id: text,
        recording_link: shortText(255),
        recording_duration: number,
        request_timestamp: number,
        response_timestamp: number,
        sentiments: record({
          contact_sentiment: number,
          agent_sentiment: number,
          agent_sentiment_reason: text,
          contact_sentiment_reason: text,
        }),
        trackers: list(record({ tracker_id: text, tracker_name: text }), { bytes: 80992 }),
        transcript_is_truncated: boolean,
        transcript_url: shortText(255),
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) eventProperties.regal_event_id = eventId;

      const attributes = withoutNulls({
        regal_last_transcript_url: shortText(255)(properties.transcript_url),
      });

      const brazecall = {
        events: [{
          name: "Call Transcript Available",
          time: happenedAt(),
          properties: eventProperties,
          ...identity,
          _update_existing_only: false,
        }],
        attributes: Object.keys(attributes).length > 0
          ? [{ ...(identity.user_alias && { phone: identity.user_alias.alias_name }), ...attributes, ...identity, _update_existing_only: false }]
          : [],
      };

      return brazecall;
    };

    // call.wrapup → custom event "Call Wrapup"
    case "call.wrapup": return () => customEvent("Call Wrapup", {
      campaign_friendly_id: number,
      campaign_name: text,
      channel: text,
      contact_email: text,
      contact_phone: text,
      direction: text,
      journey_friendly_id: number,
      journey_name: text,
      journey_uuid: text,
      queue: text,
      regal_voice_phone: text,
      regal_voice_phone_internal_name: text,
      reserved_agent_email: text,
      reserved_agent_fullname: text,
      scheduling_agent_email: text,
      scheduling_agent_fullname: text,
      target_agent_email: text,
      target_agent_fullname: text,
      task_id: text,
      type: text,
    });

    // cancel.all.automated.tasks → custom event "Cancel All Automated Tasks"
    case "cancel.all.automated.tasks": return () => customEvent("Cancel All Automated Tasks", {
      campaign_friendly_id: number,
      canceled_by: text,
      cancelation_source: text,
      original_task_id: text,
      timestamp: text,
    });

    // contact.attribute.edited → profile attributes
    case "contact.attribute.edited": return () => {
      const identity = identify();

      // A value that an agent has cleared is null, and is cleared in Braze too.
      const attributes = customAttributes(newValues(asObject(properties.changes)));
      // An identifying address cannot be set, nor an email if a phone identifies.
      if (identity.email || identity.phone) delete attributes.email;
      if (identity.phone) delete attributes.phone;

      const brazecall = {
        attributes: Object.keys(attributes).length > 0
          ? [{ ...(identity.user_alias && { phone: identity.user_alias.alias_name }), ...attributes, ...identity, _update_existing_only: false }]
          : [],
      };

      // Agents change single fields (phone, email) and maps of fields (custom_properties). Single fields win.
      function newValues(changes) {
        const mapped = {};
        const single = {};
        for (const key of Object.keys(changes).sort()) {
          const section = asObject(changes[key]);
          let isMap = false;
          for (const name of Object.keys(section)) {
            if (!("new_value" in asObject(section[name]))) continue;
            mapped[name] = section[name].new_value;
            isMap = true;
          }
          if (!isMap && "new_value" in section) single[key] = section.new_value;
        }
        return Object.assign(mapped, single);
      }

      return brazecall;
    };

    // contact.created → custom event "Contact Created" and profile attributes
    case "contact.created": return () => {
      const identity = identify();

      const eventProperties = convert(properties, {
        contactPhone: text,
        email: text,
        firstName: text,
        lastName: text,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) eventProperties.regal_event_id = eventId;

      // A declared property wins over an undeclared one with the same name in Braze, unless it is absent.
      const attributes = withoutNulls(customAttributes(without(properties, ["contactPhone", "email", "firstName", "lastName"])));
      Object.assign(attributes, withoutNulls({
        first_name: text(properties.firstName),
        last_name: text(properties.lastName),
        email: emailAddress(properties.email),
        phone: phoneNumber(properties.contactPhone),
      }));
      // An identifying address cannot be set, nor an email if a phone identifies.
      if (identity.email || identity.phone) delete attributes.email;
      if (identity.phone) delete attributes.phone;

      const brazecall = {
        events: [{
          name: "Contact Created",
          time: happenedAt(),
          properties: eventProperties,
          ...identity,
          _update_existing_only: false,
        }],
        attributes: Object.keys(attributes).length > 0
          ? [{ ...(identity.user_alias && { phone: identity.user_alias.alias_name }), ...attributes, ...identity, _update_existing_only: false }]
          : [],
      };

      return brazecall;
    };

    // contact.email.created → custom event "Contact Email Created" and profile attributes
    case "contact.email.created": return () => {
      const identity = identifyByTraits();

      const eventProperties = convert(properties, {
        firstName: text,
        lastName: text,
        leadStatus: text,
        new_email_properties: record({
          email: text,
          emailOptIn: record({
            ip: text,
            source: text,
            subscribed: boolean,
            text: text,
            timestamp: text,
            timestampTransformed: text,
          }),
          isPrimary: boolean,
          label: text,
          source: text,
        }),
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) eventProperties.regal_event_id = eventId;

      // A declared property wins over an undeclared one with the same name in Braze, unless it is absent.
      const attributes = withoutNulls(customAttributes(without(properties, ["firstName", "lastName", "leadStatus", "new_email_properties"])));
      Object.assign(attributes, withoutNulls({
        first_name: text(properties.firstName),
        last_name: text(properties.lastName),
        leadStatus: text(properties.leadStatus),
        email: boolean(asObject(properties.new_email_properties).isPrimary)
          ? emailAddress(asObject(properties.new_email_properties).email) : undefined,
      }));
      // An identifying address cannot be set, nor an email if a phone identifies.
      if (identity.email || identity.phone) delete attributes.email;
      if (identity.phone) delete attributes.phone;

      const brazecall = {
        events: [{
          name: "Contact Email Created",
          time: happenedAt(),
          properties: eventProperties,
          ...identity,
          _update_existing_only: false,
        }],
        attributes: Object.keys(attributes).length > 0
          ? [{ ...(identity.user_alias && { phone: identity.user_alias.alias_name }), ...attributes, ...identity, _update_existing_only: false }]
          : [],
      };

      return brazecall;
    };

    // contact.experiment.assigned → custom event "Contact Experiment Assigned"
    case "contact.experiment.assigned": return () => customEvent("Contact Experiment Assigned", {
      experiment_name: text,
      experiment_id: text,
      experiment_variant: text,
      journey_uuid: text,
      journey_friendly_id: number,
      journey_name: text,
    });

    // contact.phone.created → custom event "Contact Phone Created" and profile attributes
    case "contact.phone.created": return () => {
      const identity = identifyByTraits();

      const eventProperties = convert(properties, {
        contactPhone: text,
        firstName: text,
        lastName: text,
        isPrimary: boolean,
        label: text,
        source: text,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) eventProperties.regal_event_id = eventId;

      const attributes = withoutNulls({
        first_name: text(properties.firstName),
        last_name: text(properties.lastName),
        phone: boolean(properties.isPrimary) ? phoneNumber(properties.contactPhone) : undefined,
      });
      // An identifying address cannot be set, nor an email if a phone identifies.
      if (identity.email || identity.phone) delete attributes.email;
      if (identity.phone) delete attributes.phone;

      const brazecall = {
        events: [{
          name: "Contact Phone Created",
          time: happenedAt(),
          properties: eventProperties,
          ...identity,
          _update_existing_only: false,
        }],
        attributes: Object.keys(attributes).length > 0
          ? [{ ...(identity.user_alias && { phone: identity.user_alias.alias_name }), ...attributes, ...identity, _update_existing_only: false }]
          : [],
      };

      return brazecall;
    };

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

    // contacted.after.hours → custom event "Contacted After Hours"
    case "contacted.after.hours": return () => customEvent("Contacted After Hours", {
      channel: text,
      contact_phone: text,
      contact_email: text,
      regal_voice_phone: text,
      regal_voice_phone_internal_name: text,
      timestamp: text,
    });

    // custom.task.completed → custom event "Custom Task Completed"
    case "custom.task.completed": return () => customEvent("Custom Task Completed", {
      agent_email: text,
      agent_firstname: text,
      agent_fullname: text,
      agent_id: text,
      completed_at: number,
      contact_phone: text,
      custom_task_name: text,
      disposition: text,
      journey_friendly_id: number,
      journey_name: text,
      journey_uuid: text,
      notes: text,
      objections: list(textInList, { bytes: 80422 }),
      type: text,
    });

    // email.conversation.completed → custom event "Email Conversation Completed"
    case "email.conversation.completed": return () => customEvent("Email Conversation Completed", {
      agent_email: text,
      agent_firstname: text,
      agent_fullname: text,
      agent_id: text,
      agent_tags: text,
      agent_teams: list(textInList, { bytes: 32477 }),
      campaign_friendly_id: text,
      campaign_id: text,
      campaign_name: text,
      completed_at: number,
      contact_phone: text,
      conversation_happened: boolean,
      direction: text,
      disposition: text,
      ended_at: number,
      handle_time: number,
      journey_execution_name: text,
      journey_friendly_id: number,
      journey_name: text,
      journey_node_friendly_id: number,
      journey_node_uuid: text,
      journey_uuid: text,
      notes: text,
      objections: list(textInList, { bytes: 32477 }),
      related_object_id: text,
      related_object_type: text,
      started_at: number,
      talk_time: number,
      task_id: text,
      type: text,
      wrapup_time: number,
    });

    // email.received → custom event "Email Received"
    case "email.received": return () => customEvent("Email Received", {
      attachments: list(anyItem, { bytes: 21710 }),
      bcc_emails: list(textInList, { bytes: 21710 }),
      body_snippet: text,
      cc_emails: list(textInList, { bytes: 21710 }),
      contact_email: text,
      direction: text,
      message_id: text,
      sender_email: text,
      subject: text,
      thread_id: text,
      to_emails: list(textInList, { bytes: 21710 }),
    });

    // email.sent → custom event "Email Sent"
    case "email.sent": return () => customEvent("Email Sent", {
      attachments: list(anyItem, { bytes: 21710 }),
      bcc_emails: list(textInList, { bytes: 21710 }),
      body_snippet: text,
      cc_emails: list(textInList, { bytes: 21710 }),
      contact_email: text,
      direction: text,
      message_id: text,
      sender_email: text,
      subject: text,
      thread_id: text,
      to_emails: list(textInList, { bytes: 21710 }),
    });

    // mms.received → custom event "MMS Received"
    case "mms.received": return () => customEvent("MMS Received", {
      agent_email: text,
      agent_fullname: text,
      agent_id: text,
      contact_phone: text,
      content: text,
      direction: text,
      from_number: text,
      media_url: shortText(255),
      regal_voice_phone: text,
      regal_voice_phone_internal_name: text,
      related_object_id: text,
      related_object_type: text,
      sms_conversation_id: text,
      sms_message_id: text,
      to_number: text,
    });

    // mms.sent → custom event "MMS Sent"
    case "mms.sent": return () => customEvent("MMS Sent", {
      agent_email: text,
      agent_fullname: text,
      agent_id: text,
      contact_phone: text,
      content: text,
      direction: text,
      from_number: text,
      media_url: shortText(255),
      regal_voice_phone: text,
      regal_voice_phone_internal_name: text,
      related_object_id: text,
      related_object_type: text,
      sms_conversation_id: text,
      sms_message_id: text,
      to_number: text,
    });

    // object.attribute.edited → custom event "Object Attribute Edited"
    case "object.attribute.edited": return () => customEvent("Object Attribute Edited", {
      changes: record({
        properties: maxBytes(93274, mapOf(record({ new_value: anyValue, old_value: anyValue }))),
      }),
      related_object_id: text,
      related_object_type: text,
      related_object_type_name: text,
    });

    // object.created → custom event "Object Created"
    case "object.created": return () => {
      const identity = identify();

      const types = {
        Id: text,
        Name: text,
        accountId: text,
        createdDate: text,
        opportunityOwner: text,
        opportunityOwnerFirstName: text,
        product: text,
        regalName: text,
        related_object_id: text,
        related_object_source: text,
        related_object_type: text,
        related_object_type_name: text,
        stageName: text,
      };
      const eventProperties = convert(properties, types);
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) eventProperties.regal_event_id = eventId;
      const declared = Object.keys(types);
      addProperties(eventProperties, withinRoom(77374, flattened(
        without(properties, declared), "regal_", ["time", "event_name", "regal_event_id", ...declared],
      )));

      const brazecall = {
        events: [{
          name: "Object Created",
          time: happenedAt(),
          properties: eventProperties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // scheduled.callback.requested → custom event "Scheduled Callback Requested"
    case "scheduled.callback.requested": return () => {
      const identity = identify();

      const eventProperties = convert(properties, {
        scheduling_agent_email: text,
        scheduling_agent_fullname: text,
        contact_phone: text,
        notes_from_agent: text,
        regal_voice_phone: text,
        regal_voice_phone_internal_name: text,
        originating_task_id: text,
        callback_friendly_date: text,
        callback_friendly_day: text,
        callback_friendly_time: text,
        callback_friendly_timezone: text,
        callback_friendly_timestamp: text,
      });
      setFirst(eventProperties, "callback_timestamp", text, properties["callback_timestamp "], properties.callback_timestamp);
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) eventProperties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "Scheduled Callback Requested",
          time: happenedAt(),
          properties: eventProperties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      // Sets a property to the first of these values that is present, converted.
      function setFirst(target, name, type, ...values) {
        const value = values.find((candidate) => candidate !== undefined);
        const result = value === null ? null : type(value);
        if (result !== undefined) target[name] = result;
      }

      return brazecall;
    };

    // scheduled.reminder.created → custom event "Scheduled Reminder Created"
    case "scheduled.reminder.created": return () => customEvent("Scheduled Reminder Created", {
      scheduling_agent_email: text,
      scheduling_agent_fullname: text,
      contact_phone: text,
      originating_task_id: text,
      scheduled_at: text,
      notes_from_agent: text,
      timezone: text,
      regal_voice_phone: text,
    });

    // sms.conversation.completed → custom event "SMS Conversation Completed"
    case "sms.conversation.completed": return () => customEvent("SMS Conversation Completed", {
      content: newest(row(["sent_at", "speaker", "direction", "text"], {
        sent_at: unixSeconds,
        speaker: text,
        direction: text,
        text: text,
      }), { bytes: 38192 }),
      regal_voice_phone: text,
      regal_voice_phone_internal_name: text,
      contact_phone: text,
      sms_conversation_id: text,
      agent_id: text,
      agent_firstname: text,
      agent_fullname: text,
      direction: text,
      type: text,
      disposition: text,
      objections: list(textInList, { bytes: 38192 }),
      notes: text,
      started_at: number,
      ended_at: number,
      completed_at: number,
      conversation_happened: boolean,
      talk_time: number,
      wrapup_time: number,
      handle_time: number,
      journey_uuid: text,
      journey_name: text,
      journey_friendly_id: number,
    });

    // sms.failed → custom event "SMS Failed"
    case "sms.failed": return () => customEvent("SMS Failed", {
      campaign_friendly_id: text,
      campaign_id: text,
      campaign_name: text,
      contact_phone: text,
      content: text,
      direction: text,
      error_code: text,
      from_number: text,
      journey_friendly_id: number,
      journey_name: text,
      journey_uuid: text,
      media_url: shortText(255),
      regal_voice_phone: text,
      regal_voice_phone_internal_name: text,
      sms_message_id: text,
      to_number: text,
    });

    // sms.queued → custom event "SMS Queued"
    case "sms.queued": return () => customEvent("SMS Queued", {
      direction: text,
      regal_voice_phone: text,
      regal_voice_phone_internal_name: text,
      contact_phone: text,
      from_number: text,
      to_number: text,
      sms_message_id: text,
      campaign_id: text,
      campaign_friendly_id: text,
      campaign_name: text,
      journey_uuid: text,
      journey_name: text,
      journey_friendly_id: number,
      content: text,
      media_url: shortText(255),
      agent_fullname: text,
      agent_id: text,
      sms_conversation_id: text,
    });

    // sms.received → custom event "SMS Received"
    case "sms.received": return () => customEvent("SMS Received", {
      agent_fullname: text,
      agent_id: text,
      direction: text,
      content: text,
      media_url: shortText(255),
      regal_voice_phone: text,
      regal_voice_phone_internal_name: text,
      contact_phone: text,
      from_number: text,
      to_number: text,
      sms_conversation_id: text,
      sms_message_id: text,
    });

    // sms.sent → custom event "SMS Sent"
    case "sms.sent": return () => customEvent("SMS Sent", {
      agent_fullname: text,
      agent_id: text,
      direction: text,
      content: text,
      media_url: shortText(255),
      regal_voice_phone: text,
      regal_voice_phone_internal_name: text,
      contact_phone: text,
      from_number: text,
      to_number: text,
      sms_conversation_id: text,
      sms_message_id: text,
      campaign_id: text,
      campaign_friendly_id: text,
      campaign_name: text,
      journey_uuid: text,
      journey_name: text,
      journey_friendly_id: number,
    });

    // sms.undelivered → custom event "SMS Undelivered"
    case "sms.undelivered": return () => customEvent("SMS Undelivered", {
      direction: text,
      regal_voice_phone: text,
      contact_phone: text,
      from_number: text,
      to_number: text,
      sms_message_id: text,
      error_code: text,
      campaign_id: text,
      campaign_friendly_id: text,
      campaign_name: text,
      journey_uuid: text,
      journey_name: text,
      journey_friendly_id: number,
      content: text,
      media_url: shortText(255),
    });

    // task.canceled → custom event "Task Canceled"
    case "task.canceled": return () => customEvent("Task Canceled", {
      direction: text,
      regal_voice_phone: text,
      regal_voice_phone_internal_name: text,
      contact_phone: text,
      task_id: text,
      type: text,
      campaign_name: text,
      campaign_friendly_id: text,
      queue: text,
      channel: text,
      target_agent_fullname: text,
      target_agent_id: text,
      canceled_by: text,
      cancelation_reason: text,
      cancelation_source: text,
      cancelation_notes: text,
      journey_uuid: text,
      journey_name: text,
      journey_friendly_id: number,
    });

    // task.created → custom event "Task Created"
    case "task.created": return () => customEvent("Task Created", {
      target_agent_fullname: text,
      target_agent_id: text,
      scheduling_agent_fullname: text,
      scheduling_agent_id: text,
      direction: text,
      regal_voice_phone: text,
      regal_voice_phone_internal_name: text,
      contact_phone: text,
      task_id: text,
      type: text,
      campaign_name: text,
      campaign_friendly_id: text,
      queue: text,
      channel: text,
      journey_uuid: text,
      journey_name: text,
      journey_friendly_id: number,
    });

    // task.reservation.accepted → custom event "Task Reservation Accepted"
    case "task.reservation.accepted": return () => customEvent("Task Reservation Accepted", {
      target_agent_email: text,
      scheduling_agent_fullname: text,
      scheduling_agent_email: text,
      reserved_agent_email: text,
      reserved_agent_fullname: text,
      direction: text,
      regal_voice_phone: text,
      regal_voice_phone_internal_name: text,
      contact_phone: text,
      task_id: text,
      type: text,
      campaign_name: text,
      campaign_friendly_id: text,
      queue: text,
      channel: text,
      journey_uuid: text,
      journey_name: text,
      journey_friendly_id: number,
    });

    // task.reservation.created → custom event "Task Reservation Created"
    case "task.reservation.created": return () => customEvent("Task Reservation Created", {
      target_agent_email: text,
      scheduling_agent_fullname: text,
      scheduling_agent_email: text,
      reserved_agent_email: text,
      reserved_agent_fullname: text,
      direction: text,
      regal_voice_phone: text,
      regal_voice_phone_internal_name: text,
      contact_phone: text,
      task_id: text,
      type: text,
      campaign_name: text,
      campaign_friendly_id: text,
      queue: text,
      channel: text,
      journey_uuid: text,
      journey_name: text,
      journey_friendly_id: number,
    });

    // voicemail.completed → custom event "Voicemail Completed"
    case "voicemail.completed": return () => customEvent("Voicemail Completed", {
      agent_email: text,
      agent_firstname: text,
      agent_fullname: text,
      agent_id: text,
      agent_tags: text,
      agent_teams: list(textInList, { bytes: 33194 }),
      campaign_friendly_id: number,
      campaign_id: text,
      campaign_name: text,
      completed_at: number,
      contact_phone: text,
      conversation_happened: boolean,
      direction: text,
      disposition: text,
      ended_at: number,
      handle_time: number,
      journey_execution_name: text,
      journey_friendly_id: number,
      journey_name: text,
      journey_node_friendly_id: number,
      journey_node_uuid: text,
      journey_uuid: text,
      notes: text,
      objections: list(textInList, { bytes: 33194 }),
      regal_voice_phone: text,
      regal_voice_phone_internal_name: text,
      started_at: number,
      talk_time: number,
      task_id: text,
      type: text,
      wrapup_time: number,
    });

    // voicemail.recording.available → custom event "Voicemail Recording Available"
    case "voicemail.recording.available": return () => customEvent("Voicemail Recording Available", {
      agent_email: text,
      direction: text,
      regal_voice_phone: text,
      regal_voice_phone_internal_name: text,
      contact_phone: text,
      channel: text,
      call_id: text,
      call_sid: text,
      type: text,
      recording_link: shortText(255),
      started_at: number,
      ended_at: number,
      talk_time: number,
    });

    // voicemail.transcript.available → custom event "Voicemail Transcript Available"
    case "voicemail.transcript.available": return () => customEvent("Voicemail Transcript Available", {
      agent_email: text,
      agent_id: text,
      agent_name: text,
      call_id: text,
      call_sid: text,
      call_summary: text,
      contact_name: text,
      contact_phone: text,
      is_voicemail: boolean,
      moments_count: number,
      recording_link: shortText(255),
      recording_id: text,
      recording_duration: text,
      request_timestamp: number,
      response_timestamp: number,
      task_sid: text,
      trackers: list(record({ tracker_id: text, tracker_name: text }), { bytes: 75208 }),
      transcript: text,
      transcript_is_truncated: boolean,
      transcript_url: shortText(255),
    });

    // Another event changes no profile.
    default: throw new Error(`Expected an event of the bundle contacts, got ${text(eventName)}`);
  }
}

// Sends a custom event with its properties, converted by type, and Regal's event id.
function customEvent(eventName, types) {
  const identity = identify();

  const eventProperties = convert(properties, types);
  const eventId = text(event.eventId ?? event.event_id);
  if (eventId !== undefined) eventProperties.regal_event_id = eventId;

  const brazecall = {
    events: [{
      name: eventName,
      time: happenedAt(),
      properties: eventProperties,
      ...identity,
      _update_existing_only: false,
    }],
  };

  return brazecall;
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

// The first usable identifier and no other: Braze refuses two. An address in the properties is new data.
function identifyByTraits() {
  const id = externalId(contact.userId) ?? externalId(contact.externalId) ?? externalId(contact.external_id);
  if (id) return { external_id: id };
  const email = emailAddress(traits.email);
  if (email) return { email };
  const alias = phoneNumber(traits.phone);
  if (alias) return { user_alias: { alias_name: alias, alias_label: "regal_phone" } };
  throw new Error("No usable identity: looked for external_id, email, user_alias");
}

// The time of the event, or now.
function happenedAt() {
  return isoTime(event.originalTimestamp) ?? isoTime(event.original_timestamp) ?? isoTime(event.created_at)
    ?? new Date().toISOString();
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

// Reads unix seconds, milliseconds or a date-time (UTC by default), from 2000 to 2100.
function isoTime(value) {
  let ms = typeof value === "object" ? NaN : Number(value);
  if (ms <= 4102444800) ms *= 1000; // Beyond 2100 in seconds: milliseconds.
  if (typeof value === "string" && !(ms > 0)) {
    const pattern =
      /^(?<date>\d{4}-\d\d-\d\d)([T ](?<clock>\d\d:\d\d(:\d\d(\.\d{1,3})?)?)\d*)?\s*(Z|UTC|(?<hours>[+-][01]\d):?(?<minutes>[0-5]\d)?)?$/i;
    const { date, clock = "00:00", hours, minutes = "00" } = pattern.exec(value.trim())?.groups ?? {};
    const local = `${date}T${clock}`;
    const utc = new Date(`${local}Z`);
    const exists = utc > 0 && utc.toISOString().startsWith(local); // There is no 31 February.
    if (exists) ms = Date.parse(local + (hours ? `${hours}:${minutes}` : "Z"));
  }
  return ms >= 946684800000 && ms <= 4102444800000 ? new Date(ms).toISOString() : undefined;
}

function unixSeconds(value) {
  const time = isoTime(value);
  return time && Math.floor(Date.parse(time) / 1000);
}

// Keeps the declared values, converted by type; null stays null.
function convert(source, types) {
  const kept = { ...source }; // Faster than adding keys.
  for (const key in kept) {
    const value = kept[key];
    const result = !hasOwn(types, key) ? undefined : value === null ? null : types[key](value);
    if (result === undefined) delete kept[key];
    else kept[key] = result;
  }
  return kept;
}

function hasOwn(source, key) {
  return Object.prototype.hasOwnProperty.call(source, key);
}

// Braze accepts 255 characters and no half of an emoji, which JSON writes as \ud83d.
function text(value, limit = 255) {
  if (typeof value === "number" && Math.abs(value) < 2 ** 53) value = String(value);
  if (typeof value !== "string") return undefined;
  if (value.length > limit) value = value.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, "") + "…";
  return JSON.stringify(value).includes("\\ud") ? value.replace(/[\ud800-\udfff]/gu, "\ufffd") : value;
}

// Leaves out a text of over `limit` characters.
function shortText(limit) {
  return (value) => (text(value, limit) === text(value, Infinity) ? text(value, limit) : undefined);
}

// Braze refuses dates in lists.
function textInList(value) {
  const item = text(value);
  const dates = /^(\d{4}(-\d\d){2}([T ]\d\d:[\d:.,]+ ?[Z\d:+-]*)?|\d\d\/\d\d\/\d{4}|[a-z]{3} \d\d \d\d \S+ \d{4})$/i;
  return dates.test(item) ? undefined : item;
}

// JavaScript changes numbers from 2 ** 53 on.
function number(value) {
  const read = typeof value === "string" && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
  return typeof read === "number" && Math.abs(read) < 2 ** 53 ? read + 0 : undefined; // -0 becomes 0.
}

function boolean(value) {
  if (typeof value === "boolean") return value;
  const read = text(value)?.toLowerCase();
  return read === "true" ? true : read === "false" ? false : undefined;
}

function record(types) {
  return (value) => (value === asObject(value) ? convert(value, types) : undefined);
}

// Turns the cells of an array into the fields of an object.
function row(names, types) {
  return (cells) => {
    if (!Array.isArray(cells)) return undefined;
    return convert(Object.fromEntries(names.map((name, index) => [name, cells[index]])), types);
  };
}

// An object with any keys, whose values have one type.
function mapOf(type, types = {}) {
  return (map) => {
    if (map !== asObject(map)) return undefined;
    const nameOf = (key) => (Object.keys(types).includes(legalKey(key)) ? undefined : legalKey(key));
    const others = legalEntries(map, (value) => (value === null ? null : type(value)), nameOf);
    return Object.assign(others, convert(map, types));
  };
}

// Braze accepts 500 items, and 100 KB in all: `bytes` is the share of this list.
function list(type, { items = 500, bytes = Infinity } = {}) {
  return (values) => {
    if (!Array.isArray(values)) return undefined;
    const kept = [];
    let room = bytes;
    for (const value of values) {
      if (kept.length === items) break;
      const result = value === null ? undefined : type(value);
      const left = result === undefined ? -1 : room - jsonBytes(result) - 1;
      if (left < 0) continue;
      kept.push(result);
      room = left;
    }
    return kept;
  };
}

// The newest items are the last ones.
function newest(type, limits) {
  return (values) => (Array.isArray(values) ? list(type, limits)([...values].reverse()).reverse() : undefined);
}

// Braze accepts 100 KB of properties: `bytes` is the share of this one.
function maxBytes(bytes, type) {
  return (value) => {
    const result = type(value);
    return typeof result === "object" ? withinRoom(bytes, result) : result;
  };
}

// Leaves out the items or entries that do not fit.
function withinRoom(bytes, value) {
  if (jsonBytes(value) <= bytes) return value;
  const fits = (part) => {
    const left = bytes - jsonBytes(part) - 1;
    if (left >= 0) bytes = left;
    return left >= 0;
  };
  if (Array.isArray(value)) return value.filter(fits);
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, value[key]]).filter(fits));
}

// encodeURIComponent writes a byte of UTF-8 as one character or as %XX.
function jsonBytes(value) {
  const encoded = encodeURIComponent(JSON.stringify(value));
  return encoded.length - 2 * (encoded.split("%").length - 1);
}

// Any JSON value, up to five levels deep, with keys that Braze accepts.
function anyValue(value, depth = 0) {
  if (typeof value === "string") return text(value);
  if (typeof value === "number") return number(value);
  if (value === null || typeof value === "boolean") return value;
  if (value === undefined || depth === 5) return undefined;
  if (Array.isArray(value)) return list((item) => anyItem(item, depth + 1))(value);
  return legalEntries(value, (item) => anyValue(item, depth + 1), legalKey);
}

// Any JSON value as an item of a list.
function anyItem(value, depth = 0) {
  return typeof value === "string" ? textInList(value) : anyValue(value, depth);
}

// Keeps the entries of an open map that have legal names. The order of its keys changes nothing.
function legalEntries(map, convert, nameOf) {
  const kept = {};
  for (const key of Object.keys(map).sort()) {
    const name = nameOf(key);
    if (name === undefined || (name !== key && hasOwn(kept, name))) continue;
    const value = convert(map[key], name);
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

// Braze refuses keys that are blank, start with $, begin or end with a space, or have over 255 characters.
function legalKey(key) {
  let name = key.trim();
  while (name.startsWith("$")) name = name.slice(1).trim();
  return name === "" || name === "__proto__" || name.length > 255 ? undefined : text(name);
}

// Turns the entries of an open map into properties. A name that is taken gets the prefix.
function flattened(map, prefix, taken, type = anyValue) {
  const named = (key) => {
    const name = legalKey(key);
    const free = taken.includes(name) ? legalKey(prefix + name) : name;
    return taken.includes(free) ? undefined : free;
  };
  return legalEntries(map, (value) => (value === null ? null : type(value)), named);
}

// Braze keeps 256 properties of an event and drops the rest without a message.
function addProperties(properties, more) {
  for (const name in more) if (Object.keys(properties).length < 256) properties[name] = more[name];
}

function without(source, names) {
  const kept = { ...source };
  for (const name of names) delete kept[name];
  return kept;
}

// Four of Regal's names are profile fields in Braze. Names that Braze keeps for itself get a prefix.
function attributeName(key) {
  const name = legalKey(key);
  if (name === "firstName") return "first_name";
  if (name === "lastName") return "last_name";
  const reserved = [
    "external_id", "user_alias", "braze_id", "alias_name", "alias_label", "_update_existing_only",
    "_merge_objects", "push_tokens", "push_token_import", "push_subscribe", "email_subscribe",
    "subscription_groups", "subscription_group_id", "subscription_state", "country", "current_location",
    "date_of_first_session", "date_of_last_session", "dob", "email_click_tracking_disabled",
    "email_open_tracking_disabled", "facebook", "first_name", "gender", "home_city", "image_url", "language",
    "last_name", "marked_email_as_spam_at", "time_zone", "twitter",
  ];
  return reserved.includes(name) ? "regal_" + name : name;
}

function namedAttribute(value, name) {
  if (value === null) return null;
  if (name === "email") return emailAddress(value);
  if (name === "phone") return phoneNumber(value);
  return name === "first_name" || name === "last_name" ? text(value) : attributeValue(value);
}

function customAttributes(map) {
  return legalEntries(map, namedAttribute, attributeName);
}

// Any JSON value as a custom attribute. A null below the top level would void every update of the attribute.
function attributeValue(value, depth = 0) {
  if (typeof value === "string") return text(value);
  if (typeof value === "number") return number(value);
  if (typeof value === "boolean") return value;
  if (!value || depth === 5) return undefined;
  let kept;
  if (Array.isArray(value)) {
    const unique = new Map();
    for (const item of value) {
      const isText = typeof item === "string";
      const result = Array.isArray(item) ? undefined : isText ? textInList(item) : attributeValue(item, depth + 1);
      if (result !== undefined) unique.set(JSON.stringify(result), result);
      if (unique.size === 500) break;
    }
    kept = [...unique.values()];
  } else {
    kept = legalEntries(value, (item) => attributeValue(item, depth + 1), nestedKey);
    if (Object.keys(kept).length === 0) return undefined;
  }
  return depth === 0 ? withinRoom(99000, kept) : kept;
}

// Nested keys contain no spaces, dots or dollar signs, and are no commands of Braze's.
function nestedKey(key) {
  const name = legalKey(key.trim().replace(/^[\s$]+/, "").replace(/[\s.$]+/g, "_"));
  return ["add", "inc", "remove", "update"].includes(name) ? "regal_" + name : name;
}

// A null would erase the value in the profile or the catalog.
function withoutNulls(fields) {
  const kept = {};
  for (const key of Object.keys(fields)) if ((fields[key] ?? null) !== null) kept[key] = fields[key];
  return kept;
}

return brazecall;
