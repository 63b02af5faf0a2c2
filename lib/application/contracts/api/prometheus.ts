/** One figure at one time. */
export interface Gauge {
  readonly name: string;
  readonly help: string;
  /** `null`: not known, left out. */
  readonly samples: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number | string | null;
  }[];
}

/** Prometheus' text format, version 0.0.4. */
export function prometheusText(gauges: readonly Gauge[]): string {
  return `${gauges.flatMap(linesOf).join('\n')}\n`;
}

function linesOf({ name, help, samples }: Gauge): readonly string[] {
  const lines = samples.flatMap(({ labels, value }) =>
    value === null ? [] : [`${name}${labelText(labels)} ${value}`],
  );
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...lines];
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replaceAll(/[\\"\n]/g, escaped)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(character: string): string {
  return character === '\n' ? '\\n' : `\\${character}`;
}
