// What the page's parts of all widgets share; it stands in front of each of them.

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const bytesOf = view => view ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength) : new Uint8Array();
const numbersOf = (view, Kind = Float32Array) => new Kind(bytesOf(view).slice().buffer);
const SVG = ["svg", "g", "line", "polyline", "circle", "path", "text"];

function make(tag, parent, className = "", attributes = {}, words = "") {
  const node = SVG.includes(tag)
    ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  if (className) node.setAttribute("class", className);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(words);
  parent.append(node);
  return node;
}

