// Compares a payload with the request that a transformation made of it, and reports what Braze gets in another form or
// not at all. It knows none of the transformation's rules: it compares the values that arrived with the values that were
// sent. A map (losses/loss_map.py) says where to look for each value.
// Evaluated once in a fresh context; its value is { prepare, lossesOf }. A loss is [kind, path, detail, count]. The path
// leads through the payload: keys are strings, indexes of list items are numbers. The same loss of several items of a list
// is reported once, for the first, and counted. Kinds: "cut", "left-out", "inexact" (a number that is left out), "shortened"
// (a list or object has fewer items or entries), "dropped" (not declared), "no-time", "no-purchase", "no-order",
// "no-change" and "unidentified" (the request is empty); and, if `all` is true, what Braze gets in another form, "converted" and "renamed", and what is "omitted".
(function () {
  "use strict";
  const [{ isArray }, { stringify }, { keys }, { hasOwnProperty }] = [Array, JSON, Object, Object.prototype];
  const [DateType, { MAX_SAFE_INTEGER }] = [Date, Number];

  const CHANGES = new Set(["converted", "renamed", "omitted"]);
  const MOST_LOSSES = 500; // of one payload, and as many changes
  const MOST_NAMED = 3; // missing entries of one object that are reported one by one
  const MOST_SOUGHT = 1000; // missing entries of one object that are sought under other names
  const MOST_ALIKE = 20; // names that are compared with one key

  // --- The map. A node says what becomes of a value. Of an object: where its `fields` go, what becomes of the `rest` of its
  // keys ("open": they are sent too, "dropped", "ignored"), what may precede their names (`prefix`), and which names are
  // not theirs (`taken`). `omitted` says for a field without a name what omits it, unless it is sent elsewhere. Of a list:
  // what becomes of its `items`. A node with `time` is a time in another form.
  const open = { fields: new Map(), omitted: new Map(), rest: "open", prefix: "", taken: new Set() };
  const unique = { ...open, unique: true }; // lists lose duplicates, and objects without values are left out

  function prepare(map) {
    if (map === null) return null;
    const prepared = (part) => ({ ...part, node: prepareNode(part.node) });
    const types = map.types && new Map(map.types.map(([type, typed]) => [type, prepare(typed)]));
    return { ...map, types, objects: map.objects.map(prepared), values: map.values.map(prepared) };
  }

  function prepareNode(node) {
    if (node === null) return open;
    if (node === "unique") return unique;
    const fields = (node.fields || []).map(([key, name, inner]) => [key, { name, node: prepareNode(inner) }]);
    const items = node.items === undefined ? undefined : prepareNode(node.items);
    return { ...node, fields: new Map(fields), omitted: new Map(node.omitted), taken: new Set(node.taken), items };
  }

  // --- The losses of the current payload, what Braze gets in another form, and the path to the current value.
  let losses, changes, places, path;

  function note(kind, detail = "") {
    const noted = CHANGES.has(kind) ? changes : losses;
    if (noted === null) return;
    const shape = stringify([kind, ...path.map((step) => (typeof step === "number" ? "*" : step))]);
    const known = noted.get(shape);
    if (!known && noted.size === MOST_LOSSES) return;
    const place = stringify([kind, ...path]);
    if (places.has(place)) return; // a value that goes to the event and to the profile
    places.add(place);
    if (known) known[3] += 1;
    else noted.set(shape, [kind, path, detail, 1]);
  }

  // JavaScript cannot hold whole numbers beyond 2^53 exactly.
  function noteLeftOut(value) {
    note(typeof value === "number" && (value > MAX_SAFE_INTEGER || value < -MAX_SAFE_INTEGER) ? "inexact" : "left-out");
  }

  function noteMissing(values) {
    if (values.length > MOST_NAMED) note("shortened");
    else for (const [steps, value] of values) at(steps, () => noteLeftOut(value));
  }

  function at(steps, report) {
    const before = path;
    path = steps;
    report();
    path = before;
  }

  function read(value, steps) {
    for (const step of steps) {
      if (typeof value !== "object" || value === null || !hasOwnProperty.call(value, step)) return undefined;
      value = value[step];
    }
    return value;
  }

  const isObject = (value) => typeof value === "object" && value !== null && !isArray(value);
  const isThere = (value) => value !== undefined && value !== null;

  // A scalar as text. Other objects may have a toString that cannot be called.
  function plain(value) {
    return isThere(value) && typeof value !== "object" ? String(value) : "";
  }

  // Whether a value holds nothing that an attribute could keep.
  function isEmpty(value) {
    return value === null || (isObject(value) && keys(value).every((key) => isEmpty(value[key])));
  }

  // --- Whether a value that was sent can come from one that arrived.

  // The letters and digits of a text: transformations change other characters when they tidy names and values.
  function fold(text) {
    return text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, "");
  }

  function isCut(value, sent) {
    return sent.endsWith("…") && sent.length < value.length && fold(value).startsWith(fold(sent));
  }

  function agrees(node, value, sent) {
    if (!isThere(sent)) return false;
    if (value === sent || node.time) return true;
    if (typeof value === "object" || typeof sent === "object") {
      return typeof value === typeof sent && isArray(value) === (isArray(sent) || node.row === true);
    }
    if (typeof value === "number" || typeof sent === "number") return Number(value) === Number(sent); // "12.0" is sent as 12
    const [before, after] = [String(value), String(sent)];
    return fold(before) === fold(after) || isCut(before, after);
  }

  function compareValue(node, value, sent) {
    if (!isThere(value) || value === sent) return;
    if (agrees(node, value, sent)) compareAlike(node, value, sent);
    else if (!(node.unique && isEmpty(value))) noteLeftOut(value);
  }

  // Compares a value with the one that was made of it.
  function compareAlike(node, value, sent) {
    if (value === sent) return;
    if (node.time) note("converted", typeof sent);
    else if (isArray(value) && isArray(sent)) compareItems(node, value, sent);
    else if (typeof value === "object") compareMembers(node, value, sent);
    else if (isCut(plain(value), plain(sent))) note("cut");
    else note("converted", typeof sent);
  }

  function compareItems(node, values, sent) {
    const item = node.items || node;
    const arrived = itemsToSend(node, values);
    let next = 0;
    for (const index of arrived) {
      if (next === sent.length) break;
      // If as many items were sent as arrived, each is at its place.
      if (arrived.length !== sent.length && !agrees(item, values[index], sent[next])) continue;
      at([...path, index], () => compareAlike(item, values[index], sent[next]));
      next += 1;
    }
    if (sent.length < arrived.length) note("shortened");
  }

  // The indexes of the items that a list would have in Braze if nothing got lost.
  function itemsToSend(node, values) {
    const seen = new Set();
    const isNew = (text) => seen.size < seen.add(text).size;
    return [...values.keys()].filter((index) => {
      const value = values[index];
      return node.unique ? !isEmpty(value) && isNew(stringify(value)) : value !== null;
    });
  }

  function compareMembers(node, value, sent) {
    const missing = [];
    const nameOf = node.rest === "open" ? nameFinder(node, sent) : undefined;
    for (const key of keys(value)) {
      const field = node.fields.get(key);
      if (value[key] === null) continue;
      if (field && value[key] === sent[field.name] && (field.name === key || changes === null)) continue; // nearly always
      at([...path, key], () => compareMember(node, key, value[key], sent, nameOf, missing));
    }
    noteMissing(missing);
  }

  function compareMember(node, key, value, sent, nameOf, missing) {
    const field = node.fields.get(key);
    if (field && field.name === null) {
      if (node.omitted.has(key)) note("omitted", node.omitted.get(key));
    } else if (field && field.node.spread) {
      if (isObject(value)) compareMembers(field.node, value, sent);
      else note("left-out");
    } else if (field) {
      const member = read(sent, [field.name]);
      compareValue(field.node, value, member);
      if (member !== undefined && field.name !== key && !node.row) note("renamed", field.name);
    } else if (node.rest === "dropped") {
      note("dropped");
    } else if (node.rest === "open") {
      const name = nameOf(key, value, missing.length < MOST_SOUGHT);
      if (name !== undefined) compareAlike(node.unique ? unique : open, value, sent[name]);
      else if (!(node.unique && isEmpty(value))) missing.push(missing.length < MOST_NAMED ? [path, value] : null);
      if (name !== undefined && name !== key) note("renamed", name);
    }
  }

  // Returns a function that finds the name under which a member of an open object was sent.
  function nameFinder(node, sent) {
    const fits = (name, value) => !node.taken.has(name) && agrees(open, value, read(sent, [name]));
    let alike;
    return (key, value, isSought) => {
      if (fits(key, value)) return key;
      if (!isSought) return undefined;
      alike = alike || namesByShape(sent);
      const names = [fold(key), fold(node.prefix + key)].flatMap((shape) => alike.get(shape) || []);
      return names.find((name) => fits(name, value));
    };
  }

  function namesByShape(sent) {
    const alike = new Map();
    for (const name of keys(sent)) {
      const names = alike.get(fold(name)) || [];
      if (names.length < MOST_ALIKE) alike.set(fold(name), names.concat(name));
    }
    return alike;
  }

  // --- The parts of a request.

  // Pairs of an old and a new value: those of single members, and those in maps of members.
  function comparePairs(node, changes, sent) {
    const missing = [];
    const nameOf = nameFinder(node, sent);
    const compareNew = (change, steps) => {
      const [value, name] = [read(change, ["new_value"]), steps[steps.length - 1]];
      const compare = () => compareMember(node, name, value, sent, nameOf, missing);
      if (isThere(value)) at([...path, ...steps, "new_value"], compare);
    };
    for (const key of keys(changes)) {
      const section = changes[key];
      if (read(section, ["new_value"]) !== undefined) compareNew(section, [key]);
      else if (isObject(section)) for (const name of keys(section)) compareNew(section[name], [key, name]);
    }
    noteMissing(missing);
  }

  // A single value: the first that is there of some places. It is sent only if the value at `when` is true.
  function compareSingle({ from, to, or, node, when, label }, payload, request) {
    const steps = from.find((place) => isThere(read(payload, place)));
    if (steps === undefined || (when && plain(read(payload, when)).toLowerCase() !== "true")) return;
    const end = label && plain(read(payload, label));
    if (end === "") return;
    const sent = read(request, label ? labelled(to, end, request) : to);
    at(steps, () => compareValue(node, read(payload, steps), sent === undefined && or ? read(request, or) : sent));
  }

  // The path of the attribute whose name ends in a label from the payload.
  function labelled(to, label, request) {
    const place = to.slice(0, -1);
    const shape = fold(to[place.length] + label);
    return [...place, keys(read(request, place) || {}).find((name) => fold(name) === shape)];
  }

  // Purchases or orders: each rule whose conditions are met should have led to the next one that was sent.
  function compareRules(rules, payload, sent, lost) {
    const isMet = ([steps, values]) => values.some((value) => agrees(open, read(payload, steps), value));
    const met = rules.filter(({ conditions }) => conditions.every(isMet));
    met.forEach(({ parts }, index) => {
      if (index >= sent.length) note(lost);
      else for (const [to, steps] of parts) at(steps, () => compareValue(open, read(payload, steps), read(sent[index], to)));
    });
  }

  const isSkipped = (request) => keys(request).every((key) => isArray(request[key]) && request[key].length === 0);

  // Whether the body sends nothing of a payload because nothing identifies the contact. For an edit, the body runs once
  // more, with a change that Braze can store.
  function isUnidentified(name, payload, body) {
    if (!name || !isObject(payload) || !isObject(payload.properties)) return true;
    const changes = payload.properties[name];
    const changed = { ...(isObject(changes) ? changes : {}), change: { new_value: 1 } };
    try {
      return isSkipped(body({ ...payload, properties: { ...payload.properties, [name]: changed } }));
    } catch {
      return false;
    }
  }

  // Returns a list of losses, or null. `began` is the time before the transformation ran, in the form of its times.
  function lossesOf(map, payload, request, began, all, body) {
    [losses, changes, places, path] = [new Map(), all ? new Map() : null, new Set(), []];
    const parts = map.types ? map.types.get(read(payload, map.type)) : map;
    if (isSkipped(request)) {
      if (isUnidentified(map.changes, payload, body)) note("unidentified");
      else at(["properties", map.changes], () => note("no-change"));
    } else if (parts) {
      const time = read(request, parts.time);
      if (time >= began && time <= new DateType().toISOString()) note("no-time");
      for (const { from, to, node, pairs } of parts.objects) {
        const [value, compare] = [read(payload, from), pairs ? comparePairs : compareMembers];
        if (isObject(value)) at(from, () => compare(node, value, read(request, to) || {}));
      }
      for (const value of parts.values) compareSingle(value, payload, request);
      if (parts.purchases && request.purchases) compareRules(parts.purchases, payload, request.purchases, "no-purchase");
      if (parts.orders && isArray(request.events)) compareRules(parts.orders, payload, request.events.slice(1), "no-order");
    }
    const found = [...losses.values(), ...(changes === null ? [] : changes.values())];
    return found.length === 0 ? null : found;
  }

  return { __proto__: null, prepare, lossesOf };
})()
