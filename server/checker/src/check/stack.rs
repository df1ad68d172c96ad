//! Where the work is done: flat files on any thread, nested ones on threads with large stacks.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
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
/// Threads that share the work, the calling one included.
const MAX_WORKERS: usize = 4;

/// One file as it was given: path and content.
type File<'a> = (&'a str, &'a [u8]);
/// The facts of one file by its path.
type Found<'a> = (&'a str, Facts);

/// What all workers of one check share.
struct Work<'w, 'a> {
    /// The files, the largest first.
    files: Vec<File<'a>>,
    /// The file that is taken next.
    next: AtomicUsize,
    policy: &'w Policy,
    modules: &'w Modules<'a>,
}

/// Examines every Python file that is small enough to be looked at.
pub(super) fn examine_all<'a>(
    project: &'a Project,
    policy: &Policy,
    modules: &Modules<'a>,
) -> BTreeMap<&'a str, Facts> {
    let python = project.files.iter().filter(|(path, _)| is_python(path));
    let mut files: Vec<File<'a>> = python
        .take(policy.limits.files)
        .filter(|(_, bytes)| bytes.len() <= policy.limits.file_bytes)
        .map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
        .collect();
    files.sort_by_key(|(_, bytes)| std::cmp::Reverse(bytes.len()));
    let work = Work {
        files,
        next: AtomicUsize::new(0),
        policy,
        modules,
    };
    let mut found = work.run();
    // A thread that could not be started or ended early leaves files behind.
    for (path, bytes) in &work.files {
        found
            .entry(path)
            .or_insert_with(|| file::prepare(path, bytes).failed());
    }
    found
}

impl<'a> Work<'_, 'a> {
    fn run(&self) -> BTreeMap<&'a str, Facts> {
        thread::scope(|scope| {
            let helpers: Vec<_> = (0..self.helpers())
                .map_while(|_| large(scope, || self.share(|file| Ok(self.guarded(&file)))).ok())
                .collect();
            let (mut found, nested) = self.share(|file| match file.weight() {
                ..=SHALLOW_WEIGHT => Ok(self.guarded(&file)),
                _ => Err(file),
            });
            found.extend(self.nested(&nested));
            let helped = helpers.into_iter().filter_map(|helper| helper.join().ok());
            found.extend(helped.flat_map(|(found, _)| found));
            found.into_iter().collect()
        })
    }

    /// Examines nested files, which the calling thread has no room for.
    fn nested(&self, files: &[Prepared<'a>]) -> Vec<Found<'a>> {
        if files.is_empty() {
            return Vec::new();
        }
        thread::scope(|scope| {
            let work = || files.iter().map(|file| self.guarded(file)).collect();
            let thread = large(scope, work).ok();
            thread.and_then(|thread| thread.join().ok()).unwrap_or_default()
        })
    }

    /// Threads beside the calling one: none where starting them costs more than they save.
    fn helpers(&self) -> usize {
        let size: usize = self.files.iter().map(|(_, bytes)| bytes.len()).sum();
        if size <= SPREAD_BYTES {
            return 0;
        }
        let cores = thread::available_parallelism().map_or(1, usize::from);
        cores.min(MAX_WORKERS).min(self.files.len()) - 1
    }

    /// Takes files until none is left. What `examine` gives back unexamined is collected.
    fn share(
        &self,
        examine: impl Fn(Prepared<'a>) -> Result<Found<'a>, Prepared<'a>>,
    ) -> (Vec<Found<'a>>, Vec<Prepared<'a>>) {
        let (mut found, mut left) = (Vec::new(), Vec::new());
        while let Some((path, bytes)) = self.files.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            match examine(file::prepare(path, bytes)) {
                Ok(facts) => found.push(facts),
                Err(file) => left.push(file),
            }
        }
        (found, left)
    }

    /// A fault of the checker refuses the file and does not end the process.
    fn guarded(&self, file: &Prepared<'a>) -> Found<'a> {
        let facts = catch_unwind(AssertUnwindSafe(|| file.examine(self.policy, self.modules)));
        (file.path(), facts.unwrap_or_else(|_| file.failed()))
    }
}

/// Starts a thread with a large stack.
fn large<'scope, T: Send + 'scope>(
    scope: &'scope thread::Scope<'scope, '_>,
    work: impl FnOnce() -> T + Send + 'scope,
) -> std::io::Result<thread::ScopedJoinHandle<'scope, T>> {
    thread::Builder::new()
        .stack_size(STACK_BYTES)
        .spawn_scoped(scope, work)
}
