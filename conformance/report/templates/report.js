"use strict";
for (const form of document.querySelectorAll("form.filter")) {
  const items = [...document.querySelectorAll(`[data-in="${form.dataset.filters}"]`)];
  const output = form.querySelector("output");
  const apply = () => {
    const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = ["level", "status"].filter((name) => form.elements[name] && form.elements[name].value);
    let shown = 0;
    for (const item of items) {
      const fits = words.every((word) => item.dataset.text.includes(word))
        && chosen.every((name) => item.dataset[name] === form.elements[name].value);
      item.hidden = !fits;
      shown += fits;
    }
    output.textContent = shown === items.length ? `${items.length} shown` : `${shown} of ${items.length} shown`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  apply();
}
for (const block of document.querySelectorAll(".command")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    const code = block.querySelector("pre");
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    } catch {
      getSelection().selectAllChildren(code);
    }
  });
  block.append(button);
}
const reveal = () => {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target) {
    target.hidden = false;
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
  }
};
addEventListener("hashchange", reveal);
reveal();
let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details:not([open])")];
  for (const details of closed) details.open = true;
});
addEventListener("afterprint", () => { for (const details of closed) details.open = false; });
