/** Least first. */
export const SEVERITIES = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const NOTICE_CHANNELS = ['slack', 'telegram', 'webhook', 'email'] as const;
export type NoticeChannelName = (typeof NOTICE_CHANNELS)[number];
/** Those that take a request over HTTP, with addresses and keys of a secret. */
export type PostedChannelName = Exclude<NoticeChannelName, 'email'>;

/** Something that a person is told. It holds nothing that must not leave the account. */
export interface Notice {
  /** Of the event that it tells of: the same notice has the same id. */
  readonly id: string;
  readonly severity: Severity;
  /** One line. */
  readonly title: string;
  /** `field: value`, what of the event a person needs. */
  readonly lines: readonly string[];
}

export function isAtLeast(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}

/** The whole of it, for channels that take text. */
export function noticeText({ lines, title }: Notice): string {
  return [title, ...lines].join('\n');
}
