// --- What the code makes of payloads: the request, what Braze does not get of the payload, and which rules are broken.

// Returns a result for each payload, or { problem }. The notes are those of the command `run`.
async function results(entry, payloads) {
  const candidates = entry.kind === "bundle" ? entry.events.map((name) => entries.get(name)) : [entry];
  const eventFor = ({ document }) => (entry.kind === "bundle" ? eventOf(document, candidates) : entry);
  const body = codeOf(entry);
  const events = [...new Set(payloads.map(eventFor))];
  const programs = events.map((event) => ({ name: event?.name ?? "", body, map: event?.map ?? null }));
  const batches = payloads.map((payload) => ({ name: eventFor(payload)?.name ?? "", payloads: [payload.text] }));
  const answers = await runAll(programs, batches);
  if (answers.problem) return answers;
  return payloads.map((payload, index) => resultOf(payload, eventFor(payload), answers[index][0]));
}

function resultOf(payload, event, { request, error, name, losses }) {
  if (request === null) return { payload, event, error, isDeliberate: refusalOf(name, error) !== "failed", losses: [], changes: [] };
  const notes = (losses ?? []).map(([kind, path, detail, count]) => {
    const [message, help] = page.wording[kind];
    const text = [pointerOf(path), message, detail].filter(Boolean).join(" ");
    return { path, help, message: count > 1 ? `${text} (${count} items)` : text };
  });
  const document = JSON.parse(request);
  return {
    payload,
    event,
    request: document,
    losses: notes.filter(({ help }) => help),
    changes: notes.filter(({ help }) => !help),
    problems: requestProblems(request),
  };
}

// Why a transformation throws an error on purpose; "failed" if it does not.
function refusalOf(name, message) {
  const matching = page.deliberate.find(([pattern]) => name === "Error" && new RegExp(`^(?:${pattern})`).test(message));
  return matching?.[1] ?? "failed";
}

// The rules of Braze that a request breaks, as `verify` finds them.
function requestProblems(request) {
  checkRequests ??= preparedCheck();
  return JSON.parse(checkRequests(JSON.stringify([request])))[0];
}

let checkRequests;

function preparedCheck() {
  SCRIPTS.request_rules("prepare")(page.rules);
  return SCRIPTS.request_rules("check");
}

// The identifiers in a request, in words.
function profileOf(request) {
  const lists = ["events", "attributes", "purchases"].map((kind) => valueAt(request, [kind]));
  const object = lists.filter(Array.isArray).flat()[0];
  if (!isObject(object)) return undefined;
  for (const kind of ["external_id", "braze_id", "email", "phone"]) {
    if (object[kind] !== undefined) return `${kind} ${object[kind]}`;
  }
  return object.user_alias && `user_alias ${object.user_alias.alias_name} (${object.user_alias.alias_label})`;
}
