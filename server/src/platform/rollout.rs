//! The rollout engine: one task per app that makes what runs equal what is asked for.
//!
//! It is level-triggered: a task is only told to look, compares the record with what the runtime observes, and acts.
//! However many changes arrive while it acts, it looks once more and deals with the newest; whatever a crash leaves half
//! done is finished by starting again. Reading order: `task` (the loop), `attempt` (a deployment), `keep` (the live revision
//! after a restart or a crash), `exits` (an instance that ended by itself), `renew` (another runner for what answers), `watch`
//! (what the runtime reports).

mod attempt;
mod back_off;
mod engine;
mod exits;
mod keep;
mod presence;
mod renew;
mod task;
mod watch;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tokio::sync::watch::Receiver;

use crate::store::{AppId, StoreError};

pub use engine::Engine;
pub use presence::Answering;
use presence::Presence;
pub use renew::Renewal;
use task::Signal;

/// How long a new revision is on probation, in seconds: if its instance ends by itself within this time, the app goes
/// back to the revision before it.
pub const PROBATION_SECONDS: u64 = 30;

/// Handle to the rollout tasks; cheap to clone. Dropping every handle ends the tasks.
#[derive(Clone)]
pub struct Rollouts {
    shared: Arc<Shared>,
}

struct Shared {
    engine: Engine,
    signals: Mutex<HashMap<AppId, Arc<Signal>>>,
    presence: Presence,
}

impl Rollouts {
    /// An engine that does nothing until [`Self::start`] or [`Self::wake`].
    pub fn new(engine: Engine) -> Self {
        let shared = Shared {
            engine,
            signals: Mutex::default(),
            presence: Presence::default(),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Looks at every app in the record once and follows the runtime's reports from now on.
    pub async fn start(&self) -> Result<(), StoreError> {
        watch::spawn(self.downgrade(), self.shared.engine.runtime.changes());
        for app in self.shared.engine.store.apps_to_reconcile().await? {
            self.wake(&app.id);
        }
        Ok(())
    }

    /// Something about this app changed in the record: compare and act. Returns at once.
    pub fn wake(&self, app_id: &AppId) {
        self.signal(app_id).wake();
    }

    /// Somebody asks for an app that slept: start it, and say until then that it is waking.
    pub fn rouse(&self, app_id: &AppId) {
        self.set_answering(app_id, Answering::Waking);
        self.wake(app_id);
    }

    /// Whether the live revision of this app answers, as far as this server has seen.
    pub fn answering(&self, app_id: &AppId) -> Answering {
        self.shared.presence.get(app_id)
    }

    /// The same, told again whenever anything about the app changes.
    pub fn presence(&self, app_id: &AppId) -> Receiver<Answering> {
        self.shared.presence.watch(app_id)
    }

    /// A number that is another one whenever whether any app answers may have changed.
    pub fn presence_changes(&self) -> u64 {
        self.shared.presence.changes()
    }

    /// The apps that answer.
    pub fn awake(&self) -> Vec<AppId> {
        self.shared.presence.awake()
    }

    /// The signal of the app's task, which is started if need be.
    fn signal(&self, app_id: &AppId) -> Arc<Signal> {
        let mut signals = lock(&self.shared.signals);
        if let Some(signal) = signals.get(app_id) {
            return signal.clone();
        }
        let signal = Arc::new(Signal::default());
        signals.insert(app_id.clone(), signal.clone());
        task::spawn(self.downgrade(), app_id.clone(), signal.clone());
        signal
    }

    fn wake_all(&self) {
        lock(&self.shared.signals)
            .values()
            .for_each(|signal| signal.wake());
    }

    fn forget(&self, app_id: &AppId) {
        lock(&self.shared.signals).remove(app_id);
        self.shared.presence.forget(app_id);
    }

    fn set_answering(&self, app_id: &AppId, answering: Answering) {
        self.shared.presence.set(app_id, answering);
    }

    fn engine(&self) -> &Engine {
        &self.shared.engine
    }

    fn downgrade(&self) -> WeakRollouts {
        WeakRollouts(Arc::downgrade(&self.shared))
    }
}

/// What tasks hold, so that they end with the last handle.
#[derive(Clone)]
struct WeakRollouts(Weak<Shared>);

impl WeakRollouts {
    fn upgrade(&self) -> Option<Rollouts> {
        self.0.upgrade().map(|shared| Rollouts { shared })
    }
}

/// Nothing panics while it holds one of these locks for longer than a map operation: a poisoned one is still whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
