const NAMED_SECRET =
  /\b([\w-]*(?:api[_-]?key|secret|token|password|signature|authorization)[\w-]*)("?\s*[=:]\s*"?)[^\s"&,;}]+/gi;
const QUERY = /(https?:\/\/[^\s?"]+)\?[^\s"]*/gi;
const USER = /(https?:\/\/)[^\s/@"]+@/gi;
/** A caller's ARN names the AWS account. */
const ARN = /\barn:[\w-]+:\w+:[\w-]*:\d*:([^\s"]+)/g;
const MOST = 300;

/** Free text fit to leave the account: without secrets that somebody's error has echoed, without the account's number, and short. */
export function redactText(text: string): string {
  return text
    .replaceAll(NAMED_SECRET, '$1$2***')
    .replaceAll(QUERY, '$1')
    .replaceAll(USER, '$1')
    .replaceAll(ARN, '$1')
    .slice(0, MOST);
}
