// --- The view of an event, a bundle or a webhook, with one tab for each task.

const KINDS = { transformation: "Event", bundle: "Bundle", webhook: "Webhook" };

function tabsOf(entry) {
  const tabs = [["", "Understand", understandView]];
  if (entry.kind === "webhook") tabs.push(["examples", "Examples", examplesView]);
  else tabs.push(["try", "Try", tryView]);
  tabs.push(["code", "Code", codeTab], ["steps", "Steps", stepsView]);
  if (entry.kind !== "webhook") tabs.push(["compare", "Compare", compareView]);
  return tabs;
}

function entryView(entry, tab) {
  const tabs = tabsOf(entry);
  const [chosen, , view] = tabs.find(([name]) => name === tab) ?? tabs[0];
  return [
    element("p", { class: "kind" }, `${KINDS[entry.kind]} · ${entry.endpoint ?? "Braze to Regal"}`),
    element("h1", { id: "title" }, breakable(entry.name)),
    element("p", { class: "becomes" }, entry.title),
    entry.bundles?.length > 0 && bundleNote(entry),
    element(
      "div",
      { class: "tools" },
      element(
        "nav",
        { class: "tabs", "aria-label": `Parts of ${entry.name}` },
        tabs.map(([name, label]) => element("a", { href: `#${entry.name}${name && `/${name}`}`, "aria-current": name === chosen && "page" }, label)),
      ),
      copyButton("Copy the code", () => codeOf(entry), entry.file),
    ),
    view(entry),
  ];
}

function bundleNote({ bundles: names }) {
  const linked = names.flatMap((name, index) => [index > 0 && " and ", nameLink(name)]);
  return element(
    "p",
    {},
    `The bundle${names.length > 1 ? "s" : ""} `,
    linked,
    ` contain${names.length > 1 ? "" : "s"} this event. Paste either the bundle or this code: with both, Braze gets each event twice.`,
  );
}

// The texts that a webhook needs in Braze besides its body.
function copyRows(entry) {
  const row = ([label, text]) => element("div", { class: "tools" }, element("span", {}, `${label}: `, element("code", {}, breakable(text))), copyButton("Copy", () => text, label));
  return (entry.copy ?? []).map(row);
}

function codeTab(entry) {
  return [
    element(
      "div",
      { class: "tools" },
      element("span", {}, breakable(`output/${entry.file}`)),
      downloadButton(entry.file.split("/").at(-1), () => codeOf(entry)),
    ),
    copyRows(entry),
    codeView(entry),
  ];
}

function stepsView(entry) {
  return [copyRows(entry), element("ol", { class: "steps" }, entry.steps.map((step) => element("li", {}, marked(step))))];
}
