//! A whole check: files one by one, on as many threads as help, then what only shows when they are seen together.

mod file;
mod modules;
mod stack;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Diagnostic;
use crate::facts::Facts;
use crate::mounted;
use crate::policy::Policy;
use crate::project::Project;
use crate::report::{Framework, Report, Route};
use crate::rules::{entry, framework, imports, project as project_rules};

pub(crate) use modules::Modules;

/// Findings in one report; more helps nobody.
pub(crate) const MAX_FINDINGS: usize = 500;

/// Everything known about a project while its files are seen together.
pub(crate) struct Seen<'a> {
    pub(crate) project: &'a Project,
    pub(crate) policy: &'a Policy,
    pub(crate) modules: Modules<'a>,
    /// Facts of the Python files by path.
    pub(crate) facts: BTreeMap<&'a str, Facts>,
}

/// Checks a whole project and reports everything that was found. The same input gives the same report.
pub fn check(project: &Project, policy: &Policy) -> Report {
    let modules = Modules::new(project);
    let facts = stack::examine_all(project, policy, &modules);
    let seen = Seen {
        project,
        policy,
        modules,
        facts,
    };
    let mut findings = project_rules::findings(project, policy);
    findings.extend(entry::findings(&seen));
    findings.extend(imports::findings(&seen));
    let apps = mounted::apps(&seen);
    findings.extend(framework::findings(&seen, &apps));
    let routes = mounted::routes(&apps);
    drop(apps);
    report(seen, findings, routes)
}

fn report(seen: Seen<'_>, mut findings: Vec<Diagnostic>, routes: Vec<Route>) -> Report {
    let framework = framework_of(&seen);
    let packages = packages(&seen);
    let mut env_names = BTreeSet::new();
    for facts in seen.facts.into_values() {
        findings.extend(facts.findings);
        env_names.extend(facts.env_names);
    }
    findings.sort_by(|a, b| {
        (&a.file, a.range.start, a.severity, a.code, &a.message).cmp(&(
            &b.file,
            b.range.start,
            b.severity,
            b.code,
            &b.message,
        ))
    });
    findings.dedup();
    if findings.len() > MAX_FINDINGS {
        findings.sort_by_key(|finding| finding.severity);
        findings.truncate(MAX_FINDINGS);
        findings.sort_by(|a, b| (&a.file, a.range.start, a.code).cmp(&(&b.file, b.range.start, b.code)));
    }
    Report {
        diagnostics: findings,
        framework,
        routes,
        env_names: env_names.into_iter().collect(),
        packages,
    }
}

/// The framework of the entry file, or of the only other file that makes an app.
fn framework_of(seen: &Seen<'_>) -> Option<Framework> {
    let entry = seen
        .facts
        .get(seen.project.entrypoint.as_str())
        .and_then(|facts| facts.framework);
    entry.or_else(|| seen.facts.values().find_map(|facts| facts.framework))
}

/// Top-level names that are neither the project's own nor the standard library's.
fn packages(seen: &Seen<'_>) -> Vec<String> {
    let absolute = seen
        .facts
        .values()
        .flat_map(|facts| &facts.imports)
        .filter(|import| import.level == 0);
    let names = absolute.filter_map(|import| import.module.split('.').next());
    let foreign: BTreeSet<&str> = names
        .filter(|name| !name.is_empty() && !Policy::is_standard(name) && !seen.modules.is_local(name))
        .collect();
    foreign.into_iter().map(str::to_owned).collect()
}
