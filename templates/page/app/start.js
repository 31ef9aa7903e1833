// --- The first view: the way of an event, and what is left to do.

function startView() {
  return [
    element("h1", { id: "title" }, "Regal and Braze"),
    element(
      "p",
      {},
      "Choose an event, read what Braze gets of it, try it on your own payload, and copy the code. Everything on this " +
        "page stays in your browser: it makes no request to any server.",
    ),
    diagram(),
    element("p", {}, `${page.slots}.`),
    element(
      "p",
      {},
      "Is there code in Braze already? ",
      element("a", { href: "#/compare" }, "Compare it"),
      ": you see whether it is current, and which payloads it handles in another way.",
    ),
    element("h2", {}, "Still to do"),
    todoView(page.todo),
  ];
}

function diagram() {
  const link = ({ name, title }) => element("li", {}, nameLink(name), `: ${title}`);
  const alone = transformations.filter((entry) => entry.bundles.length === 0);
  const first = alone.slice(0, 4);
  const box = (title, ...content) => element("div", { class: "box" }, element("h2", {}, title), content);
  return element(
    "div",
    { class: "diagram" },
    element(
      "section",
      { class: "flow", "aria-label": "From Regal to Braze" },
      box("Regal", element("p", {}, `posts ${transformations.length} kinds of events`)),
      element("div", { class: "arrow", "aria-hidden": "true" }, "→"),
      box(
        `${page.active} transformation${page.active === 1 ? "" : "s"} in Braze`,
        element(
          "ul",
          {},
          bundles.map(link),
          first.map((entry) => element("li", {}, nameLink(entry.name))),
          alone.length > first.length && element("li", {}, `and ${alone.length - first.length} more events, each on its own`),
        ),
      ),
      element("div", { class: "arrow", "aria-hidden": "true" }, "→"),
      box("Braze", element("p", {}, "updates profiles, events, subscription groups and catalogs")),
    ),
    webhooks.length > 0 &&
      element(
        "section",
        { class: "flow", "aria-label": "From Braze to Regal" },
        box("Braze", element("p", {}, "starts a campaign or Canvas")),
        element("div", { class: "arrow", "aria-hidden": "true" }, "→"),
        box(`${webhooks.length} webhook${webhooks.length === 1 ? "" : "s"}`, element("ul", {}, webhooks.map(link))),
        element("div", { class: "arrow", "aria-hidden": "true" }, "→"),
        box("Regal", element("p", {}, "creates or updates the contact")),
      ),
  );
}

function todoView(todo) {
  if (todo.length === 0) return element("p", {}, "Nothing: the code has no placeholders left.");
  const items = todo.map(({ message, help }) => element("li", {}, breakable(`${message}.`), element("span", { class: "help" }, marked(help))));
  return [
    element("p", {}, marked("You find the identifiers of subscription groups in Braze, under **Audience → Subscriptions**.")),
    element("ul", { class: "notes" }, items),
  ];
}
