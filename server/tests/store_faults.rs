//! A real `mongod` is killed and started again under load: nothing acknowledged is lost, no call hangs, the store recovers by
//! itself.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper of a test fails the test"
)]

#[expect(dead_code, reason = "the suites on one server use more of it")]
#[path = "support/mongo.rs"]
mod mongo;
#[expect(dead_code, reason = "the contract uses more of it")]
#[path = "store_contract/samples.rs"]
mod samples;
#[path = "support/wait.rs"]
mod wait;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use fp_contract::Timestamp;
use fp_server::platform::identifier;
use fp_server::store::mongo::MongoStore;
use fp_server::store::{AppId, SessionRecord, Store, StoreError, UserId};

use mongo::OwnMongo;
use samples::{an_app, edit, files};

/// Those that write at the same time.
const WRITERS: usize = 8;
/// Writes that are acknowledged between two kills.
const BETWEEN_KILLS: u64 = 100;
/// How long the server stays away: at once back, and longer than a call waits for a primary.
const ABSENCES: [Duration; 3] = [Duration::ZERO, Duration::from_secs(8), Duration::ZERO];
/// The engine's ten seconds, and what a busy machine may add.
const LONGEST_CALL: Duration = Duration::from_secs(13);

/// What all writers share.
#[derive(Default)]
struct Load {
    acknowledged: AtomicU64,
    refused: AtomicU64,
    longest_call_ms: AtomicU64,
    stop: AtomicBool,
}

/// What one writer knows to be written.
struct Written {
    app: AppId,
    user: UserId,
    draft_version: u64,
    sessions: Vec<String>,
}

impl Load {
    /// Notes how long a call took and what it answered; anything but success or `Unavailable` is a fault.
    async fn call<T>(&self, call: impl Future<Output = Result<T, StoreError>>) -> Option<T> {
        let begun = Instant::now();
        let answer = call.await;
        let took = u64::try_from(begun.elapsed().as_millis()).unwrap();
        self.longest_call_ms.fetch_max(took, Ordering::Relaxed);
        match answer {
            Ok(value) => {
                self.acknowledged.fetch_add(1, Ordering::Relaxed);
                Some(value)
            }
            Err(StoreError::Unavailable(_)) => {
                self.refused.fetch_add(1, Ordering::Relaxed);
                None
            }
            Err(other) => panic!("{other}"),
        }
    }

    fn acknowledged(&self) -> u64 {
        self.acknowledged.load(Ordering::Relaxed)
    }
}

/// Saves a draft and makes a session, again and again. A save that was refused may have happened: the version is read anew.
async fn write(store: Arc<dyn Store>, load: Arc<Load>, mut written: Written) -> Written {
    let mut version = written.draft_version;
    while !load.stop.load(Ordering::Relaxed) {
        let change = edit(&format!("save {}", version + 1), Some(version));
        match load.call(store.save_draft(&written.app, &change)).await {
            Some(saved) => {
                version = saved.draft_version;
                written.draft_version = version;
            }
            None => {
                if let Some(draft) = load.call(store.draft(&written.app)).await {
                    version = draft.version;
                }
            }
        }
        let session = session(&written.user);
        if load.call(store.create_session(&session)).await.is_some() {
            written.sessions.push(session.id);
        }
    }
    written
}

fn session(user: &UserId) -> SessionRecord {
    let now = Timestamp::now();
    SessionRecord {
        id: identifier::sortable(),
        user_id: user.clone(),
        created_at: now,
        last_used_at: now,
        expires_at: Timestamp::from_milliseconds(now.as_milliseconds() + 3_600_000),
        client: None,
        address: None,
        operator: None,
    }
}

/// Ends the server, brings it back, and answers how long it took from its end to the next acknowledged write.
async fn kill_and_restart(own: &Arc<OwnMongo>, load: &Load, absence: Duration) -> Duration {
    let killed = Instant::now();
    own.kill();
    tokio::time::sleep(absence).await;
    let server = Arc::clone(own);
    let restarted = tokio::task::spawn_blocking(move || server.restart());
    restarted.await.unwrap();
    let before = load.acknowledged();
    wait::until("a write to be acknowledged again", async || {
        load.acknowledged() > before
    })
    .await;
    killed.elapsed()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_when_mongod_is_killed_under_load() {
    let Some(own) = tokio::task::spawn_blocking(OwnMongo::start).await.unwrap() else {
        return;
    };
    let own = Arc::new(own);
    let store: Arc<dyn Store> = Arc::new(open(own.mongo().administrator_uri()).await);
    let load = Arc::new(Load::default());
    let mut writers = Vec::new();
    for _ in 0..WRITERS {
        let app = an_app(store.as_ref()).await;
        let written = Written {
            app: app.id,
            user: app.user_id,
            draft_version: 1,
            sessions: Vec::new(),
        };
        writers.push(tokio::spawn(write(store.clone(), load.clone(), written)));
    }
    let mut recoveries = Vec::new();
    for absence in ABSENCES {
        let enough = load.acknowledged() + BETWEEN_KILLS;
        wait::until("enough writes to be acknowledged", async || {
            load.acknowledged() >= enough
        })
        .await;
        recoveries.push(kill_and_restart(&own, &load, absence).await);
    }
    load.stop.store(true, Ordering::Relaxed);
    let mut checked = 0;
    for writer in writers {
        checked += check(store.as_ref(), &writer.await.unwrap()).await;
    }
    let longest = Duration::from_millis(load.longest_call_ms.load(Ordering::Relaxed));
    println!(
        "{} calls acknowledged, {} refused, {checked} acknowledged writes found again, longest call {longest:?}, \
         from each kill to the next acknowledged write {recoveries:?}",
        load.acknowledged(),
        load.refused.load(Ordering::Relaxed),
    );
    assert!(longest < LONGEST_CALL, "{longest:?}");
}

/// Looks for everything that was acknowledged, and answers how much that is.
async fn check(store: &dyn Store, written: &Written) -> usize {
    let draft = store.draft(&written.app).await.unwrap();
    assert!(
        draft.version >= written.draft_version,
        "{} < {}",
        draft.version,
        written.draft_version
    );
    if draft.version > 1 {
        assert_eq!(draft.files, files(&format!("save {}", draft.version)));
    }
    for id in &written.sessions {
        assert!(
            store.session(id).await.unwrap().is_some(),
            "the session {id} is lost"
        );
    }
    written.sessions.len() + usize::try_from(written.draft_version).unwrap() - 1
}

async fn open(uri: &str) -> MongoStore {
    MongoStore::open(uri, "faults", Arc::new(|_, env| env.clone()))
        .await
        .unwrap()
}
