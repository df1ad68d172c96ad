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

use std::collections::{BTreeMap, BTreeSet};

use crate::check::Seen;
use crate::diagnostic::Diagnostic;
use crate::facts::{Guard, Import};
use crate::rules::entry::target;
use crate::source::Source;

/// Imports between files that run while the files are imported.
type Graph<'a> = BTreeMap<&'a str, Vec<(&'a str, &'a Import)>>;

/// One finding for each circle, at the import of its first file that closes it.
pub(crate) fn findings(seen: &Seen<'_>) -> Vec<Diagnostic> {
    let graph = graph(seen);
    let mut reported: BTreeSet<Vec<&str>> = BTreeSet::new();
    let mut found = Vec::new();
    for (start, edges) in &graph {
        for (next, import) in edges {
            let Some(circle) = path_back(&graph, next, start) else {
                continue;
            };
            let mut members = circle.clone();
            members.sort_unstable();
            if reported.insert(members) {
                found.extend(finding(seen, start, import, &circle));
            }
        }
    }
    found
}

fn graph<'a>(seen: &'a Seen<'_>) -> Graph<'a> {
    let edges = |path: &str, import: &'a Import| {
        let module = target(seen, path, import)?;
        let file = seen.modules.file(&module)?;
        (file != path).then_some((file, import))
    };
    let runs = |import: &&Import| import.at_top && import.guard == Guard::None;
    seen.facts
        .iter()
        .map(|(path, facts)| {
            (
                *path,
                facts
                    .imports
                    .iter()
                    .filter(runs)
                    .filter_map(|import| edges(path, import))
                    .collect(),
            )
        })
        .collect()
}

/// The files on the shortest way from `from` to `to`, both included.
fn path_back<'a>(graph: &Graph<'a>, from: &'a str, to: &'a str) -> Option<Vec<&'a str>> {
    let mut came: BTreeMap<&str, &str> = BTreeMap::from([(from, from)]);
    let mut queue = std::collections::VecDeque::from([from]);
    while let Some(file) = queue.pop_front() {
        if file == to {
            let mut way = vec![to];
            let mut step = to;
            while step != from {
                step = came.get(step).copied()?;
                way.push(step);
            }
            way.reverse();
            return Some(way);
        }
        for (next, _) in graph.get(file).into_iter().flatten() {
            if !came.contains_key(next) {
                came.insert(next, file);
                queue.push_back(next);
            }
        }
    }
    None
}

fn finding(seen: &Seen<'_>, start: &str, import: &Import, circle: &[&str]) -> Option<Diagnostic> {
    let source = Source::new(start, super::text_of(seen, start)?);
    let way = circle.join("` imports `");
    let message = format!("circular import: `{start}` imports `{way}`");
    Some(source.diagnostic(&RULE, import.range.clone(), message))
}
