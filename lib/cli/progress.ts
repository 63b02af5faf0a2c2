import type { Terminal } from './terminal.ts';

/** Characters of the bar. */
const WIDTH = 30;

/** Tells on `stderr` how far a run over `total` bars is: a bar that moves on a terminal, elsewhere a line each tenth. */
export function reportProgress(terminal: Terminal, what: string, total: number): (done: number) => void {
  const isLive = terminal.stderr.isTTY === true;
  const step = isLive ? 1 : 10;
  let next = step;
  return (done) => {
    if (done * 100 < next * total) return;
    const percent = Math.floor((done / Math.max(total, 1)) * 100);
    next = percent - (percent % step) + step;
    const told = `${what} ${percent} % (${done} of ${total} bars)`;
    terminal.stderr.write(isLive ? `\r${renderBar(percent)} ${told}${done >= total ? '\n' : ''}` : `${told}\n`);
  };
}

function renderBar(percent: number): string {
  const filled = Math.round((percent / 100) * WIDTH);
  return `[${'#'.repeat(filled)}${'-'.repeat(WIDTH - filled)}]`;
}
