// The results: a matrix of scenarios by targets and API versions, searched, opened, and kept in the address.

const MOST_ROWS = 300;
const ORDER = ["failed", "errored", "discovery", "known failure", "passed", "not applicable"];

const report = JSON.parse(document.getElementById("report-data").textContent);
const rules = new Map(report.requirements.map((row) => [row.id, row]));
const several = new Set(report.verdicts.map((verdict) => verdict.target)).size > 1;
const view = { state: readState(location.hash), expanded: new Set(), folded: new Set(), limit: MOST_ROWS, touched: false };

const keyOf = (verdict) => (several ? `${verdict.id}@${verdict.target}` : verdict.id);

const columns = [];
const byColumn = new Map();
const rows = [];
const cellByKey = new Map();
index();

function index() {
  const byScenario = new Map();
  for (const verdict of report.verdicts) {
    const name = JSON.stringify([verdict.target, verdict.version]);
    if (!byColumn.has(name)) {
      byColumn.set(name, columns.length);
      columns.push({ target: verdict.target, version: verdict.version });
    }
    let row = byScenario.get(verdict.scenario);
    if (!row) {
      row = { scenario: verdict.scenario, area: verdict.area, title: verdict.title, level: verdict.level, evidence: verdict.evidence, cells: [] };
      byScenario.set(verdict.scenario, row);
      rows.push(row);
    }
    const cell = { verdict, row, key: keyOf(verdict), state: stateOf(verdict) };
    row.cells[byColumn.get(name)] = cell;
    cellByKey.set(cell.key, cell);
  }
  for (const row of rows) {
    const states = new Set(row.cells.filter((cell) => cell && cell.state !== "not applicable").map((cell) => cell.state));
    row.differs = states.size > 1;
    row.rank = Math.min(...row.cells.filter(Boolean).map((cell) => ORDER.indexOf(cell.state)));
    for (const cell of row.cells) if (cell) describe(cell, row);
  }
}

function describe(cell, row) {
  const { verdict } = cell;
  const broken = (verdict.mismatches || []).flatMap((mismatch) => mismatch.requirements);
  const lower = (texts) => texts.map((text) => text.toLowerCase());
  cell.fields = {
    status: cell.state, level: verdict.level.toLowerCase(), area: verdict.area.toLowerCase(), code: lower(verdict.codes || []),
    evidence: verdict.evidence, requirement: lower([...verdict.proves, ...broken]), id: verdict.id.toLowerCase(),
    target: verdict.target.toLowerCase(), version: verdict.version.toLowerCase(),
    is: [row.differs && "different", verdict.known && "known", verdict.known && verdict.known.daysLeft < 0 && verdict.known.daysLeft !== null && "expired",
      (verdict.calls || []).some((call) => call[5]) && "retried"].filter(Boolean),
  };
  cell.text = [verdict.id, verdict.title, ...verdict.proves, ...broken, verdict.reason, verdict.cited, verdict.source,
    ...(verdict.mismatches || []).map((mismatch) => `${mismatch.message} ${mismatch.path}`)].filter(Boolean).join(" ").toLowerCase();
}

const explorer = document.getElementById("explorer");
const search = document.getElementById("search");
const told = document.getElementById("told");
const problem = document.getElementById("problem");

function found() {
  const { terms, problems } = parseQuery(view.state.q);
  problem.textContent = problems.join(" ");
  problem.hidden = !problems.length;
  const fitting = rows.filter((row) => row.cells.some((cell) => cell && cellFits(cell, terms)));
  return { fitting, isSearch: terms.length > 0 };
}

