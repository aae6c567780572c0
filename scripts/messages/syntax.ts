/** Questions about nodes of a syntax tree. @module */

/** The node types of the parser, without the distinction of hundreds of kinds. */
// deno-lint-ignore no-explicit-any -- a syntax tree
export type Node = any;

/** The name by which a function of the module is called: methods with a dot in front. */
export function functionName(node: Node): string | undefined {
  const { parent } = node;
  if (node.type === "FunctionDeclaration") return node.id?.name;
  if (parent.type === "VariableDeclarator") return parent.id.name;
  if (parent.type === "MethodDefinition") {
    if (parent.kind !== "constructor") return memberName(parent.key);
    return `new ${parent.parent.parent.id?.name}`;
  }
  if (parent.type === "PropertyDefinition" || parent.type === "Property") {
    return memberName(parent.key);
  }
}

function memberName(key: Node): string | undefined {
  if (key.type === "PrivateIdentifier") return `.#${key.name}`;
  return key.type === "Identifier" ? `.${key.name}` : undefined;
}

/** The name of the function, method or class that a node calls. */
export function calledName({ type, callee }: Node): string | undefined {
  if (type === "NewExpression") return callee.name && `new ${callee.name}`;
  if (callee.type === "Super") return "super";
  return callee.type === "MemberExpression" ? memberName(callee.property) : callee.name;
}

/** The class that the class around a `super()` extends. */
export function superclass(node: Node): string {
  let around = node;
  while (!/^Class(Declaration|Expression)$/.test(around.type)) around = around.parent;
  return around.superClass?.name ?? "";
}

const FUNCTION = /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/;

/** The function and the position of a parameter that an identifier names. */
export function parameterOf(
  { name, parent }: Node,
): { name: string | undefined; at: number } | undefined {
  for (let node = parent; node; node = node.parent) {
    if (!FUNCTION.test(node.type)) continue;
    const at = node.params.findIndex((each: Node) => parameterNames(each).includes(name));
    if (at < 0) continue;
    const plain = plainParameter(node.params[at]).type === "Identifier";
    return { name: plain ? functionName(node) : undefined, at };
  }
}

function plainParameter(node: Node): Node {
  if (node.type === "AssignmentPattern") return plainParameter(node.left);
  return node.type === "TSParameterProperty" ? plainParameter(node.parameter) : node;
}

function parameterNames(node: Node): string[] {
  const plain = plainParameter(node);
  if (plain.type === "Identifier") return [plain.name];
  if (plain.type === "RestElement") return parameterNames(plain.argument);
  if (plain.type === "ArrayPattern") {
    return plain.elements.flatMap((each: Node) => each ? parameterNames(each) : []);
  }
  return (plain.properties ?? []).flatMap((each: Node) => parameterNames(each.value ?? each));
}

/** What a function returns or yields. */
export function returned(node: Node): Node[] {
  if (node.body === null || node.body === undefined) return [];
  if (node.body.type !== "BlockStatement") return [node.body];
  return [...statementsOf(node.body)].flatMap((statement) => {
    if (statement.type === "ReturnStatement" && statement.argument) return [statement.argument];
    const yielded = statement.type === "ExpressionStatement" &&
      statement.expression.type === "YieldExpression" && statement.expression.argument;
    return yielded ? [yielded] : [];
  });
}

/** The statements below one, without those of functions inside it. */
function* statementsOf(node: Node): Generator<Node> {
  yield node;
  for (const key of ["body", "consequent", "alternate", "block", "handler", "finalizer", "cases"]) {
    const below = node[key];
    for (const each of Array.isArray(below) ? below : below ? [below] : []) {
      if (/Statement$|^CatchClause$|^SwitchCase$/.test(each.type)) yield* statementsOf(each);
    }
  }
}

/** The node in which a variable is visible. */
export function scopeOf(declarator: Node): Node {
  const { parent } = declarator.parent;
  return parent.type === "ExportNamedDeclaration" ? parent.parent : parent;
}
