// --- The sandbox: a worker in a frame with a separate origin, and without a network. It runs the same harness as the
// command `run`, so it gives the same results.

// Then people see the message within two seconds.
const SECONDS = 1.25;
const jobs = new Map();
let lastJob = 0;
let frame;

// The worker keeps what it needs before the harness removes everything that a transformation does not have in Braze.
const workerScript = `"use strict";
(() => {
  const { parse, stringify } = JSON;
  const send = postMessage.bind(globalThis);
  addEventListener("message", ({ data }) => {
    try {
      const functionNamed = HARNESS();
      const [compile, run] = [functionNamed("compile"), functionNamed("run")];
      try {
        for (const program of data.programs) compile(program);
      } catch (error) {
        send({ word: "syntax", value: String(error.message) });
        return;
      }
      const outcomes = data.batches.map(({ name, payloads, strict }) => parse(run(payloads, name, strict)));
      send({ word: "ok", value: stringify(outcomes) });
    } catch (error) {
      send({ word: "failed", value: String(error) });
    }
  }, { once: true });
  const HARNESS = () => ${page.harness};
})();
`;

function sandboxFrame() {
  frame ??= new Promise((resolve) => {
    const made = element("iframe", { sandbox: "allow-scripts", title: "Sandbox", hidden: true, "aria-hidden": "true" });
    addEventListener("message", ({ source, data }) => {
      if (source !== made.contentWindow) return;
      if (data.word === "ready") resolve(made.contentWindow);
      else jobs.get(data.job)?.(data);
    });
    made.srcdoc = page.frame;
    document.body.append(made);
  });
  return frame;
}

// Runs programs ({ name, body, map }) on batches ({ name, payloads: texts, strict }). Returns a list of outcomes for each
// batch, or { problem } if the code cannot be compiled, or takes too long.
async function runAll(programs, batches) {
  const target = await sandboxFrame();
  const job = (lastJob += 1);
  const message = {
    programs: programs.map(({ name, body, map = null }) => JSON.stringify({ name, body, map })),
    batches: batches.map(({ name, payloads, strict = true }) => ({ name, payloads: JSON.stringify(payloads), strict })),
  };
  const answer = await new Promise((resolve) => {
    jobs.set(job, resolve);
    target.postMessage({ job, script: workerScript, message, seconds: SECONDS }, "*");
  });
  jobs.delete(job);
  switch (answer.word) {
    case "ok":
      return JSON.parse(answer.value);
    case "time":
      return { problem: "The code ran too long and was stopped. Look for a loop that does not end." };
    case "syntax":
      return { problem: `The code is not JavaScript: ${answer.value}.` };
    default:
      return { problem: `The code could not be run: ${answer.value}` };
  }
}
