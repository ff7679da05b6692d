// The search: words, and `key:value` terms. Pure functions; nothing here knows the page.

const QUERY_KEYS = {
  status: "passed, failed, known, discovery, errored, na; commas mean or",
  level: "must, should, may",
  area: "the area of a scenario",
  code: "an error code that was answered",
  evidence: "documented, observed, assumed",
  requirement: "a rule that the case proves or breaks",
  id: "a part of the scenario's id",
  target: "who was asked",
  version: "the API version",
  is: "different (between targets or versions), known, expired, retried",
};
const QUERY_WORDS = {
  status: ["passed", "failed", "known failure", "discovery", "errored", "not applicable"],
  level: ["must", "should", "may"],
  evidence: ["documented", "observed", "assumed"],
  is: ["different", "known", "expired", "retried"],
};
const QUERY_ALIASES = {
  status: { na: "not applicable", "n/a": "not applicable", skipped: "not applicable", ok: "passed", error: "errored" },
  is: { differs: "different" },
};
const QUERY_EXACT = new Set(["level", "version"]);

function parseQuery(text) {
  const terms = [];
  const problems = [];
  for (const found of text.toLowerCase().matchAll(/(-?)(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/g)) {
    const [, minus, key = "", quoted, bare] = found;
    const word = quoted ?? bare;
    if (key && !(key in QUERY_KEYS)) {
      const near = nearestWord(key, Object.keys(QUERY_KEYS));
      problems.push(`There is no key "${key}".${near ? ` Did you mean "${near}"?` : ""}`);
      continue;
    }
    const values = (key && quoted === undefined ? word.split(",") : [word]).filter(Boolean)
      .map((value) => (QUERY_ALIASES[key] || {})[value] || value);
    if (!values.length) continue;
    for (const value of values) {
      const known = QUERY_WORDS[key];
      if (known && !known.some((each) => each.startsWith(value))) {
        const near = nearestWord(value, known);
        problems.push(`"${key}" has no value "${value}".${near ? ` Did you mean "${near}"?` : ` It takes ${known.join(", ")}.`}`);
      }
    }
    terms.push({ key, values, negated: minus === "-" });
  }
  return { terms, problems };
}

// A row is shown if one of its cells fits every term. `different` is a property of the row that its cells share.
function cellFits(cell, terms) {
  return terms.every((term) => term.values.some((value) => valueFits(cell, term.key, value)) !== term.negated);
}

function valueFits(cell, key, value) {
  if (!key) return cell.text.includes(value);
  const held = cell.fields[key];
  if (Array.isArray(held)) return held.some((each) => each.startsWith(value));
  if (QUERY_EXACT.has(key)) return held === value;
  return key === "id" || key === "target" ? held.includes(value) : held.startsWith(value);
}

function nearestWord(word, known) {
  let best = "";
  let least = Math.max(2, Math.ceil(word.length / 2));
  for (const each of known) {
    const distance = editDistance(word, each);
    if (distance < least) [best, least] = [each, distance];
  }
  return best;
}

function editDistance(one, other) {
  let before = [...Array(other.length + 1).keys()];
  for (let i = 1; i <= one.length; i += 1) {
    const now = [i];
    for (let j = 1; j <= other.length; j += 1) {
      now[j] = Math.min(before[j] + 1, now[j - 1] + 1, before[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
    }
    before = now;
  }
  return before[other.length];
}

// The state of the page in its address: `#q=status:failed&open=update/note[2026-10]`.
function readState(hash) {
  const state = { q: "", open: "" };
  for (const part of hash.replace(/^#/, "").split("&")) {
    const at = part.indexOf("=");
    const name = part.slice(0, at);
    if (at > 0 && name in state) state[name] = decoded(part.slice(at + 1));
  }
  return state;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function writeState(state) {
  const parts = Object.entries(state).filter(([, value]) => value)
    .map(([name, value]) => `${name}=${encodeURIComponent(value).replace(/%(?:2F|3A|2C|5B|5D|40)/g, decodeURIComponent)}`);
  return parts.length ? `#${parts.join("&")}` : "";
}
