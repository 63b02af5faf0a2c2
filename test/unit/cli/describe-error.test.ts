import { describe, expect, it } from 'vitest';
import { describeError, describeFailure } from '#cli/describe-error.ts';

describe('describeError', () => {
  it('Given line ends, controls and turned text, Then they are escaped in one line', () => {
    expect(describeError(new Error('a\nb\u001b[2J\u202e\u2028\u007f'))).toBe(
      'a\\nb\\u001b[2J\\u{202e}\\u{2028}\\u{7f}',
    );
  });

  it('Given a long message, Then its start and end are kept in 500 characters', () => {
    const text = describeError(new Error(`--out ${'x'.repeat(9000)}: received a file, expected a folder`));
    expect(text).toHaveLength(500);
    expect(text).toMatch(/^--out x+ \.\.\. x+: received a file, expected a folder$/);
  });

  it('Given something thrown that is no error, Then it is told', () => {
    expect(describeError('plain')).toBe('plain');
  });
});

describe('describeFailure', () => {
  it('Given the output of another program, Then its first three lines are kept', () => {
    expect(describeFailure(new Error('one\r\ntwo\n\tthree\nfour'))).toBe('one\ntwo\n\\tthree');
  });
});
