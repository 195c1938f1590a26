/** A share as per cent, for tables and plots; – where it is not known. */
export function percent(share: number | null): string {
  if (share === null) return '–';
  // Below one per cent the first digit behind the point says too little: .04 and .14 would be the same.
  return `${(100 * share).toFixed(share > 0 && share < 0.00995 ? 2 : 1)} %`;
}
