//! FP306: files import each other in a circle.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP306"),
    name: "circular",
    severity: Severity::Warning,
    summary: "files import each other in a circle",
    text: "While the first file is still being imported, the second sees only part of it: names may be \
           missing. Move what both need into a third file, or import inside the function that needs it.",
};

use std::collections::{BTreeSet, VecDeque};

use crate::check::Seen;
use crate::diagnostic::Diagnostic;
use crate::facts::{Facts, Guard, Import};
use crate::rules::entry::target;
use crate::source::Source;

/// Circles that are reported: a knot has more than anybody reads.
const MAX_CIRCLES: usize = 50;

/// Files by number, and for each the files it imports while it is imported, with the first import of each.
struct Graph<'a> {
    paths: Vec<&'a str>,
    edges: Vec<Vec<(usize, &'a Import)>>,
}

/// One finding for each circle, at the import of its first file that closes it.
pub(crate) fn findings(seen: &Seen<'_>) -> Vec<Diagnostic> {
    let graph = Graph::new(seen);
    let mut reported: BTreeSet<Vec<usize>> = BTreeSet::new();
    let mut found = Vec::new();
    for (start, edges) in graph.edges.iter().enumerate() {
        for (next, import) in edges {
            let Some(circle) = graph.way_back(*next, start) else {
                continue;
            };
            let mut members = circle.clone();
            members.sort_unstable();
            if found.len() < MAX_CIRCLES && reported.insert(members) {
                found.extend(graph.finding(seen, start, import, &circle));
            }
        }
    }
    found
}

impl<'a> Graph<'a> {
    fn new(seen: &'a Seen<'_>) -> Self {
        let paths: Vec<&str> = seen.facts.keys().copied().collect();
        let edges = seen
            .facts
            .iter()
            .map(|(path, facts)| edges(seen, &paths, path, facts));
        let edges = edges.collect();
        Self { paths, edges }
    }

    /// The files on the shortest way from `from` to `to`, both included.
    fn way_back(&self, from: usize, to: usize) -> Option<Vec<usize>> {
        let mut came: Vec<Option<usize>> = vec![None; self.paths.len()];
        *came.get_mut(from)? = Some(from);
        let mut queue = VecDeque::from([from]);
        while let Some(file) = queue.pop_front() {
            if file == to {
                let mut way = vec![to];
                let mut step = to;
                while step != from {
                    step = came.get(step).copied()??;
                    way.push(step);
                }
                way.reverse();
                return Some(way);
            }
            for (next, _) in self.edges.get(file).into_iter().flatten() {
                if let Some(before @ None) = came.get_mut(*next) {
                    *before = Some(file);
                    queue.push_back(*next);
                }
            }
        }
        None
    }

    fn path(&self, file: usize) -> &'a str {
        self.paths.get(file).copied().unwrap_or_default()
    }

    fn finding(
        &self,
        seen: &Seen<'_>,
        start: usize,
        import: &Import,
        circle: &[usize],
    ) -> Option<Diagnostic> {
        let start = self.path(start);
        let source = Source::new(start, super::text_of(seen, start)?);
        let way: Vec<&str> = circle.iter().map(|file| self.path(*file)).collect();
        let message = format!("circular import: `{start}` imports `{}`", way.join("` imports `"));
        Some(source.diagnostic(&RULE, import.range.clone(), message))
    }
}

/// The files that one file imports at its top level.
fn edges<'a>(seen: &Seen<'_>, paths: &[&str], path: &str, facts: &'a Facts) -> Vec<(usize, &'a Import)> {
    let mut known = BTreeSet::new();
    let runs = |import: &&Import| import.at_top && import.guard == Guard::None;
    let edge = |import: &'a Import| {
        let module = target(seen, path, import)?;
        let file = seen.modules.file(&module).filter(|file| *file != path)?;
        let number = paths.binary_search(&file).ok()?;
        known.insert(number).then_some((number, import))
    };
    facts.imports.iter().filter(runs).filter_map(edge).collect()
}
