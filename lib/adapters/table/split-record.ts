import type { SplitApplication } from '#application/ports/ledger.ts';
import { positionMove } from '#domain/accounts/position-move.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import type { AskedSplits, SplitBook, SplitNote } from '#domain/splits/split-book.ts';
import { POSITION_AMOUNTS } from './apply-fill.ts';
import { IS_NEW, isStill } from './conditions.ts';
import { differences } from './deltas.ts';
import { encodeFill } from './fill-record.ts';
import { accountKey, askedSplitsKey, SPLIT_PREFIX, SPLITS_ROW, splitNoteKey, symbolKey } from './keys.ts';
import { attributes, RecordReader, SCHEMA_VERSION } from './record.ts';
import { recordOnce } from './risk-event-record.ts';
import { encodeHolding } from './symbol-record.ts';
import type { Check, Condition, Item, Put, Update, Write } from './table.ts';

/**
 * The writes of a split: the note of it (first), the event, its entry among the fills, and the rows of symbol and account where it moves them. It was computed from fills, marks and promises, so none may have come since the read.
 */
export function applySplitWrites(application: SplitApplication): readonly Write[] {
  const { account, entry, note, position, riskEvent } = application;
  const name = account.before.account;
  const isMoved = account.after !== account.before;
  return [
    { kind: 'put', item: encodeNote(name, note), when: [isFirstOrLater(note)] },
    recordOnce(riskEvent),
    ...(entry === null
      ? []
      : [
          {
            kind: 'put',
            item: encodeFill(entry, positionMove(position.before, position.after, null)),
            when: IS_NEW,
          } as const,
          symbolUpdate(application),
        ]),
    isMoved ? accountUpdate(application) : isWithoutNewFills(account.before),
  ];
}

/** What was read as nothing held is nothing still: a late fill that comes in between would be of old shares, and never be split. */
function isWithoutNewFills({ account, fillSeq }: SplitApplication['account']['before']): Check {
  return { kind: 'check', key: accountKey(account), when: [isStill('fillSeq', fillSeq)] };
}

/** A split is noted over earlier ones only, which makes it be applied once. */
function isFirstOrLater({ exDay }: SplitNote): Condition {
  return [
    'any',
    [
      ['absent', 'pk'],
      ['<', 'exDay', new Decimal(exDay)],
    ],
  ];
}

/** Whether the note that is there is of this split or a later one. */
export function isLaterSplit(noted: Item, { exDay }: SplitNote): boolean {
  return new RecordReader(noted).integer('exDay') >= exDay;
}

function symbolUpdate({ account, position }: SplitApplication): Update {
  const { before, after } = position;
  const fields = { mark: after.mark, ...encodeHolding(after.holding) };
  return {
    kind: 'update',
    key: symbolKey(account.before.account, after.symbol),
    set: attributes({ schemaVersion: SCHEMA_VERSION, ...fields }),
    add: differences(POSITION_AMOUNTS, before, after),
    // A bar that comes late marks a symbol at a close that the account has been marked at.
    when: [
      isStill('fillSeq', before.fillSeq),
      before.markTime === null ? ['absent', 'markTime'] : isStill('markTime', before.markTime),
    ],
  };
}

function accountUpdate({ account: { after, before } }: SplitApplication): Update {
  const isRestricted = after.mode !== before.mode || after.modeCause !== before.modeCause;
  const when = [isStill('fillSeq', before.fillSeq), isStill('markedAt', before.markedAt)];
  return {
    kind: 'update',
    key: accountKey(before.account),
    add: differences(['fillSeq'], before, after),
    ...(isRestricted ? { set: attributes({ mode: after.mode, modeCause: after.modeCause }) } : {}),
    when: isRestricted ? [...when, ['=', 'mode', before.mode]] : when,
  };
}

/** Over the note of this split only. */
export function confirmHistoryWrite(account: string, note: SplitNote): Put {
  const item = encodeNote(account, { ...note, isInHistory: true });
  return { kind: 'put', item, when: [isStill('exDay', note.exDay)] };
}

export function putAskedSplits(account: string, before: AskedSplits | null, after: AskedSplits): Put {
  const item = {
    ...askedSplitsKey(account),
    ...attributes({ schemaVersion: SCHEMA_VERSION, since: after.since, round: after.round, symbols: after.symbols }),
  };
  return { kind: 'put', item, when: before === null ? IS_NEW : [isStill('round', before.round)] };
}

export function decodeSplitBook(partition: readonly Item[]): SplitBook {
  const asked = partition.find((item) => item.sk === SPLITS_ROW);
  const noted = partition.filter(({ sk }) => typeof sk === 'string' && sk.startsWith(SPLIT_PREFIX)).map(decodeNote);
  return {
    asked: asked === undefined ? null : decodeAsked(new RecordReader(asked)),
    notes: new Map(noted.map((note) => [note.symbol, note])),
  };
}

function decodeAsked(reader: RecordReader): AskedSplits {
  return { since: reader.integer('since'), round: reader.integer('round'), symbols: reader.texts('symbols') };
}

function encodeNote(account: string, note: SplitNote) {
  const { isInHistory, ...fields } = note;
  const known = isInHistory ? { isInHistory } : {};
  return {
    ...splitNoteKey(account, note.symbol),
    ...attributes({ schemaVersion: SCHEMA_VERSION, ...fields, ...known }),
  };
}

function decodeNote(item: Item): SplitNote {
  const reader = new RecordReader(item);
  return {
    symbol: reader.text('symbol'),
    exDay: reader.integer('exDay'),
    oldRate: reader.decimal('oldRate'),
    newRate: reader.decimal('newRate'),
    appliedAt: reader.integer('appliedAt'),
    isInHistory: reader.flag('isInHistory'),
  };
}
