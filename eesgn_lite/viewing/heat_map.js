// A table of colours, with a pointer and keys, that can lead a player. Last of the joined files.

const GAP_PIXELS = 5;
const HEAD_PIXELS = 12;
const FONT = "11px system-ui, sans-serif";
const MOVES = {
  ArrowLeft: ([row, column]) => [row, column - 1],
  ArrowRight: ([row, column]) => [row, column + 1],
  ArrowUp: ([row, column]) => [row - 1, column],
  ArrowDown: ([row, column]) => [row + 1, column],
  Home: ([row]) => [row, 0],
  End: ([row]) => [row, Infinity],
  PageUp: ([, column]) => [0, column],
  PageDown: ([, column]) => [Infinity, column],
};
const MARKUP = `
  <div class="eesgn-heat-head"><span class="eesgn-title"></span><select></select></div>
  <canvas tabindex="0" role="img"></canvas>
  <div class="eesgn-heat-said" aria-hidden="true"></div>
  <div class="eesgn-heat-legend"><span></span><span></span><span class="eesgn-heat-ramp"></span><span></span>
    <span class="eesgn-heat-blank"></span><span class="eesgn-heat-why"></span></div>
  <div class="eesgn-note"></div>
  <div class="eesgn-heat-spoken" aria-live="polite"></div>`;

/** Keep a number between 0 and a count, the count left out. */
function inside(number, count) {
  return Math.max(0, Math.min(number, count - 1));
}

/** One view of a heat map. */
class HeatView {
  constructor(model, place, player) {
    Object.assign(this, { model, table: model.get("_table"), stop: new AbortController() });
    const bytes = Uint8Array.from(atob(this.table.data), (letter) => letter.charCodeAt(0));
    this.values = new Uint16Array(bytes.buffer);
    this.root = document.createElement("div");
    this.root.className = "eesgn-panel eesgn-heat";
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", this.table.title || this.table.name);
    this.root.innerHTML = MARKUP;
    place.append(this.root);
    this.canvas = this.root.querySelector("canvas");
    this.pen = this.canvas.getContext("2d");
    this.link = player && new PlayerLink(player, this.table, () => this.schedule());
    this.fillWords();
    this.watch();
  }

  find(name) {
    return this.root.querySelector(name);
  }

  listen(target, event, action) {
    target.addEventListener(event, action, { signal: this.stop.signal });
  }

  fillWords() {
    const { table } = this;
    this.canvas.setAttribute("aria-label", table.label);
    this.find(".eesgn-title").textContent = table.title;
    this.find(".eesgn-note").textContent = table.note;
    this.select = this.find("select");
    this.select.setAttribute("aria-label", "Shown");
    this.select.hidden = table.layers.length < 2;
    this.select.append(...table.layers.map((name, i) => new Option(name, i)));
    this.find(".eesgn-heat-head").hidden = !table.title && this.select.hidden;
    const [name, low, ramp, high] = this.find(".eesgn-heat-legend").children;
    [name.textContent, low.textContent, high.textContent] = [table.name, ...table.bounds.map(this.write)];
    ramp.style.background = `linear-gradient(90deg, ${table.palette.join(", ")})`;
    const blank = !this.values.includes(table.blank);
    this.find(".eesgn-heat-blank").hidden = this.find(".eesgn-heat-why").hidden = blank;
    this.find(".eesgn-heat-why").textContent = table.missing;
  }

