// --- Payloads as people paste them: one or several, a list, one per line, or log entries around them. Commands read the
// same (payloads/ of the package).

const MOST_CHARACTERS = 4_000_000;

// Returns the payloads, and the problems as { line, message }.
function readPayloads(text) {
  const found = { payloads: [], problems: [] };
  const problem = (line, message) => found.problems.push({ line, message });
  if (text.length > MOST_CHARACTERS) {
    problem(1, "This is more than 4 MB. Paste fewer payloads, or use `regal-braze drift`, which reads files of any size.");
  } else if (/^\s*(\$ )?curl\s/i.test(text)) {
    problem(1, "This is a command. Paste only the JSON after -d or --data.");
  } else if (/^\s*(http\/\d|(post|put|get) \S+ http\/\d|(content-[a-z]+|date|host|accept|user-agent|x-[a-z-]+):)/i.test(text)) {
    problem(1, "These are the headers of a request. Paste only the JSON below them.");
  } else {
    const quoted = parsed(text);
    for (const part of typeof quoted === "string" ? objectsIn(quoted) : objectsIn(text)) {
      if (part.message) problem(part.line, part.message);
      else addPayload(part, found.payloads, problem);
    }
    if (text.trim() && found.payloads.length === 0 && found.problems.length === 0) problem(1, "There is no JSON object.");
  }
  return found;
}

function addPayload({ line, text }, payloads, problem) {
  try {
    const document = JSON.parse(text);
    if (isTooDeep(document)) return problem(line, page.too_deep);
    const payload = unwrapped(document);
    payloads.push({ line, document: payload, text: payload === document ? text : JSON.stringify(payload) });
  } catch (error) {
    problem(line + lineOfError(error, text), `This is not JSON: ${error.message}.`);
  }
}

// Level by level, because a function that calls itself runs out of stack before V8 does.
function isTooDeep(document) {
  let level = [document];
  for (let depth = 0; depth < page.levels && level.length > 0; depth += 1) {
    level = level.flatMap((value) => (typeof value === "object" && value !== null ? Object.values(value) : []));
  }
  return level.length > 0;
}

function lineOfError(error, text) {
  const position = /position (\d+)/.exec(error.message)?.[1];
  return position === undefined ? 0 : text.slice(0, Number(position)).split("\n").length - 1;
}

function unwrapped(document) {
  for (let layer = 0; layer < page.layers; layer += 1) {
    const isPayload = isObject(document.properties) || !page.wrappers.some((key) => key in document);
    const inner = isPayload ? undefined : page.wrappers.map((key) => inside(document[key])).find(isObject);
    if (inner === undefined) break;
    document = inner;
  }
  return document;
}

function inside(value) {
  return typeof value === "string" && value.trimStart().startsWith("{") ? parsed(value) : value;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// Yields the text of each object with its line, and a message for the first text outside of them.
function* objectsIn(text) {
  const token = /"(?:[^"\\\n]|\\.)*"?|[{}\n]|[^\s,[\]{}"\u001e]+/g;
  let [depth, line, start, startLine, isReported] = [0, 1, 0, 1, false];
  for (const { 0: found, index } of text.matchAll(token)) {
    if (found === "\n") line += 1;
    else if (found === "{") {
      if (depth === 0) [start, startLine] = [index, line];
      depth += 1;
    } else if (found === "}" && depth > 0) {
      depth -= 1;
      if (depth === 0) yield { line: startLine, text: text.slice(start, index + 1) };
    } else if (depth === 0) {
      const inner = found.startsWith('"') ? parsed(found) : undefined;
      if (typeof inner === "string" && inner.trimStart().startsWith("{")) yield { line, text: inner };
      else if (!isReported) {
        isReported = true;
        yield { line, message: "This is not JSON: a payload begins with { and ends with }." };
      }
    }
  }
  if (depth > 0) yield { line: startLine, message: "The object that begins here does not end: a } is missing." };
}
