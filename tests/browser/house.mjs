// A running demonstration: the built binary on a free port, with a data folder of its own.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const artifacts = fileURLToPath(new URL('../artifacts/', import.meta.url));

const target = process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL('../../target', import.meta.url));
const binary = join(target, 'debug', 'hechang');
const patience = 60_000;

/** Starts the binary on `sqlite` or `postgres` and waits until it has written demo.json. */
export async function openHouse(database, name = database) {
  if (!existsSync(binary)) throw new Error(`${binary} is missing: cargo build --workspace`);
  const store = database === 'postgres' ? postgres() : { env: {}, remove() {} };
  const folder = mkdtempSync(join(tmpdir(), 'hechang-browser-'));
  const log = join(artifacts, `hechang-${name}.log`);
  rmSync(log, { force: true });
  const house = new House(folder, log, store);
  process.once('exit', () => house.child.kill('SIGKILL'));
  house.start();
  await house.ready();
  return house;
}

class House {
  constructor(folder, log, store) {
    Object.assign(this, { child: undefined, folder, log, store, demo: undefined });
  }

  start(settings = {}) {
    const out = openSync(this.log, 'a');
    const env = { ...plain(), ...this.store.env, HECHANG_DATA_DIR: this.folder, ...settings };
    this.child = spawn(binary, [], { cwd: this.folder, env, stdio: ['ignore', out, out] });
  }

  async ready() {
    const file = join(this.folder, 'demo.json');
    const deadline = Date.now() + patience;
    while (!(this.demo = read(file))) {
      if (this.child.exitCode !== null) throw new Error(`the program ended: ${readFileSync(this.log, 'utf8')}`);
      if (Date.now() > deadline) throw new Error('demo.json was not written in time');
      await pause(50);
    }
  }

  /** The portal's address, without a slash at its end. */
  get portal() {
    return this.demo.portal_url.replace(/\/$/, '');
  }

  /** The console's address. */
  get console() {
    return this.demo.console_url;
  }

  /** The login of a role at an organ, with as few other roles as there is. */
  login(role, organ = '540500') {
    const fits = this.demo.staff.filter((login) => login.organ_code === organ && login.roles.includes(role));
    fits.sort((a, b) => a.roles.length - b.roles.length);
    if (fits.length === 0) throw new Error(`demo.json has no ${role} at ${organ}`);
    return fits[0];
  }

  /** What was sent to a phone, newest first. */
  async messages(phone) {
    const answer = await fetch(`${this.portal}/sandbox/messages.json?to=${phone}`);
    return (await answer.json()).items;
  }

  /** The newest one-time code that was sent to a phone. */
  async code(phone) {
    const code = (await this.messages(phone)).map((message) => message.params.code).find(Boolean);
    if (!code) throw new Error(`no code was sent to ${phone}`);
    return code;
  }

  /** Lives on at another instant, with the same data and at the same address. */
  async lives(instant) {
    const status = await this.end();
    if (status !== 0) throw new Error(`SIGTERM ended it with ${status}`);
    this.start({ HECHANG_CLOCK: instant, HECHANG_LISTEN: new URL(this.demo.portal_url).host });
    const deadline = Date.now() + patience;
    while (!(await answers(this.portal))) {
      if (Date.now() > deadline || this.child.exitCode !== null) throw new Error(`it didn't start again: ${readFileSync(this.log, 'utf8')}`);
      await pause(50);
    }
  }

  /** Ends it by SIGTERM, within the ten seconds that the contract gives it; answers its status. */
  async end() {
    const ended = this.child.exitCode === null ? once(this.child, 'exit') : [this.child.exitCode];
    this.child.kill('SIGTERM');
    const [status] = await Promise.race([ended, pause(10_000, ['late'], { ref: false })]);
    this.child.kill('SIGKILL');
    return status;
  }

  /** Ends it and removes everything; answers what it logged as errors. */
  async close() {
    const status = await this.end();
    rmSync(this.folder, { recursive: true, force: true });
    this.store.remove();
    const errors = readFileSync(this.log, 'utf8').split('\n').filter((line) => /"level":"ERROR"|panicked at/.test(line));
    return status === 0 ? errors : [...errors, `SIGTERM ended it with ${status}`];
  }
}

async function answers(address) {
  return fetch(address).then((answer) => answer.ok, () => false);
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Our environment without settings of somebody's own, a Monday morning, and no limit on one address's sign-ins. */
function plain() {
  const env = Object.entries(process.env).filter(([name]) => !name.startsWith('HECHANG_'));
  return { ...Object.fromEntries(env), HECHANG_LISTEN: '127.0.0.1:0', HECHANG_LIMITS: 'off', HECHANG_CLOCK: '2026-03-02T02:00:00Z' };
}

function postgres() {
  const server = process.env.HECHANG_TEST_POSTGRES_URL;
  if (!server) throw new Error('HECHANG_TEST_POSTGRES_URL is missing: run tests/run');
  const name = `hechang_browser_${process.pid}`;
  const sql = (text) => execFileSync('psql', [server, '-qc', text], { stdio: ['ignore', 'ignore', 'inherit'] });
  sql(`CREATE DATABASE ${name}`);
  return {
    env: { HECHANG_DATABASE_URL: server.replace(/\/[^/]*$/, `/${name}`) },
    remove: () => sql(`DROP DATABASE ${name} WITH (FORCE)`),
  };
}
