// What every section of the page is made of: elements, in which texts are only ever texts.
"use strict";
const Parts = (() => {
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
  const prose = (text) =>
    text
      .replace(AMOUNT, "\u00a0")
      .split("`")
      .map((part, index) => (index % 2 ? h("code", {}, part) : part));
  const filled = (template, book, facts) =>
    template
      .map((part) => {
        if (typeof part === "string") return part;
        if (part.text !== undefined) return part.text;
        if (part.cells) return part.cells[String(facts[part.fact])] ?? "a day not announced";
        return Units.show(facts[part.fact], book.facts.get(part.fact).unit);
      })
      .join("");
  const cite = ({ code, title, source: [url, page], origin }) =>
    h(
      "span",
      { class: "cite" },
      url && url.startsWith("https://")
        ? h("a", { class: "code", href: url, rel: "noreferrer", title: `${title}: ${page}` }, code)
        : h("span", { class: "code", title: `${title}: our judgement` }, code),
      origin && [" · ", ...prose(origin)],
    );
  const swatch = (book, platform) => {
    const mark = h("span", { class: "swatch", "aria-hidden": "true" });
    mark.style.background = colour(book, platform);
    return mark;
  };
  const colour = (book, platform) =>
    platform ? `var(--platform-${book.platforms.findIndex((each) => each.id === platform.id)})` : "var(--line)";
  const named = (book, platform, ...more) =>
    h("span", { class: "platform" }, swatch(book, platform), " ", platform ? platform.title : "Nothing fits", ...more);
  const STATUS = {
    settled: ["good", "Settled"],
    conditional: ["open", "Conditional"],
    "no-fit": ["bad", "Nothing fits"],
  };
  const pill = (status) => h("span", { class: `pill ${STATUS[status][0]}` }, STATUS[status][1]);
  const listed = (items) =>
    items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
  const optionTitle = ({ decision }, id) => decision.options.find((each) => each.id === id).title;

  const closeCalls = (taken) => {
    const ids = [taken.choice, ...taken.nearTies];
    const speaks = taken.standings.some(
      (each) => ids.includes(each.option.id) && each.findings.some((f) => f.truth && f.rule.effect === "favours"),
    );
    return speaks ? taken.nearTies.map((id) => optionTitle(taken, id)) : [];
  };

  return { h, prose, filled, cite, colour, named, pill, listed, optionTitle, closeCalls };
})();
