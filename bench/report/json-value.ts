/** A value of a JSON file, with the place where it stands: an error names that place. */
export class JsonValue {
  constructor(
    private readonly value: unknown,
    private readonly place: string,
  ) {}

  /** Parses text as JSON. @param file the name of the text in messages */
  static parse(file: string, text: string): JsonValue {
    try {
      return new JsonValue(JSON.parse(text), file);
    } catch (cause) {
      throw new Error(`${file} is not JSON: write it again with \`npm run bench\` or \`npm run compare\`.`, { cause });
    }
  }

  /** A field of an object. */
  field(name: string): JsonValue {
    return new JsonValue(this.object()[name], `${this.place}.${name}`);
  }

  /** All fields of an object that are neither null nor missing, by name, in the order of the file. */
  fields(): [string, JsonValue][] {
    return Object.entries(this.object())
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => [name, new JsonValue(value, `${this.place}.${name}`)]);
  }

  /** The elements of an array. */
  elements(): JsonValue[] {
    if (!Array.isArray(this.value)) throw this.wrong('an array');
    return this.value.map((element: unknown, index) => new JsonValue(element, `${this.place}[${index}]`));
  }

  /** A string. */
  text(): string {
    if (typeof this.value !== 'string') throw this.wrong('a string');
    return this.value;
  }

  /** One of some strings. */
  oneOf<T extends string>(choices: readonly T[]): T {
    const found = choices.find((choice) => choice === this.value);
    if (found === undefined) throw this.wrong(`one of ${choices.join(', ')}`);
    return found;
  }

  /** A number that is neither infinite nor NaN. */
  number(): number {
    if (typeof this.value !== 'number' || !Number.isFinite(this.value)) throw this.wrong('a finite number');
    return this.value;
  }

  /** A number or a string. */
  scalar(): number | string {
    return typeof this.value === 'string' ? this.value : this.number();
  }

  /** True or false. */
  boolean(): boolean {
    if (typeof this.value !== 'boolean') throw this.wrong('true or false');
    return this.value;
  }

  /** Reads the value by a function; undefined where the value is null or missing. */
  optional<T>(read: (value: JsonValue) => T): T | undefined {
    return this.value === null || this.value === undefined ? undefined : read(this);
  }

  private object(): Record<string, unknown> {
    if (!isObject(this.value)) throw this.wrong('an object');
    return this.value;
  }

  private wrong(expected: string): Error {
    return new Error(`Expected ${this.place} to be ${expected}, got ${JSON.stringify(this.value)}.`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
