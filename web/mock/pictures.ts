const palettes = [
  ['#f3c14b', '#5b9570', '#ff8552', '#5c1f66'],
  ['#0b1330', '#54b0ae', '#e0e1ea', '#355070'],
  ['#ffcdb2', '#6d6875', '#ffb4a2', '#b5838d'],
  ['#1c1c1c', '#55a0b0', '#a3bccc', '#d0d6dc'],
  ['#fb4141', '#f9c04d', '#8fb569', '#2d7d9a'],
  ['#e0e0da', '#7388a8', '#456282', '#102030'],
] as const;

/** A flat composition of circles and sheets, so that thumbnails look like work and not like placeholders. */
export function picture(index: number): string {
  const [ground, a, b, c] = palettes[index % palettes.length] ?? palettes[0];
  const shift = (index * 53) % 160;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="960" height="720" viewBox="0 0 960 720"><rect width="960" height="720" fill="${ground}"/><circle cx="${380 + shift}" cy="300" r="260" fill="${a}"/><rect x="${560 - shift}" y="120" width="380" height="260" fill="${b}" opacity=".92" transform="rotate(${24 + shift / 5} 700 300)"/><circle cx="${200 + shift}" cy="560" r="130" fill="${c}"/><circle cx="${800 - shift}" cy="600" r="190" fill="${c}" opacity=".9"/></svg>`;
}
