const BYTES = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'];
const COUNTS = ['', ' k', ' M', ' G'];

/** Two or three digits, decimal units: `1.2 MB`. */
export function bytes(value: number): string {
  return scaled(value, BYTES.map((unit) => ` ${unit}`));
}

/** Likewise: `340`, `1.2 M`. */
export function amount(value: number): string {
  return scaled(value, COUNTS);
}

/** US dollars likewise; less than a hundredth of a cent is nothing. */
export function dollars(value: number): string {
  return value < 0.0001 ? '0' : value < 1 ? plain(value) : scaled(value, COUNTS);
}

function scaled(value: number, units: readonly string[]): string {
  const whole = Number(value.toPrecision(3));
  const step = Math.min(units.length - 1, whole < 1000 ? 0 : Math.floor(Math.log10(whole) / 3));
  return `${plain(whole / 1000 ** step)}${units[step]}`;
}

/** Two digits, or all before the point where there are three; never in powers of ten. */
function plain(value: number): string {
  return Number(value.toPrecision(value >= 100 ? 3 : 2)).toLocaleString('en', { maximumSignificantDigits: 4, useGrouping: false });
}
