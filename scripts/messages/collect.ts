/**
 * Collects the texts of one module that a user can see, from its syntax tree. Runs only inside
 * `deno test`, which has the parser: `Deno.lint.runPlugin`.
 *
 * A text keeps its fixed parts. Values are {@linkcode HOLE}, and what another function or module
 * contributes is a reference, `MARK KIND:KEY MARK`, which link.ts replaces.
 *
 * @module
 */

import { dirname, join } from "node:path/posix";
import {
  calledName,
  functionName,
  type Node,
  parameterOf,
  returned,
  scopeOf,
  superclass,
} from "./syntax.ts";

/** Stands for a value that is known only at run time. */
export const HOLE = "\ufffc";
/** Encloses a reference. */
export const MARK = "\ufffd";

/** Texts that one place of the program can produce. */
export interface Sink {
  /** The file, from the root. */
  file: string;
  line: number;
  /** A whole message, or a part of one that stands in a table or a constant. */
  kind: "message" | "fragment";
  texts: string[];
}

/** What one module contributes. */
export interface ModuleTexts {
  sinks: Sink[];
  /** Texts by reference: a constant, what a function returns, what is passed for a parameter. */
  parts: Map<string, string[]>;
}

/** Where the message stands among the arguments of an error class. */
const ERRORS: Record<string, number> = {
  SluiceError: 2,
  CallerError: 1,
  RefusedError: 1,
  IntegrityError: 1,
  ConnectionError: 1,
  LocalError: 1,
  ProtocolError: 0,
};

/** What the constructor of `ProtocolError` puts in front of its message. */
const PREFIX = "Protocol error: ";

/** Methods and callbacks that show an argument, and its position. */
const SHOWN: Record<string, number> = { warn: 0, note: 0, ask: 0, textAnswer: 1 };

/** Names of tables and functions whose texts are lines or parts of messages. */
const TABLE = /REASONS$/;
const LINES = /^describe[A-Z]|Problems$|Warnings$/;

/** At most as many texts from one expression. */
const MOST = 400;

/** Collects the texts of a module. */
export function collectTexts(file: string, source: string): ModuleTexts {
  const found = new Module(file, source);
  const plugin: Deno.lint.Plugin = {
    name: "messages",
    rules: { messages: { create: () => found.visitor() } },
  };
  Deno.lint.runPlugin(plugin, file.split("/").at(-1)!, source);
  return found.texts();
}

class Module {
  readonly #file: string;
  readonly #source: string;
  readonly #sinks: Sink[] = [];
  readonly #parts = new Map<string, string[]>();
  /** Imported names and the keys that they have in their module. */
  readonly #imports = new Map<string, string>();
  readonly #variables = new Map<string, Node[]>();
  readonly #functions = new Map<string, Node[]>();
  readonly #calls: Node[] = [];
  readonly #properties: Node[] = [];
  readonly #busy = new Set<Node>();

  constructor(file: string, source: string) {
    this.#file = file;
    this.#source = source;
  }

