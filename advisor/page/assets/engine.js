// Decides in the page: the same meaning as advisor/facts.py and decide.py have, which the tests hold
// it to.
"use strict";
const Engine = (() => {
  const { condition, formula, refs, factsRead, exists, known } = Trees;

  // ---- a book ----
  const COMPUTED = {
    gpu_memory: (facts) => (facts.gpus === undefined || facts.gpus ? undefined : null),
    lambda_image: (facts) => (typeof facts.image === "string" ? undefined : null),
  };
  const rule = (data) => ({ ...data, holds: condition(data.when), reads: factsRead(data.when) });
  const compiled = (data) => {
    const facts = new Map(data.facts.map((each) => [each.name, each]));
    return {
      facts,
      constants: data.facts.filter((each) => "value" in each.absent).map((each) => [each.name, each.absent.value]),
      dependent: data.facts.filter((each) => each.absent.computed || each.absent.fact),
      derived: data.derived.map(([name, tree]) => [name, formula(tree, data.tables)]),
      refs: new Map(data.derived.map(([name, tree]) => [name, refs(tree)])),
      decisions: data.decisions.map((each) => ({
        ...each,
        isAsked: condition(each.asked),
        rules: each.rules.map(rule),
      })),
      advice: data.advice.map(rule),
      promises: data.promises.map((each) => ({ ...each, holds: condition(each.holds) })),
      classes: data.classes.map((each) => ({ ...each, holds: condition(each.when) })),
      platforms: data.platforms,
    };
  };
  const complete = (book, stated) => {
    const facts = Object.fromEntries(book.constants);
    for (const each of book.decisions) facts[each.id] = null;
    for (const [name, value] of Object.entries(stated)) if (book.facts.has(name)) facts[name] = value;
    for (const { name, absent } of book.dependent) {
      if (!(name in stated)) facts[name] = absent.fact ? facts[absent.fact] : COMPUTED[absent.computed](facts);
    }
    for (const [name, value] of book.derived) facts[name] = value(facts);
    return facts;
  };

  // ---- decisions ----
  const WEAK = 1,
    STRONG = 2,
    FIRST = 1000;
  const votes = (groups) => {
    const worths = [...groups.values()],
      strong = worths.filter((worth) => worth === STRONG).length;
    return [strong, worths.length - strong];
  };
  const before = (a, b) => {
    // whether a rank comes before another
    for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return a[index] < b[index];
    return false;
  };
  const rank = (each, count) => [-count[0], -count[1], each.order];
  const caseOf = (option, place, findings, considered) => {
    const order = considered && option.alternative ? place - FIRST : place;
    let out = false;
    const now = new Map(),
      most = new Map();
    const raise = (groups, { group, strength }) => {
      groups.set(group, Math.max(groups.get(group) ?? 0, strength === "strong" ? STRONG : WEAK));
    };
    for (const each of findings) {
      if (each.rule.effect === "rules_out") out = each.truth || out === true ? true : null;
      else {
        raise(most, each.rule);
        if (each.truth) raise(now, each.rule);
      }
    }
    return { option, order, out, votes: votes(now), most: votes(most), findings };
  };
  const near = (a, b) => a[0] === b[0] && Math.abs(a[1] - b[1]) <= 1;
  const couldWin = (each, standing) =>
    standing.every(
      (rival) => rival === each || rival.out !== false || before(rank(each, each.most), rank(rival, rival.votes)),
    );
  const unchosen = (each) => {
    if (each.out === true) return "ruled_out";
    return each.option.alternative && each.out === null ? "open" : "eligible";
  };
  const stateOf = (each, leader, standing, settled) => {
    if (each === leader) return "chosen";
    if (settled || !standing.includes(each) || !couldWin(each, standing)) return unchosen(each);
    return "open";
  };
  const unknownFacts = (book, { reads }, facts) => {
    const names = new Set();
    const add = (name) => {
      if (known(facts[name])) return;
      const { follows } = book.facts.get(name) ?? {};
      if (book.refs.has(name)) book.refs.get(name).forEach(add);
      else names.add(follows && !known(facts[follows]) ? follows : name);
    };
    reads.forEach(add);
    return [...names];
  };
  const dependsOn = (book, leader, rivals, threats, facts) => {
    const open = (each, effect) => each.findings.filter((f) => f.truth === null && f.rule.effect === effect);
    const deciding = open(leader, "rules_out");
    for (const each of leader.out === false ? threats : rivals) deciding.push(...open(each, "favours"));
    return [...new Set(deciding.flatMap((each) => unknownFacts(book, each.rule, facts)))];
  };
  const taken = (book, decision, considered, facts) => {
    const findings = new Map(decision.options.map((option) => [option.id, []]));
    for (const each of decision.rules) {
      const truth = each.holds(facts);
      if (truth !== false) for (const id of each.options) findings.get(id).push({ rule: each, truth });
    }
    const cases = decision.options.map((option, order) =>
      caseOf(option, order, findings.get(option.id), considered.includes(option.id)),
    );
    const standing = cases.filter(
      (each) => (!each.option.alternative || considered.includes(each.option.id)) && each.out !== true,
    );
    const stand = (each, state) => ({ option: each.option, state, findings: each.findings });
    if (!standing.length) {
      const standings = cases.map((each) => stand(each, unchosen(each)));
      return { decision, choice: null, status: "no-fit", standings, depends: [], nearTies: [] };
    }
    const leader = standing.reduce((best, each) =>
      before(rank(each, each.votes), rank(best, best.votes)) ? each : best,
    );
    const rivals = standing.filter((each) => each !== leader);
    const threats = rivals.filter((each) => before(rank(each, each.most), rank(leader, leader.votes)));
    const settled = leader.out === false && !threats.length;
    return {
      decision,
      choice: leader.option.id,
      status: settled ? "settled" : "conditional",
      standings: cases.map((each) => stand(each, stateOf(each, leader, standing, settled))),
      depends: settled ? [] : dependsOn(book, leader, rivals, threats, facts),
      nearTies: rivals.filter((each) => near(leader.votes, each.votes)).map((each) => each.option.id),
    };
  };
  const alternatives = (book) => {
    const options = book.decisions.flatMap((each) => each.options).filter((each) => each.alternative);
    const names = new Map(options.map((each) => [each.id, each.id]));
    for (const platform of book.platforms) {
      for (const choice of Object.values(platform.choices)) if (names.has(choice)) names.set(platform.id, choice);
    }
    return names;
  };
  const considered = (book, facts) => {
    const names = alternatives(book);
    return (Array.isArray(facts.consider) ? facts.consider : []).map((name) => names.get(name)).filter(known);
  };
  const platformOf = (book, facts) => {
    const matching = book.platforms.filter((each) =>
      Object.entries(each.choices).every(([decision, choice]) => facts[decision] === choice),
    );
    const size = (each) => Object.keys(each.choices).length;
    return matching.reduce((best, each) => (best && size(best) >= size(each) ? best : each), null);
  };
  const decide = (book, facts) => {
    const decisions = [],
      named = considered(book, facts);
    const seen = { ...facts };
    for (const decision of book.decisions) {
      if (decision.isAsked(seen) !== true) continue;
      const each = taken(book, decision, named, seen);
      decisions.push(each);
      seen[decision.id] = each.choice;
      if (each.status === "no-fit") return { facts: seen, decisions, platform: null, status: "no-fit" };
    }
    const settled = decisions.every((each) => each.status === "settled");
    return { facts: seen, decisions, platform: platformOf(book, seen), status: settled ? "settled" : "conditional" };
  };
  const evaluate = (book, stated) => decide(book, complete(book, stated));
  const advice = (book, outcome) => book.advice.filter((each) => each.holds(outcome.facts) === true);
  // The known classes of a workload that nothing fits, as advisor/explain/no_fit.py finds them.
  const noFit = (book, { facts, status }) => {
    if (status !== "no-fit") return [];
    const named = considered(book, facts);
    const isShut = (decision, id) =>
      book.decisions.find((each) => each.id === decision).options.find((each) => each.id === id).alternative &&
      !named.includes(id);
    const isBroken = (decision, id) =>
      book.promises.some((each) => each.of[decision] === id && each.holds(facts) === false);
    return book.classes.filter(
      (each) =>
        each.holds(facts) === true &&
        Object.entries(each.beyond).every(([decision, ids]) =>
          ids.every((id) => isShut(decision, id) || isBroken(decision, id)),
        ),
    );
  };

  return { compiled, complete, evaluate, advice, noFit, alternatives, considered, unknownFacts, exists, known };
})();