  watch() {
    this.names = ["cell", "layer", "cursor"];
    this.changed = () => this.schedule();
    this.names.forEach((name) => this.model.on(`change:${name}`, this.changed));
    this.cellChanged = () => this.lead();
    this.model.on("change:cell", this.cellChanged);
    this.layerChanged = () => this.carry();
    this.model.on("change:layer", this.layerChanged);
    this.resized = new ResizeObserver(() => this.schedule());
    this.resized.observe(this.root);
    this.themed = new MutationObserver(() => this.schedule());
    this.themed.observe(document.body, { attributes: true });
    this.listen(matchMedia("(prefers-color-scheme: dark)"), "change", this.changed);
    this.listen(this.select, "change", () => this.show(Number(this.select.value)));
    this.listen(this.root, "keydown", (event) => this.onKey(event));
    this.listen(this.canvas, "pointermove", (event) => this.onPoint(event));
    this.listen(this.canvas, "pointerdown", (event) => this.onPoint(event));
    this.listen(this.canvas, "pointerleave", () => this.choose([]));
    this.listen(this.canvas, "focus", () => this.onFocus());
    this.listen(this.canvas, "blur", () => this.choose([]));
  }

  remove() {
    this.stop.abort();
    this.names.forEach((name) => this.model.off(`change:${name}`, this.changed));
    this.model.off("change:cell", this.cellChanged);
    this.model.off("change:layer", this.layerChanged);
    this.resized.disconnect();
    this.themed.disconnect();
    this.link?.stop();
    this.root.remove();
  }

  change(name, value) {
    this.model.set(name, value);
    this.model.save_changes();
  }

  show(layer) {
    this.change("layer", layer);
  }

  choose(cell) {
    if (String(cell) !== String(this.model.get("cell"))) this.change("cell", cell);
  }

  /** Lead the player to the chosen cell, whoever chose it. */
  lead() {
    const cell = this.model.get("cell");
    if (cell.length && cell[0] !== this.model.get("layer")) this.show(cell[0]);
    if (cell.length) this.link?.jump(cell);
    else this.link?.release();
  }

  /** Take the chosen cell along to the layer that is shown now. */
  carry() {
    const [layer, row, column] = this.model.get("cell");
    if (row !== undefined && layer !== this.model.get("layer")) this.goTo([row, column]);
  }

  onPoint(event) {
    const [row, column] = this.at(event.offsetX, event.offsetY);
    this.choose(row < 0 || column < 0 ? [] : [this.model.get("layer"), row, column]);
  }

  /** A reader who comes by keyboard needs a cell to start from. */
  onFocus() {
    if (!this.canvas.matches(":focus-visible") || this.model.get("cell").length) return;
    this.goTo([0, this.marked]);
  }

  goTo([row, column]) {
    const { rows, columns } = this.table;
    const cell = [this.model.get("layer"), inside(row, rows.length), inside(column, columns.length)];
    this.choose(cell);
    this.find(".eesgn-heat-spoken").textContent = this.describe(cell);
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // In a notebook a single letter may cut a cell.
    event.stopPropagation();
    if (event.target !== this.canvas || event.key === "Tab") return;
    const [, row, column] = this.model.get("cell");
    if (MOVES[event.key]) this.goTo(row === undefined ? [0, this.marked] : MOVES[event.key]([row, column]));
    else if (event.key === "Escape") this.choose([]);
    else if (event.key === " " && this.link) this.link.togglePlay();
    else return;
    event.preventDefault();
  }

  /** The column under the cursor, or the first. */
  get marked() {
    return Math.max(0, this.link ? this.link.column : this.model.get("cursor"));
  }

  value([layer, row, column]) {
    const { rows, columns, blank, bounds } = this.table;
    const step = this.values[(layer * rows.length + row) * columns.length + column];
    return step === blank ? null : bounds[0] + (step / (blank - 1)) * (bounds[1] - bounds[0]);
  }

  write(number) {
    return String(Number(number.toPrecision(2)));
  }

  describe(cell) {
    const { table } = this;
    const value = this.value(cell);
    const words = { row: table.rows[cell[1]], column: table.columns[cell[2]] };
    words.value = value === null ? table.missing : this.write(value);
    const text = table.sentence.replace(/{(\w+)}/g, (_, word) => words[word]);
    return table.layers.length > 1 ? `${table.layers[cell[0]]}: ${text}` : text;
  }

