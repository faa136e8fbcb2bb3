// Time of a player: the model of a page without a kernel, and the clock. Joined with player.js.

const SAVE_EVERY_MS = 150;

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

/** Advance the frame of one model, however many views of it are on the page. */
class Clock {
  constructor(model) {
    Object.assign(this, { model, scene: model.get("_scene"), visible: new Set(), running: false });
    this.position = model.get("frame");
    this.saving = 0;
    model.on("change:playing", () => this.start());
    model.on("change:frame", () => {
      const frame = model.get("frame");
      if (frame !== Math.floor(this.position)) this.position = frame;
    });
  }

  /** Note whether a view can be seen; time stands still when none can. */
  show(view, seen) {
    this.visible[seen ? "add" : "delete"](view);
    this.start();
  }

  /** Begin to tick unless time already runs or has no reason to. */
  start() {
    if (this.running || !this.model.get("playing") || !this.visible.size) return;
    this.running = true;
    this.last = performance.now();
    requestAnimationFrame((now) => this.tick(now));
  }

  /** Move on by the time that has passed. */
  tick(now) {
    this.running = false;
    if (!this.model.get("playing") || !this.visible.size) return;
    const seconds = Math.min(0.25, Math.max(0, now - this.last) / 1000);
    this.position += seconds * this.scene.fps * this.model.get("speed");
    if (this.position >= this.scene.frames) this.turnBack();
    this.change("frame", Math.floor(this.position));
    this.running = this.model.get("playing");
    this.last = now;
    if (this.running) requestAnimationFrame((next) => this.tick(next));
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

  /** Set a value here at once and tell Python a little later, so that it is not flooded. */
  change(name, value) {
    this.model.set(name, value);
    this.saving ||= setTimeout(() => {
      this.saving = 0;
      this.model.save_changes();
    }, SAVE_EVERY_MS);
  }
}
