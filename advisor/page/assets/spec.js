// The spec of a question, as YAML: what was written stays, what was changed is written anew.
"use strict";
const Spec = (() => {
  const BARE = /^[A-Za-z_/][A-Za-z0-9_./-]*$/,
    WORDS = /^(true|false|null|yes|no|on|off|y|n|~)$/i;
  const scalar = (value) => {
    if (typeof value !== "string") return JSON.stringify(value);
    return BARE.test(value) && !WORDS.test(value)
      ? value
      : JSON.stringify(value).replace(
          /[\u007f-\uffff]/g,
          (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`,
        );
  };
  const flow = (value) => {
    if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
    if (value === null || typeof value !== "object") return scalar(value);
    return `{${Object.entries(value)
      .map(([key, each]) => `${scalar(key)}: ${flow(each)}`)
      .join(", ")}}`;
  };
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  // What a spec writes for a fact: a quantity with its unit, everything else as it is.
  const QUANTITY = { s: true, MiB: true };
  const text = (spec, first, stated, units) => {
    const whole = structuredClone(spec);
    for (const name of new Set([...Object.keys(first), ...Object.keys(stated)])) {
      if (same(first[name], stated[name])) continue;
      const [outer, inner] = name.split("."),
        nested = inner !== undefined;
      const place = nested ? (whole[outer] ??= {}) : whole,
        key = nested ? inner : outer;
      if (stated[name] === undefined) delete place[key];
      else place[key] = QUANTITY[units.get(name)] ? Units.spell(stated[name], units.get(name)) : stated[name];
      if (nested && !Object.keys(place).length) delete whole[outer];
    }
    return `${Object.entries(whole)
      .map(([key, value]) => `${scalar(key)}: ${flow(value)}`)
      .join("\n")}\n`;
  };
  return { text };
})();
