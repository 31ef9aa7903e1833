// 39 of Regal's events → Braze, each as by its own transformation: the bundle contacts
// call.analysis.available, call.completed, call.ivr.triggered, call.placed, call.recording.available,
// call.transcript.available, call.wrapup, cancel.all.automated.tasks, contact.attribute.edited,
// contact.created, contact.email.created, contact.experiment.assigned, contact.phone.created,
// contact.subscribed, contact.unsubscribed, contacted.after.hours, custom.task.completed,
// email.conversation.completed, email.received, email.sent, mms.received, mms.sent, object.attribute.edited,
// object.created, scheduled.callback.requested, scheduled.reminder.created, sms.conversation.completed,
// sms.failed, sms.queued, sms.received, sms.sent, sms.undelivered, task.canceled, task.created,
// task.reservation.accepted, task.reservation.created, voicemail.completed, voicemail.recording.available,
// voicemail.transcript.available.
// Paste it into a Data Transformation (POST: Track users).
// Generated from the schemas of these events; digest 450cd273e241217f

const event = object(payload);
const traits = object(event.traits);
const data = object(event.properties);
const outer = data === event.properties ? event : {};

// Some events arrive under the name of another.
const name =
  event.name === "call.completed" && data.type === "Custom Task" ? "custom.task.completed" :
  event.name === "email.conversation.completed" && data.type === "Voicemail" ? "voicemail.completed" :
  event.name;

const brazecall = transformationOf(name)();

