/**
 * Puts the first three parts of an id or a key together, each with a colon behind it. Those that come in a row mostly have
 * the same, which then are put together once; and in one piece, since a text of texts costs each of its readers a walk.
 */
export function prefixes(): (first: string, second: string, third: string) => string {
  let a = '';
  let b = '';
  let c = '';
  let prefix = ':::';
  return (first, second, third) => {
    if (third !== c || second !== b || first !== a) {
      a = first;
      b = second;
      c = third;
      prefix = [first, second, third, ''].join(':');
    }
    return prefix;
  };
}
