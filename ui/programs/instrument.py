"""A program prepared for the recorder: the same program, with ears in two kinds of places.

    np.dot(x, W1)           ->  __result__(3, np.dot(__operand__(3, 0, x), __operand__(3, 1, W1)))
    for i in range(len(x))  ->  for i in __turns__(32, range(len(x))): its turns are counted, most of them unrecorded

Lines and columns stay those of the source. Which expressions can be opened is decided here, by what they do.
"""

import ast
from typing import NamedTuple

ACTIVATIONS = ("step_function", "sigmoid", "relu", "softmax", "identity_function")
PREPROCESSING = ("standardize", "whiten")


class Site(NamedTuple):
    """An expression that can be opened or asked about. kind: product, activation, scaled, argmax, sum, equal or slice;
    name: of the function or the operator; operands: their source; axis: of np.argmax and np.sum, or None; target: the
    variable that takes the result, or None."""

    kind: str
    name: str
    line: int
    column: int
    end_line: int
    end_column: int
    source: str
    operands: tuple
    axis: int | None
    target: str | None = None


class Statement(NamedTuple):
    """The lines of a statement, of a compound one only its header; names: what it assigns to; shows: whether there is
    anything to see when it is executed."""

    first: int
    last: int
    names: tuple
    shows: bool


class Prepared(NamedTuple):
    code: object
    sites: list
    statements: dict  # by line
    has_loops: bool  # outside functions


def prepare(source, filename):
    """The Prepared of a program. Raises SyntaxError."""
    tree = ast.parse(source, filename)
    statements = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt):
            statement = _statement(node)
            statements |= dict.fromkeys(range(statement.first, statement.last + 1), statement)
    ears = _Ears(source)
    tree = ast.fix_missing_locations(ears.visit(tree))
    has_loops = any(isinstance(node, ast.For) for node in tree.body)
    return Prepared(compile(tree, filename, "exec"), ears.sites, statements, has_loops)


def _statement(node):
    last = node.end_lineno
    if body := getattr(node, "body", None):
        last = max(node.lineno, body[0].lineno - 1)
    match node:
        case ast.Assign(targets=targets):
            names = [_root(part) for target in targets for part in _parts(target)]
        case ast.AugAssign(target=target) | ast.AnnAssign(target=target) | ast.For(target=target):
            names = [_root(part) for part in _parts(target)]
        case _:
            names = []
    shows = not isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.Try)
    return Statement(node.lineno, last, tuple(filter(None, names)), shows)


def _parts(target):
    if isinstance(target, ast.Tuple | ast.List):
        return [part for element in target.elts for part in _parts(element)]
    return [target]


def _root(target):
    """The name that x, x[0] and x.y change."""
    while isinstance(target, ast.Subscript | ast.Attribute | ast.Starred):
        target = target.value
    return getattr(target, "id", None)


class _Ears(ast.NodeTransformer):
    def __init__(self, source):
        self.source, self.sites = source, []

    def visit_For(self, node):
        node = self.generic_visit(node)
        node.iter = _call("__turns__", ast.Constant(node.lineno), node.iter, at=node.iter)
        return node

    def visit_Assign(self, node):
        node = self.generic_visit(node)
        match node:
            case ast.Assign(targets=[ast.Name(id=target)], value=ast.Call(func=ast.Name(id="__result__"), args=args)):
                number = args[0].value
                self.sites[number] = self.sites[number]._replace(target=target)
        return node

    def visit_BinOp(self, node):
        match node:
            case ast.BinOp(left=left, op=ast.Add(), right=bias) if _is_product(left):
                return self._hear(node, "product", _operands(left), bias)
            case ast.BinOp(op=ast.MatMult()):
                return self._hear(node, "product", _operands(node))
            case ast.BinOp(op=ast.Div()):
                return self._hear(node, "scaled", [(node, "left"), (node, "right")])
        return self.generic_visit(node)

    def visit_Call(self, node):
        name = _name(node.func)
        if _is_product(node):
            return self._hear(node, "product", _operands(node))
        if name in ACTIVATIONS and len(node.args) == 1:
            return self._hear(node, "activation", [(node.args, 0)], name=name)
        if name in PREPROCESSING and node.args:
            return self._hear(node, "scaled", [(node.args, 0)], name=name)
        if name in ("argmax", "sum") and node.args and _name(getattr(node.func, "value", None)) == "np":
            return self._hear(node, name, [(node.args, 0)], name=f"np.{name}", axis=_axis(node))
        return self.generic_visit(node)

    def visit_Subscript(self, node):
        match node:
            case ast.Subscript(slice=ast.Slice(lower=ast.expr(), upper=ast.expr(), step=None) as part):
                if isinstance(node.ctx, ast.Load):
                    return self._hear(node, "slice", [(node, "value"), (part, "lower"), (part, "upper")])
        return self.generic_visit(node)

    def visit_Compare(self, node):
        if len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq) and not isinstance(node.comparators[0], ast.Constant):
            return self._hear(node, "equal", [(node, "left"), (node.comparators, 0)], name="==")
        return self.generic_visit(node)

    def _hear(self, node, kind, operands, bias=None, name="", axis=None):
        """Wrap the operands, places (holder, where), and the expression itself."""
        texts = [ast.get_source_segment(self.source, _get(place)) for place in operands]
        texts += [ast.get_source_segment(self.source, bias)] if bias else []
        if bias:
            operands = [*operands, (node, "right")]
        number = len(self.sites)
        text = ast.get_source_segment(self.source, node)
        place = node.lineno, node.col_offset, node.end_lineno, node.end_col_offset
        self.sites.append(Site(kind, name, *place, text, tuple(texts), axis))
        for index, (holder, where) in enumerate(operands):
            child = self.visit(_get((holder, where)))
            heard = _call("__operand__", ast.Constant(number), ast.Constant(index), child, at=child)
            if isinstance(holder, list):
                holder[where] = heard
            else:
                setattr(holder, where, heard)
        return _call("__result__", ast.Constant(number), node, at=node)


def _is_product(node):
    is_dot = isinstance(node, ast.Call) and _name(node.func) == "dot" and len(node.args) == 2
    return is_dot or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult))


def _operands(product):
    if isinstance(product, ast.Call):
        return [(product.args, 0), (product.args, 1)]
    return [(product, "left"), (product, "right")]


def _axis(call):
    given = [keyword.value for keyword in call.keywords if keyword.arg == "axis"] + call.args[1:2]
    return ast.literal_eval(given[0]) if given else None


def _name(node):
    return getattr(node, "id", getattr(node, "attr", None))


def _get(place):
    holder, where = place
    return holder[where] if isinstance(holder, list) else getattr(holder, where)


def _call(name, *arguments, at):
    return ast.copy_location(ast.Call(ast.Name(name, ast.Load()), list(arguments), []), at)
