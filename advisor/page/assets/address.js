// The question in the address: `#duration=20min&memory=8GiB&efa=yes`, readable and to be shared.
"use strict";
const Address = (() => {
  const encoded = (text) => encodeURIComponent(text).replace(/%(2F|3A|40)/g, decodeURIComponent);
  const text = (control, value, written) => {
    if (Array.isArray(value)) return value.map(encoded).join(",");
    if (typeof value === "boolean") return value ? "yes" : "no";
    if (typeof value === "number") return encoded(written(control, value).replaceAll(" ", ""));
    return value === null ? "none" : encoded(value);
  };
  // The value that a text stands for; undefined where it stands for none.
  const read = (control, kind, text, ratios) => {
    if (kind === "list") return text === "" ? [] : text.split(",").map(decodeURIComponent);
    const said = decodeURIComponent(text);
    if (kind === "boolean") return { yes: true, true: true, no: false, false: false }[said];
    if (kind === "number")
      return ((value) => (value !== null && value <= 2 ** 50 ? value : undefined))(
        Units.read(said, control.unit, ratios),
      );
    return said || undefined;
  };
  const hash = (controls, stated, written) =>
    controls
      .filter(({ name }) => stated[name] !== undefined)
      .map((control) => `${control.name}=${text(control, stated[control.name], written)}`)
      .join("&");
  // What an address states, and the parts of it that are not understood.
  const stated = (hash, controls, kinds, ratios, asWritten) => {
    const found = {},
      strange = [];
    for (const part of hash.replace(/^#/, "").split("&").filter(Boolean)) {
      const [name, ...rest] = part.split("="),
        control = controls.find((each) => each.name === name);
      let value;
      try {
        value =
          control &&
          (asWritten(control, decodeURIComponent(rest.join("="))) ??
            read(control, kinds.get(name), rest.join("="), ratios));
      } catch {
        value = undefined;
      }
      if (value === undefined) strange.push(part);
      else found[name] = value;
    }
    return { found, strange };
  };
  return { hash, stated };
})();
