// What lies under and over the bodies: floor, shadows, ghosts, trails, arrows, edges, words.

const WIDTHS = [3.2, 2.2, 1.4];
const LEAST_PIXELS = 4;
const SCRATCH = new Float32Array(2 * STRIDE);

/** Draw the floor's grid of squares. */
function drawFloor(pen, camera, scene, colours) {
  const { edge, square } = scene;
  const lines = Math.round(edge / square);
  const line = (...ends) => {
    camera.see(ends[0], 0, ends[1], SCRATCH, 0);
    camera.see(ends[2], 0, ends[3], SCRATCH, STRIDE);
    pen.moveTo(SCRATCH[0], SCRATCH[1]);
    pen.lineTo(SCRATCH[STRIDE], SCRATCH[STRIDE + 1]);
  };
  pen.lineWidth = 1;
  pen.strokeStyle = colours.grid;
  pen.beginPath();
  for (let count = -lines; count <= lines; count++) {
    line(count * square, -edge, count * square, edge);
    line(-edge, count * square, edge, count * square);
  }
  pen.stroke();
  camera.see(0, 0, -edge, SCRATCH, 0);
  write(pen, colours.ink, "sensor side", SCRATCH[0], SCRATCH[1] + 13, "11px");
}

/** Write centred text. */
function write(pen, colour, text, x, y, font) {
  pen.font = `${font} system-ui, sans-serif`;
  pen.textAlign = "center";
  pen.fillStyle = colour;
  pen.fillText(text, x, y);
}

/** Call an action for each person who is shown. */
function forShown(stage, action) {
  stage.shown.forEach((shown, person) => shown && action(person));
}

/** Add a person's bones of some frame to the path as lines; with rise 0 as seen on the floor. */
function addBones({ pen, camera, motion, clip }, person, frame, rise) {
  clip.parents.forEach((parent, joint) => {
    motion.see(camera, person, frame, joint, SCRATCH, 0, rise);
    motion.see(camera, person, frame, parent, SCRATCH, STRIDE, rise);
    pen.moveTo(SCRATCH[0], SCRATCH[1]);
    pen.lineTo(SCRATCH[STRIDE], SCRATCH[STRIDE + 1]);
  });
}

/** Draw the shadow a lamp overhead would throw, in one stroke so that it stays even. */
function drawShadows(stage) {
  const { pen, colours } = stage;
  pen.beginPath();
  forShown(stage, (person) => addBones(stage, person, stage.frame, 0));
  pen.lineCap = "round";
  pen.strokeStyle = colours.shadow;
  pen.lineWidth = Math.max(3, 2.2 * LIMB_METRES * stage.camera.fit);
  pen.stroke();
  pen.lineCap = "butt";
}

