// --- A form for a payload, made from the schema of the event. It changes the payload in the text field, and nothing else.

function formView(entry, readPayload, writePayload) {
  const inputs = entry.form.map((field) => [field, inputOf(field, change)]);
  function change(field, text) {
    const payload = readPayload();
    if (!payload) return;
    setValue(payload, field.path, typed(text, field));
    writePayload(payload);
  }
  // What the payload has; nothing for what it lacks. Text that is not one payload stays as it is.
  function refresh() {
    const payload = readPayload();
    form.disabled = !payload;
    hint.hidden = Boolean(payload);
    for (const [{ path }, input] of inputs) {
      const value = valueAt(payload, path);
      if (document.activeElement !== input) input.value = value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);
    }
  }
  const rows = inputs.map(([{ path, meaning }, input], index) => {
    input.id = `field-${index}`;
    return element("div", { class: "field" }, element("label", { for: input.id }, breakable(labelOf(path))), input, meaning && element("span", { class: "help" }, meaning));
  });
  const form = element("fieldset", { class: "form" }, rows);
  const hint = element("p", { class: "help", hidden: true }, "The form needs one payload in the field above. Correct the text, or leave one payload in it.");
  return { view: element("div", {}, hint, form), refresh };
}

// Properties have their names; everything around them has its path.
function labelOf(path) {
  return path[0] === "properties" && path.length === 2 ? path[1] : path.join(".");
}

function inputOf(field, change) {
  const { types, values = [] } = field;
  const onChange = ({ target }) => change(field, target.value);
  const choices = values.length ? values : types.includes("boolean") ? [true, false] : [];
  if (choices.length > 1 || (choices.length && types.includes("boolean"))) {
    const all = types.includes("null") && !choices.includes(null) ? [...choices, null] : choices;
    const options = ["", ...all.map((value) => (typeof value === "string" ? value : JSON.stringify(value)))];
    return element("select", { onchange: onChange }, options.map((value) => element("option", { value }, value || "not sent")));
  }
  if (types.some((type) => type === "object" || type === "array")) return element("textarea", { rows: 2, spellcheck: "false", oninput: onChange });
  return element("input", { type: "text", spellcheck: "false", autocomplete: "off", oninput: onChange });
}

// The value that a text stands for: as the declared type if it can be, else the text itself. Nothing is "not sent".
function typed(text, { types }) {
  if (text === "") return undefined;
  const value = parsed(text);
  const kind = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  const isDeclared = types.includes(kind) || (kind === "number" && types.includes("integer"));
  return value !== undefined && isDeclared && kind !== "string" ? value : text;
}

function setValue(payload, path, value) {
  let holder = payload;
  for (const key of path.slice(0, -1)) holder = isObject(holder[key]) ? holder[key] : (holder[key] = {});
  if (value === undefined) delete holder[path.at(-1)];
  else holder[path.at(-1)] = value;
}
