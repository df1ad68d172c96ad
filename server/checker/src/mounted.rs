//! Which app answers which routes, over all files: routers are followed to where they are included.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::check::{Modules, Seen};
use crate::facts::{Declared, Include, Owner, Router};
use crate::report::Route;

/// Routers included in routers included in routers; more is a circle or a game.
const MAX_DEPTH: usize = 8;
/// Entries that including may add to all lists together: a router that is included a thousand times multiplies its own.
const MAX_INCLUDED: usize = 4_000;
/// Bytes of their paths.
const MAX_INCLUDED_BYTES: usize = 1024 * 1024;

/// One route as an app answers it.
pub(crate) struct Answered<'a> {
    pub(crate) declared: &'a Declared,
    /// The path with all prefixes that are known.
    pub(crate) path: String,
    /// The same, with a mark in front of what stands behind an unknown prefix.
    pub(crate) key: String,
    /// File and number of the conditional block around the route or its inclusion.
    pub(crate) branch: Option<(&'a str, usize)>,
}

/// An app or router by its file.
type Place<'a> = (&'a str, &'a Owner);

/// What an app or router has, in the order of the file.
#[derive(Clone, Copy)]
enum Item<'a> {
    Route(&'a Declared),
    Include(&'a Include),
}

impl Item<'_> {
    fn offset(&self) -> usize {
        match self {
            Self::Route(declared) => declared.range.start,
            Self::Include(include) => include.offset,
        }
    }
}

/// The routes of each app, and of each router that nobody includes, in the order in which they are registered.
pub(crate) fn apps<'a>(seen: &'a Seen<'_>) -> Vec<Vec<Answered<'a>>> {
    let index = Index::new(seen);
    let mut mounting = Mounting {
        seen,
        index: &index,
        followed: BTreeSet::new(),
        left: (MAX_INCLUDED, MAX_INCLUDED_BYTES),
    };
    let mut apps = Vec::new();
    // Routers that include each other in a circle have no root, and come last.
    for place in index.roots_first(seen) {
        if !mounting.followed.contains(&place) {
            let mut app = Vec::new();
            mounting.follow(place, &Under::default(), &mut app);
            apps.push(app);
        }
    }
    apps
}

/// The routes for the report, ordered by file and line.
pub(crate) fn routes(apps: &[Vec<Answered<'_>>]) -> Vec<Route> {
    let route = |answered: &Answered<'_>| Route {
        path: answered.path.clone(),
        ..answered.declared.route.clone()
    };
    let mut routes: Vec<Route> = apps.iter().flatten().map(route).collect();
    routes.sort_by(|a, b| (&a.file, a.line, &a.method, &a.path).cmp(&(&b.file, b.line, &b.method, &b.path)));
    routes.dedup();
    routes
}

/// What every app and router has, in the order of its file.
struct Index<'a> {
    items: BTreeMap<Place<'a>, Vec<Item<'a>>>,
    /// Those at the top level of a file, by file and name: others can be imported from there.
    importable: FxHashMap<(&'a str, &'a str), Place<'a>>,
}

impl<'a> Index<'a> {
    fn new(seen: &'a Seen<'_>) -> Self {
        let mut items: BTreeMap<Place<'a>, Vec<Item<'a>>> = BTreeMap::new();
        for (path, facts) in &seen.facts {
            for declared in &facts.routes {
                let place = (*path, &declared.owner);
                items.entry(place).or_default().push(Item::Route(declared));
            }
            for include in &facts.includes {
                let place = (*path, &include.owner);
                items.entry(place).or_default().push(Item::Include(include));
            }
        }
        for items in items.values_mut() {
            items.sort_by_key(Item::offset);
        }
        let top = items.keys().filter(|(_, owner)| owner.scope == 0);
        let importable = top
            .map(|place| ((place.0, place.1.name.as_str()), *place))
            .collect();
        Self { items, importable }
    }

