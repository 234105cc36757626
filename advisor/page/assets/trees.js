// Conditions and formulas of a rule book as functions of facts: the same meaning as in
// advisor/condition.py and formula.py. Unknown is undefined, none is null; a truth is true, false or
// null. Nothing is generated or evaluated as code: the policy of the page forbids it.
"use strict";
const Trees = (() => {
  const not = (truth) => (truth === null ? null : !truth);
  const known = (value) => value !== undefined;

  // ---- conditions ----
  const OPERATORS = {
    eq: (a, b) => a === b,
    gt: (a, b) => a > b,
    gte: (a, b) => a >= b,
    lt: (a, b) => a < b,
    lte: (a, b) => a <= b,
  };
  const compared = (left, right, holds) => {
    if (left === null || right === null) return false;
    if (!known(left) || !known(right)) return null;
    return typeof left === typeof right && holds(left, right);
  };
  // `decisive` ends it: false for all, true for any.
  const joined = (parts, decisive) => (facts) => {
    let result = !decisive;
    for (const part of parts) {
      const truth = part(facts);
      if (truth === decisive) return truth;
      if (truth === null) result = null;
    }
    return result;
  };
  const among = (fact, values) => (facts) => {
    const value = facts[fact];
    if (!known(value)) return null;
    const elements = Array.isArray(value) ? value : [value];
    return elements.some((each) => values.includes(each));
  };
  const exists = (fact) => (facts) => {
    const value = facts[fact];
    return known(value) ? value !== null && !(Array.isArray(value) && !value.length) : null;
  };
  const condition = ([name, ...rest]) => {
    switch (name) {
      case "all":
        return joined(rest.map(condition), false);
      case "any":
        return joined(rest.map(condition), true);
      case "not": {
        const part = condition(rest[0]);
        return (facts) => not(part(facts));
      }
      case "in":
        return among(rest[0], rest.slice(1));
      case "exists":
        return exists(rest[0]);
    }
    const holds = OPERATORS[name],
      [fact, value, other] = rest;
    if (!holds) throw new Error(`no such condition: ${name}`);
    return other === undefined
      ? (facts) => compared(facts[fact], value, holds)
      : (facts) => compared(facts[fact], facts[other], holds);
  };

  // ---- formulas ----
  const number = (value) =>
    !known(value) || typeof value === "number" ? value : typeof value === "boolean" ? Number(value) : null;
  const called = (work, parts) => (facts) => {
    const values = parts.map((part) => part(facts));
    if (values.some((value) => !known(value))) return undefined;
    return values.includes(null) ? null : work(...values);
  };
  const firstFit =
    (rows, column) =>
    (...needs) => {
      const row = rows.find((each) => needs.every((need, index) => each[index] >= need));
      return row ? row[column] : null;
    };
  const FUNCTIONS = {
    "+": (a, b) => a + b,
    "-": (a, b) => a - b,
    "*": (a, b) => a * b,
    "/": (a, b) => (b ? a / b : null),
    min: Math.min,
    max: Math.max,
    ceil: Math.ceil,
  };
  const formula = ([name, ...rest], tables) => {
    const parts = () => rest.map((each) => formula(each, tables));
    switch (name) {
      case "number":
        return () => rest[0];
      case "fact":
        return (facts) => number(facts[rest[0]]);
      case "or": {
        const [first, second] = parts();
        return (facts) => {
          const value = first(facts);
          return value === null ? second(facts) : value;
        };
      }
      case "smallest": {
        const [table, column, ...needs] = rest;
        return called(
          firstFit(tables[table], column),
          needs.map((each) => formula(each, tables)),
        );
      }
    }
    if (!FUNCTIONS[name]) throw new Error(`no such formula: ${name}`);
    return called(FUNCTIONS[name], parts());
  };
  const refs = ([name, ...rest]) => {
    if (name === "number") return [];
    if (name === "fact") return rest;
    return (name === "smallest" ? rest.slice(2) : rest).flatMap(refs);
  };
  const factsRead = ([name, ...rest]) => {
    if (["all", "any", "not"].includes(name)) return [...new Set(rest.flatMap(factsRead))];
    return name === "in" || name === "exists" ? [rest[0]] : [rest[0], rest[2]].filter(known);
  };

  return { condition, formula, refs, factsRead, exists, known };
})();
