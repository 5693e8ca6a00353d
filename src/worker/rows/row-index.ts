/** Finds the row of a name (an endpoint or an origin), a method and a status, without joining them into a key. */
export class RowIndex {
  readonly #rowsOfName = new Map<string, Map<number, number>>();
  readonly #admit: (name: string) => string;
  readonly #addRow: AddRow;

  /**
   * @param admit called with a name that has no row yet: returns the name, or the one that stands for all beyond a limit
   * @param addRow called with a name, method and status that have no row yet
   */
  constructor(admit: (name: string) => string, addRow: AddRow) {
    this.#admit = admit;
    this.#addRow = addRow;
  }

  /** Where the row of a name, method and status is. A method outside the standard ones is `_OTHER`. */
  row(name: string, method: string, status: number): number {
    const rows = this.#rowsOfName.get(name);
    if (rows === undefined) return this.#rowOfNewName(name, method, status);
    const methodIndex = METHODS.indexOf(method);
    return rows.get(status * 16 + methodIndex) ?? this.#add(rows, name, methodIndex, status);
  }

  #rowOfNewName(name: string, method: string, status: number): number {
    const admitted = this.#admit(name);
    if (!this.#rowsOfName.has(admitted)) this.#rowsOfName.set(admitted, new Map());
    return this.row(admitted, method, status);
  }

  #add(rows: Map<number, number>, name: string, methodIndex: number, status: number): number {
    const row = this.#addRow(name, METHODS[methodIndex] ?? OTHER_METHOD, status);
    rows.set(status * 16 + methodIndex, row);
    return row;
  }
}

/** The standard methods. The key of a row holds the index of its method in this list. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'];
const OTHER_METHOD = '_OTHER';

/** Makes a row. @returns where the row is */
export type AddRow = (name: string, method: string, status: number) => number;
