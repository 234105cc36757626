// What the question costs, read off the curves that were worked out for the first one: they hold
// while one of their facts alone is another. Between two vertices a cost is a straight line.
"use strict";
const Cost = (() => {
  const { h, prose, named } = Parts;
  const AXES = {
    runs_per_month: "runs_per_month",
    typical_duration: "typical_duration",
    duration: "typical_duration",
    memory: "memory",
  };
  const read = (lines, value) => {
    const line = lines.find((each) => each[0][0] <= value && value <= each.at(-1)[0]);
    if (!line) return null;
    const index = line.findIndex(([at]) => at >= value),
      right = line[index];
    if (right[0] === value) return right.slice(1);
    const left = line[index - 1],
      share = (value - left[0]) / (right[0] - left[0]);
    return [1, 2].map((end) => left[end] + share * (right[end] - left[end]));
  };
  // The same as in advisor/cost/words.py.
  const rounded = (amount) => {
    const digits = amount >= 100 ? 0 : amount === 0 || amount >= 0.01 ? 2 : 1 - Math.floor(Math.log10(amount));
    return `$${amount.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
  };
  const money = (ends) => [...new Set(ends.map(rounded))].join(" to ");
  // The fact whose curves hold and its value; null where none do.
  const place = ({ axes }, stated, changed) => {
    const fact = changed.length ? AXES[changed[0]] : Object.keys(axes)[0],
      axis = axes[fact];
    if (changed.length > 1 || !axis) return null;
    if (!changed.length) return { axis, value: axis.now };
    const { duration, typical_duration: usual = duration } = stated;
    if (fact === "memory") return stated.memory ? { axis, value: Math.ceil(stated.memory) } : null; // sizes go by whole MiB
    if (fact === "runs_per_month") return stated.runs_per_month ? { axis, value: stated.runs_per_month } : null;
    // A limit may apply to the longest run, which the curves leave as it was unless a usual one is longer.
    const follows =
      changed[0] === "duration"
        ? !("typical_duration" in stated) && duration >= axis.now
        : duration === undefined || usual <= duration;
    return usual && follows ? { axis, value: usual } : null;
  };
  const rows = (data, stated, changed) => {
    const found = place(data, stated, changed);
    if (!found) return [];
    return found.axis.curves
      .map(({ platform, lines }) => ({ platform, ends: read(lines, found.value) }))
      .filter(({ ends }) => ends)
      .sort((a, b) => a.ends[1] - b.ends[1]);
  };
  const shown = (book, data, outcome, stated, changed) => {
    if (data.problem) return h("p", {}, ...prose(`Not priced: ${data.problem}`));
    const found = rows(data, stated, changed);
    if (!found.length) {
      const why =
        "This page has the costs of the first question, and how they change with `runs_per_month`, with `memory`, " +
        "and with how long a usual run takes, each alone and up to a thousandfold. The command below prices this question.";
      return h("p", { class: "muted" }, ...prose(why));
    }
    const lower =
      data.lower && stated.runs_per_month === undefined ? `At the lower end of the range, ${data.lower} a month. ` : "";
    return [
      h(
        "table",
        {},
        h(
          "thead",
          {},
          h("tr", {}, h("th", { scope: "col" }, "Option"), h("th", { scope: "col", class: "number" }, data.per)),
        ),
        h(
          "tbody",
          {},
          found.map(({ platform, ends }) => {
            const chosen = outcome.platform && outcome.platform.id === platform;
            return h(
              "tr",
              { class: chosen ? "chosen" : "" },
              h(
                "th",
                { scope: "row" },
                named(
                  book,
                  book.platforms.find((each) => each.id === platform),
                ),
                chosen ? " (recommended)" : "",
              ),
              h("td", { class: "number" }, money(ends)),
            );
          }),
        ),
      ),
      h(
        "p",
        { class: "small muted" },
        `${lower}List prices of ${data.region} in USD; cost decides nothing by itself. ` +
          "The report has the sizes, the working and the sources.",
      ),
    ];
  };
  return { shown };
})();
