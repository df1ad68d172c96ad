//! Where the work is done: flat files on the calling thread, nested ones on threads with large stacks.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use super::Modules;
use super::file::{self, Prepared};
use crate::facts::Facts;
use crate::policy::Policy;
use crate::project::{Project, is_python};

/// Stack of a thread that parses, walks and drops trees, in bytes. The deepest tree that `shape` lets through needs less than
/// an eighth of it in a build without optimisation; untouched pages cost nothing.
const STACK_BYTES: usize = 256 * 1024 * 1024;
/// A tree at most this deep fits the calling thread, which may have 2 MiB (the default of most runtimes).
const SHALLOW_WEIGHT: usize = 48;
/// Below this many bytes one thread is faster than several.
const SPREAD_BYTES: usize = 48 * 1024;

/// Examines every Python file that is small enough to be looked at.
pub(super) fn examine_all<'a>(
    project: &'a Project,
    policy: &Policy,
    modules: &Modules<'a>,
) -> BTreeMap<&'a str, Facts> {
    let files = project
        .files
        .iter()
        .filter(|(path, _)| is_python(path))
        .take(policy.limits.files);
    let wanted = files.filter(|(_, bytes)| bytes.len() <= policy.limits.file_bytes);
    let prepared: Vec<Prepared<'a>> = wanted.map(|(path, bytes)| file::prepare(path, bytes)).collect();
    let size: usize = prepared.iter().map(Prepared::size).sum();
    let flat = prepared.iter().all(|file| file.weight() <= SHALLOW_WEIGHT);
    if flat && size <= SPREAD_BYTES {
        return prepared
            .iter()
            .map(|file| (file.path(), guarded(file, policy, modules)))
            .collect();
    }
    spread(
        &prepared,
        policy,
        modules,
        if size <= SPREAD_BYTES { 1 } else { workers() },
    )
}

fn workers() -> usize {
    thread::available_parallelism().map_or(1, usize::from).min(4)
}

/// Shares the files out by size, the largest first.
fn spread<'a>(
    prepared: &[Prepared<'a>],
    policy: &Policy,
    modules: &Modules<'a>,
    workers: usize,
) -> BTreeMap<&'a str, Facts> {
    let mut order: Vec<&Prepared<'a>> = prepared.iter().collect();
    order.sort_by_key(|file| std::cmp::Reverse(file.size()));
    let mut shares: Vec<(usize, Vec<&Prepared<'a>>)> = vec![(0, Vec::new()); workers.max(1)];
    for file in order {
        if let Some((size, share)) = shares.iter_mut().min_by_key(|(size, _)| *size) {
            *size += file.size();
            share.push(file);
        }
    }
    thread::scope(|scope| {
        let handles: Vec<_> = shares
            .iter()
            .filter(|(_, share)| !share.is_empty())
            .map(|(_, share)| {
                let work = || {
                    share
                        .iter()
                        .map(|file| (file.path(), guarded(file, policy, modules)))
                        .collect::<Vec<_>>()
                };
                (
                    share,
                    thread::Builder::new()
                        .stack_size(STACK_BYTES)
                        .spawn_scoped(scope, work),
                )
            })
            .collect();
        handles
            .into_iter()
            .flat_map(
                |(share, handle)| match handle.map(thread::ScopedJoinHandle::join) {
                    Ok(Ok(results)) => results,
                    _ => share.iter().map(|file| (file.path(), file.failed())).collect(),
                },
            )
            .collect()
    })
}

/// A fault of the checker refuses the file and does not end the process.
fn guarded(file: &Prepared<'_>, policy: &Policy, modules: &Modules<'_>) -> Facts {
    catch_unwind(AssertUnwindSafe(|| file.examine(policy, modules))).unwrap_or_else(|_| file.failed())
}
