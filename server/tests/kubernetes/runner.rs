//! Which runner an app is on: its own until something new is to run, or until it is renewed.

use std::sync::Arc;

use fp_server::runtime::kubernetes::{KubernetesRuntime, KubernetesSettings};
use fp_server::runtime::{ApplyError, Release, Runtime as _};
use k8s_openapi::api::core::v1::Pod;
use kube::ResourceExt as _;
use serde_json::json;
use tokio::sync::mpsc;

use super::bed::{Bed, KINDS, Reports, app, client, deploy, kubeconfig, release};
use crate::wait::{until, within};

const FIRST: &str = "registry.test/runner:1";
const SECOND: &str = "registry.test/runner:2";

/// An app that was started with the first image, and the server that comes after a restart with the second.
struct House {
    bed: Bed,
    server: Arc<KubernetesRuntime>,
    release: Release,
}

impl House {
    async fn new() -> Self {
        Self::with(|settings| SECOND.clone_into(&mut settings.image)).await
    }

    async fn with(change: impl FnOnce(&mut KubernetesSettings)) -> Self {
        let bed = Bed::with(|settings| FIRST.clone_into(&mut settings.image)).await;
        let release = release(&[("app.py", "app = 1")], &[("KEY", "value")]);
        bed.deploy(&release).await;
        bed.runtime.shut_down().await;
        let server = bed.another_with(client(&kubeconfig()).await, change).await;
        Self { bed, server, release }
    }

    /// The names of the app's pods, and their images.
    async fn pods(&self) -> Vec<(String, String)> {
        let described = |pod: &Pod| (pod.name_any(), image_of(pod));
        let pods = self.bed.pods_of(&app()).await;
        pods.iter().map(described).collect()
    }

    async fn images(&self) -> Vec<String> {
        self.pods().await.into_iter().map(|(_, image)| image).collect()
    }

    /// The pod that is not among `before`, when the cluster has made it.
    async fn new_pod(&self, before: &[(String, String)]) -> Pod {
        let mut found = None;
        until("a new pod", async || {
            let pods = self.bed.pods_of(&app()).await;
            let is_new = |pod: &Pod| before.iter().all(|(name, _)| *name != pod.name_any());
            found = pods.into_iter().find(is_new);
            found.is_some()
        })
        .await;
        found.unwrap()
    }

    /// The renewal, on its way.
    fn renewing(&self) -> tokio::task::JoinHandle<Result<(), ApplyError>> {
        let (server, release) = (Arc::clone(&self.server), self.release.clone());
        tokio::spawn(async move { server.renew(&release, mpsc::unbounded_channel().0).await })
    }

    fn runner(&self) -> (String, bool) {
        let runner = self.server.runner(&app()).unwrap();
        (runner.image, runner.is_current)
    }
}

fn image_of(pod: &Pod) -> String {
    pod.spec.as_ref().unwrap().containers[0].image.clone().unwrap()
}

/// Every app is applied once after a start: with other settings that must not replace the pods of all.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn a_server_with_another_image_replaces_no_pod() {
    let house = House::new().await;
    let before = house.pods().await;
    let template = async || {
        let deployment = house.bed.get("apps/v1", "Deployment", "app-abc12345").await;
        deployment["spec"]["template"].clone()
    };
    let was = template().await;
    deploy(&house.server, &house.release).await.unwrap();
    assert_eq!(house.pods().await, before);
    assert_eq!(template().await, was);
    assert_eq!(house.runner(), (FIRST.to_owned(), false));
    assert_eq!(house.server.runner_image(), Some(SECOND));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn a_server_with_other_limits_replaces_no_pod() {
    let house = House::with(|settings| {
        settings.resources.memory_limit = "256Mi".to_owned();
        settings.limits.drain = 9;
    })
    .await;
    let before = house.pods().await;
    deploy(&house.server, &house.release).await.unwrap();
    assert_eq!(house.pods().await, before);
    assert_eq!(house.runner(), (FIRST.to_owned(), false));
}

