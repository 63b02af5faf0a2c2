// Life of the page: charts are drawn again for another colour scheme and for paper, and resized with the page.
import { drawDrawdown, drawEquity } from './curves.js';
import { drawPnls, drawReturns } from './histograms.js';
import { drawPrice } from './prices.js';
import { charts, full, replaceCharts, root, showRange, view } from './state.js';

const DRAWERS = { equity: drawEquity, drawdown: drawDrawdown, price: drawPrice, returns: drawReturns, pnls: drawPnls };
const ZOOMS = {
  earlier: ([from, to]) => [from - (to - from) / 2, to - (to - from) / 2],
  later: ([from, to]) => [from + (to - from) / 2, to + (to - from) / 2],
  in: ([from, to]) => [from + (to - from) / 4, to - (to - from) / 4],
  out: ([from, to]) => [from - (to - from) / 2, to + (to - from) / 2],
  all: () => full,
};

function drawAll() {
  replaceCharts((box) => DRAWERS[box.dataset.chart](box));
}

function fitAll() {
  for (const { box, chart } of charts) {
    if (chart.width !== box.clientWidth) chart.setSize({ width: box.clientWidth, height: chart.height });
  }
}

function markWide() {
  for (const box of document.querySelectorAll('.box'))
    box.toggleAttribute('data-wide', box.scrollWidth > box.clientWidth + 1);
}

function fitPage() {
  fitAll();
  markWide();
}

function setPrinting(isPrinting) {
  if (isPrinting === root.hasAttribute('data-print')) return;
  root.toggleAttribute('data-print', isPrinting);
  drawAll();
}

root.setAttribute('data-live', '');
drawAll();
markWide();
new ResizeObserver(() => requestAnimationFrame(fitPage)).observe(document.querySelector('main'));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
matchMedia('print').addEventListener('change', ({ matches }) => setPrinting(matches));
addEventListener('beforeprint', () => setPrinting(true));
addEventListener('afterprint', () => setPrinting(false));
for (const button of document.querySelectorAll('[data-zoom]')) {
  button.addEventListener('click', () => showRange(ZOOMS[button.dataset.zoom](view)));
}
