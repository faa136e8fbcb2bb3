// Bodies, drawn limb by limb from far to near: few strokes each, as strokes are what costs time.

const [LEFT, RIGHT] = [1, 2];
const LIMB_METRES = 0.05;
const HEAD_METRES = 0.085;
const SHAFT = 0.36;
const RIM_PIXELS = 1.5;

/** Mix two "r g b" colours; amount 0 gives the first. */
function mix(low, high, amount) {
  const [a, b] = [low.split(" ").map(Number), high.split(" ").map(Number)];
  return `rgb(${a.map((value, i) => Math.round(value + (b[i] - value) * amount)).join(" ")})`;
}

/** Gather the joints that hang together on one side of the body: arms, legs, the middle. */
function limbsOf({ parents, sides }) {
  const first = (joint) =>
    sides[parents[joint]] === sides[joint] && parents[joint] !== joint ? first(parents[joint]) : joint;
  const limbs = new Map();
  parents.forEach((_, joint) => {
    const name = first(joint);
    if (!limbs.has(name)) limbs.set(name, { side: sides[joint], joints: [] });
    limbs.get(name).joints.push(joint);
  });
  return [...limbs.values()];
}

/** Add a four-cornered shape around a line, with a breadth at each of its ends. */
function addTaper(path, x1, y1, broad1, x2, y2, broad2) {
  const length = 2 * Math.hypot(x2 - x1, y2 - y1) || 1;
  const [across, along] = [(y2 - y1) / length, (x1 - x2) / length];
  path.moveTo(x1 + across * broad1, y1 + along * broad1);
  path.lineTo(x2 + across * broad2, y2 + along * broad2);
  path.lineTo(x2 - across * broad2, y2 - along * broad2);
  path.lineTo(x1 - across * broad1, y1 - along * broad1);
  path.closePath();
}

/** Share of an arrow that is its head. */
function headOf(x1, y1, x2, y2, broad) {
  return Math.min(1, (3.4 * broad) / (Math.hypot(x2 - x1, y2 - y1) || 1));
}

/** Add an arrow: a shaft and a head whose tip is the line's end; a rim makes it broader. */
function addArrow(path, x1, y1, x2, y2, broad, rim) {
  const head = headOf(x1, y1, x2, y2, broad);
  const [x, y] = [x2 + (x1 - x2) * head, y2 + (y1 - y2) * head];
  if (head < 1) addTaper(path, x1, y1, broad + 2 * rim, x, y, broad + 2 * rim);
  addTaper(path, x, y, 3.2 * broad + 4 * rim, x2, y2, 2 * rim);
}

class Bodies {
  constructor(motion, scene) {
    Object.assign(this, { motion, clip: motion.clip, asArrows: scene.arrows === "bone" });
    this.head = this.clip.joints.indexOf("head");
    this.parts = [];
    for (let person = 0; person < this.clip.persons; person++)
      for (const limb of limbsOf(this.clip)) this.parts.push({ person, ...limb, depth: 0 });
    this.shades = [];
  }

  /** Draw everyone who is shown. */
  draw({ pen, places, shown, frame, colours }) {
    if (colours !== this.colours) this.shades = [];
    Object.assign(this, { pen, places, frame, colours });
    for (const part of this.parts) part.depth = shown[part.person] ? this.depthOf(part) : 0;
    this.parts.sort((a, b) => a.depth - b.depth);
    for (const part of this.parts) {
      if (!shown[part.person]) continue;
      this.drawLimb(part);
      if (this.motion.weights) this.drawWeights(part);
      else this.drawJoints(part);
    }
  }

  depthOf({ person, joints }) {
    let sum = 0;
    for (const joint of joints) sum += this.places[this.motion.place(person, joint) + 2];
    return sum / joints.length;
  }

  /** Draw the bones of a limb on a rim of the paper's colour; the right side is dashed. */
  drawLimb(part) {
    const { colours, motion } = this;
    this.fillBones(part, RIM_PIXELS, colours.paper);
    this.fillBones(part, 0, motion.weights ? colours.limb : colours.sides[part.side]);
    if (part.side === RIGHT) this.drawGaps(part);
  }

  /** Breadth of a bone at one end. */
  broad(at, side) {
    const metres = (side ? 1 : 1.3) * LIMB_METRES;
    return Math.min(14, Math.max(2.5, metres * this.places[at + 3]));
  }

