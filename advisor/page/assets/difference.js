// What changed against the first question, and why.
"use strict";
const Difference = (() => {
  const { h, prose, filled, cite, named, optionTitle } = Parts;
  const change = (fact, before, after) => [h("code", {}, fact.name), " ", said(fact, before), " → ", said(fact, after)];
  const said = (fact, value) => (value === undefined ? "not given" : Units.show(value, fact.unit));
  const holding = (outcome, id) =>
    new Map(
      (outcome.decisions.find((each) => each.decision.id === id)?.standings ?? [])
        .flatMap((each) => each.findings)
        .filter((f) => f.truth)
        .map((f) => [f.rule.id, f.rule]),
    );
  const differences = (book, first, now) => {
    const rows = [];
    for (const { id, question } of book.decisions) {
      const [was, is] = [first, now].map((each) => each.decisions.find((taken) => taken.decision.id === id));
      if ((was && was.choice) === (is && is.choice)) continue;
      const [before, after] = [holding(first, id), holding(now, id)];
      const title = (taken) => (!taken ? "not asked" : taken.choice ? optionTitle(taken, taken.choice) : "none fits");
      const head = h("h3", {}, question, " ", h("span", { class: "muted" }, `${title(was)} → ${title(is)}`));
      if (!was || !is) {
        rows.push(h("div", { class: "difference" }, head));
        continue;
      }
      const concerns = ({ options }) => options.includes(was.choice) || options.includes(is.choice);
      const rule = (outcome, sign, words) => (each) =>
        h(
          "li",
          {},
          h("b", { class: sign }, words),
          " ",
          ...prose(filled(each.because, book, outcome.facts)),
          " ",
          cite(each),
        );
      rows.push(
        h(
          "div",
          { class: "difference" },
          head,
          h(
            "ul",
            { class: "rows" },
            [...before.values()]
              .filter((each) => concerns(each) && !after.has(each.id))
              .map(rule(first, "muted", "No longer:")),
            [...after.values()].filter((each) => concerns(each) && !before.has(each.id)).map(rule(now, "open", "Now:")),
          ),
        ),
      );
    }
    return rows;
  };
  const shown = (book, first, now, changed, causes, undo) => [
    h("p", {}, "You changed:"),
    h(
      "ul",
      { class: "chips" },
      changed.map(({ fact, before, after }) =>
        h(
          "li",
          {},
          change(fact, before, after),
          " ",
          h(
            "button",
            { type: "button", onclick: () => undo(fact.name) },
            "Undo",
            h("span", { class: "visually-hidden" }, ` ${fact.name}`),
          ),
        ),
      ),
    ),
    Changes.answer(first) === Changes.answer(now)
      ? h("p", {}, "The answer is the same.")
      : h(
          "p",
          {},
          named(book, first.platform),
          ` (${first.status}) → `,
          named(book, now.platform),
          ` (${now.status})`,
          causes.length
            ? [
                ". ",
                causes.length > 1 ? "Each of these alone decides it: " : "What decides it: ",
                ...causes.flatMap((name, index) => [index ? ", " : "", h("code", {}, name)]),
              ]
            : ". It takes these changes together",
          ".",
        ),
    ...differences(book, first, now),
  ];

  return { shown };
})();