    /// The router that a file includes, when it is one of the project's own and has something.
    fn router(&self, seen: &'a Seen<'_>, file: &'a str, include: &'a Include) -> Option<Place<'a>> {
        match &include.router {
            Router::Here(owner) => Some((file, owner)).filter(|place| self.items.contains_key(place)),
            Router::Imported(path) => {
                let (module, name) = path.rsplit_once('.')?;
                let bare = module.trim_start_matches('.');
                let module = match module.len() - bare.len() {
                    0 => bare.to_owned(),
                    level => Modules::relative(file, level, bare)?,
                };
                self.importable.get(&(seen.modules.file(&module)?, name)).copied()
            }
        }
    }

    /// Every app and router, those that nobody includes first.
    fn roots_first(&self, seen: &'a Seen<'_>) -> Vec<Place<'a>> {
        let routers = self.items.iter().flat_map(|(place, items)| {
            items.iter().filter_map(move |item| match item {
                Item::Include(include) => self.router(seen, place.0, include),
                Item::Route(_) => None,
            })
        });
        let included: BTreeSet<Place<'a>> = routers.collect();
        let mut places: Vec<Place<'a>> = self.items.keys().copied().collect();
        places.sort_by_key(|place| included.contains(place));
        places
    }
}

struct Mounting<'a, 'i, 's> {
    seen: &'a Seen<'s>,
    index: &'i Index<'a>,
    /// Apps and routers whose routes are listed.
    followed: BTreeSet<Place<'a>>,
    /// Entries that including may still add, and bytes of their paths.
    left: (usize, usize),
}

/// Where a router stands while it is followed.
#[derive(Clone, Default)]
struct Under<'a> {
    prefix: String,
    key: String,
    branch: Option<(&'a str, usize)>,
    /// The apps and routers around it, the outermost first.
    around: Vec<Place<'a>>,
}

impl<'a> Mounting<'a, '_, '_> {
    /// Takes one entry out of what including may still add. What a file declares by itself is always listed.
    fn spend(&mut self, bytes: usize, under: &Under<'a>) -> bool {
        if under.around.is_empty() {
            return true;
        }
        let bytes = 2 * bytes + under.prefix.len() + under.key.len();
        let left = self.left.0.checked_sub(1).zip(self.left.1.checked_sub(bytes));
        self.left = left.unwrap_or_default();
        left.is_some()
    }

    fn follow(&mut self, place: Place<'a>, under: &Under<'a>, app: &mut Vec<Answered<'a>>) {
        self.followed.insert(place);
        for item in self.index.items.get(&place).into_iter().flatten() {
            match item {
                Item::Route(declared) if self.spend(declared.route.path.len(), under) => {
                    app.push(answered(place.0, declared, under));
                }
                Item::Include(include) if self.spend(0, under) => {
                    let router = self.index.router(self.seen, place.0, include);
                    let under =
                        router.and_then(|router| Some((router, self.under(place, include, router, under)?)));
                    if let Some((router, under)) = under {
                        self.follow(router, &under, app);
                    }
                }
                _ => return,
            }
        }
    }

    /// Where a router stands that is included at `place`; `None` when that is inside itself, or too deep.
    fn under(
        &self,
        place: Place<'a>,
        include: &'a Include,
        router: Place<'a>,
        outer: &Under<'a>,
    ) -> Option<Under<'a>> {
        let mut around = outer.around.clone();
        around.push(place);
        if around.len() > MAX_DEPTH || around.contains(&router) {
            return None;
        }
        let facts = self.seen.facts.get(router.0);
        let is_known = facts.is_some_and(|facts| facts.prefixes.contains_key(router.1));
        let mark = if is_known {
            String::new()
        } else {
            format!("\0{}\0{}\0{}", router.0, router.1.scope, router.1.name)
        };
        Some(Under {
            prefix: format!("{}{}", outer.prefix, include.prefix),
            key: format!("{}{}{mark}", outer.key, include.prefix),
            branch: outer.branch.or(branch(place.0, include.branch)),
            around,
        })
    }
}

fn answered<'a>(file: &'a str, declared: &'a Declared, under: &Under<'a>) -> Answered<'a> {
    Answered {
        path: format!("{}{}", under.prefix, declared.route.path),
        key: format!("{}{}", under.key, declared.route.path),
        branch: under.branch.or(branch(file, declared.branch)),
        declared,
    }
}

fn branch(file: &str, number: usize) -> Option<(&str, usize)> {
    (number > 0).then_some((file, number))
}
