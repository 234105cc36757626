// What the page shows of an answer.
"use strict";
const View = (() => {
  const { h, prose, filled, cite, named, pill, listed, optionTitle, closeCalls } = Parts;

  const sentence = (outcome) => {
    const close = outcome.decisions.flatMap(closeCalls);
    if (outcome.status === "no-fit") return "What is demanded cannot be had together: see the decisions.";
    if (outcome.status === "conditional") return "As far as is known; it depends on what is not given.";
    return close.length
      ? `Settled, though ${listed(close)} ${close.length === 1 ? "comes" : "come"} close.`
      : "Settled: nothing that is left open can change it.";
  };
  const verdict = (book, outcome, first) => {
    const here = outcome.platform && outcome.platform.id,
      there = first.platform && first.platform.id;
    return [
      h("p", { class: "verdict-line" }, h("strong", {}, named(book, outcome.platform)), pill(outcome.status)),
      h(
        "p",
        { class: "verdict-words" },
        sentence(outcome),
        here !== there &&
          h("span", { class: "was" }, ` It was ${first.platform ? first.platform.title : "nothing that fits"}.`),
      ),
    ];
  };

  const depends = (book, found) =>
    h(
      "table",
      {},
      h(
        "tbody",
        {},
        found.flatMap(({ fact, rows }) =>
          rows.map((row, index) =>
            h(
              "tr",
              {},
              index === 0 &&
                h(
                  "th",
                  { scope: "rowgroup", rowspan: rows.length },
                  h("code", {}, fact.name),
                  h("br"),
                  h("span", { class: "small muted" }, fact.title),
                ),
              h(
                "td",
                {},
                rows.length > 1 ? side(fact, row.pieces) : "any value: it counts only together with the others",
              ),
              h("td", {}, named(book, row.platform)),
            ),
          ),
        ),
      ),
    );
  const side = (fact, pieces) => {
    const last = pieces.at(-1);
    if (!pieces[0].numeric) return listed(pieces.map((each) => Units.show(each.value, fact.unit)));
    if (last.high) return `${last.high.included ? "at most" : "under"} ${Units.show(last.high.at, fact.unit)}`;
    return pieces[0].low
      ? `${pieces[0].low.included ? "at least" : "over"} ${Units.show(pieces[0].low.at, fact.unit)}`
      : "whatever it is";
  };
  const changes = (book, found, apply) =>
    found.length
      ? h(
          "ul",
          { class: "rows" },
          found.map((flip) =>
            h(
              "li",
              {},
              h(
                "button",
                { type: "button", onclick: () => apply(flip.fact.name, flip.after) },
                "Try",
                h("span", { class: "visually-hidden" }, ` ${flip.words}`),
              ),
              " ",
              h(
                "span",
                {},
                ...prose(flip.words),
                ": ",
                named(book, flip.platform, flip.status === "conditional" ? " (conditional)" : ""),
                flip.rules.map((rule) => [" ", cite(rule)]).flat(),
              ),
            ),
          ),
        )
      : h("p", { class: "muted" }, "No change of one fact leads to another platform.");
  const near = (found) =>
    found.length
      ? h(
          "ul",
          { class: "meters" },
          found.map((each) => {
            const bar = h("span");
            bar.style.inlineSize = `${Math.min(100, each.used * 100)}%`;
            return h(
              "li",
              {},
              h("b", {}, each.fact.name),
              " ",
              ...prose(each.words),
              " ",
              h("span", { class: "muted small" }, `(${each.title}) `),
              cite(each.rule),
              h("span", { class: each.used > 0.8 ? "meter near" : "meter" }, bar),
            );
          }),
        )
      : h("p", { class: "muted" }, "No limit of this platform is near.");

  const STATES = {
    chosen: ["good", "✓ chosen"],
    ruled_out: ["bad", "✕ ruled out"],
    open: ["open", "? may still win"],
    eligible: ["muted", "would do too"],
  };
  const option = (book, facts, { option: { title, because, alternative }, state, findings }, competes) => {
    const heard = findings.filter(
      ({ rule, truth }) =>
        (truth || state === "chosen" || state === "open") && (state !== "ruled_out" || rule.effect === "rules_out"),
    );
    const [kind, words] =
      alternative && !competes && state !== "ruled_out" ? ["muted", "not considered"] : STATES[state];
    return h(
      "li",
      { class: `option ${state === "chosen" || (state === "open" && competes) ? state : ""}` },
      h("p", { class: "name" }, title, h("span", { class: `state ${kind}` }, words)),
      because && h("p", { class: "because" }, ...prose(because)),
      heard.length > 0 &&
        h(
          "ul",
          {},
          heard.map(({ rule, truth }) =>
            h(
              "li",
              {},
              ...prose(truth ? filled(rule.because, book, facts) : `${rule.title}; counts if ${rule.words}`),
              " ",
              cite(rule),
            ),
          ),
        ),
    );
  };
  const noFit = (found) =>
    h(
      "ul",
      { class: "rows" },
      found.map((each) => h("li", {}, ...prose(`${each.words}.`))),
    );
  const decisions = (book, { decisions: all, facts }) =>
    all.map((taken) =>
      h(
        "div",
        { class: "decision" },
        h(
          "header",
          {},
          h("h3", {}, taken.decision.question),
          h(
            "span",
            { class: "muted" },
            taken.choice
              ? `${optionTitle(taken, taken.choice)}, ${taken.status}${closeCalls(taken).length ? ", a close call" : ""}`
              : "none fits",
          ),
        ),
        h(
          "ul",
          { class: "options" },
          taken.standings.map((each) =>
            option(
              book,
              facts,
              each,
              !each.option.alternative || Engine.considered(book, facts).includes(each.option.id),
            ),
          ),
        ),
      ),
    );
  const advice = (book, found, facts) =>
    found.length
      ? h(
          "ul",
          { class: "rows" },
          found.map((each) =>
            h(
              "li",
              {},
              ...prose(filled(each.text, book, facts)),
              ": ",
              h("span", { class: "muted" }, ...prose(filled(each.because, book, facts))),
              " ",
              cite(each),
            ),
          ),
        )
      : h("p", { class: "muted" }, "Nothing in particular.");

  return { verdict, depends, changes, near, noFit, decisions, advice };
})();
