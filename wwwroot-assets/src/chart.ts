// Draws a chart with ApexCharts from the plain description that Chart.razor sends; follows the theme.
import ApexCharts from 'apexcharts';
import de from 'apexcharts/dist/locales/de.json';
import en from 'apexcharts/dist/locales/en.json';

interface Series {
  name: string;
  data: (number | null)[] | { x: number | string; y: number | null }[];
  dashed: boolean;
  filled: boolean;
}

interface Spec {
  type: 'line' | 'area' | 'bar' | 'donut' | 'funnel';
  axis: 'category' | 'time' | 'number';
  labels: string[];
  series: Series[];
  height: number;
  stacked: boolean;
  horizontal: boolean;
  decimals: number;
  unit: string;
  /** ISO 4217, when values are amounts. */
  currency: string | null;
  /** A culture's name, such as en-GB. */
  language: string;
  /** Whether times are whole days. */
  days: boolean;
  legend: boolean;
}

const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
/**
 * Text for the places where ApexCharts takes markup: tooltip and legend. Names come from people; the axes and figures in the drawing itself
 * are text already.
 */
const html = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const palette = () => [1, 2, 3, 4, 5, 6].map((at) => token(`series-${at}`));

function options(spec: Spec, width: number): ApexCharts.ApexOptions {
  const money = spec.currency ? { style: 'currency', currency: spec.currency } as const : {};
  const number = new Intl.NumberFormat(spec.language, spec.currency ? money : { maximumFractionDigits: spec.decimals });
  // On an axis there is room for "12k", not for "12.345,00 €".
  const short = new Intl.NumberFormat(spec.language, {
    ...money,
    notation: 'compact',
    useGrouping: true, // compact numbers have none below 10,000 otherwise, beside a table that has
    minimumFractionDigits: 0,
    maximumFractionDigits: Math.max(1, spec.decimals),
  });
  // The minus sign of pages and PDF files (Amounts.Minus in C#); the browsers' own is the hyphen.
  const signed = (text: string) => text.replace('-', '−');
  const format = (value: number | null | undefined) =>
    value == null ? '' : signed(number.format(value)) + (spec.unit ? ` ${spec.unit}` : '');
  const muted = token('muted');
  const donut = spec.type === 'donut';
  const funnel = spec.type === 'funnel';
  const bar = spec.type === 'bar' || funnel;
  const lying = spec.horizontal || funnel;
  const german = spec.language.startsWith('de');
  const steps = funnel ? spec.series[0].data as number[] : [];
  const step = (value: number) =>
    `${format(value)} · ${new Intl.NumberFormat(spec.language, { style: 'percent', maximumFractionDigits: 0 }).format(value / steps[0])}`;
  const labels = { style: { colors: muted, fontSize: '11px' } };
  // Within minutes the axis would name seconds, and each minute several times.
  const times = spec.axis === 'time' && !spec.days ? spec.series.flatMap(({ data }) => (data as { x: number }[]).map(({ x }) => x)) : [];
  const minutes = times.length > 0 && Math.max(...times) - Math.min(...times) < 30 * 60_000;
  const clock = new Intl.DateTimeFormat(spec.language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'UTC' });
  return {
    chart: {
      type: spec.type === 'funnel' ? 'bar' : spec.type,
      // Drawn for a page of paper it keeps the size of its letters there.
      width: document.documentElement.dataset.print === undefined ? '100%' : Math.min(width, 640),
      height: spec.height,
      stacked: spec.stacked,
      toolbar: { show: false },
      zoom: { enabled: false },
      // A figure on its way to another reads as a wrong figure.
      animations: { enabled: false },
      background: 'transparent',
      foreColor: muted,
      fontFamily: 'inherit',
      locales: [de, en],
      defaultLocale: german ? 'de' : 'en',
      parentHeightOffset: 0,
    },
    theme: {
      mode:
        document.documentElement.dataset.theme === 'dark' ||
        (!document.documentElement.dataset.theme && matchMedia('(prefers-color-scheme: dark)').matches)
          ? 'dark'
          : 'light',
    },
    series: donut
      ? (spec.series[0].data as number[])
      : (spec.series.map(({ name, data }) => ({ name, data })) as ApexCharts.ApexOptions['series']),
    ...(donut ? { labels: spec.labels } : {}),
    colors: donut ? palette() : spec.series.map((series, at) => (series.dashed ? muted : palette()[at % 6])),
    stroke: donut
      ? { width: 2, colors: [token('surface')] }
      : bar
        ? { width: 0 }
        : {
            width: spec.series.map((series) => (series.dashed ? 1.5 : 2.5)),
            curve: 'straight',
            dashArray: spec.series.map((series) => (series.dashed ? 4 : 0)),
          },
    fill:
      spec.type === 'area'
        ? { type: 'solid', opacity: spec.series.map((series) => (series.filled ? 0.13 : 0)) }
        : { type: 'solid', opacity: 1 },
    dataLabels: funnel
      ? {
          enabled: true,
          textAnchor: 'start',
          offsetX: 4,
          formatter: (value: number) => step(value),
          style: { fontSize: '12.5px', fontWeight: 600, colors: [token('text')] },
          background: {
            enabled: true,
            foreColor: token('text'),
            backgroundColor: token('surface'),
            padding: 5,
            borderRadius: 5,
            borderWidth: 0,
            opacity: 0.92,
            dropShadow: { enabled: false },
          },
          dropShadow: { enabled: false },
        }
      : { enabled: false },
    legend: {
      show: spec.legend,
      formatter: html,
      position: donut ? 'right' : 'top',
      horizontalAlign: 'right',
      fontSize: '12.5px',
      labels: { colors: muted },
      markers: { size: 5, strokeWidth: 0, offsetX: -4 },
    },
    grid: {
      borderColor: token('line'),
      padding: { left: 8, right: 12, top: donut ? 0 : spec.legend ? -8 : -16, bottom: 0 },
      xaxis: { lines: { show: lying && !funnel } },
      yaxis: { lines: { show: !lying } },
    },
    plotOptions: {
      bar: {
        borderRadius: 4,
        borderRadiusApplication: 'end',
        horizontal: lying,
        columnWidth: '62%',
        barHeight: funnel ? '78%' : '62%',
        dataLabels: { position: funnel ? 'bottom' : 'top' },
      },
      pie: {
        expandOnClick: false,
        donut: {
          size: '72%',
          labels: {
            show: true,
            value: {
              color: token('text'),
              fontSize: spec.currency ? '17px' : '26px',
              fontWeight: 700,
              formatter: (value: string) => format(Number(value)),
            },
            total: {
              show: true,
              showAlways: true,
              label: '',
              formatter: (w: { globals: { seriesTotals: number[] } }) => format(w.globals.seriesTotals.reduce((a, b) => a + b, 0)),
            },
          },
        },
      },
    },
    xaxis: {
      type: spec.axis === 'time' ? 'datetime' : spec.axis === 'number' ? 'numeric' : 'category',
      ...(spec.axis === 'category' && !donut ? { categories: spec.labels } : {}),
      // Names take up to 40 % of the width, amounts below the bars some 90 pixels each.
      ...(spec.horizontal ? { tickAmount: Math.max(2, Math.min(5, Math.floor((width * 0.6) / 90))) } : {}),
      labels: {
        ...labels,
        datetimeUTC: true,
        datetimeFormatter: { hour: 'HH:mm', minute: 'HH:mm', day: german ? 'd. MMM' : 'd MMM', month: "MMM 'yy" },
        ...(minutes ? { formatter: (_: string, at?: number) => (at !== undefined && at % 60_000 === 0 ? clock.format(at) : '') } : {}),
        ...(funnel ? { show: false } : spec.horizontal ? { formatter: (value: string) => signed(short.format(Number(value))) } : {}),
        hideOverlappingLabels: true,
        rotate: 0,
      },
      axisBorder: { show: false },
      axisTicks: { show: false },
      tooltip: { enabled: false },
    },
    yaxis: {
      min: 0,
      forceNiceScale: true,
      labels: {
        ...labels,
        maxWidth: Math.min(220, Math.round(width * 0.4)),
        formatter: lying ? (value: number) => String(value) : (value: number) => signed(short.format(value)),
      },
    },
    markers: { size: 0, hover: { size: 4 } },
    tooltip: {
      x:
        spec.axis === 'category'
          ? { formatter: (name: number | string) => html(String(name)) }
          : { format: `${german ? 'd. MMM' : 'd MMM'}${spec.days ? ' yyyy' : ' HH:mm'}` },
      y: {
        formatter: (value: number | null | undefined) => html(format(value)),
        title: { formatter: (name: string) => `${html(name)}: ` },
      },
      marker: { show: true },
    },
    states: { active: { filter: { type: 'none' } }, hover: { filter: { type: 'none' } } },
  };
}

