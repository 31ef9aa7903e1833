// Runs transformation bodies on many payloads and reports the outcome of each. Evaluated once in a fresh context, with the
// value of losses.js; its value returns the functions compile, run and compare by name. What they take and return is JSON
// text, so that nothing is spliced into source. It shares its realm with the bodies, hence its own references to every
// built-in that it needs.
(function (losses) {
  "use strict";
  const { prepare, lossesOf } = losses;
  const { parse, stringify } = JSON;
  const { deleteProperty, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys, setPrototypeOf } = Reflect;
  const { is } = Object;
  const { isArray } = Array;
  const { isFinite } = Number;
  const BodyFunction = Function;
  const DateType = Date;
  const ErrorType = Error;
  const text = String;
  const world = globalThis;
  const arrayPrototype = Array.prototype;
  const objectPrototype = Object.prototype;
  const replace = Function.prototype.call.bind(RegExp.prototype[Symbol.replace]);

  // --- The world of a body: ECMAScript 2020 without the parts that need a host (shared memory, time zones, locales).
  const kept = (
    "Array ArrayBuffer BigInt BigInt64Array BigUint64Array Boolean DataView Date Error EvalError Float32Array Float64Array " +
    "Function Infinity Int16Array Int32Array Int8Array JSON Map Math NaN Number Object Promise Proxy RangeError " +
    "ReferenceError Reflect RegExp Set String Symbol SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array " +
    "Uint8ClampedArray WeakMap WeakSet decodeURI decodeURIComponent encodeURI encodeURIComponent escape eval globalThis " +
    "isFinite isNaN parseFloat parseInt undefined unescape"
  ).split(" ");
  const typedArray = getPrototypeOf(Uint8Array);
  const newer = [
    [Array, "fromAsync"],
    [Array.prototype, "at findLast findLastIndex toReversed toSorted toSpliced with"],
    [Array.prototype[Symbol.unscopables], "at findLast findLastIndex toReversed toSorted toSpliced"],
    [ArrayBuffer.prototype, "detached maxByteLength resizable resize transfer transferToFixedLength"],
    [DataView.prototype, "getFloat16 setFloat16"],
    [Date.prototype, "toTemporalInstant"],
    [Error, "captureStackTrace isError stackTraceLimit"],
    [JSON, "isRawJSON rawJSON"],
    [Map, "groupBy"],
    [Map.prototype, "getOrInsert getOrInsertComputed"],
    [Math, "f16round sumPrecise"],
    [Object, "groupBy hasOwn"],
    [Promise, "any try withResolvers"],
    [RegExp, "escape"],
    // Never standard, and they would tell one payload of another.
    [RegExp, "$1 $2 $3 $4 $5 $6 $7 $8 $9 $_ $& $+ $` $' input lastMatch lastParen leftContext rightContext"],
    [RegExp.prototype, "hasIndices unicodeSets"],
    [Set.prototype, "difference intersection isDisjointFrom isSubsetOf isSupersetOf symmetricDifference union"],
    [String.prototype, "at isWellFormed replaceAll toWellFormed"],
    [Symbol, "asyncDispose dispose"],
    [typedArray.prototype, "at findLast findLastIndex toReversed toSorted with"],
    [Uint8Array, "fromBase64 fromHex"],
    [Uint8Array.prototype, "setFromBase64 setFromHex toBase64 toHex"],
    [WeakMap.prototype, "getOrInsert getOrInsertComputed"],
  ];
  for (const [holder, names] of newer) {
    for (const name of names.split(" ")) deleteProperty(holder, name);
  }
  // Iterator helpers: before them, these prototypes had a single member.
  const asyncGenerator = async function* () {}.prototype;
  for (const [holder, only] of [
    [getPrototypeOf(getPrototypeOf([][Symbol.iterator]())), Symbol.iterator],
    [getPrototypeOf(getPrototypeOf(asyncGenerator)), Symbol.asyncIterator],
  ]) {
    for (const key of ownKeys(holder)) {
      if (key !== only) deleteProperty(holder, key);
    }
  }
  for (const name of ownKeys(world)) {
    // A script's `var` cannot be deleted; what it holds can.
    if (!kept.includes(name) && !deleteProperty(world, name)) world[name] = undefined;
  }
  // In a browser, the host's functions are members of the prototypes of the global object.
  for (let holder = getPrototypeOf(world); holder !== null && holder !== objectPrototype; holder = getPrototypeOf(holder)) {
    for (const name of ownKeys(holder)) deleteProperty(holder, name);
  }
  const names = ownKeys(world);
  const values = names.map((name) => world[name]);
  setPrototypeOf(names, null);
  setPrototypeOf(values, null);

  // Puts the globals back as they were; returns the name of one that was not, else null.
  function restoreGlobals() {
    let disturbed = null;
    for (let i = 0; i < names.length; i += 1) {
      if (!is(world[names[i]], values[i])) {
        disturbed = text(names[i]);
        defineProperty(world, names[i], { __proto__: null, value: values[i], writable: true, enumerable: false, configurable: true });
      }
    }
    const now = ownKeys(world);
    if (now.length === names.length) return disturbed;
    for (let i = 0; i < now.length; i += 1) {
      let known = false;
      for (let j = 0; j < names.length; j += 1) known = known || names[j] === now[i];
      if (!known) {
        disturbed = text(now[i]);
        deleteProperty(world, now[i]);
      }
    }
    return disturbed;
  }

  // --- What JSON cannot carry unchanged. Returns "what at JSON Pointer", or null. The value is known to be acyclic.
  function firstLoss(root) {
    const loss = lossOf(root);
    if (loss !== null) return loss + " at the top";
    let waiting = isContainer(root) ? { __proto__: null, value: root, path: "", next: null } : null;
    while (waiting !== null) {
      const { value, path } = waiting;
      waiting = waiting.next;
      const keys = ownKeys(value);
      const isList = isArray(value);
      if (isList && keys.length !== value.length + 1) {
        return "a list with holes or with additional keys at " + (path === "" ? "the top" : path);
      }
      for (let i = 0; i < keys.length; i += 1) {
        const key = keys[i];
        if (isList && key === "length") continue;
        if (typeof key === "symbol") return "a symbol as a name at " + step(path, text(key));
        const member = getOwnPropertyDescriptor(value, key);
        if (!("value" in member)) return "an accessor at " + step(path, key);
        if (!member.enumerable) return "a hidden member at " + step(path, key);
        const memberLoss = lossOf(member.value);
        if (memberLoss !== null) return memberLoss + " at " + step(path, key);
        if (isContainer(member.value)) {
          waiting = { __proto__: null, value: member.value, path: step(path, key), next: waiting };
        }
      }
    }
    return null;
  }

  function isContainer(value) {
    return typeof value === "object" && value !== null;
  }

  function step(path, name) {
    return path + "/" + replace(/\//g, replace(/~/g, name, "~0"), "~1");
  }

  function lossOf(value) {
    switch (typeof value) {
      case "string":
      case "boolean":
        return null;
      case "number":
        return isFinite(value) && !is(value, -0) ? null : is(value, -0) ? "-0" : text(value);
      case "object": {
        if (value === null) return null;
        const kind = getPrototypeOf(value);
        if (isArray(value) ? kind === arrayPrototype : kind === objectPrototype || kind === null) return null;
        return "an object that is neither plain nor a list";
      }
      case "undefined":
        return "undefined";
      default:
        return "a " + typeof value;
    }
  }

  // --- One payload.
  function outcome(request, error, name, mutated, losses = null) {
    return { __proto__: null, request, error, name, mutated, losses };
  }

  function thrownOutcome(thrown, mutated) {
    try {
      if (!(thrown instanceof ErrorType)) return outcome(null, text(thrown), typeof thrown, mutated);
      return outcome(null, text(thrown.message), text(thrown.name), mutated);
    } catch {
      return outcome(null, "what was thrown cannot be shown", "Error", mutated);
    }
  }

  function isMutated(payload, before) {
    try {
      return stringify(payload) !== before;
    } catch {
      return true;
    }
  }

  function runOne({ body, map }, payloadText, strict) {
    let payload;
    try {
      payload = parse(payloadText);
    } catch (thrown) {
      return outcome(null, text(thrown.message), "PayloadNotJson", false);
    }
    const before = strict ? stringify(payload) : null;
    const began = map && new DateType().toISOString();
    let value;
    try {
      value = body(payload);
    } catch (thrown) {
      return thrownOutcome(thrown, strict && isMutated(payload, before));
    }
    const mutated = strict && isMutated(payload, before);
    let request;
    try {
      request = stringify(value);
      if (request === undefined) return outcome(null, "the body returned " + lossOf(value), "NoRequest", mutated);
      const loss = strict ? firstLoss(value) : null;
      if (loss !== null) return outcome(null, loss, "NotJson", mutated);
    } catch (thrown) {
      return outcome(null, thrownOutcome(thrown, mutated).error, "NotJson", mutated);
    }
    const losses = map && isContainer(value) ? lossesOf(map, payload, value, began, true, body) : null;
    return outcome(request, null, null, mutated, losses);
  }

  // Returns the losses of a payload (null: none), or the error that the body threw.
  function compareOne({ body, map }, payload, began) {
    let request;
    try {
      request = body(payload);
    } catch (thrown) {
      const { error, name } = thrownOutcome(thrown, false);
      return { __proto__: null, error, name };
    }
    return isContainer(request)
      ? lossesOf(map, payload, request, began, false, body)
      : { __proto__: null, error: "the body returned " + text(lossOf(request)), name: "NoRequest" };
  }

  // --- What a context is asked to do.
  const programs = { __proto__: null };

  function compile(program) {
    const { name, body, map } = parse(program);
    // The Function constructor, unlike source around the text, refuses a text that closes the function and goes on.
    programs[name] = { __proto__: null, body: BodyFunction("payload", body), map: prepare(map) };
  }

  function run(payloads, name, strict) {
    const texts = parse(payloads);
    const outcomes = [];
    setPrototypeOf(outcomes, null);
    for (let i = 0; i < texts.length; i += 1) {
      let result = runOne(programs[name], texts[i], strict);
      const disturbed = restoreGlobals();
      if (strict && disturbed !== null && result.error === null) {
        result = outcome(null, "the body changed the global " + disturbed, "NotPure", result.mutated);
      }
      outcomes[i] = result;
    }
    return stringify(outcomes);
  }

  // `batch` has the names of programs and a payload for each.
  function compare(batch) {
    const { names, payloads } = parse(batch);
    let results = compareAll(names, payloads, false);
    // Putting the globals back takes as long as the comparison, and transformations leave them alone.
    if (restoreGlobals() !== null) results = compareAll(names, payloads, true);
    return stringify(results);
  }

  function compareAll(names, payloads, restoring) {
    const began = new DateType().toISOString();
    const results = [];
    setPrototypeOf(results, null);
    for (let i = 0; i < payloads.length; i += 1) {
      results[i] = compareOne(programs[names[i]], payloads[i], began);
      if (restoring) restoreGlobals();
    }
    return results;
  }

  return (name) => ({ compile, run, compare })[name];
})
