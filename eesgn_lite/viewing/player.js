// The player around the stages: controls, keyboard, pointer. Last of the joined files.

const SPEEDS = [0.25, 0.5, 1, 2];
const COLOURS = "paper ink middle left right limb grid shadow low high".split(" ");
const ZOOMS = [0.3, 8];
const ICONS = {
  play: "M4 2.5v11l9-5.5z",
  pause: "M4 2.5h3v11H4zM9 2.5h3v11H9z",
  back: "M3 2.5h2v11H3zM13 2.5v11L6 8z",
  forward: "M11 2.5h2v11h-2zM3 2.5v11L10 8z",
  loop: "M3 7a4 4 0 0 1 4-4h3V1l4 3-4 3V5H7a2 2 0 0 0-2 2zM13 9a4 4 0 0 1-4 4H6v2l-4-3 4-3v2h3a2 2 0 0 0 2-2z",
};
const KEYS = {
  " ": (p) => p.toggle("playing"),
  k: (p) => p.toggle("playing"),
  ",": (p) => p.step(-1),
  ".": (p) => p.step(1),
  Home: (p) => p.goTo(0),
  End: (p) => p.goTo(p.scene.frames - 1),
  ArrowLeft: (p) => p.turn(-10, 0),
  ArrowRight: (p) => p.turn(10, 0),
  ArrowUp: (p) => p.turn(0, 10),
  ArrowDown: (p) => p.turn(0, -10),
  "+": (p) => p.zoomBy(1.2),
  "=": (p) => p.zoomBy(1.2),
  "-": (p) => p.zoomBy(1 / 1.2),
  0: (p) => p.look("home"),
  1: (p) => p.look("front"),
  2: (p) => p.look("side"),
  3: (p) => p.look("top"),
  l: (p) => p.toggle("loop"),
  "[": (p) => p.changeSpeed(-1),
  "]": (p) => p.changeSpeed(1),
  j: (p, stage) => p.nextJoint(stage, 1),
  J: (p, stage) => p.nextJoint(stage, -1),
  Escape: (p, stage) => p.choose(stage, null),
};

/** Keep an angle between -180 and 180 degrees. */
function wrap(degrees) {
  return ((((degrees + 180) % 360) + 360) % 360) - 180;
}

/** Make an element with attributes inside a parent. */
function make(parent, tag, attributes = {}, text = "") {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  parent.append(element);
  return element;
}

/** One view of a player: its stages and controls. */
class PlayerView {
  constructor(model, clock, place) {
    Object.assign(this, { model, clock, scene: clock.scene, stop: new AbortController() });
    this.root = make(place, "div", {
      class: "eesgn-player",
      role: "group",
      "aria-label": this.scene.label,
    });
    this.makeStages();
    this.makeLegend();
    this.makeControls();
    this.spoken = make(this.root, "div", { class: "eesgn-spoken", "aria-live": "polite" });
    this.watch();
  }

  /** Listen until the view is removed. */
  listen(target, event, action, options = {}) {
    target.addEventListener(event, action, { signal: this.stop.signal, ...options });
  }

  makeStages() {
    const row = make(this.root, "div", { class: "eesgn-stages" });
    this.stages = this.scene.clips.map((clip) => {
      const figure = make(row, "figure", { style: `--stage-height: ${this.scene.pixels}px` });
      if (clip.title) make(figure, "figcaption", {}, clip.title);
      const canvas = make(figure, "canvas", {
        tabindex: "0",
        role: "img",
        "aria-label": `${clip.text} ${this.scene.help}`,
      });
      const stage = new Stage(canvas, clip, this.scene);
      this.listenTo(stage);
      return stage;
    });
  }

  makeLegend() {
    const kind = this.scene.weighted ? "eesgn-legend eesgn-weighted" : "eesgn-legend";
    const legend = make(this.root, "div", { class: kind });
    if (this.scene.weighted) {
      const [low, high] = this.scene.range.map(shorten);
      make(legend, "span", {}, `${this.scene.weighted} ${low}`);
      make(legend, "span", { class: "eesgn-ramp" });
      make(legend, "span", {}, high);
    }
    for (const side of ["left", "right"]) {
      const entry = make(legend, "span");
      make(entry, "i", { class: `eesgn-${side}` });
      entry.append(side === "left" ? "left: round, solid" : "right: square, dashed");
    }
    if (this.scene.square) make(legend, "span", {}, `floor squares: ${this.scene.square} m`);
  }

