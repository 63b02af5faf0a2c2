import { vi } from 'vitest';
import { metricDimensions } from '#application/contracts/metrics.ts';
import { publishMetrics, setMetricDimensions } from '#runtime/observability.ts';

/** One line of the embedded metric format. */
export interface MetricLine {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
  readonly [name: string]: unknown;
}

/** Runs one invocation, and returns the metric lines that it has written to its log. */
export async function writtenBy(invocation: () => unknown): Promise<readonly MetricLine[]> {
  setMetricDimensions(metricDimensions({ environment: 'test', account: 'main', broker: 'sim', live: false }));
  const lines: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  try {
    await invocation();
    const { after } = publishMetrics();
    await after?.({} as never);
  } finally {
    spy.mockRestore();
  }
  return lines
    .filter((line) => line.includes('"_aws"'))
    .flatMap((line) => line.trim().split('\n'))
    .map((line) => JSON.parse(line) as MetricLine);
}