  /** Draw once before the next repaint, whatever changed until then. */
  schedule() {
    this.waiting ||= requestAnimationFrame(() => {
      this.waiting = 0;
      this.draw();
    });
  }

  /** Place rows and columns; labels decide how much room is left. */
  measure() {
    const { table, pen, canvas } = this;
    pen.font = FONT;
    const wide = (names) => Math.max(...names.map((name) => pen.measureText(name).width));
    const starts = (count, gaps) =>
      Array.from({ length: count + 1 }, (_, i) => [i, gaps.filter((gap) => gap <= i).length * GAP_PIXELS]);
    this.left = wide(table.rows) + 10;
    const room = canvas.clientWidth - this.left - 8 - table.columnGaps.length * GAP_PIXELS;
    this.wide = Math.max(2, Math.min(table.cell[0], room / table.columns.length));
    this.x = starts(table.columns.length, table.columnGaps).map(([i, gap]) => this.left + Math.round(i * this.wide) + gap);
    this.y = starts(table.rows.length, table.rowGaps).map(([i, gap]) => HEAD_PIXELS + i * table.cell[1] + gap);
    const label = wide(table.columns);
    this.upright = label + 6 > this.wide && label > 24;
    this.every = Math.max(1, Math.ceil((this.upright ? 10 : label + 6) / this.wide));
    const height = this.y.at(-1) + (this.upright ? label + 10 : 18) + 14;
    const ratio = window.devicePixelRatio || 1;
    const size = [canvas.clientWidth, height].map((pixels) => Math.round(pixels * ratio));
    if (canvas.width !== size[0] || canvas.height !== size[1]) {
      [canvas.width, canvas.height] = size;
      canvas.style.height = `${height}px`;
    }
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.height = height;
  }

  /** Left, top, right and bottom of a cell; a gap belongs to none. */
  box(row, column) {
    const gap = (gaps, i) => (gaps.includes(i + 1) ? GAP_PIXELS : 0);
    const { columnGaps, rowGaps } = this.table;
    return [this.x[column], this.y[row], this.x[column + 1] - gap(columnGaps, column), this.y[row + 1] - gap(rowGaps, row)];
  }

  /** Row and column under a point, -1 outside. */
  at(x, y) {
    if (!this.x) return [-1, -1];
    const place = (edges, point) => (point >= edges.at(-1) ? -1 : edges.findLastIndex((edge) => edge <= point));
    return [place(this.y, y), place(this.x, x)];
  }

  draw() {
    if (!this.canvas.clientWidth) return;
    this.measure();
    const style = getComputedStyle(this.root);
    for (const name of ["paper", "ink", "soft", "edge"]) this[name] = style.getPropertyValue(`--eesgn-${name}`).trim();
    this.pen.clearRect(0, 0, this.canvas.clientWidth, this.height);
    const layer = this.model.get("layer");
    this.select.value = String(layer);
    this.drawCells(layer);
    this.drawLabels(layer);
    const cursor = this.link ? this.link.column : this.model.get("cursor");
    if (cursor >= 0) this.drawCursor(cursor);
    const cell = this.model.get("cell");
    if (cell.length) this.outline(this.box(cell[1], cell[2]));
    this.find(".eesgn-heat-said").textContent = cell.length ? this.describe(cell) : this.table.hint;
  }

  drawCells(layer) {
    const { pen, table } = this;
    const last = table.palette.length - 1;
    const [low, high] = table.bounds;
    table.rows.forEach((_, row) => {
      table.columns.forEach((_, column) => {
        const value = this.value([layer, row, column]);
        const [x1, y1, x2, y2] = this.box(row, column);
        if (value === null) return this.hatch(x1, y1, x2, y2);
        pen.fillStyle = table.palette[Math.round((last * (value - low)) / (high - low))];
        pen.fillRect(x1, y1, x2 - x1, y2 - y1);
      });
    });
  }

