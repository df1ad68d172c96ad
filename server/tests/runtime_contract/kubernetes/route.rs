//! The way in from outside: Traefik, by host name.

use super::KubernetesBed;
use crate::runtime_contract::bed::{Subject, answering};
use crate::visitor::DOMAIN;
use crate::wait::until;

/// Where `deploy/testbed/kube/traefik.sh` has Traefik listen.
const TRAEFIK: &str = "http://127.0.0.1:8080/";

/// What Traefik answers for the app.
async fn answer(subject: &Subject<KubernetesBed>) -> String {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let host = format!("app-{}.{DOMAIN}", subject.id);
    match client.get(TRAEFIK).header("host", host).send().await {
        Ok(reply) => reply.text().await.unwrap_or_default(),
        Err(error) => error.to_string(),
    }
}

pub(crate) async fn an_app_is_reached_by_its_host_name() {
    let mut subject = Subject::<KubernetesBed>::new().await;
    // Tests share Traefik: the name must be this one's own.
    subject.id = fp_server::store::AppId(fp_server::platform::identifier::sortable()[16..].to_owned());
    for words in ["one", "two"] {
        subject.deploy(&[("app.py", &answering(words))]).await;
        until("Traefik leads to the app", async || {
            answer(&subject).await == words
        })
        .await;
    }
}
