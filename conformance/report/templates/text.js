// What is shown of requests and answers, as lines and values. Pure functions; nothing here knows the page.

const LONGEST_LINE = 2000;
const MOST_LINES = 400;
const LINES_BEFORE = 20;

// Characters that are invisible, or that a screen would act on, as escapes such as \u{202e}.
function printable(text) {
  return text.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]/gu, (char) =>
    char === "\n" || char === "\t" ? char : `\\u{${char.codePointAt(0).toString(16)}}`);
}

function shorten(text, limit) {
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
}

function plural(number, noun, nouns) {
  return `${number.toLocaleString("en")} ${number === 1 ? noun : nouns || `${noun}s`}`;
}

function parsePath(path) {
  if (!path.startsWith("$")) return null;
  return [...path.slice(1).matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|\.?([^.[\]]+)/g)]
    .map(([, quoted, index, name]) => quoted ?? index ?? name);
}

// The lines of a JSON value, each with the path of what it shows.
function prettyLines(value) {
  const lines = [];
  const add = (item, path, lead, tail) => {
    const indent = "  ".repeat(path.length);
    const isList = Array.isArray(item);
    const entries = item !== null && typeof item === "object" ? Object.entries(item) : [];
    if (!entries.length) {
      lines.push({ text: `${indent}${lead}${JSON.stringify(item)}${tail}`, path });
      return;
    }
    lines.push({ text: `${indent}${lead}${isList ? "[" : "{"}`, path });
    entries.forEach(([key, each], index) => {
      const name = isList ? "" : `${JSON.stringify(key)}: `;
      add(each, [...path, key], name, index < entries.length - 1 ? "," : "");
    });
    lines.push({ text: `${indent}${isList ? "]" : "}"}${tail}`, path });
  };
  add(value, [], "", "");
  return lines;
}

const startsWith = (path, start) => start.every((key, index) => path[index] === key);
const samePath = (one, other) => one.length === other.length && startsWith(one, other);

// Mark what mismatches point at; where there is no such thing, mark what would hold it.
function markedLines(value, mismatches) {
  const lines = prettyLines(value);
  const marks = [];
  for (const { path, expected } of mismatches) {
    let at = parsePath(path);
    if (!at || !at.length) continue;
    const isThere = lines.some((line) => samePath(line.path, at));
    while (at.length && !lines.some((line) => samePath(line.path, at))) at = at.slice(0, -1);
    if (at.length) marks.push({ at, whole: isThere, note: `expected ${shorten(expected, 80)}` });
  }
  for (const line of lines) {
    const mark = marks.find(({ at, whole }) => (whole ? startsWith(line.path, at) : samePath(line.path, at)));
    line.marked = Boolean(mark);
    if (mark && samePath(line.path, mark.at) && !mark.told) {
      line.note = mark.note;
      mark.told = true;
    }
    line.text = shorten(line.text, LONGEST_LINE);
  }
  return windowed(lines);
}

function windowed(lines) {
  if (lines.length <= MOST_LINES) return lines;
  const first = Math.max(0, lines.findIndex((line) => line.marked));
  const start = Math.min(Math.max(0, first - LINES_BEFORE), lines.length - MOST_LINES);
  const end = start + MOST_LINES;
  const told = (count, where) => (count ? [{ text: `… ${count} lines ${where}`, marked: false }] : []);
  return [...told(start, "above"), ...lines.slice(start, end), ...told(lines.length - end, "below")];
}

// The body of an answer: marked JSON if it is JSON and whole, else its text as it came.
function bodyLines(response, mismatches) {
  if (response.bodyEncoding === "utf-8" && !response.cut) {
    try {
      return markedLines(JSON.parse(response.body), mismatches);
    } catch { /* no JSON, or nested too deeply: shown as text */ }
  }
  const note = response.bodyEncoding === "base64" ? [{ text: "(not UTF-8; shown as base64)" }] : [];
  const rest = response.cut ? [{ text: `… ${response.cut.toLocaleString("en")} more characters in report.json` }] : [];
  const lines = response.body ? response.body.split("\n").map((text) => ({ text: shorten(text, LONGEST_LINE) })) : [{ text: "(empty)" }];
  return windowed([...note, ...lines, ...rest]);
}

