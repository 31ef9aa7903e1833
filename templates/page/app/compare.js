// --- Compare: is the code that is in Braze the current one, and if not, how do its requests differ?

// The functions of the package's scripts, which the command `compare` runs too. They take and return JSON texts.
function call(name, argument, script = name) {
  return JSON.parse(SCRIPTS[script](name)(JSON.stringify(argument)));
}

let pastedCode = "";

// `entry` is undefined where the code says itself what it is for.
function compareView(entry) {
  const input = element("textarea", { id: "pasted", class: "payload", spellcheck: "false", rows: 14 });
  const output = element("div", { class: "output", "aria-live": "polite" });
  let [timer, run] = [undefined, 0];
  input.value = pastedCode;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(update, 300);
  });
  async function update() {
    pastedCode = input.value;
    const own = (run += 1);
    const shown = input.value.trim() ? await comparison(input.value, entry) : [];
    if (own === run) output.replaceChildren(...shown.flat(Infinity).filter(Boolean));
  }
  update();
  return [
    element("p", {}, "Paste the code that is in Braze today, generated or written by hand. It runs only in your browser."),
    element("label", { for: "pasted" }, "Code from Braze"),
    input,
    output,
  ];
}

const MOST_CODE = 2_000_000;

async function comparison(text, entry) {
  if (text.length > MOST_CODE) return [element("p", { class: "error" }, "This is more than 2 MB. Paste only the code of the transformation.")];
  const bodies = [...transformations, ...bundles].map((each) => ({ name: each.name, text: codeOf(each) }));
  const recognized = call("recognize", { text, bodies, ...page.known });
  const target = entry ?? entries.get(recognized.name);
  const shown = [element("p", {}, element("strong", {}, recognized.sentence))];
  if (recognized.is === "edited") shown.push(element("pre", { tabindex: "0" }, `- ${recognized.new ?? ""}\n+ ${recognized.old ?? ""}`));
  if (!target) return [...shown, element("p", {}, "Choose the event that it is for from the list, and then Compare.")];
  if (recognized.is === "current" && recognized.name === target.name) return shown;
  if (entry === undefined) shown.push(element("p", {}, "Compared with ", element("a", { href: `#${target.name}` }, target.name), "."));
  return [...shown, await differencesView(text, target, recognized.events)];
}

async function differencesView(text, target, named) {
  const names = call("comparedEvents", { name: target.name, named, bundles: page.known.bundles }, "recognize");
  const events = names.map((name) => entries.get(name));
  const probes = call("probes", events.map(({ probe, samples }) => ({ ...probe, samples })));
  const payloads = probes.map(({ payload }) => JSON.stringify(payload));
  const began = new Date().toISOString();
  const older = await runAll([{ name: "", body: text }], [{ name: "", payloads, strict: false }]);
  if (older.problem) return element("p", { class: "error" }, older.problem);
  const newer = await runAll([{ name: "", body: codeOf(target) }], [{ name: "", payloads }]);
  if (newer.problem) return element("p", { class: "error" }, newer.problem);
  const found = call("differences", {
    name: target.name,
    probes: probes.map(({ description }) => ({ description })),
    old: older[0],
    new: newer[0],
    began,
    ended: new Date().toISOString(),
  });
  return [
    element("p", {}, found.sentence),
    element(
      "ol",
      { class: "differences" },
      found.differences.map(({ sentence, note, probes: indexes, first }) =>
        element(
          "li",
          {},
          element("p", {}, breakable(sentence)),
          note && element("p", { class: "help" }, note),
          element(
            "details",
            {},
            element("summary", {}, indexes.length > 1 ? `${indexes.length} payloads. The first one: ${first}` : `1 payload: ${first}`),
            jsonView(probes[indexes[0]].payload, first),
          ),
        ),
      ),
    ),
  ];
}
