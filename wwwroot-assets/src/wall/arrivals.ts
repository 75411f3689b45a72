// Arrivals per minute as one line over an area. Its elements are made once and only their attributes change.
import type { Board, Points } from './board';

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

/** Draws arrivals with what was planned or came to an earlier event, and what is forecast, for the svg's present size. */
export function drawArrivals(svg: SVGSVGElement, board: Board, number: (value: number) => string, time: (at: number) => string) {
  const { series, plan, forecast, bucketMinutes } = board;
  const { width, height } = svg.getBoundingClientRect();
  const ends = [...series, ...plan, ...forecast].map(([at]) => at);
  const drawn = ends.length > 1 && Math.max(...ends) > Math.min(...ends);
  svg.toggleAttribute('data-empty', !drawn);
  if (width === 0 || !drawn) return;
  const size = parseFloat(getComputedStyle(svg).fontSize);
  const all = [...series, ...plan, ...forecast].map(([, count]) => count / bucketMinutes);
  const unit = step(Math.max(1, ...all));
  // The longest label fits, so that no figure runs into its line.
  const left = size * (0.9 + 0.62 * number(unit * 4).length);
  const right = width - size * 1.2;
  const top = size;
  const bottom = height - size * 1.9;
  const first = Math.min(...ends);
  const last = Math.max(...ends);
  const x = (at: number) => left + ((at - first) / (last - first)) * (right - left);
  const y = (value: number) => bottom - (value / (unit * 4)) * (bottom - top);
  const line = (points: Points) => points.map(([at, count]) => `${x(at).toFixed(1)} ${y(count / bucketMinutes).toFixed(1)}`);
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  // Where the steps stand too near to one another to be read, every second one is named.
  const named = (bottom - top) / 4 < size * 1.25 ? 2 : 1;
  for (let at = 0; at <= 4; at++) {
    part(svg, 'path', `grid${at}`).setAttribute('d', `M${left} ${y(unit * at)}H${right}`);
    text(svg, `value${at}`, left - size * 0.7, y(unit * at) + size * 0.35, at % named === 0 ? number(unit * at) : '', 'end');
  }
  const every = between.find((minutes) => (last - first) / 60_000 / minutes <= 5) ?? 720;
  const begin = Math.ceil(first / 60_000 / every) * every;
  for (let at = 0; at <= 5; at++) {
    const when = (begin + at * every) * 60_000;
    text(svg, `time${at}`, Math.min(x(when), right), height - size * 0.4, when <= last ? time(when) : '', 'middle');
  }
  const points = line(series);
  part(svg, 'path', 'plan').setAttribute('d', plan.length > 1 ? `M${line(plan).join('L')}` : '');
  part(svg, 'path', 'forecast').setAttribute('d', forecast.length > 1 ? `M${[...points.slice(-1), ...line(forecast)].join('L')}` : '');
  const end = points.length > 0 ? x(series[series.length - 1][0]).toFixed(1) : left;
  const area = points.length > 1 ? `M${points.join('L')}L${end} ${bottom}L${x(series[0][0]).toFixed(1)} ${bottom}Z` : '';
  part(svg, 'path', 'area').setAttribute('d', area);
  part(svg, 'path', 'line').setAttribute('d', points.length > 1 ? `M${points.join('L')}` : '');
  const dot = part(svg, 'circle', 'dot');
  const [dotX, dotY] = points.length > 0 ? points[points.length - 1].split(' ') : ['0', '0'];
  dot.setAttribute('cx', dotX);
  dot.setAttribute('cy', dotY);
  dot.setAttribute('r', (points.length > 0 ? size * 0.35 : 0).toFixed(1));
}
