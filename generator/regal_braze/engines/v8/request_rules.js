// Checks requests against all of Braze's rules. `verify` runs this script in V8, and output/index.html in the browser.
//
// The script is a function of the value of json_schema.js: write `${request_rules}(\n${json_schema}\n)`. The result is a
// function that returns these functions by name. They take and return JSON texts:
//
//   prepare(rules)    Takes the rules that `braze.request_rules` returns. Call it once, before `check`. Throws an Error if a
//                     schema contains a keyword that json_schema.js does not know. Returns "null".
//   check(requests)   Takes a list of requests, each one a JSON text: '["{\"events\":[]}", …]'. Returns a list with the
//                     problems of each request. A problem is a pair of texts: a JSON Pointer (RFC 6901) into the request, and
//                     a message. A valid request has no problems: '[[], …]'. Bad requests never make it throw.
//
// `rules` must be passed as JSON text: as an object literal, it would lose the key __proto__ of the schemas.
// The scripts use ECMAScript 2020 and nothing of a host. They do not protect themselves from code that changes built-ins: do
// not evaluate them where transformations run.
(function (jsonSchema) {
  "use strict";
  const { compileSchema, hasMoreCharacters, isObject, isText, step } = jsonSchema;
  const { isArray } = Array;

  const dateLength = "YYYY-MM-DD".length;
  let rules;

  function prepare(text) {
    const given = JSON.parse(text);
    rules = {
      ...given,
      catalogRequest: compileSchema(given.schemas["catalog-items"]),
      trackRequest: compileSchema(given.schemas["users-track"]),
      currency: new RegExp(given.currency, "u"),
      dateTime: new RegExp(given.date_time, "u"),
    };
    return "null";
  }

  function check(texts) {
    return JSON.stringify(JSON.parse(texts).map(problemsOf));
  }

  // If a request contains something that JSON cannot hold, only that is reported.
  function problemsOf(text) {
    let request;
    try {
      request = JSON.parse(text);
    } catch {
      return [["", "the request is not JSON"]];
    }
    const problems = [];
    checkJson(request, problems);
    if (problems.length > 0) return problems;
    if (isObject(request) && ("catalog_name" in request || "items" in request)) {
      rules.catalogRequest(request, "", problems);
      if (isArray(request.items)) checkItems(request.items, problems);
    } else {
      rules.trackRequest(request, "", problems);
      if (isObject(request)) checkObjects(request, problems);
    }
    return problems;
  }

  function checkJson(request, problems) {
    const { levels } = rules.limits;
    eachValue([request], "", (value, key, parent, level) => {
      const isTooDeep = level > levels && typeof value === "object" && value !== null;
      let message;
      if (typeof value === "number" && !Number.isFinite(value)) message = "JSON cannot hold NaN or Infinity";
      else if (isText(value) && hasLoneSurrogate(value)) message = "contains a lone surrogate";
      else if (isText(key) && hasLoneSurrogate(key)) message = "has a lone surrogate in its key";
      else if (isTooDeep) message = `is nested more than ${levels} levels deep`;
      if (message !== undefined) problems.push([step(parent, key).slice("/0".length), message]);
      return isTooDeep;
    });
  }

  function checkObjects(request, problems) {
    const { limits } = rules;
    const objects = [];
    for (const kind of ["attributes", "events", "purchases"]) {
      if (isArray(request[kind])) request[kind].forEach((item, index) => objects.push([kind, `/${kind}/${index}`, item]));
    }
    if (objects.length > limits.objects) {
      problems.push(["", `${objects.length} objects in one request; at most ${limits.objects}`]);
    }
    for (const [kind, at, item] of objects) {
      if (!isObject(item)) continue; // the schema reports it, as any other wrong type below
      if (isText(item.external_id) && hasMoreBytes(item.external_id, limits.external_id_bytes)) {
        problems.push([`${at}/external_id`, `longer than ${limits.external_id_bytes} bytes of UTF-8`]);
      }
      if (kind === "attributes") checkAttributes(item, at, problems);
      else checkEvent(item, at, kind === "events" && rules.orders.includes(item.name), problems);
    }
  }

  function checkAttributes(item, at, problems) {
    const { identifiers, limits, dates, dateTime } = rules;
    const names = Object.keys(item).filter((name) => !identifiers.includes(name));
    const attributes = Object.fromEntries(names.map((name) => [name, item[name]]));
    checkTexts(attributes, at, limits.string, limits.key, problems);
    for (const name of names) {
      if (isArray(item[name]) || isObject(item[name])) checkSize(item[name], step(at, name), problems);
    }
    for (const name of dates) {
      const value = item[name];
      if (isText(value) && dateTime.test(value) && moment(value) === null) {
        problems.push([`${at}/${name}`, "the date does not exist"]);
      }
    }
    eachValue(attributes, at, (value, key, parent) => {
      if (isArray(value) && repeats(value)) problems.push([step(parent, key), "values of an array must be unique"]);
    });
  }

  // Checks an event or a purchase.
  function checkEvent(item, at, isOrder, problems) {
    const { currency, currencies, dateTime, limits } = rules;
    const properties = isObject(item.properties) ? item.properties : {};
    const code = isOrder ? properties.currency : item.currency;
    if (isText(code) && currency.test(code) && !currencies.includes(code)) {
      problems.push([`${at}${isOrder ? "/properties" : ""}/currency`, "not an ISO 4217 code of a currency"]);
    }
    if (isText(item.time) && dateTime.test(item.time)) {
      const time = moment(item.time);
      if (time === null) problems.push([`${at}/time`, "the time does not exist"]);
      else if (time < limits.earliest || time > limits.latest) {
        const [first, last] = [limits.earliest, limits.latest].map((each) => new Date(each).getUTCFullYear());
        problems.push([`${at}/time`, `outside the years ${first} to ${last}`]);
      }
    }
    checkSize(properties, `${at}/properties`, problems);
    checkTexts(properties, `${at}/properties`, limits.string, limits.key, problems);
    eachValue(properties, `${at}/properties`, (value, key, parent) => {
      if (typeof key !== "number" || !isText(value) || !dateTime.test(value)) return;
      const date = value.slice(0, dateLength);
      if (moment(date) !== null) problems.push([step(parent, key), "date-times are not supported within arrays"]);
    });
  }

  function checkItems(items, problems) {
    const { catalog_levels: levels, catalog_string: longest } = rules.limits;
    const ids = new Set();
    items.forEach((item, index) => {
      const at = `/items/${index}`;
      if (!isObject(item)) return;
      checkTexts(item, at, longest, longest, problems);
      if (isText(item.id) && item.id !== "") {
        if (ids.has(item.id)) problems.push([`${at}/id`, "ids must be unique within a request"]);
        ids.add(item.id);
      }
      eachValue(item, at, (value, key, parent, level) => {
        if (level === levels && (isArray(value) || isObject(value))) {
          problems.push([step(parent, key), `more than ${levels} levels of nesting`]);
        }
      });
    });
  }

  // Reports each text and key that has too many UTF-16 units. The schemas limit characters and report longer ones.
  function checkTexts(root, at, limit, keyLimit, problems) {
    const hasOnlyMoreUnits = (text, most) => text.length > most && !hasMoreCharacters(text, most);
    eachValue(root, at, (value, key, parent) => {
      if (isText(value) && hasOnlyMoreUnits(value, limit)) {
        problems.push([step(parent, key), `longer than ${limit} UTF-16 units`]);
      }
      if (isText(key) && hasOnlyMoreUnits(key, keyLimit)) {
        problems.push([step(parent, key), `its key is longer than ${keyLimit} UTF-16 units`]);
      }
    });
  }

  function checkSize(value, at, problems) {
    const { bytes } = rules.limits;
    if (hasMoreBytes(JSON.stringify(value), bytes)) {
      const grouped = String(bytes).replace(/\B(?=(?:\d{3})+$)/gu, ",");
      problems.push([at, `larger than ${grouped} bytes of JSON`]);
    }
  }

  // --- Values, texts and times.

  // Calls `visit` with each value below `root`, its key or index, the pointer of its parent and its level, until `visit` returns
  // true. Depth costs memory, never the stack.
  function eachValue(root, at, visit) {
    const stack = [[root, at, 1]];
    while (stack.length > 0) {
      const [container, parent, level] = stack.pop();
      for (const key of isArray(container) ? container.keys() : Object.keys(container)) {
        const value = container[key];
        if (visit(value, key, parent, level)) return;
        if (typeof value === "object" && value !== null) stack.push([value, step(parent, key), level + 1]);
      }
    }
  }

  function hasLoneSurrogate(text) {
    return /[\ud800-\udfff]/u.test(text);
  }

  // A UTF-16 unit becomes at most 3 bytes of UTF-8.
  function hasMoreBytes(text, limit) {
    if (text.length * 3 <= limit) return false;
    let bytes = 0;
    for (const character of text) {
      const code = character.codePointAt(0);
      bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    }
    return bytes > limit;
  }

  // Returns whether a scalar occurs twice in an array. 1 and true differ, and objects may repeat.
  function repeats(values) {
    const scalars = values.filter((value) => typeof value !== "object" || value === null);
    return new Set(scalars).size < scalars.length;
  }

  // Returns the time of a date or date-time in unix milliseconds: NaN without a zone, null if there is no such time.
  function moment(text) {
    const [year, month, day] = text.slice(0, dateLength).split("-").map(Number);
    const date = new Date(0);
    date.setUTCFullYear(year, month - 1, day);
    if (year === 0 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
    const clock = /^.(\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))?.*?([Zz]|([+-])(\d\d):?(\d\d)?)?$/.exec(text.slice(dateLength));
    if (clock === null) return NaN;
    const [, hour, minute, second = 0, zone, sign, zoneHour = 0, zoneMinute = 0] = clock;
    if (Math.max(hour, zoneHour) > 23 || Math.max(minute, zoneMinute) > 59 || second >= 60) return null;
    if (zone === undefined) return NaN;
    const offset = (sign === "-" ? -1 : 1) * (zoneHour * 60 + Number(zoneMinute));
    return date.getTime() + (hour * 60 + Number(minute) - offset) * 60000 + second * 1000;
  }

  return (name) => ({ prepare, check })[name];
})
