//! Routes and routers that calls register: `app.add_api_route(...)`, `app.include_router(...)`.

use rustpython_ruff_python_ast::{self as ast, Expr};
use rustpython_ruff_text_size::Ranged;

use super::Walk;
use super::routes::{MAX_PREFIX, listed};
use crate::facts::{Include, Owner, Router};
use crate::names::{Binding, constant_text};

impl<'a> Walk<'a> {
    /// Notes what a call of a method of an app or a router registers.
    pub(super) fn registration(&mut self, call: &'a ast::ExprCall) {
        let Expr::Attribute(attribute) = &*call.func else {
            return;
        };
        let Expr::Name(object) = &*attribute.value else {
            return;
        };
        let object = object.id.as_str();
        match attribute.attr.as_str() {
            "add_api_route" | "add_route" => self.added_route(call, object, "GET"),
            "add_api_websocket_route" | "add_websocket_route" => self.added_route(call, object, "WS"),
            "include_router" => self.included_router(call, object),
            "to_app" => self.handed_over_router(call, object),
            _ => {}
        }
    }

    /// `app.add_api_route("/items", read, methods=["GET"])`.
    fn added_route(&mut self, call: &'a ast::ExprCall, object: &'a str, default: &str) {
        let argument = |name, position| call.arguments.find_argument_value(name, position);
        let Some(path) = argument("path", 0).and_then(constant_text) else {
            return;
        };
        let function = argument("endpoint", 1).or_else(|| argument("route", 1));
        let function = function.map_or("", |function| match function {
            Expr::Name(name) => name.id.as_str(),
            Expr::Attribute(attribute) => attribute.attr.as_str(),
            _ => "",
        });
        let given = call.arguments.find_keyword("methods");
        let mut methods = given.map(|keyword| listed(&keyword.value)).unwrap_or_default();
        if methods.is_empty() {
            methods.push(if given.is_some() { "ANY" } else { default }.to_owned());
        }
        let owner = self.owner(object);
        for method in methods {
            self.declare(&owner, method, &path, function, call.range);
        }
    }

    /// `app.include_router(items.router, prefix="/v1")`.
    fn included_router(&mut self, call: &'a ast::ExprCall, object: &'a str) {
        let prefix = match call.arguments.find_keyword("prefix") {
            Some(keyword) => constant_text(&keyword.value).map(String::from),
            None => Some(String::new()),
        };
        let prefix = prefix.filter(|prefix| prefix.len() <= MAX_PREFIX);
        let router = call.arguments.find_argument_value("router", 0);
        if let (Some(prefix), Some(router)) = (prefix, router.and_then(|router| self.router_behind(router))) {
            let owner = self.owner(object);
            self.include(call, owner, router, prefix);
        }
    }

    /// `router.to_app(app)`, which is how `FastHTML` includes one.
    fn handed_over_router(&mut self, call: &'a ast::ExprCall, object: &'a str) {
        if let Some(Expr::Name(app)) = call.arguments.args.first()
            && let Some(router) = self.named_router(object)
        {
            let owner = self.owner(app.id.as_str());
            self.include(call, owner, router, String::new());
        }
    }

    fn include(&mut self, call: &'a ast::ExprCall, owner: Owner, router: Router, prefix: String) {
        self.facts.includes.push(Include {
            owner,
            router,
            prefix,
            offset: call.range().start().to_usize(),
            branch: self.branch,
        });
    }

    fn router_behind(&self, expression: &'a Expr) -> Option<Router> {
        match expression {
            Expr::Name(name) => self.named_router(name.id.as_str()),
            Expr::Attribute(_) => self.names.path(expression).map(Router::Imported),
            _ => None,
        }
    }

    fn named_router(&self, name: &str) -> Option<Router> {
        match self.names.lookup(name)? {
            Binding::Import(path) => Some(Router::Imported(path.clone())),
            _ => Some(Router::Here(self.owner(name))),
        }
    }
}
