// Describes how the requests of two transformations differ, the old and the new code. Every sentence of `regal-braze compare`
// and of the page output/index.html about this is written here.
// The value is a function that returns a function by name; what it takes and returns is JSON text.
//
// differences({ name, probes, old, new, began, ended }) compares the outcomes of the payloads that probes.js makes.
//   name     the event or bundle of the new code
//   probes   { description }
//   old, new { request, error, name } for each probe: the request as JSON text, or null and an error
//   began    the time before all runs and `ended` the time after them, in ISO 8601: times of runs count as equal
// It returns { sentence, different, compared, differences }. A difference is { kind, pointer, old, new, sentence, note,
// probes, first }. `pointer` leads into the request, and `old` and `new` are the values there: cut if they are long, missing
// if they are not sent. If several values of an object differ in the same way, it leads to the object. `probes` are the
// indexes of the payloads, and `first` describes the first of them. The most severe differences come first (KINDS).
(function () {
  "use strict";
  const [{ isArray }, { keys }, { parse, stringify }] = [Array, Object, JSON];

  const KINDS = "error refused profile group lost time event control value only-new only-old void".split(" ");
  const IDENTIFIERS = ["external_id", "braze_id", "user_alias", "email", "phone", "id"];
  const GROUPED = ["value", "only-new", "only-old"]; // kinds of which one sentence describes several values
  const SPECIAL = {
    time: noteTimes,
    name: noteOther("event", "names the event", "does not name the event"),
    _update_existing_only: noteOther("control", "sets _update_existing_only to", "does not set _update_existing_only"),
    subscription_groups: noteGroups,
  };
  const PROPERTY = /^\/events\/\d+\/properties\/./;
  const WORDS = { events: "events", attributes: "profile attributes", purchases: "purchases", items: "a catalog item" };
  const MOST_SHOWN = 60; // characters of a value in a sentence
  const MOST_KEPT = 1000; // characters of a value in a difference
  const MOST_NAMED = 20;
  const MOST_NOTED = 1000;
  const LONG = 255; // Braze's limit for texts
  const NEWER = /\.(at|findLast|findLastIndex|hasOwn|groupBy|replaceAll|toReversed|toSorted|toSpliced|with) is not a function/;
  const MISSING = "The code ran with only `payload` and ECMAScript 2020. If Braze has more, this error does not happen there.";

  // --- The differences found so far, and the payload that is compared. A difference that has the same form in several
  // payloads is noted once.
  let found, current, began, ended;

  function note(kind, pointer, form, older, newer, sentence, remark = null) {
    const key = stringify([kind, pointer, form]);
    const known = found.get(key);
    if (known && !known.probes.includes(current)) known.probes.push(current);
    if (known || found.size === MOST_NOTED) return;
    const [before, after] = [older, newer].map((value) => (stringify([value]).length > MOST_KEPT ? shown(value) : value));
    found.set(key, { kind, pointer, form, old: before, new: after, sentence, note: remark, probes: [current] });
  }

  // --- Values, and how they are written.

  const isObject = (value) => typeof value === "object" && value !== null && !isArray(value);
  const has = (object, key) => Object.prototype.hasOwnProperty.call(object, key);

  function isRunTime(value) {
    return typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value) && value >= began && value <= ended;
  }

  function isEqual(older, newer) {
    if (isRunTime(older) && isRunTime(newer)) return true;
    if (typeof older !== "object" || typeof newer !== "object" || older === null || newer === null) return older === newer;
    if (isArray(older) !== isArray(newer) || keys(older).length !== keys(newer).length) return false;
    return keys(older).every((key) => has(newer, key) && isEqual(older[key], newer[key]));
  }

  function shown(value) {
    if (isRunTime(value)) return "the time of the run";
    const text = String(stringify(value));
    const cut = `${text.slice(0, MOST_SHOWN).replace(/[\ud800-\udbff]$/, "")}…`;
    return text.length <= MOST_SHOWN ? text : typeof value === "string" ? `${cut}" (${value.length} characters)` : cut;
  }

  function listed(names) {
    const all = names.length > MOST_NAMED ? [...names.slice(0, MOST_NAMED - 1), `${names.length - MOST_NAMED + 1} more`] : names;
    return all.length > 1 ? `${all.slice(0, -1).join(", ")} and ${all[all.length - 1]}` : all[0];
  }

  function step(pointer, key) {
    return `${pointer}/${String(key).replace(/~/g, "~0").replace(/\//g, "~1")}`;
  }

  function above(pointer) {
    return pointer.slice(0, pointer.lastIndexOf("/"));
  }

  // The names of values, with the word for those in the properties of an event.
  function labels(pointers) {
    const noun = PROPERTY.test(pointers[0]) ? (pointers.length > 1 ? "the properties " : "the property ") : "";
    return noun + listed(pointers.map(nameOf));
  }

  function nameOf(pointer) {
    const path = pointer.split("/").slice(PROPERTY.test(pointer) ? 4 : 3);
    return path.map((key) => key.replace(/~1/g, "/").replace(/~0/g, "~")).join(".") || pointer;
  }

  // The name and the value of what identifies a profile or an item; undefined if nothing does.
  function identifierOf(object) {
    const name = isObject(object) ? IDENTIFIERS.find((key) => has(object, key) && object[key] !== null) : undefined;
    return name && [name, object[name]];
  }

  function identifierWords([name, value]) {
    return isObject(value) && has(value, "alias_name") ? `the alias ${shown(value.alias_name)}` : `${name} ${shown(value)}`;
  }

  // What a request does, in a few words.
  function summary(request) {
    const parts = keys(request).filter((key) => isArray(request[key]) && request[key].length > 0);
    const events = isArray(request.events) ? request.events.filter((event) => isObject(event) && has(event, "name")) : [];
    const what = listed(events.map(({ name }) => shown(name)));
    const words = parts.map((part) => (part === "events" && what ? `the event ${what}` : WORDS[part] || stringify(part)));
    const identifier = identifierOf(request[parts[0]][0]);
    return `${listed(words)} ${identifier ? `for ${identifierWords(identifier)}` : "without an identifier, which Braze refuses"}`;
  }

  // --- The outcomes of one payload.

  // Whether nothing changes in Braze: an error, or a value without a list that has items.
  function isVoid(request) {
    return !isObject(request) || !Object.values(request).some((value) => isArray(value) && value.length > 0);
  }

  function compareOutcomes(older, newer) {
    const [before, after] = [older, newer].map(({ request }) => (request === null ? null : parse(request)));
    if (isVoid(before) && isVoid(after)) return;
    if (before === null) {
      noteError(older, after);
    } else if (!isObject(before)) {
      const sentence = `The old code returns ${shown(before)}, but Braze needs an object; the new code sends ${summary(after)}.`;
      note("error", "", typeof before, undefined, undefined, sentence);
    } else if (after === null) {
      const sentence = `The old code sends ${summary(before)}; the new code refuses the payload: ${newer.error}.`;
      const kind = Object.values(before).flat().some(identifierOf) ? "refused" : "void";
      note(kind, "", newer.error.replace(/, got [^]*/, ""), undefined, newer.error, sentence);
    } else {
      compareRequests(before, after);
    }
  }

  function noteError({ name, error }, after) {
    const isMissing = name === "ReferenceError" || (name === "TypeError" && NEWER.test(error));
    const thrown = /^[A-Z]/.test(name) ? `throws ${name}: ${error}` : `throws ${stringify(error)}`;
    const failures = { NoRequest: "returns nothing", NotJson: `returns what JSON cannot hold (${error})` };
    const sentence = `The old code ${failures[name] || thrown}; the new code sends ${summary(after)}.`;
    note("error", "", [name, error], error, undefined, sentence, isMissing ? MISSING : null);
  }

  function compareRequests(older, newer) {
    for (const key of new Set([...keys(newer), ...keys(older)])) {
      const [before, after] = [older[key], newer[key]].map((value) => (isArray(value) ? value : []));
      const both = Math.min(before.length, after.length);
      for (let i = 0; i < both; i += 1) {
        const compareItems = isObject(before[i]) && isObject(after[i]) ? compareObjects : compareValues;
        compareItems(step(step("", key), i), before[i], after[i]);
      }
      if (before.length === after.length) continue;
      const [side, longer] = before.length > both ? ["old", before] : ["new", after];
      const sentence = `Only the ${side} code sends ${summary({ [key]: longer.slice(both) })}.`;
      note("lost", step(step("", key), both), side, before[both], after[both], sentence);
    }
  }

  // --- One object of a request.

  function compareObjects(pointer, older, newer) {
    const identifiers = [identifierOf(older), identifierOf(newer)];
    if (!isEqual(...identifiers)) noteProfiles(pointer, ...identifiers);
    const others = keys(SPECIAL).filter((name) => name !== "name" || pointer.startsWith("/events/"));
    for (const name of others) {
      if (!isEqual(older[name], newer[name])) SPECIAL[name](step(pointer, name), older[name], newer[name]);
    }
    const blank = ["external_id", "braze_id", "user_alias"].filter((name) => older[name] === null);
    compareMembers(pointer, older, newer, [...others, ...blank, ...identifiers.filter(Boolean).map(([name]) => name)]);
  }

  function compareMembers(pointer, older, newer, done) {
    for (const key of new Set([...keys(newer), ...keys(older)])) {
      const place = step(pointer, key);
      if (done.includes(key)) continue;
      if (!has(older, key)) note("only-new", place, null, undefined, newer[key], null);
      else if (!has(newer, key)) note("only-old", place, null, older[key], undefined, null);
      else compareValues(place, older[key], newer[key]);
    }
  }

  function compareValues(pointer, older, newer) {
    if (isObject(older) && isObject(newer)) {
      compareMembers(pointer, older, newer, []);
    } else if (!isEqual(older, newer)) {
      const sentence = `The old code sends ${labels([pointer])} as ${shown(older)} instead of ${shown(newer)}.`;
      note("value", pointer, [valueForm(older), valueForm(newer)], older, newer, sentence);
    }
  }

  function valueForm(value) {
    if (typeof value === "string" && value.length > LONG) return "long";
    return value === null ? "null" : isArray(value) ? "list" : typeof value;
  }

  function noteProfiles(pointer, older, newer) {
    const instead = newer ? identifierWords(newer) : "none";
    const [other, expected] = newer || [];
    if (!older) {
      const sentence = `The old code sends no identifier, so Braze refuses the object; the new code identifies ${instead}.`;
      return note("profile", pointer, other, undefined, expected, sentence);
    }
    const [name, value] = older;
    const [place, text] = [step(pointer, name), String(value)];
    const isBlank = /^\s*(null|undefined)?\s*$/.test(text);
    const form = [name, other, isBlank ? "blank" : text.trim() === String(expected) ? "untidy" : "other"];
    const sentence = `The old code identifies another profile: ${identifierWords(older)} instead of ${instead}.`;
    if (other === name && text === String(expected)) compareValues(place, value, expected);
    else note("profile", place, form, value, expected, sentence);
  }

  function noteTimes(pointer, older, newer) {
    if (timeOf(older) === timeOf(newer)) return;
    const sent = older === undefined ? "no time" : isRunTime(older) ? "the time of the run" : `the time ${shown(older)}`;
    const instead = newer === undefined ? "and the new code sends none" : `instead of ${shown(newer)}`;
    note("time", pointer, [timeForm(older), timeForm(newer)], older, newer, `The old code sends ${sent} ${instead}.`);
  }

  function timeOf(value) {
    return typeof value === "string" && /^[+-]?\d{4,6}-\d\d-\d\dT/.test(value) ? Date.parse(value) : NaN;
  }

  function timeForm(value) {
    if (value === undefined || isRunTime(value)) return value === undefined ? "none" : "run";
    const year = new Date(timeOf(value)).getUTCFullYear();
    return year < 2000 ? "past" : year > 2100 ? "future" : year > 0 ? "time" : typeof value;
  }

  function noteOther(kind, does, doesNot) {
    return (pointer, older, newer) => {
      const old = older === undefined ? `${doesNot}; the new code has` : `${does} ${shown(older)} instead of`;
      note(kind, pointer, [older, newer], older, newer, `The old code ${old} ${shown(newer)}.`);
    };
  }

  function noteGroups(pointer, older, newer) {
    const [before, after] = [older, newer].map((groups) => listed((isArray(groups) ? groups : []).map(groupWords)) || "none");
    const sentence = `The old code changes the subscription group ${before} instead of ${after}.`;
    if (before !== after) note("group", pointer, [older, newer], older, newer, sentence);
  }

  function groupWords(group) {
    return isObject(group) ? `${shown(group.subscription_group_id)} (${group.subscription_state})` : shown(group);
  }

  // --- All payloads.

  // Values of one object that differ in the same way, first in the same payload, are one difference.
  function grouped(all) {
    const groups = new Map();
    for (const difference of all) {
      const { kind, pointer, form, probes } = difference;
      const key = GROUPED.includes(kind) ? stringify([kind, above(pointer), form, probes[0]]) : difference;
      groups.set(key, [...(groups.get(key) || []), difference]);
    }
    return [...groups.values()].map(described);
  }

  function described(members) {
    const pointers = members.map(({ pointer }) => pointer);
    const { form, sentence: own, ...first } = members[0];
    const more = pointers.length > 1 ? ` The same goes for ${listed(pointers.slice(1).map(nameOf))}.` : "";
    const side = first.kind === "only-new" ? "new" : "old";
    const sentence = own === null ? `Only the ${side} code sends ${labels(pointers)}.` : own + more;
    if (pointers.length === 1) return { ...first, sentence };
    const probes = [...new Set(members.flatMap((member) => member.probes))].sort((one, other) => one - other);
    const values = (of) => Object.fromEntries(members.map((member) => [nameOf(member.pointer), member[of]]));
    return { ...first, pointer: above(first.pointer), old: values("old"), new: values("new"), sentence, probes };
  }

  function differences({ name, probes, old, new: newer, began: before, ended: after }) {
    [began, ended, found] = [before, after, new Map()];
    for (current = 0; current < probes.length; current += 1) {
      try {
        compareOutcomes(old[current], newer[current]);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        note("error", "", "deep", undefined, undefined, "The old code returns a request that is nested too deeply to compare.");
      }
    }
    const all = grouped([...found.values()]).map((each) => ({ ...each, first: probes[each.probes[0]].description }));
    all.sort((one, other) => KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind) || one.probes[0] - other.probes[0]);
    const different = new Set(all.flatMap((each) => each.probes)).size;
    const [are, some] = different > 0 ? ["differ from", `${different} of`] : ["are", "all"];
    const sentence = `Its requests ${are} those of ${name} for ${some} ${probes.length} payloads.`;
    return { sentence, different, compared: probes.length, differences: all };
  }

  const functions = { __proto__: null, differences };
  return (name) => (text) => stringify(functions[name](parse(text)));
})()
