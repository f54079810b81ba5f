import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Server {
  /** `http://127.0.0.1:PORT`, as the server said it. */
  url: string;
  stop: () => Promise<void>;
  /** As when the power goes: no goodbye, no flush. */
  crash: () => Promise<void>;
  /** On the same data and the same port as before. */
  restart: () => Promise<void>;
}

/** Starts the binary on a data folder of its own and a port of its own choosing. */
export async function startServer(): Promise<Server> {
  const bin = process.env['FLUX_BIN'];
  if (!bin) throw new Error('FLUX_BIN must name the server to test (or mock/serve.mjs)');
  const data = mkdtempSync(join(tmpdir(), 'flux-e2e-'));
  let child = run(bin, data, '127.0.0.1:0');
  const url = await listening(child);

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }

  return {
    url,
    stop: async () => {
      await end('SIGTERM');
      rmSync(data, { recursive: true, force: true });
    },
    crash: () => end('SIGKILL'),
    restart: async () => {
      child = run(bin, data, new URL(url).host);
      await listening(child);
    },
  };
}

function run(bin: string, data: string, listen: string): ChildProcess {
  return spawn(bin, ['serve'], {
    env: { ...process.env, FLUX_LISTEN: listen, FLUX_DATA_DIR: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function listening(child: ChildProcess): Promise<string> {
  const log: string[] = [];
  child.stderr?.on('data', (chunk) => log.push(String(chunk)));
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${why}\n${log.join('').slice(-4000)}`));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail('the server did not say where it listens within 20 s');
    }, 20_000);
    let said = '';
    child.stdout?.on('data', (chunk) => {
      said += String(chunk);
      const found = /listening on (http:\/\/\S+)/.exec(said)?.[1];
      if (!found) return;
      clearTimeout(timer);
      resolve(found.replace(/\/$/, ''));
    });
    child.once('error', (error) => fail(String(error)));
    child.once('exit', (code) => fail(`the server ended with ${code}`));
  });
}
