// Makes payloads that show how two transformations of the same events differ: the samples, and changes of the first sample
// that code written by hand often gets wrong. `regal-braze compare` and output/index.html run both transformations on them.
// The value is a function that returns a function by name; what it takes and returns is JSON text.
//
// probes(events) returns a list of { description, payload }. explain/comparison.py makes an event of its plan:
//   event     the name of the event
//   samples   its documented payloads
//   identity  the paths of each identifier, { external_id, email, phone }; null if the event has no contact
//   times     the paths of the time; empty if no time is sent
//   channel   { name, known }: the property that names a channel, and the known channels; null for other events
//   changes   the property that holds old and new values; null for other events
//   types     "text", "number" or "boolean" for each property of one of these types
(function () {
  "use strict";
  const { parse, stringify } = JSON;
  const { keys } = Object;

  const ID = "4711";
  const EMAIL = "jane.doe@example.com";
  const PHONE = "+17625551796";
  const SECONDS = 1735740717;
  const OTHER_EVENT = "another.event";
  const MOST_NESTED = 12; // objects and lists in the properties that are left out one by one
  const DEEPEST = 4;
  const MOST_LONG = 3; // long texts in one payload
  const MOST_PAYLOADS = 2500; // of all events together

  // --- Changes: pairs of a path and a new value; undefined removes the member.

  function isContainer(value) {
    return typeof value === "object" && value !== null;
  }

  function read(value, path) {
    return path.reduce((inner, key) => (isContainer(inner) ? inner[key] : undefined), value);
  }

  function write(root, path, value) {
    let inner = root;
    for (const key of path.slice(0, -1)) {
      if (!isContainer(inner[key])) {
        if (value === undefined) return;
        inner[key] = {};
      }
      inner = inner[key];
    }
    const key = path[path.length - 1];
    if (value === undefined) delete inner[key];
    else Object.defineProperty(inner, key, { value, writable: true, enumerable: true, configurable: true });
  }

  function changed(payload, changes) {
    const copy = parse(stringify(payload));
    for (const [path, value] of changes) write(copy, path, value);
    return copy;
  }

  function without(paths) {
    return paths.map((path) => [path, undefined]);
  }

  function words(path) {
    return path.join(".");
  }

  // The path at which the sample has a value, or else the first one.
  function used(sample, paths) {
    return paths.find((path) => read(sample, path) !== undefined) || paths[0];
  }

  // --- Each part returns pairs of a description and changes of the sample.

  function identityProbes(sample, { external_id: ids, email: emails, phone: phones }) {
    const id = used(sample, ids);
    const nothing = without([...ids, ...emails, ...phones, ["traits"]]);
    const withEmail = [...without(ids), [emails[0], EMAIL]];
    const unusual = [
      ["is null", null],
      ["is an empty text", ""],
      ["consists of spaces", "   "],
      ['is the text "null"', "null"],
      ['is the text "undefined"', "undefined"],
      ["is a number", Number(ID)],
      ["has spaces around it", ` ${ID} `],
    ];
    return [
      ["without traits", without([["traits"]])],
      ["with an id only", [...nothing, [id, ID]]],
      ["without an id, with an email address and a phone number", [...nothing, [emails[0], EMAIL], [phones[0], PHONE]]],
      ["without an id, with an email address only", [...nothing, [emails[0], EMAIL]]],
      ["without an id, with a phone number only", [...nothing, [phones[0], PHONE]]],
      ["without an id, an email address and a phone number", nothing],
      ...unusual.map(([how, value]) => [`the id ${how}`, [...withEmail, [id, value]]]),
      ...ids.map((path) => [`the id is in ${words(path)}`, [...without(ids), [path, ID]]]),
    ];
  }

  // Data of the payload that must not become the identity or a control key of the request.
  function forgeries(changes) {
    const forged = { external_id: "another-contact", email: "another.contact@example.com", _update_existing_only: true };
    return keys(forged).flatMap((name) => [
      [`a property has the name ${name}`, [[["properties", name], forged[name]]]],
      ...(changes === null ? [] : [[`an edited attribute has the name ${name}`, [edit(changes, name, forged[name])]]]),
    ]);
  }

  function edit(changes, name, value) {
    return [["properties", changes, "custom_properties", name], { old_value: null, new_value: value }];
  }

  function timeProbes(sample, times) {
    const time = used(sample, times);
    const values = [
      ["is missing", undefined],
      ["is null", null],
      ["is an empty text", ""],
      ["is not a time", "yesterday"],
      ["is in unix seconds", SECONDS],
      ["is in unix seconds, as a text", String(SECONDS)],
      ["is in milliseconds", SECONDS * 1000],
      ["is in milliseconds, as a text", String(SECONDS * 1000)],
      ["is a date-time", new Date(SECONDS * 1000).toISOString()],
    ];
    return [
      ...values.map(([how, value]) => [`the time ${how}`, [...without(times), [time, value]]]),
      ...times.map((path) => [`the time is in ${words(path)}`, [...without(times), [path, String(SECONDS)]]]),
    ];
  }

  function channelProbes({ name, known }) {
    const path = ["properties", name];
    const channels = [...new Set(["voice", "sms", "email", "phone", ...known])];
    return [
      ...channels.map((channel) => [`the channel is ${channel}`, [[path, channel]]]),
      ["the channel is in capital letters", [[path, "SMS"]]],
      ["the channel is unknown", [[path, "fax"]]],
      ["without a channel", [[path, undefined]]],
    ];
  }

  function editProbes(changes) {
    const path = ["properties", changes];
    const phone = { old_value: null, new_value: PHONE };
    return [
      ["only the phone number was edited", [[path, { phone }]]],
      ["only the phone number was edited, and custom_properties is empty", [[path, { custom_properties: {}, phone }]]],
      ["an attribute was cleared", [[path, {}], edit(changes, "nickname", null)]],
      ["nothing was edited", [[path, {}]]],
    ];
  }

  function propertyProbes(sample) {
    const properties = read(sample, ["properties"]);
    const nested = isContainer(properties) ? containers(properties, ["properties"]).slice(0, MOST_NESTED) : [];
    const nulls = keys(properties || {}).map((name) => [["properties", name], null]);
    return [
      ["without properties", without([["properties"]])],
      ["properties is null", [[["properties"], null]]],
      ["properties is empty", [[["properties"], {}]]],
      ["every property is null", nulls],
      ["an undeclared property", [[["properties", "undeclared_property"], "a value"]]],
      ...nested.flatMap((path) => [
        [`without ${words(path)}`, without([path])],
        [`${words(path)} is null`, [[path, null]]],
      ]),
    ];
  }

  function containers(value, path) {
    if (path.length === DEEPEST) return [];
    return keys(value).flatMap((key) => {
      const inner = [...path, key];
      return isContainer(value[key]) ? [inner, ...containers(value[key], inner)] : [];
    });
  }

  // Values of other types, and long ones. What identifies the contact stays as it is.
  function typeProbes(types, identity) {
    const identifiers = new Set(Object.values(identity || {}).flat().map(words));
    const every = (type, value) =>
      keys(types)
        .map((name) => ["properties", name])
        .filter((path) => types[path[1]] === type && !identifiers.has(words(path)))
        .map((path) => [path, value]);
    return [
      ["texts of 300 characters", every("text", "x".repeat(300)).slice(0, MOST_LONG)],
      ["every text is a number", every("text", 12345)],
      ["every number is a text", every("number", "12345")],
      ['every number is the text "n/a"', every("number", "n/a")],
      ["every boolean is a text", every("boolean", "true")],
    ].filter(([, changes]) => changes.length > 0);
  }

  function envelopeProbes(event) {
    return [
      ["without a name", without([["name"], ["event"]])],
      ["the name is in event", [[["name"], undefined], [["event"], event]]],
      ["another event", [[["event"], undefined], [["name"], OTHER_EVENT]]],
    ];
  }

  function probes(events) {
    const most = Math.max(1, Math.floor(MOST_PAYLOADS / events.length));
    return events.flatMap((event) => {
      const about = events.length > 1 ? `${event.event}: ` : "";
      return probesOf(event)
        .slice(0, most)
        .map(({ description, payload }) => ({ description: about + description, payload }));
    });
  }

  function probesOf({ event, samples, identity, times, channel, changes, types }) {
    const minimal = { userId: ID, name: event, properties: {}, originalTimestamp: String(SECONDS) };
    const documented = samples.length > 0 ? samples : [minimal];
    const [sample] = documented;
    const variants = [
      ...(identity ? identityProbes(sample, identity) : []),
      ...forgeries(changes),
      ...(times.length > 0 ? timeProbes(sample, times) : []),
      ...(channel ? channelProbes(channel) : []),
      ...(changes === null ? [] : editProbes(changes)),
      ...propertyProbes(sample),
      ...typeProbes(types, identity),
      ...envelopeProbes(event),
    ];
    const found = documented.map((payload, index) => ({
      description: documented.length > 1 ? `sample ${index + 1}` : samples.length > 0 ? "the sample" : "a small payload",
      payload,
    }));
    const seen = new Set(found.map(({ payload }) => stringify(payload)));
    for (const [description, edits] of variants) {
      const payload = changed(sample, edits);
      if (seen.size < seen.add(stringify(payload)).size) found.push({ description, payload });
    }
    found.push({ description: "an empty payload", payload: {} });
    return found;
  }

  const functions = { __proto__: null, probes };
  return (name) => (text) => stringify(functions[name](parse(text)));
})()
