// What a heat map and a player tell each other. Joined with heat_map.js.

/** Leads a player to the frame and joint of a cell, and tells which column it shows. */
class PlayerLink {
  constructor(player, table, onMove) {
    Object.assign(this, { player, table, onMove });
    this.events = ["change:frame", "change:_clock", "change:selection"];
    this.listeners = this.events.map((event) => () => this.follow(event));
    this.events.forEach((event, i) => player.on(event, this.listeners[i]));
    this.frame = player.get("frame");
  }

  stop() {
    this.events.forEach((event, i) => this.player.off(event, this.listeners[i]));
  }

  follow(event) {
    const running = this.player.get("playing");
    if (event === "change:frame" && !running) this.frame = this.player.get("frame");
    if (event === "change:_clock" && running) this.frame = this.player.get("_clock");
    this.onMove();
  }

  /** The column that stands nearest to the frame shown. */
  get column() {
    const away = this.table.frames.map((frame) => Math.abs(frame - this.frame));
    return away.indexOf(Math.min(...away));
  }

  /** The row of the joint that is chosen in the player, or -1. */
  row(layer) {
    const [, person, joint] = this.player.get("selection") ?? [];
    return person === layer ? this.table.joints.indexOf(joint) : -1;
  }

  /**
   * Stop the player at a cell's frame and choose its joint.
   *
   * What is set is saved at once: a value that waits here is overwritten when Python repeats an
   * older one. The notebook itself holds messages back while Python is busy.
   */
  jump([layer, row, column]) {
    this.resume ??= this.player.get("playing");
    const frame = this.table.frames[column];
    this.player.set("playing", false);
    // While it plays, the frame the model holds is older than the one shown: set it anew.
    if (this.player.get("frame") === frame) this.player.set("frame", frame ? frame - 1 : 1);
    this.player.set("frame", frame);
    this.player.set("selection", [0, layer, this.table.joints[row]]);
    this.player.save_changes();
  }

  /** Choose no joint any more; go on playing if a cell had stopped it. */
  release() {
    this.player.set("selection", []);
    if (this.resume) this.player.set("playing", true);
    this.resume = undefined;
    this.player.save_changes();
  }

  togglePlay() {
    this.player.set("playing", !this.player.get("playing"));
    this.resume = undefined;
    this.player.save_changes();
  }
}
