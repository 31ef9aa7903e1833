// --- Try: run the code on payloads, while they are typed.

// What was typed for each entry, as long as the page is open.
const drafts = new Map();

function tryView(entry) {
  const samples = entry.kind === "bundle" ? entry.events.flatMap((name) => entries.get(name).samples.slice(0, 1)) : entry.samples;
  const input = element("textarea", { id: "payload", class: "payload", spellcheck: "false", rows: 16, "aria-describedby": "payload-problems" });
  const problems = element("div", { id: "payload-problems", class: "problems" });
  const output = element("div", { class: "output", "aria-live": "polite" });
  input.value = drafts.get(entry.name) ?? "";
  let [timer, run] = [undefined, 0];
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(update, 150);
  };
  async function update() {
    drafts.set(entry.name, input.value);
    const own = (run += 1);
    const { payloads, problems: found } = readPayloads(input.value);
    problems.replaceChildren(...found.map(({ line, message }) => element("p", {}, `Line ${line}: ${message}`)));
    form?.refresh();
    const shown = payloads.slice(0, MOST_SHOWN);
    const answers = shown.length ? await results(entry, shown) : [];
    if (own !== run) return;
    if (answers.problem) return output.replaceChildren(element("p", { class: "error" }, answers.problem));
    output.replaceChildren(
      ...answers.map((result, index) => resultView(result, answers.length > 1 ? index + 1 : undefined)),
      ...(payloads.length > shown.length ? [element("p", {}, `${payloads.length - shown.length} more payloads are not shown.`)] : []),
    );
  }
  const only = () => {
    if (!input.value.trim()) return { name: entry.name };
    const { payloads, problems: found } = readPayloads(input.value);
    return payloads.length === 1 && found.length === 0 && isObject(payloads[0].document) ? payloads[0].document : undefined;
  };
  const write = (payload) => {
    input.value = JSON.stringify(payload, null, 2);
    later();
  };
  const form = entry.kind === "transformation" ? formView(entry, only, write) : undefined;
  const choice =
    samples.length > 0 &&
    element(
      "select",
      {
        "aria-label": "Start from a sample",
        onchange: ({ target }) => {
          if (target.value) write(samples[Number(target.value)]);
          target.value = "";
        },
      },
      element("option", { value: "" }, "Start from a sample"),
      samples.map((sample, index) => element("option", { value: index }, entry.kind === "bundle" ? String(sample.name ?? sample.event) : `Sample ${index + 1}`)),
    );
  input.addEventListener("input", later);
  if (input.value || samples.length === 0) update();
  else if (entry.kind === "bundle") write(samples[0]);
  // Nothing is written into a field that someone pastes into.
  else usefulSample(entry).then((number) => input.value || document.activeElement === input || write(samples[number]));
  return [
    element("p", {}, "Paste a payload, an entry of a log, or several payloads. The code runs in your browser, and nothing leaves it."),
    element(
      "div",
      { class: "beside trial" },
      element(
        "div",
        {},
        element("div", { class: "tools" }, element("label", { for: "payload" }, "Payload from Regal"), choice),
        input,
        problems,
        form && element("details", {}, element("summary", {}, "Fill in a form instead"), form.view),
      ),
      element("div", {}, element("h2", { class: "small" }, "Request to Braze"), output),
    ),
  ];
}

const MOST_SHOWN = 50;

function resultView(result, number) {
  const title = number === undefined ? undefined : element("h3", {}, `Payload ${number}`, result.event && ` (${result.event.name})`);
  if (result.error !== undefined) {
    const why = result.isDeliberate
      ? "The code throws this error on purpose. No profile changes."
      : "The code must not throw this error. Please report it with the payload.";
    return element("article", {}, title, element("p", { class: "error" }, result.error), element("p", {}, why));
  }
  const profile = profileOf(result.request);
  const heading = number === undefined ? "h3" : "h4";
  return element(
    "article",
    {},
    title,
    profile && element("p", {}, "Braze updates the profile with ", element("strong", {}, profile), "."),
    jsonView(result.request, "Request to Braze"),
    noteList(heading, "Braze would refuse or change this request", result.problems.map(([pointer, message]) => ({ message: `${pointer || "The request"}: ${message}` }))),
    noteList(heading, "What Braze does not get", result.losses),
    noteList(heading, "What is changed", result.changes),
  );
}

function noteList(heading, title, notes) {
  if (notes.length === 0) return undefined;
  const items = notes.map(({ message, help }) => element("li", {}, breakable(message), help && element("span", { class: "help" }, marked(help))));
  return [element(heading, {}, title), element("ul", { class: "notes" }, items)];
}