/** Draw earlier moments, the paler the longer ago. */
function drawGhosts(stage) {
  const { pen, camera, colours, clip, motion } = stage;
  const [ghosts, apart] = stage.scene.ghosts;
  pen.strokeStyle = colours.middle;
  pen.lineWidth = Math.max(2, 0.7 * LIMB_METRES * camera.fit);
  for (let ghost = ghosts; ghost > 0; ghost--) {
    const frame = stage.frame - ghost * apart;
    pen.globalAlpha = 0.42 - (0.3 * ghost) / (ghosts + 1);
    pen.beginPath();
    for (let person = 0; person < clip.persons; person++)
      if (motion.sees(person, frame)) addBones(stage, person, frame, 1);
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

/** Draw the way some joints have come, the newest part the broadest; dashed on the right. */
function drawTrails(stage) {
  const { pen, camera, motion, clip, colours } = stage;
  const { trail } = stage.scene;
  for (const joint of clip.trails) {
    pen.strokeStyle = colours.sides[clip.sides[joint]];
    pen.setLineDash(clip.sides[joint] === RIGHT ? [6, 4] : []);
    for (let age = 3; age > 0; age--) {
      const from = stage.frame - Math.round((age * trail) / 3);
      const to = stage.frame - Math.round(((age - 1) * trail) / 3);
      pen.lineWidth = 4.5 - age;
      pen.globalAlpha = 1.1 - 0.25 * age;
      pen.beginPath();
      for (let person = 0; person < clip.persons; person++) {
        let drawing = false;
        for (let frame = from; frame <= to; frame++) {
          const seen = motion.sees(person, frame);
          if (seen) motion.see(camera, person, frame, joint, SCRATCH, 0);
          if (seen && drawing) pen.lineTo(SCRATCH[0], SCRATCH[1]);
          else if (seen) pen.moveTo(SCRATCH[0], SCRATCH[1]);
          drawing = seen;
        }
      }
      pen.stroke();
    }
  }
  pen.globalAlpha = 1;
  pen.setLineDash([]);
}

/** Draw how far each joint, or each bone's end beside its start, goes at this speed. */
function drawVelocities(stage) {
  for (const rim of [RIM_PIXELS, 0]) {
    stage.pen.beginPath();
    forShown(stage, (person) => addVelocities(stage, person, rim));
    stage.pen.fillStyle = rim ? stage.colours.paper : stage.colours.way;
    stage.pen.fill();
  }
}

/** Add a person's velocities to the path as arrows, those that are long enough to be seen. */
function addVelocities({ pen, camera, motion, clip, frame, places, scene }, person, rim) {
  if (!motion.sees(person, frame - 1)) return;
  const step = (joint, axis) =>
    motion.at(person, frame, joint, axis) - motion.at(person, frame - 1, joint, axis);
  clip.parents.forEach((parent, joint) => {
    const aim = [0, 1, 2].map((axis) => {
      const of = scene.arrows === "bone_velocity" ? step(parent, axis) : 0;
      return motion.at(person, frame, joint, axis) + scene.stretch * (step(joint, axis) - of);
    });
    camera.see(...aim, SCRATCH, 0);
    const at = motion.place(person, joint);
    const [x, y, toX, toY] = [places[at], places[at + 1], SCRATCH[0], SCRATCH[1]];
    if (Math.hypot(toX - x, toY - y) > LEAST_PIXELS) addArrow(pen, x, y, toX, toY, 2.2, rim);
  });
}

/** Draw so many of the strongest learned edges, from giving to receiving joint; return how many. */
function drawEdges(stage, most, threshold) {
  const { pen, colours, selected } = stage;
  const level = Math.max(1, Math.round((EDGE_LEVELS * threshold) / stage.scene.graph.high));
  let count = 0;
  stage.least = EDGE_LEVELS;
  pen.fillStyle = pen.strokeStyle = colours.link;
  pen.lineCap = "round";
  for (const faint of selected ? [true, false] : [false]) {
    pen.globalAlpha = faint ? 0.25 : 0.9;
    WIDTHS.forEach((width, i) => {
      const lowest = Math.max(level, (EDGE_LEVELS * (2 - i)) / 3);
      const highest = i ? (EDGE_LEVELS * (3 - i)) / 3 : Infinity;
      pen.lineWidth = width;
      pen.beginPath();
      forShown(stage, (person) => {
        count += addEdges(stage, person, most, i === 2 ? level : lowest, highest, faint, width);
      });
      pen.stroke();
    });
  }
  pen.globalAlpha = 1;
  pen.lineCap = "butt";
  return count;
}

/** Add a person's edges of some strength to the path; return how many. */
function addEdges(stage, person, most, lowest, highest, faint, width) {
  const { pen, motion, clip, frame, places, selected } = stage;
  const from = motion.edgesFrom(person, frame);
  const end = from + Math.min(most, clip.edges.kept);
  let count = 0;
  for (let k = from; k < end && motion.strengths[k] >= lowest; k++) {
    if (motion.strengths[k] >= highest) continue;
    const [to, source] = [Math.floor(motion.pairs[k] / motion.count), motion.pairs[k] % motion.count];
    const chosen = selected?.person === person && [to, source].includes(selected.joint);
    if (selected && chosen === faint) continue;
    const [a, b] = [source, to].map((joint) => motion.place(person, joint));
    addCurve(pen, places[a], places[a + 1], places[b], places[b + 1], width);
    stage.least = Math.min(stage.least, motion.strengths[k]);
    count++;
  }
  return count;
}

/** Add a curve that bends to its left, so that two joints can give to each other, with a head. */
function addCurve(pen, x1, y1, x2, y2, width) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const [cx, cy] = [(x1 + x2) / 2 + 0.22 * dy, (y1 + y2) / 2 - 0.22 * dx];
  const far = Math.hypot(x2 - cx, y2 - cy) || 1;
  const [ux, uy] = [(x2 - cx) / far, (y2 - cy) / far];
  const [x, y, head] = [x2 - 5 * ux, y2 - 5 * uy, 4 + 1.4 * width];
  pen.moveTo(x1, y1);
  pen.quadraticCurveTo(cx, cy, x, y);
  pen.moveTo(x - head * (ux - 0.5 * uy), y - head * (uy + 0.5 * ux));
  pen.lineTo(x, y);
  pen.lineTo(x - head * (ux + 0.5 * uy), y - head * (uy - 0.5 * ux));
}

/** Write a person's number over the highest joint. */
function drawNumber({ pen, places, motion, bodies, colours }, person) {
  let highest = motion.place(person, 0);
  for (let joint = 0; joint < motion.count; joint++) {
    const at = motion.place(person, joint);
    if (places[at + 1] < places[highest + 1]) highest = at;
  }
  const above = bodies.head < 0 ? 8 : HEAD_METRES * places[highest + 3] + 4;
  write(pen, colours.ink, String(person + 1), places[highest], places[highest + 1] - above, "bold 12px");
}

/** Ring a joint; the chosen one gets a double ring. */
function drawRing({ pen, places, motion, colours }, { person, joint }, chosen) {
  const at = motion.place(person, joint);
  for (const [width, colour] of [[chosen ? 6 : 4, colours.paper], [chosen ? 3 : 2, colours.ink]]) {
    pen.lineWidth = width;
    pen.strokeStyle = colour;
    pen.beginPath();
    pen.arc(places[at], places[at + 1], chosen ? 11 : 9, 0, 2 * Math.PI);
    pen.stroke();
  }
}

/** Write a joint's name beside it. */
function drawLabel(stage, { person, joint }) {
  const { pen, places, motion, colours } = stage;
  const at = motion.place(person, joint);
  const [x, y] = [places[at], places[at + 1]];
  const text = stage.describe({ person, joint });
  pen.font = "13px system-ui, sans-serif";
  const width = pen.measureText(text).width + 12;
  const left = Math.max(2, Math.min(x + 14, stage.width - width - 2));
  const top = Math.max(2, y > 40 ? y - 36 : y + 14);
  pen.fillStyle = colours.ink;
  pen.fillRect(left, top, width, 22);
  write(pen, colours.paper, text, left + width / 2, top + 15, "13px");
}