// Where two values part: JSON is compared field by field, other text by its first and last difference.
function fieldDifferences(expected, actual, name) {
  let pair;
  try {
    pair = [JSON.parse(expected), JSON.parse(actual)];
  } catch {
    return [];
  }
  if (pair.some((value) => value === null || typeof value !== "object")) return [];
  const found = [];
  compare(pair[0], pair[1], name, found);
  return found;
}

function compare(expected, actual, path, found) {
  const [one, other] = [JSON.stringify(expected), JSON.stringify(actual)];
  if (one === other) return;
  const isTree = (value) => value !== null && typeof value === "object";
  if (!isTree(expected) || !isTree(actual) || Array.isArray(expected) !== Array.isArray(actual)) {
    found.push({ path, kind: "changed", expected: one, actual: other });
  } else if (Array.isArray(expected) && ![...expected, ...actual].some(isTree)) {
    for (const item of without(expected, actual)) found.push({ path, kind: "missing", expected: item });
    for (const item of without(actual, expected)) found.push({ path, kind: "unexpected", actual: item });
    if (!without(expected, actual).length && !without(actual, expected).length) {
      found.push({ path, kind: "in another order", expected: one, actual: other });
    }
  } else {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      const at = Array.isArray(expected) ? `${path}[${key}]` : `${path}.${key}`;
      if (!(key in actual)) found.push({ path: at, kind: "missing", expected: JSON.stringify(expected[key]) });
      else if (!(key in expected)) found.push({ path: at, kind: "unexpected", actual: JSON.stringify(actual[key]) });
      else compare(expected[key], actual[key], at, found);
    }
  }
}

function without(items, others) {
  const left = others.map((each) => JSON.stringify(each));
  return items.map((each) => JSON.stringify(each)).filter((each) => {
    const at = left.indexOf(each);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

// Both texts as [same, differing, same], so that the middle can be set apart.
function textParts(one, other) {
  const least = Math.min(one.length, other.length);
  let start = 0;
  while (start < least && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < least - start && one[one.length - 1 - end] === other[other.length - 1 - end]) end += 1;
  return [one, other].map((text) => [text.slice(0, start), text.slice(start, text.length - end), text.slice(text.length - end)]);
}

function duration(seconds) {
  if (seconds < 0.9995) return `${(seconds * 1000).toPrecision(3).replace(/\.0+$/, "")} ms`;
  if (seconds < 100) return `${seconds.toPrecision(3)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

// Commands to paste into a POSIX shell, quoted as Python's shlex quotes.
function shellQuote(word) {
  return word && !/[^\w@%+=:,./-]/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}

function pytestCommand(report, verdict) {
  const item = verdict.source ? [`${verdict.source}::${verdict.id}`] : [];
  const options = { target: verdict.target, "api-version": verdict.version, seed: report.seed };
  const words = Object.entries(options).filter(([, value]) => value).map(([name, value]) => `--${name}=${value}`);
  return ["pytest", ...item, ...words].map(shellQuote).join(" ");
}

function curlCommand(report, verdict, request, document) {
  const body = { query: document, variables: request.variables };
  if (request.operationName) body.operationName = request.operationName;
  return [
    `curl -sS ${endpointOf(report, verdict.target, request.version)}`,
    "-H 'Content-Type: application/json'",
    '-H "X-Shopify-Access-Token: $SHOPIFY_ACCESS_TOKEN"',
    `--data-raw ${shellQuote(JSON.stringify(body))}`,
  ].join(" \\\n  ");
}

function endpointOf(report, name, version) {
  const path = `/admin/api/${version}/graphql.json`;
  if (name.includes("://")) {
    const hasPath = /^[^:]+:\/\/[^/]+\/+[^/?]/.test(name);
    return shellQuote(hasPath ? name : name.replace(/\/+$/, "") + path);
  }
  const target = report.targets.find((each) => each.name === name);
  const isShopify = target ? target.isShopify : report.target.isShopify;
  return `"${isShopify ? "https://$SHOPIFY_STORE" : "http://127.0.0.1:$PORT"}${path}"`;
}