  /** Fill a cell without a value with lines that join those of its neighbours. */
  hatch(x1, y1, x2, y2) {
    const { pen } = this;
    pen.save();
    pen.beginPath();
    pen.rect(x1, y1, x2 - x1, y2 - y1);
    pen.clip();
    pen.beginPath();
    for (let sum = Math.floor((x1 + y1) / 6) * 6; sum <= x2 + y2; sum += 6) {
      pen.moveTo(x1, sum - x1);
      pen.lineTo(x2, sum - x2);
    }
    pen.lineWidth = 1;
    pen.strokeStyle = this.edge;
    pen.stroke();
    pen.restore();
  }

  drawLabels(layer) {
    const { pen, table } = this;
    const [, row, column] = this.model.get("cell");
    const chosen = row ?? this.link?.row(layer);
    pen.textBaseline = "middle";
    pen.textAlign = "right";
    table.rows.forEach((name, i) => {
      const [, top, , bottom] = this.box(i, 0);
      this.label(name, this.left - 6, (top + bottom) / 2, i === chosen);
    });
    table.columns.forEach((name, i) => {
      if (i % this.every && i !== column) return;
      if (column !== undefined && i !== column && Math.abs(i - column) < this.every) return;
      const [left, , right] = this.box(0, i);
      pen.save();
      pen.translate((left + right) / 2, this.y.at(-1) + 6);
      if (this.upright) pen.rotate(-Math.PI / 2);
      else [pen.textAlign, pen.textBaseline] = ["center", "top"];
      this.label(name, 0, 0, i === column);
      pen.restore();
    });
    [pen.textAlign, pen.textBaseline] = ["right", "bottom"];
    this.label(`${table.axes[0]} \u2191`, this.left - 6, this.height, false, this.soft);
    const across = `${table.axes[1]} \u2192`;
    // A map of few columns is narrower than these words.
    const end = Math.max(this.x.at(-1), this.left + pen.measureText(across).width);
    this.label(across, end, this.height, false, this.soft);
  }

  label(text, x, y, bold, colour = this.ink) {
    this.pen.font = bold ? `bold ${FONT}` : FONT;
    this.pen.fillStyle = colour;
    this.pen.fillText(text, x, y);
  }

  /** Mark a column from above with a triangle and a frame around it. */
  drawCursor(column) {
    const [left, top, right] = this.box(0, column);
    const [, , , bottom] = this.box(this.table.rows.length - 1, column);
    const middle = (left + right) / 2;
    this.pen.beginPath();
    this.pen.moveTo(middle - 5, 0);
    this.pen.lineTo(middle + 5, 0);
    this.pen.lineTo(middle, 8);
    this.pen.fillStyle = this.ink;
    this.pen.fill();
    this.outline([left, top, right, bottom]);
  }

  /** Draw a frame that shows on every colour: light inside dark. */
  outline([left, top, right, bottom]) {
    this.pen.lineWidth = 1.5;
    for (const [colour, out] of [["#000000", 1.5], ["#ffffff", 0]]) {
      this.pen.strokeStyle = colour;
      this.pen.strokeRect(left - out, top - out, right - left + 2 * out, bottom - top + 2 * out);
    }
  }
}

/** Bring to life every heat map of a page that has no kernel, with the player beside it. */
function mountHeatMaps() {
  for (const place of document.querySelectorAll("[data-eesgn-heat]")) {
    place.removeAttribute("data-eesgn-heat");
    const model = new LocalModel(JSON.parse(place.querySelector("script").textContent));
    const group = place.closest("[data-eesgn-linked]");
    const other = group && [...group.querySelectorAll("div")].find((div) => div.eesgnModel);
    place.replaceChildren();
    new HeatView(model, place, model.get("_table").frames && other?.eesgnModel);
  }
}

export default {
  async render({ model, el }) {
    const player = model.get("_player");
    const leading = player && (await model.widget_manager.get_model(player));
    const view = new HeatView(model, el, leading || null);
    return () => view.remove();
  },
};
