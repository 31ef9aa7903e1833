// --- JSON with one element per line. Each line knows the JSON Pointer of its value.

function jsonView(value, label) {
  const lines = [];
  const add = (depth, pointer, ...parts) => {
    const line = element("span", { class: "line", "data-pointer": pointer }, "  ".repeat(depth), parts);
    // The rest of a long line begins below its indentation.
    line.style.setProperty("--depth", Math.min(depth, 10));
    lines.push(line);
  };
  const write = (inner, pointer, depth, key, comma) => {
    const start = key === undefined ? [] : [element("span", { class: "key" }, JSON.stringify(key)), ": "];
    if (typeof inner !== "object" || inner === null) {
      const kind = typeof inner === "string" ? "string" : typeof inner === "number" ? "number" : "keyword";
      add(depth, pointer, start, element("span", { class: kind }, JSON.stringify(inner)), comma);
      return;
    }
    const isList = Array.isArray(inner);
    const members = isList ? inner.map((item, index) => [index, item]) : Object.entries(inner);
    const [open, close] = isList ? "[]" : "{}";
    if (members.length === 0) return add(depth, pointer, start, open + close + comma);
    add(depth, pointer, start, open);
    members.forEach(([name, item], index) => {
      write(item, pointer + pointerOf([name]), depth + 1, isList ? undefined : name, index < members.length - 1 ? "," : "");
    });
    add(depth, pointer, close + comma);
  };
  write(value, "", 0, undefined, "");
  return element("pre", { class: "json", tabindex: "0", role: "region", "aria-label": label }, element("code", {}, lines));
}

function valueAt(root, path) {
  return path.reduce((value, key) => (typeof value === "object" && value !== null && Object.hasOwn(value, key) ? value[key] : undefined), root);
}

function pointerOf(path) {
  return path.map((key) => `/${String(key).replace(/~/g, "~0").replace(/\//g, "~1")}`).join("");
}
