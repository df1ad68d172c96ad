//! Where the work is done: flat files on the calling thread and its helpers, deeply nested ones on a thread with a large stack.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::thread;

use rayon_core::{ThreadPool, ThreadPoolBuilder};

use super::Modules;
use super::file::{self, Prepared};
use crate::facts::Facts;
use crate::policy::Policy;
use crate::project::{Project, is_python};

/// Stack of the thread for the deepest trees, in bytes. The deepest one that `shape` lets through (a weight of 2,500) needs less
/// than an eighth of it in a build without optimisation; untouched pages cost nothing, and the thread ends with the check.
const LARGE_STACK_BYTES: usize = 256 * 1024 * 1024;
/// Stack of a helper, in bytes. Helpers stay, and so do the pages they have touched.
const HELPER_STACK_BYTES: usize = 16 * 1024 * 1024;
/// A tree at most this deep fits a helper: half of its stack, by the same measure.
const HELPER_WEIGHT: usize = 600;
/// A tree at most this deep fits the calling thread, which may have 2 MiB (the default of most runtimes).
const CALLER_WEIGHT: usize = 48;
/// Below this many bytes one thread is faster than several.
const SPREAD_BYTES: usize = 48 * 1024;
/// Threads that share the work, the calling one included.
const MAX_WORKERS: usize = 4;

/// Threads that help with large projects, started by the first of them; `None` where there is one core.
static HELPERS: LazyLock<Option<ThreadPool>> = LazyLock::new(|| {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let helpers = cores.min(MAX_WORKERS).checked_sub(1).filter(|count| *count > 0)?;
    let pool = ThreadPoolBuilder::new()
        .num_threads(helpers)
        .stack_size(HELPER_STACK_BYTES)
        .thread_name(|number| format!("check-{number}"));
    pool.build().ok()
});

/// One file as it was given: path and content.
type File<'a> = (&'a str, &'a [u8]);
/// The facts of one file by its path.
type Found<'a> = (&'a str, Facts);

/// What one worker found, and the files it has no room for.
type Share<'a> = (Vec<Found<'a>>, Vec<Prepared<'a>>);

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
        let (mut found, nested) = match HELPERS.as_ref().filter(|_| self.is_large()) {
            Some(pool) => self.spread(pool),
            None => self.share(CALLER_WEIGHT),
        };
        found.extend(self.nested(&nested));
        found.into_iter().collect()
    }

    /// Whether sharing the work saves more than it costs.
    fn is_large(&self) -> bool {
        let size: usize = self.files.iter().map(|(_, bytes)| bytes.len()).sum();
        size > SPREAD_BYTES && self.files.len() > 1
    }

    /// Shares the files with the helpers.
    fn spread(&self, pool: &ThreadPool) -> Share<'a> {
        let helped = Mutex::new(Share::default());
        let (mut found, mut nested) = pool.in_place_scope(|scope| {
            for _ in 1..self.files.len().min(pool.current_num_threads() + 1) {
                scope.spawn(|_| {
                    let share = self.share(HELPER_WEIGHT);
                    let mut helped = helped.lock().unwrap_or_else(PoisonError::into_inner);
                    helped.0.extend(share.0);
                    helped.1.extend(share.1);
                });
            }
            self.share(CALLER_WEIGHT)
        });
        let helped = helped.into_inner().unwrap_or_else(PoisonError::into_inner);
        found.extend(helped.0);
        nested.extend(helped.1);
        (found, nested)
    }

    /// Examines nested files, which no other thread has room for.
    fn nested(&self, files: &[Prepared<'a>]) -> Vec<Found<'a>> {
        if files.is_empty() {
            return Vec::new();
        }
        thread::scope(|scope| {
            let work = || files.iter().map(|file| self.guarded(file)).collect();
            let thread = thread::Builder::new().stack_size(LARGE_STACK_BYTES);
            let thread = thread.spawn_scoped(scope, work).ok();
            thread.and_then(|thread| thread.join().ok()).unwrap_or_default()
        })
    }

    /// Takes files until none is left; those that nest deeper than `weight` are given back unexamined.
    fn share(&self, weight: usize) -> Share<'a> {
        let (mut found, mut nested) = Share::default();
        while let Some((path, bytes)) = self.files.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            let file = file::prepare(path, bytes);
            if file.weight() <= weight {
                found.push(self.guarded(&file));
            } else {
                nested.push(file);
            }
        }
        (found, nested)
    }

    /// A fault of the checker refuses the file and does not end the process.
    fn guarded(&self, file: &Prepared<'a>) -> Found<'a> {
        let facts = catch_unwind(AssertUnwindSafe(|| file.examine(self.policy, self.modules)));
        (file.path(), facts.unwrap_or_else(|_| file.failed()))
    }
}