/// A second pod is one more of what there is.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn more_pods_are_of_the_apps_own_image() {
    let house = House::with(|settings| {
        SECOND.clone_into(&mut settings.image);
        settings.replicas = 2;
    })
    .await;
    let before = house.pods().await;
    deploy(&house.server, &house.release).await.unwrap();
    let after = house.pods().await;
    assert!(after.contains(&before[0]), "{before:?} {after:?}");
    assert_eq!(house.images().await, [FIRST, FIRST]);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn whatever_is_new_takes_the_settings_image() {
    for (code, value) in [("app = 2", "value"), ("app = 1", "another")] {
        let house = House::new().await;
        deploy(&house.server, &house.release).await.unwrap();
        let new = release(&[("app.py", code)], &[("KEY", value)]);
        deploy(&house.server, &new).await.unwrap();
        until("the new pod alone", async || house.images().await == [SECOND]).await;
        assert_eq!(house.runner(), (SECOND.to_owned(), true));
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn an_app_that_wakes_takes_the_settings_image() {
    let house = House::new().await;
    within("the stop", house.server.stop(&app())).await.unwrap();
    until("no pod", async || house.pods().await.is_empty()).await;
    assert_eq!(house.server.runner(&app()), None);
    deploy(&house.server, &house.release).await.unwrap();
    assert_eq!(house.images().await, [SECOND]);
}

/// Whoever changes the image of one app, or anything else of its pods, gets the app's own image back and not the settings'.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn a_repair_keeps_the_apps_own_image() {
    let house = House::new().await;
    deploy(&house.server, &house.release).await.unwrap();
    let mut reports = Reports::of(&house.server);
    let (version, kind, name) = KINDS[0];
    let before = house.bed.get(version, kind, name).await;
    let mut with_guest = before["spec"]["template"]["spec"]["containers"].clone();
    let guest = json!({"name": "guest", "image": "guest:1"});
    with_guest.as_array_mut().unwrap().push(guest);
    let another = json!([{"name": "runner", "image": "somebodys:1"}]);
    for edit in [
        json!({"spec": {"replicas": 3}}),
        json!({"spec": {"template": {"spec": {"containers": another}}}}),
        json!({"spec": {"template": {"spec": {"containers": with_guest}}}}),
    ] {
        house.bed.edit(version, kind, name, &edit).await;
        reports.drifted().await;
        house.server.repair(&house.release).await.unwrap();
        let told = reports.repaired().await;
        assert!(told.ends_with("it was put back"), "{told}");
        let after = house.bed.get(version, kind, name).await;
        assert_eq!(after["spec"], before["spec"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn a_renewed_app_is_on_the_settings_image_and_the_old_pod_answers_until_then() {
    let house = House::new().await;
    deploy(&house.server, &house.release).await.unwrap();
    let before = house.pods().await;
    house.bed.pods.leave_alone();
    let renewing = house.renewing();
    let pod = house.new_pod(&before).await;
    assert_eq!(image_of(&pod), SECOND);
    house.bed.pods.say(&pod, false).await;
    assert_eq!(house.runner(), (FIRST.to_owned(), false));
    assert!(house.pods().await.contains(&before[0]) && !renewing.is_finished());
    let seen = house.server.observe(&app()).await.unwrap();
    assert_eq!(seen.revision_id.as_ref(), Some(&house.release.revision_id));
    house.bed.pods.say(&pod, true).await;
    within("the renewal", renewing).await.unwrap().unwrap();
    assert_eq!(house.runner(), (SECOND.to_owned(), true));
    until("the new pod alone", async || house.images().await == [SECOND]).await;
    // Nothing is left to be done.
    let after = house.pods().await;
    within("the second renewal", house.renewing())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(house.pods().await, after);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn a_renewal_that_fails_or_is_given_up_leaves_the_app_as_it_was() {
    let house = House::new().await;
    deploy(&house.server, &house.release).await.unwrap();
    let before = house.pods().await;
    house.bed.pods.leave_alone();
    let renewing = house.renewing();
    let pod = house.new_pod(&before).await;
    house.bed.pods.refuse_image(&pod).await;
    let failure = within("the renewal", renewing).await.unwrap().unwrap_err();
    let message = failure.to_string();
    assert!(
        message.contains(SECOND) && message.contains("not found"),
        "{message}"
    );
    until("the old pod alone", async || house.pods().await == before).await;
    assert_eq!(house.runner(), (FIRST.to_owned(), false));

    let renewing = house.renewing();
    house.new_pod(&before).await;
    renewing.abort();
    until("the old pod alone", async || house.pods().await == before).await;
    until("the old runner", async || {
        house.runner() == (FIRST.to_owned(), false)
    })
    .await;
    assert!(house.server.observe(&app()).await.unwrap().revision_id.is_some());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn an_app_that_is_not_awake_is_not_woken_to_be_renewed() {
    let house = House::new().await;
    within("the stop", house.server.stop(&app())).await.unwrap();
    within("the renewal", house.renewing()).await.unwrap().unwrap();
    let deployment = house.bed.get("apps/v1", "Deployment", "app-abc12345").await;
    assert_eq!(deployment["spec"]["replicas"], 0);
}