function transformationOf(name) {
  switch (name) {
    // call.analysis.available → custom event "Call Analysis Available"
    case "call.analysis.available": return () => {
      const identity = identify();

      const properties = convert(data, {
        agent_email: text,
        contact_phone: text,
        is_ai_agent: boolean,
        task_id: text,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;
      Object.assign(properties, spread(object(data.call_analysis), "call_analysis_", [
        "time", "event_name", "regal_event_id", "agent_email", "contact_phone", "is_ai_agent", "task_id",
      ], 93490));

      const brazecall = {
        events: [{
          name: "Call Analysis Available",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // call.completed → custom event "Call Completed"
    case "call.completed": return () => {
      const identity = identify();

      const properties = convert(data, {
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
        objections: list(undated, 500, 70054),
        campaign_name: text,
        campaign_friendly_id: text,
        campaign_id: text,
        conversation_happened: boolean,
        started_at: integer,
        ended_at: integer,
        completed_at: integer,
        talk_time: integer,
        wrapup_time: integer,
        handle_time: integer,
        journey_uuid: text,
        journey_name: text,
        journey_friendly_id: integer,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "Call Completed",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // call.ivr.triggered → custom event "Call IVR Triggered"
    case "call.ivr.triggered": return () => {
      const identity = identify();

      const properties = convert(data, {
        contact_number: text,
        direction: text,
        ivr_flow_id: text,
        ivr_flow_name: text,
        ivr_flow_trigger_id: text,
        ivr_flow_version: integer,
        regal_voice_phone: text,
        regal_voice_phone_internal_name: text,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "Call IVR Triggered",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // call.placed → custom event "Call Placed"
    case "call.placed": return () => {
      const identity = identify();

      const properties = convert(data, {
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
        journey_friendly_id: integer,
        journey_execution_name: text,
        journey_node_uuid: text,
        journey_node_friendly_id: integer,
        related_object_id: text,
        related_object_type: text,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "Call Placed",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // call.recording.available → custom event "Call Recording Available"
    case "call.recording.available": return () => {
      const identity = identify();

      const properties = convert(data, {
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
        objections: list(undated, 500, 73732),
        campaign_name: text,
        campaign_friendly_id: text,
        recording_link: text,
        started_at: integer,
        ended_at: integer,
        talk_time: integer,
        journey_uuid: text,
        journey_name: text,
        journey_friendly_id: integer,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "Call Recording Available",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // call.transcript.available → custom event "Call Transcript Available" and profile attributes
    case "call.transcript.available": return () => {
      const identity = identify();

      const properties = convert(data, {
        agent_email: text,
        task_id: text,
        call_summary: text,
        contact_name: text,
        contact_phone: text,
        is_voicemail: boolean,
        moments_count: integer,
        recording_id: text,
        recording_link: text,
        recording_duration: number,
        request_timestamp: integer,
        response_timestamp: integer,
        sentiments: record({
          contact_sentiment: integer,
          agent_sentiment: integer,
          agent_sentiment_reason: text,
          contact_sentiment_reason: text,
        }),
        trackers: list(record({ tracker_id: undated, tracker_name: undated }), 500, 80992),
        transcript_is_truncated: boolean,
        transcript_url: text,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const attributes = present({
        regal_last_transcript_url: text(data.transcript_url),
      });

      const brazecall = {
        events: [{
          name: "Call Transcript Available",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
        attributes: Object.keys(attributes).length > 0 ? [Object.assign(attributes, identity, { _update_existing_only: false })] : [],
      };

      return brazecall;
    };

    // call.wrapup → custom event "Call Wrapup"
    case "call.wrapup": return () => {
      const identity = identify();

      const properties = convert(data, {
        campaign_friendly_id: integer,
        campaign_name: text,
        channel: text,
        contact_email: text,
        contact_phone: text,
        direction: text,
        journey_friendly_id: integer,
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
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "Call Wrapup",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // cancel.all.automated.tasks → custom event "Cancel All Automated Tasks"
    case "cancel.all.automated.tasks": return () => {
      const identity = identify();

      const properties = convert(data, {
        campaign_friendly_id: integer,
        canceled_by: text,
        cancelation_source: text,
        original_task_id: text,
        timestamp: text,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "Cancel All Automated Tasks",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // contact.attribute.edited → profile attributes
    case "contact.attribute.edited": return () => {
      const identity = identify();

      // What an agent has cleared is null, and is cleared in Braze too.
      const attributes = customAttributes(newValues(object(data.changes)));
      if (identity.email || identity.phone) {
        // An object without external_id or alias is identified by its addresses: only the one chosen above may stay.
        delete attributes.email;
        delete attributes.phone;
      }

      const brazecall = {
        attributes: Object.keys(attributes).length > 0 ? [Object.assign(attributes, identity, { _update_existing_only: false })] : [],
      };

      // Agents change single fields (phone, email) and maps of fields (custom_properties); single fields win.
      function newValues(changes) {
        const mapped = {};
        const single = {};
        for (const key of Object.keys(changes).sort()) {
          const section = object(changes[key]);
          if (own(section, "new_value")) {
            single[key] = section.new_value;
            continue;
          }
          for (const name of Object.keys(section)) {
            const change = object(section[name]);
            if (own(change, "new_value")) mapped[name] = change.new_value;
          }
        }
        return { ...mapped, ...single };
      }

      return brazecall;
    };

    // contact.created → custom event "Contact Created" and profile attributes
    case "contact.created": return () => {
      const identity = identify();

      const properties = convert(data, {
        contactPhone: text,
        email: text,
        firstName: text,
        lastName: text,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const attributes = present({
        ...customAttributes(without(data, ["contactPhone", "email", "firstName", "lastName"])),
        first_name: text(data.firstName),
        last_name: text(data.lastName),
        email: emailAddress(data.email),
        phone: phoneNumber(data.contactPhone),
      });
      if (identity.email || identity.phone) {
        // An object without external_id or alias is identified by its addresses: only the one chosen above may stay.
        delete attributes.email;
        delete attributes.phone;
      }

      const brazecall = {
        events: [{
          name: "Contact Created",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
        attributes: Object.keys(attributes).length > 0 ? [Object.assign(attributes, identity, { _update_existing_only: false })] : [],
      };

      return brazecall;
    };

    // contact.email.created → custom event "Contact Email Created" and profile attributes
    case "contact.email.created": return () => {
      const identity = identifyByTraits();

      const properties = convert(data, {
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
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const attributes = present({
        ...customAttributes(without(data, ["firstName", "lastName", "leadStatus", "new_email_properties"])),
        first_name: text(data.firstName),
        last_name: text(data.lastName),
        leadStatus: text(data.leadStatus),
        email: boolean(object(data.new_email_properties).isPrimary) ? emailAddress(object(data.new_email_properties).email) : undefined,
      });
      if (identity.email || identity.phone) {
        // An object without external_id or alias is identified by its addresses: only the one chosen above may stay.
        delete attributes.email;
        delete attributes.phone;
      }

      const brazecall = {
        events: [{
          name: "Contact Email Created",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
        attributes: Object.keys(attributes).length > 0 ? [Object.assign(attributes, identity, { _update_existing_only: false })] : [],
      };

      return brazecall;
    };

    // contact.experiment.assigned → custom event "Contact Experiment Assigned"
    case "contact.experiment.assigned": return () => {
      const identity = identify();

      const properties = convert(data, {
        experiment_name: text,
        experiment_id: text,
        experiment_variant: text,
        journey_uuid: text,
        journey_friendly_id: integer,
        journey_name: text,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "Contact Experiment Assigned",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // contact.phone.created → custom event "Contact Phone Created" and profile attributes
    case "contact.phone.created": return () => {
      const identity = identifyByTraits();

      const properties = convert(data, {
        contactPhone: text,
        firstName: text,
        lastName: text,
        isPrimary: boolean,
        label: text,
        source: text,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const attributes = present({
        first_name: text(data.firstName),
        last_name: text(data.lastName),
        phone: boolean(data.isPrimary) ? phoneNumber(data.contactPhone) : undefined,
      });
      if (identity.email || identity.phone) {
        // An object without external_id or alias is identified by its addresses: only the one chosen above may stay.
        delete attributes.email;
        delete attributes.phone;
      }

      const brazecall = {
        events: [{
          name: "Contact Phone Created",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
        attributes: Object.keys(attributes).length > 0 ? [Object.assign(attributes, identity, { _update_existing_only: false })] : [],
      };

      return brazecall;
    };

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

    // contacted.after.hours → custom event "Contacted After Hours"
    case "contacted.after.hours": return () => {
      const identity = identify();

      const properties = convert(data, {
        channel: text,
        contact_phone: text,
        contact_email: text,
        regal_voice_phone: text,
        regal_voice_phone_internal_name: text,
        timestamp: text,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "Contacted After Hours",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // custom.task.completed → custom event "Custom Task Completed"
    case "custom.task.completed": return () => {
      const identity = identify();

      const properties = convert(data, {
        agent_email: text,
        agent_firstname: text,
        agent_fullname: text,
        agent_id: text,
        completed_at: integer,
        contact_phone: text,
        custom_task_name: text,
        disposition: text,
        journey_friendly_id: integer,
        journey_name: text,
        journey_uuid: text,
        notes: text,
        objections: list(undated, 500, 80422),
        type: text,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "Custom Task Completed",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // email.conversation.completed → custom event "Email Conversation Completed"
    case "email.conversation.completed": return () => {
      const identity = identify();

      const properties = convert(data, {
        agent_email: text,
        agent_firstname: text,
        agent_fullname: text,
        agent_id: text,
        agent_tags: text,
        agent_teams: list(undated, 500, 32477),
        campaign_friendly_id: text,
        campaign_id: text,
        campaign_name: text,
        completed_at: integer,
        contact_phone: text,
        conversation_happened: boolean,
        direction: text,
        disposition: text,
        ended_at: integer,
        handle_time: integer,
        journey_execution_name: text,
        journey_friendly_id: integer,
        journey_name: text,
        journey_node_friendly_id: integer,
        journey_node_uuid: text,
        journey_uuid: text,
        notes: text,
        objections: list(undated, 500, 32477),
        related_object_id: text,
        related_object_type: text,
        started_at: integer,
        talk_time: integer,
        task_id: text,
        type: text,
        wrapup_time: integer,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "Email Conversation Completed",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // email.received → custom event "Email Received"
    case "email.received": return () => {
      const identity = identify();

      const properties = convert(data, {
        attachments: list((value) => open(value, 0, undated), 500, 21710),
        bcc_emails: list(undated, 500, 21710),
        body_snippet: text,
        cc_emails: list(undated, 500, 21710),
        contact_email: text,
        direction: text,
        message_id: text,
        sender_email: text,
        subject: text,
        thread_id: text,
        to_emails: list(undated, 500, 21710),
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "Email Received",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // email.sent → custom event "Email Sent"
    case "email.sent": return () => {
      const identity = identify();

      const properties = convert(data, {
        attachments: list((value) => open(value, 0, undated), 500, 21710),
        bcc_emails: list(undated, 500, 21710),
        body_snippet: text,
        cc_emails: list(undated, 500, 21710),
        contact_email: text,
        direction: text,
        message_id: text,
        sender_email: text,
        subject: text,
        thread_id: text,
        to_emails: list(undated, 500, 21710),
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "Email Sent",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // mms.received → custom event "MMS Received"
    case "mms.received": return () => {
      const identity = identify();

      const properties = convert(data, {
        agent_email: text,
        agent_fullname: text,
        agent_id: text,
        contact_phone: text,
        content: text,
        direction: text,
        from_number: text,
        media_url: text,
        regal_voice_phone: text,
        regal_voice_phone_internal_name: text,
        related_object_id: text,
        related_object_type: text,
        sms_conversation_id: text,
        sms_message_id: text,
        to_number: text,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "MMS Received",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // mms.sent → custom event "MMS Sent"
    case "mms.sent": return () => {
      const identity = identify();

      const properties = convert(data, {
        agent_email: text,
        agent_fullname: text,
        agent_id: text,
        contact_phone: text,
        content: text,
        direction: text,
        from_number: text,
        media_url: text,
        regal_voice_phone: text,
        regal_voice_phone_internal_name: text,
        related_object_id: text,
        related_object_type: text,
        sms_conversation_id: text,
        sms_message_id: text,
        to_number: text,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "MMS Sent",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // object.attribute.edited → custom event "Object Attribute Edited"
    case "object.attribute.edited": return () => {
      const identity = identify();

      const properties = convert(data, {
        changes: record({ properties: openMap(93274, text) }),
        related_object_id: text,
        related_object_type: text,
        related_object_type_name: text,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "Object Attribute Edited",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      function openMap(room, leaf) {
        return (value) => {
          if (value === null || typeof value !== "object" || Array.isArray(value)) return undefined;
          const opened = open(value, 0, leaf);
          return room === undefined ? opened : fit(opened, room);
        };
      }

      return brazecall;
    };

    // object.created → custom event "Object Created"
    case "object.created": return () => {
      const identity = identify();

      const properties = convert(data, {
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
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;
      const declared = [
        "Id", "Name", "accountId", "createdDate", "opportunityOwner", "opportunityOwnerFirstName", "product",
        "regalName", "related_object_id", "related_object_source", "related_object_type",
        "related_object_type_name", "stageName",
      ];
      Object.assign(properties, spread(without(data, declared), "regal_", ["time", "event_name", "regal_event_id", ...declared], 77374));

      const brazecall = {
        events: [{
          name: "Object Created",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // scheduled.callback.requested → custom event "Scheduled Callback Requested"
    case "scheduled.callback.requested": return () => {
      const identity = identify();

      const properties = convert(data, {
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
      set(properties, "callback_timestamp", text, data["callback_timestamp "], data.callback_timestamp);
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "Scheduled Callback Requested",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      // The first of these values that is there, as its type.
      function set(target, name, type, ...values) {
        const value = values.find((candidate) => candidate !== undefined);
        const result = value === null ? null : type(value);
        if (result !== undefined) target[name] = result;
      }

      return brazecall;
    };

    // scheduled.reminder.created → custom event "Scheduled Reminder Created"
    case "scheduled.reminder.created": return () => {
      const identity = identify();

      const properties = convert(data, {
        scheduling_agent_email: text,
        scheduling_agent_fullname: text,
        contact_phone: text,
        originating_task_id: text,
        scheduled_at: text,
        notes_from_agent: text,
        timezone: text,
        regal_voice_phone: text,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "Scheduled Reminder Created",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // sms.conversation.completed → custom event "SMS Conversation Completed"
    case "sms.conversation.completed": return () => {
      const identity = identify();

      const properties = convert(data, {
        content: list(row(["sent_at", "speaker", "direction", "text"], {
          sent_at: unixSeconds,
          speaker: undated,
          direction: undated,
          text: undated,
        }), 500, 38192),
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
        objections: list(undated, 500, 38192),
        notes: text,
        started_at: integer,
        ended_at: integer,
        completed_at: integer,
        conversation_happened: boolean,
        talk_time: integer,
        wrapup_time: integer,
        handle_time: integer,
        journey_uuid: text,
        journey_name: text,
        journey_friendly_id: integer,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "SMS Conversation Completed",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      function unixSeconds(value) {
        const time = isoTime(value);
        return time && Math.floor(Date.parse(time) / 1000);
      }

      // The cells of an array, as fields of an object.
      function row(names, types) {
        return (cells) => {
          if (!Array.isArray(cells)) return undefined;
          const fields = {};
          for (const [index, name] of names.entries()) if (cells[index] !== undefined) fields[name] = cells[index];
          return convert(fields, types);
        };
      }

      return brazecall;
    };

    // sms.failed → custom event "SMS Failed"
    case "sms.failed": return () => {
      const identity = identify();

      const properties = convert(data, {
        campaign_friendly_id: text,
        campaign_id: text,
        campaign_name: text,
        contact_phone: text,
        content: text,
        direction: text,
        error_code: text,
        from_number: text,
        journey_friendly_id: integer,
        journey_name: text,
        journey_uuid: text,
        media_url: text,
        regal_voice_phone: text,
        regal_voice_phone_internal_name: text,
        sms_message_id: text,
        to_number: text,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "SMS Failed",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // sms.queued → custom event "SMS Queued"
    case "sms.queued": return () => {
      const identity = identify();

      const properties = convert(data, {
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
        journey_friendly_id: integer,
        content: text,
        media_url: text,
        agent_fullname: text,
        agent_id: text,
        sms_conversation_id: text,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "SMS Queued",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // sms.received → custom event "SMS Received"
    case "sms.received": return () => {
      const identity = identify();

      const properties = convert(data, {
        agent_fullname: text,
        agent_id: text,
        direction: text,
        content: text,
        media_url: text,
        regal_voice_phone: text,
        regal_voice_phone_internal_name: text,
        contact_phone: text,
        from_number: text,
        to_number: text,
        sms_conversation_id: text,
        sms_message_id: text,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "SMS Received",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // sms.sent → custom event "SMS Sent"
    case "sms.sent": return () => {
      const identity = identify();

      const properties = convert(data, {
        agent_fullname: text,
        agent_id: text,
        direction: text,
        content: text,
        media_url: text,
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
        journey_friendly_id: integer,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "SMS Sent",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // sms.undelivered → custom event "SMS Undelivered"
    case "sms.undelivered": return () => {
      const identity = identify();

      const properties = convert(data, {
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
        journey_friendly_id: integer,
        content: text,
        media_url: text,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "SMS Undelivered",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // task.canceled → custom event "Task Canceled"
    case "task.canceled": return () => {
      const identity = identify();

      const properties = convert(data, {
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
        journey_friendly_id: integer,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "Task Canceled",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // task.created → custom event "Task Created"
    case "task.created": return () => {
      const identity = identify();

      const properties = convert(data, {
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
        journey_friendly_id: integer,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "Task Created",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // task.reservation.accepted → custom event "Task Reservation Accepted"
    case "task.reservation.accepted": return () => {
      const identity = identify();

      const properties = convert(data, {
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
        journey_friendly_id: integer,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "Task Reservation Accepted",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // task.reservation.created → custom event "Task Reservation Created"
    case "task.reservation.created": return () => {
      const identity = identify();

      const properties = convert(data, {
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
        journey_friendly_id: integer,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "Task Reservation Created",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // voicemail.completed → custom event "Voicemail Completed"
    case "voicemail.completed": return () => {
      const identity = identify();

      const properties = convert(data, {
        agent_email: text,
        agent_firstname: text,
        agent_fullname: text,
        agent_id: text,
        agent_tags: text,
        agent_teams: list(undated, 500, 33194),
        campaign_friendly_id: integer,
        campaign_id: text,
        campaign_name: text,
        completed_at: integer,
        contact_phone: text,
        conversation_happened: boolean,
        direction: text,
        disposition: text,
        ended_at: integer,
        handle_time: integer,
        journey_execution_name: text,
        journey_friendly_id: integer,
        journey_name: text,
        journey_node_friendly_id: integer,
        journey_node_uuid: text,
        journey_uuid: text,
        notes: text,
        objections: list(undated, 500, 33194),
        regal_voice_phone: text,
        regal_voice_phone_internal_name: text,
        started_at: integer,
        talk_time: integer,
        task_id: text,
        type: text,
        wrapup_time: integer,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "Voicemail Completed",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // voicemail.recording.available → custom event "Voicemail Recording Available"
    case "voicemail.recording.available": return () => {
      const identity = identify();

      const properties = convert(data, {
        agent_email: text,
        direction: text,
        regal_voice_phone: text,
        regal_voice_phone_internal_name: text,
        contact_phone: text,
        channel: text,
        call_id: text,
        call_sid: text,
        type: text,
        recording_link: text,
        started_at: integer,
        ended_at: integer,
        talk_time: integer,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "Voicemail Recording Available",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // voicemail.transcript.available → custom event "Voicemail Transcript Available"
    case "voicemail.transcript.available": return () => {
      const identity = identify();

      const properties = convert(data, {
        agent_email: text,
        agent_id: text,
        agent_name: text,
        call_id: text,
        call_sid: text,
        call_summary: text,
        contact_name: text,
        contact_phone: text,
        is_voicemail: boolean,
        moments_count: integer,
        recording_link: text,
        recording_id: text,
        recording_duration: text,
        request_timestamp: integer,
        response_timestamp: integer,
        task_sid: text,
        trackers: list(record({ tracker_id: undated, tracker_name: undated }), 500, 75208),
        transcript: text,
        transcript_is_truncated: boolean,
        transcript_url: text,
      });
      const eventId = text(event.eventId ?? event.event_id);
      if (eventId !== undefined) properties.regal_event_id = eventId;

      const brazecall = {
        events: [{
          name: "Voicemail Transcript Available",
          time: happenedAt(),
          properties,
          ...identity,
          _update_existing_only: false,
        }],
      };

      return brazecall;
    };

    // Another event shows in Braze's log and changes no profile.
    default: throw new Error(`Expected an event of the bundle contacts, got ${text(name)}`);
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

// The first usable identifier and no other: Braze refuses two. Addresses in the properties are new data.
function identifyByTraits() {
  let found;
  const identity =
    (found = first(externalId, event.userId, event.external_id)) ? { external_id: found } :
    (found = first(emailAddress, traits.email)) ? { email: found } :
    (found = first(phoneNumber, traits.phone)) ? { user_alias: { alias_name: found, alias_label: "regal_phone" } } :
    null;
  if (!identity) throw new Error("No usable identity: looked for external_id, email, user_alias");
  return identity;
}

function happenedAt() {
  return first(isoTime, event.originalTimestamp, event.original_timestamp, event.created_at) || new Date().toISOString();
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

// Unix seconds or milliseconds, or a date-time (UTC by default), 2000 to 2100.
function isoTime(value) {
  let ms = typeof value === "object" ? NaN : Number(value);
  if (ms <= 4102444800) ms *= 1000;
  if (typeof value === "string" && !(ms > 0)) {
    const [, date, time = "00:00", hours, minutes = "00"] =
      /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)\d*)?\s*(?:Z|([+-][01]\d):?([0-5]\d)?)?$/i.exec(value.trim()) || [];
    const local = `${date}T${time}`;
    const utc = new Date(`${local}Z`);
    const exists = utc > 0 && utc.toISOString().startsWith(local);
    if (exists) ms = Date.parse(local + (hours ? `${hours}:${minutes}` : "Z"));
  }
  return ms >= 946684800000 && ms <= 4102444800000 ? new Date(ms).toISOString() : undefined;
}

// Declared values by type; null stays, absent or unfit ones go.
function convert(source, types) {
  const kept = { ...source };
  let others = Object.keys(kept).length;
  for (const key in types) {
    const value = kept[key];
    if (value === undefined) continue;
    others -= 1;
    const result = value === null ? null : types[key](value);
    if (result === undefined) delete kept[key];
    else if (!Object.is(result, value)) kept[key] = result;
  }
  if (others > 0) for (const key of Object.keys(kept)) if (!Object.keys(types).includes(key)) delete kept[key];
  return kept;
}

function own(source, key) {
  return Object.prototype.hasOwnProperty.call(source, key);
}

// Braze takes 255 characters; a cut never leaves half an emoji.
function text(value) {
  if (typeof value === "number" && Math.abs(value) < 2 ** 53) return String(value);
  if (typeof value !== "string") return undefined;
  if (value.length > 255) value = value.slice(0, 254).replace(/[\ud800-\udbff]$/, "") + "…";
  return /[\ud800-\udfff]/.test(value) ? value.replace(/[\ud800-\udfff]/gu, "\ufffd") : value;
}

// Braze refuses times in lists.
function undated(value) {
  const cut = text(value);
  return /^\d{4}(-\d\d){2}([T ]\d\d:[\d:.,]+ ?[Z\d:+-]*)?$/i.test(cut) ? undefined : cut;
}

function number(value) {
  const read = typeof value === "string" && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
  return Number.isFinite(read) ? read + 0 : undefined;
}

function integer(value) {
  const read = typeof value === "string" && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(read) ? read + 0 : undefined;
}

function boolean(value) {
  return [true, "true"].includes(value) ? true : [false, "false"].includes(value) ? false : undefined;
}

function record(types) {
  return (value) => (value && typeof value === "object" && !Array.isArray(value) ? convert(value, types) : undefined);
}

// Up to 500 items, within `room` of the 100 KB that Braze takes.
function list(item, most, room) {
  return (values) => {
    if (!Array.isArray(values)) return undefined;
    const kept = [];
    let left = room;
    for (const value of values) {
      const result = value === null ? undefined : item(value);
      if (result === undefined) continue;
      left -= JSON.stringify(result).replace(/[^\0-\x7f]/g, "\\u....").length + 1;
      if (left < 0 || kept.push(result) === most) break;
    }
    return kept;
  };
}

// Braze takes 100 KB of properties: what would pass the room that is left for this part is left out.
function fit(value, room) {
  if (size(value) <= room) return value;
  const isArray = Array.isArray(value);
  const kept = isArray ? [] : {};
  for (const key of isArray ? value.keys() : Object.keys(value).sort()) {
    room -= size(isArray ? value[key] : [key, value[key]]) + 1;
    if (room < 0) break;
    kept[key] = value[key];
  }
  return kept;
}

function size(value) {
  return JSON.stringify(value).replace(/[^\0-\x7f]/g, "\\u....").length;
}

// Any JSON value, at most five levels deep, under keys that Braze takes.
function open(value, depth = 0, leaf = text) {
  if (typeof value === "string") return leaf(value);
  if (typeof value === "number") return number(value);
  if (value === null || typeof value === "boolean") return value;
  if (value === undefined || depth === 5) return undefined;
  if (Array.isArray(value)) return list((item) => open(item, depth + 1, undated), 500)(value);
  return entries(value, (item) => open(item, depth + 1, leaf), legalKey);
}

// The entries of an open map under legal names; the order of its keys never matters.
function entries(map, convert, nameOf) {
  const kept = {};
  for (const key of Object.keys(map).sort()) {
    const name = nameOf(key);
    if (name === undefined || (name !== key && own(kept, name))) continue;
    const value = convert(map[key], name);
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

// Braze refuses keys that are blank, start with $, have outer spaces or over 255 characters.
function legalKey(key) {
  const name = key.trim().replace(/^[\s$]+/, "");
  return name === "" || name === "__proto__" || name.length > 255 ? undefined : text(name);
}

// An open map as properties of their own; a name that is taken gets the prefix.
function spread(map, prefix, taken, room) {
  const named = (key) => {
    const name = legalKey(key);
    const free = taken.includes(name) ? prefix + name : name;
    return free === undefined || free.length > 255 || taken.includes(free) ? undefined : free;
  };
  return fit(entries(map, (value) => open(value), named), room);
}

function without(source, names) {
  const kept = { ...source };
  for (const name of names) delete kept[name];
  return kept;
}

// Four names of Regal's are profile fields of Braze's; what Braze reserves beside them gets a prefix.
function attributeName(key) {
  const name = legalKey(key);
  if (name === "firstName") return "first_name";
  if (name === "lastName") return "last_name";
  if (name === "email" || name === "phone") return name;
  const reserved = [
    "external_id", "user_alias", "braze_id", "alias_name", "alias_label", "_update_existing_only",
    "_merge_objects", "__proto__", "push_tokens", "push_token_import", "push_subscribe", "email_subscribe",
    "subscription_groups", "subscription_group_id", "subscription_state", "country", "current_location",
    "date_of_first_session", "date_of_last_session", "dob", "email", "email_click_tracking_disabled",
    "email_open_tracking_disabled", "facebook", "first_name", "gender", "home_city", "image_url", "language",
    "last_name", "marked_email_as_spam_at", "phone", "time_zone", "twitter",
  ];
  return reserved.includes(name) ? "regal_" + name : name;
}

function attributeType(name) {
  if (name === "email") return emailAddress;
  if (name === "phone") return phoneNumber;
  return name === "first_name" || name === "last_name" ? text : attribute;
}

function customAttributes(map) {
  return entries(map, (value, name) => (value === null ? null : attributeType(name)(value)), attributeName);
}

// Any JSON value as a custom attribute. One null below the top level would void every update of it.
function attribute(value, depth = 0, leaf = text) {
  if (typeof value === "string") return leaf(value);
  if (typeof value === "number") return number(value);
  if (typeof value === "boolean") return value;
  if (!value || depth === 5) return undefined;
  let held;
  if (Array.isArray(value)) {
    const unique = new Map();
    for (const item of value) {
      const result = Array.isArray(item) ? undefined : attribute(item, depth + 1, undated);
      if (result !== undefined) unique.set(JSON.stringify(result), result);
      if (unique.size === 500) break;
    }
    held = [...unique.values()];
  } else {
    held = entries(value, (item) => attribute(item, depth + 1, leaf), nestedKey);
    if (Object.keys(held).length === 0) return undefined;
  }
  return depth === 0 ? fit(held, 99000) : held;
}

// Nested keys hold no spaces, dots or dollars.
function nestedKey(key) {
  return legalKey(key.trim().replace(/^[\s$]+/, "").replace(/[\s.$]+/g, "_"));
}

// A null would erase the profile's value: it is left out.
function present(fields) {
  const kept = {};
  for (const key of Object.keys(fields)) if (fields[key] !== undefined && fields[key] !== null) kept[key] = fields[key];
  return kept;
}

return brazecall;
