import './quiet.ts';
import { describe, expect, test } from 'vitest';
import { awaitLines, ORDER_PATH } from './await-lines.ts';
import { crashAt, crashTable } from './crash-points.ts';

const table = await crashTable();

describe('crash points of the order path', () => {
  test('Given every await of the order path, Then a crash point of the simulator waits in it', () => {
    expect(awaitLines(ORDER_PATH).length).toBeGreaterThan(50);
    expect(table.unseen).toEqual([]);
  });

  test('Given a process that dies before, and one that dies after, each of them, Then everything converges', async () => {
    const failures: string[] = [];
    const crashes = { before: 0, after: 0 };
    for (const point of table.points) {
      for (const side of ['before', 'after'] as const) {
        const { findings, hasCrashed } = await crashAt(point, side);
        crashes[side] += hasCrashed ? 1 : 0;
        for (const { guarantee, text } of findings) failures.push(`${side} ${point.name}: ${guarantee} ${text}`);
      }
    }

    expect(failures).toEqual([]);
    expect(crashes.before).toBe(table.points.length);
    // Where an answer comes only after the function's time-out, the process has died already.
    expect(crashes.after).toBeGreaterThan(0.95 * table.points.length);
    expect(table.points.length).toBeGreaterThanOrEqual(80);
  }, 240_000);
});
