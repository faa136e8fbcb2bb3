// What a heat map and a player tell each other. Joined with heat_map.js.

/** Leads a player to the frame and joint of a cell, and tells which column it shows. */
class PlayerLink {
  constructor(player, table, onMove) {
    Object.assign(this, { player, table, onMove, frame: player.get("frame") });
    player.on("change:selection", onMove);
    // The page's clock is asked itself: what it tells Python comes later.
    this.follow = ({ scene, frame }) => scene === player.get("_scene") && this.move(frame);
    BEAT.followers.add(this.follow);
  }

  stop() {
    BEAT.followers.delete(this.follow);
    this.player.off("change:selection", this.onMove);
  }

  /** Note the frame shown; the map is drawn anew only for another column. */
  move(frame) {
    const before = this.column;
    this.frame = frame;
    if (this.column !== before) this.onMove();
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
