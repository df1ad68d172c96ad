//! Codes `FP2xx`: whether the entry file gives an app.

pub(crate) mod factory_arguments;
pub(crate) mod no_app;
pub(crate) mod not_an_app;

use crate::check::{Modules, Seen};
use crate::diagnostic::Diagnostic;
use crate::facts::{Entry, Facts, Import};
use crate::source::Source;

/// The findings about the entry file.
pub(crate) fn findings(seen: &Seen<'_>) -> Option<Diagnostic> {
    let path = seen.project.entrypoint.as_str();
    let facts = seen.facts.get(path)?;
    if !facts.is_complete {
        return None;
    }
    let text = std::str::from_utf8(seen.project.files.get(path)?).ok()?;
    let source = Source::new(path, text);
    match &facts.entry {
        Entry::Given => None,
        Entry::Missing => Some(no_app::missing(&source)),
        Entry::Elsewhere(elsewhere) => Some(no_app::elsewhere(&source, elsewhere)),
        Entry::NotAnApp { range, what } => Some(not_an_app::finding(&source, range.clone(), what)),
        Entry::Arguments(range) => Some(factory_arguments::finding(&source, range.clone())),
        Entry::Imported { import, name } => imported(seen, facts, *import, name, &source),
    }
}

/// `app` from a local module must not be a module or something that is certainly not an app.
fn imported(
    seen: &Seen<'_>,
    facts: &Facts,
    import: usize,
    name: &str,
    source: &Source<'_>,
) -> Option<Diagnostic> {
    let import = facts.imports.get(import)?;
    let target = target(seen, source.path, import)?;
    let place = import
        .names
        .iter()
        .flatten()
        .find(|(given, _)| given == name)
        .map(|(_, range)| range.clone())?;
    let exported = seen
        .modules
        .file(&target)
        .and_then(|file| seen.facts.get(file))
        .is_some_and(|facts| facts.exports.is_open || facts.exports.names.contains(name));
    let submodule = seen.modules.exists(&format!("{target}.{name}"));
    (submodule && !exported).then(|| not_an_app::finding(source, place, "a module, not an app in it"))
}

/// The local module that an import means, if it is one.
pub(crate) fn target(seen: &Seen<'_>, path: &str, import: &Import) -> Option<String> {
    let dotted = match import.level {
        0 => import.module.clone(),
        level => Modules::relative(path, level, &import.module)?,
    };
    seen.modules.exists(&dotted).then_some(dotted)
}
