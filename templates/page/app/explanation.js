// --- Understand: what Braze gets, in the words of the command `explain`, and a sample beside its request.

function understandView(entry) {
  const [summary, first, ...others] = entry.sections;
  return [
    entry.description && element("p", { class: "lead" }, entry.description),
    pairs(summary.pairs),
    summary.tables.map(table),
    first && sectionView(first),
    entry.samples?.length ? sampleView(entry) : undefined,
    others.map(sectionView),
  ];
}

function sectionView({ title, sentences, pairs: listed, tables }) {
  return element(
    "section",
    {},
    element("h2", {}, title),
    sentences.map((sentence) => element("p", {}, sentence)),
    listed.length > 0 && pairs(listed),
    tables.map(table),
  );
}

function sampleView(entry) {
  const place = element("div", {});
  const options = entry.samples.map((_, index) => element("option", { value: index }, `Sample ${index + 1}`));
  const choice = element("select", { "aria-label": "Sample", onchange: show }, options);
  async function show() {
    const number = choice.value;
    const document = entry.samples[number];
    const answers = await results(entry, [asPayload(document)]);
    const { request, error = answers.problem } = answers[0] ?? {};
    const links = request ? await linksOf(entry, document) : [];
    if (number !== choice.value) return; // another one was chosen
    place.replaceChildren(request ? sideBySide(document, request, links) : refusedSample(document, error));
  }
  usefulSample(entry).then((number) => {
    choice.value = number;
    show();
  });
  return element(
    "section",
    {},
    element("h2", {}, "A sample and its request"),
    element("p", {}, "Point at a line, or choose one with the arrow keys, to see where its value goes."),
    entry.samples.length > 1 && choice,
    place,
  );
}

function asPayload(document) {
  return { document, text: JSON.stringify(document) };
}

// The number of the first sample that gives a request. Regal's own samples of some events give none.
async function usefulSample(entry) {
  const answers = await results(entry, entry.samples.map(asPayload));
  return answers.problem ? 0 : Math.max(answers.findIndex(({ request }) => request), 0);
}

function refusedSample(payload, error) {
  const why = [element("p", { class: "error" }, error), element("p", {}, "Braze gets no request for this sample.")];
  return element("div", { class: "beside" }, titled("From Regal", jsonView(payload, "Payload from Regal")), titled("To Braze", why));
}

// The payload and its request. Values that belong together are linked.
function sideBySide(payload, request, links) {
  const views = [jsonView(payload, "Payload from Regal"), jsonView(request, "Request to Braze")];
  const lines = views.map((view) => new Map([...view.querySelectorAll(".line")].reverse().map((line) => [line.dataset.pointer, line])));
  const both = element("div", { class: "beside" }, titled("From Regal", views[0]), titled("To Braze", views[1]));
  // Marks a line and those that are linked with it, and returns the links.
  const mark = (side, pointer) => {
    for (const line of both.querySelectorAll(".linked")) line.classList.remove("linked");
    const chosen = links.filter((link) => link[side] === pointer);
    for (const link of chosen) link.forEach((each, index) => lines[index].get(each)?.classList.add("linked"));
    return chosen;
  };
  views.forEach((view, side) => {
    view.addEventListener("pointerover", ({ target }) => mark(side, target.closest?.(".line")?.dataset.pointer));
    const stops = [...lines[side].keys()].reverse().filter((pointer) => links.some((link) => link[side] === pointer));
    let chosen = -1;
    view.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step || stops.length === 0) return;
      event.preventDefault();
      chosen = (chosen + step + stops.length) % stops.length;
      const marked = mark(side, stops[chosen]);
      lines[side].get(stops[chosen]).scrollIntoView({ block: "nearest" });
      say(marked.map(([source, target]) => `${source} goes to ${target}`).join(", "));
    });
  });
  both.addEventListener("pointerleave", () => mark(0, undefined));
  return both;
}

function titled(title, content) {
  return element("div", {}, element("h3", {}, title), content);
}
