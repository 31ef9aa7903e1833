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
  const show = async (number) => {
    const document = entry.samples[number];
    const answers = await results(entry, [{ document, text: JSON.stringify(document) }]);
    const { request, error = answers.problem } = answers[0] ?? {};
    place.replaceChildren(request ? sideBySide(document, request, entry.map) : refusedSample(document, error));
  };
  const choice = element(
    "select",
    { "aria-label": "Sample", onchange: ({ target }) => show(Number(target.value)) },
    entry.samples.map((_, index) => element("option", { value: index }, `Sample ${index + 1}`)),
  );
  show(0);
  return element(
    "section",
    {},
    element("h2", {}, "A sample and its request"),
    element("p", {}, "Point at a line, or choose one with the arrow keys, to see where its value goes."),
    entry.samples.length > 1 && choice,
    place,
  );
}

function refusedSample(payload, error) {
  const why = [element("p", { class: "error" }, error), element("p", {}, "Braze gets no request for this sample.")];
  return element("div", { class: "beside" }, titled("From Regal", jsonView(payload, "Payload from Regal")), titled("To Braze", why));
}

// The payload and its request. A line that has a counterpart is linked with it.
function sideBySide(payload, request, map) {
  const links = linksOf(payload, request, map);
  const [from, to] = [new Map(), new Map()];
  links.forEach(([source, target], number) => {
    from.set(source, number);
    to.set(target, number);
  });
  const left = jsonView(payload, "Payload from Regal", (pointer) => from.get(pointer));
  const right = jsonView(request, "Request to Braze", (pointer) => to.get(pointer));
  const both = element("div", { class: "beside" }, titled("From Regal", left), titled("To Braze", right));
  const mark = (number) => {
    for (const line of both.querySelectorAll(".line")) line.classList.toggle("linked", number !== undefined && line.dataset.mark === number);
  };
  both.addEventListener("pointerover", ({ target }) => mark(target.closest?.(".line")?.dataset.mark));
  both.addEventListener("pointerleave", () => mark(undefined));
  for (const view of [left, right]) {
    const marks = [...view.querySelectorAll(".line[data-mark]")].map((line) => line.dataset.mark);
    let chosen = -1;
    view.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step || marks.length === 0) return;
      event.preventDefault();
      chosen = (chosen + step + marks.length) % marks.length;
      mark(marks[chosen]);
      const [source, target] = links[Number(marks[chosen])];
      say(`${source} goes to ${target}`);
    });
  }
  return both;
}

function titled(title, content) {
  return element("div", {}, element("h3", {}, title), content);
}

// Pairs of pointers, by the map that also finds what is lost: where a value of the payload is in the request.
function linksOf(payload, request, map) {
  const links = [];
  const link = (source, target) => {
    if (valueAt(payload, source) !== undefined && valueAt(request, target) !== undefined) links.push([pointerOf(source), pointerOf(target)]);
  };
  for (const { from, to, node } of map.objects) {
    const fields = new Map((node?.fields ?? []).map(([key, name]) => [key, name]));
    for (const key of Object.keys(valueAt(payload, from) ?? {})) {
      link([...from, key], [...to, fields.get(key) ?? `${node?.prefix ?? ""}${key}`]);
    }
  }
  for (const { from, to } of map.values) {
    for (const source of from) link(source, to);
  }
  const object = ["events", "attributes", "items"].find((kind) => request[kind]?.length);
  if (object) {
    for (const [source, kind] of [[["userId"], "external_id"], [["externalId"], "external_id"], [["external_id"], "external_id"], [["traits", "email"], "email"], [["traits", "phone"], "phone"]]) {
      link(source, [object, 0, kind]);
    }
    if (map.time?.length) for (const source of [["originalTimestamp"], ["timestamp"]]) link(source, map.time);
  }
  return links;
}
