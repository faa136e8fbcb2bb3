// Step through slides; a slide's results show only when asked for, so that all can predict first.
const slides = [...document.querySelectorAll(".slide")];
const where = document.getElementById("where");
let current = 0;

function show(place) {
  current = Math.min(Math.max(place, 0), slides.length - 1);
  slides.forEach((slide, i) => slide.classList.toggle("shown", i === current));
  where.textContent = `${current + 1} of ${slides.length}`;
  history.replaceState(null, "", `#slide-${current + 1}`);
  slides[current].focus({ preventScroll: true });
  slides[current].scrollTop = 0;
  window.dispatchEvent(new Event("resize"));
}

function on() {
  const hidden = slides[current].querySelector(".output_wrapper:not(.seen)");
  if (!hidden) return show(current + 1);
  hidden.classList.add("seen");
  window.dispatchEvent(new Event("resize"));
  hidden.scrollIntoView({ block: "nearest" });
}

const KEYS = {
  ArrowRight: on, PageDown: on, " ": on,
  ArrowLeft: () => show(current - 1), PageUp: () => show(current - 1),
  Home: () => show(0), End: () => show(slides.length - 1),
};
document.addEventListener("keydown", (event) => {
  // A player and a slider use the same keys while they have the focus.
  if (event.target.closest("input, select, button, .eesgn-player, .eesgn-heat, .plot")) return;
  const act = KEYS[event.key];
  if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  act();
});
document.getElementById("back").addEventListener("click", () => show(current - 1));
document.getElementById("on").addEventListener("click", on);
document.body.classList.add("live");
show(Number(location.hash.replace("#slide-", "") || 1) - 1);
