//! Routes declared with decorators.

use rustpython_ruff_python_ast::{self as ast, Expr};
use rustpython_ruff_text_size::Ranged;

use super::Walk;
use crate::names::constant_text;
use crate::report::Route;
use crate::rules::framework;

/// Methods that are decorators of an app or a router.
const METHODS: [&str; 8] = [
    "get", "post", "put", "patch", "delete", "head", "options", "trace",
];

impl<'a> Walk<'a> {
    /// Remembers `router = APIRouter(prefix="/items")`.
    pub(super) fn router_prefix(&mut self, assign: &'a ast::StmtAssign) {
        let (Some(Expr::Name(name)), Expr::Call(call)) = (assign.targets.first(), &*assign.value) else {
            return;
        };
        let prefix = call
            .arguments
            .find_keyword("prefix")
            .and_then(|keyword| constant_text(&keyword.value));
        if let Some(prefix) = prefix {
            self.prefixes.insert(name.id.as_str(), prefix.into());
        }
    }

    /// Notes the routes that a function answers.
    pub(super) fn routes_of(&mut self, function: &'a ast::StmtFunctionDef) {
        for decorator in &function.decorator_list {
            for (method, path) in self.declared(&decorator.expression, function) {
                let line = self.source.line(decorator.range().start().to_usize());
                let route = Route {
                    method,
                    path,
                    function: function.name.to_string(),
                    file: self.source.path.to_owned(),
                    line,
                };
                framework::route(self, &route, decorator, function);
                self.facts.routes.push(route);
            }
        }
    }

    fn declared(&self, decorator: &'a Expr, function: &'a ast::StmtFunctionDef) -> Vec<(String, String)> {
        let (callee, arguments) = match decorator {
            Expr::Call(call) => (&*call.func, Some(&call.arguments)),
            other => (other, None),
        };
        let path = arguments
            .and_then(|given| given.find_argument_value("path", 0))
            .and_then(constant_text);
        match callee {
            Expr::Attribute(attribute) => {
                let Expr::Name(owner) = &*attribute.value else {
                    return Vec::new();
                };
                let Some(path) = path else { return Vec::new() };
                let prefix = self.prefixes.get(owner.id.as_str()).map_or("", String::as_str);
                let path = format!("{prefix}{path}");
                methods(attribute.attr.as_str(), arguments, function)
                    .into_iter()
                    .map(|method| (method, path.clone()))
                    .collect()
            }
            Expr::Name(name) if name.id.as_str() == "rt" && self.names.lookup("rt").is_some() => {
                let path = path.map_or_else(|| default_path(function), Into::into);
                methods("rt", arguments, function)
                    .into_iter()
                    .map(|method| (method, path.clone()))
                    .collect()
            }
            _ => Vec::new(),
        }
    }
}

/// `FastHTML` takes the path from the function when none is given.
fn default_path(function: &ast::StmtFunctionDef) -> String {
    match function.name.as_str() {
        "index" | "get" | "post" => "/".to_owned(),
        name => format!("/{name}"),
    }
}

/// The methods a decorator stands for; none when it declares no route.
fn methods(
    attribute: &str,
    arguments: Option<&ast::Arguments>,
    function: &ast::StmtFunctionDef,
) -> Vec<String> {
    match attribute {
        "websocket" | "ws" | "websocket_route" => vec!["WS".to_owned()],
        "route" | "api_route" | "rt" => {
            let given = arguments.and_then(|given| given.find_keyword("methods"));
            let listed = given.map(|keyword| listed(&keyword.value)).unwrap_or_default();
            match function.name.as_str() {
                _ if !listed.is_empty() => listed,
                // FastHTML takes the method from such a name.
                name if METHODS.contains(&name) => vec![name.to_uppercase()],
                _ => vec!["ANY".to_owned()],
            }
        }
        method if METHODS.contains(&method) => vec![method.to_uppercase()],
        _ => Vec::new(),
    }
}

fn listed(value: &Expr) -> Vec<String> {
    let elements = match value {
        Expr::List(list) => list.elts.as_slice(),
        Expr::Tuple(tuple) => tuple.elts.as_slice(),
        other => std::slice::from_ref(other),
    };
    elements
        .iter()
        .filter_map(constant_text)
        .map(|method| method.to_uppercase())
        .collect()
}
