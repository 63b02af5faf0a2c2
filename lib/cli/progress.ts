import type { Terminal } from './terminal.ts';

/** Tells on `stderr` how far a run over `total` bars is: a line each tenth, or one line that moves on a terminal. */
export function reportProgress(terminal: Terminal, what: string, total: number): (done: number) => void {
  let reported = 0;
  return (done) => {
    const percent = Math.floor((done / Math.max(total, 1)) * 100);
    const isNews = Math.floor(percent / 10) > Math.floor(reported / 10);
    if (!isNews) return;
    reported = percent;
    const line = `${what} ${percent} % (${done} of ${total} bars)`;
    const isLive = terminal.stderr.isTTY === true;
    terminal.stderr.write(isLive ? `\r${line}${done >= total ? '\n' : ''}` : `${line}\n`);
  };
}
