// Arrivals per minute as one line over an area. Its elements are made once and only their attributes change.
/** Minutes between two times on the axis. */
const between = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360];

const space = 'http://www.w3.org/2000/svg';

function part(svg: SVGSVGElement, name: string, key: string): SVGElement {
  const found = svg.querySelector<SVGElement>(`[data-key="${key}"]`);
  if (found) return found;
  const made = document.createElementNS(space, name);
  made.dataset.key = key;
  made.setAttribute('class', key.replace(/\d+$/, ''));
  svg.append(made);
  return made;
}

/** The first of 1, 2, 5, 10, 20, 50 … that four steps of reach the value. */
function step(most: number) {
  for (let unit = 1; ; unit *= 10) for (const of of [1, 2, 5]) if (unit * of * 4 >= most) return unit * of;
}

function text(svg: SVGSVGElement, key: string, x: number, y: number, words: string, anchor: string) {
  const label = part(svg, 'text', key);
  label.setAttribute('x', x.toFixed(1));
  label.setAttribute('y', y.toFixed(1));
  label.setAttribute('text-anchor', anchor);
  label.textContent = words;
}

/** Draws the series of [milliseconds, check-ins] for the svg's present size. */
export function drawArrivals(svg: SVGSVGElement, series: [number, number][], bucketMinutes: number, number: (value: number) => string, time: (at: number) => string) {
  const { width, height } = svg.getBoundingClientRect();
  svg.toggleAttribute('data-empty', series.length < 2);
  if (width === 0 || series.length < 2) return;
  const size = parseFloat(getComputedStyle(svg).fontSize);
  const left = size * 2.6;
  const right = width - size * 1.2;
  const top = size;
  const bottom = height - size * 1.9;
  const unit = step(Math.max(1, ...series.map(([, count]) => count / bucketMinutes)));
  const first = series[0][0];
  const last = series[series.length - 1][0];
  const x = (at: number) => left + ((at - first) / (last - first)) * (right - left);
  const y = (value: number) => bottom - (value / (unit * 4)) * (bottom - top);
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  for (let at = 0; at <= 4; at++) {
    const line = part(svg, 'path', `grid${at}`);
    line.setAttribute('d', `M${left} ${y(unit * at)}H${right}`);
    text(svg, `value${at}`, left - size * 0.7, y(unit * at) + size * 0.35, number(unit * at), 'end');
  }
  const every = between.find((minutes) => (last - first) / 60_000 / minutes <= 5) ?? 720;
  const begin = Math.ceil(first / 60_000 / every) * every;
  for (let at = 0; at <= 5; at++) {
    const when = (begin + at * every) * 60_000;
    text(svg, `time${at}`, Math.min(x(when), right), height - size * 0.4, when <= last ? time(when) : '', 'middle');
  }
  const points = series.map(([at, count]) => `${x(at).toFixed(1)} ${y(count / bucketMinutes).toFixed(1)}`);
  part(svg, 'path', 'area').setAttribute('d', `M${points.join('L')}L${right.toFixed(1)} ${bottom}L${left.toFixed(1)} ${bottom}Z`);
  part(svg, 'path', 'line').setAttribute('d', `M${points.join('L')}`);
  const dot = part(svg, 'circle', 'dot');
  const [dotX, dotY] = points[points.length - 1].split(' ');
  dot.setAttribute('cx', dotX);
  dot.setAttribute('cy', dotY);
  dot.setAttribute('r', (size * 0.35).toFixed(1));
}
