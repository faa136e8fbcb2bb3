// Time of a player: the model of a page without a kernel, and the clock. Joined with player.js.

const CLOCK_EVERY_MS = 150;
const SETTLE_MS = 300;

/** Stand in for the notebook's widget model on a page without a kernel. */
class LocalModel {
  constructor(values) {
    Object.assign(this, { values, listeners: {} });
  }
  get(name) {
    return this.values[name];
  }
  set(name, value) {
    if (this.values[name] === value) return;
    this.values[name] = value;
    (this.listeners[`change:${name}`] ?? []).forEach((listener) => listener());
  }
  on(event, listener) {
    (this.listeners[event] ??= []).push(listener);
  }
  off() {
    this.listeners = {};
  }
  save_changes() {}
}

/** Beat once a repaint for all players of the page, whichever script brought them. */
const BEAT = (window[Symbol.for("eesgn-beat")] ??= {
  clocks: new Set(),
  views: new Set(),
  followers: new Set(),
  ask() {
    this.asked ||= requestAnimationFrame((now) => this.beat(now));
  },
  beat(now) {
    this.asked = 0;
    this.clocks.forEach((clock) => clock.tick(now));
    const views = [...this.views];
    this.views.clear();
    // A player that cannot draw must not stop the others.
    for (const view of views) {
      try {
        view.draw();
      } catch (problem) {
        reportError(problem);
      }
    }
    if (this.clocks.size) this.ask();
  },
});

/** Advance the frame of one model, however many views of it are on the page. */
class Clock {
  constructor(model) {
    Object.assign(this, { model, scene: model.get("_scene"), waiting: {} });
    Object.assign(this, { views: new Set(), visible: new Set(), told: [] });
    this.position = model.get("frame");
    model.on("change:frame", () => this.obey(model.get("frame")));
    model.on("change:playing", () => {
      if (model.get("playing")) this.start();
      else this.later("settle", SETTLE_MS, () => this.change("frame", this.frame));
    });
  }

  /** The frame that is shown. */
  get frame() {
    return Math.floor(this.position);
  }

  /** Show a frame that Python asks for, unless it only repeats what it was told. */
  obey(frame) {
    if (this.model.get("playing") && this.told.includes(frame)) return;
    clearTimeout(this.waiting.settle);
    this.waiting.settle = 0;
    this.moveTo(frame);
  }

  /** Show a place in time in every view. */
  moveTo(position) {
    this.position = position;
    this.views.forEach((view) => view.schedule());
    BEAT.followers.forEach((follow) => follow(this));
  }

  /** Note whether a view can be seen; time stands still when none can. */
  show(view, seen) {
    this.visible[seen ? "add" : "delete"](view);
    this.start();
  }

  /** Begin to tick unless time already runs or has no reason to. */
  start() {
    if (BEAT.clocks.has(this) || !this.model.get("playing") || !this.visible.size) return;
    this.last = performance.now();
    BEAT.clocks.add(this);
    BEAT.ask();
  }

  /** Move on by the time that has passed. */
  tick(now) {
    if (!this.model.get("playing") || !this.visible.size) return BEAT.clocks.delete(this);
    const before = this.frame;
    const seconds = Math.min(0.25, Math.max(0, now - this.last) / 1000);
    this.last = now;
    this.position += seconds * this.scene.fps * this.model.get("speed");
    if (this.position >= this.scene.frames) this.turnBack();
    if (this.frame === before) return;
    this.moveTo(this.position);
    this.later("tell", CLOCK_EVERY_MS, () => this.tell());
  }

  /** At the end begin again, or stop on the last frame. */
  turnBack() {
    if (this.model.get("loop")) {
      this.position %= this.scene.frames;
    } else {
      this.position = this.scene.frames - 1;
      this.change("playing", false);
    }
  }

  /** Tell Python where the motion is; it listens only while it thinks the motion runs. */
  tell() {
    if (!this.model.get("playing")) return;
    this.told = [...this.told.slice(-20), this.frame];
    this.model.set("_clock", this.frame);
    this.model.save_changes();
  }

  /** Set a value and tell Python at once: told later, its echo of an older value would win. */
  change(name, value) {
    this.model.set(name, value);
    this.model.save_changes();
  }

  /** Do something after a while, once for all that asked for it until then. */
  later(name, milliseconds, action) {
    this.waiting[name] ||= setTimeout(() => {
      this.waiting[name] = 0;
      action();
    }, milliseconds);
  }
}
