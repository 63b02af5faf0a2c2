import { describe, expect, it } from 'vitest';
import { type EntryToSize, type SizingRules, sizeEntry } from '#domain/trading/size-entry.ts';
import { d } from '../../support/builders.ts';

const RULES: SizingRules = {
  positionSizePct: d('0.5'),
  minAmount: null,
  maxAmount: null,
  riskPerTrade: null,
  volatilityTarget: null,
  minRanking: 0,
};
/** Equity 10,000 at a price of 30, with a stop 2 below, and a symbol whose returns deviate by 80 % a year. */
const ENTRY: EntryToSize = {
  equity: d(10_000),
  price: d(30),
  stopPrice: d(28),
  volatility: 0.8,
  lot: d('0.01'),
  minNotional: null,
};

describe('sizeEntry', () => {
  it.each<[given: string, rules: Partial<SizingRules>, entry: Partial<EntryToSize>, quantity: string]>([
    ['half of the equity, floored to the lot', {}, {}, '166.66'],
    ['a lot of one', {}, { lot: d(1) }, '166'],
    ['a lot that is larger than the entry', {}, { lot: d(1000) }, '0'],
    ['a size that is divided without a rest', {}, { price: d(20) }, '250'],
    ['a price of 4e-5', {}, { lot: d(1), price: d('0.00004') }, '125000000'],
    ['a largest amount', { maxAmount: d(600) }, {}, '20'],
    ['a largest amount above the share', { maxAmount: d(6000) }, {}, '166.66'],
    ['a least amount that it reaches', { minAmount: d('4999.8') }, {}, '166.66'],
    ['a least amount that flooring falls short of', { minAmount: d('4999.81') }, {}, '0'],
    ['a least amount above the largest', { minAmount: d(700), maxAmount: d(600) }, {}, '0'],
    ["the venue's least notional", {}, { minNotional: d(5000) }, '0'],
    ['1 % at risk over a stop 2 away', { riskPerTrade: d('0.01') }, {}, '50'],
    ['1 % at risk of a short with a stop above', { riskPerTrade: d('0.01') }, { stopPrice: d(34) }, '25'],
    ['so much at risk that the share binds', { riskPerTrade: d('0.1') }, {}, '166.66'],
    ['a risk budget without a stop', { riskPerTrade: d('0.01') }, { stopPrice: null }, '166.66'],
    ['a stop at the price', { riskPerTrade: d('0.01') }, { stopPrice: d(30) }, '0'],
    ['a volatility target of 20 %', { volatilityTarget: d('0.2') }, {}, '83.33'],
    ['a calm symbol', { volatilityTarget: d('0.2') }, { volatility: 0.1 }, '166.66'],
    ['a volatility target and unknown volatility', { volatilityTarget: d('0.2') }, { volatility: null }, '0'],
    ['a volatility target and no movement', { volatilityTarget: d('0.2') }, { volatility: 0 }, '0'],
    ['unknown volatility that nobody asks for', {}, { volatility: null }, '166.66'],
    [
      'all bounds, the smallest binds',
      { riskPerTrade: d('0.01'), volatilityTarget: d('0.2'), maxAmount: d(900) },
      {},
      '30',
    ],
    ['no equity', {}, { equity: d(0) }, '0'],
    ['an equity below zero', {}, { equity: d(-5) }, '0'],
  ])('Given %s, Then the quantity is as calculated by hand', (_, rules, entry, quantity) => {
    expect(sizeEntry({ ...RULES, ...rules }, { ...ENTRY, ...entry }).toFixed()).toBe(quantity);
  });
});
