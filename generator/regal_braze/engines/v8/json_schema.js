// A validator for JSON Schema 2020-12 with the keywords that schemas/braze uses, and no others.
//
// The value of the script is { compileSchema, hasMoreCharacters, isObject, isText, step }, for request_rules.js, which says
// where the scripts run. `compileSchema` makes a rule of a schema document, and throws an Error for an unknown keyword.
// A rule is a function (value, pointer, problems, key) that adds what is wrong with a value to `problems`, as pairs of a JSON
// Pointer and a message. `key` is given if the value is a key of an object: messages quote keys, but never values.
(function () {
  "use strict";

  const LONGEST_KEY = 60; // characters of a key that a message quotes
  const LONGEST_MESSAGE = 160; // characters of a message without its title
  const { isArray } = Array;
  const own = Function.prototype.call.bind(Object.prototype.hasOwnProperty);

  const TYPES = {
    null: (value) => value === null,
    boolean: (value) => typeof value === "boolean",
    integer: Number.isInteger,
    number: (value) => typeof value === "number",
    string: isText,
    array: isArray,
    object: isObject,
  };

  // What keywords are about ("value": values of all kinds), and how each makes a rule of its argument. `context` has the schema
  // with the keyword, `compile` for the schemas below it, `definition` for those in $defs, and `problem`, which words a
  // message. The rules of a schema are checked in this order.
  const KEYWORDS = [
    ["value", {
      type(argument, { problem }) {
        const wanted = [].concat(argument);
        const unknown = wanted.find((type) => !own(TYPES, type));
        if (unknown !== undefined) throw new Error(`unknown type ${unknown}`);
        const names = Object.keys(TYPES).filter((type) => wanted.includes(type));
        const tests = names.map((name) => TYPES[name]);
        const expected = `${names.length === 1 ? "type" : "types"} ${names.map((name) => `"${name}"`).join(", ")}`;
        return (value, at, problems, key) => {
          if (!tests.some((test) => test(value))) problems.push(problem(at, `${shown(key)} is not of ${expected}`));
        };
      },
      enum(argument, { problem }) {
        const expected = alternatives(argument.map(quotedScalar));
        return (value, at, problems, key) => {
          if (!argument.includes(value)) problems.push(problem(at, `${shown(key)} is not one of ${expected}`));
        };
      },
      const(argument, { problem }) {
        const expected = quotedScalar(argument);
        return (value, at, problems) => {
          if (value !== argument) problems.push(problem(at, `${expected} was expected`));
        };
      },
    }],
    ["string", {
      pattern(argument, { problem }) {
        const pattern = new RegExp(argument, "u");
        return (value, at, problems, key) => {
          if (!pattern.test(value)) problems.push(problem(at, `${shown(key)} does not match "${argument}"`));
        };
      },
      maxLength(argument, { problem }) {
        const limit = counted(argument, "character", "characters");
        return (value, at, problems, key) => {
          if (hasMoreCharacters(value, argument)) problems.push(problem(at, `${shown(key)} is longer than ${limit}`));
        };
      },
    }],
    ["number", {
      minimum: (argument, { problem }) => (value, at, problems) => {
        if (value < argument) problems.push(problem(at, `value is less than the minimum of ${argument}`));
      },
      maximum: (argument, { problem }) => (value, at, problems) => {
        if (value > argument) problems.push(problem(at, `value is greater than the maximum of ${argument}`));
      },
    }],
    ["array", {
      minItems: (argument, { problem }) => (value, at, problems) => {
        if (value.length < argument) problems.push(problem(at, `value has less than ${counted(argument, "item", "items")}`));
      },
      maxItems: (argument, { problem }) => (value, at, problems) => {
        if (value.length > argument) problems.push(problem(at, `value has more than ${counted(argument, "item", "items")}`));
      },
      items(argument, { compile }) {
        const rule = compile(argument);
        return (value, at, problems) => value.forEach((item, index) => rule(item, `${at}/${index}`, problems));
      },
    }],
    ["object", {
      minProperties(argument, { problem }) {
        const limit = counted(argument, "property", "properties");
        return (value, at, problems) => {
          if (Object.keys(value).length < argument) problems.push(problem(at, `value has less than ${limit}`));
        };
      },
      required: (argument, { problem }) => (value, at, problems) => {
        for (const name of argument) {
          if (!own(value, name)) problems.push(problem(at, `"${name}" is a required property`));
        }
      },
      properties(argument, { compile }) {
        const rules = Object.keys(argument).map((name) => [name, compile(argument[name])]);
        return (value, at, problems) => {
          for (const [name, rule] of rules) {
            if (own(value, name)) rule(value[name], step(at, name), problems);
          }
        };
      },
      additionalProperties(argument, { schema, compile, problem }) {
        const declared = new Set(Object.keys(schema.properties || {}));
        const rule = argument === false ? null : compile(argument);
        return (value, at, problems) => {
          const others = Object.keys(value).filter((name) => !declared.has(name));
          if (rule !== null) {
            for (const name of others) rule(value[name], step(at, name), problems);
          } else if (others.length > 0) {
            const names = others.map((name) => `'${name}'`).join(", ");
            const verb = others.length === 1 ? "was" : "were";
            problems.push(problem(at, `Additional properties are not allowed (${names} ${verb} unexpected)`));
          }
        };
      },
      propertyNames(argument, { compile }) {
        const rule = compile(argument);
        return (value, at, problems) => {
          for (const name of Object.keys(value)) rule(name, at, problems, name);
        };
      },
    }],
    ["value", {
      $ref: (argument, { definition }) => definition(argument),
      allOf: (argument, { compile }) => byKind(argument.map((schema) => ["value", compile(schema)])),
      // A message on the next three would only repeat the title.
      anyOf(argument, { compile, problem }) {
        const rules = argument.map(compile);
        return (value, at, problems) => {
          if (!rules.some((rule) => isValid(rule, value))) problems.push(problem(at));
        };
      },
      oneOf(argument, { compile, problem }) {
        const rules = argument.map(compile);
        return (value, at, problems) => {
          if (rules.filter((rule) => isValid(rule, value)).length !== 1) problems.push(problem(at));
        };
      },
      not(argument, { compile, problem }) {
        const rule = compile(argument);
        return (value, at, problems) => {
          if (isValid(rule, value)) problems.push(problem(at));
        };
      },
      if(argument, { schema, compile }) {
        const condition = compile(argument);
        const then = compile(schema.then);
        return (value, at, problems) => {
          if (isValid(condition, value)) then(value, at, problems);
        };
      },
    }],
  ];
  const ELSEWHERE = ["$defs", "then"]; // read by `compileSchema` and by `if`
  const ANNOTATIONS = ["$schema", "$id", "$comment", "title", "description"];
  const KNOWN = [...KEYWORDS.flatMap(([, makers]) => Object.keys(makers)), ...ELSEWHERE, ...ANNOTATIONS];

  // Returns the rule of a schema document. A message begins with the nearest title around its keyword.
  function compileSchema(root) {
    const definitions = new Map();
    const rule = compile(root, root.title);
    for (const name of Object.keys(root.$defs)) {
      definitions.set(`#/$defs/${name}`, compile(root.$defs[name], root.title));
    }
    return rule;

    function compile(schema, outerTitle) {
      if (schema === true) return () => {};
      const title = own(schema, "title") ? schema.title : outerTitle;
      const problem = (at, message) => [at, message === undefined ? title : `${title}: ${oneLine(message)}`];
      if (schema === false) return (value, at, problems) => problems.push(problem(at, "value is not allowed"));
      const unknown = Object.keys(schema).find((keyword) => !KNOWN.includes(keyword));
      if (unknown !== undefined) throw new Error(`unknown keyword ${unknown}`);
      const context = { schema, problem, definition, compile: (below) => compile(below, title) };
      const rules = [];
      for (const [kind, makers] of KEYWORDS) {
        for (const keyword of Object.keys(makers).filter((name) => own(schema, name))) {
          rules.push([kind, makers[keyword](schema[keyword], context)]);
        }
      }
      return byKind(rules);
    }

    function definition(reference) {
      if (!Object.keys(root.$defs).some((name) => reference === `#/$defs/${name}`)) {
        throw new Error(`unknown reference ${reference}`);
      }
      return (value, at, problems, key) => definitions.get(reference)(value, at, problems, key);
    }
  }

  // Returns one rule of rules for values of one kind and of all kinds. A kind costs nothing before its first value.
  function byKind(rules) {
    const rulesOf = {};
    return (value, at, problems, key) => {
      const kind = kindOf(value);
      if (rulesOf[kind] === undefined) rulesOf[kind] = rules.filter(([of]) => of === kind || of === "value");
      for (const [, rule] of rulesOf[kind]) rule(value, at, problems, key);
    };
  }

  function isValid(rule, value) {
    const problems = [];
    rule(value, "", problems);
    return problems.length === 0;
  }

  function kindOf(value) {
    if (value === null) return "null";
    return isArray(value) ? "array" : typeof value;
  }

  function isObject(value) {
    return kindOf(value) === "object";
  }

  function isText(value) {
    return typeof value === "string";
  }

  function quotedScalar(value) {
    if (isArray(value) || isObject(value)) throw new Error("enum and const may contain scalars only");
    return JSON.stringify(value);
  }

  function alternatives(choices) {
    const last = choices.length > 3 ? `${choices.length - 2} other candidates` : choices[choices.length - 1];
    const first = choices.length > 3 ? choices.slice(0, 2) : choices.slice(0, -1);
    return first.length > 0 ? `${first.join(", ")} or ${last}` : last;
  }

  function counted(count, singular, plural) {
    return `${count} ${count === 1 ? singular : plural}`;
  }

  // Returns the words for a value in a message: a key is quoted.
  function shown(key) {
    return key === undefined ? "value" : JSON.stringify(shortened(key, LONGEST_KEY));
  }

  function oneLine(message) {
    return shortened(message.replace(/\s+/gu, " "), LONGEST_MESSAGE);
  }

  // Returns a text with at most `limit` characters.
  function shortened(text, limit) {
    return hasMoreCharacters(text, limit) ? `${[...text.slice(0, 2 * limit)].slice(0, limit - 1).join("")}…` : text;
  }

  // Returns the pointer of a member of the value at `at`. A lone surrogate in a key becomes its escape.
  function step(at, key) {
    if (!isText(key) || !/[~/\ud800-\udfff]/.test(key)) return `${at}/${key}`;
    const escaped = key.replace(/~/g, "~0").replace(/\//g, "~1");
    return `${at}/${escaped.replace(/[\ud800-\udfff]/gu, (half) => `\\u${half.charCodeAt(0).toString(16)}`)}`;
  }

  // Characters are Unicode code points: one or two UTF-16 units.
  function hasMoreCharacters(text, limit) {
    return text.length > limit && (text.length > 2 * limit || [...text].length > limit);
  }

  return { compileSchema, hasMoreCharacters, isObject, isText, step };
})()
