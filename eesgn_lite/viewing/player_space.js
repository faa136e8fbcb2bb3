// Where things are: a clip's packed arrays, and the camera that turns its points into pixels.

const ABSENT = -32768;
const UNKNOWN = 255;
const LEVELS = 254;
const EDGE_LEVELS = 65535;
const NOTE_PIXELS = 18;
// A projected joint takes four numbers: pixels right, pixels down, depth, pixels per metre.
const STRIDE = 4;

/** Decode base64 text into a typed array. */
function decode(text, Type) {
  return new Type(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
}

/** Write a number with two digits. */
function shorten(number) {
  return String(Number(number.toPrecision(2)));
}

/** Write a number with two digits, never a larger one. */
function floorDigits(number) {
  const unit = 10 ** (Math.floor(Math.log10(number)) - 1);
  return shorten(Math.floor(number / unit) * unit);
}

/** Write a number that is known to a step only: no finer than a power of ten that holds a step. */
function writeKnown(number, step) {
  const digits = Math.floor(-Math.log10(step));
  const unit = 10 ** -digits;
  const rounded = Number((Math.round(number / unit) * unit).toFixed(Math.max(0, digits)));
  if (!rounded) return number > step / 2 ? `below ${shorten(unit)}` : "0";
  return `about ${shorten(rounded)}`;
}

/** A camera around the scene; `aim` turns it and `see` writes where a point is seen. */
class Camera {
  constructor(scene) {
    this.scene = scene;
    this.distance = 6 * Math.max(scene.radius, scene.height / 2);
  }

  /** Look from a view at a stage of some size; tell whether anything changed. */
  aim({ azimuth, elevation, zoom }, width, height) {
    const key = `${azimuth} ${elevation} ${zoom} ${width} ${height}`;
    if (key === this.key) return false;
    const { scene } = this;
    this.key = key;
    this.turn(0, elevation);
    // What must fit: the head's height and the floor's near and far edge, whatever the azimuth.
    const ups = [[scene.height, 0], [0, scene.edge], [0, -scene.edge]].map(
      ([y, z]) => this.up(y, -z) * this.enlarge(this.depth(y, -z)),
    );
    const [top, bottom] = [Math.max(...ups), Math.min(...ups)];
    const room = (height - 2 * NOTE_PIXELS) / (top - bottom);
    this.fit = zoom * Math.min((0.47 * width) / scene.radius, room);
    this.middle = [width / 2, height / 2 + (this.fit * (top + bottom)) / 2];
    this.turn(azimuth, elevation);
    return true;
  }

  turn(azimuth, elevation) {
    const [a, e] = [(azimuth * Math.PI) / 180, (elevation * Math.PI) / 180];
    [this.ca, this.sa, this.ce, this.se] = [Math.cos(a), Math.sin(a), Math.cos(e), Math.sin(e)];
  }

  up(y, near) {
    return (y - this.scene.height / 2) * this.ce - near * this.se;
  }

  depth(y, near) {
    return (y - this.scene.height / 2) * this.se + near * this.ce;
  }

  enlarge(depth) {
    return this.distance / Math.max(this.distance - depth, this.distance / 4);
  }

  /** Write pixels right, pixels down, depth and pixels per metre of a point. */
  see(x, y, z, out, at) {
    // The sensor's x points to its left and z away from it: the viewer stands at the sensor.
    const near = x * this.sa - z * this.ca;
    const depth = this.depth(y, near);
    const scale = this.fit * this.enlarge(depth);
    out[at] = this.middle[0] - (x * this.ca + z * this.sa) * scale;
    out[at + 1] = this.middle[1] - this.up(y, near) * scale;
    out[at + 2] = depth;
    out[at + 3] = scale;
  }
}

/** The numbers of one clip, read where they lie. */
class Motion {
  constructor(clip) {
    this.clip = clip;
    this.count = clip.joints.length;
    this.steps = decode(clip.data, Int16Array);
    this.weights = clip.weights && decode(clip.weights.data, Uint8Array);
    this.pairs = clip.edges && decode(clip.edges.pairs, Uint16Array);
    this.strengths = clip.edges && decode(clip.edges.data, Uint16Array);
  }

  /** Tell whether a person is seen in a frame. */
  sees(person, frame) {
    if (frame < 0) return false;
    return this.steps[(person * this.clip.frames + frame) * this.count * 3] !== ABSENT;
  }

  /** First place of a joint in the list of projected joints. */
  place(person, joint) {
    return (person * this.count + joint) * STRIDE;
  }

  /** One coordinate of a joint, in metres. */
  at(person, frame, joint, axis) {
    const row = (person * this.clip.frames + frame) * this.count + joint;
    return this.steps[3 * row + axis] * this.clip.scale + this.clip.origin[axis];
  }

  /** Write where a camera sees a joint, or with rise 0 the place on the floor under it. */
  see(camera, person, frame, joint, out, at, rise = 1) {
    const { scale, origin, frames } = this.clip;
    const row = 3 * ((person * frames + frame) * this.count + joint);
    const { steps } = this;
    const y = steps[row + 1] * scale + origin[1];
    camera.see(steps[row] * scale + origin[0], rise * y, steps[row + 2] * scale + origin[2], out, at);
  }

  /** Weight of a joint in steps, UNKNOWN where there is none; null for a clip without weights. */
  level(person, frame, joint) {
    if (!this.weights) return null;
    const { persons, frames } = this.clip.weights;
    const row = (person % persons) * frames + (frames === 1 ? 0 : frame);
    return this.weights[row * this.count + joint];
  }

  /** First place of the edges of a person in a frame; the strongest comes first. */
  edgesFrom(person, frame) {
    const { starts, kept, persons } = this.clip.edges;
    let moment = starts.length - 1;
    while (starts[moment] > frame) moment--;
    return ((person % persons) * starts.length + moment) * kept;
  }
}
