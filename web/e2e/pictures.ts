import type { Page } from 'playwright-core';

interface Picture {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** Each picture's ground and the colours of its shapes. */
const palettes = [
  ['#f2c14e', '#4d9078', '#f78154', '#5b1f69'],
  ['#0b132b', '#5bc0be', '#3a506b', '#e6e6fa'],
  ['#ffcdb2', '#6d6875', '#ffb4a2', '#b5838d'],
  ['#1b1b1e', '#56a3b4', '#96bfc8', '#d8dbe2'],
  ['#f94144', '#90be6d', '#f9c74f', '#277da1'],
  ['#e0e1dd', '#778da9', '#415a77', '#0d1b2a'],
  ['#fefae0', '#283618', '#bc6c25', '#dda15e'],
  ['#2b2d42', '#ef233c', '#8d99ae', '#edf2f4'],
  ['#264653', '#e9c46a', '#e76f51', '#2a9d8f'],
] as const;

/** Work that looks like somebody's, drawn by the page's own canvas; the same on each run. */
export function drawPictures(page: Page, names: readonly string[]): Promise<Picture[]> {
  return Promise.all(names.map((name, index) => draw(page, name, index)));
}

async function draw(page: Page, name: string, index: number): Promise<Picture> {
  const colours = palettes[index % palettes.length] ?? palettes[0];
  const base64 = await page.evaluate(
    async ({ colours, seed }) => {
      const canvas = document.createElement('canvas');
      canvas.width = 960;
      canvas.height = 720;
      const pen = canvas.getContext('2d');
      if (!pen) throw new Error('no canvas');
      let state = seed * 2654435761 + 97;
      const chance = () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return state / 2 ** 32;
      };
      const [ground = '#fff', ...inks] = colours;
      pen.fillStyle = ground;
      pen.fillRect(0, 0, canvas.width, canvas.height);
      for (let turn = 0; turn < 8; turn += 1) {
        pen.fillStyle = inks[turn % inks.length] ?? ground;
        pen.globalAlpha = turn % 3 === 2 ? 0.75 : 0.94;
        const [x, y] = [chance() * canvas.width, chance() * canvas.height];
        pen.beginPath();
        if (turn % 3 === 1) {
          pen.save();
          pen.translate(x, y);
          pen.rotate(chance() * Math.PI);
          pen.rect(-180, -90, 240 + chance() * 200, 120 + chance() * 120);
          pen.restore();
        } else {
          pen.arc(x, y, 50 + chance() * 210, 0, Math.PI * 2);
        }
        pen.fill();
      }
      return canvas.toDataURL('image/png').split(',')[1] ?? '';
    },
    { colours: [...colours], seed: index + 3 },
  );
  return { name, mimeType: 'image/png', buffer: Buffer.from(base64, 'base64') };
}
