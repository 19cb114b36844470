import { fileWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';

/** A column; `json`: any value or none, as JSON text, since its fields are not the same in all rows. An optional text may be null. */
export type Column =
  | { name: string; kind: 'texts' | 'int' | 'number' | 'numbers' | 'json' | 'messages' }
  | { name: string; kind: 'text'; isOptional?: true }
  | { name: string; kind: 'struct'; fields: readonly Column[] };

/** Rows of a group, and characters of their JSON after which a group is written before it is full. */
const GROUP_ROWS = 1_000;
const GROUP_CHARACTERS = 2_000_000;

/** A Parquet file that is written row group by row group as they fill, so that no more than one is in memory. */
export class ParquetFile {
  readonly #columns: readonly Column[];
  readonly #writer: ParquetWriter;
  #rows: Readonly<Record<string, unknown>>[] = [];
  #characters = 0;

  /** Begins the file; throws what the file system throws. */
  constructor(path: string, columns: readonly Column[]) {
    this.#columns = columns;
    const schema: SchemaElement[] = [
      { name: 'root', num_children: columns.length },
      ...columns.flatMap(elementsOf),
    ];
    this.#writer = new ParquetWriter({ writer: fileWriter(path), schema, createdBy: 'Soliloquy' });
  }

  /** Adds a row; `characters`: how long it is as JSON. */
  add(row: Readonly<Record<string, unknown>>, characters: number): void {
    this.#rows.push(row);
    this.#characters += characters;
    if (this.#rows.length >= GROUP_ROWS || this.#characters >= GROUP_CHARACTERS) this.#write();
  }

  finish(): void {
    if (this.#rows.length > 0) this.#write();
    this.#writer.finish();
  }

  #write(): void {
    const rows = this.#rows;
    this.#writer.write({
      columnData: this.#columns.map(({ name }) => ({ name, data: rows.map((row) => row[name]) })),
      rowGroupSize: rows.length,
    });
    this.#rows = [];
    this.#characters = 0;
  }
}

function elementsOf(column: Column): SchemaElement[] {
  const { name, kind } = column;
  const own = { name, repetition_type: 'REQUIRED' as const };
  switch (kind) {
    case 'text':
      return [{ ...text(name), repetition_type: column.isOptional ? 'OPTIONAL' : 'REQUIRED' }];
    case 'int':
      return [{ ...own, type: 'INT32' }];
    case 'number':
      return [{ ...own, type: 'DOUBLE' }];
    case 'json':
      return [{ name, repetition_type: 'OPTIONAL', type: 'BYTE_ARRAY', converted_type: 'JSON' }];
    case 'texts':
      return listOf(name, [text('element')]);
    case 'numbers':
      return listOf(name, [{ name: 'element', repetition_type: 'REQUIRED', type: 'DOUBLE' }]);
    case 'messages':
      return listOf(name, [
        { name: 'element', repetition_type: 'REQUIRED', num_children: 2 },
        text('role'),
        text('content'),
      ]);
    case 'struct':
      return [{ ...own, num_children: column.fields.length }, ...column.fields.flatMap(elementsOf)];
  }
}

const text = (name: string): SchemaElement => ({
  name,
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  repetition_type: 'REQUIRED',
});

const listOf = (name: string, element: SchemaElement[]): SchemaElement[] => [
  { name, repetition_type: 'REQUIRED', converted_type: 'LIST', num_children: 1 },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  ...element,
];
