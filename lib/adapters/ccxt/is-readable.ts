/** Whether an answer is JSON at all: a page of HTML, or half an answer, says nothing whatever its status. */
export function isReadable(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
