// The controls, the answer and the address, kept in step.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("question").textContent);
  const book = Engine.compiled(data.book);
  const kinds = new Map(data.book.facts.map((each) => [each.name, each.kind]));
  const units = new Map(data.book.facts.map((each) => [each.name, each.unit]));
  const controls = data.controls,
    named = new Map(controls.map((each) => [each.name, each]));
  const byId = (id) => document.getElementById(id);
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const first = Engine.evaluate(book, data.stated);
  let stated = { ...data.stated },
    strange = [],
    faults = new Map(),
    waiting = false;

  // ---- controls ----
  const part = (name, end = "") => byId(`fact-${name}${end}`);
  const box = (name) => document.querySelector(`[data-fact="${CSS.escape(name)}"]`);
  const inSpec = (name) => name.split(".").reduce((part, key) => part?.[key], data.spec);
  // As the spec writes it, where it is what the spec says.
  const written = ({ name, unit }, value) => {
    if (same(value, data.stated[name]) && typeof inSpec(name) === "string") return inSpec(name);
    return typeof value === "number" ? Units.spell(value, unit) : Units.show(value, unit);
  };
  // What the spec says of a fact is understood as it stands there, even where it is no amount: a range.
  const bare = (text) => text.replaceAll(" ", "");
  const isWritten = ({ name }, text) => typeof inSpec(name) === "string" && bare(text) === bare(inSpec(name));
  const position = ({ stops }, value) => {
    if (value === undefined || value === null) return 0;
    const index = stops.findIndex((stop) => stop >= value);
    return index < 0 ? stops.length : index + 1;
  };
  const tell = (control) => {
    const note = part(control.name, "-note"),
      fault = faults.get(control.name);
    if (!note) return;
    const given = stated[control.name] !== undefined;
    const was = same(stated[control.name], data.stated[control.name])
      ? ""
      : `was ${control.name in data.stated ? written(control, data.stated[control.name]) : "not given"}`;
    note.textContent = fault ?? (given ? was : [`not given: ${control.absent}`, was].filter(Boolean).join("; "));
    note.classList.toggle("bad", Boolean(fault));
    const input = part(control.name, "-text") ?? part(control.name);
    input.setAttribute("aria-invalid", String(Boolean(fault)));
  };
  const show = (control, typing) => {
    const { name, widget, unit } = control,
      value = stated[name],
      input = part(name);
    if (widget === "check") input.checked = value === true;
    else if (widget === "ticks")
      for (const each of box(name).querySelectorAll("input")) each.checked = (value ?? []).includes(each.value);
    else if (widget === "select")
      input.value =
        value === undefined || value === null ? "" : kinds.get(name) === "boolean" ? (value ? "yes" : "no") : value;
    else if (widget === "number") {
      const text = part(name, "-text");
      input.value = position(control, value);
      input.setAttribute("aria-valuetext", value === undefined ? "not given" : Units.show(value, unit));
      if (text !== typing)
        text.value = same(value, data.stated[name])
          ? (inSpec(name) ?? "")
          : value === undefined || value === null
            ? ""
            : written(control, value);
    } else if (input !== typing) input.value = Array.isArray(value) ? value.join(", ") : (value ?? "");
    tell(control);
  };
  const readText = (control, text) => {
    const said = text.trim();
    if (!said) return undefined;
    if (control.widget === "list")
      return said
        .split(",")
        .map((each) => each.trim())
        .filter(Boolean);
    if (control.widget !== "number") return said;
    if (isWritten(control, said)) return data.stated[control.name];
    const value = Units.read(said, control.unit, data.units);
    return value !== null && value <= 2 ** 50 ? value : null;
  };
  const EXAMPLES = { s: "20 min", MiB: "8 GiB", vCPU: "4" };
  const taken = (control, target) => {
    const { name, widget, stops } = control;
    if (widget === "check") return target.checked ? true : name in data.stated ? false : undefined;
    if (widget === "ticks")
      return ((all) => (all.length || name in data.stated ? all : undefined))(
        [...box(name).querySelectorAll("input:checked")].map((each) => each.value),
      );
    if (widget === "select")
      return !target.value ? undefined : kinds.get(name) === "boolean" ? target.value === "yes" : target.value;
    if (target.type === "range") return target.value === "0" ? undefined : stops[target.value - 1];
    return readText(control, target.value);
  };
  const set = (name, value) => {
    const { [name]: _, ...rest } = stated;
    stated = value === undefined ? { ...data.defaults, ...rest } : { ...rest, [name]: value };
  };
  const changed = (event) => {
    const name = event.target.closest("[data-fact]")?.dataset.fact,
      control = named.get(name);
    if (!control) return;
    const value = taken(control, event.target);
    faults.delete(name);
    if (value === null) faults.set(name, `write it as ${EXAMPLES[control.unit] ?? "a number"}`);
    else set(name, value);
    show(control, event.type === "input" ? event.target : undefined);
    later();
    if (event.type === "change" && value !== null) address();
  };

  // ---- the answer ----
  const fill = (id, ...children) => {
    const place = byId(id).querySelector("div") ?? byId(id);
    place.replaceChildren(...children.flat());
  };
  const paint = (control, pieces) => {
    // Stops are as far from each other as they stand, whatever they are: the scale is theirs.
    const { stops } = control,
      most = stops.length,
      at = (value) => {
        const index = stops.findIndex((stop) => stop >= value);
        if (index <= 0) return index < 0 ? most : 1;
        return index + (value - stops[index - 1]) / (stops[index] - stops[index - 1]);
      };
    const bands = pieces.map(({ outcome, low, high }) => {
      const [from, to] = [low ? at(low.at) : 1, high ? at(high.at) : most].map(
        (each) => `${((100 * (each - 0.5)) / (most - 0.5)).toFixed(2)}%`,
      );
      return `${Parts.colour(book, outcome.platform)} ${low ? from : "0%"} ${high ? to : "100%"}`;
    });
    part(control.name).style.setProperty("--bands", `linear-gradient(to right, ${bands.join(", ")})`);
  };
  const render = () => {
    waiting = false;
    const now = Engine.evaluate(book, stated),
      attempt = Changes.attempts(book, stated),
      kept = new Map();
    const pieces = (fact) => kept.get(fact.name) ?? kept.set(fact.name, Changes.pieces(fact, attempt)).get(fact.name);
    byId("verdict").replaceChildren(
      ...View.verdict(book, now, first),
      ...(strange.length
        ? [Parts.h("p", { class: "bad small" }, `The address says what is not understood: ${strange.join(", ")}`)]
        : []),
    );
    flipped(now);
    const classes = Engine.noFit(book, now);
    byId("no-fit").hidden = !classes.length;
    fill("no-fit", View.noFit(classes));
    const depends = Changes.dependences(now, book, pieces);
    byId("depends").hidden = !depends.length;
    fill("depends", View.depends(book, depends));
    fill("changes", View.changes(book, Changes.flips(book, stated, now, pieces), apply));
    fill("near", View.near(Changes.margins(book, now)));
    byId("cost").hidden = !data.costs;
    if (data.costs) fill("cost", Cost.shown(book, data.costs, now, stated, changedNames()));
    fill("decisions", View.decisions(book, now));
    fill("advice", View.advice(book, Engine.advice(book, now), now.facts));
    const text = Spec.text(data.spec, data.stated, stated, units);
    byId("spec-text").textContent = text;
    byId("spec-file").href = `data:text/yaml;charset=utf-8,${encodeURIComponent(text)}`;
    byId("costs").replaceChildren(...Parts.prose(costs()));
    const place = Place.found(data.map, stated, changedNames(), (name, value) => Units.show(value, units.get(name)));
    Place.draw(byId("map-picture"), place);
    byId("map")
      .querySelector("p")
      .replaceChildren(...Parts.prose(place.words));
    for (const control of controls)
      if (control.widget === "number" && book.facts.get(control.name).read)
        paint(control, pieces(book.facts.get(control.name)));
  };
  const changedNames = () =>
    [...new Set([...Object.keys(data.stated), ...Object.keys(stated)])].filter(
      (name) => !same(data.stated[name], stated[name]),
    );
  const costs = () => {
    const missing = ["duration", "runs_per_month", "vcpus", "memory"]
      .filter((name) => stated[name] === undefined && (name in data.stated || inSpec(name) === undefined))
      .map((name) => `\`${name}\``);
    const told = missing.length
      ? `not given ${missing.length > 1 ? "are" : "is"} ${missing.join(", ")}`
      : "all are given";
    return `A price takes the run time, the size and, for a month, how many runs there are: ${told}.`;
  };
  const flipped = (now) => {
    const names = changedNames();
    const all = names.map((name) => ({ fact: book.facts.get(name), before: data.stated[name], after: stated[name] }));
    const without = (name) => {
      const { [name]: _, ...rest } = stated;
      return name in data.stated ? { ...rest, [name]: data.stated[name] } : rest;
    };
    const causes = names.filter(
      (name) => Changes.answer(Engine.evaluate(book, without(name))) === Changes.answer(first),
    );
    byId("flipped").hidden = !names.length;
    if (names.length)
      fill(
        "flipped",
        Difference.shown(book, first, now, all, causes, (name) => apply(name, data.stated[name])),
      );
  };
  const later = () => {
    if (!waiting) {
      waiting = true;
      requestAnimationFrame(render);
    }
  };

  // ---- the address ----
  const hash = () =>
    Address.hash(
      controls,
      Object.fromEntries(
        Object.entries(stated).filter(([name, value]) => !(name in data.defaults && same(value, data.defaults[name]))),
      ),
      written,
    );
  const address = () => {
    const text = hash();
    if (text !== location.hash.slice(1)) location.hash = text || "-";
  };
  const visit = () => {
    const text = location.hash.slice(1);
    const found = text
      ? Address.stated(text === "-" ? "" : text, controls, kinds, data.units, (control, text) =>
          isWritten(control, text) ? data.stated[control.name] : undefined,
        )
      : { found: data.stated, strange: [] };
    const beyond = Object.fromEntries(Object.entries(data.stated).filter(([name]) => !named.has(name)));
    stated = { ...data.defaults, ...beyond, ...found.found };
    strange = found.strange;
    faults = new Map();
    for (const each of controls) show(each);
    render();
  };
  const apply = (name, value) => {
    set(name, value);
    faults.delete(name);
    if (named.has(name)) show(named.get(name));
    address();
    later();
  };

  byId("controls").addEventListener("input", changed);
  byId("controls").addEventListener("change", changed);
  byId("controls").addEventListener("submit", (event) => event.preventDefault());
  byId("reset").addEventListener("click", () => {
    stated = { ...data.stated };
    location.hash = hash() || "-";
    visit();
  });
  addEventListener("hashchange", visit);
  visit();
})();
