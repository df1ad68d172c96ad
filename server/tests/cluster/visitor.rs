//! Somebody who visits apps from outside: through Traefik, by host name.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use serde_json::Value;
use tokio::time::MissedTickBehavior;

use crate::server::until;

/// The domain of all apps of the tests.
pub(crate) const DOMAIN: &str = "apps.test";
/// Where `deploy/testbed/kube/traefik.sh` has Traefik listen.
const TRAEFIK: &str = "http://127.0.0.1:8080";
/// How often a visitor comes, where it does not matter.
pub(crate) const OFTEN: Duration = Duration::from_millis(50);
/// Where Traefik says what it does.
const TRAEFIK_API: &str = "http://127.0.0.1:8081/api/http";

/// A visitor of apps.
#[derive(Clone)]
pub(crate) struct Visitor(reqwest::Client);

impl Visitor {
    pub(crate) fn new() -> Self {
        let _already = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .no_proxy()
            .timeout(crate::server::PATIENCE)
            .build();
        Self(client.unwrap())
    }

    /// What comes back for `GET path` of a host: status and text, or 0 and what went wrong on the way.
    pub(crate) async fn get_host(&self, host: &str, path: &str) -> (u16, String) {
        let request = self.0.get(format!("{TRAEFIK}{path}")).header("host", host);
        let answer = async {
            let reply = request.send().await?;
            Ok::<_, reqwest::Error>((reply.status().as_u16(), reply.text().await?))
        };
        answer.await.unwrap_or_else(|error| (0, error.to_string()))
    }

    /// The same of an app.
    pub(crate) async fn get(&self, app_id: &str, path: &str) -> (u16, String) {
        self.get_host(&format!("app-{app_id}.{DOMAIN}"), path).await
    }

    /// Waits until the app answers this word as JSON.
    pub(crate) async fn sees(&self, app_id: &str, word: &str) {
        let wanted = (200, format!("\"{word}\""));
        until(&format!("{app_id} to answer {word}"), async || {
            (self.get(app_id, "/").await == wanted).then_some(())
        })
        .await;
    }

    /// The addresses Traefik has for an app; it hears of a changed route a moment after the cluster.
    async fn addresses(&self, app_id: &str) -> Option<Vec<String>> {
        let rule = format!("Host(`app-{app_id}.{DOMAIN}`)");
        let routers = self.traefik("routers?per_page=1000").await?;
        let router = routers
            .as_array()?
            .iter()
            .find(|router| router["rule"] == rule.as_str())?;
        let service = router["service"].as_str()?;
        let service = self.traefik(&format!("services/{service}@kubernetescrd")).await?;
        let servers = service["loadBalancer"]["servers"].as_array()?;
        let urls = servers.iter().filter_map(|server| server["url"].as_str());
        Some(urls.map(str::to_owned).collect())
    }

    async fn traefik(&self, path: &str) -> Option<Value> {
        let reply = self.0.get(format!("{TRAEFIK_API}/{path}")).send().await.ok()?;
        reply.json().await.ok()
    }

    /// Waits until Traefik brings visitors of the app to this address, such as `10.200.0.1:8700`.
    pub(crate) async fn is_led_to(&self, app_id: &str, address: &str) {
        let wanted = vec![format!("http://{address}")];
        until(&format!("Traefik to lead to {address}"), async || {
            (self.addresses(app_id).await.as_ref() == Some(&wanted)).then_some(())
        })
        .await;
    }

    /// Visits an app all the time, from so many clients at once, each so often, until [`Load::end`].
    pub(crate) fn keep_visiting(&self, app_id: &str, clients: usize, each: Duration) -> Load {
        self.keep_visiting_host(&format!("app-{app_id}.{DOMAIN}"), clients, each)
    }

    /// The same of a host.
    pub(crate) fn keep_visiting_host(&self, host: &str, clients: usize, each: Duration) -> Load {
        let load = Load::default();
        for _ in 0..clients {
            let (visitor, host, counts) = (self.clone(), host.to_owned(), Arc::clone(&load.0));
            tokio::spawn(async move { counts.visit(&visitor, &host, each).await });
        }
        load
    }
}

/// Visits that go on.
#[derive(Default)]
pub(crate) struct Load(Arc<Counts>);

#[derive(Default)]
struct Counts {
    is_over: AtomicBool,
    answered: AtomicU64,
    failed: AtomicU64,
}

impl Counts {
    async fn visit(&self, visitor: &Visitor, host: &str, each: Duration) {
        let mut ticks = tokio::time::interval(each);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while !self.is_over.load(Ordering::Relaxed) {
            ticks.tick().await;
            let (status, text) = visitor.get_host(host, "/").await;
            if status == 200 {
                self.answered.fetch_add(1, Ordering::Relaxed);
            } else {
                eprintln!("a visit failed: {status} {text}");
                self.failed.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

impl Load {
    /// Ends the visits; how many were answered and how many failed.
    pub(crate) fn end(&self) -> (u64, u64) {
        self.0.is_over.store(true, Ordering::Relaxed);
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        (count(&self.0.answered), count(&self.0.failed))
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.end();
    }
}
