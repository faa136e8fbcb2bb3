// What a reader can press, push and read around the stages, and the keys that do the same.

const SPEEDS = [0.25, 0.5, 1, 2];
const COUNTS = [0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 70, 100, 150, 200, 300, 400, 600];
const ICONS = {
  play: "M4 2.5v11l9-5.5z",
  pause: "M4 2.5h3v11H4zM9 2.5h3v11H9z",
  back: "M3 2.5h2v11H3zM13 2.5v11L6 8z",
  forward: "M11 2.5h2v11h-2zM3 2.5v11L10 8z",
  loop: "M3 7a4 4 0 0 1 4-4h3V1l4 3-4 3V5H7a2 2 0 0 0-2 2zM13 9a4 4 0 0 1-4 4H6v2l-4-3 4-3v2h3a2 2 0 0 0 2-2z",
};
const VIEW_BUTTONS = [["1", "Front", "front"], ["2", "Side", "side"], ["3", "Top", "top"], ["0", "Reset", "home"]];
// What each key asks the view to do, and with which value.
const KEYS = {
  " ": ["toggle", "playing"],
  k: ["toggle", "playing"],
  l: ["toggle", "loop"],
  ",": ["step", -1],
  ".": ["step", 1],
  m: ["goToMark", 1],
  M: ["goToMark", -1],
  Home: ["goTo", 0],
  End: ["goTo", Infinity],
  ArrowLeft: ["turn", -10, 0],
  ArrowRight: ["turn", 10, 0],
  ArrowUp: ["turn", 0, 10],
  ArrowDown: ["turn", 0, -10],
  "+": ["zoomBy", 1.2],
  "=": ["zoomBy", 1.2],
  "-": ["zoomBy", 1 / 1.2],
  0: ["look", "home"],
  1: ["look", "front"],
  2: ["look", "side"],
  3: ["look", "top"],
  "[": ["changeSpeed", -1],
  "]": ["changeSpeed", 1],
  j: ["selectNext", "joint", 1],
  J: ["selectNext", "joint", -1],
  p: ["selectNext", "person", 1],
  P: ["selectNext", "person", -1],
  Escape: ["select"],
};

/** Make an element with attributes inside a parent. */
function make(parent, tag, attributes = {}, text = "") {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  parent.append(element);
  return element;
}

/** Make a button that shows an icon. */
function makeButton(view, bar, icon, label, action) {
  const button = make(bar, "button", { type: "button", title: label, "aria-label": label });
  button.innerHTML = `<svg viewBox="0 0 16 16" aria-hidden="true"><path d="${ICONS[icon]}"/></svg>`;
  view.listen(button, "click", action);
  return button;
}

/** Explain sides, weights and whatever else is drawn. */
function makeLegend(view) {
  const { scene } = view;
  // A clip without weights beside one with them keeps the colours of its sides.
  const grey = scene.clips.every(({ weights }) => weights);
  const legend = make(view.root, "div", { class: `eesgn-legend${grey ? " eesgn-weighted" : ""}` });
  if (scene.weighted) {
    const [low, high] = scene.range.map(shorten);
    const entry = make(legend, "span", {}, `${scene.weighted} ${low} `);
    make(entry, "b");
    entry.append(` ${high}${scene.top ? ` and more, up to ${shorten(scene.top)}` : ""}`);
  }
  for (const side of ["left", "right"]) {
    const entry = make(legend, "span");
    make(entry, "i", { class: `eesgn-${side}` });
    entry.append(side === "left" ? "left: round, solid" : "right: square, dashed");
  }
  for (const note of scene.notes) {
    const entry = make(legend, "span");
    if (note.startsWith("arrows") && scene.arrows !== "bone") make(entry, "i", { class: "eesgn-way" });
    entry.append(note);
  }
  if (scene.square) make(legend, "span", {}, `floor squares: ${scene.square} m`);
  if (scene.graph) makeEdges(view, legend);
}

/** Let the reader choose how many of the strongest edges are drawn. */
function makeEdges(view, legend) {
  const { most } = view.scene.graph;
  view.counts = [...COUNTS.filter((count) => count < most), most];
  const label = make(legend, "label");
  make(label, "i", { class: "eesgn-link" });
  label.append("strongest edges");
  const ends = { type: "range", min: 0, max: view.counts.length - 1 };
  view.slider = make(label, "input", { ...ends, "aria-label": "Strongest edges of each person" });
  const choose = () => view.clock.change("edges", view.counts[view.slider.value]);
  view.listen(view.slider, "input", choose);
  view.edges = make(label, "output");
}

/** Make the time line and a row of ticks for each set of marked frames. */
function makeTimeLine(view, bar) {
  const last = view.scene.frames - 1;
  const line = make(bar, "span", { class: "eesgn-time" });
  view.scrub = make(line, "input", { type: "range", min: 0, max: last, "aria-label": "Frame" });
  view.listen(view.scrub, "input", () => view.goTo(Number(view.scrub.value)));
  const sets = new Set(view.scene.clips.map(({ marks }) => marks.join()).filter(Boolean));
  view.ticks = [...sets].flatMap((text) => {
    const row = make(line, "span", { class: "eesgn-marks" });
    return text.split(",").map(Number).map((from, i, frames) => {
      const style = `left: ${(100 * from) / Math.max(1, last)}%`;
      return { from, until: frames[i + 1] ?? Infinity, tick: make(row, "i", { style }) };
    });
  });
}

/** Make the bar under the stages. */
function makeControls(view) {
  const attributes = { class: "eesgn-controls", role: "toolbar", "aria-label": "Playback" };
  const bar = make(view.root, "div", attributes);
  makeTimeLine(view, bar);
  view.play = makeButton(view, bar, "play", "Play", () => view.toggle("playing"));
  makeButton(view, bar, "back", "One frame back (,)", () => view.step(-1));
  makeButton(view, bar, "forward", "One frame forward (.)", () => view.step(1));
  view.loop = makeButton(view, bar, "loop", "Repeat (l)", () => view.toggle("loop"));
  view.count = make(bar, "output", { "aria-label": "Frame shown" });
  view.speed = make(bar, "select", { "aria-label": "Speed" });
  for (const speed of SPEEDS) make(view.speed, "option", { value: speed }, `${speed}×`);
  view.listen(view.speed, "change", () => view.clock.change("speed", Number(view.speed.value)));
  const views = make(bar, "span", { class: "eesgn-views", role: "group", "aria-label": "View" });
  for (const [key, name, target] of VIEW_BUTTONS) {
    const button = make(views, "button", { type: "button", title: `${name} (${key})` }, name);
    view.listen(button, "click", () => view.look(target));
  }
}
