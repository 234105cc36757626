// Where the question stands on the map, which holds while nothing but its two facts is changed.
"use strict";
const Place = (() => {
  const at = ({ low, high, start, end, logarithmic }, value) => {
    const share = logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    return start + share * (end - start);
  };
  const within = ({ low, high }, value) => value >= low && value <= high;
  const listed = (names) => names.map((each) => `\`${each}\``).join(" and ");
  // The point to draw, or none; and what is to be said of it. `changed` has the names of facts.
  const found = ({ x, y }, stated, changed, shown) => {
    const axes = [x, y],
      others = changed.filter((name) => axes.every((axis) => axis.fact !== name));
    if (others.length)
      return {
        stale: true,
        words: `This is the map of the first question, and ${listed(others)} ${others.length > 1 ? "are" : "is"} another now. The command below draws it anew.`,
      };
    if (!changed.length)
      return { words: `Change ${listed(axes.map((axis) => axis.fact))}, and a ring shows where the question stands.` };
    const missing = axes.filter((axis) => stated[axis.fact] === undefined).map((axis) => axis.fact);
    if (missing.length)
      return {
        words: `It stands nowhere on the map: ${listed(missing)} ${missing.length > 1 ? "are" : "is"} not given.`,
      };
    const beyond = axes.filter((axis) => !within(axis, stated[axis.fact])).map((axis) => axis.fact);
    if (beyond.length) return { words: `It stands beyond the map: ${listed(beyond)}.` };
    return {
      point: axes.map((axis) => at(axis, stated[axis.fact])),
      words: `The ring is where it stands now: ${axes.map((axis) => shown(axis.fact, stated[axis.fact])).join(", ")}.`,
    };
  };
  const draw = (figure, { point, stale }) => {
    const svg = figure.querySelector("svg");
    svg.querySelector(".now")?.remove();
    figure.classList.toggle("stale", Boolean(stale));
    if (!point) return;
    const ring = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    for (const [name, value] of Object.entries({ class: "now", cx: point[0], cy: point[1], r: 9 }))
      ring.setAttribute(name, value);
    svg.append(ring);
  };
  return { draw, found };
})();
