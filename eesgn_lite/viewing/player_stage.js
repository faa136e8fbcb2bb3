// Geometry and drawing: one Stage draws one clip on one canvas. Joined with player.js.

const ABSENT = -32768;
const LEFT = 1;
const RIGHT = 2;
const LIMB_METRES = 0.05;
const HEAD_METRES = 0.085;
const PICK_PIXELS = 16;
const NOTE_PIXELS = 18;

/** Decode base64 text into a typed array. */
function decode(text, Type) {
  return new Type(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
}

/** Turn a scene point into [right, up, towards the viewer], from the middle of the scene. */
function makeTurn(scene, view) {
  const [azimuth, elevation] = [view.azimuth, view.elevation].map((d) => (d * Math.PI) / 180);
  const [ca, sa] = [Math.cos(azimuth), Math.sin(azimuth)];
  const [ce, se] = [Math.cos(elevation), Math.sin(elevation)];
  return (x, y, z) => {
    // The sensor's x points to its left and z away from it: the viewer stands at the sensor.
    const up = y - scene.height / 2;
    const near = x * sa - z * ca;
    return [-x * ca - z * sa, up * ce - near * se, up * se + near * ce];
  };
}

/** Return a camera: scene point -> [pixels right, pixels down, depth, pixels per metre]. */
function makeCamera(scene, view, width, height) {
  const distance = 6 * Math.max(scene.radius, scene.height / 2);
  const enlarge = (depth) => distance / Math.max(distance - depth, distance / 4);
  // What must fit: the head's height and the floor's near and far edge, whatever the azimuth.
  const still = makeTurn(scene, { azimuth: 0, elevation: view.elevation });
  const ups = [still(0, scene.height, 0), still(0, 0, scene.edge), still(0, 0, -scene.edge)].map(
    ([, up, depth]) => up * enlarge(depth),
  );
  const [top, bottom] = [Math.max(...ups), Math.min(...ups)];
  const fit =
    view.zoom *
    Math.min((0.47 * width) / scene.radius, (height - 2 * NOTE_PIXELS) / (top - bottom));
  const turn = makeTurn(scene, view);
  return (x, y, z) => {
    const [right, up, depth] = turn(x, y, z);
    const scale = fit * enlarge(depth);
    const middle = (fit * (top + bottom)) / 2;
    return [width / 2 + right * scale, height / 2 + middle - up * scale, depth, scale];
  };
}

/** Mix two "r g b" colours; amount 0 gives the first. */
function mix(low, high, amount) {
  const [a, b] = [low.split(" ").map(Number), high.split(" ").map(Number)];
  return `rgb(${a.map((value, i) => Math.round(value + (b[i] - value) * amount)).join(" ")})`;
}

/** Write a number with two digits. */
function shorten(number) {
  return String(Number(number.toPrecision(2)));
}

class Stage {
  constructor(canvas, clip, scene) {
    Object.assign(this, { canvas, clip, scene });
    this.pen = canvas.getContext("2d");
    this.coordinates = decode(clip.data, Int16Array);
    this.weights = clip.weights && decode(clip.weights.data, Uint8Array);
    this.head = clip.joints.indexOf("head");
    this.picture = [];
    this.chosen = null;
  }

  /** Fit the canvas to its place on the page, in device pixels. */
  resize() {
    const ratio = window.devicePixelRatio || 1;
    this.width = this.canvas.clientWidth;
    this.height = this.canvas.clientHeight;
    this.canvas.width = Math.round(this.width * ratio);
    this.canvas.height = Math.round(this.height * ratio);
    this.pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  /** Weight of a joint between 0 and 1, or null where the clip has none. */
  weight(person, frame, joint) {
    if (!this.weights) return null;
    const { persons, frames } = this.clip.weights;
    const row = (person % persons) * frames + (frames === 1 ? 0 : frame);
    return this.weights[row * this.clip.joints.length + joint] / 255;
  }

  /** Project the persons who are seen in a frame: a list of {person, points}. */
  project(frame, camera) {
    const { frames, persons, joints, scale, origin } = this.clip;
    const seen = [];
    for (let person = 0; person < persons; person++) {
      const start = (person * frames + frame) * joints.length * 3;
      if (this.coordinates[start] === ABSENT) continue;
      const points = joints.map((_, joint) => {
        const at = (axis) => this.coordinates[start + 3 * joint + axis] * scale + origin[axis];
        return { ground: camera(at(0), 0, at(2)), place: camera(at(0), at(1), at(2)) };
      });
      seen.push({ person, points });
    }
    return seen;
  }

  /** Draw one frame; a clip that is shorter than the longest one waits at its end. */
  draw(time, view, colours) {
    if (!this.width || !this.height) return;
    this.frame = Math.min(time, this.clip.frames - 1);
    const camera = makeCamera(this.scene, view, this.width, this.height);
    this.picture = this.project(this.frame, camera);
    this.pen.clearRect(0, 0, this.width, this.height);
    this.colours = colours;
    if (!this.clip.flat) {
      this.drawFloor(camera);
      this.picture.forEach((body) => this.drawShadow(body));
    }
    const parts = this.picture.flatMap((body) => this.partsOf(body));
    parts.sort((a, b) => a.depth - b.depth).forEach((part) => part.draw());
    if (this.clip.persons > 1) this.picture.forEach((body) => this.drawNumber(body));
    if (!this.picture.length) this.drawText("nobody is seen in this frame");
    if (this.chosen) this.drawLabel();
  }

  /** Draw the floor's grid of squares under the bodies. */
  drawFloor(camera) {
    const { edge, square } = this.scene;
    const lines = Math.round(edge / square);
    this.pen.lineWidth = 1;
    this.pen.setLineDash([]);
    this.pen.strokeStyle = this.colours.grid;
    this.pen.beginPath();
    for (let line = -lines; line <= lines; line++) {
      for (const [from, to] of [
        [camera(line * square, 0, -edge), camera(line * square, 0, edge)],
        [camera(-edge, 0, line * square), camera(edge, 0, line * square)],
      ]) {
        this.pen.moveTo(from[0], from[1]);
        this.pen.lineTo(to[0], to[1]);
      }
    }
    this.pen.stroke();
    const [x, y] = camera(0, 0, -edge);
    this.write("sensor side", x, y + 13, "11px");
  }

  /** Draw the shadow a lamp overhead would throw, in one stroke so that it stays even. */
  drawShadow({ points }) {
    const path = new Path2D();
    this.clip.parents.forEach((parent, joint) => {
      path.moveTo(points[joint].ground[0], points[joint].ground[1]);
      path.lineTo(points[parent].ground[0], points[parent].ground[1]);
    });
    this.pen.lineCap = this.pen.lineJoin = "round";
    this.pen.setLineDash([]);
    this.pen.strokeStyle = this.colours.shadow;
    for (const size of [3, 1.6]) {
      this.pen.lineWidth = Math.max(2, size * LIMB_METRES * points[0].ground[3]);
      this.pen.stroke(path);
    }
  }

  /** List a body's bones and joints with their depths, to be drawn from far to near. */
  partsOf(body) {
    const { parents, sides } = this.clip;
    return parents.flatMap((parent, joint) => {
      const [near, far] = [body.points[joint].place, body.points[parent].place];
      const rise = joint === this.head ? HEAD_METRES : 1e-3;
      const dot = { depth: near[2] + rise, draw: () => this.drawJoint(body, joint) };
      if (parent === joint) return [dot];
      const side = sides[joint];
      return [{ depth: (near[2] + far[2]) / 2, draw: () => this.drawBone(near, far, side) }, dot];
    });
  }

  /** Draw a limb that tapers towards its end; the right side is dashed. */
  drawBone(near, far, side) {
    const { pen, colours } = this;
    const broad = (side ? 1 : 1.3) * LIMB_METRES;
    const thick = (place) => Math.min(14, Math.max(2.5, broad * place[3]));
    const length = Math.hypot(near[0] - far[0], near[1] - far[1]) || 1;
    const across = [(far[1] - near[1]) / length / 2, (near[0] - far[0]) / length / 2];
    const [end, start] = [0.75 * thick(near), thick(far)];
    pen.beginPath();
    pen.moveTo(near[0] + across[0] * end, near[1] + across[1] * end);
    pen.lineTo(far[0] + across[0] * start, far[1] + across[1] * start);
    pen.lineTo(far[0] - across[0] * start, far[1] - across[1] * start);
    pen.lineTo(near[0] - across[0] * end, near[1] - across[1] * end);
    pen.closePath();
    pen.setLineDash([]);
    pen.lineWidth = 2;
    pen.strokeStyle = colours.paper;
    pen.stroke();
    pen.fillStyle = this.weights ? colours.limb : colours.sides[side];
    pen.fill();
    if (side === RIGHT) this.drawGaps(near, far, start);
  }

  /** Cut gaps of the paper's colour into a limb, so that the right side reads without colour. */
  drawGaps(near, far, width) {
    const { pen } = this;
    pen.lineCap = "butt";
    pen.lineWidth = width + 1;
    pen.strokeStyle = this.colours.paper;
    pen.setLineDash([1.5 + 0.2 * width, 3 + 1.2 * width]);
    pen.lineDashOffset = -0.7 * width;
    pen.beginPath();
    pen.moveTo(near[0], near[1]);
    pen.lineTo(far[0], far[1]);
    pen.stroke();
    pen.setLineDash([]);
  }

  /** Draw a joint: left round, right square; weights set its size and colour. */
  drawJoint({ person, points }, joint) {
    const { pen, colours } = this;
    const side = this.clip.sides[joint];
    const [x, y, , magnification] = points[joint].place;
    const weight = this.weight(person, this.frame, joint);
    const limb = Math.min(5.5, Math.max(2, 0.42 * LIMB_METRES * magnification));
    const size = weight === null ? limb : Math.max(2, limb * (0.55 + 2.2 * weight));
    if (joint === this.head) this.drawDot(x, y, HEAD_METRES * magnification, this.weights ? colours.limb : colours.middle, false);
    if (joint === this.head && weight === null) return;
    const colour = weight === null ? colours.sides[side] : mix(colours.low, colours.high, weight);
    this.drawDot(x, y, size, colour, side === RIGHT);
  }

  /** Draw a round or square dot with a rim of the paper's colour. */
  drawDot(x, y, size, colour, square) {
    const { pen } = this;
    pen.beginPath();
    if (square) pen.rect(x - size, y - size, 2 * size, 2 * size);
    else pen.arc(x, y, size, 0, 2 * Math.PI);
    pen.lineWidth = 1.5;
    pen.strokeStyle = this.colours.paper;
    pen.stroke();
    pen.fillStyle = colour;
    pen.fill();
  }

  /** Write a person's number over the highest joint. */
  drawNumber({ person, points }) {
    const highest = points.reduce((a, b) => (b.place[1] < a.place[1] ? b : a)).place;
    const above = this.head < 0 ? 8 : HEAD_METRES * highest[3] + 4;
    this.write(String(person + 1), highest[0], highest[1] - above, "bold 12px");
  }

  /** Write a note in the middle of the stage. */
  drawText(text) {
    this.write(text, this.width / 2, this.height / 2, "13px");
  }

  /** Write centred text. */
  write(text, x, y, font) {
    this.pen.font = `${font} system-ui, sans-serif`;
    this.pen.textAlign = "center";
    this.pen.textBaseline = "alphabetic";
    this.pen.fillStyle = this.colours.ink;
    this.pen.fillText(text, x, y);
  }

  /** Name a joint in words, with its weight where there is one. */
  describe({ person, joint }) {
    const words = [this.clip.joints[joint].replaceAll("_", " ")];
    if (this.clip.persons > 1) words.push(`of person ${person + 1}`);
    const weight = this.weight(person, this.frame, joint);
    if (weight === null) return words.join(" ");
    const [low, high] = this.scene.range;
    return `${words.join(" ")}: ${shorten(low + weight * (high - low))}`;
  }

  /** Write the chosen joint's name beside it and ring the joint. */
  drawLabel() {
    const body = this.picture.find(({ person }) => person === this.chosen.person);
    if (!body) return;
    const { pen, colours } = this;
    const [x, y] = body.points[this.chosen.joint].place;
    const text = this.describe(this.chosen);
    pen.font = "13px system-ui, sans-serif";
    const width = pen.measureText(text).width + 12;
    const left = Math.max(2, Math.min(x + 12, this.width - width - 2));
    const top = y > 34 ? y - 32 : y + 12;
    pen.setLineDash([]);
    pen.lineWidth = 2;
    pen.strokeStyle = colours.ink;
    pen.beginPath();
    pen.arc(x, y, 9, 0, 2 * Math.PI);
    pen.stroke();
    pen.fillStyle = colours.ink;
    pen.fillRect(left, top, width, 22);
    pen.fillStyle = colours.paper;
    pen.textAlign = "left";
    pen.textBaseline = "alphabetic";
    pen.fillText(text, left + 6, top + 15);
  }

  /** Find the joint under a point of the canvas: {person, joint} or null. */
  pick(x, y) {
    let best = null;
    let nearest = PICK_PIXELS;
    for (const { person, points } of this.picture) {
      points.forEach(({ place }, joint) => {
        const away = Math.hypot(place[0] - x, place[1] - y);
        if (away < nearest) [nearest, best] = [away, { person, joint }];
      });
    }
    return best;
  }

  /** Choose the next joint (or the one before) of the first person seen, for the keyboard. */
  chooseNext(by) {
    const person = this.chosen?.person ?? this.picture[0]?.person ?? 0;
    const count = this.clip.joints.length;
    const joint = this.chosen ? (this.chosen.joint + by + count) % count : 0;
    this.chosen = { person, joint };
  }
}
