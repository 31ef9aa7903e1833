// --- Elements. Texts become text nodes, so nothing from a schema or a payload is ever read as markup.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return made;
}

// A text in which ** marks what a person clicks, and ` code.
function marked(text) {
  return text.split(/(\*\*.+?\*\*|`[^`]+`)/).map((part, index) => {
    if (index % 2 === 0) return breakable(part);
    return part.startsWith("`") ? element("code", {}, part.slice(1, -1)) : element("strong", {}, part.slice(2, -2));
  });
}

// A text that may break after dots and underscores, where names would overflow.
function breakable(text) {
  return text.split(/(?<=[._/])/).flatMap((part, index) => (index ? [element("wbr"), part] : [part]));
}

const statusLine = document.getElementById("status");

// Screen readers say this. The same sentence twice must be a change.
function say(sentence) {
  statusLine.textContent = statusLine.textContent === sentence ? `${sentence} ` : sentence;
}

function copyButton(label, text, name) {
  const button = element("button", { type: "button", class: "copy", "data-copy": name, onclick: copyIt }, label);
  async function copyIt() {
    const copied = await copyText(text());
    button.textContent = copied ? "Copied" : "Copy failed: select the text";
    say(copied ? `${name} copied` : `${name} could not be copied`);
    setTimeout(() => (button.textContent = label), 2000);
  }
  return button;
}

// Browsers refuse the clipboard in some settings of a page on disk; then a selected text is copied.
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = element("textarea", { class: "unseen", "aria-hidden": "true" });
    field.value = text;
    const before = document.activeElement;
    document.body.append(field);
    field.select();
    const isExact = field.value === text && document.execCommand("copy");
    field.remove();
    before?.focus();
    return isExact;
  }
}

function downloadButton(name, text) {
  const save = () => {
    const address = URL.createObjectURL(new Blob([text()], { type: "text/plain" }));
    element("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
    say(`${name} downloaded`);
  };
  return element("button", { type: "button", onclick: save }, "Download");
}

function table({ caption, header, rows }) {
  const used = header.map((_, column) => rows.some((row) => row[column]));
  const kept = (row) => row.filter((_, column) => used[column]);
  const cells = kept(header);
  return element(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": caption || header[0] },
    element(
      "table",
      {},
      caption && element("caption", {}, caption),
      element("thead", {}, element("tr", {}, cells.map((text) => element("th", { scope: "col" }, text)))),
      element(
        "tbody",
        {},
        rows.map((row) =>
          element(
            "tr",
            {},
            kept(row).map((text, column) =>
              column === 0
                ? element("th", { scope: "row" }, cells[0] === "Event" ? nameLink(text) : breakable(text))
                : element("td", { "data-label": cells[column] }, breakable(text)),
            ),
          ),
        ),
      ),
    ),
  );
}

function nameLink(name) {
  return element("a", { href: `#${name}` }, breakable(name));
}

function pairs(list) {
  return element("dl", {}, list.flatMap(([label, text]) => [element("dt", {}, label), element("dd", {}, breakable(text))]));
}
