/* Search in a site of tei-tools: no server, no other host. What a query needs is loaded as scripts, because a page
   that was opened from a disk may load scripts and nothing else. */
"use strict";
const tei = (() => {
  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const value = new Map(Array.from(DIGITS, (digit, at) => [digit, at]));
  const base = new URL("../", document.currentScript.src);
  const fold = new Map();
  const waiting = new Map();   // address of a script: what is to be done with what it says
  const kept = new Map();      // address of a script: a promise of what it said
  let known = null;
  const SHOWN = 10, PASSAGES = 3, BEFORE = 24, BEHIND = 72;

  // ----- folding and finding: as tei_tools/search/grams.py -----
  const folded = (text) => Array.from(text, (c) => fold.get(c) ?? c);
  const blank = /^\s$/u;
  const squeezed = (text) => folded(text).filter((c) => !isBlank(c));
  // What Python takes for white space: U+FEFF is none there, and the separators U+001C to U+001F and U+0085 are.
  function isBlank(c) { return (blank.test(c) && c !== "\ufeff") || (c >= "\x1c" && c <= "\x1f") || c === "\x85"; }

  function places(text, term) {   // ranges of code points
    if (!term.length) return [];
    const at = [], line = [];
    folded(text).forEach((c, i) => { if (!isBlank(c)) { at.push(i); line.push(c); } });
    const found = [];
    for (let i = 0; i + term.length <= line.length; i++) {
      if (term.every((c, k) => line[i + k] === c)) {
        found.push([at[i], at[i + term.length - 1] + 1]);
        i += term.length - 1;
      }
    }
    return found;
  }

  function joined(ranges) {
    const found = [];
    for (const [start, end] of ranges.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
      const last = found[found.length - 1];
      if (last && start < last[1]) last[1] = Math.max(last[1], end); else found.push([start, end]);
    }
    return found;
  }

  function terms(query) {
    const wanted = [], without = [];
    for (const [, minus, a, b, c] of query.matchAll(/(-?)(?:"([^"]*)"|“([^”]*)”|((?:\ufeff|[^\s\x1c-\x1f\x85])+))/gu)) {
      const term = squeezed(a ?? b ?? c ?? "");
      if (term.length) (minus ? without : wanted).push(term);
    }
    return { wanted, without };
  }

  // ----- scripts -----
  function load(name) {
    if (!kept.has(name)) {
      kept.set(name, new Promise((done, failed) => {
        waiting.set(name, done);
        const script = document.createElement("script");
        script.src = new URL(name, base);
        script.charset = "utf-8";
        script.onerror = () => failed(new Error(name));
        document.head.append(script);
      }));
    }
    return kept.get(name);
  }
  const told = (name, data) => { const done = waiting.get(name); waiting.delete(name); if (done) done(data); };

  function shardOf(key) {
    let found = 0x811c9dc5;
    for (const c of key) found = Math.imul(found ^ c.codePointAt(0), 0x01000193) >>> 0;
    return found % known.shards;
  }

  async function numbers(key) {
    const code = (await load(`data/k/${shardOf(key)}.js`))[key] ?? "";
    const found = [];
    let last = 0, number = 0, shift = 0;
    for (const digit of code) {
      const bits = value.get(digit);
      number += (bits & 31) * 2 ** shift;
      if (bits & 32) { shift += 5; continue; }
      last += number;
      found.push(last);
      number = shift = 0;
    }
    return found;
  }

  async function article(number) {
    const place = Math.floor(number / known.perText);
    const [page, title, date, source, storage, passages] = (await load(`data/t/${place}.js`))[number % known.perText];
    return { page, title, date, source, storage, passages };
  }

  const keysOf = (term) => term.length === 1 ? [term[0]] : term.slice(1).map((c, i) => term[i] + c);

  async function candidates(wanted, without, facets) {
    const keys = [...new Set(wanted.flatMap(keysOf)), ...facets];
    const lists = await Promise.all(keys.map(numbers));
    lists.sort((a, b) => a.length - b.length);
    let found = lists.shift() ?? Array.from({ length: known.articles }, (_, i) => i);
    for (const list of lists) { const there = new Set(list); found = found.filter((n) => there.has(n)); }
    for (const term of without.filter((term) => term.length < 3)) {
      const gone = new Set(await numbers(keysOf(term)[0]));
      found = found.filter((n) => !gone.has(n));
    }
    return found;
  }

  function matched(one, wanted, without) {
    const has = (term) => one.passages.some(([, text]) => places(text, term).length > 0);
    return wanted.every(has) && !without.some(has);
  }

  // ----- showing -----
  function element(name, attributes = {}, ...content) {
    const made = document.createElement(name);
    for (const [key, text] of Object.entries(attributes)) made.setAttribute(key, text);
    made.append(...content);
    return made;
  }

  function marked(text, ranges, from, to) {
    const characters = Array.from(text), parts = [];
    let at = from;
    for (const [start, end] of ranges) {
      if (start >= to) break;
      parts.push(characters.slice(at, start).join(""), element("mark", {}, characters.slice(start, Math.min(end, to)).join("")));
      at = Math.min(end, to);
    }
    parts.push(characters.slice(at, to).join(""));
    return parts;
  }

  function result(one, wanted, query) {
    const address = `articles/${encodeURIComponent(one.page)}?q=${encodeURIComponent(query)}`;
    const about = [one.date, one.source, one.storage].filter(Boolean).join(" · ");
    const title = joined(wanted.flatMap((term) => places(one.title, term)));
    const item = element("li", {}, element("a", { href: address }, ...marked(one.title, title, 0, Infinity)),
      element("span", { class: "about" }, about));
    let shown = 0;
    for (const [name, text] of one.passages) {
      if (shown === PASSAGES) break;
      const ranges = joined(wanted.flatMap((term) => places(text, term)));
      if (!ranges.length || text === one.title) continue;
      const length = Array.from(text).length;
      const from = Math.max(0, ranges[0][0] - BEFORE), to = Math.min(length, ranges[0][0] + BEHIND);
      item.append(element("p", { class: "snippet" }, element("a", { href: `${address}#${name}` },
        from ? "…" : "", ...marked(text, ranges, from, to), to < length ? "…" : "")));
      shown++;
    }
    return item;
  }

  const say = (name, count) => known.words[name].replace("{}", count === undefined ? "" : count.toLocaleString());

  async function search(form) {
    const status = document.getElementById("status"), results = document.getElementById("results");
    const more = document.getElementById("more"), query = form.q.value;
    const { wanted, without } = terms(query);
    const chosen = Object.keys(known.facets).filter((name) => form[name].selectedIndex > 0)
      .map((name) => `${name}=${known.facets[name][form[name].selectedIndex - 1][0]}`);
    const mine = search.last = {};
    results.replaceChildren();
    more.hidden = true;
    status.textContent = "";
    if (!wanted.length && !chosen.length) return;
    status.textContent = say("busy");
    const found = await candidates(wanted, without, chosen);
    const exact = wanted.every((term) => term.length < 3) && without.every((term) => term.length < 3);
    let at = 0, shown = 0;
    async function next() {
      const items = [];
      while (at < found.length && items.length < SHOWN) {
        const one = await article(found[at++]);
        if (search.last !== mine) return;
        if (exact || matched(one, wanted, without)) items.push(result(one, wanted, query));
      }
      if (search.last !== mine) return;
      shown += items.length;
      const first = items[0]?.querySelector("a");
      results.append(...items);
      more.hidden = at >= found.length;
      const total = exact ? found.length : more.hidden ? shown : shown + found.length - at;
      status.textContent = !total ? say("nothing") : say(exact || more.hidden ? "found" : "most", total);
      return first;
    }
    more.onclick = async () => (await next())?.focus();
    await next();
  }

  function prepare() {
    const form = document.getElementById("search");
    const asked = new URLSearchParams(location.search);
    for (const [name, values] of Object.entries(known.facets)) {
      form[name].append(...values.map(([text, count], at) =>
        element("option", { value: String(at) }, `${text || known.words.none} (${count.toLocaleString()})`)));
      const given = asked.get(name);
      if (given !== null && given !== "") form[name].selectedIndex = Number(given) + 1;
    }
    form.q.value = asked.get("q") ?? "";
    const run = () => search(form).catch((error) => { document.getElementById("status").textContent = String(error.message); });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const address = new URLSearchParams(new FormData(form));
      try { history.replaceState(null, "", `?${address}`); } catch { /* pages from a disk may not */ }
      run();
    });
    for (const select of form.querySelectorAll("select")) select.addEventListener("change", run);
    run();
  }

  async function highlight() {   // on the page of an article that was found
    const query = new URLSearchParams(location.search).get("q");
    const text = document.querySelector(".text article");
    if (!query || !text) return;
    await load("data/folding.js");
    const { wanted } = terms(query);
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT), nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    for (const node of nodes) {
      const ranges = joined(wanted.flatMap((term) => places(node.data, term)));
      if (ranges.length) node.replaceWith(...marked(node.data, ranges, 0, Infinity));
    }
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    (target || text.querySelector("mark"))?.scrollIntoView({ block: "center" });
  }

  addEventListener("DOMContentLoaded", () => {
    for (const details of document.querySelectorAll(".beside details")) {
      if (matchMedia("(max-width: 61.99rem)").matches) details.open = false;
    }
    if (document.getElementById("search")) prepare(); else highlight();
  });

  return {
    terms, places, squeezed, shardOf,   // for tests
    shard: (number, data) => told(`data/k/${number}.js`, data),
    texts: (number, data) => told(`data/t/${number}.js`, data),
    site: (data) => { known = data; },
    folding: (from, to) => {
      const target = Array.from(to);
      Array.from(from).forEach((c, at) => fold.set(c, target[at]));
      told("data/folding.js", true);
    },
  };
})();
