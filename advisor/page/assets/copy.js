// Copy buttons: they show themselves, for without this script they would do nothing.
"use strict";
(() => {
  const say = (button, words) => {
    const told = button.nextElementSibling;
    told.textContent = words;
    setTimeout(() => {
      told.textContent = "";
    }, 4000);
  };
  const select = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };
  const old = (element) => {
    select(element);
    try {
      return document.execCommand("copy");
    } catch {
      return false;
    }
  };
  const copy = async (button) => {
    const element = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(element.textContent);
      say(button, "Copied");
    } catch {
      say(button, old(element) ? "Copied" : "Selected: press Ctrl+C or \u2318C");
    }
  };
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
  // What is folded on a screen is read on paper.
  const folded = [];
  addEventListener("beforeprint", () => {
    for (const each of document.querySelectorAll("details:not([open])")) {
      each.open = true;
      folded.push(each);
    }
  });
  addEventListener("afterprint", () => {
    for (const each of folded.splice(0)) each.open = false;
  });
})();