  makeControls() {
    const bar = make(this.root, "div", { class: "eesgn-controls", role: "toolbar", "aria-label": "Playback" });
    this.play = this.makeButton(bar, "play", "Play", () => this.toggle("playing"));
    this.makeButton(bar, "back", "One frame back (,)", () => this.step(-1));
    this.makeButton(bar, "forward", "One frame forward (.)", () => this.step(1));
    this.loop = this.makeButton(bar, "loop", "Repeat (l)", () => this.toggle("loop"));
    const last = this.scene.frames - 1;
    this.scrub = make(bar, "input", { type: "range", min: 0, max: last, "aria-label": "Frame" });
    this.listen(this.scrub, "input", () => this.goTo(Number(this.scrub.value)));
    this.count = make(bar, "output", { "aria-label": "Frame shown" });
    this.speed = make(bar, "select", { "aria-label": "Speed" });
    for (const speed of SPEEDS) make(this.speed, "option", { value: speed }, `${speed}×`);
    this.listen(this.speed, "change", () => this.clock.change("speed", Number(this.speed.value)));
    const views = make(bar, "span", { class: "eesgn-views", role: "group", "aria-label": "View" });
    for (const [key, name, view] of [
      ["1", "Front", "front"], ["2", "Side", "side"], ["3", "Top", "top"], ["0", "Reset", "home"],
    ]) {
      const button = make(views, "button", { type: "button", title: `${name} (${key})` }, name);
      this.listen(button, "click", () => this.look(view));
    }
  }

  makeButton(bar, icon, label, action) {
    const button = make(bar, "button", { type: "button", title: label, "aria-label": label });
    button.innerHTML = `<svg viewBox="0 0 16 16" aria-hidden="true"><path d="${ICONS[icon]}"/></svg>`;
    this.listen(button, "click", action);
    return button;
  }

  /** Follow the model, the theme, the size of the page and whether the view is on screen. */
  watch() {
    this.refresh = () => this.schedule();
    this.names = ["playing", "view", "speed", "loop"];
    this.clock.views.add(this);
    for (const name of this.names) this.model.on(`change:${name}`, this.refresh);
    this.resized = new ResizeObserver(() => {
      // A notebook builds the view before it is on the page, where it has no colours yet.
      this.readColours();
      this.stages.forEach((stage) => stage.resize());
      this.draw();
    });
    this.stages.forEach((stage) => this.resized.observe(stage.canvas));
    this.seen = new IntersectionObserver(([entry]) => this.clock.show(this, entry.isIntersecting));
    this.seen.observe(this.root);
    const recolour = () => {
      this.readColours();
      this.draw();
    };
    this.themed = new MutationObserver(recolour);
    this.themed.observe(document.body, { attributes: true });
    this.listen(window.matchMedia("(prefers-color-scheme: dark)"), "change", recolour);
    this.listen(this.root, "keydown", (event) => this.onKey(event));
    this.listen(window, "wheel", (event) => this.noteWheel(event), { capture: true, passive: true });
  }

  /** Stop listening and leave the page. */
  remove() {
    this.stop.abort();
    for (const name of this.names) this.model.off(`change:${name}`, this.refresh);
    for (const observer of [this.resized, this.seen, this.themed]) observer.disconnect();
    this.clock.views.delete(this);
    this.clock.show(this, false);
    this.root.remove();
  }

  readColours() {
    const style = getComputedStyle(this.root);
    this.colours = {};
    for (const name of COLOURS)
      this.colours[name] = style.getPropertyValue(`--eesgn-${name}`).trim();
    this.colours.sides = [this.colours.middle, this.colours.left, this.colours.right];
  }

  /** Draw once before the next repaint, whatever changed until then. */
  schedule() {
    this.waiting ||= requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.waiting = 0;
    const { frame } = this.clock;
    const view = this.model.get("view");
    this.stages.forEach((stage) => stage.draw(frame, view, this.colours));
    this.scrub.value = frame;
    const seconds = (frame / this.scene.fps).toFixed(1);
    this.count.textContent = `${frame + 1} / ${this.scene.frames} · ${seconds} s`;
    this.scrub.setAttribute("aria-valuetext", `frame ${frame + 1} of ${this.scene.frames}`);
    this.speed.value = String(this.model.get("speed"));
    this.loop.setAttribute("aria-pressed", String(this.model.get("loop")));
    const label = this.model.get("playing") ? "Pause" : "Play";
    if (this.play.title === `${label} (space)`) return;
    this.play.title = `${label} (space)`;
    this.play.setAttribute("aria-label", `${label} (space)`);
    this.play.querySelector("path").setAttribute("d", ICONS[label.toLowerCase()]);
  }

