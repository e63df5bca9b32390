"use strict";
// A list of documents: searched and sorted here, written in Python.
const data = JSON.parse(document.getElementById("data").textContent);
const root = document.documentElement;
const say = (key) => data.words[root.lang][key] ?? key;
const body = document.querySelector(".docs tbody");
const rows = [...body.rows];
const heads = [...document.querySelectorAll(".docs th")];
const search = document.getElementById("search");
for (const one of document.querySelectorAll(".meter > i")) one.style.width = `${one.dataset.w}%`;

function keyOf(row, column) {
  const cell = row.cells[column];
  return cell.dataset.v === undefined ? cell.textContent : Number(cell.dataset.v);
}
function sort(column, up) {
  const sign = up ? 1 : -1;
  const compare = new Intl.Collator("zh").compare;
  rows.sort((a, b) => {
    const x = keyOf(a, column), y = keyOf(b, column);
    return sign * (typeof x === "number" ? x - y : compare(x, y));
  });
  body.append(...rows);
  heads.forEach((head, place) => head.setAttribute("aria-sort", place === column ? (up ? "ascending" : "descending") : "none"));
}
heads.forEach((head, place) => head.firstElementChild.addEventListener("click", () =>
  sort(place, head.getAttribute("aria-sort") !== "ascending")));
function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of rows) {
    const text = row.cells[0].textContent.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
    shown += row.hidden ? 0 : 1;
  }
  document.getElementById("shown").textContent = `${shown} ${say("of")} ${rows.length}`;
}
search.addEventListener("input", filter);
document.getElementById("lang").addEventListener("click", () => {
  root.lang = root.lang === "zh" ? "en" : "zh";
  for (const one of document.querySelectorAll("[data-t]")) one.textContent = say(one.dataset.t);
  search.placeholder = say("search");
  search.setAttribute("aria-label", say("search"));
  filter();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && event.target !== search) { search.focus(); event.preventDefault(); }
});
filter();