/** One chart on the page; the component keeps it and calls it. */
class PortalChart {
  private readonly chart: ApexCharts;
  private readonly themed = async () => {
    this.frame();
    await this.chart.updateOptions(options(this.spec, this.element.clientWidth), false, false, false);
    this.frame();
  };

  constructor(private readonly element: HTMLElement, private spec: Spec) {
    this.chart = new ApexCharts(element, options(spec, element.clientWidth));
    document.addEventListener('portal:theme', this.themed);
  }

  async draw() {
    await this.chart.render();
    return this;
  }

  /** On paper a chart grows or shrinks as a whole with the page, which has another width than the window. */
  private frame() {
    const drawing = this.element.querySelector('svg');
    if (document.documentElement.dataset.print === undefined) drawing?.removeAttribute('viewBox');
    else drawing?.setAttribute('viewBox', `0 0 ${drawing.getAttribute('width')} ${drawing.getAttribute('height')}`);
  }

  /** New figures; the chart itself stays. Everything else is set anew only when it changed. */
  async update(spec: Spec) {
    const shape = (of: Spec) =>
      JSON.stringify({
        ...of,
        series: of.series.map(({ name, dashed, filled }) => [name, dashed, filled]),
        labels: of.axis === 'category' ? of.labels : [],
      });
    const same = shape(spec) === shape(this.spec);
    this.spec = spec;
    if (!this.element.isConnected) return;
    if (same) await this.chart.updateSeries(options(spec, this.element.clientWidth).series!, false);
    else await this.chart.updateOptions(options(spec, this.element.clientWidth), false, false, false);
  }

  /** Saves the picture: `png` (twice the size on screen) or `svg`. */
  async save(kind: 'png' | 'svg', name: string) {
    if (kind === 'png') {
      const picture = await this.chart.dataURI({ scale: 2 });
      window.portal.save(`${name}.png`, (picture as { imgURI: string }).imgURI);
    } else {
      const drawing = this.element.querySelector('svg');
      if (drawing) window.portal.download(`${name}.svg`, 'image/svg+xml', new XMLSerializer().serializeToString(drawing));
    }
  }

  destroy() {
    document.removeEventListener('portal:theme', this.themed);
    this.chart.destroy();
  }
}

/** What stands for a chart whose place on the page has gone before it could be drawn. */
const none = { update() {}, save() {}, destroy() {} };

export function create(element: HTMLElement | null, spec: Spec) {
  return element?.isConnected ? new PortalChart(element, spec).draw() : none;
}
