// --- A webhook: examples of what Braze sends to Regal.

function examplesView(entry) {
  return entry.examples.map(({ title, profile, sent, aborted, error }) =>
    element(
      "section",
      {},
      element("h2", {}, title),
      element(
        "div",
        { class: "beside" },
        titled("In Braze", jsonView(profile, `Profile: ${title}`)),
        sent === undefined
          ? titled("To Regal", element("p", { class: "error" }, aborted === undefined ? error : `Nothing is sent. Braze logs: ${aborted}`))
          : titled("To Regal", sentView(sent, title)),
      ),
    ),
  );
}

function sentView(sent, title) {
  const value = parsed(sent);
  return value === undefined ? element("pre", { tabindex: "0" }, sent) : jsonView(value, `Body: ${title}`);
}
