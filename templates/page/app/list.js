// --- The list of everything on the page, with search and filters.

const list = document.getElementById("list");
const links = new Map();
const texts = new Map();
const unread = [...page.entries];

// What the search looks at: names, sentences and tables, in lower case.
function searchText(entry) {
  const parts = [entry.name, entry.title, entry.description];
  for (const section of entry.sections) {
    parts.push(section.title, ...section.tables.flatMap(({ rows }) => rows.map((row) => row.join(" "))));
  }
  return parts.join("\n").toLowerCase();
}

// Reads some entries at a time before anyone searches, so that the first search is as fast as the others.
function prepareSearch(most = 20) {
  for (const entry of unread.splice(0, most)) texts.set(entry, searchText(entry));
  if (unread.length > 0) setTimeout(prepareSearch);
}

function familyOf({ name, kind }) {
  return kind === "transformation" ? name.split(".")[0] : undefined;
}

function filter(label, options) {
  return element("select", { "aria-label": label, onchange: applyFilters }, element("option", { value: "" }, label), options.map((option) => element("option", {}, option)));
}

const unique = (values) => [...new Set(values.filter(Boolean))].sort();
const search = element("input", { type: "search", placeholder: "Search", "aria-label": "Search names, properties and what Braze gets", oninput: applyFilters });
const filters = [
  [filter("All families", unique(page.entries.map(familyOf))), familyOf],
  [filter("All destinations", unique(page.entries.map(({ endpoint }) => endpoint))), ({ endpoint }) => endpoint],
  [filter("Both directions", ["Regal to Braze", "Braze to Regal"]), ({ kind }) => (kind === "webhook" ? "Braze to Regal" : "Regal to Braze")],
  [filter("All bundles", unique(bundles.map(({ name }) => name))), ({ bundles: names = [], kind, name }) => (kind === "bundle" ? [name] : names)],
];
const count = element("p", { class: "count", role: "status" });

function applyFilters() {
  prepareSearch(unread.length);
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const [entry, item] of links) {
    const fits =
      words.every((word) => texts.get(entry).includes(word)) &&
      filters.every(([{ value }, valueOf]) => !value || [valueOf(entry)].flat().includes(value));
    item.hidden = !fits;
    shown += fits;
  }
  for (const group of list.querySelectorAll("section")) group.hidden = !group.querySelector("li:not([hidden])");
  count.textContent = words.length || filters.some(([{ value }]) => value) ? shown === 0 ? "Nothing found" : `${shown} of ${links.size}` : "";
}

function buildList() {
  const group = (title, members) =>
    members.length > 0 &&
    element(
      "section",
      {},
      element("h2", {}, title),
      element(
        "ul",
        {},
        members.map((entry) => {
          const item = element("li", {}, element("a", { href: `#${entry.name}` }, element("span", { class: "name" }, breakable(entry.name)), element("span", { class: "gets" }, entry.title)));
          links.set(entry, item);
          return item;
        }),
      ),
    );
  list.append(
    element("div", { class: "find" }, search, element("details", {}, element("summary", {}, "Filters"), element("div", { class: "filters" }, filters.map(([choice]) => choice))), count),
    ...[group("Bundles", bundles), group("Events", transformations), group("Webhooks to Regal", webhooks)].filter(Boolean),
  );
  list.addEventListener("keydown", moveInList);
}

// What Enter opens: a name counts more than what else the search looks at.
function found() {
  const text = search.value.trim().toLowerCase();
  const shown = [...links].filter(([, item]) => !item.hidden);
  const isNamed = (fits) => shown.find(([{ name }]) => fits(name.toLowerCase()));
  const [, item] = isNamed((name) => name === text) ?? isNamed((name) => name.includes(text)) ?? shown[0] ?? [];
  return item?.firstChild;
}

// Arrow keys move between the search and the links.
function moveInList(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape" && event.target === search) {
    search.value = "";
    applyFilters();
  } else if (event.key === "Enter" && event.target === search) {
    found()?.click();
  } else if (step && event.target.tagName !== "SELECT") {
    const stops = [search, ...list.querySelectorAll("li:not([hidden]) a")];
    const next = stops[stops.indexOf(document.activeElement) + step];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  }
}

function markCurrent(entry) {
  for (const [each, item] of links) {
    const link = item.firstChild;
    if (each === entry) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}
