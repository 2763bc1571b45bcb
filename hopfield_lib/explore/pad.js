// The page's part of PixelPad (pad.py): shows greys, lets the first picture be painted on, plays a film.
// It computes nothing that is worth a test of its own in Python: all numbers come with the film.

const COLOURS = Uint32Array.from({length: 256}, (_, grey) => (0xff000000 | (grey * 0x010101)) >>> 0);
const INK = {0: "black", 128: "undecided", 255: "white"};
const LOOK = -2;  // ink that leaves no mark
const SPEEDS = [1, 2, 5, 10, 30, 100, 300, 1000];  // frames a second
const ARROWS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
const MOST_POINTS = 2000;  // of a drawn curve

const written = m => (Math.abs(m) < 0.005 ? "0.00" : (m > 0 ? "+" : "−") + Math.abs(m).toFixed(2));

const limit = x => x.toFixed(3).replace(/^-(?=0\.000$)/, "").replace("-", "−");

// A picture of h × w greys with its title, and a frame that can mark one pixel.
function picture(parent, title, [h, w], side) {
  const figure = make("figure", parent);
  figure.style.maxWidth = `${side}px`;
  make("figcaption", figure, "", {}, title);
  const frame = make("div", figure, "pad-frame");
  frame.style.aspectRatio = `${w} / ${h}`;
  const canvas = make("canvas", frame, "", {width: w, height: h, role: "img", "aria-label": title});
  const cursor = make("div", frame, "pad-cursor"), mark = make("div", frame, "pad-mark");
  const pen = canvas.getContext("2d"), image = pen.createImageData(w, h);
  const pixels = new Uint32Array(image.data.buffer);
  const draw = greys => {
    for (let i = 0; i < pixels.length; i++) pixels[i] = COLOURS[greys[i]];
    pen.putImageData(image, 0, 0);
  };
  const place = (node, x, y, width = 1) => Object.assign(node.style, {
    left: `${100 * x / w}%`, top: `${100 * y / h}%`, width: `${100 * width / w}%`, height: `${100 * width / h}%`,
  });
  const clear = () => { pen.clearRect(0, 0, w, h); mark.classList.remove("shown"); };
  return {canvas, cursor, mark, draw, clear, place};
}

