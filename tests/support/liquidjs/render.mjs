// Renders templates under liquidjs, with the few additions of Braze that our templates use.
// Each line of standard input is {template, profiles: [{namespace: {name: value}}]}; the line of output is [{body} or {aborted}].
import { createInterface } from "node:readline";
import { Liquid, Tag } from "liquidjs";

class Aborted extends Error {}

class AbortMessage extends Tag {
  constructor(token, remaining, liquid) {
    super(token, remaining, liquid);
    this.reason = /^\s*\(\s*'([^']*)'\s*\)\s*$/.exec(token.args)[1];
  }
  render() {
    throw new Aborted(this.reason);
  }
}

// ${name} → braze["name"], namespace.${name}.${key} → namespace["name"]["key"], inside tags and outputs.
const rewrite = (template) =>
  template.replace(/\{%.*?%\}|\{\{.*?\}\}/gs, (tag) =>
    tag.replace(
      /(\w*\.)?\$\{([^}]*)\}/g,
      (_, namespace, name) => `${namespace?.slice(0, -1) ?? "braze"}["${name}"]`,
    ),
  );

const engine = new Liquid({ strictFilters: true });
engine.registerTag("abort_message", AbortMessage);
engine.registerFilter("json_escape", (value) => JSON.stringify(String(value)).slice(1, -1));
engine.registerFilter("as_json_string", (value) => JSON.stringify(value));

const render = (parsed, profile) => {
  try {
    return { body: engine.renderSync(parsed, profile) };
  } catch (error) {
    if (error.originalError instanceof Aborted) return { aborted: error.originalError.message };
    throw error;
  }
};

for await (const line of createInterface({ input: process.stdin })) {
  const { template, profiles } = JSON.parse(line);
  const parsed = engine.parse(rewrite(template));
  process.stdout.write(`${JSON.stringify(profiles.map((profile) => render(parsed, profile)))}\n`);
}
