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

function codeTab(entry) {
  return [
    element(
      "div",
      { class: "tools" },
      element("span", {}, breakable(`output/${entry.file}`)),
      downloadButton(entry.file.split("/").at(-1), () => codeOf(entry)),
    ),
    (entry.copy ?? []).map(([label, text]) => element("div", { class: "tools" }, element("span", {}, `${label}: `, element("code", {}, breakable(text))), copyButton("Copy", () => text, label))),
    codeView(entry),
  ];
}

function stepsView(entry) {
  return element("ol", { class: "steps" }, entry.steps.map((step) => element("li", {}, marked(step))));
}
