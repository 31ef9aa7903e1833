// --- Links between the values of a payload and of its request. The code runs again with one value of the payload changed
// at a time: what changes in the request comes from this value. So nothing here repeats what the code does.

const MOST_TRACED = 400; // values of a payload

// Returns pairs of JSON Pointers: a value of the payload, and a value of the request that comes from it.
async function linksOf(entry, payload) {
  const values = [...leavesOf(payload)].slice(0, MOST_TRACED);
  const began = new Date().toISOString();
  const payloads = [payload, ...values.map(({ path, value }) => changedAt(payload, path, changed(entry, path, value)))];
  const outcomes = await runAll(
    [{ name: "", body: codeOf(entry) }],
    [{ name: "", payloads: payloads.map((each) => JSON.stringify(each)), strict: false }],
  );
  if (outcomes.problem) return [];
  const [usual, ...others] = outcomes[0].map(({ request }) => (request === null ? undefined : textsOf(JSON.parse(request), began)));
  if (!usual) return [];
  return others.flatMap((texts, index) => {
    if (!texts) return []; // the code refuses the changed payload
    const targets = [...usual.keys()].filter((pointer) => usual.get(pointer) !== texts.get(pointer));
    return targets.map((target) => [pointerOf(values[index].path), target]);
  });
}

function* leavesOf(value, path = []) {
  const members = typeof value === "object" && value !== null ? Object.entries(value) : [];
  if (members.length === 0) yield { path, value };
  for (const [key, member] of members) yield* leavesOf(member, [...path, key]);
}

// The values of a request as JSON, by their pointers. Times of the run are the same text.
function textsOf(request, began) {
  const isNow = (value) => typeof value === "string" && value >= began && value <= new Date().toISOString();
  return new Map([...leavesOf(request)].map(({ path, value }) => [pointerOf(path), isNow(value) ? "" : JSON.stringify(value)]));
}

// Another value of the same form: another digit or letter, another number, another known channel.
function changed({ probe }, path, value) {
  const { channel } = probe;
  if (channel && path.length === 2 && path[1] === channel.name) return channel.known.find((known) => known !== value);
  if (typeof value === "boolean") return !value;
  if (typeof value === "number") return value + 1;
  if (typeof value !== "string" || value === "") return "x";
  const place = /\d(?=\D*$)/.exec(value)?.index ?? value.length - 1;
  const other = /\d/.test(value[place]) ? (Number(value[place]) + 1) % 10 : value[place] === "a" ? "b" : "a";
  return `${value.slice(0, place)}${other}${value.slice(place + 1)}`;
}

function changedAt(value, [key, ...rest], replacement) {
  if (key === undefined) return replacement;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  copy[key] = changedAt(value[key], rest, replacement);
  return copy;
}
