//! Routes declared with decorators.

use rustpython_ruff_python_ast::{self as ast, Expr};
use rustpython_ruff_text_size::{Ranged, TextRange};

use super::Walk;
use crate::facts::{Declared, Owner};
use crate::names::constant_text;
use crate::report::Route;
use crate::rules::framework;
use crate::source::bytes;

/// Bytes of a prefix that is taken into the paths behind it: every one of them repeats it.
pub(super) const MAX_PREFIX: usize = 256;

/// Methods that are decorators of an app or a router.
const METHODS: [&str; 8] = [
    "get", "post", "put", "patch", "delete", "head", "options", "trace",
];

impl<'a> Walk<'a> {
    /// Remembers `router = APIRouter(prefix="/items")`, when the prefix can be known.
    pub(super) fn router(&mut self, target: &'a Expr, value: &'a Expr) {
        let (Expr::Name(name), Expr::Call(call)) = (target, value) else {
            return;
        };
        let prefix = match call.arguments.find_keyword("prefix") {
            Some(keyword) => constant_text(&keyword.value).map(Into::into),
            None => self.is_router(&call.func).then(String::new),
        };
        if let Some(prefix) = prefix.filter(|prefix: &String| prefix.len() <= MAX_PREFIX) {
            let owner = self.owner(name.id.as_str());
            self.facts.prefixes.insert(owner, prefix);
        }
    }

    fn is_router(&self, class: &'a Expr) -> bool {
        self.names
            .path(class)
            .is_some_and(|path| path.ends_with("APIRouter"))
    }

    /// The app or router behind a name here.
    pub(super) fn owner(&self, name: &str) -> Owner {
        Owner {
            scope: self.names.scope_of(name),
            name: name.to_owned(),
        }
    }

    /// Notes the routes that a function answers.
    pub(super) fn routes_of(&mut self, function: &'a ast::StmtFunctionDef) {
        for decorator in &function.decorator_list {
            let Some((owner, methods, path)) = self.declared(&decorator.expression, function) else {
                continue;
            };
            let owner = self.owner(owner);
            for method in methods {
                let function_name = function.name.as_str();
                let route = self.declare(&owner, method, &path, function_name, decorator.range());
                framework::route(self, &route, decorator, function);
            }
        }
    }

    /// Notes one route.
    pub(super) fn declare(
        &mut self,
        owner: &Owner,
        method: String,
        path: &str,
        function: &str,
        place: TextRange,
    ) -> Route {
        let prefix = self.facts.prefixes.get(owner).map_or("", String::as_str);
        let route = Route {
            method,
            path: format!("{prefix}{path}"),
            function: function.to_owned(),
            file: self.source.path.to_owned(),
            line: self.source.line(place.start().to_usize()),
        };
        self.facts.routes.push(Declared {
            owner: owner.clone(),
            route: route.clone(),
            range: bytes(place),
            branch: self.branch,
        });
        route
    }

    /// Name of the app or router, methods and path that a decorator declares.
    fn declared(
        &self,
        decorator: &'a Expr,
        function: &'a ast::StmtFunctionDef,
    ) -> Option<(&'a str, Vec<String>, String)> {
        let (callee, arguments) = match decorator {
            Expr::Call(call) => (&*call.func, Some(&call.arguments)),
            other => (other, None),
        };
        let path = arguments
            .and_then(|given| given.find_argument_value("path", 0))
            .and_then(constant_text);
        match callee {
            Expr::Attribute(attribute) => {
                let owner = attribute.value.as_name_expr()?;
                let methods = methods(attribute.attr.as_str(), arguments, function);
                Some((owner.id.as_str(), methods, path?.into()))
            }
            Expr::Name(name) if self.is_route_maker(callee, name.id.as_str()) => {
                let path = path.map_or_else(|| default_path(function), Into::into);
                Some((name.id.as_str(), methods("rt", arguments, function), path))
            }
            _ => None,
        }
    }

    /// `rt`, or a router of `FastHTML`, which are themselves decorators.
    fn is_route_maker(&self, callee: &'a Expr, name: &str) -> bool {
        let is_router = || {
            let path = self.names.path(callee);
            path.is_some_and(|path| path.ends_with("APIRouter()"))
        };
        self.names.lookup(name).is_some() && (name == "rt" || is_router())
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

/// The methods in a list of constant texts.
pub(super) fn listed(value: &Expr) -> Vec<String> {
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
