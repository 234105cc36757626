// What the page shows of an answer, as elements; texts are only ever texts.
"use strict";
const View = (() => {
  const h = (tag, given = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(given)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.flat().filter((each) => each !== null && each !== undefined && each !== false));
    return element;
  };
  // No amount loses its unit to the next line: the same as in marking.py.
  const AMOUNT = /(?<=\d) (?=(?:ms|s|min|h|d|[KMGT]i?B|vCPU|vCPU-h|%)(?![\w-]))/gu;
  const prose = (text) => text.replace(AMOUNT, "\u00a0").split("`").map((part, index) => (index % 2 ? h("code", {}, part) : part));
  const filled = (template, book, facts) => template.map((part) => {
    if (typeof part === "string") return part;
    if (part.text !== undefined) return part.text;
    if (part.cells) return part.cells[String(facts[part.fact])] ?? "a day not announced";
    return Units.show(facts[part.fact], book.facts.get(part.fact).unit);
  }).join("");
  const cite = ({ code, title, source: [url, page], origin }) => h("span", { class: "cite" }, url && url.startsWith("https://")
    ? h("a", { class: "code", href: url, rel: "noreferrer", title: `${title}: ${page}` }, code)
    : h("span", { class: "code", title: `${title}: our judgement` }, code),
    origin && [" · ", ...prose(origin)]);
  const swatch = (book, platform) => {
    const mark = h("span", { class: "swatch", "aria-hidden": "true" });
    mark.style.background = colour(book, platform);
    return mark;
  };
  const colour = (book, platform) => (platform ? `var(--platform-${book.platforms.findIndex((each) => each.id === platform.id)})` : "var(--line)");
  const named = (book, platform, ...more) => h("span", { class: "platform" }, swatch(book, platform), " ", platform ? platform.title : "Nothing fits", ...more);
  const STATUS = { settled: ["good", "Settled"], conditional: ["open", "Conditional"], "no-fit": ["bad", "Nothing fits"] };
  const pill = (status) => h("span", { class: `pill ${STATUS[status][0]}` }, STATUS[status][1]);
  const listed = (items) => (items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`);
  const optionTitle = ({ decision }, id) => decision.options.find((each) => each.id === id).title;

  const closeCalls = (taken) => {
    const ids = [taken.choice, ...taken.nearTies];
    const speaks = taken.standings.some((each) => ids.includes(each.option.id) && each.findings.some((f) => f.truth && f.rule.effect === "favours"));
    return speaks ? taken.nearTies.map((id) => optionTitle(taken, id)) : [];
  };
  const sentence = (outcome) => {
    const close = outcome.decisions.flatMap(closeCalls);
    if (outcome.status === "no-fit") return "What is demanded cannot be had together: see the decisions.";
    if (outcome.status === "conditional") return "As far as is known; it depends on what is not given.";
    return close.length ? `Settled, though ${listed(close)} ${close.length === 1 ? "comes" : "come"} close.` : "Settled: nothing that is left open can change it.";
  };
  const verdict = (book, outcome, first) => {
    const here = outcome.platform && outcome.platform.id, there = first.platform && first.platform.id;
    return [
      h("p", { class: "verdict-line" }, h("strong", {}, named(book, outcome.platform)), pill(outcome.status)),
      h("p", { class: "verdict-words" }, sentence(outcome), here !== there && h("span", { class: "was" }, ` It was ${first.platform ? first.platform.title : "nothing that fits"}.`)),
    ];
  };

  // ---- what changed against the first question ----
  const change = (fact, before, after) => [h("code", {}, fact.name), " ", said(fact, before), " → ", said(fact, after)];
  const said = (fact, value) => (value === undefined ? "not given" : Units.show(value, fact.unit));
  const holding = (outcome, id) => new Map((outcome.decisions.find((each) => each.decision.id === id)?.standings ?? [])
    .flatMap((each) => each.findings).filter((f) => f.truth).map((f) => [f.rule.id, f.rule]));
  const differences = (book, first, now) => {
    const rows = [];
    for (const { id, question } of book.decisions) {
      const [was, is] = [first, now].map((each) => each.decisions.find((taken) => taken.decision.id === id));
      if ((was && was.choice) === (is && is.choice)) continue;
      const [before, after] = [holding(first, id), holding(now, id)];
      const title = (taken) => (!taken ? "not asked" : taken.choice ? optionTitle(taken, taken.choice) : "none fits");
      const head = h("h3", {}, question, " ", h("span", { class: "muted" }, `${title(was)} → ${title(is)}`));
      if (!was || !is) { rows.push(h("div", { class: "difference" }, head)); continue; }
      const concerns = ({ options }) => options.includes(was.choice) || options.includes(is.choice);
      const rule = (outcome, sign, words) => (each) => h("li", {}, h("b", { class: sign }, words), " ", ...prose(filled(each.because, book, outcome.facts)), " ", cite(each));
      rows.push(h("div", { class: "difference" },
        head,
        h("ul", { class: "rows" },
          [...before.values()].filter((each) => concerns(each) && !after.has(each.id)).map(rule(first, "muted", "No longer:")),
          [...after.values()].filter((each) => concerns(each) && !before.has(each.id)).map(rule(now, "open", "Now:")))));
    }
    return rows;
  };
  const flipped = (book, first, now, changed, causes, undo) => [
    h("p", {}, "You changed:"),
    h("ul", { class: "chips" }, changed.map(({ fact, before, after }) => h("li", {},
      change(fact, before, after), " ",
      h("button", { type: "button", onclick: () => undo(fact.name) }, "Undo", h("span", { class: "visually-hidden" }, ` ${fact.name}`))))),
    Changes.answer(first) === Changes.answer(now)
      ? h("p", {}, "The answer is the same.")
      : h("p", {}, named(book, first.platform), ` (${first.status}) → `, named(book, now.platform), ` (${now.status})`,
        causes.length ? [". ", causes.length > 1 ? "Each of these alone decides it: " : "What decides it: ", ...causes.flatMap((name, index) => [index ? ", " : "", h("code", {}, name)])] : ". It takes these changes together", "."),
    ...differences(book, first, now),
  ];

  // ---- the answer itself ----
  const depends = (book, found) => h("table", {}, h("tbody", {}, found.flatMap(({ fact, rows }) => rows.map((row, index) => h("tr", {},
    index === 0 && h("th", { scope: "rowgroup", rowspan: rows.length }, h("code", {}, fact.name), h("br"), h("span", { class: "small muted" }, fact.title)),
    h("td", {}, rows.length > 1 ? side(fact, row.pieces) : "any value: it counts only together with the others"), h("td", {}, named(book, row.platform)))))));
  const side = (fact, pieces) => {
    const last = pieces.at(-1);
    if (!pieces[0].numeric) return listed(pieces.map((each) => Units.show(each.value, fact.unit)));
    if (last.high) return `${last.high.included ? "at most" : "under"} ${Units.show(last.high.at, fact.unit)}`;
    return pieces[0].low ? `${pieces[0].low.included ? "at least" : "over"} ${Units.show(pieces[0].low.at, fact.unit)}` : "whatever it is";
  };
  const changes = (book, found, apply) => (found.length
    ? h("ul", { class: "rows" }, found.map((flip) => h("li", {},
      h("button", { type: "button", onclick: () => apply(flip.fact.name, flip.after) }, "Try", h("span", { class: "visually-hidden" }, ` ${flip.words}`)), " ",
      h("span", {}, ...prose(flip.words), ": ", named(book, flip.platform, flip.status === "conditional" ? " (conditional)" : ""), flip.rules.map((rule) => [" ", cite(rule)]).flat()))))
    : h("p", { class: "muted" }, "No change of one fact leads to another platform."));
  const near = (found) => (found.length
    ? h("ul", { class: "meters" }, found.map((each) => {
      const bar = h("span");
      bar.style.inlineSize = `${Math.min(100, each.used * 100)}%`;
      return h("li", {}, h("b", {}, each.fact.name), " ", ...prose(each.words), " ", h("span", { class: "muted small" }, `(${each.title}) `), cite(each.rule),
        h("span", { class: each.used > 0.8 ? "meter near" : "meter" }, bar));
    }))
    : h("p", { class: "muted" }, "No limit of this platform is near."));

  const STATES = { chosen: ["good", "✓ chosen"], ruled_out: ["bad", "✕ ruled out"], open: ["open", "? may still win"], eligible: ["muted", "would do too"] };
  const option = (book, facts, { option: { title, because, alternative }, state, findings }, competes) => {
    const heard = findings.filter(({ rule, truth }) => (truth || state === "chosen" || state === "open") && (state !== "ruled_out" || rule.effect === "rules_out"));
    const [kind, words] = alternative && !competes && state !== "ruled_out" ? ["muted", "not considered"] : STATES[state];
    return h("li", { class: `option ${state === "chosen" || (state === "open" && competes) ? state : ""}` },
      h("p", { class: "name" }, title, h("span", { class: `state ${kind}` }, words)),
      because && h("p", { class: "because" }, ...prose(because)),
      heard.length > 0 && h("ul", {}, heard.map(({ rule, truth }) => h("li", {},
        ...prose(truth ? filled(rule.because, book, facts) : `${rule.title}; counts if ${rule.words}`), " ", cite(rule)))));
  };
  const noFit = (found) => h("ul", { class: "rows" }, found.map((each) => h("li", {}, ...prose(`${each.words}.`))));
  const decisions = (book, { decisions: all, facts }) => all.map((taken) => h("div", { class: "decision" },
    h("header", {}, h("h3", {}, taken.decision.question), h("span", { class: "muted" }, taken.choice ? `${optionTitle(taken, taken.choice)}, ${taken.status}${closeCalls(taken).length ? ", a close call" : ""}` : "none fits")),
    h("ul", { class: "options" }, taken.standings.map((each) => option(book, facts, each, !each.option.alternative || Engine.considered(book, facts).includes(each.option.id))))));
  const advice = (book, found, facts) => (found.length
    ? h("ul", { class: "rows" }, found.map((each) => h("li", {}, ...prose(filled(each.text, book, facts)), ": ",
      h("span", { class: "muted" }, ...prose(filled(each.because, book, facts))), " ", cite(each))))
    : h("p", { class: "muted" }, "Nothing in particular."));

  return { h, prose, colour, named, verdict, flipped, depends, changes, near, noFit, decisions, advice };
})();