  texts(): ModuleTexts {
    for (const [name, functions] of this.#functions) this.#addReturns(name, functions);
    for (const call of this.#calls) this.#addArguments(call);
    for (const call of this.#calls) this.#addSink(call);
    for (const property of this.#properties) this.#addProperty(property);
    this.#addTables();
    return { sinks: this.#sinks, parts: this.#parts };
  }

  visitor(): Deno.lint.LintVisitor {
    const aFunction = (node: Node) => {
      const name = functionName(node);
      if (name !== undefined) push(this.#functions, name, node);
    };
    const aCall = (node: Node) => void this.#calls.push(node);
    return {
      ImportDeclaration: (node: Node) => this.#import(node),
      VariableDeclarator: (node: Node) => {
        if (node.id.type === "Identifier") push(this.#variables, node.id.name, node);
      },
      FunctionDeclaration: aFunction,
      FunctionExpression: aFunction,
      ArrowFunctionExpression: aFunction,
      CallExpression: aCall,
      NewExpression: aCall,
      "ObjectExpression > Property": (node: Node) => void this.#properties.push(node),
    };
  }

  #import({ source, specifiers }: Node): void {
    if (!source.value.startsWith(".")) return;
    const module = join(dirname(this.#file), source.value);
    for (const { type, local, imported } of specifiers) {
      if (type === "ImportSpecifier") this.#imports.set(local.name, `${module}#${imported.name}`);
    }
  }

  #key(name: string): string {
    return this.#imports.get(name) ?? `${this.#file}#${name}`;
  }

  #addPart(key: string, texts: readonly string[]): void {
    this.#parts.set(key, unique([...this.#parts.get(key) ?? [], ...texts]));
  }

  #addReturns(name: string, functions: Node[]): void {
    for (const each of functions) {
      const texts = returned(each).flatMap((value) => this.#textsOf(value));
      this.#addPart(`return:${this.#key(name)}`, texts);
      if (LINES.test(name)) this.#add(each, "message", texts);
    }
  }

  #addArguments(call: Node): void {
    const name = calledName(call);
    if (name === undefined) return;
    call.arguments.forEach((argument: Node, at: number) => {
      if (argument.type === "SpreadElement") return;
      this.#addPart(`argument:${this.#key(name)}:${at}`, this.#textsOf(argument));
    });
  }

  #addSink(call: Node): void {
    const name = calledName(call);
    if (name === undefined) return;
    const error = name === "super" ? superclass(call) : name.replace(/^new /, "");
    const isError = name === "super" || call.type === "NewExpression";
    const shown = SHOWN[name.replace(/^[.#]+/, "")];
    const argument = call.arguments[(isError ? ERRORS[error] : shown) ?? -1];
    if (argument === undefined) return;
    const [, code] = call.arguments;
    const isPrefixed = error === "ProtocolError" && (code?.value ?? "protocol") === "protocol";
    const texts = this.#textsOf(argument);
    this.#add(call, "message", isPrefixed ? texts.map((text) => PREFIX + text) : texts);
  }

  /** The text of an event or of a message between processes. */
  #addProperty({ key, value }: Node): void {
    if (key.name === "message" && value.type !== "Identifier") {
      this.#add(key, "fragment", this.#textsOf(value));
    }
  }

  #addTables(): void {
    for (const [name, declarators] of this.#variables) {
      for (const node of declarators) {
        if (node.init === null || node.parent.kind !== "const") continue;
        const exported = node.parent.parent.type === "ExportNamedDeclaration";
        const atTop = exported || node.parent.parent.type === "Program";
        if (!atTop) continue;
        const texts = this.#textsOf(node.init);
        this.#addPart(`constant:${this.#key(name)}`, texts);
        if (TABLE.test(name)) this.#add(node, "fragment", texts);
      }
    }
  }

  #add(node: Node, kind: Sink["kind"], texts: string[]): void {
    const line = this.#source.slice(0, node.range[0]).split("\n").length;
    this.#sinks.push({ file: this.#file, line, kind, texts: unique(texts) });
  }

  /** What an expression can be, as texts with holes and references. */
  #textsOf(node: Node): string[] {
    if (node === null || this.#busy.has(node)) return [HOLE];
    this.#busy.add(node);
    try {
      return unique(this.#evaluate(node)).slice(0, MOST);
    } finally {
      this.#busy.delete(node);
    }
  }

  #evaluate(node: Node): string[] {
    switch (node.type) {
      case "Literal":
        return [typeof node.value === "string" ? node.value : HOLE];
      case "TemplateLiteral":
        return this.#joined(
          node.quasis.flatMap((quasi: Node, at: number) => {
            const value = node.expressions[at];
            return value === undefined ? [[quasi.cooked]] : [[quasi.cooked], this.#textsOf(value)];
          }),
        );
      case "BinaryExpression":
        if (node.operator !== "+") return [HOLE];
        return this.#joined([this.#textsOf(node.left), this.#textsOf(node.right)]);
      case "ConditionalExpression":
        return [...this.#textsOf(node.consequent), ...this.#textsOf(node.alternate)];
      case "LogicalExpression":
        return node.operator === "&&"
          ? ["", ...this.#textsOf(node.right)]
          : [...this.#textsOf(node.left), ...this.#textsOf(node.right)];
      case "TSAsExpression":
      case "TSSatisfiesExpression":
      case "TSNonNullExpression":
      case "ChainExpression":
        return this.#textsOf(node.expression);
      case "AwaitExpression":
      case "SpreadElement":
        return this.#textsOf(node.argument);
      case "ArrayExpression":
        return node.elements.flatMap((each: Node) => this.#textsOf(each));
      case "ObjectExpression":
        return node.properties.flatMap((each: Node) =>
          each.type === "Property" ? this.#textsOf(each.value) : []
        );
      case "ArrowFunctionExpression":
      case "FunctionExpression":
        return returned(node).flatMap((value) => this.#textsOf(value));
      case "MemberExpression":
        return this.#member(node);
      case "Identifier":
        return this.#identifier(node);
      case "CallExpression":
        return this.#call(node);
    }
    return [HOLE];
  }

  #joined(columns: string[][]): string[] {
    let texts = [""];
    for (const column of columns) {
      texts = texts.flatMap((text) => unique(column).map((next) => text + next)).slice(0, MOST);
    }
    return texts;
  }

  #member({ object, property, computed }: Node): string[] {
    if (object.type !== "Identifier") return [HOLE];
    const table = this.#declared(object);
    if (table === undefined) {
      const imported = this.#imports.get(object.name);
      return imported && computed ? [reference(`constant:${imported}`)] : [HOLE];
    }
    let value = table.init;
    while (value?.expression !== undefined) value = value.expression;
    if (value?.type !== "ObjectExpression") return [HOLE];
    if (computed) return this.#textsOf(value);
    const own = value.properties.find((each: Node) => each.key?.name === property.name);
    return own === undefined ? [HOLE] : this.#textsOf(own.value);
  }

  #identifier(node: Node): string[] {
    const parameter = parameterOf(node);
    if (parameter !== undefined) {
      const { name, at } = parameter;
      return name === undefined ? [HOLE] : [reference(`argument:${this.#key(name)}:${at}`)];
    }
    const variable = this.#declared(node);
    if (variable !== undefined) return this.#textsOf(variable.init);
    const imported = this.#imports.get(node.name);
    return [imported === undefined ? HOLE : reference(`constant:${imported}`)];
  }

  /** The nearest declaration of a variable around a node. */
  #declared(node: Node): Node {
    const declarators = this.#variables.get(node.name) ?? [];
    for (let scope = node.parent; scope; scope = scope.parent) {
      const own = declarators.find((each) => scopeOf(each) === scope);
      if (own !== undefined) return own;
    }
  }

  #call(node: Node): string[] {
    const { callee } = node;
    if (callee.type === "MemberExpression") {
      const { object, property } = callee;
      if (object.name === "JSON" && property.name === "stringify") return [`"${HOLE}"`];
      if (["slice", "trimEnd", "replace"].includes(property.name)) return [HOLE];
      if (["join", "concat", "filter"].includes(property.name)) return this.#textsOf(object);
      if (["map", "flatMap"].includes(property.name)) return this.#textsOf(node.arguments[0]);
    }
    const name = calledName(node);
    if (name === undefined) return [HOLE];
    const known = this.#imports.has(name) || this.#functions.has(name);
    return [known ? reference(`return:${this.#key(name)}`) : HOLE];
  }
}

function reference(key: string): string {
  return `${MARK}${key}${MARK}`;
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

function push<K>(map: Map<K, Node[]>, key: K, node: Node): void {
  map.set(key, [...map.get(key) ?? [], node]);
}