// Lets a picture be painted on, with mouse, finger or keys; `say` is told what has changed.
function paintable(model, {canvas, cursor, place}, [h, w], title, say) {
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", `${title}, ${h} × ${w} pixels to paint on: arrow keys move, space paints`);
  canvas.tabIndex = 0;
  let [x, y] = [w >> 1, h >> 1];
  let last = null, colour = 0, painted = 0;

  const move = (to_x, to_y) => {
    [x, y] = [clamp(to_x, 0, w - 1), clamp(to_y, 0, h - 1)];
    const width = model.get("brush"), back = (width - 1) >> 1;
    place(cursor, x - back, y - back, width);
  };
  // What the brush does at (x, y): the ink itself, or the opposite of what is there.
  const choose = () => {
    const ink = model.get("ink");
    colour = ink >= 0 ? ink : 255 - bytesOf(model.get("drawing"))[y * w + x];
    if (ink < 0 && colour === 127) colour = 0;  // the opposite of undecided
  };
  const stamp = greys => {
    const width = model.get("brush"), back = (width - 1) >> 1;
    for (let row = Math.max(0, y - back); row < Math.min(h, y - back + width); row++)
      for (let column = Math.max(0, x - back); column < Math.min(w, x - back + width); column++) {
        painted += greys[row * w + column] !== colour;
        greys[row * w + column] = colour;
      }
  };
  const paint = points => {
    if (model.get("ink") === LOOK) return points.forEach(point => move(...point));
    const greys = bytesOf(model.get("drawing")).slice();
    for (const point of points) { move(...point); stamp(greys); }
    model.set("drawing", new DataView(greys.buffer));
    model.save_changes();  // while the kernel is busy, only the newest is kept
  };
  const point = () => {
    model.set("cursor", y * w + x);
    model.save_changes();
  };
  const under = event => {
    const box = canvas.getBoundingClientRect();
    return [Math.floor((event.clientX - box.left) / box.width * w),
      Math.floor((event.clientY - box.top) / box.height * h)];
  };
  const line = ([x0, y0], [x1, y1]) => {
    const steps = Math.max(1, Math.abs(x1 - x0), Math.abs(y1 - y0));
    return Array.from({length: steps}, (_, k) =>
      [Math.round(x0 + (x1 - x0) * (k + 1) / steps), Math.round(y0 + (y1 - y0) * (k + 1) / steps)]);
  };

  canvas.addEventListener("pointerdown", event => {
    if (event.button) return;
    event.preventDefault();
    canvas.focus({preventScroll: true});
    canvas.setPointerCapture(event.pointerId);
    painted = 0;
    last = under(event);
    move(...last);
    choose();
    paint([last]);
  });
  canvas.addEventListener("pointermove", event => {
    if (!last) return;
    const now = under(event);
    if (now[0] === last[0] && now[1] === last[1]) return;
    paint(line(last, now));
    last = now;
  });
  const lift = () => {
    if (last) { say(`${painted} pixels painted ${INK[colour] ?? "grey"}`); point(); }
    last = null;
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("keydown", event => {
    const step = ARROWS[event.key];
    if (!step && event.key !== " ") return;
    event.preventDefault();
    if (step) move(x + step[0], y + step[1]);
    if (!step || event.shiftKey) { choose(); paint([[x, y]]); }
    point();
    const grey = bytesOf(model.get("drawing"))[y * w + x];
    say(`row ${y + 1}, column ${x + 1}: ${INK[grey] ?? "grey"}`);
  });
  canvas.addEventListener("focus", () => move(x, y));
}

// Curves that are no numbers of one kind have a plot each.
function plots({title, names, values, apart}, count) {
  if (!apart) return [{title, names, values}];
  const bytes = bytesOf(values), size = 4 * count;
  return names.map((name, k) =>
    ({title: `${name}, ${title}`, names: [name], values: bytes.slice(k * size, (k + 1) * size), apart}));
}

// The curves under the pictures, and a dot on each that runs along.
function curves(parent, {title, names, values, apart}, count) {
  const numbers = numbersOf(values);
  let [low, high] = [Infinity, -Infinity];
  for (const value of numbers) { low = Math.min(low, value); high = Math.max(high, value); }
  const height = value => 100 * (high - value) / (high - low || 1);
  const along = frame => 100 * frame / Math.max(count - 1, 1);
  const box = make("div", parent, apart ? "pad-curve apart" : "pad-curve");
  make("div", box, "", {}, names.length > 1 ? `${title}: ${names[0]} (solid), ${names[1]} (dashed)` : title);
  const plot = make("div", box, "pad-plot");
  const svg = make("svg", plot, "", {viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true"});
  const every = Math.ceil(count / MOST_POINTS);
  names.forEach((_, k) => {
    const points = [];
    for (let f = 0; f < count; f += every) points.push(`${along(f)},${height(numbers[k * count + f])}`);
    points.push(`100,${height(numbers[(k + 1) * count - 1])}`);
    make("polyline", svg, "", {points: points.join(" ")});
  });
  const dots = names.map(() => make("div", plot, "pad-dot"));
  make("span", plot, "pad-limit high", {}, limit(high));
  make("span", plot, "pad-limit low", {}, limit(low));
  return frame => dots.forEach((dot, k) => Object.assign(
    dot.style, {left: `${along(frame)}%`, top: `${height(numbers[k * count + frame])}%`}));
}

// A bar for each pattern, with its number beside it.
function bars(parent, {title, names, stored, values}) {
  const numbers = numbersOf(values), table = make("table", parent, "pad-bars");
  make("caption", table, "", {}, title);
  const rows = names.map((name, k) => {
    const row = make("tr", table, stored[k] ? "" : "absent");
    make("th", row, "", {scope: "row"}, stored[k] ? name : `${name} (not stored)`);
    const fill = make("div", make("div", make("td", row, "bar", {"aria-hidden": "true"}), "pad-track"), "pad-fill");
    return [fill, make("td", row, "number")];
  });
  return frame => rows.forEach(([fill, number], k) => {
    const m = numbers[frame * names.length + k];
    fill.style.left = `${50 + 50 * Math.min(m, 0)}%`;
    fill.style.width = `${50 * Math.abs(m)}%`;
    number.textContent = written(m);
  });
}

function render({model, el}) {
  el.classList.add("pixel-pad");
  // Keys pressed here stay here: in JupyterLab arrows choose cells, and the page keeps them from a slider.
  el.setAttribute("data-lm-suppress-shortcuts", "true");
  el.addEventListener("keydown", event => event.stopPropagation());
  const [h, w] = model.get("shape"), size = h * w, titles = model.get("titles");
  const drawn = bytesOf(model.get("drawing")).length > 0;
  const row = make("div", el, "pad-pictures");
  const pictures = titles.map(title => picture(row, title, [h, w], model.get("side")));
  const heard = make("p", el, "pad-heard", {"aria-live": "polite"});
  if (drawn) paintable(model, pictures[0], [h, w], titles[0], words => { heard.textContent = words; });
  const screens = pictures.slice(drawn ? 1 : 0);

  const player = make("div", el, "pad-player");
  const back = make("button", player, "", {"aria-label": "one step back"}, "◂◂");
  const play = make("button", player, "", {"aria-label": "play"}, "▶");
  const on = make("button", player, "", {"aria-label": "one step on"}, "▸▸");
  const speed = make("select", player, "", {"aria-label": "speed, in frames a second"});
  for (const fps of SPEEDS) make("option", speed, "", {value: fps}, `${fps} a second`);
  speed.value = 10;
  const counter = make("span", player);
  const place = make("input", el, "pad-place", {type: "range", min: 0, "aria-label": "place in the recording"});
  const caption = make("p", el, "pad-caption", {"aria-live": "polite"});
  const below = make("div", el, "pad-below");

  let film = null, frames, visits, values, followers = [];
  let at = 0, last = 0, timer = null, since = 0, told = 0;
  let state = null, applied = 0;  // the first pad of a film of visits, after so many of them

  const load = () => {
    film = model.get("film");
    const some = film.count > 0;
    for (const part of [caption, below]) part.hidden = !some;
    for (const part of [player, place]) part.style.display = film.count > 1 ? "" : "none";  // a still stands
    if (!some) { for (const screen of screens) screen.clear(); return; }
    frames = bytesOf(film.frames);
    visits = numbersOf(film.visits, Uint32Array);
    values = bytesOf(film.values);
    state = null;
    last = film.count - 1;
    place.max = last;
    below.replaceChildren();
    followers = [];
    if (film.curves.names)
      for (const plot of plots(film.curves, film.count)) followers.push(curves(below, plot, film.count));
    if (film.bars.names) followers.push(bars(below, film.bars));
    show(timer === null ? resting() : at);
  };
  const resting = () => model.get("frame") < 0 ? last : model.get("frame");
  const visited = frame => {
    if (!state || frame < applied) { state = frames.slice(0, size); applied = 0; }
    for (; applied < frame; applied++) state[visits[applied]] = values[applied];
    return state;
  };
  const show = frame => {
    at = clamp(frame, 0, last);
    const count = frames.length / (size * screens.length);
    const nearest = visits.length ? Math.floor(at * (count - 1) / last) : at;
    screens.forEach((screen, k) => {
      const start = (nearest * screens.length + k) * size;
      screen.draw(visits.length && k === 0 ? visited(at) : frames.subarray(start, start + size));
      const marked = visits.length > 0 && k === 0 && at > 0;
      screen.mark.classList.toggle("shown", marked);
      if (marked) screen.place(screen.mark, visits[at - 1] % w, Math.floor(visits[at - 1] / w));
    });
    for (const follow of followers) follow(at);
    const words = film.captions[at] ?? "";
    caption.textContent = words;
    counter.textContent = `${at} of ${last}`;
    place.value = at;
    place.setAttribute("aria-valuetext", words || `${at} of ${last}`);
  };
  const rest = () => {
    model.set("frame", at === last ? -1 : at);
    model.save_changes();
  };
  const tell = frame => {
    if (!model.get("live")) return;
    model.set("playing", frame);
    model.save_changes();  // while the kernel is busy, only the newest is kept
  };
  const tick = now => {
    const due = Math.floor((now - since) * speed.value / 1000);
    if (due > 0) { since += due * 1000 / speed.value; show(at + due); }
    if (now - told > 100) { told = now; tell(at); }
    if (at === last) pause(); else timer = requestAnimationFrame(tick);
  };
  const pause = () => {
    if (timer !== null) cancelAnimationFrame(timer);
    timer = null;
    play.textContent = "▶";
    play.setAttribute("aria-label", "play");
    caption.setAttribute("aria-live", "polite");
    tell(-1);
    rest();
  };
  const start = () => {
    if (at === last) show(0);
    since = performance.now();
    play.textContent = "❚❚";
    play.setAttribute("aria-label", "pause");
    caption.setAttribute("aria-live", "off");  // not every frame is read aloud
    timer = requestAnimationFrame(tick);
  };
  const go = frame => { if (timer !== null) pause(); show(frame); rest(); };
  play.addEventListener("click", () => timer === null ? start() : pause());
  back.addEventListener("click", () => go(at - 1));
  on.addEventListener("click", () => go(at + 1));
  place.addEventListener("input", () => go(+place.value));

  const paper = () => { if (drawn) pictures[0].draw(bytesOf(model.get("drawing"))); };
  model.on("change:drawing", paper);
  model.on("change:film", load);
  model.on("change:frame", () => { if (timer === null && film.count) show(resting()); });
  paper();
  load();
  return () => { if (timer !== null) cancelAnimationFrame(timer); };
}

export default {render};
