// One case in full. Everything is set as text: nothing that a server answered can become markup.

const GLYPHS = { passed: "✓", failed: "✕", "known failure": "◐", discovery: "◆", errored: "!", untested: "○", "not applicable": "–" };
const STEPS = {
  failed: "Compare what was expected with what was answered, below. If the target is wrong, mend it and run the command again. If the expectation is wrong, correct the scenario at the line named. If the failure is accepted for now, list it as known, with an owner and a date.",
  "known failure": "Expected to fail for now. It counts as broken all the same; ask its owner before the time is up.",
  discovery: "The store is right and the assumption was wrong: correct the expectation in the scenario, and mark it as observed.",
  errored: "This says nothing about the target. Mend what stood in the way and run the command again.",
  "not applicable": "Not run, for the reason named. It counts neither for nor against the target.",
  passed: "Nothing to do.",
};

function h(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key === "onclick") element.addEventListener("click", value);
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return element;
}

const tone = (state) => state.replaceAll(" ", "-");

function stateOf(verdict) {
  return verdict.known && verdict.status === "failed" ? "known failure" : verdict.status;
}

function pill(state) {
  return h("span", { class: `pill ${tone(state)}` }, h("span", { "aria-hidden": "true" }, GLYPHS[state]), ` ${state}`);
}

// Sentences may hold `code spans`.
function prose(text) {
  return printable(text).split(/`([^`\n]+)`/).map((part, index) => (index % 2 ? h("code", {}, part) : part));
}

// A web page becomes a link, named by its host and its last part; anything else stays text.
function linkOr(text) {
  const page = text.match(/^https:\/\/([^/\s]+)(\/\S*)?$/);
  if (!page) return printable(text);
  const last = (page[2] || "").replace(/\/+$/, "").split("/").pop();
  return h("a", { href: text }, printable(shorten(last ? `${page[1]} … ${last}` : page[1], 80)));
}

function copyable(title, text) {
  const code = h("pre", { tabindex: "0" }, text);
  const button = h("button", { type: "button", class: "copy" }, "Copy");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    } catch {
      getSelection().selectAllChildren(code);
    }
  });
  return h("div", { class: "command" }, h("h5", {}, title), code, button);
}

function codeLines(lines) {
  const pre = h("pre", { tabindex: "0" });
  lines.forEach((line, index) => {
    if (index) pre.append("\n");
    const text = printable(line.text);
    pre.append(line.marked ? h("mark", {}, text) : text);
    if (line.note) pre.append(" ", h("span", { class: "note" }, printable(line.note)));
  });
  return pre;
}

function detailOf(report, verdict, rules) {
  const state = stateOf(verdict);
  const named = (verdict.mismatches || []).flatMap((mismatch) => mismatch.requirements);
  const names = [...new Set([...named, ...verdict.proves])];
  return h("div", { class: `case ${tone(state)}` },
    h("p", { class: "todo" }, h("b", {}, "What to do: "), STEPS[state]),
    verdict.reason ? h("p", { class: "reason" }, printable(verdict.reason)) : "",
    verdict.tries ? h("p", { class: "reason" }, `Tried ${verdict.tries.length + 1} times; before: ${verdict.tries.join(", ")}`) : "",
    verdict.known ? knownOf(verdict.known) : "",
    h("section", {}, h("h4", {}, "What must hold"), h("ul", { class: "rules" }, names.map((name) => ruleOf(rules.get(name), name, named)))),
    placeOf(verdict),
    mismatchesOf(verdict),
    callsOf(report, verdict),
    copyable("Run this case again", printable(pytestCommand(report, verdict))),
  );
}

function knownOf(known) {
  const left = known.daysLeft === null ? "no end" : known.daysLeft < 0 ? `expired ${plural(-known.daysLeft, "day")} ago` : `${plural(known.daysLeft, "day")} left`;
  return h("p", { class: "reason" }, h("b", {}, "Known failure: "), printable(known.reason), " · owner ", printable(known.owner),
    known.expires ? ` · until ${known.expires}` : "", ` · ${left}`, known.link ? [" · ", linkOr(known.link)] : "");
}

function ruleOf(row, name, broken) {
  if (!row) return h("li", {}, h("code", {}, printable(name)));
  return h("li", {},
    h("span", { class: "level" }, row.level), " ", h("a", { href: `#req-${encodeURIComponent(name)}` }, h("code", {}, printable(name))),
    broken.includes(name) ? h("b", { class: "failed word" }, " broken here") : "", " ", prose(row.statement),
    h("span", { class: "quiet" }, ` ${row.evidence}: `, row.source ? linkOr(row.source) : "no source named"));
}

function placeOf(verdict) {
  const place = verdict.source ? `${verdict.source}${verdict.line ? `:${verdict.line}` : ""}` : "";
  return h("p", { class: "place" },
    place ? ["Scenario at ", h("code", {}, printable(place)), " · "] : "",
    `expectation ${verdict.evidence}`, verdict.cited ? [" (", linkOr(verdict.cited), ")"] : "",
    verdict.codes ? [" · error codes answered: ", verdict.codes.map((code) => [h("code", {}, printable(code)), " "]).flat()] : "",
    verdict.served && verdict.served.join() !== verdict.version ? ` · served by API version ${verdict.served.join(", ")}` : "");
}

function mismatchesOf(verdict) {
  const all = verdict.mismatches || [];
  if (!all.length) return "";
  const shown = all.slice(0, 20);
  return h("section", {},
    h("h4", {}, all.length === 1 ? "The difference" : `The ${all.length} differences`),
    shown.map((mismatch) => mismatchOf(verdict, mismatch)),
    all.length > shown.length ? h("p", { class: "quiet" }, `… and ${all.length - shown.length} more in report.json.`) : "");
}

