import { afterEach, describe } from 'vitest';
import { cancelConformance } from './broker/cancel-conformance.ts';
import type { Conformance, ConformanceDesk, ConformanceTraits, CreateDesk } from './broker/conformance-desk.ts';
import { faultConformance } from './broker/fault-conformance.ts';
import { fillConformance } from './broker/fill-conformance.ts';
import { orderConformance } from './broker/order-conformance.ts';
import { readConformance } from './broker/read-conformance.ts';

export type { ConformanceDesk, ConformanceTraits, CreateDesk };

const AMOUNTS = [
  ['0.000000001', '0.00004'],
  ['123456789.123456789', '0.00004321'],
  ['0.1', '0.3'],
  ['7', '123456789012.345678'],
] as const;

/** What every adapter of a real venue must do, whatever goes wrong on the wire. */
export function brokerConformance(name: string, createDesk: CreateDesk, traits: ConformanceTraits): void {
  describe(`Broker over HTTP: ${name}`, () => {
    const desks: ConformanceDesk[] = [];
    afterEach(async () => {
      await Promise.all(desks.splice(0).map((desk) => desk.close()));
    });
    const open: CreateDesk = async (options) => {
      const desk = await createDesk(options);
      desks.push(desk);
      return desk;
    };
    const conformance: Conformance = {
      traits: { tooMany: 'not_sent', tellsClientIds: true, amounts: AMOUNTS, ...traits },
      open,
    };
    orderConformance(conformance);
    fillConformance(conformance);
    cancelConformance(conformance);
    readConformance(conformance);
    faultConformance(conformance);
  });
}
