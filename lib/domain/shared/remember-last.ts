/** `convert` for what seldom changes from call to call: a value that is the one of last time is not converted again. */
export function rememberLast<From, To>(convert: (from: From) => To): (from: From) => To {
  let last: { readonly from: From; readonly to: To } | null = null;
  return (from) => {
    if (last === null || last.from !== from) last = { from, to: convert(from) };
    return last.to;
  };
}
