// --- The data of the page: what generate knows about each event, bundle and webhook.

const page = JSON.parse(document.getElementById("data").textContent);
const entries = new Map(page.entries.map((entry) => [entry.name, entry]));
const transformations = page.entries.filter(({ kind }) => kind === "transformation");
const bundles = page.entries.filter(({ kind }) => kind === "bundle");
const webhooks = page.entries.filter(({ kind }) => kind === "webhook");

// The text of a file of output/, exactly.
function codeOf(entry) {
  return entry.parts.map((number) => page.texts[number]).join("\n\n");
}

// The entry of a payload's event, which is named as the transformations name it (M2).
function eventOf(payload, candidates) {
  if (typeof payload !== "object" || payload === null) return undefined;
  const name = payload.name === undefined ? payload.event : payload.name;
  const properties = payload.properties ?? {};
  const matching = candidates.flatMap((entry) =>
    entry.accepted
      .filter(([accepted, property, value]) => accepted === name && (property === null || properties[property] === value))
      .map(([, property]) => ({ entry, isSpecific: property !== null })),
  );
  return (matching.find(({ isSpecific }) => isSpecific) ?? matching[0])?.entry;
}
