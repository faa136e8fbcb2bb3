// A stage draws one clip on one canvas.

const PICK_PIXELS = 16;
const MOST_PIXELS = 2;
// A picture without transparent parts is put on the page faster.
const OPAQUE = { alpha: false };

class Stage {
  constructor(canvas, clip, scene, index) {
    Object.assign(this, { canvas, clip, scene, index, hovered: null, selected: null, edges: 0 });
    this.pen = canvas.getContext("2d", OPAQUE);
    this.base = document.createElement("canvas").getContext("2d", OPAQUE);
    this.motion = new Motion(clip);
    this.bodies = new Bodies(this.motion, scene);
    this.camera = new Camera(scene);
    this.places = new Float32Array(clip.persons * this.motion.count * STRIDE);
    this.shown = new Uint8Array(clip.persons);
  }

  /** Fit the canvas to its place on the page, in device pixels, at most two a pixel. */
  resize() {
    const ratio = Math.min(MOST_PIXELS, window.devicePixelRatio || 1);
    this.width = this.canvas.clientWidth;
    this.height = this.canvas.clientHeight;
    for (const pen of [this.pen, this.base]) {
      pen.canvas.width = Math.round(this.width * ratio);
      pen.canvas.height = Math.round(this.height * ratio);
      pen.scale(ratio, ratio);
    }
    this.camera.key = "";
  }

  /** Draw one frame; a clip that is shorter than the longest one waits at its end. */
  draw(time, view, colours, most, threshold) {
    if (!this.width || !this.height) return;
    this.frame = Math.min(time, this.clip.frames - 1);
    const stale = this.camera.aim(view, this.width, this.height) || colours !== this.colours;
    this.colours = colours;
    this.project();
    this.drawGround(stale);
    if (this.scene.ghosts[0]) drawGhosts(this);
    drawTrails(this);
    this.bodies.draw(this);
    if (this.scene.arrows?.endsWith("velocity")) drawVelocities(this);
    if (this.clip.edges) this.edges = drawEdges(this, most, threshold);
    if (this.clip.persons > 1) forShown(this, (person) => drawNumber(this, person));
    this.drawWords();
  }

  /** Project the persons who are seen in the frame. */
  project() {
    for (let person = 0; person < this.clip.persons; person++) {
      this.shown[person] = this.motion.sees(person, this.frame) ? 1 : 0;
      if (!this.shown[person]) continue;
      for (let joint = 0; joint < this.motion.count; joint++) {
        const at = this.motion.place(person, joint);
        this.motion.see(this.camera, person, this.frame, joint, this.places, at);
      }
    }
  }

  /** Wipe the canvas with the floor, drawn anew only when it looks different, and add shadows. */
  drawGround(stale) {
    if (stale) {
      this.base.fillStyle = this.colours.paper;
      this.base.fillRect(0, 0, this.width, this.height);
      if (!this.clip.flat) drawFloor(this.base, this.camera, this.scene, this.colours);
    }
    this.pen.drawImage(this.base.canvas, 0, 0, this.width, this.height);
    if (!this.clip.flat) drawShadows(this);
  }

  /** Ring and name what is chosen or pointed at. */
  drawWords() {
    const { pen, colours, selected, hovered } = this;
    if (!this.shown.includes(1))
      write(pen, colours.ink, "nobody is seen in this frame", this.width / 2, this.height / 2, "13px");
    if (selected && this.shown[selected.person]) drawRing(this, selected, true);
    const named = hovered ?? selected;
    if (!named || !this.shown[named.person]) return;
    if (named === hovered) drawRing(this, hovered, false);
    drawLabel(this, named);
  }

  /** Name a joint in words. */
  name({ person, joint }) {
    const name = this.clip.joints[joint].replaceAll("_", " ");
    return this.clip.persons > 1 ? `${name} of person ${person + 1}` : name;
  }

  /** Name a joint with its weight, where it has one. */
  describe({ person, joint }) {
    const name = this.name({ person, joint });
    const level = this.motion.level(person, this.frame, joint);
    if (level === null || level === UNKNOWN) return name;
    const [low, high] = this.scene.range;
    if (this.scene.top && level === LEVELS) return `${name}: ${shorten(high)} or more`;
    const step = (high - low) / LEVELS;
    return `${name}: ${writeKnown(low + level * step, step)}`;
  }

  /** Find the joint under a point of the canvas: {person, joint} or null. */
  pick(x, y) {
    let best = null;
    let nearest = PICK_PIXELS;
    forShown(this, (person) => {
      for (let joint = 0; joint < this.motion.count; joint++) {
        const at = this.motion.place(person, joint);
        const away = Math.hypot(this.places[at] - x, this.places[at + 1] - y);
        if (away < nearest) [nearest, best] = [away, { person, joint }];
      }
    });
    return best;
  }

  /** Find the joint after the chosen one, or before it, going on with the next person. */
  next(by) {
    const { count } = this.motion;
    const all = count * this.clip.persons;
    const first = Math.max(0, this.shown.indexOf(1)) * count;
    const now = this.selected && this.selected.person * count + this.selected.joint;
    const next = now === null ? first : (now + by + all) % all;
    return { person: Math.floor(next / count), joint: next % count };
  }
}
