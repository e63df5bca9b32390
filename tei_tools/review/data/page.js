"use strict";
// The page shows a source and what it became. Everything that belongs together bears one name: data-b is a block,
// data-u a line (or part of one) as the reader saw it, data-f a fact. Nothing is counted or cut here.

const data = JSON.parse(document.getElementById("data").textContent);
const root = document.documentElement;
const source = document.getElementById("source");
const structure = document.getElementById("structure");
const live = document.getElementById("live");
const peek = document.getElementById("peek");
const byUnit = new Map(), byBlock = new Map();
const page = { unit: null, block: null, onLine: [] };

const $ = (id) => document.getElementById(id);
const say = (key) => data.words[root.lang][key] ?? key;
const all = (selector, where = document) => [...where.querySelectorAll(selector)];

function make(tag, attributes = {}, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...content.filter((part) => part !== null && part !== undefined));
  return made;
}

function gather() {
  byUnit.clear();
  byBlock.clear();
  for (const side of [source, structure]) {
    for (const one of all("[data-u], [data-b]", side)) {
      for (const [name, map] of [["u", byUnit], ["b", byBlock]]) {
        const key = one.dataset[name];
        if (key === undefined) continue;
        if (!map.has(key)) map.set(key, []);
        map.get(key).push(one);
      }
    }
  }
}

// --- what is under the pointer ---

let hot = [];
function heat(target) {
  for (const one of hot) one.classList.remove("hot", "warm");
  hot = [];
  if (!target) return;
  const unit = target.closest("[data-u]"), block = target.closest("[data-b]");
  const units = unit ? byUnit.get(unit.dataset.u) ?? [] : [], blocks = block ? byBlock.get(block.dataset.b) ?? [] : [];
  for (const one of units) one.classList.add("warm");
  for (const one of blocks) one.classList.add("hot");
  hot = [...units, ...blocks];
}
for (const side of [source, structure]) {
  side.addEventListener("mouseover", (event) => heat(event.target));
  side.addEventListener("mouseleave", () => heat(null));
  side.addEventListener("click", (event) => {
    const selection = window.getSelection();
    if (selection && !selection.isCollapsed) return;
    chooseAt(event.target, side);
  });
}

function chooseAt(target, side) {
  const unit = target.closest("[data-u]"), block = target.closest("[data-b]");
  const first = unit ?? block?.querySelector("[data-u]");
  if (first) choose(first.dataset.u, block?.dataset.b, side);
  else if (block) {
    const there = (byBlock.get(block.dataset.b) ?? []).find((one) => one.dataset.u !== undefined);
    choose(there?.dataset.u ?? null, block.dataset.b, side);
  }
}

// --- the chosen line ---

let chosen = [];
function choose(unit, block, from) {
  for (const one of chosen) { one.classList.remove("sel"); one.removeAttribute("aria-current"); }
  const units = unit === null ? [] : byUnit.get(String(unit)) ?? [];
  const owner = block ?? units.find((one) => one.dataset.b)?.dataset.b ?? null;
  const blocks = owner ? byBlock.get(owner) ?? [] : [];
  chosen = [...units, ...blocks.filter((one) => structure.contains(one) || units.length === 0)];
  for (const one of chosen) { one.classList.add("sel"); one.setAttribute("aria-current", "true"); }
  page.unit = unit === null ? null : Number(unit);
  page.block = owner;
  for (const side of [source, structure]) if (side !== from) show([...units, ...blocks].find((one) => side.contains(one)));
  for (const one of all("#doubtful [data-go]")) {
    const here = one.dataset.go === `u${page.unit}` || one.dataset.go === `b${owner}`;
    one.toggleAttribute("aria-current", here);
    if (here) { if (!$("doubtful").hidden) one.scrollIntoView({ block: "nearest" }); place = queue.indexOf(one); }
  }
  count();
  tellLine(units, blocks);
}

function show(one) {
  if (one && one.offsetParent !== null) one.scrollIntoView({ block: "center" });
}

function unitOf(number) {
  return data.reasons && number !== null && number >= 0 ? data.reasons.units[number] : null;
}

function wordsOf(units, blocks) {
  const from = units.length ? units : blocks;
  return from.filter((one) => source.contains(one)).map((one) => one.textContent).join("");
}

