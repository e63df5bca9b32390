"use strict";
// What a person decides of the chosen line, or of the words selected, is sent to the program, which reads the page anew
// around it and sends what it became. Where the words stand is said by a line and the text in front of them.

const at = location.pathname.replace(/\/$/, "");
const READINGS = ["title", "kicker", "subtitle", "meta", "byline", "salute", "head", "sec", "p", "cont", "item", "figure",
  "caption", "sign", "note", "table", "noise"];
const FIELDS = ["date", "source", "document-number", "authors", "photographers", "editors"];
const LETTERS = { t: "title", h: "head", b: "p", c: "cont", i: "item", f: "meta", x: "noise" };
document.body.classList.add("editing");

const note = make("p", { id: "note", role: "status", class: "note" });
document.querySelector("header.top .name").append(note);
const undoButton = make("button", { id: "undo", "data-t": "undo", on: { click: () => undo() } }, say("undo"));
const back = make("a", { href: at.replace(/\/d\/\d+$/, "/"), "data-t": "all-documents" }, say("all-documents"));
document.querySelector("header.top nav").prepend(back, undoButton);
for (const [key, does] of [["t h b c i f x", "key-decide"], ["< >", "key-level"], ["a", "key-border"], ["e", "key-edit"],
  ["w", "key-words"], ["u", "key-undo"]]) {
  $("key-table").append(make("tr", {}, make("td", {}, ...key.split(" ").flatMap((one) => [make("kbd", {}, one), " "])),
    make("td", { "data-t": does }, say(does))));
}

// --- which words ---

let picked = null;
document.addEventListener("selectionchange", () => {
  const selection = window.getSelection();
  if (!selection?.anchorNode || !source.contains(selection.anchorNode)) return;
  if (selection.isCollapsed && picked?.unit !== undefined) return;  // words of the box hold until a line is chosen
  const before = picked?.words;
  picked = selection && !selection.isCollapsed ? pick(selection.getRangeAt(0)) : null;
  if (picked?.words !== before) tellPicked();
});
function edge(node, offset) {
  const line = (node.nodeType === 1 ? node : node.parentElement)?.closest?.(".l");
  const text = line?.querySelector(".t");
  if (!text || !source.contains(line) || !(text.contains(node))) return null;
  const range = document.createRange();
  range.setStart(text, 0);
  range.setEnd(node, offset);
  return { line: Number(line.querySelector(".n").dataset.n), before: range.toString() };
}
function pick(range) {
  const from = edge(range.startContainer, range.startOffset), to = edge(range.endContainer, range.endOffset);
  const words = range.toString();
  return from && to && words.trim() ? { from, to, words } : null;
}
function tellPicked() {
  const of = $("of-what");
  if (!of) return;
  of.textContent = picked ? `${say("of-words")}: ${picked.words.slice(0, 30)}` : say("of-line");
  const value = $("fact-value");
  if (value && picked && document.activeElement !== value) value.value = picked.words.trim();
}
function pickInLine(area) {
  // At the keyboard: a part of the chosen line, selected in the box that shows its words.
  const before = area.value.slice(0, area.selectionStart), part = area.value.slice(area.selectionStart, area.selectionEnd);
  picked = part.trim() && part !== area.value ? { unit: page.unit, before, words: part } : null;
  tellPicked();
}
function words() {
  if (picked?.unit !== undefined) return { unit: picked.unit, before: picked.before, part: picked.words };
  if (picked) return { from: picked.from, to: picked.to };
  return page.unit !== null && page.unit >= 0 ? { unit: page.unit } : null;
}

// --- to the program and back ---

let busy = false;
async function send(path, body) {
  if (busy) return;
  busy = true;
  document.body.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`${at}/${path}`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ...body, state: data.state, lang: root.lang }),
    });
    const got = await answer.json();
    if (got.lines !== undefined) renew(got);
    if (got.message) tell("not-saved", `: ${got.message}`, true);
    else tell(got.say, got.but ? ` ${got.but}` : "", !answer.ok || Boolean(got.but));
  } catch {
    tell("no-answer", "", true);
  } finally {
    busy = false;
    document.body.removeAttribute("aria-busy");
  }
}
function tell(key, more, wrong) {
  note.replaceChildren(make("span", { "data-t": key }, say(key)), more);
  note.classList.toggle("wrong", wrong);
}
function renew(got) {
  const scroll = [source.scrollTop, structure.scrollTop];
  $("lines").innerHTML = got.lines;
  $("read").innerHTML = got.read;
  for (const [name, html] of Object.entries(got.panels)) $(name).innerHTML = html;
  for (const [name, number] of Object.entries(got.counts)) $(`count-${name}`).textContent = number ? ` ${number}` : "";
  data.reasons = got.reasons;
  data.state = got.state;
  picked = null;
  window.getSelection()?.removeAllRanges();
  begin();
  [source.scrollTop, structure.scrollTop] = scroll;
  notSo();
  if (got.here !== null) choose(got.here, null, source);
  else choose(null, null, null);
}
function decide(says) {
  const where = words();
  if (where) send("decide", { words: where, says });
}
function undo(id) { send("undo", id ? { id } : {}); }

