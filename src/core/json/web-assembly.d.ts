/**
 * The part that is used here of an interface that every engine has, and that neither ECMAScript's nor Node's types
 * declare.
 */
declare namespace WebAssembly {
  class Module {
    constructor(code: Uint8Array);
  }

  class Memory {
    constructor(size: {readonly initial: number});
    readonly buffer: ArrayBuffer;
    /** Makes new memory of it: views of the old buffer are empty from then on. */
    grow(pages: number): number;
  }

  class Instance {
    constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>);
    readonly exports: Readonly<Record<string, unknown>>;
  }
}
