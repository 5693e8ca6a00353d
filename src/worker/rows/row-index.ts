const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'];
const OTHER_METHOD = '_OTHER';

/** Makes the row of a name, method and status that come for the first time. */
export type AddRow = (name: string, method: string, status: number) => number;

/** Finds the row of a name (an endpoint or an origin), method and status without making a key of them. */
export class RowIndex {
  readonly #rowsOfName = new Map<string, Map<number, number>>();
  readonly #admit: (name: string) => string;
  readonly #addRow: AddRow;

  /** @param admit what stands for a name that comes for the first time: itself, or a name for all over a limit */
  constructor(admit: (name: string) => string, addRow: AddRow) {
    this.#admit = admit;
    this.#addRow = addRow;
  }

  /** Where a name, method and status are; a method outside the standard ones is `_OTHER`. */
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
