import { describe, expect, it } from 'vitest';
import { RequestIds } from '#local/functions/request-id.ts';

describe('RequestIds', () => {
  it('Given a delivery, Then its id is the same in every run, whether or not it is repeated', () => {
    const once = new RequestIds(0);
    const twice = new RequestIds(0);
    const first = [twice.next('place-order', 'a'), twice.next('place-order', 'a'), twice.next('place-order', 'b')];
    expect([once.next('place-order', 'a'), once.next('place-order', 'b')]).toEqual([first[0], first[2]]);
    expect(new Set(first).size).toBe(3);
    expect(first[0]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it('Given another boot or another function, Then the id is another one', () => {
    const ids = [new RequestIds(0).next('f', 'a'), new RequestIds(1).next('f', 'a'), new RequestIds(0).next('g', 'a')];
    expect(new Set(ids).size).toBe(3);
  });
});
