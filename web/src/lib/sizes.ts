const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Decimal units with three significant figures: "14 kB", "84.1 MB", "1.20 GB". */
export function formatSize(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits =
    unit === 0 || value >= 99.95 ? 0 : unit <= 1 ? (value < 9.995 ? 1 : 0) : value < 9.995 ? 2 : 1;
  return `${value.toFixed(digits)}\u00a0${units[unit]}`;
}