  toggle(name) {
    const value = !this.model.get(name);
    if (name === "playing" && value && this.clock.frame === this.scene.frames - 1)
      this.clock.moveTo(0);
    this.clock.change(name, value);
  }

  goTo(frame) {
    this.clock.change("playing", false);
    this.clock.moveTo(Math.max(0, Math.min(frame, this.scene.frames - 1)));
    this.clock.change("frame", this.clock.frame);
  }

  step(by) {
    this.goTo((this.clock.frame + by + this.scene.frames) % this.scene.frames);
  }

  changeSpeed(by) {
    const speeds = SPEEDS.filter((speed) => (speed - this.model.get("speed")) * by > 0);
    if (speeds.length) this.clock.change("speed", by > 0 ? speeds[0] : speeds.at(-1));
  }

  look(name) {
    this.clock.change("view", { ...this.scene.views[name] });
  }

  turn(azimuth, elevation) {
    const view = this.model.get("view");
    this.clock.change("view", {
      azimuth: wrap(view.azimuth + azimuth),
      elevation: Math.max(-10, Math.min(90, view.elevation + elevation)),
      zoom: view.zoom,
    });
  }

  /** Zoom and say whether there was room to. */
  zoomBy(factor) {
    const view = this.model.get("view");
    const zoom = Math.max(ZOOMS[0], Math.min(ZOOMS[1], view.zoom * factor));
    this.clock.change("view", { ...view, zoom });
    return zoom !== view.zoom;
  }

  choose(stage, joint) {
    if (!stage || JSON.stringify(stage.chosen) === JSON.stringify(joint)) return;
    stage.chosen = joint;
    this.schedule();
  }

  nextJoint(stage, by) {
    if (!stage) return;
    stage.chooseNext(by);
    this.spoken.textContent = stage.describe(stage.chosen);
    this.schedule();
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // In a notebook a single letter may cut a cell.
    event.stopPropagation();
    const own = event.target.matches("button, select, input");
    if (own && (event.key.length > 1 || event.key === " ")) return;
    const action = KEYS[event.key];
    if (!action) return;
    action(this, this.stages.find(({ canvas }) => canvas === event.target));
    event.preventDefault();
  }

  /** Remember when the page itself was last scrolled from outside the player. */
  noteWheel(event) {
    if (!this.root.contains(event.target)) this.scrolled = event.timeStamp;
  }

  /** Zoom, unless the page is being scrolled past or the zoom is at its end. */
  onWheel(event) {
    if (!event.ctrlKey && event.timeStamp - (this.scrolled ?? -1e9) < 400) {
      this.scrolled = event.timeStamp;
    } else if (this.zoomBy(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)))) {
      event.preventDefault();
    }
  }

  /** Turn with one pointer, zoom with two, name the joint under a resting one. */
  listenTo(stage) {
    const { canvas } = stage;
    const down = new Map();
    this.listen(canvas, "wheel", (event) => this.onWheel(event), { passive: false });
    this.listen(canvas, "pointerdown", (event) => {
      down.set(event.pointerId, event);
      canvas.setPointerCapture(event.pointerId);
    });
    this.listen(canvas, "pointermove", (event) => {
      const before = down.get(event.pointerId);
      if (!before) return this.choose(stage, stage.pick(event.offsetX, event.offsetY));
      const gap = () => {
        const [a, b] = [...down.values()];
        return Math.hypot(a.offsetX - b.offsetX, a.offsetY - b.offsetY) || 1;
      };
      const wide = down.size === 2 ? gap() : 0;
      down.set(event.pointerId, event);
      if (wide) return this.zoomBy(gap() / wide);
      this.turn((event.offsetX - before.offsetX) * 0.5, (event.offsetY - before.offsetY) * 0.5);
    });
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"])
      this.listen(canvas, end, (event) => down.delete(event.pointerId));
    this.listen(canvas, "pointerleave", () => this.choose(stage, null));
  }
}

/** Start paused for readers who asked their system for less motion. */
function respectReader(model) {
  if (!window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  model.set("playing", false);
  model.save_changes();
}

/** Bring to life every player of a page that has no kernel. */
export function mountStatic() {
  for (const place of document.querySelectorAll("[data-eesgn-player]")) {
    place.removeAttribute("data-eesgn-player");
    const model = new LocalModel(JSON.parse(place.querySelector("script").textContent));
    place.replaceChildren();
    respectReader(model);
    new PlayerView(model, new Clock(model), place);
  }
}

export default () => {
  let clock;
  return {
    initialize({ model }) {
      clock = new Clock(model);
      respectReader(model);
    },
    render({ model, el }) {
      const view = new PlayerView(model, clock, el);
      return () => view.remove();
    },
  };
};
