/**
 * A plugin of `deno lint` that reports what a module depends on, for `check_layers.ts`: every module
 * it imports statically, dynamically, by `process.getBuiltinModule`, for its types or as a Worker,
 * and every use of `Deno` at run time. It uses Deno's own parser, so that comments, strings and types do not count as code.
 *
 * @module
 */

/** A fact, as JSON in the message of a diagnostic. */
export interface ModuleFact {
  /**
   * `import`: another module; `worker`: one that is started as a Worker; `computed`: a specifier known at run
   * time only; `deno`: a use of `Deno`; `code`: a statement of a `mod.ts` other than `export … from`.
   */
  kind: "import" | "worker" | "computed" | "deno" | "code";
  /** The specifier as written; "" if there is none. */
  specifier: string;
}

// The types of `Deno.lint` are unstable in the pinned version.
type Node = Deno.lint.Node & { parent?: Deno.lint.Node };

function literal(node: { type: string; value?: unknown } | null | undefined): string | undefined {
  return node?.type === "Literal" && typeof node.value === "string" ? node.value : undefined;
}

const plugin: Deno.lint.Plugin = {
  name: "sluice",
  rules: {
    facts: {
      create(context) {
        const tell = (node: Node, kind: ModuleFact["kind"], specifier = "") =>
          context.report({ node, message: JSON.stringify({ kind, specifier }) });
        return {
          Program(node) {
            if (!/[\\/]mod\.ts$/.test(context.filename)) return;
            for (const each of node.body) {
              const isExport = each.type === "ExportAllDeclaration" ||
                each.type === "ExportNamedDeclaration" && each.source !== null;
              if (!isExport) tell(each, "code");
            }
          },
          ImportDeclaration: (node) => tell(node, "import", node.source.value),
          ExportAllDeclaration: (node) => tell(node, "import", node.source.value),
          ExportNamedDeclaration(node) {
            if (node.source) tell(node, "import", node.source.value);
          },
          ImportExpression(node) {
            const specifier = literal(node.source);
            tell(node, specifier === undefined ? "computed" : "import", specifier);
          },
          CallExpression(node) {
            const { callee } = node;
            if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return;
            if (callee.property.name !== "getBuiltinModule") return;
            const specifier = literal(node.arguments[0]);
            tell(node, specifier === undefined ? "computed" : "import", specifier);
          },
          NewExpression(node) {
            // new URL("./worker.ts", import.meta.url) names the module of a Worker.
            if (node.callee.type !== "Identifier" || node.callee.name !== "URL") return;
            const specifier = literal(node.arguments[0]);
            if (specifier?.endsWith(".ts")) tell(node, "worker", specifier);
          },
          Identifier(node) {
            const parent: string | undefined = (node as Node).parent?.type;
            if (node.name === "Deno" && parent !== "TSQualifiedName") tell(node, "deno");
          },
        };
      },
    },
  },
};

export default plugin;
