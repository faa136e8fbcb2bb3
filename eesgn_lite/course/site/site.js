// Theme, search and turning plots. Everything is readable without this script.
const THEMES = ["auto", "light", "dark"];
const SAID = { auto: "as the system", light: "light", dark: "dark" };

function storedTheme() {
  try {
    return localStorage.getItem("eesgn-theme") ?? "auto";
  } catch {
    return "auto";
  }
}

function setTheme(theme) {
  // The players and pictures of the package follow this attribute, as they do in JupyterLab.
  if (theme === "auto") delete document.body.dataset.jpThemeLight;
  else document.body.dataset.jpThemeLight = String(theme === "light");
  const button = document.getElementById("theme");
  if (button) button.textContent = `Theme: ${SAID[theme]}`;
  try {
    localStorage.setItem("eesgn-theme", theme);
  } catch {
    // A browser that keeps nothing still changes this page.
  }
}

let theme = THEMES.includes(storedTheme()) ? storedTheme() : "auto";
setTheme(theme);
document.getElementById("theme")?.addEventListener("click", () => {
  theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  setTheme(theme);
});

const field = document.getElementById("search");
const list = document.getElementById("found");
const MOST = 12;
const AROUND = 60;

function wordsOf(text) {
  return text.toLowerCase().split(/[^\p{L}\p{N}_.]+/u).filter(Boolean);
}

function score(words, title, text) {
  let sum = 0;
  for (const word of words) {
    const inTitle = title.includes(word);
    const inText = text.includes(word);
    if (!inTitle && !inText) return 0;
    sum += (inTitle ? 10 : 0) + Math.min(text.split(word).length - 1, 5);
  }
  return sum;
}

function search(query) {
  const words = wordsOf(query);
  if (!words.length) return [];
  return (window.eesgnSections ?? [])
    .map((row) => [score(words, `${row[1]} ${row[2]}`.toLowerCase(), row[4].toLowerCase()), row])
    .filter(([points]) => points > 0)
    .sort((one, other) => other[0] - one[0])
    .slice(0, MOST)
    .map(([, row]) => row);
}

function excerpt(text, word) {
  const at = Math.max(text.toLowerCase().indexOf(word) - AROUND, 0);
  return (at ? "… " : "") + text.slice(at, at + 3 * AROUND) + " …";
}

function showFound() {
  const query = field.value.trim();
  const found = search(query);
  const items = found.map(([page, title, heading, anchor, text]) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `${page}.html#${anchor}`;
    link.textContent = heading === title ? title : `${title}: ${heading}`;
    const words = document.createElement("p");
    words.textContent = excerpt(text, wordsOf(query)[0]);
    item.append(link, words);
    return item;
  });
  if (query && !items.length) {
    const item = document.createElement("li");
    item.textContent = "Nothing found. Try fewer or shorter words.";
    items.push(item);
  }
  list.replaceChildren(...items);
  list.hidden = !query;
}

field?.addEventListener("input", showFound);
field?.addEventListener("keydown", (event) => {
  if (event.key === "Enter") list.querySelector("a")?.click();
  if (event.key !== "Escape") return;
  field.value = "";
  showFound();
});
list?.addEventListener("click", () => (list.hidden = true));
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.closest("input, select, textarea")) return;
  event.preventDefault();
  field?.focus();
});

const pages = document.getElementById("pages");
if (pages && matchMedia("(max-width: 900px)").matches) pages.open = false;

// A browser that cannot turn a figure keeps the still picture.
const canTurn = () => Boolean(document.createElement("canvas").getContext("webgl"));

window.addEventListener("DOMContentLoaded", () => {
  for (const place of window.Plotly ? document.querySelectorAll(".plot") : []) {
    const figure = JSON.parse(place.querySelector("script").textContent);
    if (figure.data.some(({ type }) => /3d|gl$|surface/.test(type)) && !canTurn()) continue;
    const live = document.createElement("div");
    live.setAttribute("role", "img");
    live.setAttribute("aria-label", place.dataset.words);
    place.prepend(live);
    const config = { ...figure.config, displaylogo: false, responsive: true };
    window.Plotly.newPlot(live, figure.data, figure.layout, config)
      .then(() => place.classList.add("live"));
  }
});