  /** Fill the bones of a limb, all a little broader by a rim. A stroke would cost much more. */
  fillBones({ person, side, joints }, rim, colour) {
    const { pen, places, motion, clip } = this;
    pen.beginPath();
    for (const joint of joints) {
      const end = motion.place(person, joint);
      const start = motion.place(person, clip.parents[joint]);
      if (end === start) continue;
      const thick = this.broad(start, side);
      const [x1, y1, x2, y2] = [places[start], places[start + 1], places[end], places[end + 1]];
      if (this.asArrows) addArrow(pen, x1, y1, x2, y2, SHAFT * thick, rim);
      else addTaper(pen, x1, y1, thick + 2 * rim, x2, y2, 0.75 * this.broad(end, side) + 2 * rim);
    }
    this.fill(colour);
  }

  /** Cut gaps into the bones of a limb, so that the right side reads without colour. */
  drawGaps({ person, side, joints }) {
    const { pen, places, motion, clip } = this;
    const broad = this.broad(motion.place(person, joints[0]), side);
    pen.beginPath();
    for (const joint of joints) {
      const end = motion.place(person, joint);
      const start = motion.place(person, clip.parents[joint]);
      const [x1, y1, x2, y2] = [places[start], places[start + 1], places[end], places[end + 1]];
      const bare = this.asArrows ? headOf(x1, y1, x2, y2, SHAFT * broad) : 0;
      pen.moveTo(x2 + (x1 - x2) * bare, y2 + (y1 - y2) * bare);
      pen.lineTo(x1, y1);
    }
    pen.strokeStyle = this.colours.paper;
    pen.lineWidth = broad + 1;
    pen.setLineDash([1.5 + 0.2 * broad, 3 + 1.2 * broad]);
    pen.lineDashOffset = -0.7 * broad;
    pen.stroke();
    pen.setLineDash([]);
  }

  /** Add a joint to the path: round, or square on the right. */
  addDot(at, size, side) {
    const [x, y] = [this.places[at], this.places[at + 1]];
    if (side === RIGHT) return this.pen.rect(x - size, y - size, 2 * size, 2 * size);
    this.pen.moveTo(x + size, y);
    this.pen.arc(x, y, size, 0, 2 * Math.PI);
  }

  dotSize(at) {
    const metres = (this.asArrows ? 0.25 : 0.42) * LIMB_METRES;
    return Math.min(5.5, Math.max(2, metres * this.places[at + 3]));
  }

  /** Draw a limb's joints on a rim; the head is a ball. */
  drawJoints({ person, side, joints }) {
    for (const rim of [RIM_PIXELS, 0]) {
      this.pen.beginPath();
      for (const joint of joints) {
        const at = this.motion.place(person, joint);
        if (joint === this.head) this.addBall(at, rim);
        else this.addDot(at, this.dotSize(at) + rim, side);
      }
      this.fill(rim ? this.colours.paper : this.colours.sides[side]);
    }
  }

  /** Draw a limb's joints with size and colour for their weights. */
  drawWeights({ person, side, joints }) {
    const { pen, colours, motion } = this;
    for (const joint of joints) {
      const at = motion.place(person, joint);
      const level = motion.level(person, this.frame, joint);
      if (joint === this.head) {
        pen.beginPath();
        this.addBall(at, 0);
        this.fill(colours.limb);
      }
      const share = level === UNKNOWN ? 0.4 : 0.55 + (2.2 * level) / LEVELS;
      const size = Math.max(2, this.dotSize(at) * share);
      for (const rim of [RIM_PIXELS, 0]) {
        pen.beginPath();
        this.addDot(at, size + rim, side);
        this.fill(rim ? colours.paper : level === UNKNOWN ? colours.limb : this.shade(level));
      }
    }
  }

  /** Add the head to the path. */
  addBall(at, rim) {
    this.addDot(at, HEAD_METRES * this.places[at + 3] + rim, 0);
  }

  /** Colour of a weight, mixed once. */
  shade(level) {
    const { low, high } = this.colours;
    return (this.shades[level] ??= mix(low, high, level / LEVELS));
  }

  fill(colour) {
    this.pen.fillStyle = colour;
    this.pen.fill();
  }
}