function mismatchOf(verdict, mismatch) {
  const [expected, actual] = textParts(printable(mismatch.expected), printable(mismatch.actual));
  const side = (word, parts) => h("div", { class: `pair ${word}` }, h("dt", {}, word), h("dd", {}, h("code", {}, parts[0], parts[1] ? h("b", {}, parts[1]) : "", parts[2])));
  const name = (parsePath(mismatch.path) || []).pop() || "value";
  const fields = fieldDifferences(mismatch.expected, mismatch.actual, name).slice(0, 12);
  const stated = mismatch.line ? `stated at ${verdict.source ? `${printable(verdict.source)}:` : "line "}${mismatch.line}` : "checked on every exchange, unasked";
  return h("div", { class: "mismatch" },
    h("p", {}, h("strong", {}, prose(mismatch.message)),
      h("span", { class: "where" }, "at ", h("code", {}, printable(mismatch.path)), mismatch.exchange >= 0 ? ` in answer ${mismatch.exchange + 1}` : "",
        ` · ${stated} · ${mismatch.level}, ${mismatch.evidence}`)),
    h("dl", {}, side("expected", expected), side("actual", actual)),
    fields.length ? h("ul", { class: "fields" }, fields.map((field) => h("li", {}, h("code", {}, printable(field.path)), ` ${field.kind}`,
      field.expected !== undefined ? [": expected ", h("code", { class: "was" }, printable(shorten(field.expected, 200)))] : "",
      field.actual !== undefined ? [field.expected !== undefined ? ", answered " : ": ", h("code", { class: "is" }, printable(shorten(field.actual, 200)))] : ""))) : "");
}

// Each request of a case in order, as a bar on one time scale; opened, it shows what was sent and answered.
function callsOf(report, verdict) {
  const calls = verdict.calls || [];
  if (!calls.length) return "";
  const longest = Math.max(...calls.map((call) => call[3]), 1e-9);
  const costs = calls.map((call) => call[4]).filter((cost) => cost !== null);
  const retries = calls.reduce((sum, call) => sum + call[5], 0);
  const total = [plural(calls.length, "request"), duration(verdict.seconds),
    costs.length ? `${+costs.reduce((sum, cost) => sum + cost, 0).toFixed(2)} points` : "", retries ? plural(retries, "retry", "retries") : ""].filter(Boolean).join(", ");
  const note = verdict.omitted ? "This page has no room for the requests and answers of this case; report.json has them."
    : verdict.exchanges ? "" : "Requests and answers of cases that passed are not kept.";
  return h("section", {}, h("h4", {}, "What was sent ", h("span", { class: "quiet" }, total)),
    h("ol", { class: "calls" }, calls.map((call, index) => callOf(report, verdict, call, index, longest))),
    note ? h("p", { class: "quiet" }, note) : "");
}

function callOf(report, verdict, call, index, longest) {
  const [purpose, text, status, seconds, cost, retries] = call;
  const wrong = (verdict.mismatches || []).filter((mismatch) => mismatch.exchange === index);
  const head = [
    h("span", { class: "part" }, printable(purpose)), h("span", { class: "asked" }, printable(report.texts[text])),
    h("span", { class: "bar", "aria-hidden": "true" }, h("span", { style: `width:${Math.max(2, (100 * seconds) / longest)}%` })),
    h("span", { class: "number" }, duration(seconds)), h("span", { class: "number" }, cost === null ? "" : `${cost} points`),
    h("span", {}, `HTTP ${status}`, retries ? ` after ${plural(retries, "retry", "retries")}` : ""), wrong.length ? pill("failed") : "",
  ];
  const exchange = (verdict.exchanges || [])[index];
  if (!exchange) return h("li", {}, h("div", { class: "call" }, head));
  const details = h("details", { class: "exchange", open: wrong.length > 0 }, h("summary", { class: "call" }, head));
  const fill = () => { if (details.open && details.childElementCount === 1) details.append(exchangeOf(report, verdict, exchange, wrong)); };
  details.addEventListener("toggle", fill);
  fill();
  return h("li", {}, details);
}

function exchangeOf(report, verdict, exchange, wrong) {
  const { request, response } = exchange;
  const sent = report.texts[request.document];
  const headers = Object.entries(response.headers).sort().map(([name, value]) => ({
    text: `${name}: ${value}`, marked: wrong.some((mismatch) => mismatch.path.toLowerCase() === `http ${name}`),
  }));
  const isWrongStatus = wrong.some((mismatch) => mismatch.path === "HTTP status");
  return h("div", { class: "columns" },
    h("div", {}, h("h5", {}, `Request, API version ${request.version}`), h("pre", { tabindex: "0" }, printable(sent.replace(/^\n+|\n+$/g, ""))),
      Object.keys(request.variables).length ? [h("h5", {}, "Variables"), codeLines(markedLines(request.variables, []))] : "",
      h("details", {}, h("summary", {}, "As a curl command"), copyable("The token comes from the environment", printable(curlCommand(report, verdict, request, sent))))),
    h("div", {}, h("h5", { class: isWrongStatus ? "failed word" : "" }, `Answer, HTTP ${response.status}`), codeLines(bodyLines(response, wrong)),
      headers.length ? h("details", { open: headers.some((line) => line.marked) }, h("summary", {}, plural(headers.length, "header")), codeLines(headers)) : ""));
}