function render() {
  const { fitting, isSearch } = found();
  const where = columns.length > 1 ? ` in ${columns.length} columns` : "";
  told.textContent = `${isSearch ? `${fitting.length.toLocaleString("en")} of ` : ""}${counted(rows.length)}${where}`;
  const areas = new Map();
  for (const row of fitting) {
    if (!areas.has(row.area)) areas.set(row.area, []);
    areas.get(row.area).push(row);
  }
  const table = h("table", { class: `matrix${columns.length > 1 ? " wide" : ""}` },
    h("caption", { class: "hidden-label" }, "Cases by area, with their status on each target and API version"),
    h("colgroup", {}, h("col"), h("col", { class: "narrow" }), h("col", { class: "middle" }), columns.map(() => h("col", { class: "outcome" }))), headOf());
  if (columns.length > 3) table.style.minWidth = `${530 + 168 * columns.length}px`;
  let left = view.limit;
  let hidden = 0;
  for (const [area, all] of [...areas].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const isOpen = view.folded.has(area) ? false : view.expanded.has(area) || isSearch || all.some((row) => row.rank < 4);
    const sorted = [...all].sort((one, other) => one.rank - other.rank);
    const body = h("tbody", {}, areaOf(area, all, isOpen));
    if (isOpen) {
      // An area that is open because something failed shows that first; the rest is one click away.
      const brief = !isSearch && !view.expanded.has(area);
      const shown = sorted.filter((row) => !brief || row.rank < 4 || row.cells.some((cell) => cell && cell.key === view.state.open));
      for (const row of shown.slice(0, left)) body.append(...rowOf(row));
      hidden += Math.max(0, shown.length - left);
      left = Math.max(0, left - shown.length);
      if (brief && shown.length < sorted.length) body.append(restOf(area, sorted.length - shown.length));
    }
    table.append(body);
  }
  explorer.replaceChildren(fitting.length ? table : h("p", { class: "nothing" }, "No case fits the search."));
  if (hidden) {
    explorer.append(h("button", { type: "button", class: "more", onclick: () => { view.limit += 1000; render(); } }, `Show ${counted(hidden)} more`));
  }
}

function headOf() {
  const names = columns.map(({ target, version }) => h("th", { scope: "col", class: "cell" }, several ? [printable(target), h("br")] : "", version));
  return h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Case"), h("th", { scope: "col" }, "Level"), h("th", { scope: "col" }, "Evidence"), names));
}

function areaOf(area, all, isOpen) {
  const counts = columns.map((_, at) => {
    const states = all.map((row) => row.cells[at] && row.cells[at].state).filter(Boolean);
    return h("td", { class: "cell" }, ORDER.filter((state) => states.includes(state)).map((state) =>
      h("span", { class: `tally ${tone(state)}`, title: state }, h("span", { "aria-hidden": "true" }, GLYPHS[state]),
        ` ${states.filter((each) => each === state).length}`, h("span", { class: "hidden-label" }, ` ${state}`))));
  });
  const toggle = () => {
    view.folded.delete(area);
    view.expanded.delete(area);
    (isOpen ? view.folded : view.expanded).add(area);
    render();
    document.getElementById(`area-${area}`)?.focus();
  };
  const different = all.filter((row) => row.differs).length;
  return h("tr", { class: "area" },
    h("th", { scope: "rowgroup", colspan: "3" },
      h("button", { type: "button", id: `area-${area}`, "aria-expanded": String(isOpen), onclick: toggle }, printable(area)),
      h("span", { class: "quiet" }, ` ${counted(all.length)}`), different ? differs(` ${different} differ`) : ""),
    counts);
}

const counted = (number) => plural(number, "case");
const differs = (words) => h("span", { class: "differs" }, h("span", { "aria-hidden": "true" }, "≠"), words);

function restOf(area, count) {
  return h("tr", { class: "rest" }, h("td", { colspan: String(3 + columns.length) },
    h("button", { type: "button", onclick: () => { view.expanded.add(area); render(); } }, `Show the other ${count} of ${printable(area)}`)));
}

function rowOf(row) {
  const open = row.cells.find((cell) => cell && cell.key === view.state.open);
  const worst = row.cells.filter(Boolean).sort((one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state))[0];
  const cells = columns.map((_, at) => {
    const cell = row.cells[at];
    if (!cell) return h("td", { class: "cell quiet" }, "not run");
    const label = `${cell.state}: ${cell.verdict.id}${several ? ` on ${cell.verdict.target}` : ""}`;
    return h("td", { class: "cell" }, h("button", { type: "button", class: `pill ${tone(cell.state)}`, "data-key": cell.key,
      "aria-expanded": String(cell === open), "aria-label": label, onclick: () => choose(cell) },
      h("span", { "aria-hidden": "true" }, GLYPHS[cell.state]), ` ${cell.state}`));
  });
  const line = h("tr", { class: `row ${tone(worst.state)}${open ? " open" : ""}` },
    h("th", { scope: "row" }, h("button", { type: "button", class: "title", "aria-expanded": String(Boolean(open)), onclick: () => choose(open || worst) }, prose(row.title)),
      h("span", { class: "id" }, h("code", {}, printable(row.scenario)), row.differs ? differs(" differs") : "")),
    h("td", {}, h("span", { class: "level" }, row.level)), h("td", { class: "quiet" }, row.evidence), cells);
  return open ? [line, detailRow(open)] : [line];
}

