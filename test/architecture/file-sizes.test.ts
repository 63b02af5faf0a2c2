import { describe, expect, test } from 'vitest';
import { listTypeScriptFiles, readRepositoryFile } from '../support/repository-files.ts';

/** Lines of each file, ascending. */
function measure(...folders: readonly string[]): { file: string; lines: number }[] {
  return listTypeScriptFiles(...folders)
    .map((file) => ({ file, lines: readRepositoryFile(file).trimEnd().split('\n').length }))
    .sort((a, b) => a.lines - b.lines);
}

function quantile(sizes: readonly { lines: number }[], fraction: number): number {
  return sizes[Math.ceil(sizes.length * fraction) - 1]?.lines ?? 0;
}

describe('file sizes', () => {
  test('Given every source file, When its lines are counted, Then none has more than 500', () => {
    expect(measure('bin', 'lib', 'lambdas', 'test', 'bench').filter(({ lines }) => lines > 500)).toEqual([]);
  });

  test('Given the product, When its files are measured, Then the median is at most 100 lines and the 90th percentile at most 300', () => {
    const sizes = measure('bin', 'lib', 'lambdas');

    expect(quantile(sizes, 0.5)).toBeLessThanOrEqual(100);
    expect(quantile(sizes, 0.9)).toBeLessThanOrEqual(300);
  });

  test('Given the handlers, When they are read, Then each has at most 60 lines and ends in middy', () => {
    const handlers = measure('lambdas').filter(({ file }) => file.endsWith('/handler.ts'));
    const lastLines = handlers.map(({ file }) => `${file}: ${readRepositoryFile(file).trimEnd().split('\n').at(-1)}`);

    expect(handlers.filter(({ lines }) => lines > 60)).toEqual([]);
    expect(lastLines.filter((line) => !line.includes('export const handler = middy'))).toEqual([]);
  });
});