function tellLine(units, blocks) {
  const card = $("line-card");
  const unit = unitOf(page.unit);
  const text = wordsOf(units, blocks);
  const at = (units[0] ?? blocks[0])?.closest(".l")?.querySelector(".n")?.dataset.n ?? "";
  const kind = unit ? unit[1] : [...(blocks[0]?.classList ?? [])].find((name) => name.startsWith("k-"))?.slice(2) ?? "";
  card.replaceChildren(
    make("p", {}, make("span", { class: "no" }, `${at} `), make("span", { class: `chip k-${kind}` }, say(`kind.${kind}`)),
      unit ? make("span", { class: `pct ${unit[3]}` }, ` ${unit[2]}% ${say("sure")} (${say(unit[3])})`) : null),
    make("div", { class: `words k-${kind}` }, text),
  );
  if (unit?.[7]) card.append(make("p", { class: "chip" }, `${say("decided-by")} ${unit[7]}`));
  if (unit) card.append(...reasons(unit));
  else card.append(make("p", { class: "none" }, say("no-reasons")));
  for (const act of page.onLine) act(card, unit, units, blocks);
  live.textContent = `${say("line")} ${at}: ${say(`kind.${kind}`)}${unit ? `, ${unit[2]}%` : ""}. ${text.slice(0, 80)}`;
  peek.hidden = false;
  peek.replaceChildren(make("span", { class: `chip k-${kind}` }, say(`kind.${kind}`)),
    unit ? make("span", { class: `pct ${unit[3]}` }, `${unit[2]}%`) : "", make("span", { class: "w" }, text), "›");
}

function reasons(unit) {
  const [, , sure, word, evidence, coherence, others] = unit;
  const meter = make("div", { class: `meter ${word}` }, make("i"));
  meter.firstChild.style.width = `${sure}%`;
  const out = [meter];
  if (evidence.length) out.push(make("h3", {}, say("for-it")), weights(evidence));
  if (coherence.length) out.push(make("h3", {}, say("in-place")), weights(coherence));
  if (others.length && !unit[7]) {
    out.push(make("h3", {}, say("others")));
    for (const [label, chance, behind, why] of others) {
      const far = behind === null ? say("impossible") : `${say("behind")} ${behind}`;
      out.push(make("details", { class: "other" },
        make("summary", {}, make("span", { class: `chip k-${label}` }, say(`kind.${label}`)), ` ${chance}% · ${far}`),
        weights(why)));
    }
  }
  out.push(make("p", {}, make("small", {}, say("nats"))));
  return out;
}

function weights(pairs) {
  const rows = pairs.map(([name, weight]) => make("tr", {}, make("td", { title: data.reasons.names[name] }, data.reasons.said[root.lang][name]),
    make("td", { class: weight < 0 ? "minus" : "plus" }, (weight < 0 ? "−" : "+") + Math.abs(weight).toFixed(1))));
  return make("table", { class: "why" }, make("tbody", {}, ...rows));
}

// --- the queue of doubtful lines ---

let queue = [], place = -1;
function count() {
  $("where").textContent = `${queue.length ? Math.max(place + 1, 0) : 0} ${say("of")} ${queue.length}`;
  $("next").disabled = $("prev").disabled = queue.length === 0;
}
function step(by) {
  if (!queue.length) return;
  place = (place < 0 ? nearest(by) : place + by + queue.length) % queue.length;
  go(queue[place].dataset.go);
}
function nearest(by) {
  // From a line that is not doubtful the next one that is, in reading order.
  const behind = queue.findIndex((one) => one.dataset.go[0] === "u" && Number(one.dataset.go.slice(1)) > (page.unit ?? -1));
  const next = behind < 0 ? 0 : behind;
  return by > 0 ? next : next + queue.length - 1;
}
function go(where) {
  const name = where.slice(1);
  if (where[0] === "u") choose(name, null, null);
  else if (where[0] === "b") chooseBlock(name);
  else if (where[0] === "l") { const line = $(`l${name}`); show(line); line?.querySelector("[data-u]")?.click(); }
}
function chooseBlock(name) {
  const there = byBlock.get(name) ?? [];
  const first = there.find((one) => one.dataset.u !== undefined) ?? there.flatMap((one) => all("[data-u]", one))[0];
  choose(first?.dataset.u ?? null, name, null);
}
function stepLine(by) {
  const units = [...byUnit.keys()].filter((key) => byUnit.get(key).some((one) => source.contains(one))).map(Number);
  const next = page.unit === null ? (by > 0 ? units[0] : units.at(-1)) : units[units.indexOf(page.unit) + by];
  if (next !== undefined) choose(next, null, null);
}

