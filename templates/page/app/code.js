// --- Code, with colors. Functions at the end of a body are folded.

const COLORS = { c: "comment", s: "string", n: "number", k: "keyword" };

function colored(number) {
  const text = page.texts[number];
  let position = 0;
  return [...page.tokens[number].matchAll(/([a-z])(\d+)/g)].map(([, kind, length]) => {
    const part = text.slice(position, (position += Number(length)));
    return COLORS[kind] ? element("span", { class: COLORS[kind] }, part) : part;
  });
}

function codeView(entry) {
  const parts = entry.parts.map((number) => {
    const code = element("pre", { tabindex: "0" }, element("code", {}, colored(number)));
    const name = /^(?:\/\/.*\n)*function (\w+)/.exec(page.texts[number])?.[1];
    return name ? element("details", {}, element("summary", {}, `function ${name}`), code) : code;
  });
  const folded = parts.filter((part) => part.tagName === "DETAILS");
  const unfold = element("button", { type: "button", "aria-expanded": "false", onclick: toggle }, "Show all functions");
  function toggle() {
    const open = unfold.getAttribute("aria-expanded") === "false";
    for (const part of folded) part.open = open;
    unfold.setAttribute("aria-expanded", String(open));
    unfold.textContent = open ? "Hide functions" : "Show all functions";
  }
  return element("div", { class: "code" }, folded.length > 0 && unfold, parts);
}
