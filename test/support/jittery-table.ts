import type { Table } from '#adapters/table/table.ts';

/** A table whose calls take effect and answer after a drawn number of turns, so that concurrent requests meet in another order each time. */
export function jittery(table: Table, random: () => number): Table {
  const turns = async (): Promise<void> => {
    for (let left = Math.floor(random() * MOST_TURNS); left > 0; left -= 1) await Promise.resolve();
  };
  return new Proxy(table, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return async (...args: readonly unknown[]) => {
        await turns();
        const answer: unknown = await value.apply(target, args);
        await turns();
        return answer;
      };
    },
  });
}

const MOST_TURNS = 12;
