//! Which of several servers repairs in the background: the one that holds a `coordination.k8s.io` Lease.
//!
//! A holder that is gone is known by its renewals, whose age is measured on this server's own clock, as client-go does: clocks
//! of two machines are never compared.

use std::time::Duration;

use k8s_openapi::api::coordination::v1::{Lease, LeaseSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::MicroTime;
use k8s_openapi::jiff::Timestamp;
use kube::api::{Api, ObjectMeta, PostParams};
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// The Lease's name, in the platform's namespace.
const NAME: &str = "fp-server";
/// How long a holder may be silent before another takes its place.
const DURATION: Duration = Duration::from_secs(6);
/// How often it is renewed, and asked for.
const RENEWAL: Duration = Duration::from_secs(2);

/// This server's share in the Lease.
pub(super) struct Holding {
    held: watch::Receiver<bool>,
    task: std::sync::Mutex<Option<tokio::task::JoinHandle<()>>>,
}

impl Holding {
    /// Asks for the Lease from now on.
    pub(super) fn start(api: Api<Lease>, identity: String, stopping: CancellationToken) -> Self {
        let (sender, held) = watch::channel(false);
        let candidate = Candidate {
            api,
            identity,
            held: sender,
            last: None,
            renewed: None,
        };
        let task = tokio::spawn(candidate.run(stopping));
        Self {
            held,
            task: std::sync::Mutex::new(Some(task)),
        }
    }

    /// Whether this server holds it.
    pub(super) fn is_held(&self) -> bool {
        *self.held.borrow()
    }

    /// Told whenever that changes.
    pub(super) fn changes(&self) -> watch::Receiver<bool> {
        self.held.clone()
    }

    /// Waits until it was given back, after `stopping` was cancelled.
    pub(super) async fn given_back(&self) {
        let task = super::lock(&self.task).take();
        if let Some(task) = task {
            let _it_expires_by_itself = tokio::time::timeout(RENEWAL, task).await;
        }
    }
}

struct Candidate {
    api: Api<Lease>,
    identity: String,
    held: watch::Sender<bool>,
    /// The Lease's version, and when it was first seen here.
    last: Option<(Option<String>, Instant)>,
    /// When this server last renewed it.
    renewed: Option<Instant>,
}

impl Candidate {
    async fn run(mut self, stopping: CancellationToken) {
        loop {
            let asked = Instant::now();
            let answer = tokio::time::timeout(RENEWAL, self.ask()).await;
            match answer {
                Ok(Ok(is_held)) => {
                    self.renewed = is_held.then_some(asked);
                    self.tell(is_held);
                }
                Ok(Err(error)) => tracing::debug!(%error, "the lease cannot be renewed"),
                Err(_) => tracing::debug!("the lease cannot be renewed in time"),
            }
            // One that could not be renewed is given up before another server may take it.
            let is_fresh = |renewed: Instant| renewed.elapsed() + RENEWAL < DURATION;
            if !self.renewed.is_some_and(is_fresh) {
                self.tell(false);
            }
            if stopping
                .run_until_cancelled(tokio::time::sleep(RENEWAL))
                .await
                .is_none()
            {
                return self.give_back().await;
            }
        }
    }

    fn tell(&self, is_held: bool) {
        self.held
            .send_if_modified(|held| std::mem::replace(held, is_held) != is_held);
    }

    /// Makes, renews or takes over the Lease; false while another server holds it.
    async fn ask(&mut self) -> kube::Result<bool> {
        let Some(lease) = self.api.get_opt(NAME).await? else {
            let lease = self.lease(ObjectMeta::default(), 0);
            return won(self.api.create(&PostParams::default(), &lease).await);
        };
        let spec = lease.spec.clone().unwrap_or_default();
        let holder = spec.holder_identity.unwrap_or_default();
        let is_ours = holder == self.identity;
        if !is_ours && !holder.is_empty() && !self.is_expired(&lease) {
            return Ok(false);
        }
        let transitions = spec.lease_transitions.unwrap_or_default() + i32::from(!is_ours);
        let renewed = self.lease(lease.metadata, transitions);
        won(self.api.replace(NAME, &PostParams::default(), &renewed).await)
    }

    /// Whether the Lease stayed as it is for as long as it counts.
    fn is_expired(&mut self, lease: &Lease) -> bool {
        let version = lease.metadata.resource_version.clone();
        match &self.last {
            Some((seen, since)) if *seen == version => since.elapsed() > DURATION,
            _ => {
                self.last = Some((version, Instant::now()));
                false
            }
        }
    }

    fn lease(&self, metadata: ObjectMeta, transitions: i32) -> Lease {
        let now = MicroTime(Timestamp::now());
        Lease {
            metadata: ObjectMeta {
                name: Some(NAME.to_owned()),
                ..metadata
            },
            spec: Some(LeaseSpec {
                holder_identity: Some(self.identity.clone()).filter(|identity| !identity.is_empty()),
                lease_duration_seconds: i32::try_from(DURATION.as_secs()).ok(),
                renew_time: Some(now),
                lease_transitions: Some(transitions),
                ..LeaseSpec::default()
            }),
        }
    }

    /// Another server need not wait for it to expire.
    async fn give_back(mut self) {
        if self.renewed.is_none() {
            return;
        }
        self.tell(false);
        let Ok(Some(lease)) = self.api.get_opt(NAME).await else {
            return;
        };
        let spec = lease.spec.unwrap_or_default();
        if spec.holder_identity.as_ref() == Some(&self.identity) {
            self.identity.clear();
            let free = self.lease(lease.metadata, spec.lease_transitions.unwrap_or_default());
            let _it_expires_by_itself = self.api.replace(NAME, &PostParams::default(), &free).await;
        }
    }
}

/// Whoever writes second has lost.
fn won<T>(written: kube::Result<T>) -> kube::Result<bool> {
    match written {
        Ok(_) => Ok(true),
        Err(kube::Error::Api(status)) if status.code == 409 => Ok(false),
        Err(error) => Err(error),
    }
}
