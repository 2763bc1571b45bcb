// The page's part of PhasePlane (portrait.py): a plane of two potentials on which a start is chosen by a click
// or by keys, with nullclines, arrows and trajectories that Python has computed.

const ARROWS = {ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1]};
const SECONDS = 4;  // that a film of one trajectory lasts
const rounded = value => value.toFixed(2).replace("-", "−");

function render({model, el}) {
  el.classList.add("phase-plane");
  // Keys pressed here stay here: in JupyterLab arrows choose cells.
  el.setAttribute("data-lm-suppress-shortcuts", "true");
  el.addEventListener("keydown", event => event.stopPropagation());
  const half = model.get("half");
  const svg = make("svg", el, "plane", {
    viewBox: `${-half} ${-half} ${2 * half} ${2 * half}`, role: "application", tabindex: 0,
    "aria-label": "plane of the potentials u₁ and u₂: click, or move the start with the arrow keys",
  });
  for (const ends of [[-half, 0, half, 0], [0, -half, 0, half]])
    make("line", svg, "axis", {x1: ends[0], y1: ends[1], x2: ends[2], y2: ends[3]});
  make("text", svg, "", {x: half - 0.14, y: -0.06}, "u₁");
  make("text", svg, "", {x: 0.05, y: -half + 0.14}, "u₂");
  const layers = Object.fromEntries(["arrows", "clines", "paths"].map(name => [name, make("g", svg, name)]));
  const start = make("circle", svg, "start", {r: 0.045}), now = make("circle", svg, "now", {r: 0.045});
  const player = make("div", el, "player");
  const play = make("button", player, "", {"aria-label": "play"}, "▶");
  const place = make("input", player, "", {type: "range", min: 0, "aria-label": "time"});
  const caption = make("p", el, "caption pad-caption", {"aria-live": "polite"});
  make("p", el, "legend", {}, "solid blue: where u₁ stands still; dashed orange: where u₂ does; " +
    "ring: the start; dot: the neurons now");

  let path = new Float32Array(2), last = 0, at = 0, timer = null, since = 0;
  const points = numbers => Array.from({length: numbers.length / 2}, (_, k) =>
    `${numbers[2 * k].toFixed(4)},${(-numbers[2 * k + 1]).toFixed(4)}`).join(" ");
  const show = frame => {
    at = clamp(frame, 0, last);
    now.setAttribute("cx", path[2 * at]);
    now.setAttribute("cy", -path[2 * at + 1]);
    place.value = at;
    caption.textContent =
      `time ${(at * model.get("step")).toFixed(1)} τ: u₁ = ${rounded(path[2 * at])}, u₂ = ${rounded(path[2 * at + 1])}`;
    place.setAttribute("aria-valuetext", caption.textContent);
  };
  const pause = () => {
    if (timer !== null) cancelAnimationFrame(timer);
    timer = null;
    play.textContent = "▶";
    play.setAttribute("aria-label", "play");
    caption.setAttribute("aria-live", "polite");
  };
  const tick = time => {
    show(Math.floor((time - since) / 1000 / SECONDS * last));
    if (at === last) pause(); else timer = requestAnimationFrame(tick);
  };
  const begin = () => {
    if (at === last) show(0);
    since = performance.now() - at / last * SECONDS * 1000;
    play.textContent = "❚❚";
    play.setAttribute("aria-label", "pause");
    caption.setAttribute("aria-live", "off");  // not every frame is read aloud
    timer = requestAnimationFrame(tick);
  };
  play.addEventListener("click", () => timer === null ? begin() : pause());
  place.addEventListener("input", () => { pause(); show(+place.value); });

  const draw = () => {
    const drawn = model.get("drawn");
    if (!drawn.paths) return;
    for (const layer of Object.values(layers)) layer.replaceChildren();
    const arrows = numbersOf(drawn.arrows);
    let lines = "";
    for (let k = 0; k < arrows.length; k += 4)
      lines += `M${arrows[k]} ${-arrows[k + 1]}L${arrows[k + 2]} ${-arrows[k + 3]}`;
    make("path", layers.arrows, "", {d: lines});
    drawn.clines.forEach((view, k) => make("polyline", layers.clines, `cline${k}`, {points: points(numbersOf(view))}));
    drawn.paths.forEach((view, k) => make(
      "polyline", layers.paths, k === drawn.paths.length - 1 ? "newest" : "", {points: points(numbersOf(view))}));
    path = numbersOf(drawn.paths.at(-1));
    last = path.length / 2 - 1;
    place.max = last;
    start.setAttribute("cx", path[0]);
    start.setAttribute("cy", -path[1]);
    pause();
    show(last);
  };
  const choose = (x, y) => {
    const inside = value => Math.round(10 * clamp(value, -model.get("reach"), model.get("reach"))) / 10;
    model.set("start", [inside(x), inside(y)]);
    model.save_changes();  // while the kernel is busy, only the newest is kept
  };
  svg.addEventListener("pointerdown", event => {
    if (event.button) return;
    const box = svg.getBoundingClientRect();
    choose((event.clientX - box.left) / box.width * 2 * half - half, half - (event.clientY - box.top) / box.height * 2 * half);
    svg.focus({preventScroll: true});
  });
  svg.addEventListener("keydown", event => {
    const step = ARROWS[event.key];
    if (!step) return;
    event.preventDefault();
    const [x, y] = model.get("start");
    choose(x + step[0], y + step[1]);
  });
  model.on("change:drawn", draw);
  draw();
  return () => { if (timer !== null) cancelAnimationFrame(timer); };
}

export default {render};