function detailRow(cell) {
  const { verdict } = cell;
  const where = columns.length > 1 ? h("p", { class: "where" }, pill(cell.state), ` on ${printable(verdict.target)}, API version ${verdict.version}`) : "";
  const link = h("a", { href: writeState({ open: cell.key }), class: "anchor" }, "Link to this case");
  return h("tr", { class: "detail" }, h("td", { colspan: String(3 + columns.length) },
    h("div", { role: "region", "aria-label": `Details of ${verdict.id}` }, where, detailOf(report, verdict, rules), link)));
}

function choose(cell) {
  const isOpen = view.state.open === cell.key;
  change({ open: isOpen ? "" : cell.key });
  explorer.querySelector(`[data-key="${CSS.escape(cell.key)}"]`)?.closest("tr").querySelector("button.title").focus({ preventScroll: true });
}

function change(entries) {
  Object.assign(view.state, entries);
  history.replaceState(null, "", writeState(view.state) || location.href.split("#")[0]);
  render();
}

// A link into the page: a search, an opened case, or a place that the browser finds by itself.
function follow() {
  const next = readState(location.hash);
  if (!next.q && !next.open && location.hash) return reveal();
  Object.assign(view.state, next);
  view.limit = MOST_ROWS;
  view.folded.clear();
  search.value = next.q;
  const cell = cellByKey.get(next.open);
  render();
  if (next.open && !cell) told.textContent += `; no case is called ${next.open}`;
  const place = cell ? explorer.querySelector("tr.open") : next.q ? document.getElementById("results") : null;
  place?.scrollIntoView();
  return undefined;
}

function reveal() {
  const place = document.getElementById(decoded(location.hash.slice(1)));
  if (!place) return;
  place.hidden = false;
  for (let node = place; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
  place.scrollIntoView();
}

let waiting = 0;
search.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => { view.limit = MOST_ROWS; view.folded.clear(); change({ q: search.value.trim() }); }, 60);
});
search.form.addEventListener("submit", (event) => event.preventDefault());
for (const button of document.querySelectorAll("button[data-query]")) {
  button.addEventListener("click", () => { search.value = button.dataset.query; view.folded.clear(); change({ q: button.dataset.query }); search.focus(); });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const isTyping = event.target.matches?.("input, select, textarea");
  if (event.key === "Escape") {
    if (view.state.open) change({ open: "" });
    else if (view.state.q) { search.value = ""; change({ q: "" }); }
    if (isTyping) event.target.blur();
  } else if (event.key === "/" && !isTyping) {
    event.preventDefault();
    search.focus();
    search.select();
  } else if ((event.key === "j" || event.key === "k") && !isTyping) {
    const titles = [...explorer.querySelectorAll("button.title")];
    const at = titles.findIndex((each) => each.closest("tr").contains(document.activeElement) || each.closest("tr").nextElementSibling?.contains(document.activeElement));
    const next = titles[Math.max(0, Math.min(titles.length - 1, at + (event.key === "j" ? 1 : at < 0 ? 1 : -1)))];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  }
});

// Requirements have a filter of their own.
const filter = document.getElementById("filter");
if (filter) {
  const items = [...document.querySelectorAll("tr[data-status]")];
  const apply = () => {
    const words = filter.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const item of items) {
      item.hidden = !(words.every((word) => item.textContent.toLowerCase().includes(word))
        && ["level", "status"].every((name) => !filter.elements[name].value || item.dataset[name] === filter.elements[name].value));
      shown += !item.hidden;
    }
    filter.querySelector("output").textContent = `${shown} of ${items.length}`;
  };
  filter.addEventListener("input", apply);
  filter.addEventListener("submit", (event) => event.preventDefault());
  filter.hidden = false;
}

// On paper nothing can be opened: whatever did not pass is printed in full.
let before = null;
addEventListener("beforeprint", () => {
  before = { closed: [...document.querySelectorAll("main details:not([open])")] };
  for (const details of before.closed) details.open = true;
  const printed = h("section", { id: "printed" }, h("h2", {}, "Cases that did not pass"));
  for (const row of rows) {
    for (const cell of row.cells) {
      if (cell && cell.state !== "passed" && cell.state !== "not applicable" && printed.childElementCount < 100) {
        printed.append(h("article", {}, h("h3", {}, pill(cell.state), " ", prose(row.title)), h("p", { class: "id" }, h("code", {}, printable(cell.verdict.id))), detailOf(report, cell.verdict, rules)));
      }
    }
  }
  document.querySelector("main").append(printed);
});
addEventListener("afterprint", () => {
  for (const details of before?.closed || []) details.open = false;
  document.getElementById("printed")?.remove();
});

addEventListener("hashchange", follow);
search.form.hidden = false;
document.getElementById("scriptless").remove();
if (location.hash && !view.state.q && !view.state.open) render();
follow();
