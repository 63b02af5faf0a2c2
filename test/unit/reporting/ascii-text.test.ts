import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AsciiText } from '#domain/reporting/ascii-text.ts';
import { fixedText } from '#domain/shared/fixed.ts';

const read = (text: AsciiText): string => new TextDecoder().decode(text.take());

describe('AsciiText', () => {
  it.each([
    0n,
    1n,
    -1n,
    10n ** 17n,
    -(10n ** 17n),
    10n ** 18n,
    -(10n ** 18n),
    15n * 10n ** 17n,
    1_000n * 10n ** 18n,
    10n ** 18n + 1n,
  ])('Given %s units, Then they are written as fixedText does', (amount) => {
    const text = new AsciiText(100);
    text.addFixed(amount);
    expect(read(text)).toBe(fixedText(amount));
  });

  it('Given any amounts, Then they are written as fixedText does', () => {
    const text = new AsciiText(1_000);
    const zeros = fc.integer({ min: 0, max: 30 });
    const amounts = fc.tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), zeros);
    fc.assert(
      fc.property(fc.array(amounts, { maxLength: 8 }), (list) => {
        const wanted = list.map(([units, power]) => units * 10n ** BigInt(power));
        for (const amount of wanted) text.addFixed(amount);
        expect(read(text)).toBe(wanted.map(fixedText).join(''));
      }),
    );
  });

  it('Given a part that was taken, Then it can still be repeated', () => {
    const text = new AsciiText(100);
    text.add('a,bc');
    expect(read(text)).toBe('a,bc');
    text.repeat(1, 4);
    expect(read(text)).toBe(',bc');
  });
});
