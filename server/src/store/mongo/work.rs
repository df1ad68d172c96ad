//! One job on the record: bounded in time, carried out to its end even when nobody waits, and as a transaction when it
//! writes more than one document.
//!
//! The driver's futures may not be dropped half-way, so every job is a task of its own.

use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use mongodb::ClientSession;
use mongodb::options::{ReadConcern, WriteConcern};
use rand::RngExt as _;

use super::collections::Collections;
use super::fault::{Fault, Outcome};
use crate::store::{Result, StoreError};

/// How long a caller waits at most, whatever happens.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// How long a transaction that meets another one is begun again; what it then begun may still take a server selection.
const AGAIN: Duration = Duration::from_secs(4);
/// The first pause before a transaction is begun again, and the longest.
const PAUSE: (Duration, Duration) = (Duration::from_millis(2), Duration::from_millis(100));

/// A transaction under way.
pub(super) struct Work {
    /// The session it runs in.
    pub(super) session: ClientSession,
    /// What it works on.
    pub(super) collections: Collections,
}

/// What a transaction does with its input; it may be begun several times.
pub(super) type Steps<I, T> = for<'a> fn(&'a mut Work, &'a I) -> BoxFuture<'a, Outcome<T>>;

/// Waits for the job, at most [`PATIENCE`]; it goes on without the caller.
pub(super) async fn bounded<T, F>(job: F) -> Result<T>
where
    T: Send + 'static,
    F: Future<Output = Outcome<T>> + Send + 'static,
{
    match tokio::time::timeout(PATIENCE, tokio::spawn(job)).await {
        Ok(Ok(outcome)) => outcome.map_err(StoreError::from),
        Ok(Err(panicked)) => Err(StoreError::Engine(format!(
            "a job on the record failed: {panicked}"
        ))),
        Err(_) => Err(StoreError::Unavailable(format!(
            "MongoDB did not answer within {} s",
            PATIENCE.as_secs()
        ))),
    }
}

/// Runs the steps in a transaction until they are committed, refused, or it has taken too long.
pub(super) async fn in_transaction<I, T>(
    collections: Collections,
    input: I,
    steps: Steps<I, T>,
) -> Outcome<T> {
    let begun = Instant::now();
    let mut work = Work {
        session: collections.start_session().await?,
        collections,
    };
    let mut pause = PAUSE.0;
    loop {
        let fault = match attempt(&mut work, &input, steps, begun).await {
            Ok(answer) => return Ok(answer),
            Err(fault) => fault,
        };
        if !fault.is_transient() || begun.elapsed() > AGAIN {
            return Err(fault);
        }
        let jitter: f64 = rand::rng().random_range(0.5..1.5);
        tokio::time::sleep(pause.mul_f64(jitter)).await;
        pause = (pause * 2).min(PAUSE.1);
    }
}

async fn attempt<I, T>(work: &mut Work, input: &I, steps: Steps<I, T>, begun: Instant) -> Outcome<T> {
    work.session
        .start_transaction()
        .read_concern(ReadConcern::snapshot())
        .write_concern(durable())
        .await?;
    match steps(work, input).await {
        Ok(answer) => {
            commit(&mut work.session, begun).await?;
            Ok(answer)
        }
        Err(fault) => {
            let _the_server_forgets_it_too = work.session.abort_transaction().await;
            Err(fault)
        }
    }
}

/// Commits; while it is not known whether it happened, asks again: the server knows and does it once.
async fn commit(session: &mut ClientSession, begun: Instant) -> Outcome<()> {
    loop {
        let fault: Fault = match session.commit_transaction().await {
            Ok(()) => return Ok(()),
            Err(error) => error.into(),
        };
        if !fault.is_unknown_commit() || begun.elapsed() > AGAIN {
            return Err(fault);
        }
        tokio::time::sleep(PAUSE.1).await;
    }
}

/// What is acknowledged is in the journal of a majority.
pub(super) fn durable() -> WriteConcern {
    WriteConcern::builder()
        .w(mongodb::options::Acknowledgment::Majority)
        .journal(true)
        .w_timeout(PATIENCE)
        .build()
}
