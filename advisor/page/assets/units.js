// Amounts as text and text as amounts, as advisor/units has them; the tests hold them to it.
"use strict";
const Units = (() => {
  const STEPS = {
    s: [
      [86400, "d"],
      [3600, "h"],
      [60, "min"],
    ],
    MiB: [
      [1048576, "TiB"],
      [1024, "GiB"],
    ],
  };
  const MEMORY = [...STEPS.MiB, [1, "MiB"], [1 / 1024, "KiB"]];
  const grouped = (digits) => digits.replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));

  // The digits of a number as Python rounds them: half to even, on the number as it is stored.
  const fixed = (value, decimals) => {
    const exact = value.toFixed(Math.min(100, decimals + 60)),
      [whole, part] = exact.split(".");
    const rounded = value.toFixed(decimals);
    if (!/^50*$/.test(part.slice(decimals))) return rounded;
    const down = decimals ? `${whole}.${part.slice(0, decimals)}` : whole;
    return Number(down.at(-1)) % 2 ? rounded : down;
  };
  const rounded = (value) => (Math.abs(value % 1) === 0.5 ? 2 * Math.round(value / 2) : Math.round(value));
  const trimmed = (text) => (text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text);
  const scientific = (value) => {
    const [digits, power] = value.toExponential(2).split("e");
    return `${trimmed(digits)}e${power[0]}${power.slice(1).padStart(2, "0")}`;
  };
  const amount = (value) => {
    if (value === 0 || (value >= 1 && value < 1e15 && Number.isInteger(value))) return grouped(String(value));
    if (!(value >= 1e-9 && value < 1e15)) return scientific(value);
    const decimals = value >= 1000 ? 1 : value >= 1 ? 2 : 2 - Math.floor(Math.log10(value));
    return grouped(trimmed(fixed(value, decimals)));
  };
  const withUnit = (number, unit) => (!unit ? number : /^[A-Za-z]/.test(unit) ? `${number} ${unit}` : number + unit);
  const seconds = (value) => {
    if (value < 60) return `${amount(value)} s`;
    let rest = rounded(value * 100);
    const parts = [];
    for (const [size, name] of STEPS.s) {
      const count = Math.floor(rest / (size * 100));
      rest -= count * size * 100;
      if (count) parts.push(`${amount(count)} ${name}`);
    }
    if (rest) parts.push(`${amount(rest / 100)} s`);
    return parts.join(" ");
  };
  const even = (count, decimals = 2) => count === Number(fixed(count, decimals));
  const largest = (value) => MEMORY.find(([size]) => value >= size) ?? [1, "MiB"];
  const digits = (value) => (value >= 1000 ? rounded(value) : Number(value.toPrecision(3)));
  const brief = (value) => {
    const [size, name] = largest(value);
    return `${amount(digits(value / size))} ${name}`;
  };
  const inexact = (count) => {
    for (let decimals = 2; ; decimals++) {
      const text = fixed(count, decimals);
      if (!text.endsWith("0")) return grouped(text);
    }
  };
  const mebibytes = (given) => {
    const [top, word] = largest(given);
    if (!(given >= 1 / 1024 && given < 1e15)) return `${amount(given / top)} ${word}`;
    const value = rounded(given * 1048576) / 1048576;
    for (const [size, name] of value < 1 ? MEMORY : MEMORY.slice(0, -1)) {
      const count = value / size;
      if (count < 1 || !even(count, size === 1 && count >= 1000 ? 0 : 2)) continue;
      const about = size === 1 && count >= 102400 ? ` (about ${brief(count)})` : "";
      return `${grouped(trimmed(fixed(count, 2)))} ${name}${about}`;
    }
    return `${inexact(value / top)} ${word}`;
  };
  const apart = (one, other) => {
    let texts = [amount(one), amount(other)];
    for (let decimals = 2; one !== other && texts[0] === texts[1] && decimals < 60; decimals++) {
      texts = [one, other].map((each) => grouped(trimmed(fixed(each, decimals))));
    }
    return texts;
  };
  // A value of the limit that it is held to; the two look the same only where they are.
  const share = (value, limit, unit) => {
    if (unit === "s") {
      const shown = [seconds(value), seconds(limit)];
      return shown[0] === shown[1] && value !== limit ? `${plain(value)} of ${plain(limit)} s` : shown.join(" of ");
    }
    if (unit !== "MiB") {
      const [count, of] = apart(value, limit);
      return `${count} of ${withUnit(of, unit)}`;
    }
    const [most, its] = largest(limit),
      [size, name] = limit <= 2 * value && 2 * value <= 4 * limit ? [most, its] : largest(value);
    const [count, of] = apart(value / size, limit / most);
    return name === its ? `${count} of ${of} ${its}` : `${count} ${name} of ${of} ${its}`;
  };
  const show = (value, unit = null) => {
    if (value === undefined) return "an unknown amount";
    if (value === null) return "none";
    if (typeof value === "boolean") return value ? "yes" : "no";
    if (Array.isArray(value)) return value.map((each) => show(each, unit)).join(", ") || "none";
    if (typeof value !== "number") return String(value);
    if (value < 0) return `-${show(-value, unit)}`;
    return unit === "s" ? seconds(value) : unit === "MiB" ? mebibytes(value) : withUnit(amount(value), unit);
  };

  const plain = (value) => (/e/.test(String(value)) ? trimmed(value.toFixed(40)) : String(value));
  // As a spec would write it; what `read` makes of it is the same amount.
  const spell = (value, unit) => {
    for (const [size, name] of STEPS[unit] ?? [])
      if (value && value % size === 0) return `${plain(value / size)} ${name}`;
    if (unit === "MiB" && value > 0 && value < 1 && Number.isInteger(value * 1024)) return `${plain(value * 1024)} KiB`;
    return unit in STEPS ? `${plain(value)} ${unit}` : plain(value);
  };

  const ONE = /([0-9]+)(?:\.([0-9]+))? *([A-Za-z]+)/;
  const NUMBER = "[0-9]+(?:\\.[0-9]+)?";
  const SEVERAL = new RegExp(`^${NUMBER} *[A-Za-z]+(?: *${NUMBER} *[A-Za-z]+)+$`);
  // After the T, an M is minutes; before it, it would be months, which vary and are left out.
  const ISO = new RegExp("^P(?:#W)?(?:#D)?(?:T(?=[0-9])(?:#H)?(?:#M)?(?:#S)?)?$".replaceAll("#", NUMBER));
  // A quotient of whole numbers, rounded once: 66 bits of it, and whether there is more.
  const quotient = (top, bottom) => {
    const bits = BigInt(Math.max(0, 66 + bottom.toString(2).length - top.toString(2).length));
    const scaled = top << bits,
      result = scaled / bottom;
    return Number(scaled % bottom ? result | 1n : result) / 2 ** Number(bits);
  };
  const exact = (whole, decimals = "", [top, bottom]) =>
    quotient(BigInt(whole + decimals) * BigInt(top), BigInt(bottom) * 10n ** BigInt(decimals.length));
  // How many of the unit a text stands for; null if for none. `ratios` has the spellings of units.
  const read = (text, unit, ratios) => {
    const said = text.trim();
    const bare = /^[0-9]+(?:\.[0-9]+)?$/.test(said);
    if (!ratios[unit]) {
      const number = said.replace(/ *vCPUs?$/i, "");
      return /^[0-9][0-9,]*(?:\.[0-9]+)?$/.test(number) ? Number(number.replaceAll(",", "")) : null;
    }
    if (bare) return null; // a quantity without its unit may mean anything
    const one = said.match(new RegExp(`^${ONE.source}$`));
    if (one) return ratios[unit][one[3]] ? exact(one[1], one[2], ratios[unit][one[3]]) : null;
    const iso = unit === "s" && ISO.test(said);
    if (unit !== "s" || !(iso || SEVERAL.test(said))) return null;
    const parts = [...(iso ? said.toLowerCase().replace("t", " ") : said).matchAll(new RegExp(ONE, "g"))].map(
      (each) => [ratios.s[each[3]] ? exact(each[1], each[2], ratios.s[each[3]]) : NaN, (ratios.s[each[3]] ?? [NaN])[0]],
    );
    const falling = parts.every(([, size], index) => !index || size < parts[index - 1][1]);
    const sum = parts.reduce((total, [value]) => total + value, 0);
    return falling && Number.isFinite(sum) ? sum : null;
  };
  return { show, share, spell, read };
})();
