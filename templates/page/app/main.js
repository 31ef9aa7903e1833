// --- The address of a view is #NAME or #NAME/TAB.

const main = document.getElementById("main");
const menu = document.getElementById("menu");

function addressed() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return location.hash.slice(1); // not an address that the page writes
  }
}

function show() {
  const [name, tab = ""] = addressed().split("/");
  const entry = entries.get(name);
  // A bundle can be named compare too. Then only #/compare is this view.
  const isCompare = name === "compare" || (!name && tab === "compare");
  const unknown = name && !entry && !isCompare && [element("h1", { id: "title" }, "Not found"), element("p", {}, `There is no event, bundle or webhook ${name}. Choose one from the list.`)];
  main.replaceChildren(...[unknown || (entry ? entryView(entry, tab) : isCompare ? [element("h1", { id: "title" }, "Compare"), compareView()] : startView())].flat(Infinity).filter(Boolean));
  document.title = entry ? `${entry.name} · regal-braze` : "regal-braze";
  markCurrent(entry);
  openMenu(false);
}

function openMenu(open) {
  document.body.classList.toggle("menu", open);
  menu.setAttribute("aria-expanded", String(open));
}

menu.addEventListener("click", () => openMenu(!document.body.classList.contains("menu")));
document.getElementById("skip").addEventListener("click", () => main.focus());
addEventListener("keydown", (event) => {
  if (event.key !== "/" || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  event.preventDefault();
  openMenu(true);
  search.focus();
});
addEventListener("hashchange", () => {
  show();
  scrollTo(0, 0);
  main.focus({ preventScroll: true });
});
buildList();
show();
setTimeout(prepareSearch);
