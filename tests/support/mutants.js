// Runs bodies on payloads that are read once and frozen: a body that changes a payload throws. Its value is an object of
// functions; texts cross as JSON.
(() => {
  "use strict";
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(...values) {
      super(...(values.length > 0 ? values : [1700000000000]));  // the time of the run, always the same
    }
  };
  let payloads = [];
  let expected = [];

  function frozen(value) {
    if (value === null || typeof value !== "object") return value;
    Object.values(value).forEach(frozen);
    return Object.freeze(value);
  }

  // A request as text: keys in one order; with what JSON would hide, such as undefined and -0.
  function written(value) {
    if (typeof value === "string") return JSON.stringify(value);
    if (value === null || typeof value !== "object") return Object.is(value, -0) ? "-0" : String(value);
    if (Array.isArray(value)) return `[${value.map(written).join(",")}]`;
    if (Object.getPrototypeOf(value) !== Object.prototype) return `object ${value}`;
    return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${written(value[key])}`).join(",")}}`;
  }

  function compiled(body) {
    return Function("payload", `"use strict";\n${body}`);
  }

  function outcome(run, payload) {
    try {
      return written(run(payload));
    } catch (error) {
      return `${error.name}: ${error.message}`;
    }
  }

  return {
    // Takes payloads as a JSON list of JSON texts.
    load(texts) {
      payloads = JSON.parse(texts).map((text) => frozen(JSON.parse(text)));
    },
    // Runs the body that mutants are compared with.
    expect(body) {
      const run = compiled(body);
      expected = payloads.map((payload) => outcome(run, payload));
    },
    // Returns the number of the first payload for which a mutant gives something else, or -1.
    killer(body) {
      const run = compiled(body);
      return payloads.findIndex((payload, index) => outcome(run, payload) !== expected[index]);
    },
  };
})();
