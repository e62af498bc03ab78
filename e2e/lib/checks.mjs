// The run of the stories: each check is told with its seconds, and all are counted.

/** One run; `check(name, work)` tells whether the work went well. */
export class Checks {
  passed = 0;
  failures = [];
  /** Asked after each failure for what helps to understand it: functions that answer with a text. */
  witnesses = [];

  /** Runs a check that later ones can do without. */
  check = async (name, work) => {
    const began = performance.now();
    try {
      await work();
      this.passed += 1;
      this.#tell('ok  ', began, name);
      return true;
    } catch (error) {
      this.failures.push(name);
      this.#tell('FAIL', began, name);
      process.stdout.write(`${(error.stack ?? String(error)).replace(/^/gm, '       ')}\n`);
      for (const witness of this.witnesses) {
        const said = await Promise.resolve().then(() => witness(name)).catch((worse) => `no witness: ${worse.message}`);
        process.stdout.write(`${said.replace(/^/gm, '     | ')}\n`);
      }
      return false;
    }
  };

  /** Runs a step on which the rest of its story stands: the story ends with it. */
  step = async (name, work) => {
    let result;
    const fine = await this.check(name, async () => {
      result = await work();
    });
    if (!fine) throw new StoryEnded(name);
    return result;
  };

  /** Tells a story; a step that failed ends only this story. */
  async story(name, tell) {
    process.stdout.write(`\n-- ${name}\n`);
    const began = performance.now();
    try {
      await tell(this);
    } catch (error) {
      if (!(error instanceof StoryEnded)) await this.check(name, () => Promise.reject(error));
    }
    this.witnesses = [];
    process.stdout.write(`-- ${name}: ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
  }

  /** Prints the closing line; the answer is the exit code. */
  close() {
    process.stdout.write('\n');
    for (const name of this.failures) process.stdout.write(`failed: ${name}\n`);
    if (this.passed + this.failures.length === 0) {
      process.stdout.write('nothing was checked\n');
      return 1;
    }
    process.stdout.write(`${this.passed} passed, ${this.failures.length} failed\n`);
    return this.failures.length ? 1 : 0;
  }

  #tell(word, began, name) {
    const seconds = ((performance.now() - began) / 1000).toFixed(1).padStart(6);
    process.stdout.write(`${word} ${seconds} s  ${name}\n`);
  }
}

class StoryEnded extends Error {
  constructor(name) {
    super(`the story ended at: ${name}`);
  }
}
