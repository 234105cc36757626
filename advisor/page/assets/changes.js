// What other values of a fact would lead to: advisor/explain/{pieces,flips,binding}.py, in the page.
"use strict";
const Changes = (() => {
  const answer = (outcome) => `${outcome.platform ? outcome.platform.id : ""}/${outcome.status}`;
  const attempts = (book, stated) => (name, value) => Engine.evaluate(book, { ...stated, [name]: value });

  const samples = (fact) => {
    const whole = fact.unit === null;
    const marks = [...new Set(fact.constants.filter((each) => typeof each === "number"))].sort((a, b) => a - b);
    const found = new Set(marks);
    let low = 0;
    for (const high of marks) {
      found.add(whole ? Math.floor((low + high) / 2) : (low + high) / 2);
      low = high;
    }
    found.add(marks.length ? 2 * marks.at(-1) + 1 : 1);
    if (fact.searched) for (let power = 0; power < 12; power++) found.add(4 ** power);
    return [...found].filter((value) => value > 0).sort((a, b) => a - b);
  };
  const border = (attempt, name, [low, below], [high, above]) => {
    const right = [high, above];
    if (low + 1 >= high) return [{ at: low, included: true }, right];
    const step = attempt(name, low + 1);
    if (answer(step) !== answer(below)) return [{ at: low, included: true }, [low + 1, step]];
    if (answer(attempt(name, high - 1)) === answer(below)) return [{ at: high, included: false }, right];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (!(low < middle && middle < high)) break;
      const found = attempt(name, middle);
      if (answer(found) === answer(below)) low = middle;
      else {
        high = middle;
        above = found;
      }
    }
    return [{ at: low, included: true }, [high, above]];
  };
  const intervals = (fact, attempt) => {
    const name = fact.name,
      tried = samples(fact).map((value) => [value, attempt(name, value)]),
      found = [];
    let low = null,
      outcome = tried[0][1],
      values = [tried[0][0]];
    const piece = (high) => ({ fact, outcome, value: values[Math.floor(values.length / 2)], low, high, numeric: true });
    for (let index = 1; index < tried.length; index++) {
      let left = tried[index - 1];
      const right = tried[index];
      while (answer(left[1]) !== answer(right[1])) {
        const [high, beyond] = border(attempt, name, left, right);
        found.push(piece(high));
        low = { at: high.at, included: !high.included };
        outcome = beyond[1];
        values = [beyond[0]];
        left = beyond;
      }
      if (values.at(-1) !== right[0]) values.push(right[0]);
    }
    found.push(piece(null));
    return found;
  };
  const distinct = (fact) => {
    if (fact.kind === "boolean") return [true, false];
    const named = fact.constants.map(String);
    if (fact.kind === "list") return [[], ...named.map((each) => [each])];
    return fact.choices.length ? fact.choices : [null, ...named.slice(0, 1)];
  };
  const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
  // All values of a fact, split where the answer changes.
  const pieces = (fact, attempt) =>
    fact.kind === "number"
      ? intervals(fact, attempt)
      : distinct(fact).map((value) => ({
          fact,
          outcome: attempt(fact.name, value),
          value,
          low: null,
          high: null,
          numeric: false,
        }));
  const words = ({ fact, value, low, high, numeric }) => {
    if (!numeric) return `\`${fact.name}\` is ${Units.show(value, fact.unit)}`;
    const parts = [];
    if (low) parts.push(`${low.included ? "at least" : "over"} ${Units.show(low.at, fact.unit)}`);
    if (high) parts.push(`${high.included ? "at most" : "under"} ${Units.show(high.at, fact.unit)}`);
    return `\`${fact.name}\` ${parts.join(" and ") || "whatever it is"}`;
  };

  const nearest = ({ numeric, value, low, high }, before) => {
    if (!numeric) return value;
    const now = typeof before === "number" ? before : 0;
    if (low && (now < low.at || (now === low.at && !low.included))) return low.included ? low.at : low.at + 1;
    if (high && (now > high.at || (now === high.at && !high.included)))
      return high.included ? high.at : Math.max(high.at - 1, high.at / 2);
    return typeof before === "number" ? before : value;
  };
  const distance = (...ends) => {
    const numbers = ends.filter((each) => typeof each === "number" && each > 0);
    return numbers.length > 1 ? Math.abs(Math.log(numbers[1] / numbers[0])) : Math.log(4);
  };
  const said = (piece, before, after) => {
    if (!piece.numeric || typeof before !== "number" || typeof after !== "number") return words(piece);
    return words(after < before ? { ...piece, low: null } : { ...piece, high: null });
  };
  const holding = ({ standings }) =>
    new Map(
      standings
        .flatMap((each) => each.findings)
        .filter((each) => each.truth)
        .map(({ rule }) => [rule.code, rule]),
    );
  // The rules that speak on one side alone, in the first decision that turns out otherwise.
  const turning = (here, there) => {
    for (const taken of here.decisions) {
      const other = there.decisions.find((each) => each.decision === taken.decision);
      if (!other || other.choice === taken.choice) continue;
      const [one, two] = [taken, other].map(holding);
      return [...new Map([...one, ...two])]
        .filter(([code]) => one.has(code) !== two.has(code))
        .sort()
        .map(([, rule]) => rule);
    }
    return [];
  };
  const binding = ({ platform, fact, before, after }, now, attempt) => {
    const there = attempt(fact.name, after);
    if (typeof before === "number" && typeof after === "number" && Math.abs(before - after) > 1) {
      const near = attempt(fact.name, after + (before > after ? 1 : -1));
      if (!near.platform || near.platform.id !== platform.id) return turning(near, there);
    }
    return turning(now, there);
  };
  // For each other platform, the smallest change of one fact that leads to it.
  const flips = (book, stated, now, piecesOf) => {
    const best = new Map(),
      here = now.platform ? now.platform.id : null;
    for (const fact of book.facts.values()) {
      const depends = fact.absent.computed || fact.absent.fact,
        before = now.facts[fact.name];
      if (!fact.spec || !fact.read || !Engine.known(before) || (depends && !(fact.name in stated))) continue;
      for (const piece of piecesOf(fact)) {
        const { platform, status } = piece.outcome,
          after = nearest(piece, before);
        if (!platform || platform.id === here || same(after, before)) continue;
        const change = distance(before, after),
          known = best.get(platform.id);
        if (!known || change < known.change)
          best.set(platform.id, { platform, status, fact, before, after, words: said(piece, before, after), change });
      }
    }
    const attempt = attempts(book, stated),
      found = [...best.values()].sort((a, b) => a.change - b.change);
    return found.map((each) => ({ ...each, rules: binding(each, now, attempt) }));
  };
  // What a conditional answer hangs on, with the answer for each value; neighbours with one are one.
  const dependences = (outcome, book, piecesOf) => {
    if (outcome.status === "no-fit") return [];
    const names = new Set(outcome.decisions.flatMap((each) => each.depends));
    return [...names].map((name) => {
      const rows = [];
      for (const piece of piecesOf(book.facts.get(name))) {
        const title = piece.outcome.platform ? piece.outcome.platform.title : "nothing fits",
          last = rows.at(-1);
        if (last && last.title === title) last.pieces.push(piece);
        else rows.push({ title, platform: piece.outcome.platform, pieces: [piece] });
      }
      return { fact: book.facts.get(name), rows };
    });
  };

  // For each fact the tightest limit that the chosen platform keeps, unless it is far away.
  const IN_SIGHT = 0.05;
  const margins = (book, outcome) => {
    const held = new Map();
    for (const { decision, choice } of outcome.decisions) {
      for (const rule of decision.rules) {
        const bound =
          rule.effect === "rules_out" &&
          rule.options.includes(choice) &&
          rule.bounds.find(([name]) => typeof outcome.facts[name] === "number");
        if (!bound) continue;
        const [name, limit, id, title] = bound,
          value = outcome.facts[name];
        const beyond = { ...outcome.facts, [name]: limit * 2 + 1 };
        if (!value || value > limit || held.has(`${id} ${name}`) || rule.holds(beyond) !== true) continue;
        const used = limit ? value / limit : 0,
          fact = book.facts.get(name);
        held.set(`${id} ${name}`, { rule, fact, used, title, words: marginWords(value, limit, fact.unit) });
      }
    }
    const near = new Map();
    for (const each of [...held.values()].sort((a, b) => b.used - a.used)) {
      if (each.used >= IN_SIGHT && !near.has(each.fact.name)) near.set(each.fact.name, each);
    }
    return [...near.values()];
  };
  const marginWords = (value, limit, unit) => {
    const words = Units.share(value, limit, unit);
    if (!limit) return words;
    return value === limit
      ? `${words}, none spare`
      : `${words}, ${Math.floor(((limit - value) * 100) / limit)} % spare`;
  };
  return { margins, answer, attempts, pieces, words, flips, dependences };
})();
