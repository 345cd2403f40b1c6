/** The star in a code as it is dialled: 4 in `*384*99*4#`; null where there is none. */
export function starIn(code: string): number | null {
  const [, star] = /^\*(?:[0-9#]+\*)+([1-9][0-9]{0,3})#?$/.exec(code) ?? [];
  return star === undefined ? null : Number(star);
}