function showFact(name) {
  for (const one of all(".fact")) one.classList.remove("fact");
  const [article, field] = name.split(/\.(.*)/s);
  const there = all(`[data-f~="${CSS.escape(name)}"]`, source);
  const found = there.length ? there : byBlock.get(`${article}.${field}`) ?? [];
  for (const one of found) one.classList.add("fact");
  if (found.length) { pane("source"); show(found[0]); }
}

// --- panels, language, keys ---

const tabs = all("#panel [role=tab]");
function open(tab, focus = false) {
  for (const one of tabs) {
    one.setAttribute("aria-selected", String(one === tab));
    one.tabIndex = one === tab ? 0 : -1;
    $(one.getAttribute("aria-controls")).hidden = one !== tab;
  }
  if (focus) tab.focus();
}
function openNamed(name) { open(tabs.find((one) => one.getAttribute("aria-controls") === name)); }
for (const tab of tabs) {
  tab.addEventListener("click", () => open(tab));
  tab.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by) { open(tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length], true); event.preventDefault(); }
  });
}
function pane(name) {
  document.body.dataset.pane = name;
  for (const one of all(".bottom button")) one.setAttribute("aria-pressed", String(one.dataset.pane === name));
  if (name !== "panel") show(chosen.find((one) => $(name).contains(one)));
}
for (const one of all(".bottom button")) one.addEventListener("click", () => pane(one.dataset.pane));
peek.addEventListener("click", () => { openNamed("line"); pane("panel"); });
$("panel").addEventListener("click", (event) => {
  const target = event.target.closest("[data-go], [data-fact]");
  if (!target) return;
  if (target.dataset.fact) { showFact(target.dataset.fact); return; }
  if (window.matchMedia("(max-width: 760px)").matches) pane("source");
  go(target.dataset.go);
});

function speak(language) {
  root.lang = language;
  for (const one of all("[data-t]")) one.textContent = say(one.dataset.t);
  for (const one of all("[data-label]")) one.setAttribute("aria-label", say(one.dataset.label));
  count();
  if (page.unit !== null || page.block) choose(page.unit, page.block, null);
  document.dispatchEvent(new Event("language"));
}
$("lang").addEventListener("click", () => speak(root.lang === "zh" ? "en" : "zh"));
$("next").addEventListener("click", () => step(1));
$("prev").addEventListener("click", () => step(-1));
$("keys").addEventListener("click", () => $("help").showModal());
$("help-close").addEventListener("click", () => $("help").close());

const keys = {
  n: () => step(1), p: () => step(-1), j: () => stepLine(1), k: () => stepLine(-1),
  "?": () => $("help").showModal(),
  s: () => {
    const other = document.activeElement === source || document.body.dataset.pane === "source" ? "structure" : "source";
    pane(other);
    $(other).focus();
  },
  Escape: () => { choose(null, null, null); peek.hidden = true; },
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, dialog")) return;
  const arrow = { ArrowDown: "j", ArrowUp: "k" }[event.key];
  const inPane = document.activeElement === source || document.activeElement === structure;
  const key = arrow && inPane ? arrow : event.key;
  if (/^[1-9]$/.test(key) && tabs[Number(key) - 1]) { open(tabs[Number(key) - 1], true); pane("panel"); }
  else if (Object.hasOwn(keys, key)) keys[key]();
  else return;
  event.preventDefault();
});

function begin() {
  gather();
  queue = all("#doubtful [data-go]");
  place = -1;
  count();
}
begin();
function follow() {
  if (/^#[ubl][\w.]+$/.test(location.hash)) { go(location.hash.slice(1)); openNamed("line"); }
}
window.addEventListener("hashchange", follow);
follow();
