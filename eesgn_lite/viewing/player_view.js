// One view of a player: it keeps the stages and controls in step with the model. Joined last.

const COLOURS = "paper ink middle left right limb grid shadow low high link way".split(" ");
const FOLLOWED = ["playing", "view", "speed", "loop", "edges", "threshold", "selection"];
const ZOOMS = [0.3, 8];
const CLICK_PIXELS = 4;
const TELL_EVERY_MS = 80;
const HELP =
  "Drag or use the arrow keys to turn, the wheel to zoom, space to play, j to choose joints, p the next person.";

/** Keep an angle between -180 and 180 degrees. */
function wrap(degrees) {
  return ((((degrees + 180) % 360) + 360) % 360) - 180;
}

/** Set an element's text or attribute only where it differs: a page pays for each change. */
function put(element, name, value) {
  if (name === "text") {
    if (element.textContent !== value) element.textContent = value;
  } else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

class PlayerView {
  constructor(model, clock, place) {
    Object.assign(this, { model, clock, scene: clock.scene, stop: new AbortController() });
    const attributes = { class: "eesgn-player", role: "group", "aria-label": this.scene.label };
    this.root = make(place, "div", attributes);
    this.makeStages();
    makeLegend(this);
    makeControls(this);
    this.spoken = make(this.root, "div", { class: "eesgn-spoken", "aria-live": "polite" });
    this.watch();
  }

  /** Listen until the view is removed. */
  listen(target, event, action, options = {}) {
    target.addEventListener(event, action, { signal: this.stop.signal, ...options });
  }

  makeStages() {
    const row = make(this.root, "div", { class: "eesgn-stages" });
    this.stages = this.scene.clips.map((clip, index) => {
      const figure = make(row, "figure", { style: `--stage-height: ${this.scene.pixels}px` });
      if (clip.title) make(figure, "figcaption", {}, clip.title);
      const canvas = make(figure, "canvas", { tabindex: "0", role: "img" });
      const stage = new Stage(canvas, clip, this.scene, index);
      this.listenTo(stage);
      return stage;
    });
  }

  /** Follow the model, the theme, the size of the page and whether the view is on screen. */
  watch() {
    this.refresh = () => this.schedule();
    this.clock.views.add(this);
    for (const name of FOLLOWED) this.model.on(`change:${name}`, this.refresh);
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
      this.schedule();
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
    for (const name of FOLLOWED) this.model.off(`change:${name}`, this.refresh);
    for (const observer of [this.resized, this.seen, this.themed]) observer.disconnect();
    this.clock.views.delete(this);
    BEAT.views.delete(this);
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
    BEAT.views.add(this);
    BEAT.ask();
  }

  draw() {
    if (!this.colours) return;
    const { frame } = this.clock;
    const [view, most, threshold] = ["view", "edges", "threshold"].map((name) => this.model.get(name));
    this.tellSelection(this.model.get("selection"));
    for (const stage of this.stages) stage.draw(frame, view, this.colours, most, threshold);
    // What stands around the moving picture costs as much as the picture: it may lag a little.
    if (this.model.get("playing") && performance.now() - this.told < TELL_EVERY_MS) return;
    this.told = performance.now();
    this.tellTime(frame);
    if (this.edges) this.tellEdges(most);
    put(this.loop, "aria-pressed", String(this.model.get("loop")));
    this.speed.value = String(this.model.get("speed"));
    const label = this.model.get("playing") ? "Pause" : "Play";
    put(this.play, "title", `${label} (space)`);
    put(this.play, "aria-label", `${label} (space)`);
    put(this.play.querySelector("path"), "d", ICONS[label.toLowerCase()]);
  }

  /** Let every stage know which joint is chosen, and say so in its text. */
  tellSelection(selection) {
    if (selection === this.selection) return;
    this.selection = selection;
    const [clip, person, joint] = selection;
    for (const stage of this.stages) {
      stage.selected = clip === stage.index ? { person, joint } : null;
      const name = stage.selected ? `Chosen: ${stage.name(stage.selected)}. ` : "";
      put(stage.canvas, "aria-label", `${stage.clip.text} ${name}${HELP}`);
    }
  }

  /** Show the frame on the time line and in figures. */
  tellTime(frame) {
    const { frames, fps } = this.scene;
    this.scrub.value = frame;
    put(this.count, "text", `frame ${frame} of 0 to ${frames - 1} · ${(frame / fps).toFixed(1)} s`);
    for (const { from, until, tick } of this.ticks)
      put(tick, "class", from <= frame && frame < until ? "eesgn-now" : "");
    const marked = this.ticks.some(({ from }) => from === frame) ? ", marked" : "";
    put(this.scrub, "aria-valuetext", `frame ${frame} of 0 to ${frames - 1}${marked}`);
  }

  /** Say how many edges are drawn, their share of all, and what the weakest of them weighs. */
  tellEdges(most) {
    let [drawn, all, weakest] = [0, 0, EDGE_LEVELS];
    for (const { clip, edges, least, shown } of this.stages) {
      if (!clip.edges) continue;
      drawn += edges;
      weakest = Math.min(weakest, least);
      shown.forEach((one) => (all += one * clip.edges.total));
    }
    this.slider.value = this.counts.findLastIndex((count) => count <= most);
    put(this.slider, "aria-valuetext", `${most} of each person`);
    const share = shorten((100 * drawn) / (all || 1));
    const from = floorDigits(this.scene.graph.high * Math.min(1, (weakest + 0.5) / EDGE_LEVELS));
    put(this.edges, "text", `${drawn} of ${all} (${share} %)${drawn ? `, from weight ${from}` : ""}`);
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

  /** Go to the next marked frame, or to the one before. */
  goToMark(by) {
    const ahead = (frame) => (frame - this.clock.frame) * by > 0;
    const frames = this.ticks.map(({ from }) => from).filter(ahead);
    if (frames.length) this.goTo(by > 0 ? Math.min(...frames) : Math.max(...frames));
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

  /** Name the joint under the pointer. */
  hover(stage, joint) {
    if (JSON.stringify(stage.hovered) === JSON.stringify(joint)) return;
    stage.hovered = joint;
    this.schedule();
  }

  /** Choose a joint for all views and for Python, or none; say its name. */
  select(stage, joint) {
    this.clock.change("selection", joint ? [stage.index, joint.person, joint.joint] : []);
    this.tellSelection(this.model.get("selection"));
    this.spoken.textContent = joint ? stage.describe(joint) : "";
  }

  /** Choose the next joint or person of the stage that has the focus, or the one before. */
  selectNext(kind, by) {
    const stage = this.focused;
    if (stage) this.select(stage, stage.next(kind === "joint" ? by : by * stage.motion.count));
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // In a notebook a single letter may cut a cell.
    event.stopPropagation();
    const own = event.target.matches("button, select, input");
    if (own && (event.key.length > 1 || event.key === " ")) return;
    if (!Object.hasOwn(KEYS, event.key)) return;
    const [action, ...values] = KEYS[event.key];
    this.focused = this.stages.find(({ canvas }) => canvas === event.target);
    this[action](...values);
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

  /** Turn with one pointer, zoom with two, choose by a click, name the joint under a resting one. */
  listenTo(stage) {
    const { canvas } = stage;
    const down = new Map();
    let still = null;
    this.listen(canvas, "wheel", (event) => this.onWheel(event), { passive: false });
    this.listen(canvas, "pointerdown", (event) => {
      down.set(event.pointerId, event);
      still = down.size === 1 ? event : null;
      canvas.setPointerCapture(event.pointerId);
    });
    this.listen(canvas, "pointermove", (event) => {
      const before = down.get(event.pointerId);
      if (!before) return this.hover(stage, stage.pick(event.offsetX, event.offsetY));
      if (still && apart(still, event) < CLICK_PIXELS) return;
      still = null;
      const wide = down.size === 2 ? apart(...down.values()) : 0;
      down.set(event.pointerId, event);
      if (wide) return this.zoomBy(apart(...down.values()) / wide);
      this.turn((event.offsetX - before.offsetX) * 0.5, (event.offsetY - before.offsetY) * 0.5);
    });
    this.listen(canvas, "pointerup", (event) => {
      if (still) this.select(stage, stage.pick(event.offsetX, event.offsetY));
      still = null;
    });
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"])
      this.listen(canvas, end, (event) => down.delete(event.pointerId));
    this.listen(canvas, "pointerleave", () => this.hover(stage, null));
  }
}

/** Distance between two pointers on a canvas, never 0. */
function apart(one, other) {
  return Math.hypot(one.offsetX - other.offsetX, one.offsetY - other.offsetY) || 1;
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
    // A heat map on the same page finds the player here.
    place.eesgnModel = model;
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