// --- what can be said of the line ---

function levelOf() {
  const head = [...(byBlock.get(page.block ?? "") ?? [])].find((one) => structure.contains(one));
  return Number(head?.closest("section[data-level]")?.dataset.level ?? 0);
}
function changeLevel(by) {
  const level = levelOf();
  if (level && level + by >= 1 && level + by <= 9) decide({ reading: "head", level: level + by });
}
function begins() {
  return [...(byBlock.get(page.block ?? "") ?? [])].some((one) => structure.contains(one) && one.closest("article > header"));
}

page.onLine.push((card, unit, units) => {
  if (!units.length) return;
  const reading = make("select", { id: "reading", "aria-label": say("change"), on: { change: (event) => decide({ reading: event.target.value }) } },
    make("option", { value: "", disabled: true, selected: true }, say("change")),
    ...READINGS.map((name) => make("option", { value: name }, say(`kind.${name}`))));
  const quick = Object.entries(LETTERS).map(([key, name]) => make("button", { class: `chip k-${name}`, on: { click: () => decide({ reading: name }) } },
    say(`kind.${name}`), " ", make("kbd", {}, key)));
  const level = make("select", { id: "level", "aria-label": say("level"), on: { change: (event) => decide({ reading: "head", level: Number(event.target.value) }) } },
    make("option", { value: "", disabled: true, selected: !levelOf() }, say("level")),
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => make("option", { value: number, selected: levelOf() === number }, `${say("level")} ${number}`)));
  const border = [[true, "begins"], [false, "begins-not"]].map(([value, name]) => make("button", { on: { click: () => decide({ begins: value }) } }, say(name)));
  const field = make("select", { id: "fact-field", "aria-label": say("state-fact") }, ...FIELDS.map((name) => make("option", { value: name }, say(`field.${name}`))));
  const value = make("input", { id: "fact-value", "aria-label": say("value"), placeholder: say("value-help"), title: say("value-help") });
  const fact = make("form", { on: { submit: (event) => { event.preventDefault(); decide({ field: field.value, value: value.value }); } } },
    field, value, make("button", {}, say("say-so")));
  const box = make("div", { class: "edit" }, make("h3", {}, say("change"), " ", make("small", { id: "of-what" })),
    make("div", { class: "quick" }, ...quick), make("div", { class: "row" }, reading, level),
    make("h3", {}, say("border")), make("div", { class: "row" }, ...border), make("h3", {}, say("state-fact")), fact);
  const text = units.filter((one) => source.contains(one)).map((one) => one.textContent).join("");
  const area = make("textarea", { id: "line-words", class: card.querySelector(".words").className, readonly: true, rows: Math.max(1, Math.min(6, Math.ceil(text.length / 17))), "aria-label": say("words-of-line") }, text);
  area.addEventListener("keydown", (event) => { if (event.key === "Escape") { area.blur(); event.stopPropagation(); } });
  for (const event of ["select", "keyup", "mouseup"]) area.addEventListener(event, () => pickInLine(area));
  if (picked?.unit !== undefined) picked = null;
  card.querySelector(".words").replaceWith(area);
  area.after(make("small", {}, say("select-part")), box);
  value.value = (picked?.words ?? text).trim().slice(0, 60);
  tellPicked();
});

function notSo() {
  for (const one of all("#facts [data-fact]")) {
    const [, name] = one.dataset.fact.split(/\.(.*)/s);
    if (FIELDS.includes(name)) one.after(make("button", { class: "undo", on: { click: () => send("decide", { words: { fact: one.dataset.fact }, says: { field: name, value: null } }) } }, say("not-so")));
  }
}
$("decisions").addEventListener("click", (event) => {
  const button = event.target.closest("[data-undo]");
  if (button) { undo(button.dataset.undo); event.stopPropagation(); }
}, true);

for (const [key, name] of Object.entries(LETTERS)) keys[key] = () => decide({ reading: name });
Object.assign(keys, {
  "<": () => changeLevel(-1), ">": () => changeLevel(1), u: () => undo(), a: () => decide({ begins: !begins() }),
  e: () => { openNamed("line"); pane("panel"); $("reading")?.focus(); },
  w: () => { openNamed("line"); pane("panel"); $("line-words")?.focus(); },
});
document.addEventListener("language", notSo);
notSo();
